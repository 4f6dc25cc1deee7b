import { known } from "../core/known.ts";
import type { Known } from "../core/known.ts";
import type { OpenPull } from "../core/pull.ts";
import type { Reads } from "../core/reads.ts";
import type { Instant, Sha, Subject } from "../core/refs.ts";
import type { Trigger, Turn } from "../core/trigger.ts";

const POLICY = ".github/lamplighter.yml";
/** Where GitHub looks for code owners, on the base branch of each pull request. */
const CODEOWNERS = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] as const;

/** The repository that `extends: org` reads. */
const SHARED = ".github";

type Push = Extract<Trigger, { kind: "push" }>;

export interface UpkeepFacts {
  readonly now: Instant;
  readonly subject: Subject;
  /** Heads whose checks or statuses changed, and for which GitHub named no pull request. */
  readonly heads: readonly Sha[];
  /** The branch was pushed with force. */
  readonly rewritten: boolean;
  readonly openPulls: Known<readonly OpenPull[]>;
  /**
   * Which of a push's changes bear on pull requests: the policy on all, code owners on those with this base. A policy
   * that other repositories may extend (the owner's `.github` repository) bears on all of the owner's.
   */
  readonly changed: Known<{ readonly policy: boolean; readonly codeowners: boolean; readonly extended: boolean }>;
}

type UpkeepReads = Pick<Reads, "repository" | "file" | "openPulls">;

export async function gather(turn: Turn, reads: UpkeepReads): Promise<UpkeepFacts> {
  const { now, subject, triggers } = turn;
  const heads = triggers.flatMap((one) => (one.kind === "check" || one.kind === "status" ? [one.head] : []));
  const pushes = triggers.filter((one) => one.kind === "push");
  const openPulls = await known(reads.openPulls());
  const isBase = !openPulls.known || openPulls.value.some(({ base }) => base.ref === subject.name);
  const changed = await known(whatChanged({ pushes, isBase, reads }));
  const rewritten = pushes.some(({ forced }) => forced);
  return { now, subject, heads: [...new Set(heads)], rewritten, openPulls, changed };
}

async function whatChanged(args: {
  readonly pushes: readonly Push[];
  readonly isBase: boolean;
  readonly reads: UpkeepReads;
}): Promise<{ policy: boolean; codeowners: boolean; extended: boolean }> {
  const { pushes, isBase, reads } = args;
  const changed = { policy: false, codeowners: false, extended: false };
  if (pushes.length === 0) return changed;
  const { defaultBranch, name } = await reads.repository();
  for (const push of pushes) {
    if (push.branch === defaultBranch) changed.policy ||= await differs(push, [POLICY], reads);
    changed.extended = changed.policy && name.toLowerCase() === SHARED;
    if (isBase) changed.codeowners ||= await differs(push, CODEOWNERS, reads);
  }
  return changed;
}

async function differs(push: Push, paths: readonly string[], reads: UpkeepReads): Promise<boolean> {
  // A branch that was just made or deleted has no other side to compare with.
  if (isNothing(push.before) || isNothing(push.after)) return true;
  for (const path of paths) {
    const [before, after] = await Promise.all([reads.file(path, push.before), reads.file(path, push.after)]);
    if (before !== after) return true;
  }
  return false;
}

const isNothing = (sha: Sha): boolean => /^0+$/.test(sha);
