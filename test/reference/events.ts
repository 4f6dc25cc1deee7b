// What can happen to one pull request, as the model of "approved" sees it: in the order in which it truly happened.

import type { Instant, Sha } from "../../src/core/refs.ts";

/**
 * `letter` is the specification and nothing more. `house` adds what Lamplighter refuses beyond it, to be safe where
 * stamps have whole seconds and deliveries come late: never does it allow what the letter does not.
 */
export type Reading = "letter" | "house";

/** A numeric user id. Identity is never a login. */
export type Who = number;

export interface Approvals {
  readonly count: number;
  readonly from: readonly string[];
  readonly of_which?: Readonly<Record<string, number>>;
}

export type Kind = "standard" | "normal" | "emergency";

export type Level = "low" | "medium" | "high";

/** Half-open: `from` is inside, `to` is not. */
export interface Freeze {
  readonly name: string;
  readonly from: Instant;
  readonly to: Instant;
  /** Kinds of change that pass it. */
  readonly allow?: readonly Kind[];
  /** Every branch, when absent. */
  readonly branches?: readonly string[];
}

/** The part of the policy that the model knows. Two are the same when their text without `freezes` is (the policy hash). */
export interface Policy {
  readonly approvals: Approvals;
  /** A standard change touches only paths that begin so. */
  readonly standard?: string;
  readonly emergency?: { readonly declare: readonly string[]; readonly approvals: Approvals };
  /** Whose approvals it takes where somebody raised the risk; without a word it is low, and takes `approvals`. */
  readonly risk?: Readonly<Record<"medium" | "high", Approvals>>;
  readonly keep?: readonly ("same-patch" | "base-merge")[];
  /** Roles. */
  readonly overrideFreeze?: readonly string[];
  readonly freezes?: readonly Freeze[];
  readonly separation: readonly ("author" | "contributors")[];
  readonly reviews: "ignore" | "count";
  /** Seconds. */
  readonly expires?: number;
  /** `anyone`, or a role. */
  readonly hold: string;
}

export type Command =
  | { readonly do: "approve"; readonly sha?: string }
  | { readonly do: "withdraw" }
  | { readonly do: "reject" }
  | { readonly do: "unreject" }
  | { readonly do: "hold" }
  | { readonly do: "unhold" }
  | { readonly do: "vouch"; readonly sha: string }
  | { readonly do: "emergency"; readonly incident: number }
  | { readonly do: "no emergency" }
  | { readonly do: "override"; readonly freeze: string; readonly until: Instant }
  | { readonly do: "no override" }
  | { readonly do: "risk"; readonly level: Level }
  | { readonly do: "no risk" }
  | { readonly do: "delegate"; readonly login: string; readonly until: Instant }
  /** Of everybody, where no login is named. */
  | { readonly do: "undelegate"; readonly login?: string };

/** A comment, or (with `review`) a submitted review of the commit `on`. `id` is its own among both. */
export interface Said {
  readonly is: "said";
  readonly at: Instant;
  readonly id: number;
  readonly by: Who;
  readonly commands: readonly Command[];
  readonly review?: { readonly on: Sha; readonly state: "approved" | "changes" | "commented" };
  /** It was written by a bot or through an app, or changed before the app looked at it: it does nothing. */
  readonly unfit?: "bot" | "app" | "edited";
}

/** What a head changes in one file, against the merge base. */
export interface Patch {
  readonly path: string;
  /** The old name of a renamed file. */
  readonly was?: string;
  readonly mode: string;
  /** The bytes of each hunk with its context, without line numbers. */
  readonly hunks: readonly string[];
  /** What the base's file has elsewhere: two that differ are two texts. */
  readonly on: number;
  /** GitHub cut it. */
  readonly cut?: true;
  /** The base's file has the preimage of a hunk more than once. */
  readonly repeated?: true;
}

/**
 * How a merge commit on top of the head `onto` came about: with a commit of the base branch and nothing of its own; with
 * a commit of some other branch; with bytes that neither side has; or with a path that both sides changed.
 */
export interface Merge {
  readonly onto: Sha;
  readonly how: "clean" | "of another branch" | "altered" | "both sides";
}

/** A new head and who made its commits. */
export interface Head {
  readonly files: readonly Patch[];
  /** It is one merge commit on top of an earlier head. */
  readonly merge?: Merge;
  readonly at: Instant;
  readonly by: Who;
  readonly head: Sha;
  readonly made: readonly Who[];
  /** Commits whose people GitHub cannot name. */
  readonly nameless?: readonly Sha[];
  readonly mergeBase: Sha;
}

/** One event type for each of several names, so that each can be told from the others. */
type Each<Is, More> = Is extends string ? { readonly is: Is; readonly at: Instant } & More : never;

/** `at` is GitHub's clock in whole seconds. Several things may share a second; the list's order is the true one. */
export type Event =
  | ({ readonly is: "opened"; readonly base: string; readonly policy: Policy } & Head)
  | ({ readonly is: "pushed" } & Head)
  | { readonly is: "base-moved"; readonly at: Instant; readonly mergeBase: Sha; readonly files?: readonly Patch[] }
  | { readonly is: "retargeted"; readonly at: Instant; readonly base: string }
  | Each<"closed" | "reopened" | "draft" | "ready", unknown>
  | Each<"gained" | "lost", { readonly who: Who; readonly role: string }>
  | { readonly is: "renamed"; readonly at: Instant; readonly who: Who; readonly login: string }
  | { readonly is: "policy"; readonly at: Instant; readonly policy: Policy }
  /** The issue of this number in this repository was opened, closed, labelled `incident` or not any more. */
  | {
      readonly is: "issue";
      readonly at: Instant;
      readonly issue: number;
      readonly open: boolean;
      readonly incident: boolean;
    }
  /** The app's one comment, as GitHub stamped the write, names `head`. */
  | { readonly is: "announced"; readonly at: Instant; readonly head: Sha }
  | Said
  /** The review `id` was dismissed. */
  | { readonly is: "dismissed"; readonly at: Instant; readonly id: number }
  /** The app read the state of the pull request: what stands there (reviews among it) is seen from then on. */
  | { readonly is: "looked"; readonly at: Instant }
  /** The delivery about the comment or review `id` reached the app: late, out of order, or once more. */
  | { readonly is: "heard"; readonly at: Instant; readonly id: number };

/** In true order, the first one `opened`. */
export type History = readonly Event[];
