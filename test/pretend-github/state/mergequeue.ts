import type { Sha } from "../git/objects.ts";

/** One group of GitHub's merge queue: a stack of pull requests on a branch, each group on the one before it. */
export interface MergeGroup {
  readonly id: number;
  readonly branch: string;
  /** `refs/heads/gh-readonly-queue/main/pr-7-<sha>`: names its last member only. */
  readonly ref: string;
  readonly head: Sha;
  /** The group's parent: the branch's tip, or the head of the group before it. */
  readonly base: Sha;
  readonly pull: number;
  readonly enqueuedAt: number;
  readonly enqueuer: number;
  state: "AWAITING_CHECKS" | "MERGEABLE" | "UNMERGEABLE" | "QUEUED";
}
