// Backports of one merged pull request, newest line first. Git and GitHub are handed in; each line is looked at before
// anything is done, so that a second run finds what the first one made.
import type { RawCommit } from "../../core/history.ts";
import type { HostedPull, ReleaseHost } from "../../core/release-host.ts";
import { picksOf } from "./pick.ts";
import type { MergedPull } from "./pick.ts";
import { backportBody, backportBranch, backportTitle, copiedFrom, localCommands } from "./proposal.ts";
import type { Backport, Original } from "./proposal.ts";

export interface BackportGit {
  /** First parents from a commit back. */
  chain(sha: string, length: number): Promise<readonly RawCommit[]>;
  /** What `head` holds and `base` does not, oldest first. */
  between(base: string, head: string): Promise<readonly RawCommit[]>;
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
  /** The last of its own commits. */
  readonly head: string;
  /** All of its own, oldest first; null where GitHub does not list all of them: then git tells. */
  readonly commits: MergedPull["commits"] | null;
}

export interface Outcome {
  readonly line: string;
  /**
   * `unsettled`: a run before made it, and it is a draft still. `would-apply`, `would-conflict`: a prediction before the merge;
   * nothing was done.
   */
  readonly is:
    | "created"
    | "conflict"
    | "exists"
    | "unsettled"
    | "contained"
    | "waits"
    | "refused"
    | "would-apply"
    | "would-conflict";
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
  const { commits } = picksOf(await mergedIn(git, landed));
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
    // Also where a run before this one made the draft: nobody has settled it yet.
    if (done.is === "conflict" || done.is === "unsettled") stopped = line;
  }
  return outcomes;
}

/** How it came in, by what GitHub lists of it, or by git where that is not all. */
async function mergedIn(
  git: Pick<BackportGit, "chain" | "between">,
  { mergedAs, head, commits }: Landed,
): Promise<MergedPull> {
  const [merge] = await git.chain(mergedAs, 1);
  if (merge === undefined) throw new Error(`the history has no commit ${mergedAs}`);
  // Before the commit on the base is all that was there before, and of a rebase what was brought before the last.
  const own =
    commits ??
    (await git.between(merge.parents[0] ?? "", head)).map(({ sha, message, parents }) => ({
      sha,
      message,
      merge: parents.length > 1,
    }));
  return { merge, chain: await git.chain(mergedAs, Math.max(1, own.length)), commits: own };
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
  if (before !== undefined) return existing(line, before);
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

/** What became of the backports to lines that are not asked for this time, as far as there are any. */
export async function broughtBefore(
  host: Pick<BackportHost, "pullsFrom">,
  number: number,
  lines: readonly string[],
): Promise<readonly Outcome[]> {
  const found: Outcome[] = [];
  for (const line of newestFirst(lines)) {
    const pull = newest(await host.pullsFrom(backportBranch(line, number), line));
    if (pull !== undefined) found.push(existing(line, pull));
  }
  return found;
}

function existing(line: string, pull: HostedPull): Outcome {
  const is = `#${pull.number} is the backport to ${line} already`;
  if (pull.mergedAs === null && pull.draft)
    return outcome(line, "unsettled", { pull, reason: `${is}, and a draft: somebody has to settle it.` });
  return outcome(line, "exists", { pull, reason: `${is}.` });
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
