// Times during which something holds, as freezes do: once, or every week. Half-open: the end is outside.
import { Temporal } from "temporal-polyfill";
import { instantOf, wallClock, type Weekday, WEEKDAYS } from "./local-time.ts";
import { bad, good, type Parsed } from "./parsed.ts";
import type { Instant } from "./refs.ts";

interface WeekTime {
  readonly day: Weekday;
  /** `HH:MM` */
  readonly time: string;
}

export type Window =
  | { readonly kind: "once"; readonly from: Instant; readonly to: Instant }
  | { readonly kind: "weekly"; readonly from: WeekTime; readonly to: WeekTime; readonly zone: string };

const WEEKLY =
  /^(mon|tue|wed|thu|fri|sat|sun) ((?:[01]\d|2[0-3]):[0-5]\d) ?- ?(mon|tue|wed|thu|fri|sat|sun) ((?:[01]\d|2[0-3]):[0-5]\d)$/;

/** `fri 16:00 - mon 08:00`, in a zone. */
export function parseWeekly(args: { readonly text: string; readonly zone: string }): Parsed<Window> {
  const match = WEEKLY.exec(args.text);
  if (!match)
    return bad(`${JSON.stringify(args.text.slice(0, 40))} is no weekly window. Write it like "fri 16:00 - mon 08:00".`);
  const [, fromDay, fromTime = "", toDay, toTime = ""] = match;
  const from: WeekTime = { day: fromDay as Weekday, time: fromTime };
  const to: WeekTime = { day: toDay as Weekday, time: toTime };
  if (from.day === to.day && from.time === to.time)
    return bad("The weekly window ends when it begins. Write different times.");
  return good({ kind: "weekly", from, to, zone: args.zone });
}

/** Two local times, `2026-12-18T17:00`, in a zone. */
export function parseOnce(args: { readonly from: string; readonly to: string; readonly zone: string }): Parsed<Window> {
  const from = parseLocal(args.from);
  const to = parseLocal(args.to);
  if (!from.ok) return from;
  if (!to.ok) return to;
  const window = {
    kind: "once" as const,
    from: instantOf({ ...from.value, zone: args.zone }, "earlier"),
    to: instantOf({ ...to.value, zone: args.zone }, "later"),
  };
  return window.from < window.to ? good(window) : bad(`${args.to} is not after ${args.from}. Write a later end.`);
}

/** A local date and time, `2026-12-18T17:00`. */
export function parseLocal(text: string): Parsed<{ readonly date: Temporal.PlainDate; readonly time: string }> {
  const match = /^(\d{4}-\d\d-\d\d)[T ]((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text);
  const mend = "Write a local time like 2026-12-18T17:00.";
  if (!match) return bad(`${JSON.stringify(text.slice(0, 40))} is no local time. ${mend}`);
  try {
    return good({ date: Temporal.PlainDate.from(match[1] ?? ""), time: match[2] ?? "" });
  } catch (error) {
    if (error instanceof RangeError) return bad(`${JSON.stringify(text)} is on no day of the calendar. ${mend}`);
    throw error;
  }
}

export function isIn(window: Window, instant: Instant): boolean {
  return spansAround(window, instant).some(({ from, to }) => from <= instant && instant < to);
}

/** The next instant at which being in the window changes; undefined when it never does. */
export function nextChange(window: Window, instant: Instant): Instant | undefined {
  const now = isIn(window, instant);
  // In order: where a stretch begins before the last one ends, neither boundary is a change.
  return spansAround(window, instant)
    .flatMap(({ from, to }) => [from, to])
    .find((boundary) => boundary > instant && isIn(window, boundary) !== now);
}

/** One stretch of a window, half-open. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** The stretch that an instant lies in; stretches that meet where clocks are put back are one. */
export function spanAt(window: Window, instant: Instant): Span | undefined {
  const spans = spansAround(window, instant);
  const here = spans.find(({ from, to }) => from <= instant && instant < to);
  if (!here) return undefined;
  return spans.reduce((whole, { from, to }) => (from <= whole.to && to > whole.to ? { ...whole, to } : whole), here);
}

/** The first stretch that begins after an instant; undefined when none does. */
export function nextSpan(window: Window, instant: Instant): Span | undefined {
  return spansAround(window, instant).find(({ from, to }) => from > instant && from < to);
}

/** The stretches of a window, by their beginning, that reach into a time: half-open too. */
export function spansBetween(window: Window, time: Span): readonly Span[] {
  const spans: Span[] = [];
  const first = spanAt(window, time.from) ?? nextSpan(window, time.from);
  for (let span = first; span && span.from < time.to; span = nextSpan(window, span.from)) spans.push(span);
  return spans;
}

/** Every span of the window that can hold the instant, and the next ones after it. */
function spansAround(window: Window, instant: Instant): readonly Span[] {
  if (window.kind === "once") return [window];
  const { from, to, zone } = window;
  const today = wallClock(instant, zone).toPlainDate();
  const days = (WEEKDAYS.indexOf(to.day) - WEEKDAYS.indexOf(from.day) + 7) % 7;
  const length = days === 0 && to.time <= from.time ? 7 : days;
  const since = (today.dayOfWeek - 1 - WEEKDAYS.indexOf(from.day) + 7) % 7;
  return [-14, -7, 0, 7, 14].map((days) => {
    const date = today.add({ days: days - since });
    return {
      from: instantOf({ date, time: from.time, zone }, "earlier"),
      to: instantOf({ date: date.add({ days: length }), time: to.time, zone }, "later"),
    };
  });
}
