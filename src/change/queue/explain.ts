// Whether the pull requests of a merge group account for every commit that the group would put on its branch.
import type { BranchCommit, QueueEntry } from "../../core/branch.ts";
import type { Sha } from "../../core/refs.ts";

export interface Member {
  readonly entry: QueueEntry;
  /** Commits of the pull request's head that the branch has not. */
  readonly commits: readonly BranchCommit[];
}

export interface Group {
  /** The tip of the branch that the group goes to. */
  readonly tip: Sha;
  readonly head: Sha;
  /** Every commit of the head that the branch has not. */
  readonly commits: readonly BranchCommit[];
  /** All up to this head, first to merge first. */
  readonly members: readonly Member[];
}

/**
 * Commits that no member accounts for. A member accounts for its own commits; for the commit that GitHub makes of it (a
 * merge of its head, or one commit in its place); and for as many commits in a row, where GitHub puts them anew one by one.
 */
export function unexplained({ commits, members }: Group): readonly Sha[] {
  const byName = new Map(commits.map((commit) => [commit.sha, commit]));
  const accounted = new Set(members.flatMap((member) => [...ofMember(member, byName)]));
  return commits.map(({ sha }) => sha).filter((sha) => !accounted.has(sha));
}

function ofMember({ entry, commits }: Member, byName: ReadonlyMap<Sha, BranchCommit>): ReadonlySet<Sha> {
  const own = new Set(commits.map(({ sha }) => sha));
  const made = entry.head === null ? undefined : byName.get(entry.head);
  if (!made || entry.base === null || !entry.pull) return own;
  const [first, second] = made.parents;
  if (made.parents.length === 2 && first === entry.base && second === entry.pull.head) return own.add(made.sha);
  // One commit in the place of all, or each of them anew: a row of single parents back to what the entry stands on.
  const row: Sha[] = [];
  for (let at: BranchCommit | undefined = made; at?.parents.length === 1; at = byName.get(at.parents[0] ?? "")) {
    row.push(at.sha);
    if (at.parents[0] !== entry.base) continue;
    const isOneForOne = row.length === commits.filter((commit) => commit.parents.length === 1).length;
    return row.length === 1 || isOneForOne ? new Set([...own, ...row]) : own;
  }
  return own;
}

/** Whether the entries stand on one another, the first on the branch: then nothing is between them. */
export function isChained({ tip, members }: Pick<Group, "tip" | "members">): boolean {
  return members.every(({ entry }, index) => entry.base === (index === 0 ? tip : members[index - 1]?.entry.head));
}
