import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WEEKDAYS } from "../../src/core/local-time.ts";
import { checked } from "../../src/core/parsed.ts";
import {
  isIn,
  nextChange,
  nextSpan,
  parseLocal,
  parseOnce,
  parseWeekly,
  spanAt,
  spansBetween,
  type Window,
} from "../../src/core/window.ts";
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
    ["x fri 16:00 - mon 08:00", "no weekly window"],
    ["fri 16:00 - mon 08:00 x", "no weekly window"],
    ["fri 16:00  -  mon 08:00", "no weekly window"],
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

describe("what a window is written as", () => {
  test("spaces around the hyphen may be left out, and every hour of the day counts", () => {
    expect(weekly("fri 23:00-mon 20:59")).toEqual({
      kind: "weekly",
      from: { day: "fri", time: "23:00" },
      to: { day: "mon", time: "20:59" },
      zone,
    });
    expect(parseWeekly({ text: "sat 09:00-tue 19:30", zone }).ok).toBe(true);
  });

  test("what is refused is shown by its first forty characters, with what to write", () => {
    expect(parseWeekly({ text: "x".repeat(50), zone })).toEqual({
      ok: false,
      reason: `"${"x".repeat(40)}" is no weekly window. Write it like "fri 16:00 - mon 08:00".`,
    });
    expect(parseLocal("x".repeat(50))).toEqual({
      ok: false,
      reason: `"${"x".repeat(40)}" is no local time. Write a local time like 2026-12-18T17:00.`,
    });
    expect(parseLocal("2026-02-30T00:00")).toEqual({
      ok: false,
      reason: '"2026-02-30T00:00" is on no day of the calendar. Write a local time like 2026-12-18T17:00.',
    });
  });

  test.each(["2026-12-18T23:00", "2026-12-18 20:30", "2026-12-18T09:59"])("%s is a local time", (text) => {
    const parsed = parseLocal(text);
    expect(parsed.ok && [parsed.value.date.toString(), parsed.value.time]).toEqual([text.slice(0, 10), text.slice(11)]);
  });

  test("nothing stands before or behind a local time", () => {
    expect(parseLocal("x2026-12-18T17:00").ok).toBe(false);
    expect(parseLocal("2026-12-18T17:00:30").ok).toBe(false);
  });
});

describe("the stretches of a window", () => {
  const weekend = weekly("fri 16:00 - mon 08:00");
  const stretchFrom = (from: string, to: string) => ({ from: at(from), to: at(to) });
  const first = stretchFrom("2026-11-20T16:00+01:00", "2026-11-23T08:00+01:00");
  const second = stretchFrom("2026-11-27T16:00+01:00", "2026-11-30T08:00+01:00");
  // On 25 October clocks are put back at three: the end, 02:15, is shown twice, and the later comes after 02:30 once.
  const joined = weekly("sun 02:30 - sun 02:15");
  // On 29 March clocks are put forward from two to three: both ends are the same instant.
  const skipped = weekly("sun 02:10 - sun 02:50");

  test.each<[string, string, ReturnType<typeof stretchFrom> | undefined]>([
    ["in it", "2026-11-22T12:00+01:00", first],
    ["at its beginning", "2026-11-20T16:00+01:00", first],
    ["at its end", "2026-11-23T08:00+01:00", undefined],
    ["before it", "2026-11-20T15:59+01:00", undefined],
  ])("an instant %s", (_, instant, span) => {
    expect(spanAt(weekend, at(instant))).toEqual(span);
  });

  test("stretches that meet are one, and between them nothing changes", () => {
    const whole = stretchFrom("2026-10-18T02:30+02:00", "2026-11-01T02:15+01:00");
    expect(spanAt(joined, at("2026-10-20T00:00Z"))).toEqual(whole);
    expect(nextChange(joined, at("2026-10-20T00:00Z"))).toBe(whole.to);
    expect(spanAt(joined, at("2026-11-03T00:00Z"))).toEqual(
      stretchFrom("2026-11-01T02:30+01:00", "2026-11-08T02:15+01:00"),
    );
  });

  test("the next one begins later, and is not empty", () => {
    expect(nextSpan(weekend, at("2026-11-18T00:00Z"))).toEqual(first);
    expect(nextSpan(weekend, first.from)).toEqual(second);
    expect(nextSpan(weekend, at("2026-11-21T00:00Z"))).toEqual(second);
    expect(nextSpan(skipped, at("2026-03-24T00:00Z"))).toEqual(
      stretchFrom("2026-04-05T02:10+02:00", "2026-04-05T02:50+02:00"),
    );
  });

  test("a window that comes once has one", () => {
    const freeze = once("2026-12-18T17:00", "2027-01-04T08:00");
    const span = stretchFrom("2026-12-18T17:00+01:00", "2027-01-04T08:00+01:00");
    expect(nextSpan(freeze, at("2026-12-01T00:00Z"))).toMatchObject(span);
    expect(nextSpan(freeze, span.from)).toBeUndefined();
    expect(spanAt(freeze, span.from)).toMatchObject(span);
  });

  test.each<[string, string, string, number]>([
    ["between two", "2026-11-24T00:00Z", "2026-11-26T00:00Z", 0],
    ["from within one to within the next", "2026-11-21T00:00Z", "2026-11-28T00:00Z", 2],
    ["over one", "2026-11-17T00:00Z", "2026-11-26T00:00Z", 1],
    ["up to the beginning of one", "2026-11-17T00:00Z", "2026-11-20T16:00+01:00", 0],
    ["from the end of one", "2026-11-23T08:00+01:00", "2026-11-28T00:00Z", 1],
    ["over five weeks", "2026-11-17T00:00Z", "2026-12-22T00:00Z", 5],
  ])("a time %s, from %s to %s, has %i", (_, from, to, count) => {
    const spans = spansBetween(weekend, stretchFrom(from, to));
    expect(spans).toHaveLength(count);
    expect(spans.every(({ from: begin, to: end }) => begin < at(to) && end > at(from))).toBe(true);
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
