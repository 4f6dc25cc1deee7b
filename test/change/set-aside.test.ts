// What is left of a pull request's records when one of them was set aside: nothing that could open the gate.
import { describe, expect, it } from "vitest";
import type { LedgerRecord } from "../../src/core/reads.ts";
import { RECORD_KINDS, type RecordKind } from "../../src/change/record-shapes.ts";
import { isUnderstood, outcomeAt, pendingOf, readHistory, type History } from "../../src/change/records.ts";
import { SET_ASIDE } from "../../src/core/set-aside.ts";
import { ada, bob, MONDAY, sha } from "../world.ts";

const at = { channel: "comment", id: 77, line: 1 } as const;
const review = { channel: "review", id: 5, line: 0 } as const;
const tuple = { epoch: 0, head: sha("a1"), base: "main", stackBase: null, mergeBase: sha("b1"), policy: "p0" };
const said = { at, because: "", saidAt: MONDAY };
let last = 0;
const record = (kind: string, data: object): LedgerRecord => {
  last += 1;
  return { sequence: last, at: MONDAY + last, kind, by: ada, data: data as LedgerRecord["data"] };
};
const aside = (): LedgerRecord =>
  record(SET_ASIDE, {
    ...{ sequence: 1, hash: "a".repeat(64), previous: "b".repeat(64), kind: "change.hold" },
    ...{ by: "mona", because: "the disk lost it" },
  });
const read = (records: readonly LedgerRecord[]): History => {
  const history = readHistory(records);
  if ("broken" in history) throw new Error(history.broken);
  return history;
};
const kindsIn = (records: readonly LedgerRecord[]): string[] => read(records).map(({ kind }) => kind);

const approval = () => record("change.approval", { ...said, source: "command", tuple });
const hold = "change.hold";

describe("records until one was set aside", () => {
  it.each<[string, () => LedgerRecord]>([
    ["an approval", approval],
    ["an end of a rejection", () => record("change.rejection-lift", said)],
    ["an end of a hold", () => record("change.unhold", { ...said, lifts: "all" })],
    ["a word for a commit", () => record("change.vouch", { at, because: "", commit: sha("c1") })],
    ["an emergency", () => record("change.type", { ...said, type: "emergency", incident: 3 })],
    ["an end of a stop", () => record("change.resume", said)],
    [
      "a pass through a freeze",
      () => record("change.override", { ...said, freeze: "f", head: sha("a1"), base: "main", until: MONDAY }),
    ],
    ["somebody who stands in", () => record("change.delegation", { ...said, to: bob, until: MONDAY })],
    ["a lower risk", () => record("change.risk", { ...said, level: "low", tuple })],
    ["a risk that is taken back", () => record("change.risk", { ...said, level: null, tuple: null })],
  ])("%s is lost, and is refused where it was said", (_, opening) => {
    const one = opening();
    expect(kindsIn([one, aside()])).toEqual(["change.refusal", hold]);
    expect(outcomeAt(read([one, aside()]), at)).toMatchObject({
      kind: "change.refusal",
      by: ada,
      data: { code: "set-aside" },
    });
    // The same afterwards counts.
    expect(kindsIn([aside(), opening()])).toEqual([hold, one.kind]);
  });

  it("a doubt about an end that was cleared is a doubt again", () => {
    expect(kindsIn([record("change.delegation-cleared", { at }), aside()])).toEqual(["change.refusal", hold]);
  });

  it.each<[string, () => LedgerRecord]>([
    ["a withdrawal", () => record("change.withdrawal", said)],
    ["a rejection", () => record("change.rejection", said)],
    ["a hold", () => record("change.hold", said)],
    ["a stop", () => record("change.stop", said)],
    ["an end of a pass", () => record("change.override-lift", { ...said, lifts: "all" })],
    ["an end of a delegation", () => record("change.delegation-end", { ...said, from: 1, to: null })],
    ["a raised risk", () => record("change.risk", { ...said, level: "high", tuple: null })],
    ["a push", () => record("change.pushed", { head: sha("a1"), delivery: "d" })],
    ["a refusal", () => record("change.refusal", { at, command: "hold", code: "x", title: "x", cure: "x" })],
  ])("%s stays", (_, shut) => {
    const one = shut();
    expect(kindsIn([one, aside()])).toEqual([one.kind, hold]);
  });

  it("a review that approved is not judged anew, and neither is a command that was put off and then judged", () => {
    const reviewed = record("change.approval", { ...said, at: review, source: "review", tuple });
    expect(outcomeAt(read([reviewed, aside()]), review)?.kind).toBe("change.refusal");
    const pending = record("change.pending", {
      ...{ name: "approve-change", args: "", because: "", at, nodeId: "n", by: ada, viaApp: false },
      ...{ createdAt: MONDAY, commit: null, textHash: "t" },
    });
    expect(pendingOf(read([pending, approval(), aside()]))).toEqual([]);
    expect(pendingOf(read([pending, aside()]))).toHaveLength(1);
  });

  it("the hold says what was set aside, by whom and why, and is nobody's", () => {
    const [held] = read([aside()]);
    expect(held).toMatchObject({
      kind: hold,
      by: null,
      data: { because: "record 1 (change.hold), which could not be read, was set aside by mona: the disk lost it" },
    });
    const [unsaid] = read([record(SET_ASIDE, {})]);
    expect(unsaid).toMatchObject({ kind: hold, data: { because: "a record, which could not be read, was set aside" } });
  });

  it("an opening record that cannot be read itself is lost without a word, and a closing one is still broken", () => {
    expect(kindsIn([record("change.approval", { of: "tomorrow" }), aside()])).toEqual([hold]);
    expect(readHistory([record("change.rejection", {}), aside()])).toMatchObject({
      broken: expect.stringContaining("change.rejection") as string,
    });
  });

  it("every kind is known to open or to shut", () => {
    const opening = RECORD_KINDS.filter((kind: RecordKind) => {
      const history = readHistory([record(kind, {}), aside()]);
      return !("broken" in history);
    });
    expect(opening.sort()).toEqual(
      [
        ...["approval", "rejection-lift", "unhold", "vouch", "type", "risk", "resume", "override", "delegation"],
        "delegation-cleared",
      ]
        .map((kind) => `change.${kind}`)
        .sort(),
    );
  });
});

it("a record of this room is understood or not; those that nobody asks for are no matter", () => {
  expect(isUnderstood(approval())).toBe(true);
  expect(isUnderstood(record("change.approval", {}))).toBe(false);
  expect(isUnderstood(record("change.of-tomorrow", {}))).toBe(true);
  expect(isUnderstood(record("triage.set", {}))).toBe(true);
});
