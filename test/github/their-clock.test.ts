import { expect, test } from "vitest";
import { openTheirClock } from "../../src/github/their-clock.ts";

const NOON = Date.UTC(2026, 2, 2, 12);
const MINUTE = 60_000;
const dated = (at: number): string => new Date(at).toUTCString();

test.each<[string, number, readonly (string | undefined)[], number, number]>([
  ["is ours before an answer came, in whole seconds", NOON + 999, [], 0, NOON],
  ["is theirs where ours is ahead", NOON + 10 * MINUTE, [dated(NOON)], 0, NOON],
  ["is theirs where ours is behind", NOON - 10 * MINUTE, [dated(NOON)], 0, NOON],
  ["goes on with ours after an answer", NOON + 10 * MINUTE, [dated(NOON)], 2500, NOON + 2000],
  ["goes by the last answer", NOON, [dated(NOON + MINUTE), dated(NOON + 2 * MINUTE)], 0, NOON + 2 * MINUTE],
  ["is not changed by an answer without a date", NOON, [dated(NOON + MINUTE), undefined], 0, NOON + MINUTE],
  ["is not changed by a date that nobody can read", NOON, [dated(NOON + MINUTE), "noon"], 0, NOON + MINUTE],
])("GitHub's clock %s", (_, ours, dates, passed, expected) => {
  let now = ours;
  const clock = openTheirClock({ now: () => now, sleep: () => Promise.resolve() });
  for (const date of dates) clock.hear(date);
  now += passed;
  expect(clock.now()).toBe(expected);
});
