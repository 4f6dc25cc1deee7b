import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  businessTimeBetween,
  type Calendar,
  instantAfter,
  isBusinessTime,
  nextBusinessChange,
} from "../../src/core/calendar.ts";
import { parseDuration } from "../../src/core/clock.ts";
import { WEEKDAYS } from "../../src/core/local-time.ts";
import { checked } from "../../src/core/parsed.ts";
import { addDays, type SlowClock, STEP, steps, stretch, stretches, times, weekday } from "./slow-clock.ts";

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

  test("a calendar without a business day is an error, not an endless search", () => {
    const never = { ...office, days: [] };
    expect(() => later("2026-11-23T10:00+01:00", "1bd", never)).toThrow("the calendar has no business day");
    expect(() => later("2026-11-23T10:00+01:00", "1bh", never)).toThrow("the calendar has no business day");
  });

  test("the time between two instants counts business hours alone", () => {
    const between = (from: string, to: string) =>
      businessTimeBetween({ from: Date.parse(from), to: Date.parse(to), calendar: office }) / 60_000;
    expect(between("2026-11-27T16:00+01:00", "2026-11-30T10:00+01:00")).toBe(120);
    expect(between("2026-11-28T00:00+01:00", "2026-11-29T00:00+01:00")).toBe(0);
    expect(between("2026-11-24T10:00+01:00", "2026-11-23T10:00+01:00")).toBe(0);
  });
});

/** Days and hours of business as the slow clock sees them: for each business day, from when to when. */
function openings(clock: SlowClock, calendar: Calendar): readonly (readonly [number, number])[] {
  return clock
    .dates()
    .slice(1, -2)
    .filter((date) => calendar.days.some((day) => day === weekday(date)) && !calendar.holidays.includes(date))
    .map(
      (date) => [clock.begins(`${date}T${calendar.hours.from}`), clock.ends(`${date}T${calendar.hours.to}`)] as const,
    );
}

const scene = fc.record({
  place: stretches,
  offset: steps,
  days: fc.subarray([...WEEKDAYS], { minLength: 2 }),
  hours: fc.tuple(times, times).filter(([from, to]) => from < to),
  holiday: fc.integer({ min: -3, max: 3 }),
  count: fc.integer({ min: 1, max: 4 }),
});

describe("INC-01 across every change of the clocks, business time agrees with a clock read step by step", () => {
  const setUp = ({ place, offset, days, hours, holiday }: typeof scene extends fc.Arbitrary<infer T> ? T : never) => {
    const { clock, middle, zone } = stretch(place);
    const noon = new Date(middle).toISOString().slice(0, 10);
    const [from, to] = hours;
    const calendar: Calendar = { zone, days, hours: { from, to }, holidays: [addDays(noon, holiday)] };
    return { clock, calendar, instant: middle + offset * STEP };
  };

  test("days", () => {
    fc.assert(
      fc.property(scene, (drawn) => {
        const { clock, calendar, instant } = setUp(drawn);
        const [date = "", time = ""] = clock.read(instant).split("T");
        let day = date;
        const isOpen = () => calendar.days.some((name) => name === weekday(day)) && !calendar.holidays.includes(day);
        for (let count = 0; count < Math.min(drawn.count, 2); count++)
          do day = addDays(day, 1);
          while (!isOpen());
        fc.pre(clock.ends(`${day}T${time}`) < clock.end);
        const duration = { count: Math.min(drawn.count, 2), unit: "bd" } as const;
        expect(instantAfter({ instant, duration, calendar })).toBe(clock.ends(`${day}T${time}`));
      }),
      { numRuns: 1500 },
    );
  });

  test("hours, their sum, and whether it is business time", () => {
    fc.assert(
      fc.property(scene, (drawn) => {
        const { clock, calendar, instant } = setUp(drawn);
        const open = openings(clock, calendar);
        const isOpen = (at: number) => open.some(([from, to]) => from <= at && at < to);
        expect(isBusinessTime(calendar, instant)).toBe(isOpen(instant));
        let left = drawn.count * 6;
        let at = instant;
        for (; left > 0 && at < clock.end; at += STEP) if (isOpen(at)) left--;
        fc.pre(left === 0);
        const duration = { count: drawn.count, unit: "bh" } as const;
        expect(instantAfter({ instant, duration, calendar })).toBe(at);
        expect(businessTimeBetween({ from: instant, to: at, calendar })).toBe(drawn.count * 6 * STEP);
      }),
      { numRuns: 1000 },
    );
  });
});
