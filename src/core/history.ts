// A repository's history as git tells it. Rooms ask through `HistoryReads`; `git/read.ts` answers on runners and at the
// command line. The App never runs git.
import type { Instant, Sha } from "./refs.ts";

export interface CommitAuthor {
  readonly name: string;
  readonly email: string;
}

/** A commit as git or GitHub hands it over. */
export interface RawCommit {
  readonly sha: Sha;
  /** Two or more make a merge commit. */
  readonly parents: readonly Sha[];
  readonly author: CommitAuthor;
  /** When it was committed. */
  readonly at: Instant;
  /** Subject, body and footers. Foreign text. */
  readonly message: string;
  /** Changed paths; only read for repositories with packages. */
  readonly paths?: readonly string[];
  /** Not of the range: contained in what is left out, and a parent of a commit of the range. */
  readonly boundary?: true;
}

export interface TagRef {
  readonly name: string;
  /** The commit, also for an annotated tag. */
  readonly sha: Sha;
}

export interface BranchRef {
  readonly name: string;
  readonly sha: Sha;
  /** `local`, or the name of the remote that it was fetched from. */
  readonly at: string;
}

export interface HistoryRefs {
  readonly tags: readonly TagRef[];
  readonly branches: readonly BranchRef[];
  /** The branch that is checked out; null for a detached head. */
  readonly current: string | null;
}

export interface LogQuery {
  /** A sha, or `HEAD`. */
  readonly to: string;
  /** Commits reachable from these are left out. */
  readonly without: readonly Sha[];
  readonly follow: "all" | "first-parent";
  readonly paths: "none" | "changed";
  /** `shown`: where the range ends is answered too, after its commits. */
  readonly boundary?: "shown";
  /** No more commits than this. */
  readonly most?: number;
}

/** Every answer is complete, or the read throws. A shallow clone has no history to ask. */
export interface HistoryReads {
  refs(): Promise<HistoryRefs>;
  /** Those of the tags that `to` contains. */
  contained(tags: readonly string[], to: string): Promise<ReadonlySet<string>>;
  /** Newest first, children before parents, in batches. */
  log(query: LogQuery): AsyncIterable<readonly RawCommit[]> | Iterable<readonly RawCommit[]>;
  /**
   * The full names of the tags and branches that contain a commit; null when there is no such commit here. `among`: of these
   * alone (a full name, or the beginning of many), and of what none of `without` contains.
   */
  containing(
    sha: Sha,
    among?: { readonly refs: readonly string[]; readonly without: readonly string[] },
  ): Promise<ReadonlySet<string> | null>;
  /** What an annotated tag says; null for a light one, and where there is none. */
  tagMessage(tag: string): Promise<string | null>;
  /** A commit that all of these contain; null when there is none. */
  commonAncestor(shas: readonly Sha[]): Promise<Sha | null>;
  /** Whether a commit that `to` contains ever changed something in this folder. May fetch what a partial clone lacks. */
  everTouched(to: string, folder: string): Promise<boolean>;
  /** A file's text at a commit; null when there is none. May fetch what a partial clone lacks. */
  fileAt(commit: Sha, path: string): Promise<string | null>;
  /** The number of tags that the remote has, or null when there is no remote. Goes over the network. */
  remoteTags(): Promise<number | null>;
}
