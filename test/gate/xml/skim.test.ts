import { describe, expect, it } from "vitest";
import { below, randomFrom } from "../mutate.ts";
import { skimmer, SKIMMED_AT_ONCE } from "../../../src/gate/xml/skim.ts";

/** The same, byte by byte. */
function plainly(bytes: Buffer, from: number): number {
  const rest = bytes.toString("latin1", from);
  const found = /<|&(?!lt;|gt;|amp;)/.exec(rest);
  return found === null ? bytes.length : from + found.index;
}

const PIECES = [
  "a",
  "<",
  "&",
  "&lt;",
  "&gt;",
  "&amp;",
  "&quot;",
  "&#60;",
  "&l",
  "&ltt;",
  "&am",
  "x".repeat(15),
  "\u00e9",
  "\u0000",
  " ",
];

describe("the skimmer", () => {
  it("stops where a reader byte by byte does, or at most 16 bytes before the end", () => {
    const random = randomFrom(7);
    const { memory, skim } = skimmer();
    let stopped = 0;
    for (let round = 0; round < 5_000; round += 1) {
      const dull = "y".repeat(below(random, 60));
      const count = below(random, 12);
      const text = Array.from({ length: count }, () => dull + (PIECES[below(random, PIECES.length)] ?? "")).join("");
      const bytes = Buffer.from(text);
      memory.set(bytes);
      // What lies behind the end is of an earlier file, and must not be looked at.
      memory.set(Buffer.from("<&lt;<&<&lt;<&<&"), bytes.length);
      const from = below(random, bytes.length + 1);
      const at = skim(from, bytes.length);
      const expected = plainly(bytes, from);
      const told = JSON.stringify({ text, from, at, expected });
      if (at > bytes.length - 16) expect(expected, told).toBeGreaterThanOrEqual(at);
      else expect(at, told).toBe(expected);
      if (at < bytes.length - 16) stopped += 1;
    }
    expect(stopped).toBeGreaterThan(1_000);
  });

  it("has room for two pieces of a file", () => {
    expect(skimmer().memory.length).toBe(SKIMMED_AT_ONCE);
    expect(SKIMMED_AT_ONCE).toBeGreaterThanOrEqual(2 * 256 * 1024);
  });
});
