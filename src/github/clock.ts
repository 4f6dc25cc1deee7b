import { setTimeout as wait } from "node:timers/promises";
import type { Instant } from "../core/refs.ts";

/** Time as this adapter sees it; tests hand in their own, and then nothing waits. */
export interface Clock {
  now(): Instant;
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => wait(milliseconds),
};
