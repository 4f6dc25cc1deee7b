// Wall clocks: what a local date and time mean in a zone, where clocks are put forward and back.
import { Temporal } from "temporal-polyfill";
import type { Instant } from "./refs.ts";

/** A local date with a local time, `HH:MM` or `HH:MM:SS`; `24:00` is the next day's midnight. */
export interface LocalTime {
  readonly date: Temporal.PlainDate;
  readonly time: string;
  /** IANA name. */
  readonly zone: string;
}

/**
 * The instant of a local time. A time that clocks skip is the first instant after the gap; of one that they show twice
 * it is the one that is asked for (spec: change, "Freezes": a beginning the earlier, an end the later).
 */
export function instantOf(local: LocalTime, ambiguous: "earlier" | "later"): Instant {
  const { time, zone } = local;
  const isMidnight = time === "24:00";
  const date = isMidnight ? local.date.add({ days: 1 }) : local.date;
  const wanted = date.toPlainDateTime(isMidnight ? "00:00" : time);
  const found = wanted.toZonedDateTime(zone, { disambiguation: ambiguous });
  if (found.toPlainDateTime().equals(wanted)) return found.epochMilliseconds;
  // In a gap: "earlier" lies before it, and the gap's end is the next transition.
  const before = wanted.toZonedDateTime(zone, { disambiguation: "earlier" });
  return before.getTimeZoneTransition("next")?.epochMilliseconds ?? found.epochMilliseconds;
}

/** What a clock on the wall shows. */
export function wallClock(instant: Instant, zone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDateTime();
}

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export type Weekday = (typeof WEEKDAYS)[number];

export function weekdayOf(date: Temporal.PlainDate): Weekday {
  return WEEKDAYS[date.dayOfWeek - 1] ?? "mon";
}
