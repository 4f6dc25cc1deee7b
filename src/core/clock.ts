// Instants and lengths of time as people write them.
import { Temporal } from "temporal-polyfill";
import { bad, good, type Parsed } from "./parsed.ts";
import type { Instant } from "./refs.ts";

/**
 * A length of time. Minutes, hours, days and weeks are exact (`1d` is 24 hours, whatever the clocks do);
 * business days and hours depend on a calendar (calendar.ts).
 */
export interface Duration {
  readonly count: number;
  readonly unit: "m" | "h" | "d" | "w" | "bd" | "bh";
}

const EXACT: Readonly<Record<"m" | "h" | "d" | "w", number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `10m`, `24h`, `14d`, `2w`, `2bd`, `3bh`: whole and positive, at most ten years. */
export function parseDuration(text: string): Parsed<Duration> {
  const match = /^([1-9]\d{0,6})(m|h|d|w|bd|bh)$/.exec(text);
  const shown = JSON.stringify(text.slice(0, 40));
  if (!match) return bad(`${shown} is no length of time. Write a number and a unit: 10m, 24h, 14d, 2w, 2bd or 3bh.`);
  const unit = match[2] as Duration["unit"];
  const count = Number(match[1]);
  const tenYears = 3660 * EXACT.d;
  const least = unit === "bd" ? EXACT.d : unit === "bh" ? EXACT.h : EXACT[unit];
  return count * least > tenYears
    ? bad(`${shown} is more than ten years. Write a shorter time.`)
    : good({ count, unit });
}

const NAMES: Readonly<Record<Duration["unit"], readonly [one: string, many: string]>> = {
  m: ["minute", "minutes"],
  h: ["hour", "hours"],
  d: ["day", "days"],
  w: ["week", "weeks"],
  bd: ["business day", "business days"],
  bh: ["business hour", "business hours"],
};

/** `2 business days`, for people. */
export function printDuration({ count, unit }: Duration): string {
  const [one, many] = NAMES[unit];
  return `${count} ${count === 1 ? one : many}`;
}

/** Milliseconds of a length of time that depends on no calendar; undefined for business time. */
export function exactLength({ count, unit }: Duration): number | undefined {
  return unit === "bd" || unit === "bh" ? undefined : count * EXACT[unit];
}

/** `2026-11-22T19:23:30Z`: UTC, whole seconds. */
export function printInstant(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, -".000Z".length)}Z`;
}

/** An instant as GitHub writes it (`2026-11-22T19:23:30Z`, any offset); undefined when the text is none. */
export function parseInstant(text: string): Instant | undefined {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether this is an IANA zone name that we know. Offsets (`+01:00`) are not: they know nothing of daylight saving. */
export function isZone(name: string): boolean {
  // Temporal takes offsets for zones, and whole dates with one: names alone begin with a letter.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
