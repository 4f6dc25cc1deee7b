// What the test gate's job left on a head: runs of this head alone, as GitHub ties them to the job's check.
import type { CheckRun } from "../../core/branch.ts";
import { DIGEST_FILE } from "../../core/gate-word.ts";
import { known, type Known } from "../../core/known.ts";
import type { Pull } from "../../core/pull.ts";
import type { Reads } from "../../core/reads.ts";
import type { WorkflowRun } from "../../core/workflow-run.ts";
import { isOf, MOST_RUNS, type GateFacts, type GateRun } from "./gate.ts";

/** The App by which GitHub Actions posts the checks of its jobs. */
const ACTIONS = "github-actions";

/** At most 1 + {@link MOST_RUNS} reads, and as many downloads of what was not seen before. */
export async function gatherGate(args: {
  readonly pull: Pull;
  readonly checkRuns: readonly CheckRun[];
  readonly gate: { readonly check: string; readonly artifact: string };
  readonly reads: Pick<Reads, "workflowRuns" | "artifactLine">;
}): Promise<Known<GateFacts>> {
  const { pull, checkRuns, gate, reads } = args;
  const jobs = checkRuns.filter(({ name, app }) => name === gate.check && app?.slug === ACTIONS);
  // While the job is missing or still running it has left nothing, and the check itself says so.
  if (jobs.length === 0 || jobs.some(({ status }) => status !== "completed")) return nothing;
  const suites = new Set(jobs.map(({ suite }) => suite ?? null));
  const all = await known(reads.workflowRuns(pull.head.sha));
  if (!all.known) return all;
  const fitting = newestOfEach(
    all.value.filter((run) => run.suite !== null && suites.has(run.suite) && isOf(run, pull)),
  );
  if (fitting.length > MOST_RUNS) return { known: true, value: { is: "too-many" } };
  const { artifact } = gate;
  const left = await Promise.all(
    fitting.map((run) => known(reads.artifactLine({ run: run.id, artifact, file: DIGEST_FILE }))),
  );
  const runs: GateRun[] = [];
  for (const [index, run] of fitting.entries()) {
    const line = left[index];
    if (!line?.known) return line ?? nothing;
    runs.push({ run, left: line.value });
  }
  return { known: true, value: { is: "runs", runs } };
}

const nothing: Known<GateFacts> = { known: true, value: { is: "runs", runs: [] } };

/** A workflow may have run several times of one kind; the newest counts, as it does for its checks. */
function newestOfEach(runs: readonly WorkflowRun[]): readonly WorkflowRun[] {
  const oldestFirst = runs.toSorted((a, b) => a.id - b.id);
  return [...new Map(oldestFirst.map((run) => [`${run.event} ${run.path}`, run])).values()];
}
