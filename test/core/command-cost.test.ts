// The cost of reading a comment grows with its length, and not faster, whatever stands in it.
import { describe, expect, test } from "vitest";
import { parseCommands } from "../../src/core/command.ts";
import { parsePolicy } from "../../src/core/policy-file.ts";
import { spec } from "./spec.ts";
import { stepsOf } from "./steps.ts";

const HELP = spec("help");

const staircase = (length: number): string => {
  let text = "";
  for (let depth = 0; text.length < length; depth = (depth + 1) % 60) text += `${"  ".repeat(depth)}- a\n`;
  return text;
};

/** Texts of about this many characters, each known to cost some Markdown parser the square of its length. */
const ATTACKS: readonly (readonly [name: string, text: (length: number) => string])[] = [
  ["nested quotes", (length) => `${">".repeat(length)}a`],
  ["nested quotes with spaces", (length) => `${"> ".repeat(length / 2)}a`],
  ["nested lists", (length) => `${"- ".repeat(length / 2)}a`],
  ["quotes and lists", (length) => `${"> - ".repeat(length / 4)}a`],
  ["a staircase of lists", staircase],
  ["lazy lines", (length) => `${">".repeat(length / 2)}a\n${"b\n".repeat(length / 4)}`],
  ["lazy lines that look like more", (length) => `> a\n${"2. b\n".repeat(length / 5)}`],
  ["empty lines below lists", (length) => `${"- ".repeat(50)}a\n${"\n".repeat(length)}`],
  ["open brackets", (length) => "[".repeat(length)],
  ["brackets", (length) => "[".repeat(length / 2) + "]".repeat(length / 2)],
  ["nested links", (length) => "[a".repeat(length / 6) + "](b)".repeat(length / 6)],
  ["images", (length) => "![[](a)".repeat(length / 7)],
  ["stars and underscores", (length) => "*a_ ".repeat(length / 4)],
  ["stars inside words", (length) => "a**b".repeat(length / 4)],
  ["tildes", (length) => "~a~~ ".repeat(length / 5)],
  ["backticks", (length) => "`a ``".repeat(length / 5)],
  ["open comments", (length) => "a <!-- ".repeat(length / 7)],
  ["open instructions", (length) => "a<?".repeat(length / 3)],
  ["open CDATA", (length) => "a<![CDATA[".repeat(length / 10)],
  ["open declarations", (length) => "a <!A ".repeat(length / 6)],
  ["entities in an address", (length) => `http://a.example/${"&amp;".repeat(length / 5)}`],
  ["definitions", (length) => "[a]: b\n".repeat(length / 7)],
  ["open titles", (length) => '[a]: b "\n'.repeat(length / 9)],
  ["footnotes", (length) => "[^a]: b\n".repeat(length / 8)],
  ["table rows", (length) => `a|b\n-|-\n${"a|b\n".repeat(length / 4)}`],
  ["table heads", (length) => "a|b\n".repeat(length / 4)],
  ["empty cells", (length) => `${"|a".repeat(100)}\n${"|-".repeat(100)}\n${"|\n".repeat(length / 2)}`],
  ["fences", (length) => "```\n".repeat(length / 4)],
  ["lines", (length) => "a\n".repeat(length / 2)],
  ["paragraphs", (length) => "a\n\n".repeat(length / 3)],
  ["spaces", (length) => `a${" ".repeat(length)}b`],
  ["carriage returns", (length) => "a\r".repeat(length / 2)],
  ["commands", (length) => "/help\n".repeat(length / 6)],
  ["near misses", (length) => "/hlep\n".repeat(length / 6)],
];

describe("doubling a comment costs at most 2.5 times the steps", () => {
  test.each(ATTACKS.flatMap(([name, text]) => ["\n\n", "\n"].map((gap) => ({ name, text, gap }))))(
    "$name, then $gap and a command",
    ({ text, gap }) => {
      const steps = (length: number): number => {
        const body = `${text(length)}${gap}/help`;
        return stepsOf(() => parseCommands({ body, specs: [HELP] }));
      };
      steps(200);
      expect(steps(8_000) / steps(4_000)).toBeLessThanOrEqual(2.5);
    },
  );
});

test("POL-06 doubling a policy of brackets costs at most 2.5 times the steps, and it is refused", () => {
  const steps = (length: number): number =>
    stepsOf(() => {
      expect(parsePolicy({ text: `a: ${"[".repeat(length)}`, file: "x" }).ok).toBe(false);
    });
  steps(200);
  expect(steps(8_000) / steps(4_000)).toBeLessThanOrEqual(2.5);
});
