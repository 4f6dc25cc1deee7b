// Before the merge: whether a pull request would apply to its lines as they are now. It is picked as one commit, as a squash
// would bring it, and nothing is pushed: what conflicts then is known while its author still works on it.
import { newestFirst } from "./run.ts";
import type { BackportGit, Outcome } from "./run.ts";

export interface PredictGit extends Pick<BackportGit, "tip" | "pick"> {
  /** The difference between the two as one commit that nothing points at. */
  squash(head: string, base: string): Promise<string>;
}

export interface OpenPull {
  readonly head: string;
  /** The branch that it would be merged into. */
  readonly base: string;
}

/** Each line by itself: what waits for what is only known at the merge. */
export async function predictBackports(args: {
  readonly pull: OpenPull;
  readonly lines: readonly string[];
  readonly git: PredictGit;
}): Promise<readonly Outcome[]> {
  const { pull, lines, git } = args;
  const base = await git.tip(pull.base);
  if (base === null) throw new Error(`the remote has no branch ${pull.base}`);
  const sha = await git.squash(pull.head, base);
  const outcomes: Outcome[] = [];
  for (const line of newestFirst(lines)) outcomes.push(await predictOne(git, line, sha));
  return outcomes;
}

async function predictOne(git: PredictGit, line: string, sha: string): Promise<Outcome> {
  const told = (is: Outcome["is"], reason: string): Outcome => ({
    line,
    is,
    reason,
    number: null,
    url: "",
    commands: "",
  });
  const onto = await git.tip(line);
  if (onto === null) return told("refused", `There is no branch ${line}.`);
  const { is, conflicts } = await git.pick({ onto, commits: [{ sha, merge: false }] });
  if (is === "empty") return told("contained", `${line} has the change already; nothing would be picked.`);
  if (is === "clean") return told("would-apply", `It would apply to ${line} as it is.`);
  const shown = conflicts.slice(0, 5).join(", ");
  const more = conflicts.length > 5 ? ` and ${conflicts.length - 5} more` : "";
  return told(
    "would-conflict",
    `It would conflict on ${line}, in ${shown}${more}: prepare a change for that line too.`,
  );
}
