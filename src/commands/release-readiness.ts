// The readiness of all lines, with what GitHub knows of backports under way, and the issue that shows it.
import type { RunnerAccess } from "../github/runner/call.ts";
import { releaseHost } from "../github/runner/host.ts";
import { pullsByNumber } from "../github/runner/pulls.ts";
import { fixMatrix, withUnderWay } from "../release/backport/matrix.ts";
import type { FixRow, UnderWay } from "../release/backport/matrix.ts";
import { backportBranch } from "../release/backport/proposal.ts";
import type { Question } from "../release/prepare.ts";
import { isAnythingWaiting, readinessBody, READINESS_MARK, READINESS_TITLE } from "../release/readiness.ts";
import { lineStates } from "../release/status.ts";
import type { LineState } from "../release/status.ts";

export interface Readiness {
  readonly lines: readonly LineState[];
  readonly fixes: readonly FixRow[];
}

/** So many fixes are asked about at GitHub; those beyond are as the histories tell. */
const MOST_FIXES = 60;

export async function readinessOf(question: Question, access: RunnerAccess | null, now: number): Promise<Readiness> {
  const lines = await lineStates(question, now);
  const fixes = await fixMatrix(question, now);
  if (access === null) return { lines, fixes };
  const known = await underWay(access, question.config.backport.label, fixes);
  return { lines, fixes: withUnderWay(fixes, (pull, line) => known.get(`${pull}:${line}`)) };
}

async function underWay(
  access: RunnerAccess,
  label: string,
  fixes: readonly FixRow[],
): Promise<ReadonlyMap<string, UnderWay>> {
  const host = releaseHost(access);
  const missing = fixes
    .flatMap(({ pull, cells }) => cells.map(({ line, state }) => ({ pull, line, state })))
    .filter((cell): cell is typeof cell & { pull: number } => cell.pull !== null && cell.state === "missing")
    .slice(0, MOST_FIXES);
  const pulls = await pullsByNumber(access, [...new Set(missing.map(({ pull }) => pull))]);
  const labels = new Map(pulls.map((pull) => [pull.number, pull.labels]));
  const known = new Map<string, UnderWay>();
  for (const { pull, line } of missing) {
    const own = label.replace("{line}", line);
    const open = (await host.pullsFrom(backportBranch(line, pull), line)).find(({ state }) => state === "open");
    const has = (name: string): boolean => labels.get(pull)?.includes(name) === true;
    if (open !== undefined)
      known.set(`${pull}:${line}`, { state: open.draft ? "conflict" : "open", number: open.number, because: "" });
    else if (has(`no ${own}`))
      known.set(`${pull}:${line}`, { state: "not-needed", number: null, because: `the label "no ${own}" says so` });
    else if (has(own)) known.set(`${pull}:${line}`, { state: "requested", number: null, because: "" });
  }
  return known;
}

/** One issue for the repository: opened when something waits, rewritten when it changes, never repeated. */
export async function keepReadinessIssue(access: RunnerAccess, { lines, fixes }: Readiness): Promise<"kept" | "none"> {
  const host = releaseHost(access);
  const body = readinessBody(lines, fixes);
  const open = await host.ownIssue(READINESS_MARK);
  if (open === null && !isAnythingWaiting(lines, fixes)) return "none";
  if (open === null) await host.openIssue({ title: READINESS_TITLE, body });
  else if (open.body !== body) await host.changeIssue(open.number, { body });
  return "kept";
}
