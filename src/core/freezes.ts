// Times in which nothing goes in (spec: change, "Freezes"): one calendar for pull requests, the merge queue and deployments.
import { anyGlob } from "./match.ts";
import type { Instant } from "./refs.ts";
import { nextSpan, type Span, spanAt, spansBetween, type Window } from "./window.ts";

export interface Freeze {
  readonly name: string;
  readonly window: Window;
  /** IANA name: in which its times are told to people. */
  readonly zone: string;
  /** Its times as they were written: local, `2026-12-18T17:00` where it comes once, `16:00` where it comes weekly. */
  readonly written: { readonly from: string; readonly to: string };
  /** So long before its beginning it is kept already, in ms; at most {@link LONGEST_LEAD}. */
  readonly lead: number;
  /** Globs; null is every branch. */
  readonly branches: readonly string[] | null;
  /** Globs of environments. Where they are named, the freeze is about deployments to them and about nothing else. */
  readonly environments: readonly string[] | null;
  /** Globs of `owner/name`; null is every repository that the policy is for. */
  readonly repositories: readonly string[] | null;
  /** Types of change that pass. */
  readonly allow: readonly string[];
}

/** Milliseconds: a day. Windows are looked for no further ahead than a week. */
export const LONGEST_LEAD = 86_400_000;

/** Where something is about to go in: into a branch, or from a branch to an environment. */
export interface Where {
  /** `owner/name` */
  readonly repository: string;
  readonly branch: string;
  /** Null for a pull request. */
  readonly environment: string | null;
}

export function concerns(freeze: Freeze, where: Where): boolean {
  const { branches, environments, repositories } = freeze;
  if (repositories !== null && !anyGlob(repositories)(where.repository)) return false;
  if (branches !== null && !anyGlob(branches)(where.branch)) return false;
  if (environments === null) return true;
  return where.environment !== null && anyGlob(environments)(where.environment);
}

/** The stretch that a freeze is kept in at an instant: from its lead on, to before its end. Undefined when it is not. */
export function keptAt({ window, lead }: Freeze, instant: Instant): Span | undefined {
  const here = spanAt(window, instant);
  if (here) return here;
  const next = nextSpan(window, instant);
  return next && next.from - lead <= instant ? next : undefined;
}

/** The next instant at which a freeze begins to be kept, or may end. Undefined when it never does. */
export function nextTurnOf(freeze: Freeze, instant: Instant): Instant | undefined {
  const kept = keptAt(freeze, instant);
  if (!kept) {
    const next = nextSpan(freeze.window, instant);
    return next && next.from - freeze.lead;
  }
  return kept.to;
}

/** One stretch of one freeze. */
export interface FrozenSpan extends Span {
  readonly freeze: Freeze;
}

/** What is frozen when, in order of beginning. */
export function frozenBetween(freezes: readonly Freeze[], time: Span): readonly FrozenSpan[] {
  return freezes
    .flatMap((freeze) => spansBetween(freeze.window, time).map((span) => ({ ...span, freeze })))
    .sort((a, b) => a.from - b.from || a.to - b.to || (a.freeze.name < b.freeze.name ? -1 : 1));
}
