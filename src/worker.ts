// Sorts what came, takes what is due, and looks at it: one turn at a time for each subject, a few subjects at once.
import { printSubject } from "./core/refs.ts";
import type { Instant } from "./core/refs.ts";
import { pauseBefore } from "./core/pause.ts";
import { ReadError } from "./core/known.ts";
import { sortDeliveries } from "./sorter.ts";
import type { TriggersOf } from "./sorter.ts";
import { isOutage } from "./store/outage.ts";
import type { Store } from "./store/open.ts";
import { FencedError, StoreRefusal } from "./store/refusal.ts";
import type { Taken, TurnEnd } from "./store/turn.ts";

/**
 * One look. `handled` are the rows of the turn's deliveries that need no other look (usually all of them). Throw to have
 * the turn tried again; an error with `retryAt` (ms, UTC) is not tried before. `signal` aborts when the lease is lost or
 * the worker stops: write nothing after that.
 */
export type Look = (taken: Taken, signal: AbortSignal) => Promise<TurnEnd>;

/** What the worker tells the operator. Each is one event with allow-listed fields. */
export type WorkerTold = (event: {
  readonly what: "turn-failed" | "gave-up" | "delivery-lost" | "lease-lost" | "store-failed";
  readonly subject?: string;
  readonly attempt?: number;
  readonly code?: string;
  readonly reason: string;
}) => void;

export interface Worker {
  /** Something came: look now, and do not wait for the next poll. */
  readonly nudge: () => void;
  /** Takes nothing more, lets running turns end for at most `graceMs`, then aborts them; their leases run out by themselves. */
  readonly stop: (graceMs?: number) => Promise<void>;
  /** Resolves when nothing is unsorted, due or running: for stories and the demo. Throws what the store throws. */
  readonly settled: () => Promise<void>;
}

export interface WorkerOptions {
  readonly store: Store;
  readonly triggersOf: TriggersOf;
  readonly look: Look;
  readonly told: WorkerTold;
  /** A name for the agenda's rows; unique among replicas helps whoever reads them. */
  readonly name?: string;
  /** Turns at once; 4. */
  readonly concurrency?: number;
  /** A killed worker's turn is free after this; 12 s. A beat comes three times as often. */
  readonly leaseMs?: number;
  /** How often to look for what a clock or another replica made due; 500. */
  readonly pollMs?: number;
  /** Looks before a turn is given up; 12, which with the pauses between them is about two hours. */
  readonly attempts?: number;
  /** For jitter, from 0 up to 1. */
  readonly random?: () => number;
  readonly pause?: typeof pauseBefore;
}

const SORTED_AT_ONCE = 50;

/** Starts a worker. It ends by `stop` only: a store that fails is tried again. */
export function startWorker(options: WorkerOptions): Worker {
  const { store, told, concurrency = 4, leaseMs = 12_000, pollMs = 500, name = `worker-${process.pid}` } = options;
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  const aborting = new AbortController();
  let wakeUp: () => void = () => undefined;
  let isNudged = false;

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (isNudged || stopping.signal.aborted) {
        resolve();
        return;
      }
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const nudge = (): void => {
    isNudged = true;
    wakeUp();
  };

  const fill = async (): Promise<boolean> => {
    let took = false;
    while (running.size < concurrency && !stopping.signal.aborted) {
      const taken = await store.take({ worker: name, leaseMs });
      if (taken === null) break;
      took = true;
      const turn = runTurn({ ...options, taken, leaseMs, stop: aborting.signal }).finally(() => {
        running.delete(turn);
        nudge();
      });
      running.add(turn);
    }
    return took;
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      isNudged = false;
      try {
        const sorted = await sortDeliveries({ ...options, limit: SORTED_AT_ONCE });
        const took = await fill();
        if (sorted === 0 && (!took || running.size >= concurrency)) await rest(pollMs);
      } catch (error) {
        told({ what: "store-failed", reason: sentence(error) });
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    }
  };
  const looping = loop();

  return {
    nudge,
    stop: async (graceMs = 10_000) => {
      stopping.abort();
      wakeUp();
      await looping;
      const timer = setTimeout(() => aborting.abort(), graceMs);
      await Promise.race([Promise.all(running), new Promise((resolve) => setTimeout(resolve, graceMs + 500).unref())]);
      clearTimeout(timer);
    },
    settled: async () => {
      for (;;) {
        nudge();
        const { unsorted, due, leased } = await store.depth();
        if (unsorted + due + leased + running.size === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
}

async function runTurn(
  args: WorkerOptions & { readonly taken: Taken; readonly leaseMs: number; readonly stop: AbortSignal },
): Promise<void> {
  const { store, taken, told, attempts = 12, random = Math.random, pause = pauseBefore } = args;
  const subject = printSubject(taken.subject);
  const lost = new AbortController();
  const heart = beat({ ...args, onLost: () => lost.abort() });
  try {
    // Counted when it is taken, so that a subject that kills its process every time comes to an end too.
    if (taken.attempts > attempts) {
      throw new Overtaken(`The turn was begun ${taken.attempts - 1} times and the process ended before it did.`);
    }
    const end = await args.look(taken, AbortSignal.any([lost.signal, args.stop]));
    await store.finish(taken, end);
    for (const { row, code, reason } of end.dead ?? []) {
      const id = taken.deliveries.find((delivery) => delivery.row === row)?.id ?? String(row);
      told({ what: "delivery-lost", subject, code, reason: `${id}: ${reason}` });
    }
  } catch (error) {
    if (error instanceof FencedError || lost.signal.aborted) {
      told({ what: "lease-lost", subject, reason: sentence(error) });
      return;
    }
    // A database that is full or gone is no fault of the turn: it is tried until that is over.
    const isCounted = !isOutage(error);
    const isLast = isCounted && taken.attempts >= attempts;
    const wait = pause({ attempt: taken.attempts, jitter: random() });
    const retryInMs = isLast ? null : Math.max(wait, retryAtOf(error) - taken.now);
    const why = { code: codeOf(error), reason: sentence(error) };
    told({ what: isLast ? "gave-up" : "turn-failed", subject, attempt: taken.attempts, ...why });
    await store.fail(taken, { ...why, retryInMs, isCounted }).catch((failure: unknown) => {
      // The lease runs out by itself, and the turn is taken again: nothing is lost.
      told({ what: "store-failed", subject, reason: sentence(failure) });
    });
  } finally {
    clearInterval(heart);
  }
}

/** Keeps the lease. When it cannot be kept, because it is lost or the store did not answer for the length of a lease, the turn must end. */
function beat(args: {
  readonly store: Store;
  readonly taken: Taken;
  readonly leaseMs: number;
  readonly onLost: () => void;
}): NodeJS.Timeout {
  let last = performance.now();
  return setInterval(() => {
    const began = performance.now();
    args.store.heartbeat(args.taken, args.leaseMs).then(
      () => {
        last = began;
      },
      (error: unknown) => {
        if (error instanceof FencedError || performance.now() - last > args.leaseMs) args.onLost();
      },
    );
  }, args.leaseMs / 3);
}

function retryAtOf(error: unknown): Instant {
  const at = typeof error === "object" && error !== null && "retryAt" in error ? error.retryAt : null;
  return typeof at === "number" ? at : 0;
}

/** The process ended in the middle of this turn, again and again. */
class Overtaken extends Error {
  override readonly name = "Overtaken";
}

/** What a machine can match: what GitHub did, what the store said or why it failed, or `fault` for a bug of ours. */
function codeOf(error: unknown): string {
  if (error instanceof ReadError) return `github-${error.failure}`;
  if (error instanceof StoreRefusal) return error.code;
  if (isOutage(error)) return "store-failed";
  return error instanceof Overtaken ? "process-ended" : "fault";
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
