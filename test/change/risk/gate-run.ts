// A run of the test gate on paper: its job's check, its workflow's run, and the artifact that it left.
import type { GateVerdict } from "../../../src/core/gate-word.ts";
import type { WorkflowRun } from "../../../src/core/workflow-run.ts";
import { repo, sha } from "../../world.ts";
import type { Stage } from "../stage.ts";

export const RUN: WorkflowRun = {
  id: 11,
  head: sha("a1"),
  from: repo.id,
  event: "pull_request",
  path: ".github/workflows/ci.yml",
  suite: 5,
};

/** The first line of a digest. */
export function wordOf(verdict: Partial<GateVerdict>, differs: object = {}): string {
  return JSON.stringify({
    digest: "lamplighter/test-gate",
    version: 1,
    job: "",
    sha: RUN.head,
    run: String(RUN.id),
    tests: 310,
    verdict: { state: "allow", code: "passed", failed: 0, new: 0, ...verdict },
    problems: [],
    coverage: null,
    benchmarks: [],
    ...differs,
  });
}

/** The job `test` has succeeded on the first head, and left this word. */
export function gateRan(at: Stage, verdict: Partial<GateVerdict>, differs: Partial<WorkflowRun> = {}): void {
  const run = { ...RUN, ...differs };
  at.foreignRuns.push({
    id: 900 + run.id,
    name: "test",
    head: run.head,
    app: { id: 15368, slug: "github-actions" },
    status: "completed",
    conclusion: "success",
    externalId: "",
    title: "",
    summary: "",
    suite: run.suite,
  });
  at.workflowRuns = [...at.workflowRuns, run];
  const text = wordOf(verdict, { sha: run.head, run: String(run.id) });
  at.artifacts.set(`${run.id} test-gate`, { is: "line", text });
}
