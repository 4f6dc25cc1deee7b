// What one commit says, after the parser. Everything later (levels, notes, the matrix) reads only these.
import type { CommitAuthor } from "../../core/history.ts";
import type { Instant, Sha } from "../../core/refs.ts";

/** An issue or pull request that a commit names. `owner` and `repository` are null for this repository. */
export interface Reference {
  readonly owner: string | null;
  readonly repository: string | null;
  readonly number: number;
  readonly closes: boolean;
}

/** One change: a commit makes one, a squashed pull request may make several. */
export interface Change {
  readonly sha: Sha;
  /** Lower case: Conventional Commits 1.0.0 calls types case-insensitive (rule 15). */
  readonly type: string;
  readonly scope: string | null;
  /** Without the trailing ` (#12)`. Foreign text. */
  readonly subject: string;
  /** What breaks; empty when nothing does. */
  readonly breaking: readonly string[];
  /** The pull request that brought it, from the trailing ` (#12)` or the merge commit. */
  readonly pull: number | null;
  readonly references: readonly Reference[];
  /** `CVE-2026-1`, `GHSA-xxxx-xxxx-xxxx`: such a change stands in the security section. */
  readonly advisories: readonly string[];
  readonly authors: readonly CommitAuthor[];
}

/** What a commit takes back. At least one of the three is known. */
export interface Revert {
  /** At least 7 digits, perhaps abbreviated. */
  readonly shas: readonly string[];
  /** The subject of what is taken back, as it stands between the quotes. */
  readonly header: string | null;
  readonly pull: number | null;
}

/** A reason to look twice: nothing was changed because of it, but somebody may have meant something. */
export interface Doubt {
  readonly sha: Sha;
  readonly code: "lower-case-breaking" | "breaking-in-squash-body" | "bad-release-as";
  readonly message: string;
}

export interface ParsedCommit {
  readonly sha: Sha;
  readonly parents: readonly Sha[];
  readonly at: Instant;
  /** The first line. Foreign text. */
  readonly header: string;
  readonly changes: readonly Change[];
  readonly revert: Revert | null;
  /** The version that a `Release-As` footer asks for, without a leading `v`. */
  readonly releaseAs: string | null;
  /** True when no change could be read from it and it is no merge commit. */
  readonly unparsed: boolean;
  readonly pull: number | null;
  /** Where `git cherry-pick -x` took it from; several after several picks. */
  readonly pickedFrom: readonly Sha[];
  readonly doubts: readonly Doubt[];
  readonly authors: readonly CommitAuthor[];
  readonly paths: readonly string[];
}
