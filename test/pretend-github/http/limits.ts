// GitHub's rate limits: a primary budget an hour, points and content a minute, content an hour.
import type { Clock } from "../state/clock.ts";

export interface Limits {
  /** Requests an hour for each installation, App or person. */
  primary: number;
  /** Points a minute: 1 for a read, 5 for a write. */
  points: number;
  /** Requests that make content, a minute and an hour. */
  contentMinute: number;
  contentHour: number;
}

export const USUAL_LIMITS: Limits = { primary: 5_000, points: 900, contentMinute: 80, contentHour: 500 };

interface Budget {
  used: number;
  resetsAt: number;
}

export interface Meter {
  readonly limits: Limits;
  /** Charges one request; says what is exceeded. A 304 is given back with {@link Meter.refund}. */
  charge(who: string, request: { write: boolean; content: boolean }): Charge;
  refund(who: string): void;
  headers(who: string): Record<string, string>;
  /** Everybody's budget anew. */
  reset(): void;
}
export type Charge =
  | { readonly exceeded: "none" }
  | { readonly exceeded: "primary" }
  | { readonly exceeded: "secondary"; readonly retryAfterSeconds: number };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function startMeter(clock: Clock, limits: Limits): Meter {
  const budgets = new Map<string, Budget>();
  const budget = (key: string, window: number): Budget => {
    const now = clock.now();
    const found = budgets.get(key);
    if (found && found.resetsAt > now) return found;
    const made = { used: 0, resetsAt: now + window };
    budgets.set(key, made);
    return made;
  };
  return {
    limits,
    charge(who, { write, content }) {
      const primary = budget(`${who} primary`, HOUR);
      if (primary.used >= limits.primary) return { exceeded: "primary" };
      primary.used++;
      const cost = write ? 5 : 1;
      const points = budget(`${who} points`, MINUTE);
      const minute = budget(`${who} content`, MINUTE);
      const hour = budget(`${who} content hour`, HOUR);
      const over = [
        ...(points.used + cost > limits.points ? [points] : []),
        ...(content && minute.used + 1 > limits.contentMinute ? [minute] : []),
        ...(content && hour.used + 1 > limits.contentHour ? [hour] : []),
      ];
      if (over.length > 0) {
        const wait = Math.max(...over.map((each) => each.resetsAt - clock.now()));
        return { exceeded: "secondary", retryAfterSeconds: Math.max(1, Math.ceil(wait / 1000)) };
      }
      points.used += cost;
      if (content) {
        minute.used++;
        hour.used++;
      }
      return { exceeded: "none" };
    },
    refund(who) {
      const primary = budget(`${who} primary`, HOUR);
      primary.used = Math.max(0, primary.used - 1);
    },
    headers(who) {
      const primary = budget(`${who} primary`, HOUR);
      return {
        "x-ratelimit-limit": String(limits.primary),
        "x-ratelimit-remaining": String(Math.max(0, limits.primary - primary.used)),
        "x-ratelimit-used": String(primary.used),
        "x-ratelimit-reset": String(Math.ceil(primary.resetsAt / 1000)),
        "x-ratelimit-resource": "core",
      };
    },
    reset: () => budgets.clear(),
  };
}
