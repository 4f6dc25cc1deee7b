// GitHub's limits, kept before GitHub has to remind us. What would have to wait long is not waited for: it throws
// `rate-limited` with the instant from which it can go, and the agenda looks again then.
// Source: "Rate limits for the REST API" and "Best practices for using the REST API". GitHub does not say whether the
// secondary limits count per App or per installation; we count per installation, and concurrency over all of them too.
import { ReadError } from "../core/known.ts";
import type { Instant } from "../core/refs.ts";
import type { Clock } from "./clock.ts";
import { openSlots } from "./slots.ts";

export interface LimitSettings {
  /** At least this long from write to write of one installation, in ms. */
  readonly betweenWrites: number;
  readonly contentPerMinute: number;
  readonly contentPerHour: number;
  /** A read is one point, a write five. */
  readonly pointsPerMinute: number;
  readonly concurrent: number;
  readonly concurrentPerInstallation: number;
  /** What has to wait longer than this (ms) throws instead. */
  readonly patience: number;
}

export const GITHUB_LIMITS: LimitSettings = {
  betweenWrites: 1_000,
  contentPerMinute: 80,
  contentPerHour: 500,
  pointsPerMinute: 900,
  concurrent: 100,
  concurrentPerInstallation: 20,
  patience: 10_000,
};

export type CallKind = "read" | "write" | "content";
/** GitHub counts its GraphQL API in a budget of its own. */
export type Resource = "core" | "graphql";

/** Who is counted: an installation's id, or 0 for the App itself. */
export type Account = number;

export interface Limits {
  /** Runs a call when its turn has come. Throws `rate-limited` when that is further off than `patience`. */
  run<T>(
    call: { readonly account: Account; readonly kind: CallKind; readonly resource: Resource; readonly what: string },
    go: () => Promise<T>,
  ): Promise<T>;
  /** GitHub said stop: nothing of this account goes before `until`; with a resource, only what counts against it. */
  pause(account: Account, until: Instant, resource?: Resource): void;
}

/** The last starts of one budget: `most` in any `span` ms. */
interface Window {
  readonly span: number;
  readonly most: number;
  readonly starts: Instant[];
}

interface State {
  stoppedUntil: Instant;
  readonly exhausted: Record<Resource, Instant>;
  nextWriteAt: Instant;
  readonly perMinute: Window;
  readonly perHour: Window;
  readonly points: Window;
}

const MINUTE = 60_000;
const POINTS: Record<CallKind, number> = { read: 1, write: 5, content: 5 };
// Idle accounts cost memory only; beyond this many the oldest is forgotten.
const MOST_ACCOUNTS = 10_000;

/** When `weight` more fit into the window; a window that was never filled is open at once. */
function opensAt({ starts, most, span }: Window, weight: number): Instant {
  const blocking = starts.at(-(most - weight + 1));
  return blocking === undefined ? 0 : blocking + span;
}

function take(window: Window, at: Instant, weight: number): void {
  for (let i = 0; i < weight; i++) window.starts.push(at);
  if (window.starts.length > 2 * window.most) window.starts.splice(0, window.starts.length - window.most);
}

export function openLimits(settings: LimitSettings, clock: Clock): Limits {
  const states = new Map<Account, State>();
  const slots = openSlots({ all: settings.concurrent, each: settings.concurrentPerInstallation });

  function stateOf(account: Account): State {
    const known = states.get(account);
    if (known) return known;
    const state: State = {
      stoppedUntil: 0,
      exhausted: { core: 0, graphql: 0 },
      nextWriteAt: 0,
      perMinute: { span: MINUTE, most: settings.contentPerMinute, starts: [] },
      perHour: { span: 60 * MINUTE, most: settings.contentPerHour, starts: [] },
      points: { span: MINUTE, most: settings.pointsPerMinute, starts: [] },
    };
    states.set(account, state);
    if (states.size > MOST_ACCOUNTS) states.delete(states.keys().next().value ?? account);
    return state;
  }

  /** The instant from which a call may go, given what was promised to others before it. */
  function dueAt(state: State, kind: CallKind, resource: Resource): Instant {
    const writing = kind !== "read";
    return Math.max(
      clock.now(),
      state.stoppedUntil,
      state.exhausted[resource],
      opensAt(state.points, POINTS[kind]),
      writing ? state.nextWriteAt : 0,
      kind === "content" ? opensAt(state.perMinute, 1) : 0,
      kind === "content" ? opensAt(state.perHour, 1) : 0,
    );
  }

  function reserve(state: State, kind: CallKind, at: Instant): void {
    take(state.points, at, POINTS[kind]);
    if (kind !== "read") state.nextWriteAt = at + settings.betweenWrites;
    if (kind !== "content") return;
    take(state.perMinute, at, 1);
    take(state.perHour, at, 1);
  }

  function tooFar(what: string, at: Instant): ReadError {
    return new ReadError({
      failure: "rate-limited",
      what,
      retryAt: at,
      message: `GitHub's rate limit leaves no room for ${what} now; it can go at ${new Date(at).toISOString()}`,
    });
  }

  async function waitForTurn(state: State, call: Parameters<Limits["run"]>[0]): Promise<void> {
    const at = dueAt(state, call.kind, call.resource);
    if (at - clock.now() > settings.patience) throw tooFar(call.what, at);
    reserve(state, call.kind, at);
    if (at > clock.now()) await clock.sleep(at - clock.now());
    // Somebody else may have been told to stop while we waited.
    const stopped = Math.max(state.stoppedUntil, state.exhausted[call.resource]);
    if (stopped - clock.now() > settings.patience) throw tooFar(call.what, stopped);
    if (stopped > clock.now()) await clock.sleep(stopped - clock.now());
  }

  return {
    async run(call, go) {
      await waitForTurn(stateOf(call.account), call);
      const release = await slots.enter(call.account);
      try {
        return await go();
      } finally {
        release();
      }
    },
    pause(account, until, resource) {
      const state = stateOf(account);
      if (resource) state.exhausted[resource] = Math.max(state.exhausted[resource], until);
      else state.stoppedUntil = Math.max(state.stoppedUntil, until);
    },
  };
}
