// Our reading against conventional-commits-parser with its own preset: equal wherever that preset follows the
// specification, and every place where it does not is named here.
import fc from "fast-check";
import { CommitParser } from "conventional-commits-parser";
import createPreset from "conventional-changelog-conventionalcommits";
import { describe, expect, it } from "vitest";
import { parsed } from "./world.ts";

const preset = createPreset() as { parser: ConstructorParameters<typeof CommitParser>[0] };
const theirs = new CommitParser(preset.parser);

interface Reading {
  type: string | null;
  scope: string | null;
  subject: string | null;
  breaking: number;
}

function peer(message: string): Reading {
  const commit = theirs.parse(message) as unknown as Record<"type" | "scope" | "subject", string | null> & {
    notes: unknown[];
  };
  return {
    type: commit.type?.toLowerCase() ?? null,
    scope: commit.scope ?? null,
    subject: commit.subject ?? null,
    breaking: commit.notes.length,
  };
}

function ours(message: string): Reading {
  const [change] = parsed(message).changes;
  if (change === undefined) return { type: null, scope: null, subject: null, breaking: 0 };
  return { type: change.type, scope: change.scope, subject: change.subject, breaking: change.breaking.length };
}

const type = fc.constantFrom("feat", "fix", "docs", "chore", "refactor", "FIX", "deps", "build", "wibble");
const scope = fc.constantFrom("", "(ui)", "(core/parser)", "(@scope/pkg)", "(a b)", "(deps-dev)");
const bang = fc.constantFrom("", "!");
const subject = fc.constantFrom("add ears", "do: not stop", "keep `code`", "über die Straße", "bump a from 1 to 2");
const paragraph = fc.constantFrom(
  "Some prose.",
  "More\nlines of it.",
  "* a bullet",
  "Reviewed-by: Zoe",
  "Refs: #12",
  "BREAKING CHANGE: gone",
  "BREAKING CHANGE: gone\nfor good",
  "BREAKING-CHANGE: gone",
);
const message = fc
  .tuple(type, scope, bang, subject, fc.array(paragraph, { maxLength: 4 }))
  .map(([t, s, b, text, body]) => [`${t}${s}${b}: ${text}`, ...body].join("\n\n"));

describe("against conventional-commits-parser", () => {
  it("any conventional message reads the same", () => {
    fc.assert(
      fc.property(message, (text) => {
        expect(ours(text)).toEqual(peer(text));
      }),
      { numRuns: 3000 },
    );
  });

  it("any header at all: what one refuses, the other refuses", () => {
    const noise = fc.array(fc.constantFrom("feat", "fix", ":", " ", "!", "(", ")", "x", "-", "1"), { maxLength: 12 });
    fc.assert(
      fc.property(noise, (parts) => {
        const text = parts.join("").trim();
        if (text === "" || excused(text)) return;
        expect(ours(text)).toEqual(peer(text));
      }),
      { numRuns: 5000 },
    );
  });

  it.each<[string, string, Partial<Reading>, Partial<Reading>]>([
    [
      "lower-case breaking change: rule 15 says upper case",
      "feat: x\n\nbreaking change: y",
      { breaking: 0 },
      { breaking: 1 },
    ],
    [
      "` #` after the breaking token: rule 8 allows it",
      "feat: x\n\nBREAKING CHANGE #y",
      { breaking: 1 },
      { breaking: 0 },
    ],
    ["an empty type is no type: rule 1", ": x", { type: null }, { type: "" }],
    ["a hyphen in a type: rule 14 names no letters", "build-2: x", { type: "build-2" }, { type: null }],
    ["the pull request is taken off the subject", "fix: x (#3)", { subject: "x" }, { subject: "x (#3)" }],
  ])("differs on purpose: %s", (_, text, mine, their) => {
    expect(ours(text)).toMatchObject(mine);
    expect(peer(text)).toMatchObject(their.type === "" ? { type: null } : their);
  });
});

/** Headers on which the preset is laxer or stricter than the specification, each shown in the table above or here. */
function excused(text: string): boolean {
  const header = /^(\w*)(?:\((.*)\))?!?: (.*)$/.exec(text);
  // `:feat:` is a picture by name.
  if (text.startsWith(":")) return true;
  if (header === null) return /^[\w-]*-[\w-]*(?:\(|!?: )/.test(text);
  const [, kind = "", within = "", rest = ""] = header;
  // No type; parentheses within a scope; a description of spaces; spaces around a scope or description.
  return (
    kind === "" ||
    /[()]/.test(within) ||
    within.trim() !== within ||
    rest.trim() !== rest ||
    rest === "" ||
    within === ""
  );
}
