// The calendar of freezes against a wall clock that is read minute by minute, where offsets are odd and days are missing.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keptAt, nextTurnOf, type Freeze } from "../../src/core/freezes.ts";
import { WEEKDAYS } from "../../src/core/local-time.ts";
import { checked } from "../../src/core/parsed.ts";
import { parseOnce, parseWeekly, type Window } from "../../src/core/window.ts";
import { addDays, weekday } from "./slow-clock.ts";

const MINUTE = 60_000;
const DAY = 1440;

/** A change of the clocks in the middle: by half an hour, at a quarter to, at midnight, by a whole day; and none at all. */
const PLACES: readonly (readonly [zone: string, date: string])[] = [
  ["Australia/Lord_Howe", "2026-04-05"],
  ["Australia/Lord_Howe", "2026-10-04"],
  ["Pacific/Chatham", "2026-04-05"],
  ["Pacific/Chatham", "2026-09-27"],
  ["America/St_Johns", "2026-03-08"],
  ["America/St_Johns", "2026-11-01"],
  ["Africa/Cairo", "2026-04-24"],
  ["America/Havana", "2026-11-01"],
  ["Pacific/Apia", "2011-12-30"],
  ["Europe/Stockholm", "2026-03-29"],
  ["Europe/Stockholm", "2026-10-25"],
  ["Asia/Kathmandu", "2026-06-01"],
];

/** What a wall clock shows at each minute of 22 days, as `2026-03-29T02:30`, which sorts as time does. */
class MinuteClock {
  readonly zone: string;
  readonly start: number;
  readonly labels: readonly string[];

  constructor(zone: string, date: string) {
    const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
    this.zone = zone;
    this.start = Date.parse(`${date}T00:00Z`) - 11 * DAY * MINUTE;
    const at = (minute: number): string => format.format(this.start + minute * MINUTE).replace(" ", "T");
    this.labels = Array.from({ length: 22 * DAY }, (_, minute) => at(minute));
  }

  /** The first minute at which the clock has come to `label`. */
  begins(label: string): number {
    return this.labels.findIndex((shown) => shown >= label);
  }

  /** The last minute at which the clock shows `label`; when it never does, the first at which it has come past it. */
  ends(label: string): number {
    const last = this.labels.lastIndexOf(label);
    return last === -1 ? this.begins(label) : last;
  }
}

const clocks = PLACES.map(([zone, date]) => new MinuteClock(zone, date));

const freezeOf = (window: Window, zone: string, lead = 0): Freeze => ({
  name: "x",
  window,
  zone,
  written: { from: "", to: "" },
  lead,
  branches: null,
  environments: null,
  repositories: null,
  allow: [],
});

const hours = fc.oneof(fc.nat({ max: DAY - 1 }), fc.nat({ max: 4 * 60 }));
const time = hours.map((minute) => {
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
});
const weekTime = fc.record({ day: fc.constantFrom(...WEEKDAYS), time });
const offset = fc.oneof(fc.integer({ min: -4 * DAY, max: 4 * DAY }), fc.integer({ min: -300, max: 300 }));

describe("the calendar of freezes", () => {
  it("INC-01 agrees with a clock read minute by minute: kept when, with its lead, and until when", () => {
    const seen = { kept: 0, open: 0 };
    fc.assert(
      fc.property(
        fc.nat({ max: clocks.length - 1 }),
        weekTime,
        weekTime,
        fc.constantFrom(0, 0, 10, 90, DAY),
        fc.array(offset, { minLength: 4, maxLength: 4 }),
        (place, from, to, lead, offsets) => {
          const clock = clocks[place]!;
          fc.pre(from.day !== to.day || from.time !== to.time);
          const text = `${from.day} ${from.time} - ${to.day} ${to.time}`;
          const window = checked(parseWeekly({ text, zone: clock.zone }));
          const freeze = freezeOf(window, clock.zone, lead * MINUTE);
          const first = clock.labels[0]!.slice(0, 10);
          const kept = new Uint8Array(clock.labels.length);
          // Also days that the zone left out: their beginning is the first moment after them.
          for (let days = -8; days < 22; days++) {
            const date = addDays(first, days);
            if (weekday(date) !== from.day) continue;
            let end = date;
            if (from.day === to.day && to.time < from.time) end = addDays(date, 7);
            else while (weekday(end) !== to.day) end = addDays(end, 1);
            const begins = clock.begins(`${date}T${from.time}`);
            const ends = clock.ends(`${end}T${to.time}`);
            const last = ends === -1 ? kept.length : ends;
            if (begins !== -1 && begins < last) kept.fill(1, Math.max(0, begins - lead), last);
          }
          for (const minutes of offsets) {
            const minute = 11 * DAY + minutes;
            const instant = clock.start + minute * MINUTE;
            expect(keptAt(freeze, instant) !== undefined).toBe(kept[minute] === 1);
            seen[kept[minute] === 1 ? "kept" : "open"]++;
            // It asks to be looked at no later than anything changes.
            let change = minute;
            while (change < minute + 3 * DAY && kept[change] === kept[minute]) change++;
            if (kept[change] === kept[minute]) continue;
            const turn = nextTurnOf(freeze, instant) ?? Infinity;
            expect(turn).toBeGreaterThan(instant);
            const shouldBe = clock.start + change * MINUTE;
            if (lead === 0) expect(turn).toBe(shouldBe);
            else expect(turn).toBeLessThanOrEqual(shouldBe);
          }
        },
      ),
      { numRuns: 400, seed: 20260329 },
    );
    expect(Math.min(seen.kept, seen.open)).toBeGreaterThan(300);
  }, 60_000);

  it("INC-01 one that comes once agrees with that clock too", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: clocks.length - 1 }),
        fc.nat({ max: 12 }),
        fc.nat({ max: 6 }),
        time,
        time,
        offset,
        (place, begin, days, from, to, minutes) => {
          const clock = clocks[place]!;
          const date = addDays(clock.labels[0]!.slice(0, 10), begin + 3);
          const local = { from: `${date}T${from}`, to: `${addDays(date, days)}T${to}` };
          const parsed = parseOnce({ ...local, zone: clock.zone });
          const [begins, ends] = [clock.begins(local.from), clock.ends(local.to)];
          expect(parsed.ok).toBe(begins < ends);
          if (!parsed.ok) return;
          const minute = 11 * DAY + minutes;
          const isKept = keptAt(freezeOf(parsed.value, clock.zone), clock.start + minute * MINUTE) !== undefined;
          expect(isKept).toBe(begins <= minute && minute < ends);
        },
      ),
      { numRuns: 400, seed: 20260329 },
    );
  }, 60_000);
});
