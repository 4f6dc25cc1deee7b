import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WEEKDAYS } from "../../src/core/local-time.ts";
import { checked } from "../../src/core/parsed.ts";
import { isIn, nextChange, parseOnce, parseWeekly, type Window } from "../../src/core/window.ts";
import { addDays, DAY, STEP, steps, stretch, stretches, times, weekday } from "./slow-clock.ts";

const zone = "Europe/Stockholm";
const once = (from: string, to: string): Window => checked(parseOnce({ from, to, zone }));
const weekly = (text: string): Window => checked(parseWeekly({ text, zone }));
const at = (text: string) => Date.parse(text);

describe("windows", () => {
  test("a freeze holds from its beginning to just before its end", () => {
    const freeze = once("2026-12-18T17:00", "2027-01-04T08:00");
    expect(isIn(freeze, at("2026-12-18T16:59:59+01:00"))).toBe(false);
    expect(isIn(freeze, at("2026-12-18T17:00+01:00"))).toBe(true);
    expect(isIn(freeze, at("2027-01-04T07:59:59.999+01:00"))).toBe(true);
    expect(isIn(freeze, at("2027-01-04T08:00+01:00"))).toBe(false);
    expect(nextChange(freeze, at("2026-01-01T00:00Z"))).toBe(at("2026-12-18T17:00+01:00"));
    expect(nextChange(freeze, at("2026-12-20T00:00Z"))).toBe(at("2027-01-04T08:00+01:00"));
    expect(nextChange(freeze, at("2027-01-04T08:00+01:00"))).toBeUndefined();
  });

  test("a weekend comes back every week", () => {
    const weekend = weekly("fri 16:00 - mon 08:00");
    expect(isIn(weekend, at("2026-11-22T12:00+01:00"))).toBe(true);
    expect(isIn(weekend, at("2026-11-23T08:00+01:00"))).toBe(false);
    expect(nextChange(weekend, at("2026-11-23T08:00+01:00"))).toBe(at("2026-11-27T16:00+01:00"));
    expect(nextChange(weekend, at("2026-11-27T16:00+01:00"))).toBe(at("2026-11-30T08:00+01:00"));
  });

  test("a time that clocks skip is the first instant after the gap", () => {
    expect(once("2026-03-29T02:30", "2026-03-30T00:00")).toMatchObject({ from: at("2026-03-29T01:00Z") });
    expect(once("2026-03-28T00:00", "2026-03-29T02:30")).toMatchObject({ to: at("2026-03-29T01:00Z") });
  });

  test("of a time that clocks show twice, a beginning is the earlier and an end the later", () => {
    expect(once("2026-10-25T02:30", "2026-10-25T02:31")).toEqual({
      kind: "once",
      from: at("2026-10-25T00:30Z"),
      to: at("2026-10-25T01:31Z"),
    });
  });

  test.each([
    ["fri 16:00", "no weekly window"],
    ["Fri 16:00 - Mon 08:00", "no weekly window"],
    ["fri 25:00 - mon 08:00", "no weekly window"],
    ["fri 16:00 - fri 16:00", "ends when it begins"],
  ])("%j is refused: %s", (text, reason) => {
    const parsed = parseWeekly({ text, zone });
    expect(parsed.ok ? "" : parsed.reason).toContain(reason);
  });

  test.each([
    ["2026-12-18", "2026-12-19T00:00", "no local time"],
    ["2026-12-18T17:00Z", "2026-12-19T00:00", "no local time"],
    ["2026-02-28T17:00", "2026-02-30T00:00", "on no day of the calendar"],
    ["2026-12-18T17:00", "2026-12-18T17:00", "is not after"],
  ])("from %s to %s is refused: %s", (from, to, reason) => {
    const parsed = parseOnce({ from, to, zone });
    expect(parsed.ok ? "" : parsed.reason).toContain(reason);
  });
});

test("INC-01 a weekly window agrees with a clock read step by step, across every change of the clocks", () => {
  const day = fc.constantFrom(...WEEKDAYS);
  fc.assert(
    fc.property(
      stretches,
      fc.record({ day, time: times }),
      fc.record({ day, time: times }),
      fc.array(steps, { minLength: 5, maxLength: 5 }),
      (number, from, to, offsets) => {
        const { clock, middle, zone: place } = stretch(number);
        fc.pre(from.day !== to.day || from.time !== to.time);
        const window = checked(parseWeekly({ text: `${from.day} ${from.time} - ${to.day} ${to.time}`, zone: place }));
        const spans = clock
          .dates()
          .slice(1, -9)
          .filter((date) => weekday(date) === from.day)
          .map((date) => {
            let end = date;
            if (from.day === to.day && to.time < from.time) end = addDays(date, 7);
            else while (weekday(end) !== to.day) end = addDays(end, 1);
            return [clock.begins(`${date}T${from.time}`), clock.ends(`${end}T${to.time}`)] as const;
          });
        const isInside = (instant: number) => spans.some(([start, end]) => start <= instant && instant < end);
        for (const offset of offsets) {
          const instant = middle + offset * STEP;
          expect(isIn(window, instant)).toBe(isInside(instant));
          let change = instant;
          while (isInside(change) === isInside(instant) && change < instant + 3 * DAY * STEP) change += STEP;
          if (isInside(change) !== isInside(instant)) expect(nextChange(window, instant)).toBe(change);
        }
      },
    ),
    { numRuns: 500 },
  );
});
