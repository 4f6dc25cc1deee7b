// Backports of one merged pull request, newest line first. Git and GitHub are handed in; each line is looked at before
// anything is done, so that a second run finds what the first one made.
import type { RawCommit } from "../../core/history.ts";
import type { HostedPull, ReleaseHost } from "../../core/release-host.ts";
import { picksOf } from "./pick.ts";
import { backportBody, backportBranch, backportTitle, copiedFrom, localCommands } from "./proposal.ts";
import type { Backport, Original } from "./proposal.ts";

export interface BackportGit {
  /** First parents from a commit back. */
  chain(sha: string, length: number): Promise<readonly RawCommit[]>;
  /** The tip of a line at the remote; null when there is no such branch. */
  tip(line: string): Promise<string | null>;
  pick(plan: {
    readonly onto: string;
    readonly commits: readonly { readonly sha: string; readonly merge: boolean }[];
  }): Promise<{
    readonly is: "clean" | "conflict" | "empty";
    readonly conflicts: readonly string[];
    readonly head: string;
  }>;
  changedPaths(from: string, to: string): Promise<readonly string[]>;
  push(branch: string, sha: string): Promise<"done" | "exists" | "other">;
}

export interface BackportHost extends Pick<ReleaseHost, "pullsFrom" | "createPull"> {
  /** Labels, assignees and reviewers; people whom GitHub refuses are left out. */
  dress(number: number, with_: Pick<Original, "labels" | "assignees" | "reviewers">): Promise<void>;
}

export interface Landed {
  readonly original: Original;
  readonly mergedAs: string;
  readonly commits: readonly { readonly sha: string; readonly message: string; readonly merge: boolean }[];
}

export interface Outcome {
  readonly line: string;
  /** `would-apply`, `would-conflict`: a prediction before the merge; nothing was done. */
  readonly is: "created" | "conflict" | "exists" | "contained" | "waits" | "refused" | "would-apply" | "would-conflict";
  readonly number: number | null;
  readonly url: string;
  readonly reason: string;
  /** For a refusal: what to type. */
  readonly commands: string;
}

export async function runBackports(args: {
  readonly landed: Landed;
  readonly lines: readonly string[];
  readonly label: string;
  readonly git: BackportGit;
  readonly host: BackportHost;
  /** What the job's own token opens starts no workflows, and says so. */
  readonly token: "app" | "job";
  /** Where git finds the lines; null for the remote that the clone came from. */
  readonly remote: string | null;
}): Promise<readonly Outcome[]> {
  const { landed, git } = args;
  const chain = await git.chain(landed.mergedAs, Math.max(1, landed.commits.length));
  const [merge] = chain;
  if (merge === undefined) throw new Error(`the history has no commit ${landed.mergedAs}`);
  const { commits } = picksOf({ merge, chain, commits: landed.commits });
  const outcomes: Outcome[] = [];
  let stopped: string | null = null;
  const ordered = newestFirst(args.lines);
  for (const [index, line] of ordered.entries()) {
    if (stopped !== null) {
      outcomes.push(outcome(line, "waits", { reason: `${line} waits for the backport to ${stopped}.` }));
      continue;
    }
    const next = ordered.slice(index + 1);
    const done = await backportTo({
      ...args,
      backport: {
        line,
        branch: backportBranch(line, landed.original.number),
        commits,
        conflicts: [],
        next,
        remote: args.remote,
      },
    });
    outcomes.push(done);
    if (done.is === "conflict") stopped = line;
  }
  return outcomes;
}

/** `2.x` before `1.10.x` before `1.2.x`; what has no number comes last, in the order in which it was asked for. */
export function newestFirst(lines: readonly string[]): readonly string[] {
  const numbers = (line: string): number[] => (line.match(/\d+/g) ?? []).map(Number);
  return [...new Set(lines)].toSorted((a, b) => {
    const [left, right] = [numbers(a), numbers(b)];
    if (left.length === 0 || right.length === 0) return right.length - left.length;
    // `1.x` is newer than `1.2.x`: it holds what comes after.
    for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
      const difference = (right[index] ?? Infinity) - (left[index] ?? Infinity);
      if (!Number.isNaN(difference) && difference !== 0) return difference;
    }
    return 0;
  });
}

async function backportTo(args: {
  readonly landed: Landed;
  readonly label: string;
  readonly git: BackportGit;
  readonly host: BackportHost;
  readonly token: "app" | "job";
  readonly backport: Backport;
}): Promise<Outcome> {
  const { landed, git, host, backport } = args;
  const { line, branch, commits } = backport;
  const commands = localCommands(landed.original.number, backport);
  const before = newest(await host.pullsFrom(branch, line));
  if (before !== undefined)
    return outcome(line, "exists", { pull: before, reason: `#${before.number} is the backport to ${line} already.` });
  const onto = await git.tip(line);
  if (onto === null) return outcome(line, "refused", { reason: `There is no branch ${line}.` });
  const picked = await git.pick({ onto, commits });
  if (picked.is === "empty")
    return outcome(line, "contained", { reason: `${line} has the change already; nothing is left to pick.` });
  const paths = await git.changedPaths(onto, picked.head);
  if (paths.some((path) => path.startsWith(".github/workflows/")))
    return outcome(line, "refused", {
      commands,
      reason: "It changes workflows, which takes a permission that this token is not given. Do it by hand.",
    });
  if ((await git.push(branch, picked.head)) === "other")
    return outcome(line, "refused", {
      commands,
      reason: `The branch ${branch} is there with other content, and no pull request of it is open. Delete it and ask again, or do it by hand.`,
    });
  const whole = { ...backport, conflicts: picked.conflicts, next: picked.is === "conflict" ? backport.next : [] };
  await host.createPull({
    branch,
    base: line,
    title: backportTitle(landed.original, line),
    body: backportBody(landed.original, whole, args.token),
    draft: picked.is === "conflict",
  });
  const pull = newest(await host.pullsFrom(branch, line));
  if (pull === undefined)
    return outcome(line, "refused", {
      commands,
      reason: `The branch ${branch} is pushed, but its pull request is not there. Run the job again.`,
    });
  await host.dress(pull.number, copiedFrom(landed.original, args.label));
  return picked.is === "conflict"
    ? outcome(line, "conflict", { pull, commands, reason: `#${pull.number} is a draft: it does not apply as it is.` })
    : outcome(line, "created", { pull, reason: `#${pull.number} is the backport to ${line}.` });
}

function newest(pulls: readonly HostedPull[]): HostedPull | undefined {
  return pulls.find(({ state, mergedAs }) => state === "open" || mergedAs !== null);
}

function outcome(
  line: string,
  is: Outcome["is"],
  more: { readonly pull?: HostedPull; readonly reason: string; readonly commands?: string },
): Outcome {
  const { pull, reason, commands = "" } = more;
  return { line, is, number: pull?.number ?? null, url: pull?.url ?? "", reason, commands };
}
