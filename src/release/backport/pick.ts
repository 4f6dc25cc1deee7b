// Which commits a merged pull request became, by the way in which it was merged. Pure.
import type { RawCommit } from "../../core/history.ts";

export interface MergedPull {
  /** The commit on the base: a merge commit, the squashed one, or the last of the rebased ones. */
  readonly merge: RawCommit;
  /** First parents from `merge` back, as many as the pull request had commits. */
  readonly chain: readonly RawCommit[];
  /** The pull request's own commits, oldest first. */
  readonly commits: readonly { readonly sha: string; readonly message: string; readonly merge: boolean }[];
}

export interface Picks {
  readonly method: "merge" | "squash" | "rebase";
  /** Oldest first. */
  readonly commits: readonly { readonly sha: string; readonly merge: boolean }[];
}

/** More of a merge are picked as one, as if there were merges among them. */
const MOST = 250;

/**
 * A merge commit brings the pull request's own commits; when merges are among those, the merge commit is picked as one
 * (its first parent is what it is compared with). Of one parent it is a squash, unless the commits before it carry the
 * pull request's messages one for one: then they were rebased, which leaves merges out.
 */
export function picksOf({ merge, chain, commits }: MergedPull): Picks {
  if (merge.parents.length > 1) {
    const whole = commits.length === 0 || commits.length > MOST || commits.some((commit) => commit.merge);
    if (whole) return { method: "merge", commits: [{ sha: merge.sha, merge: true }] };
    return { method: "merge", commits: commits.map(({ sha }) => ({ sha, merge: false })) };
  }
  const own = commits.filter((commit) => !commit.merge);
  const landed = chain.slice(0, own.length).toReversed();
  const same =
    own.length > 1 &&
    landed.length === own.length &&
    landed.every((commit, index) => commit.message.trim() === own[index]?.message.trim());
  if (same) return { method: "rebase", commits: landed.map(({ sha }) => ({ sha, merge: false })) };
  return { method: "squash", commits: [{ sha: merge.sha, merge: false }] };
}
