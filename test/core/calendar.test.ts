import { describe, expect, test } from "vitest";
import {
  businessTimeBetween,
  type Calendar,
  instantAfter,
  isAway,
  isBusinessTime,
  nextBusinessChange,
  nextBusinessTime,
} from "../../src/core/calendar.ts";
import { parseDuration } from "../../src/core/clock.ts";
import { checked } from "../../src/core/parsed.ts";

const office: Calendar = {
  zone: "Europe/Stockholm",
  days: ["mon", "tue", "wed", "thu", "fri"],
  hours: { from: "09:00", to: "17:00" },
  holidays: ["2026-12-25"],
};

function later(from: string, duration: string, calendar: Calendar = office): string {
  const instant = instantAfter({ instant: Date.parse(from), duration: checked(parseDuration(duration)), calendar });
  return new Date(instant).toISOString().replace(":00.000Z", "Z");
}

describe("business time", () => {
  test.each([
    ["a day is the same local time on the next business day", "2026-11-23T10:15+01:00", "1bd", "2026-11-24T09:15Z"],
    ["from Friday evening it is Monday evening", "2026-11-27T18:30+01:00", "1bd", "2026-11-30T17:30Z"],
    ["from Sunday it is Monday", "2026-11-29T12:00+01:00", "1bd", "2026-11-30T11:00Z"],
    ["a holiday is skipped", "2026-12-24T12:00+01:00", "1bd", "2026-12-28T11:00Z"],
    ["over the clocks' change it stays the same local time", "2026-10-23T12:00+02:00", "1bd", "2026-10-26T11:00Z"],
    ["seconds are kept", "2026-11-23T10:15:07+01:00", "2bd", "2026-11-25T09:15:07.000Z"],
    ["hours stop at closing time", "2026-11-23T16:00+01:00", "1bh", "2026-11-23T16:00Z"],
    ["hours go on the next morning", "2026-11-23T16:30+01:00", "1bh", "2026-11-24T08:30Z"],
    ["hours begin at opening time", "2026-11-28T03:00+01:00", "2bh", "2026-11-30T10:00Z"],
    ["hours go over weekend and holiday", "2026-12-24T16:00+01:00", "9bh", "2026-12-28T16:00Z"],
    ["24h are exact, over a clocks' change too", "2026-10-24T12:00+02:00", "24h", "2026-10-25T10:00Z"],
    ["a week is exact", "2026-10-24T12:00+02:00", "1w", "2026-10-31T10:00Z"],
  ])("%s", (_, from, duration, to) => {
    expect(later(from, duration)).toBe(to);
  });

  test.each([
    ["in the morning it is the opening", "2026-11-23T08:00+01:00", "2026-11-23T08:00Z"],
    ["during business it is the closing", "2026-11-23T10:00+01:00", "2026-11-23T16:00Z"],
    ["at the closing it is the next opening", "2026-11-23T17:00+01:00", "2026-11-24T08:00Z"],
    ["on Friday evening it is Monday's opening", "2026-11-27T18:00+01:00", "2026-11-30T08:00Z"],
    ["before a holiday it is the opening after it", "2026-12-24T17:30+01:00", "2026-12-28T08:00Z"],
  ])("the next change: %s", (_, from, to) => {
    expect(nextBusinessChange(office, Date.parse(from))).toBe(Date.parse(to));
  });

  test("the next change is one, and none lies before it", () => {
    for (
      let instant = Date.parse("2026-03-27T00:10Z");
      instant < Date.parse("2026-03-31T00:00Z");
      instant += 3_700_000
    ) {
      const turn = nextBusinessChange(office, instant);
      expect(isBusinessTime(office, turn)).not.toBe(isBusinessTime(office, instant));
      expect(isBusinessTime(office, turn - 1)).toBe(isBusinessTime(office, instant));
    }
  });

  test("business ends at midnight where it says 24:00", () => {
    const late: Calendar = { ...office, hours: { from: "22:00", to: "24:00" } };
    expect(isBusinessTime(late, Date.parse("2026-11-23T23:59+01:00"))).toBe(true);
    expect(isBusinessTime(late, Date.parse("2026-11-24T00:00+01:00"))).toBe(false);
    expect(later("2026-11-23T00:00+01:00", "3bh", late)).toBe("2026-11-24T22:00Z");
  });

  test.each([
    ["at the opening it is that instant", "2026-11-23T09:00+01:00", "2026-11-23T08:00Z"],
    ["during business it is the instant itself", "2026-11-23T10:07+01:00", "2026-11-23T09:07Z"],
    ["at the closing it is the next opening", "2026-11-23T17:00+01:00", "2026-11-24T08:00Z"],
    ["early in the morning it is that day's opening", "2026-11-23T00:10+01:00", "2026-11-23T08:00Z"],
    ["on Friday evening it is Monday's opening", "2026-11-27T17:30+01:00", "2026-11-30T08:00Z"],
    ["before a holiday it is the opening after it", "2026-12-24T17:30+01:00", "2026-12-28T08:00Z"],
  ])("the next business time: %s", (_, from, to) => {
    expect(nextBusinessTime(office, Date.parse(from))).toBe(Date.parse(to));
  });

  test("a day whose hours the clocks skip has none: the next business time is the day after", () => {
    // At 02:00 on 2026-03-29 the clocks of Stockholm show 03:00.
    const night: Calendar = { ...office, days: ["sun", "mon"], hours: { from: "02:00", to: "03:00" } };
    const evening = Date.parse("2026-03-28T20:00+01:00");
    expect(nextBusinessTime(night, evening)).toBe(Date.parse("2026-03-30T02:00+02:00"));
    expect(nextBusinessChange(night, evening)).toBe(Date.parse("2026-03-30T02:00+02:00"));
    expect(isBusinessTime(night, Date.parse("2026-03-29T03:00+02:00"))).toBe(false);
    expect(later("2026-03-28T20:00+01:00", "1bh", night)).toBe("2026-03-30T01:00Z");
  });

  describe("a search that would find nothing for years is an error, not an endless one", () => {
    const now = Date.parse("2026-11-23T10:00+01:00");
    const never: Calendar = { ...office, days: [] };
    const minute: Calendar = { ...office, days: ["mon"], hours: { from: "09:00", to: "09:01" } };
    test.each([
      ["a business day of a calendar without one", () => later("2026-11-23T10:00+01:00", "1bd", never)],
      ["a business hour of a calendar without a day", () => later("2026-11-23T10:00+01:00", "1bh", never)],
      ["the next business time of a calendar without a day", () => nextBusinessTime(never, now)],
      ["the next change of a calendar without a day", () => nextBusinessChange(never, now)],
      ["more hours than a calendar of a minute a week has", () => later("2026-11-23T10:00+01:00", "90bh", minute)],
    ])("%s", (_, search) => {
      expect(search).toThrow("the calendar has too little business time: years ahead do not hold what is looked for");
    });
    test("the longest time that a policy can name is found on a calendar of one day a week", () => {
      const mondays: Calendar = { ...office, zone: "UTC", days: ["mon"] };
      const weeks = new Date(Date.parse("2026-11-23T10:00Z") + 3660 * 7 * 86_400_000).toISOString();
      expect(later("2026-11-23T10:00Z", "3660bd", mondays)).toBe(weeks.replace(":00.000Z", "Z"));
    });
  });

  test.each([
    ["on the first day", "ada", "2026-12-01T00:00+01:00", true],
    ["on the last day, to its end", "ada", "2026-12-04T23:59+01:00", true],
    ["however the name is written", "Ada", "2026-12-02T12:00+01:00", true],
    ["not before it, by the calendar's clock", "ada", "2026-11-30T23:59+01:00", false],
    ["not after it", "ada", "2026-12-05T00:00+01:00", false],
    ["nobody else is", "bob", "2026-12-02T12:00+01:00", false],
    ["at any of several times", "ada", "2026-12-24T12:00+01:00", true],
  ])("who is away is away %s", (_, login, at, isSo) => {
    const away = [
      { user: "ada", from: "2026-12-01", to: "2026-12-04" },
      { user: "ada", from: "2026-12-24", to: "2026-12-24" },
    ];
    expect(isAway({ ...office, away }, login, Date.parse(at))).toBe(isSo);
    expect(isAway(office, login, Date.parse(at))).toBe(false);
  });

  test("the time between two instants counts business hours alone", () => {
    const between = (from: string, to: string) =>
      businessTimeBetween({ from: Date.parse(from), to: Date.parse(to), calendar: office }) / 60_000;
    expect(between("2026-11-27T16:00+01:00", "2026-11-30T10:00+01:00")).toBe(120);
    expect(between("2026-11-28T00:00+01:00", "2026-11-29T00:00+01:00")).toBe(0);
    expect(between("2026-11-24T10:00+01:00", "2026-11-23T10:00+01:00")).toBe(0);
    expect(between("2026-11-23T10:00+01:00", "2026-11-23T12:30+01:00")).toBe(150);
    expect(between("2026-11-23T07:00+01:00", "2026-11-24T09:30+01:00")).toBe(8 * 60 + 30);
    expect(between("2026-12-24T16:00+01:00", "2026-12-28T09:10+01:00")).toBe(70);
  });
});
