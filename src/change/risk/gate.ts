// The test gate's own word on a head, from the artifact that its job left. Whoever writes the workflow, or any test that it
// runs, writes the artifact: so it can only speak against a change. A good word merely adds nothing, and only where the
// run is one that this repository's own workflows made of this very head (spec: change, "Risk").
import { parseGateWord, type GateWord } from "../../core/gate-word.ts";
import { anyGlob } from "../../core/match.ts";
import type { ChangedFile, Pull } from "../../core/pull.ts";
import type { ArtifactLine, WorkflowRun } from "../../core/workflow-run.ts";
import { touchedPaths } from "../rules/paths.ts";
import * as words from "./gate-words.ts";

/** A run that holds the gate's job, with what it left. */
export interface GateRun {
  readonly run: WorkflowRun;
  readonly left: ArtifactLine;
}

/** What the newest run of each kind left. */
export type GateFacts = { readonly is: "runs"; readonly runs: readonly GateRun[] } | { readonly is: "too-many" };

/** A head of more kinds of runs with the gate's job is not looked into: each costs a read. */
export const MOST_RUNS = 4;
/** What decides what CI does: with one of these touched, a run says what the pull request makes it say. */
const DECIDES_CI = anyGlob([".github/{workflows,actions}/**", "**/action.{yml,yaml}"]);

/**
 * Of this head, from the repository that the head is in, for a pull request or a push. A stranger's fork may well have
 * the same commit; and what was started by hand, or runs with the base's rights, was not started by the change.
 */
export function isOf(run: WorkflowRun, { head }: Pull): boolean {
  const { sha, repository } = head;
  return (
    run.head === sha && repository !== null && run.from === repository && ["pull_request", "push"].includes(run.event)
  );
}

/** Why the gate adds its points; null when it has nothing against the change, and may be believed in that. */
export function againstIt(args: {
  readonly facts: GateFacts;
  readonly pull: Pull;
  readonly files: readonly ChangedFile[];
}): string | null {
  const { facts, pull, files } = args;
  if (facts.is === "too-many") return words.tooManyRuns(MOST_RUNS);
  const runs = facts.runs.filter(({ run }) => isOf(run, pull));
  if (runs.length === 0) return words.noRun();
  for (const { run, left } of runs) {
    if (left.is === "none") return words.leftNothing(run.path);
    if (left.is === "unsound") return words.notSound(run.path, left.why);
    const word = parseGateWord(left.text);
    if (word === null) return words.notTheGates(run.path);
    if (!isAbout(word, run)) return words.aboutAnother(run.path);
    // A gate may be told to let failures pass: that is for the job, and they are a risk all the same.
    if (word.state === "block" || (word.new ?? word.failed) > 0) return words.speaksAgainst(word);
  }
  if (pull.fork) return words.ofAFork();
  const touched = touchedPaths(files).find(DECIDES_CI);
  return touched === undefined ? null : words.decidesItself(touched);
}

function isAbout(word: GateWord, run: WorkflowRun): boolean {
  return word.sha === run.head && word.run === String(run.id);
}
