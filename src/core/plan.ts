// What ought to happen, as a value. Dry run, explain, simulation and the audit trail print it; only `run.ts` applies it.
import type { Markdown } from "./markdown.ts";
import type { Instant, Person, Sha, Subject } from "./refs.ts";
import type { Verdict } from "./verdict.ts";

/** What JSON can hold, and nothing else. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

interface Done {
  /** The reason, for a person who reads the ledger: "the policy asks for one approval by a maintainer". */
  readonly why: string;
  /**
   * The operation key: equal keys on one subject are one effect, done once. It names the meaning, not the event:
   * `check:<sha>:<hash of what it says>`, `react:comment:77:+1`. Redeliveries and crashes find the outcome under it.
   */
  readonly key: string;
  /**
   * Keys of steps before it in its plan: without them it would say what is not so, and it is kept back where GitHub
   * refused one of them for good. A record of what was done names what was done.
   */
  readonly restsOn?: readonly string[];
}

/**
 * The whole outbound surface of the app: one change of the world each, harmless if done twice.
 * `github/write.ts` has the one exhaustive switch over it (`record` and `wake` go to the store).
 */
export type Step = Done &
  (
    | {
        /** Our one comment in this slot: created once, then rewritten. An equal body is left alone. */
        readonly do: "comment";
        readonly on: number;
        /** `change`, `answer`, `triage` ...: one comment of ours for each on an issue or pull request. */
        readonly slot: string;
        readonly body: Markdown;
        /** Kept in the ledger once it is written, with `commentId` and `updatedAt` as GitHub answered ("announce, then accept"). */
        readonly remember?: { readonly kind: string; readonly data: { readonly [key: string]: Json } };
      }
    | {
        readonly do: "react";
        readonly to: { readonly channel: "comment" | "review"; readonly id: number; readonly nodeId: string };
        readonly with: "eyes" | "+1" | "-1" | "confused";
      }
    | {
        readonly do: "label";
        readonly on: number;
        readonly add: readonly string[];
        readonly remove: readonly string[];
        /** Create the added labels where they are missing (the policy spells them out); otherwise a missing one is an error. */
        readonly create: boolean;
      }
    | {
        readonly do: "assign";
        readonly on: number;
        readonly add: readonly Person[];
        readonly remove: readonly Person[];
      }
    | {
        /** Asks people for their review who are not asked already. Nobody is ever asked less. */
        readonly do: "request-reviews";
        /** A pull request. */
        readonly on: number;
        readonly of: readonly Person[];
      }
    | {
        readonly do: "check";
        readonly name: string;
        readonly head: Sha;
        /** `waiting` is `in_progress`. There is no neutral and no skipped: GitHub lets both pass (design rule 3). */
        readonly state: "waiting" | "success" | "failure";
        readonly title: string;
        readonly summary: Markdown;
        /** Ties the run to a pull request and its base when several share a head. */
        readonly externalId: string;
        /** Do not write when the pull request's head has moved on; the push that moved it wakes us again. */
        readonly onlyIfHeadOf: number | null;
      }
    | {
        /** One issue of ours for each slot in a repository; found again by its hidden marker. */
        readonly do: "open-issue";
        readonly slot: string;
        readonly title: string;
        readonly body: Markdown;
        readonly labels: readonly string[];
        /**
         * Kept in the ledger once it is there, with `issue`, its number: about the turn's subject and about the issue
         * itself, which is looked at at `lookAt`. `beside` is any subject of the same repository.
         */
        readonly remember?: {
          readonly kind: string;
          readonly data: { readonly [key: string]: Json };
          readonly beside: Subject;
          readonly lookAt: Instant;
        };
      }
    | {
        /** Starts a workflow (`workflow_dispatch`) that is written to be harmless when it is started twice. */
        readonly do: "dispatch-workflow";
        /** File name below `.github/workflows`. */
        readonly workflow: string;
        /** A branch or a tag. */
        readonly ref: string;
        /** At most 25. */
        readonly inputs: Readonly<Record<string, string>>;
      }
    | { readonly do: "close"; readonly on: number; readonly reason: "completed" | "not_planned" }
    | { readonly do: "reopen"; readonly on: number }
    | {
        /** A fact that only we know: an approval, a withdrawal, a baseline. Never changed, never deleted. */
        readonly do: "record";
        /** `<room>.<what>`, as in `change.approval`. */
        readonly kind: string;
        readonly by: Person | null;
        readonly data: Json;
        /** What it is remembered about, when that is not the turn's subject: the whole repository, say. Same installation only. */
        readonly about?: Subject;
      }
    | { readonly do: "wake"; readonly subject: Subject; readonly at: Instant }
  );

/** A step that is done on GitHub; records and wakes are the store's. */
export type Effect = Exclude<Step, { do: "record" | "wake" }>;

export type StepOf<Kind extends Step["do"]> = Extract<Step, { do: Kind }>;

/**
 * What a room answers. Steps are done in order. One that GitHub refuses for good keeps back those that rest on it, and the
 * others are done; any other failure stops the rest, and the turn is tried again.
 */
export interface Plan {
  readonly verdict: Verdict;
  readonly steps: readonly Step[];
  /** When to look again without being woken: an expiry, a reminder, the end of a freeze. */
  readonly lookAgainAt?: Instant;
}
