// What the app does by the clock and for nobody in particular: asks GitHub to send again what did not arrive, compares where
// it is installed, wakes every repository, forgets bodies that are done with, and prints the ledger's heads where we cannot change them later.
import { adopt } from "./adopt.ts";
import { ReadError } from "./core/known.ts";
import type { Instant } from "./core/refs.ts";
import type { GitHub } from "./github/github.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { Store } from "./store/open.ts";

export interface Housekeeping {
  stop(): void;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** GitHub keeps deliveries for three days; seven on Enterprise Server. */
const KEPT_BY_GITHUB = 7 * DAY;
/** Our own copy of a body outlives GitHub's, so that a dead letter can be replayed. */
const BODIES_KEPT = 14 * DAY;

export interface House {
  readonly store: Store;
  readonly github: GitHub;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly now: () => Instant;
}

/** Starts at once, then every five minutes (deliveries) and every hour (the rest). A chore that fails is tried at its next time. */
export function startHousekeeping(house: House): Housekeeping {
  const chores: readonly [string, number, () => Promise<void>][] = [
    ["redelivery", 5 * MINUTE, () => redeliver(house)],
    ["adoption", HOUR, () => adopt(house, house.now())],
    ["forgetting", HOUR, () => forget(house)],
    ["heads", HOUR, () => printHeads(house)],
    ["depth", MINUTE / 2, () => count(house)],
  ];
  const timers = chores.map(([what, every, chore]) => {
    let busy = false;
    const run = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      try {
        await chore();
      } catch (error) {
        const code = error instanceof ReadError ? error.failure : "internal";
        house.log("warn", "a chore failed", {
          step: what,
          code,
          reason: error instanceof Error ? error.message : String(error),
        });
      } finally {
        busy = false;
      }
    };
    void run();
    return setInterval(() => void run(), every).unref();
  });
  return { stop: () => timers.forEach((timer) => clearInterval(timer)) };
}

/** One that we refuse each time (too large, say) comes to an end, about two days after it was first sent. */
export const MOST_ASKED = 10;

/** Five minutes after the first attempt, then twice as long each time. */
export function pauseAfter(attempts: number): number {
  return attempts === 1 ? 0 : 5 * MINUTE * 2 ** (attempts - 2);
}

/**
 * A delivery that GitHub could not hand over is asked for again, unless it came another way meanwhile. One that GitHub
 * refuses to send holds up none behind it; the first such error is thrown at the end.
 */
export async function redeliver(house: Pick<House, "store" | "github" | "log" | "now">): Promise<void> {
  const { store, github, log } = house;
  const now = house.now();
  const failed = await github.deliveries.failedSince(now - KEPT_BY_GITHUB);
  const here = await store.knownDeliveries(failed.map(({ guid }) => guid));
  const failures: unknown[] = [];
  for (const { guid, id, event, attempts, triedAt } of failed) {
    if (here.has(guid) || attempts > MOST_ASKED || now < triedAt + pauseAfter(attempts)) continue;
    try {
      await github.deliveries.redeliver(id);
      log("info", "asked for a delivery again", { delivery: guid, event });
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function forget({ store, now }: House): Promise<void> {
  await store.forgetBodies(now() - BODIES_KEPT);
}

/** A cut tail of the ledger shows only against a head that was kept elsewhere: the operator's log is such a place. */
async function printHeads({ store, log }: House): Promise<void> {
  for (const { installation } of await store.installations.list()) {
    const { sequence, hash } = await store.ledger.head(installation);
    if (sequence > 0) log("info", "ledger head", { installation, ledgerHead: `${sequence}:${hash}` });
  }
}

async function count({ store, metrics }: House): Promise<void> {
  metrics.deadLetters.set((await store.deadLetters(1_000)).length);
}
