// What can happen to one pull request, as the model of "approved" sees it: in the order in which it truly happened.

import type { Instant, Sha } from "../../src/core/refs.ts";

/** A numeric user id. Identity is never a login. */
export type Who = number;

export interface Approvals {
  readonly count: number;
  readonly from: readonly string[];
  readonly of_which?: Readonly<Record<string, number>>;
}

/** The part of the policy that the model knows. Two policies are the same when their text is (the policy hash). */
export interface Policy {
  readonly approvals: Approvals;
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
  | { readonly do: "vouch"; readonly sha: string };

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

/** A new head and who made its commits; `nameless` when GitHub cannot attribute one of them. */
export interface Head {
  readonly at: Instant;
  readonly by: Who;
  readonly head: Sha;
  readonly made: readonly Who[];
  readonly nameless?: true;
  readonly mergeBase: Sha;
}

/** One event type for each of several names, so that each can be told from the others. */
type Each<Is, More> = Is extends string ? { readonly is: Is; readonly at: Instant } & More : never;

/** `at` is GitHub's clock in whole seconds. Several things may share a second; the list's order is the true one. */
export type Event =
  | ({ readonly is: "opened"; readonly base: string; readonly policy: Policy } & Head)
  | ({ readonly is: "pushed" } & Head)
  | { readonly is: "base-moved"; readonly at: Instant; readonly mergeBase: Sha }
  | { readonly is: "retargeted"; readonly at: Instant; readonly base: string }
  | Each<"closed" | "reopened" | "draft" | "ready", unknown>
  | Each<"gained" | "lost", { readonly who: Who; readonly role: string }>
  | { readonly is: "policy"; readonly at: Instant; readonly policy: Policy }
  /** The app's one comment, as GitHub stamped the write, names `head`. */
  | { readonly is: "announced"; readonly at: Instant; readonly head: Sha }
  | Said
  /** The review `id` was dismissed. */
  | { readonly is: "dismissed"; readonly at: Instant; readonly id: number }
  /** The delivery about the comment or review `id` reached the app: late, out of order, or once more. */
  | { readonly is: "heard"; readonly at: Instant; readonly id: number };

/** In true order, the first one `opened`. */
export type History = readonly Event[];
