// A pull request as it is read: itself, its files, commits, reviews, and what raised its epoch.
import type { Instant, Person, Sha } from "./refs.ts";

export interface Pull {
  readonly number: number;
  readonly nodeId: string;
  readonly state: "open" | "closed";
  readonly merged: boolean;
  readonly draft: boolean;
  readonly title: string;
  readonly body: string;
  /** Null when GitHub no longer knows the account ("ghost"). */
  readonly author: Person | null;
  readonly authorAssociation: string;
  readonly head: { readonly sha: Sha; readonly ref: string; readonly repository: number | null };
  readonly base: { readonly sha: Sha; readonly ref: string };
  /** `stack.base.ref` of a stacked pull request, by whose rules GitHub judges it; else null. */
  readonly stackBase: string | null;
  readonly fork: boolean;
  readonly labels: readonly string[];
  readonly assignees: readonly Person[];
  readonly requestedReviewers: readonly Person[];
  readonly changedFiles: number;
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly mergeCommit: Sha | null;
  readonly mergedBy: Person | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly mergedAt: Instant | null;
}

/** A pull request as lists show it: GitHub counts files, commits and lines only when it is asked for one. */
export type OpenPull = Omit<Pull, "changedFiles" | "commits" | "additions" | "deletions" | "mergedBy">;

export interface ChangedFile {
  readonly path: string;
  /** The old name of a renamed file: rules see both (POL-13). */
  readonly previousPath: string | null;
  readonly status: "added" | "removed" | "modified" | "renamed" | "copied" | "changed" | "unchanged";
  readonly additions: number;
  readonly deletions: number;
  readonly blob: Sha | null;
  /** Null when GitHub leaves it out: binary, or too large. */
  readonly patch: string | null;
}

/** What a commit's tree has at a path: a file (100644, 100755), a symlink (120000) or a submodule (160000). */
export interface TreeSide {
  readonly mode: string;
  readonly sha: Sha;
}

/** A path whose mode or content differs between two commits; a rename is a removal and an addition. */
export interface ChangedEntry {
  readonly path: string;
  readonly before: TreeSide | null;
  readonly after: TreeSide | null;
}

/** Somebody who had a hand in a commit. `person` is null when GitHub cannot name them, which blocks where it matters. */
export interface Contributor {
  readonly person: Person | null;
  readonly name: string;
  readonly email: string;
}

export interface Commit {
  readonly sha: Sha;
  readonly parents: readonly Sha[];
  readonly message: string;
  /** The git author and every co-author of the trailers. */
  readonly authors: readonly Contributor[];
  readonly committer: Contributor | null;
  readonly verified: boolean;
}

export interface Review {
  readonly id: number;
  readonly nodeId: string;
  readonly by: Person | null;
  readonly state: "approved" | "changes_requested" | "commented" | "dismissed" | "pending";
  readonly commit: Sha | null;
  readonly body: string;
  readonly submittedAt: Instant;
}

/** What raised the epoch of a pull request, in order: closed, converted to draft, base changed (also by GitHub itself). */
export interface EpochEvent {
  readonly kind: "closed" | "reopened" | "converted-to-draft" | "ready-for-review" | "base-changed";
  readonly at: Instant;
}

/** What was read of a pull request before: its base's tip, and GitHub's own count. With these one comparison may answer. */
export interface SeenOfPull {
  readonly tip: Sha;
  readonly count: number;
}
