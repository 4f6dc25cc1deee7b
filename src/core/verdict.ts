// What we think of the facts: a tree, of which only `allow` ever becomes a green check.

/**
 * - `allow`   it is so, and every part of it was looked at
 * - `block`   somebody must change something
 * - `wait`    somebody owes the next move, and nothing is wrong
 * - `unknown` we could not find out; never green, looked at again soon
 * - `off`     the policy does not govern this
 */
export type VerdictState = "allow" | "block" | "wait" | "unknown" | "off";

/** A machine-readable reason, lower case with hyphens, stable over releases: `approved`, `self-approval`, `read-failed`. */
export type ReasonCode = string;

/** One node of the tree that check, comment, `/explain`, `lamplighter plan` and JSON all print. */
export interface Verdict {
  readonly state: VerdictState;
  readonly code: ReasonCode;
  /** One sentence for what is so. It may hold foreign text: printers neutralise it. */
  readonly title: string;
  /** One sentence for what would turn this green; absent when nothing has to be done. */
  readonly cure?: string;
  /** Who owes the next move, for `wait`: `a maintainer`, `@ada`. */
  readonly owes?: string;
  readonly because: readonly Verdict[];
}

// An error is never masked by a green sibling, and what we could not find out outranks what we know to be missing.
const RANK: Record<VerdictState, number> = { off: 0, allow: 1, wait: 2, block: 3, unknown: 4 };

/** The worst of several states. Nothing at all is `unknown`: zero of zero is never green (design rule 3). */
export function worst(states: readonly VerdictState[]): VerdictState {
  if (states.length === 0) return "unknown";
  return states.reduce((a, b) => (RANK[b] > RANK[a] ? b : a));
}
