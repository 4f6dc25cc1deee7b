import { expect, test } from "vitest";
import type { LedgerRecord } from "../../src/core/reads.ts";
import { leftOf, readSetAside, SET_ASIDE, setAsideKey, unreadable } from "../../src/core/set-aside.ts";

const record = (sequence: number, kind: string): LedgerRecord => ({ sequence, at: sequence, kind, by: null, data: {} });
const opens = ({ kind }: LedgerRecord): boolean => kind === "open";
const numbers = (records: readonly LedgerRecord[]): number[] => records.map(({ sequence }) => sequence);

test.each<[string, readonly string[], number[], number[], number[]]>([
  ["nothing is lost where nothing was set aside", ["open", "shut"], [1, 2], [], []],
  ["what opened something by then is lost", ["open", "shut", SET_ASIDE], [2], [1], [3]],
  ["what opens something afterwards counts", ["open", SET_ASIDE, "open"], [3], [1], [2]],
  ["the last one counts where there are several", ["open", SET_ASIDE, "open", SET_ASIDE, "open"], [5], [1, 3], [2, 4]],
])("%s", (_, kinds, left, lost, asides) => {
  const parts = leftOf(
    kinds.map((kind, index) => record(index + 1, kind)),
    opens,
  );
  expect([parts.records, parts.lost, parts.asides].map(numbers)).toEqual([left, lost, asides]);
});

test("what sets another one aside opens nothing itself, whatever is asked", () => {
  const parts = leftOf([record(1, SET_ASIDE), record(2, SET_ASIDE)], () => true);
  expect([parts.records, parts.lost, parts.asides].map(numbers)).toEqual([[], [], [1, 2]]);
});

const whole = {
  sequence: 3,
  hash: "a".repeat(64),
  previous: "b".repeat(64),
  kind: "change.approval",
  by: "mona",
  because: "the disk",
};
test.each<[string, object, boolean]>([
  ["whole", {}, true],
  ["of no entry", { sequence: 0 }, false],
  ["with a short hash", { hash: "a".repeat(63) }, false],
  ["with a long hash", { previous: "b".repeat(65) }, false],
  ["by nobody", { by: null }, false],
])("what sets aside, %s, can be read: %s", (_, differs, isRead) => {
  expect(readSetAside({ ...whole, ...differs })).toEqual(isRead ? whole : undefined);
});

test("it stands under a key that names the entry", () => {
  expect(setAsideKey(1017)).toBe("set-aside:1017");
  expect(SET_ASIDE).toBe("audit.set-aside");
});

test("what cannot be read is told with both cures", () => {
  expect(unreadable({ broken: "record 7 (change.hold)" })).toBe(
    "record 7 (change.hold) cannot be understood. Whoever runs Lamplighter starts the version that wrote it, or sets it aside: lamplighter audit set-aside",
  );
});
