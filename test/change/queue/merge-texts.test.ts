// Merging two texts of one file: never anything else than git would, and nothing where git would ask a person.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeTexts } from "../../../src/change/queue/merge-texts.ts";

const text = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
const BASE = text("a", "b", "c", "d", "e", "f", "g", "h");

describe("merging texts", () => {
  it.each([
    ["nothing on either side", BASE, BASE, BASE],
    [
      "one side alone",
      BASE,
      text("A", "b", "c", "d", "e", "f", "g", "h"),
      text("A", "b", "c", "d", "e", "f", "g", "h"),
    ],
    [
      "lines apart",
      text("A", "b", "c", "d", "e", "f", "g", "h"),
      text("a", "b", "c", "d", "e", "f", "g", "H"),
      text("A", "b", "c", "d", "e", "f", "g", "H"),
    ],
    [
      "added above and removed below",
      text("0", "a", "b", "c", "d", "e", "f", "g", "h"),
      text("a", "b", "c", "d", "e", "f", "h"),
      text("0", "a", "b", "c", "d", "e", "f", "h"),
    ],
    [
      "the same on both sides",
      text("A", "b", "c", "d", "e", "f", "g", "h"),
      text("A", "b", "c", "d", "e", "f", "G", "h"),
      text("A", "b", "c", "d", "e", "f", "G", "h"),
    ],
    [
      "a missing last line end",
      BASE.trimEnd(),
      text("A", ...BASE.trimEnd().split("\n").slice(1)),
      `A${BASE.trimEnd().slice(1)}`,
    ],
  ])("%s", (_, ours, theirs, merged) => {
    expect(mergeTexts({ before: BASE, ours, theirs })).toBe(merged);
    expect(mergeTexts({ before: BASE, ours: theirs, theirs: ours })).toBe(merged);
  });

  it.each([
    [
      "the same line in two ways",
      text("X", "b", "c", "d", "e", "f", "g", "h"),
      text("Y", "b", "c", "d", "e", "f", "g", "h"),
    ],
    ["lines that touch", text("X", "b", "c", "d", "e", "f", "g", "h"), text("a", "Y", "c", "d", "e", "f", "g", "h")],
    [
      "two texts at one place",
      text("a", "X", "b", "c", "d", "e", "f", "g", "h"),
      text("a", "Y", "b", "c", "d", "e", "f", "g", "h"),
    ],
    ["more edits than are looked into", BASE, Array.from({ length: 2_000 }, (__, index) => `${index}\n`).join("")],
  ])("%s: nobody can tell", (_, ours, theirs) => {
    expect(mergeTexts({ before: BASE, ours, theirs })).toBeNull();
  });

  const lines = fc.array(fc.constantFrom("a", "b", "c", "x", "y"), { maxLength: 12 }).map((all) => text(...all));
  it("a side that did nothing leaves the other's text; order does not matter; equal sides are one", () => {
    fc.assert(
      fc.property(lines, lines, lines, (before, one, other) => {
        expect(mergeTexts({ before, ours: before, theirs: one })).toBe(one);
        expect(mergeTexts({ before, ours: one, theirs: before })).toBe(one);
        expect(mergeTexts({ before, ours: one, theirs: one })).toBe(one);
        expect(mergeTexts({ before, ours: one, theirs: other })).toBe(mergeTexts({ before, ours: other, theirs: one }));
      }),
      { numRuns: 2_000 },
    );
  });
});
