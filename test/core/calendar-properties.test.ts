// Slow: beside the tables, so that these alone judge planted faults.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { businessTimeBetween, type Calendar, instantAfter, isBusinessTime } from "../../src/core/calendar.ts";
import { WEEKDAYS } from "../../src/core/local-time.ts";
import { addDays, type SlowClock, STEP, steps, stretch, stretches, times, weekday } from "./slow-clock.ts";

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
