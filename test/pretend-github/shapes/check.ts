// Check runs, check suites and statuses as GitHub's JSON.
import { commitAt } from "../git/objects.ts";
import { stamp, stampOrNull } from "../state/clock.ts";
import type { CheckRun, CheckSuite, Status } from "../state/checks.ts";
import { nodeId } from "../state/ids.ts";
import { pullsOf } from "../state/issues.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { appInside, userShape } from "./account.ts";
import type { Shape } from "./account.ts";
import { gitCommitShape } from "./commit.ts";
import { repositoryPage, repositoryShape, repositoryUrl } from "./repository.ts";
import { pullUrl } from "./pull.ts";

/** Open pull requests of this repository's own branches on this head: those of forks are left out, as at GitHub. */
export function pullsAtShape(world: World, repository: Repository, sha: string): Shape[] {
  const on = pullsOf(repository).filter(
    (issue) => issue.state === "open" && issue.pull.head.sha === sha && issue.pull.head.repository === repository,
  );
  const short = { id: repository.id, url: repositoryUrl(world, repository), name: repository.name };
  return on.map((issue) => ({
    url: pullUrl(world, repository, issue),
    id: issue.pull.id,
    number: issue.number,
    head: { ref: issue.pull.head.ref, sha, repo: short },
    base: { ref: issue.pull.base.ref, sha: issue.pull.base.sha, repo: short },
  }));
}

export function checkRunShape(world: World, repository: Repository, run: CheckRun): Shape {
  const url = `${repositoryUrl(world, repository)}/check-runs/${run.id}`;
  const html = `${repositoryPage(world, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("checkRun", run.id),
    head_sha: run.sha,
    external_id: run.externalId,
    url,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: stamp(run.startedAt),
    completed_at: stampOrNull(run.completedAt),
    output: { ...run.output, annotations_count: run.annotations.length, annotations_url: `${url}/annotations` },
    check_suite: { id: run.suite.id },
    app: appInside(world, run.app),
    pull_requests: pullsAtShape(world, repository, run.sha),
  };
}

/** GitHub's summary of a suite: the worst of what has ended, and whether all has. */
function suiteState(runs: readonly CheckRun[]): { status: string; conclusion: string | null } {
  if (runs.length === 0) return { status: "queued", conclusion: null };
  if (runs.some((run) => run.status !== "completed")) return { status: "in_progress", conclusion: null };
  const order = ["action_required", "timed_out", "cancelled", "failure", "stale", "success", "skipped", "neutral"];
  const worst = order.find((conclusion) => runs.some((run) => run.conclusion === conclusion));
  return { status: "completed", conclusion: worst ?? null };
}

/** A commit as suites and runs show it. */
export function headCommitShape(world: World, repository: Repository, sha: string): Shape {
  const commit = commitAt(repository.objects, sha);
  const { author, committer } = gitCommitShape(world, repository, sha);
  return {
    id: sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: stamp(commit.committer.at),
    author,
    committer,
  };
}

export function checkSuiteShape(world: World, repository: Repository, suite: CheckSuite): Shape {
  const runs = repository.checkRuns.filter((run) => run.suite === suite);
  const url = `${repositoryUrl(world, repository)}/check-suites/${suite.id}`;
  return {
    id: suite.id,
    node_id: nodeId("checkSuite", suite.id),
    head_branch: suite.branch,
    head_sha: suite.sha,
    ...suiteState(runs),
    url,
    before: null,
    after: suite.sha,
    pull_requests: pullsAtShape(world, repository, suite.sha),
    app: appInside(world, suite.app),
    created_at: stamp(suite.createdAt),
    updated_at: stamp(suite.updatedAt),
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
    head_commit: headCommitShape(world, repository, suite.sha),
    rerequestable: true,
    runs_rerequestable: true,
  };
}

export function fullCheckSuiteShape(world: World, repository: Repository, suite: CheckSuite): Shape {
  return { ...checkSuiteShape(world, repository, suite), repository: repositoryShape(world, repository) };
}

/** The run in a `check_run` event carries its suite whole. */
export function checkRunInEvent(world: World, repository: Repository, run: CheckRun): Shape {
  return { ...checkRunShape(world, repository, run), check_suite: checkSuiteShape(world, repository, run.suite) };
}

export function statusShape(world: World, repository: Repository, status: Status): Shape {
  return {
    url: `${repositoryUrl(world, repository)}/statuses/${status.sha}`,
    avatar_url: `${world.url}/_pretend/avatars/${status.by.id}`,
    id: status.id,
    node_id: nodeId("status", status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: stamp(status.at),
    updated_at: stamp(status.at),
    creator: userShape(world, status.by),
  };
}
