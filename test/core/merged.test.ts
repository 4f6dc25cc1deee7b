import { describe, expect, test } from "vitest";
import { branchSubject, type Merged, MERGED, mergedIn, readMerged } from "../../src/core/merged.ts";
import type { Json } from "../../src/core/plan.ts";
import type { LedgerRecord } from "../../src/core/reads.ts";

const whole: Merged = {
  pull: 12,
  head: "a".repeat(40),
  mergeBase: "b".repeat(64),
  base: "main",
  mergeCommit: "c".repeat(40),
  commits: 0,
  mergedAt: 1_000,
  mergedBy: 2,
  author: 1,
  verdict: "allow",
  code: "approved",
  mode: "enforce",
  type: "emergency",
  policy: "hash",
  counted: [3],
  lenders: [4],
  sample: 1,
  emergency: { declarer: 1, because: "it is down", incident: 7, reviewWithin: "2bd", reviewBy: ["board"] },
  folders: ["src"],
  undoes: [11],
};
const record = (kind: string, data: Json, sequence = 1): LedgerRecord => ({ sequence, at: 0, kind, by: null, data });

describe("what was merged", () => {
  test.each<[string, Partial<Merged>]>([
    ["whole", {}],
    [
      "with nothing that may be unknown",
      {
        mergeBase: null,
        mergeCommit: null,
        mergedAt: null,
        mergedBy: null,
        author: null,
        policy: null,
        sample: null,
        emergency: null,
      },
    ],
    ...(["allow", "block", "wait", "unknown", "off"] as const).map((verdict): [string, Partial<Merged>] => [
      verdict,
      { verdict },
    ]),
    ["observed", { mode: "observe" }],
    ["normal", { type: "normal" }],
    ["standard", { type: "standard" }],
  ])("is read back, %s", (_, over) => {
    expect(readMerged({ ...whole, ...over })).toEqual({ ...whole, ...over });
  });

  test.each<[string, Record<string, Json>]>([
    ["no pull request", { pull: 0 }],
    ["a head that is cut", { head: "a".repeat(39) }],
    ["a head with more in front", { head: `x${"a".repeat(40)}` }],
    ["a head of two lengths", { head: "a".repeat(50) }],
    ["a head in capitals", { head: "A".repeat(40) }],
    ["no branch", { base: "" }],
    ["fewer commits than none", { commits: -1 }],
    ["a verdict that there is not", { verdict: "yes" }],
    ["a mode that there is not", { mode: "on" }],
    ["a type that there is not", { type: "fast" }],
    ["a sample of none", { sample: 0 }],
    ["an emergency that nobody declared", { emergency: {} }],
  ])("is not read with %s", (_, over) => {
    expect(readMerged({ ...whole, ...over })).toBeUndefined();
  });

  test("of a time when folders, undone changes and lenders were not written down, names none", () => {
    const { folders, undoes, lenders, ...older } = whole;
    expect([folders, undoes, lenders]).toEqual([["src"], [11], [4]]);
    expect(readMerged(older)).toEqual({ ...whole, folders: null, undoes: [], lenders: [] });
  });

  test("of a branch, in order, and nothing else", () => {
    const second = { ...whole, pull: 13 };
    expect(mergedIn([record(MERGED, whole), record("change.head", null), record(MERGED, second)])).toEqual([
      whole,
      second,
    ]);
    expect(mergedIn([])).toEqual([]);
  });

  test("is not known where one record is not understood", () => {
    expect(mergedIn([record(MERGED, whole), record(MERGED, { pull: 1 }, 9)])).toEqual({
      broken: "record 9 (change.merged)",
    });
  });
});

test("a branch is a subject beside the pull request's", () => {
  expect(branchSubject({ installation: 1, repository: 2, kind: "pull", name: "12" }, "1.x")).toEqual({
    installation: 1,
    repository: 2,
    kind: "branch",
    name: "1.x",
  });
});
