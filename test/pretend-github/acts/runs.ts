// Workflow runs, as far as gates need them: jobs wait for environments, gates answer, jobs end when they are told to.
import type { Sha } from "../git/objects.ts";
import type { App } from "../state/apps.ts";
import type { Conclusion } from "../state/checks.ts";
import type { Deployment } from "../state/deployments.ts";
import type { By } from "../state/issues.ts";
import type { Repository } from "../state/repositories.ts";
import type { Job, Workflow, WorkflowRun } from "../state/workflows.ts";
import type { World } from "../state/world.ts";
import { deploymentShape } from "../shapes/deployment.ts";
import { pullsAtShape } from "../shapes/check.ts";
import { repositoryUrl } from "../shapes/repository.ts";
import { runShape, workflowShape } from "../shapes/run.ts";
import { addSuite, createRun } from "./checks.ts";
import { addDeployment, addDeploymentStatus, environmentNamed } from "./deployments.ts";

export interface NewRun {
  readonly workflow: Workflow;
  readonly event: string;
  readonly sha: Sha;
  readonly branch: string;
  readonly jobs: readonly { readonly name: string; readonly environment?: string | undefined }[];
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** The fork that the commit comes from. */
  readonly from?: Repository;
}

export function workflowAt(world: World, repository: Repository, path: string): Workflow {
  const known = repository.workflows.find((each) => each.path === path || each.path.endsWith(`/${path}`));
  if (known) return known;
  const name = path
    .split("/")
    .at(-1)!
    .replace(/\.ya?ml$/, "");
  const made = { id: world.ids.next("workflow"), name, path: path.includes("/") ? path : `.github/workflows/${path}` };
  repository.workflows.push(made);
  return made;
}

function tellRun(world: World, repository: Repository, by: By, news: { action: string; run: WorkflowRun }): void {
  const { run, action } = news;
  const body = {
    workflow_run: runShape(world, repository, run),
    workflow: workflowShape(world, repository, run.workflow),
  };
  world.tell({ name: "workflow_run", action, repository, sender: by.account, body });
}

export function startRun(world: World, repository: Repository, by: By, fresh: NewRun): WorkflowRun {
  const now = world.clock.now();
  const run: WorkflowRun = {
    id: world.ids.next("run"),
    workflow: fresh.workflow,
    number: repository.runs.filter((each) => each.workflow === fresh.workflow).length + 1,
    attempt: 1,
    event: fresh.event,
    sha: fresh.sha,
    branch: fresh.branch,
    actor: by.account,
    headRepository: (fresh.from ?? repository).id,
    status: "queued",
    conclusion: null,
    jobs: fresh.jobs.map(({ name, environment = null }) => newJob(world, name, environment)),
    answers: [],
    inputs: fresh.inputs ?? {},
    artifacts: [],
    suite: null,
    createdAt: now,
    updatedAt: now,
  };
  repository.runs.push(run);
  tellRun(world, repository, by, { action: "requested", run });
  for (const job of run.jobs) startJob(world, repository, by, { run, job });
  afterJobs(world, repository, by, run);
  return run;
}

function newJob(world: World, name: string, environment: string | null): Job {
  const id = world.ids.next("job");
  return { id, name, status: "queued", conclusion: null, environment, startedAt: null, completedAt: null };
}

/** A job with an environment waits for each of its gates; every gate's App is asked by webhook. */
function startJob(world: World, repository: Repository, by: By, at: { run: WorkflowRun; job: Job }): void {
  const { run, job } = at;
  const environment = job.environment === null ? null : environmentNamed(world, repository, job.environment);
  if (environment === null) {
    Object.assign(job, { status: "in_progress", startedAt: world.clock.now() });
    return;
  }
  const about = { sha: run.sha, ref: run.branch, task: "deploy", environment: environment.name, description: null };
  const deployment = addDeployment(
    world,
    repository,
    by,
    { ...about, payload: {}, run: run.id },
    runShape(world, repository, run),
  );
  const gates = environment.gates.filter((gate) => gate.enabled);
  if (gates.length === 0) {
    beginJob(world, repository, by, { run, job });
    return;
  }
  job.status = "waiting";
  addDeploymentStatus(world, repository, by, { deployment, state: "waiting" });
  for (const { app } of gates) tellGate(world, repository, by, { run, deployment, app });
}

function tellGate(
  world: World,
  repository: Repository,
  by: By,
  asked: { run: WorkflowRun; deployment: Deployment; app: App },
): void {
  const { run, deployment, app } = asked;
  const body = {
    environment: deployment.environment,
    event: run.event,
    sha: run.sha,
    ref: `refs/heads/${run.branch}`,
    deployment_callback_url: `${repositoryUrl(world, repository)}/actions/runs/${run.id}/deployment_protection_rule`,
    deployment: deploymentShape(world, repository, deployment),
    pull_requests: pullsAtShape(world, repository, run.sha),
  };
  world.tell({
    name: "deployment_protection_rule",
    action: "requested",
    repository,
    sender: by.account,
    body,
    only: app,
  });
}

/** The newest deployment of a run to an environment. */
function deploymentOf(repository: Repository, run: WorkflowRun, environment: string): Deployment | undefined {
  return repository.deployments.findLast((each) => each.run === run.id && each.environment === environment);
}

function beginJob(world: World, repository: Repository, by: By, { run, job }: { run: WorkflowRun; job: Job }): void {
  Object.assign(job, { status: "in_progress", startedAt: world.clock.now() });
  const deployment = deploymentOf(repository, run, job.environment!);
  if (deployment) addDeploymentStatus(world, repository, by, { deployment, state: "in_progress" });
}

/** A gate's answer frees, or ends, every waiting job of that environment in the run. */
export function answerGate(
  world: World,
  repository: Repository,
  by: By,
  answer: { run: WorkflowRun; app: App; environment: string; state: "approved" | "rejected" | null; comment: string },
): void {
  const { run, app, environment, state, comment } = answer;
  run.answers.push({ app, environment, state, comment, at: world.clock.now() });
  if (state === null) return;
  const waiting = run.jobs.filter((job) => job.status === "waiting" && job.environment === environment);
  const gates = environmentNamed(world, repository, environment).gates.filter((gate) => gate.enabled);
  const since = run.answers.slice(
    run.answers.findLastIndex((each) => each.state === null && each.comment === RERUN) + 1,
  );
  const approved = gates.every((gate) =>
    since.some((each) => each.app === gate.app && each.environment === environment && each.state === "approved"),
  );
  for (const job of waiting) {
    if (state === "rejected") endJob(world, repository, by, { run, job, conclusion: "failure" });
    else if (approved) beginJob(world, repository, by, { run, job });
  }
  afterJobs(world, repository, by, run);
}

/** Marks in the list of answers where a new attempt began: older approvals do not count for it. */
const RERUN = "\0rerun";

export function endJob(
  world: World,
  repository: Repository,
  by: By,
  end: { run: WorkflowRun; job: Job; conclusion: string },
): void {
  const { run, job, conclusion } = end;
  Object.assign(job, { status: "completed", conclusion, completedAt: world.clock.now() });
  const deployment = job.environment === null ? undefined : deploymentOf(repository, run, job.environment);
  const state = conclusion === "success" ? "success" : "failure";
  if (deployment) addDeploymentStatus(world, repository, by, { deployment, state });
}

export function afterJobs(world: World, repository: Repository, by: By, run: WorkflowRun): void {
  run.updatedAt = world.clock.now();
  const before = run.status;
  if (run.jobs.every((job) => job.status === "completed")) {
    run.status = "completed";
    run.conclusion = run.jobs.every((job) => job.conclusion === "success") ? "success" : "failure";
  } else run.status = run.jobs.some((job) => job.status === "in_progress") ? "in_progress" : "waiting";
  if (run.status === before) return;
  if (run.status === "in_progress") tellRun(world, repository, by, { action: "in_progress", run });
  if (run.status === "completed") tellRun(world, repository, by, { action: "completed", run });
}

/** The checks of a run's jobs that have ended: in a suite of the run's own, by the App of GitHub Actions. */
export function postChecks(world: World, repository: Repository, run: WorkflowRun): void {
  const app = [...world.apps.values()].find(({ slug }) => slug === "github-actions")!;
  run.suite ??= addSuite(world, repository, app, { sha: run.sha, branch: run.branch });
  for (const job of run.jobs.filter(({ status }) => status === "completed")) {
    createRun(world, repository, app, {
      name: job.name,
      sha: run.sha,
      externalId: String(job.id),
      detailsUrl: null,
      status: "completed",
      conclusion: job.conclusion as Conclusion,
      startedAt: job.startedAt ?? run.createdAt,
      completedAt: job.completedAt,
      output: { title: null, summary: null, text: null },
      annotations: [],
      actions: [],
      suite: run.suite,
    });
  }
}

/** A new attempt of the jobs that are named: same commit, same first actor. */
export function rerun(
  world: World,
  repository: Repository,
  by: By,
  again: { run: WorkflowRun; jobs: readonly Job[] },
): void {
  const { run, jobs } = again;
  run.attempt++;
  run.conclusion = null;
  run.status = "queued";
  run.answers.push({
    app: run.answers[0]?.app ?? [...world.apps.values()][0]!,
    environment: "",
    state: null,
    comment: RERUN,
    at: world.clock.now(),
  });
  for (const job of jobs) {
    const fresh = newJob(world, job.name, job.environment);
    run.jobs.splice(run.jobs.indexOf(job), 1, fresh);
    startJob(world, repository, by, { run, job: fresh });
  }
  tellRun(world, repository, by, { action: "requested", run });
  afterJobs(world, repository, by, run);
}
