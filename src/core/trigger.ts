// What woke us. Webhook payloads die in `github/trigger.ts`; inside there are only these.
import type { Command, CommandProblem } from "./command.ts";
import type { Instant, Person, Repo, Sha, Subject } from "./refs.ts";

/** Where a person wrote something that may hold commands. Nothing else is listened to (CMD-18). */
export interface Said {
  readonly channel: "comment" | "review";
  /** REST id of the comment or review. */
  readonly id: number;
  /** GraphQL id: REST has no reactions on reviews. */
  readonly nodeId: string;
  /** The issue or pull request that it was said on. */
  readonly on: number;
  readonly body: string;
  readonly by: Person;
  /** Written through an App on the person's behalf (`performed_via_github_app`): such a comment commands nothing. */
  readonly viaApp: boolean;
  readonly createdAt: Instant;
  /** A review's own `commit_id`; null for a comment. */
  readonly commit: Sha | null;
}

interface Base {
  readonly subject: Subject;
  /** As the payload named it; null for what concerns a whole installation. */
  readonly repo: Repo | null;
  /** The account that did it, when GitHub says so. */
  readonly by: Person | null;
  /** The delivery's id; null for clock and reconciler. */
  readonly delivery: string | null;
  readonly at: Instant;
}

/** Actions keep GitHub's names (`opened`, `synchronize`, `edited` ...), so that its documentation applies. */
export type Trigger = Base &
  (
    | { readonly kind: "issue"; readonly action: string }
    | {
        readonly kind: "pull";
        readonly action: string;
        readonly head: Sha;
        readonly base: string;
        readonly before: Sha | null;
      }
    | { readonly kind: "comment"; readonly action: "created" | "edited" | "deleted"; readonly said: Said }
    | {
        readonly kind: "review";
        readonly action: "submitted" | "edited" | "dismissed";
        readonly state: "approved" | "changes_requested" | "commented" | "dismissed" | "pending";
        readonly said: Said;
      }
    | { readonly kind: "check"; readonly action: string; readonly name: string; readonly head: Sha }
    | { readonly kind: "status"; readonly context: string; readonly head: Sha }
    | {
        readonly kind: "push";
        readonly branch: string;
        readonly before: Sha;
        readonly after: Sha;
        readonly forced: boolean;
      }
    | {
        readonly kind: "merge-group";
        readonly action: string;
        readonly head: Sha;
        readonly base: string;
        readonly ref: string;
      }
    | {
        readonly kind: "installation";
        readonly action: string;
        readonly repos: readonly Repo[];
        /** Whose installation it is; null where the event does not say. */
        readonly account: Person | null;
      }
    | { readonly kind: "repository"; readonly action: string }
    | { readonly kind: "clock" }
    | { readonly kind: "reconcile" }
  );

export type TriggerKind = Trigger["kind"];

/** One command of one created comment, after the parser; who said it and where is in `said`. */
export interface Heard {
  readonly command: Command;
  readonly said: Said;
}

/** A comment whose commands could not all be understood. */
export interface Misheard {
  readonly problem: CommandProblem;
  readonly said: Said;
}

/** One look at one subject: everything that woke us since the last one, at one instant. */
export interface Turn {
  readonly subject: Subject;
  readonly repo: Repo;
  readonly now: Instant;
  /** The same by GitHub's clock, in whole seconds: what GitHub stamps is compared with this. Left out where nobody asked it. */
  readonly nowOnGitHub?: Instant;
  readonly triggers: readonly Trigger[];
  readonly heard: readonly Heard[];
  readonly misheard: readonly Misheard[];
}
