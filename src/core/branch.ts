// A branch as it is read: what it requires, its queue, its history, and the checks of a commit.
import type { Instant, Person, Sha } from "./refs.ts";

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly app: { readonly id: number; readonly slug: string } | null;
  readonly status: string;
  readonly conclusion: string | null;
  readonly externalId: string;
  readonly title: string;
  /** By GitHub's clock, in whole seconds; null while it has not completed, left out where nobody asked. */
  readonly completedAt?: Instant | null;
  /** Ties the check of a job to its workflow's run; null where GitHub names none, left out where nobody asked. */
  readonly suite?: number | null;
}

/** Whether a branch requires our check, and from our App alone. `unknown` where the App may not look (CHK-01). */
export interface Requirement {
  readonly required: "yes" | "no" | "unknown";
  readonly pinned: "yes" | "no" | "unknown";
}

/** One pull request in a merge queue, in the order in which they merge. */
export interface QueueEntry {
  readonly position: number;
  /** What the entry stands on: the branch, or the head of the entry before it. Null while GitHub has not made it yet. */
  readonly base: Sha | null;
  /** The commit that would become the branch's tip. Null as above. */
  readonly head: Sha | null;
  /** Null where the pull request is gone. */
  readonly pull: { readonly number: number; readonly head: Sha } | null;
}

/** A commit of a branch's history, as GitHub tells it. */
export interface BranchCommit {
  readonly sha: Sha;
  readonly parents: readonly Sha[];
  readonly tree: Sha;
  readonly author: Person | null;
  readonly committer: Person | null;
  /** GitHub itself signed it: it was made by GitHub's own merge button or editor. */
  readonly byGitHub: boolean;
  /** The first line of the message. Foreign text. */
  readonly title: string;
}

/** One move of a branch, as the repository's activity tells it. A branch that is made or deleted has zeros for a side. */
export interface BranchMove {
  /** Grows with time. */
  readonly id: number;
  readonly before: Sha;
  readonly after: Sha;
  /** `push`, `force_push`, `branch_creation`, `branch_deletion`, `pr_merge`, `merge_queue_merge`. */
  readonly kind: string;
  /** Null when GitHub does not say. */
  readonly by: Person | null;
  /** By GitHub's clock. */
  readonly at: Instant;
}
