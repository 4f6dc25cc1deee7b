// What must be so besides approvals: a linked issue, sections of the description, checks (spec: change, `require:`).
import type { CheckRun, Known } from "../../core/reads.ts";
import type { Verdict } from "../../core/verdict.ts";
import type { ChangeConfig } from "../config.ts";
import type { Status } from "../facts.ts";
import { hasSection } from "./sections.ts";
import * as words from "../words.ts";

export function requirementsOf(args: {
  readonly require: ChangeConfig["require"];
  readonly body: string;
  readonly linkedIssues: readonly number[];
  readonly checkRuns: Known<readonly CheckRun[]>;
  readonly statuses: Known<readonly Status[]>;
}): readonly Verdict[] {
  const { require, body, linkedIssues, checkRuns, statuses } = args;
  const verdicts: Verdict[] = [];
  if (require.linked_issue) verdicts.push(linkedIssues.length > 0 ? words.isLinked(linkedIssues) : words.notLinked());
  for (const name of require.sections) {
    verdicts.push(hasSection(body, name) ? words.sectionThere(name) : words.sectionMissing(name));
  }
  for (const name of require.checks) {
    if (!checkRuns.known) verdicts.push(words.couldNotFindOut([checkRuns.why]));
    else if (!statuses.known) verdicts.push(words.couldNotFindOut([statuses.why]));
    else verdicts.push(checkVerdict(name, resultsOf(name, checkRuns.value, statuses.value)));
  }
  return verdicts;
}

type Result = "success" | "running" | "failed";

/** Everything of this name on the head: each run and each status has to have succeeded, and there has to be one. */
function resultsOf(name: string, runs: readonly CheckRun[], statuses: readonly Status[]): readonly Result[] {
  return [
    ...runs.filter((run) => run.name === name).map((run) => resultOfRun(run)),
    ...statuses.filter((status) => status.context === name).map((status) => resultOfStatus(status.state)),
  ];
}

/** GitHub lets `neutral` and `skipped` pass; here only success is success. */
function resultOfRun(run: CheckRun): Result {
  if (run.status !== "completed") return "running";
  return run.conclusion === "success" ? "success" : "failed";
}

function resultOfStatus(state: string): Result {
  return state === "success" ? "success" : state === "pending" ? "running" : "failed";
}

function checkVerdict(name: string, results: readonly Result[]): Verdict {
  if (results.includes("failed")) return words.checkFailed(name);
  if (results.length === 0 || results.includes("running")) return words.checkRunning(name);
  return words.checkSucceeded(name);
}
