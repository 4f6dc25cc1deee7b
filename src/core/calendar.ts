// Business time. Instants are UTC everywhere else; zones live here, in local-time.ts and in window.ts (design rule 24).
import { Temporal } from "temporal-polyfill";
import { type Duration, exactLength } from "./clock.ts";
import { instantOf, wallClock, type Weekday, weekdayOf } from "./local-time.ts";
import type { Instant } from "./refs.ts";

/** Working days and hours in one zone; `1bd` is the same local time on the next business day. */
export interface Calendar {
  /** IANA name. */
  readonly zone: string;
  readonly days: readonly Weekday[];
  /** Local, `HH:MM`, half-open. */
  readonly hours: { readonly from: string; readonly to: string };
  /** Local dates, `YYYY-MM-DD`. */
  readonly holidays: readonly string[];
  /** Who is away, by login in lower case; local dates, the last one included. */
  readonly away?: readonly { readonly user: string; readonly from: string; readonly to: string }[] | undefined;
}

/** Whether somebody is away, by the calendar. */
export function isAway(calendar: Calendar, login: string, instant: Instant): boolean {
  const today = wallClock(instant, calendar.zone).toPlainDate().toString();
  return (calendar.away ?? []).some(
    ({ user, from, to }) => user === login.toLowerCase() && from <= today && today <= to,
  );
}

const HOUR = 3_600_000;
/** How far ahead a length of time may reach. The longest that a policy can name lies nearer, and no search is endless. */
const FARTHEST = { years: 100 };
/** How far ahead the next hours are looked for: one day a week and a thousand holidays on it still leave one. */
const NEXT = { days: 8000 };

export function isBusinessDay(calendar: Calendar, date: Temporal.PlainDate): boolean {
  return calendar.days.includes(weekdayOf(date)) && !calendar.holidays.includes(date.toString());
}

/** Whether it is business hours of a business day. */
export function isBusinessTime(calendar: Calendar, instant: Instant): boolean {
  const today = wallClock(instant, calendar.zone).toPlainDate();
  return [today.subtract({ days: 1 }), today].some((date) => {
    const open = openHours(calendar, date);
    return open !== undefined && open.from <= instant && instant < open.to;
  });
}

/** When business time next begins or ends, after the instant. */
export function nextBusinessChange(calendar: Calendar, instant: Instant): Instant {
  const now = isBusinessTime(calendar, instant);
  for (const { from, to } of openings(calendar, instant, NEXT)) {
    const turn = [from, to].find((one) => one > instant && isBusinessTime(calendar, one) !== now);
    if (turn !== undefined) return turn;
  }
  return tooRare();
}

/** The instant itself where it is business time, else when business opens next. */
export function nextBusinessTime(calendar: Calendar, instant: Instant): Instant {
  if (isBusinessTime(calendar, instant)) return instant;
  for (const { from, to } of openings(calendar, instant, NEXT)) {
    // A day whose hours fall into a gap of the clocks has none.
    if (from >= instant && from < to) return from;
  }
  return tooRare();
}

/** The instant that lies a length of time after another. Business time needs the calendar, exact time ignores it. */
export function instantAfter(args: {
  readonly instant: Instant;
  readonly duration: Duration;
  readonly calendar: Calendar;
}): Instant {
  const { instant, duration, calendar } = args;
  const exact = exactLength(duration);
  if (exact !== undefined) return instant + exact;
  const { count } = duration;
  return duration.unit === "bd" ? afterDays({ instant, count, calendar }) : afterHours({ instant, count, calendar });
}

interface Steps {
  readonly instant: Instant;
  readonly count: number;
  readonly calendar: Calendar;
}

/** The same local time, so many business days later. A deadline is an end: of two such instants it is the later. */
function afterDays({ instant, count, calendar }: Steps): Instant {
  const { zone } = calendar;
  const local = wallClock(instant, zone);
  const minute = local.round({ smallestUnit: "minute", roundingMode: "floor" });
  const rest = minute.until(local).total("milliseconds");
  let left = count;
  for (const date of businessDays(calendar, local.toPlainDate().add({ days: 1 }), FARTHEST)) {
    left -= 1;
    if (left === 0) return instantOf({ date, time: minute.toPlainTime().toString(), zone }, "later") + rest;
  }
  return tooRare();
}

/** So many hours during which business runs. They end with the last of it, not with the next opening. */
function afterHours({ instant, count, calendar }: Steps): Instant {
  let left = count * HOUR;
  for (const hours of openings(calendar, instant, FARTHEST)) {
    const from = Math.max(instant, hours.from);
    const to = Math.max(from, hours.to);
    if (to - from >= left) return from + left;
    left -= to - from;
  }
  return tooRare();
}

/** How much time business hours ran between two instants, in milliseconds; 0 when the second is not after the first. */
export function businessTimeBetween(args: {
  readonly from: Instant;
  readonly to: Instant;
  readonly calendar: Calendar;
}): number {
  const { from, to, calendar } = args;
  let date = wallClock(from, calendar.zone).toPlainDate().subtract({ days: 1 });
  const last = wallClock(to, calendar.zone).toPlainDate();
  let sum = 0;
  for (; date.until(last).sign >= 0; date = date.add({ days: 1 })) {
    const hours = openHours(calendar, date);
    if (hours) sum += Math.max(0, Math.min(to, hours.to) - Math.max(from, hours.from));
  }
  return sum;
}

/** Business days from a date on, in order, as far as `most`. */
function* businessDays(
  calendar: Calendar,
  from: Temporal.PlainDate,
  most: Temporal.DurationLikeObject,
): Generator<Temporal.PlainDate> {
  const last = from.add(most);
  for (let date = from; Temporal.PlainDate.compare(date, last) < 0; date = date.add({ days: 1 })) {
    if (isBusinessDay(calendar, date)) yield date;
  }
}

/** The hours of each business day, from the day before the instant on, since those may run on into its day. */
function* openings(calendar: Calendar, instant: Instant, most: Temporal.DurationLikeObject): Generator<Hours> {
  const yesterday = wallClock(instant, calendar.zone).toPlainDate().subtract({ days: 1 });
  for (const date of businessDays(calendar, yesterday, most)) yield hoursOf(calendar, date);
}

function tooRare(): never {
  throw new Error("the calendar has too little business time: years ahead do not hold what is looked for");
}

interface Hours {
  readonly from: Instant;
  readonly to: Instant;
}

/** From when to when business runs on a day; undefined when it is no business day. */
function openHours(calendar: Calendar, date: Temporal.PlainDate): Hours | undefined {
  return isBusinessDay(calendar, date) ? hoursOf(calendar, date) : undefined;
}

function hoursOf({ zone, hours }: Calendar, date: Temporal.PlainDate): Hours {
  return {
    from: instantOf({ date, time: hours.from, zone }, "earlier"),
    to: instantOf({ date, time: hours.to, zone }, "later"),
  };
}
