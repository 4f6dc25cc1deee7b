// What a pull request has beyond an issue, and what follows from its commits.
import { changesBetween } from "../git/changes.ts";
import type { Change } from "../git/changes.ts";
import { commitsBetween, isAncestor, mergeBase } from "../git/history.ts";
import { mergeCommits } from "../git/merge.ts";
import type { Merged } from "../git/merge.ts";
import { blobAt, commitAt, EMPTY_TREE } from "../git/objects.ts";
import type { Objects, Sha } from "../git/objects.ts";
import { patchBetween } from "../git/patch.ts";
import type { Patch } from "../git/patch.ts";
import type { Account, Team } from "./accounts.ts";
import type { By, PullIssue, Reaction } from "./issues.ts";
import { branchTip } from "./repositories.ts";
import type { Repository } from "./repositories.ts";

export type ReviewState = "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";
export interface Review {
  readonly id: number;
  readonly by: By;
  state: ReviewState;
  body: string;
  readonly commit: Sha;
  submittedAt: number | null;
  lastEditedAt: number | null;
  editor: Account | null;
  readonly byEmail: boolean;
  readonly reactions: Reaction[];
  readonly createdAt: number;
}

export interface Pull {
  readonly id: number;
  /** Null when the fork was deleted. */
  readonly head: { repository: Repository | null; readonly owner: Account; readonly ref: string; sha: Sha };
  readonly base: { ref: string; sha: Sha };
  draft: boolean;
  mergedAt: number | null;
  mergedBy: Account | null;
  /** The commit on the base once merged; before that, GitHub's test merge. */
  mergeCommit: Sha | null;
  readonly reviews: Review[];
  readonly lineComments: LineComment[];
  reviewers: Account[];
  teams: Team[];
  stack: Stack | null;
  maintainerCanModify: boolean;
}

/** A comment on a line of the diff; each belongs to a review. */
export interface LineComment {
  readonly id: number;
  readonly by: By;
  readonly review: number;
  readonly commit: Sha;
  readonly path: string;
  readonly line: number | null;
  body: string;
  readonly createdAt: number;
}

/** `pull_request.stack` (public preview). */
export interface Stack {
  readonly id: number;
  readonly number: number;
  readonly size: number;
  readonly position: number;
  readonly base: { readonly ref: string; readonly sha: Sha };
}

/** The base by which files and commits are counted: its branch's tip while open, what it was at the merge afterwards. */
export function effectiveBase(repository: Repository, issue: PullIssue): Sha {
  const { pull } = issue;
  if (issue.state === "closed") return pull.base.sha;
  return branchTip(repository, pull.base.ref) ?? pull.base.sha;
}

export interface FileChange extends Change {
  readonly patch: Patch;
}

const known = new WeakMap<Objects, Map<string, unknown>>();

/** Objects never change, so what follows from shas alone is computed once. */
export function remembered<T>(objects: Objects, key: string, compute: () => T): T {
  const cache = known.get(objects) ?? new Map<string, unknown>();
  known.set(objects, cache);
  if (!cache.has(key)) cache.set(key, compute());
  return cache.get(key) as T;
}

export function filesBetween(objects: Objects, before: Sha | null, after: Sha): readonly FileChange[] {
  const tree = (sha: Sha | null): Sha => (sha === null ? EMPTY_TREE : commitAt(objects, sha).tree);
  return remembered(objects, `files ${before} ${after}`, () =>
    changesBetween(objects, tree(before), tree(after)).map((change) => {
      const blob = (sha: Sha | undefined) => (sha === undefined ? undefined : blobAt(objects, sha));
      return { ...change, patch: patchBetween(blob(change.before?.sha), blob(change.after?.sha)) };
    }),
  );
}

export function mergeBaseOf(objects: Objects, one: Sha, other: Sha): Sha | undefined {
  return remembered(objects, `base ${one} ${other}`, () => mergeBase(objects, one, other));
}

export function filesOf(repository: Repository, issue: PullIssue): readonly FileChange[] {
  const base = mergeBaseOf(repository.objects, effectiveBase(repository, issue), issue.pull.head.sha);
  return filesBetween(repository.objects, base ?? null, issue.pull.head.sha);
}

export function commitsOf(repository: Repository, issue: PullIssue): readonly Sha[] {
  const base = effectiveBase(repository, issue);
  const head = issue.pull.head.sha;
  return remembered(repository.objects, `commits ${base} ${head}`, () =>
    commitsBetween(repository.objects, base, head),
  );
}

/** The result of merging the head into the base as they are now. */
export function testMerge(repository: Repository, issue: PullIssue): Merged {
  const base = effectiveBase(repository, issue);
  const head = issue.pull.head.sha;
  return remembered(repository.objects, `merge ${base} ${head}`, () => mergeCommits(repository.objects, base, head));
}

export function isBehind(repository: Repository, issue: PullIssue): boolean {
  return !isAncestor(repository.objects, effectiveBase(repository, issue), issue.pull.head.sha);
}

export function sumOf(files: readonly FileChange[]): { additions: number; deletions: number } {
  return {
    additions: files.reduce((sum, file) => sum + file.patch.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.patch.deletions, 0),
  };
}
