// GitHub's clock, as its answers tell it. What GitHub stamps is compared with this one, and never with ours: a host may be
// minutes off.
import type { Instant } from "../core/refs.ts";
import type { Clock } from "./clock.ts";

export interface TheirClock {
  /** The header `date` of an answer that came just now; one that is missing or unreadable says nothing. */
  hear(date: string | undefined): void;
  /** What GitHub's clock shows, in whole seconds as it stamps, and up to one behind. Ours, while no answer has come. */
  now(): Instant;
}

const SECOND = 1000;

export function openTheirClock(ours: Clock): TheirClock {
  let ahead = 0;
  return {
    hear(date) {
      const theirs = Date.parse(date ?? "");
      if (!Number.isNaN(theirs)) ahead = theirs - ours.now();
    },
    now: () => Math.floor((ours.now() + ahead) / SECOND) * SECOND,
  };
}
