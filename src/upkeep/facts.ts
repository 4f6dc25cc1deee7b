import { known } from "../core/reads.ts";
import type { Known, Reads } from "../core/reads.ts";
import type { Instant, Subject } from "../core/refs.ts";
import type { Turn } from "../core/trigger.ts";

/** The files of the default branch on which decisions about pull requests rest. */
export const GOVERNING_FILES = [
  ".github/lamplighter.yml",
  ".github/CODEOWNERS",
  "CODEOWNERS",
  "docs/CODEOWNERS",
] as const;

export interface UpkeepFacts {
  readonly now: Instant;
  readonly subject: Subject;
  /** Whether what governs pull requests changed in a push; known "yes" when the whole repository is looked at. */
  readonly governanceChanged: Known<boolean>;
  /** Numbers of the open pull requests; not asked for when nothing changed. */
  readonly openPulls: Known<readonly number[]>;
}

type UpkeepReads = Pick<Reads, "repository" | "file" | "openPulls">;

/** A push to the default branch is compared file by file; a repository's own turn always looks at everything. */
export async function gather(turn: Turn, reads: UpkeepReads): Promise<UpkeepFacts> {
  const governanceChanged = await known(hasGovernanceChanged(turn, reads));
  const nothingToDo = governanceChanged.known && !governanceChanged.value;
  const openPulls = nothingToDo
    ? { known: true as const, value: [] }
    : await known(reads.openPulls().then((pulls) => pulls.map(({ number }) => number)));
  return { now: turn.now, subject: turn.subject, governanceChanged, openPulls };
}

async function hasGovernanceChanged(turn: Turn, reads: UpkeepReads): Promise<boolean> {
  if (turn.subject.kind === "repository") return true;
  const pushes = turn.triggers.filter((trigger) => trigger.kind === "push");
  if (pushes.length === 0) return false;
  const { defaultBranch } = await reads.repository();
  for (const push of pushes) {
    if (push.branch !== defaultBranch) continue;
    // A branch that was just made or deleted has no other side to compare with.
    if (isNothing(push.before) || isNothing(push.after)) return true;
    for (const path of GOVERNING_FILES) {
      const [before, after] = await Promise.all([reads.file(path, push.before), reads.file(path, push.after)]);
      if (before !== after) return true;
    }
  }
  return false;
}

const isNothing = (sha: string): boolean => /^0+$/.test(sha);
