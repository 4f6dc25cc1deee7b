// A slow and obvious reference for local time: a wall clock read every ten minutes, by Intl and without any arithmetic.
// All clocks here change at full ten minutes, and so do all times that the tests ask for.
import fc from "fast-check";

const MINUTE = 60_000;
export const STEP = 10 * MINUTE;
/** Steps of a day. */
export const DAY = 144;

/** What a wall clock shows at each step of a stretch of time, as `2026-03-29T02:30`, which sorts as time does. */
export class SlowClock {
  readonly start: number;
  readonly labels: readonly string[];
  readonly #format: Intl.DateTimeFormat;

  constructor(args: { readonly zone: string; readonly start: number; readonly days: number }) {
    this.start = args.start;
    this.#format = new Intl.DateTimeFormat("sv-SE", {
      timeZone: args.zone,
      dateStyle: "short",
      timeStyle: "short",
    });
    this.labels = Array.from({ length: args.days * DAY }, (_, step) => this.read(args.start + step * STEP));
  }

  read(instant: number): string {
    return this.#format.format(instant).replace(" ", "T");
  }

  get end(): number {
    return this.start + this.labels.length * STEP;
  }

  /** The first step at which the clock shows `label`; when it never does, the first at which it shows more. */
  begins(label: string): number {
    return this.start + this.labels.findIndex((shown) => shown >= label) * STEP;
  }

  /** The last step at which the clock shows `label`; when it never does, the first at which it shows more. */
  ends(label: string): number {
    const last = this.labels.lastIndexOf(label);
    return last === -1 ? this.begins(label) : this.start + last * STEP;
  }

  /** Every local date of the stretch. */
  dates(): readonly string[] {
    return [...new Set(this.labels.map((label) => label.slice(0, 10)))];
  }
}

const NAMES = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

export function weekday(date: string): string {
  return NAMES[new Date(`${date}T00:00Z`).getUTCDay()] ?? "";
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY * STEP).toISOString().slice(0, 10);
}

/** Stretches around a change of the clocks: forward and back, north and south, at midnight, by half an hour. */
export const CHANGES: readonly (readonly [zone: string, date: string])[] = [
  ["Europe/Stockholm", "2026-03-29"],
  ["Europe/Stockholm", "2026-10-25"],
  ["America/New_York", "2026-03-08"],
  ["America/New_York", "2026-11-01"],
  ["Australia/Lord_Howe", "2026-04-05"],
  ["Australia/Lord_Howe", "2026-10-04"],
  ["America/Santiago", "2026-09-06"],
  ["Asia/Beirut", "2026-03-29"],
  ["Asia/Kolkata", "2026-05-04"],
  ["UTC", "2026-02-28"],
];

const clocks = CHANGES.map(([zone, date]) => ({
  zone,
  clock: new SlowClock({ zone, start: Date.parse(`${date}T00:00Z`) - 18 * DAY * STEP, days: 36 }),
  middle: Date.parse(`${date}T00:00Z`),
}));

/** One of the stretches, by its number: a counterexample stays readable. */
export const stretches = fc.nat({ max: clocks.length - 1 });

export function stretch(number: number) {
  return clocks[number]!;
}

/** Steps from the middle of a stretch, more often than not near the change of the clocks. */
export const steps = fc.oneof(
  fc.integer({ min: -4 * DAY, max: 4 * DAY }),
  fc.integer({ min: -DAY, max: DAY }),
  fc.integer({ min: -24, max: 40 }),
);

/** `HH:MM` at full ten minutes, more often than not in the hours when clocks change. */
export const times = fc
  .oneof(fc.integer({ min: 0, max: DAY - 1 }), fc.integer({ min: 0, max: 24 }))
  .map((step) => `${String(Math.floor(step / 6)).padStart(2, "0")}:${step % 6}0`);
