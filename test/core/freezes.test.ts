import { describe, expect, it } from "vitest";
import { concerns, frozenBetween, keptAt, LONGEST_LEAD, nextTurnOf, type Freeze } from "../../src/core/freezes.ts";
import { checked } from "../../src/core/parsed.ts";
import { parseOnce, parseWeekly, spansBetween } from "../../src/core/window.ts";

const zone = "UTC";
const weekly = checked(parseWeekly({ text: "fri 16:00 - mon 08:00", zone }));
const once = checked(parseOnce({ from: "2026-12-18T17:00", to: "2027-01-04T08:00", zone }));

const freeze = (differs: Partial<Freeze> = {}): Freeze => ({
  name: "x",
  window: once,
  zone,
  written: { from: "", to: "" },
  lead: 0,
  branches: null,
  environments: null,
  repositories: null,
  allow: [],
  ...differs,
});

const told = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString().slice(0, 16);

describe("what a freeze is about", () => {
  const main = { repository: "octo/app", branch: "main", environment: null };
  const live = { ...main, environment: "production" };
  it.each([
    ["one of everything stops a pull request", {}, main, true],
    ["one of everything stops a deployment too", {}, live, true],
    ["one of branches stops what goes into them", { branches: ["release/*", "main"] }, main, true],
    ["one of branches leaves others alone", { branches: ["release/*"] }, main, false],
    ["one of branches stops deployments from them", { branches: ["main"] }, live, true],
    ["one of repositories stops what goes into them", { repositories: ["octo/*"] }, main, true],
    ["one of repositories leaves others alone", { repositories: ["octo/web"] }, main, false],
    ["one of environments stops deployments to them", { environments: ["prod*"] }, live, true],
    ["one of environments leaves others alone", { environments: ["staging"] }, live, false],
    ["one of environments leaves pull requests alone", { environments: ["*"] }, main, false],
    ["all that is named has to fit", { environments: ["*"], branches: ["release/*"] }, live, false],
    ["whatever else fits, the repository has to", { branches: ["main"], repositories: ["octo/web"] }, main, false],
  ])("%s", (_, differs, where, isSo) => {
    expect(concerns(freeze(differs), where)).toBe(isSo);
  });
});

describe("when a freeze is kept, and when that changes next", () => {
  const lead = 90 * 60_000;
  it.each([
    ["long before it is not", freeze(), "2026-12-17T00:00", undefined, "2026-12-18T17:00"],
    ["a minute before it is not", freeze(), "2026-12-18T16:59", undefined, "2026-12-18T17:00"],
    ["at its beginning it is", freeze(), "2026-12-18T17:00", "2026-12-18T17:00", "2027-01-04T08:00"],
    ["in its last minute it is", freeze(), "2027-01-04T07:59", "2026-12-18T17:00", "2027-01-04T08:00"],
    ["at its end it is not, and nothing comes after", freeze(), "2027-01-04T08:00", undefined, undefined],
    ["before its lead it is not", freeze({ lead }), "2026-12-18T15:29", undefined, "2026-12-18T15:30"],
    ["from its lead on it is", freeze({ lead }), "2026-12-18T15:30", "2026-12-18T17:00", "2027-01-04T08:00"],
    ["a lead is not kept after the end", freeze({ lead }), "2027-01-04T08:30", undefined, undefined],
    ["between two weeks it is not", freeze({ window: weekly }), "2026-12-16T12:00", undefined, "2026-12-18T16:00"],
    ["each week it is", freeze({ window: weekly }), "2026-12-27T12:00", "2026-12-25T16:00", "2026-12-28T08:00"],
    [
      "a day ahead is the longest lead",
      freeze({ window: weekly, lead: LONGEST_LEAD }),
      "2026-12-24T16:00",
      "2026-12-25T16:00",
      "2026-12-28T08:00",
    ],
  ])("%s", (_, one, at, from, turn) => {
    const instant = Date.parse(`${at}Z`);
    expect(told(keptAt(one, instant)?.from)).toBe(from);
    expect(told(nextTurnOf(one, instant))).toBe(turn);
  });
});

describe("a stretch of time", () => {
  const time = { from: Date.UTC(2026, 11, 20), to: Date.UTC(2027, 0, 3) };
  const between = (...freezes: readonly Freeze[]) =>
    frozenBetween(freezes, time).map((span) => `${span.freeze.name} ${told(span.from)} ${told(span.to)}`);

  it("has every freeze that reaches into it, in order of beginning", () => {
    expect(between(freeze(), freeze({ window: weekly, name: "w" }))).toEqual([
      "w 2026-12-18T16:00 2026-12-21T08:00",
      "x 2026-12-18T17:00 2027-01-04T08:00",
      "w 2026-12-25T16:00 2026-12-28T08:00",
      "w 2027-01-01T16:00 2027-01-04T08:00",
    ]);
    expect(spansBetween(once, { from: Date.UTC(2027, 1, 1), to: Date.UTC(2028, 1, 1) })).toEqual([]);
  });

  it("has those that begin together by their end, and those that are the same by their name", () => {
    const short = checked(parseOnce({ from: "2026-12-18T17:00", to: "2026-12-24T08:00", zone }));
    const names = (...freezes: readonly Freeze[]) => between(...freezes).map((line) => line.slice(0, 1));
    expect(names(freeze(), freeze({ name: "a" }), freeze({ name: "s", window: short }))).toEqual(["s", "a", "x"]);
    expect(names(freeze({ name: "a" }), freeze(), freeze({ name: "s", window: short }))).toEqual(["s", "a", "x"]);
  });
});
