// The git half of backports, on a runner: everything that one asks of a clone and its remote.
import type { RawCommit } from "../core/history.ts";
import type { Sha } from "../core/refs.ts";
import { readHistory } from "./read.ts";
import { git } from "./run.ts";
import type { GitPlace } from "./run.ts";
import { changedPaths, fetchRefs, pickCommits, pushBranch, squashCommit } from "./write.ts";
import type { Picked, PickPlan } from "./write.ts";

export interface BackportClone {
  chain(sha: Sha, length: number): Promise<readonly RawCommit[]>;
  between(base: Sha, head: Sha): Promise<readonly RawCommit[]>;
  tip(line: string): Promise<Sha | null>;
  pick(plan: Omit<PickPlan, "author" | "signingKey">): Promise<Picked>;
  /** The difference between the two, since they parted, as one commit that no ref names. */
  squash(head: Sha, base: Sha): Promise<Sha>;
  changedPaths(from: Sha, to: Sha): Promise<readonly string[]>;
  push(branch: string, sha: Sha): Promise<"done" | "exists" | "other">;
}

/**
 * `from`: the remote of the pull request, `to`: the one that has the lines, each a name or an address. `fetch`: full refs to make known first: the branch that it was merged into, and the pull request's own, whose commits a
 * squash leaves out of every branch. Throws `GitError` for a shallow clone.
 */
export async function openBackportClone(
  place: GitPlace,
  args: Pick<PickPlan, "author" | "signingKey"> & {
    readonly from: string;
    readonly to: string;
    readonly fetch: readonly string[];
  },
): Promise<BackportClone> {
  const { from, to, author, signingKey } = args;
  const reads = readHistory(place);
  if (args.fetch.length > 0) await fetchRefs(place, from, args.fetch);
  return {
    async chain(sha, length) {
      const found: RawCommit[] = [];
      const query = { to: sha, without: [], follow: "first-parent", paths: "none", most: length } as const;
      for await (const batch of reads.log(query)) found.push(...batch);
      return found;
    },
    async between(base, head) {
      const found: RawCommit[] = [];
      const query = { to: head, without: [base], follow: "all", paths: "none" } as const;
      for await (const batch of reads.log(query)) found.push(...batch);
      return found.toReversed();
    },
    async tip(line) {
      // The remote's, not the clone's: the line may have moved since the job began.
      const out = await git(place, ["ls-remote", "--end-of-options", to, `refs/heads/${line}`]);
      const sha = out.split(/\s/)[0] ?? "";
      if (sha === "") return null;
      await fetchRefs(place, to, [`refs/heads/${line}`]);
      return sha;
    },
    pick: (plan) => pickCommits(place, { ...plan, author, signingKey }),
    squash: (head, base) => squashCommit(place, { head, base, author }),
    changedPaths: (from, to) => changedPaths(place, from, to),
    push: (branch, sha) => pushBranch(place, { remote: to, branch, sha }),
  };
}
