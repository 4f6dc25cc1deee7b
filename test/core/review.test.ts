import { describe, expect, test } from "vitest";
import type { Json } from "../../src/core/plan.ts";
import type { LedgerRecord } from "../../src/core/reads.ts";
import {
  judgedIn,
  openedIn,
  type OpenedReview,
  overdueReviews,
  REVIEW_DONE,
  REVIEW_JUDGED,
  REVIEW_OPENED,
  REVIEW_OVERDUE,
} from "../../src/core/review.ts";

const record = (kind: string, data: Json): LedgerRecord => ({ sequence: 1, at: 0, kind, by: null, data });
const review: OpenedReview = {
  slot: "review:1",
  what: "emergency",
  code: "emergency",
  branch: "main",
  pull: 12,
  commit: "a".repeat(40),
  since: 1_000,
  within: "2bd",
  by: ["board"],
  not: [1],
  issue: 7,
};

describe("opened reviews", () => {
  test.each<[string, Partial<OpenedReview>]>([
    ["of an emergency", {}],
    ["of a standard change", { what: "standard" }],
    ["of an exception without a pull request", { what: "exception", pull: null }],
    ["of a long sha", { commit: "b".repeat(64) }],
  ])("are read, %s", (_, over) => {
    expect(openedIn([record(REVIEW_OPENED, { ...review, ...over })])).toEqual([{ ...review, ...over }]);
  });

  test.each<[string, string, Json]>([
    ["another kind", REVIEW_JUDGED, { ...review }],
    ["a what that there is not", REVIEW_OPENED, { ...review, what: "other" }],
    ["a commit that is cut", REVIEW_OPENED, { ...review, commit: "a".repeat(39) }],
    ["a commit with more in front", REVIEW_OPENED, { ...review, commit: `x${"a".repeat(40)}` }],
    ["a commit with more behind", REVIEW_OPENED, { ...review, commit: `${"a".repeat(64)}x` }],
    ["nothing", REVIEW_OPENED, null],
  ])("leave out %s", (_, kind, data) => {
    expect(openedIn([record(kind, data), record(REVIEW_OPENED, { ...review })])).toEqual([review]);
  });
});

describe("what became of a review", () => {
  const said = (outcome: string, because = "x") => record(REVIEW_JUDGED, { outcome, because });
  test.each<[string, LedgerRecord[], unknown]>([
    ["nothing yet", [], undefined],
    ["accepted", [said("accept")], { outcome: "accept", because: "x" }],
    ["rejected after all", [said("accept"), said("reject", "y")], { outcome: "reject", because: "y" }],
    ["a word that there is not", [said("accept"), said("perhaps")], { outcome: "accept", because: "x" }],
    ["another kind", [record(REVIEW_OPENED, { outcome: "accept", because: "x" })], undefined],
  ])("%s", (_, records, expected) => {
    expect(judgedIn(records)).toEqual(expected);
  });
});

describe("reviews that are late", () => {
  const late = (issue: number) => record(REVIEW_OVERDUE, { issue });
  const done = (issue: number) => record(REVIEW_DONE, { issue });
  test.each<[string, LedgerRecord[], number[]]>([
    ["none", [], []],
    ["two", [late(7), late(8)], [7, 8]],
    ["one, told twice", [late(7), late(7)], [7]],
    ["one of two", [late(7), late(8), done(7)], [8]],
    ["one that is late again", [late(7), done(7), late(7)], [7]],
    ["none of another kind", [record(REVIEW_OPENED, { issue: 7 })], []],
  ])("%s", (_, records, issues) => {
    expect(overdueReviews(records)).toEqual(issues);
  });

  test.each<[string, LedgerRecord]>([
    ["that was damaged", record(REVIEW_OVERDUE, null)],
    ["of another shape", record(REVIEW_OVERDUE, { issue: "7" })],
    ["of a review that was given, and damaged", record(REVIEW_DONE, null)],
  ])("a record %s is not taken for none", (_, one) => {
    const broken = `record ${one.sequence} (${one.kind})`;
    expect(overdueReviews([late(8), one])).toEqual({ broken });
  });
});

test("the names of the records are the ledger's for good", () => {
  const names = [REVIEW_OPENED, REVIEW_JUDGED, REVIEW_OVERDUE, REVIEW_DONE];
  expect(names).toEqual(["review.opened", "review.judged", "review.overdue", "review.done"]);
});
