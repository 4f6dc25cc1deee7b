// Workflow runs, their gates, re-runs and dispatches.
import * as z from "zod";
import { answerGate, rerun, startRun, workflowAt } from "../acts/runs.ts";
import { countedList } from "../http/page.ts";
import { found, notFound, Refusal } from "../http/refusal.ts";
import { by, json, NOTHING, numberIn, onRepository, route } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { stamp } from "../state/clock.ts";
import { branchTip } from "../state/repositories.ts";
import type { Artifact, Job, WorkflowRun } from "../state/workflows.ts";
import { userShape } from "../shapes/account.ts";
import { environmentShape } from "../shapes/deployment.ts";
import { artifactShape, jobShape, runShape } from "../shapes/run.ts";

const READ = { app: ["actions", "read"], user: "read" } as const;
const WRITE = { app: ["actions", "write"], user: "write" } as const;

/** GitHub takes ten reports of a gate for one deployment, each of at most 1,024 characters. */
const MOST_REPORTS = 10;

function runIn(ask: RepositoryAsk): WorkflowRun {
  const id = numberIn(ask, "run");
  return found(ask.repository.runs.find((each) => each.id === id));
}

function artifactIn(runs: readonly WorkflowRun[], id: number): Artifact | undefined {
  return runs.flatMap(({ artifacts }) => artifacts).find((each) => each.id === id);
}

/** Newest first, as GitHub lists them. */
function artifactsOf(ask: RepositoryAsk, runs: readonly WorkflowRun[]) {
  const name = ask.query.get("name");
  const all = runs.flatMap((run) => run.artifacts.map((artifact) => ({ run, artifact })));
  const named = all.filter(({ artifact }) => name === null || artifact.name === name);
  const of = (at: { run: WorkflowRun; artifact: Artifact }) => artifactShape(ask.world, ask.repository, at);
  return countedList(ask, named.toReversed(), { name: "artifacts", of });
}

function jobIn(ask: RepositoryAsk): { run: WorkflowRun; job: Job } {
  const id = numberIn(ask, "job");
  for (const run of ask.repository.runs) {
    const job = run.jobs.find((each) => each.id === id);
    if (job) return { run, job };
  }
  throw notFound();
}

function matching(ask: RepositoryAsk): WorkflowRun[] {
  const { query } = ask;
  const fits = (name: string, value: string | null): boolean => query.get(name) === null || query.get(name) === value;
  return ask.repository.runs
    .filter(
      (run) =>
        fits("branch", run.branch) &&
        fits("event", run.event) &&
        fits("head_sha", run.sha) &&
        fits("actor", run.actor.login) &&
        (fits("status", run.status) || fits("status", run.conclusion)),
    )
    .toReversed();
}

const answerBody = z.strictObject({
  environment_name: z.string(),
  state: z.enum(["approved", "rejected"]).optional(),
  comment: z.string().max(1_024).optional(),
});

function answer(ask: RepositoryAsk<z.infer<typeof answerBody>>) {
  const { body, repository, world } = ask;
  const run = runIn(ask);
  const { app } = by(ask);
  const { environment_name: name, state = null, comment = "" } = body;
  const environment = repository.environments.find((each) => each.name === name);
  const gate = environment?.gates.find((each) => each.app === app);
  if (!app || !gate)
    throw new Refusal(422, "The deployment protection rule is not enabled on this environment for this app.");
  if (state === null && comment === "") throw new Refusal(422, "A comment or a state must be given.");
  const waiting = run.jobs.some((job) => job.status === "waiting" && job.environment === name);
  if (!waiting) throw new Refusal(422, "No pending deployment requests to approve or reject");
  const reports = run.answers.filter((each) => each.app === app && each.environment === name);
  if (reports.length >= MOST_REPORTS) throw new Refusal(422, `At most ${MOST_REPORTS} status reports are taken`);
  answerGate(world, repository, by(ask), { run, app, environment: name, state, comment });
  return NOTHING;
}

function again(ask: RepositoryAsk, run: WorkflowRun, jobs: readonly Job[]) {
  if (run.status !== "completed") throw new Refusal(403, "The workflow run containing this job is already running");
  const month = 30 * 24 * 3_600_000;
  if (ask.world.clock.now() - run.createdAt > month)
    throw new Refusal(403, "Unable to re-run this workflow run because it was created over a month ago");
  if (run.attempt >= 50) throw new Refusal(403, "This workflow run has been re-run too many times");
  rerun(ask.world, ask.repository, by(ask), { run, jobs });
  return json({}, 201);
}

const dispatch = z.strictObject({
  ref: z.string(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  return_run_details: z.boolean().optional(),
});

export const actionRoutes: readonly Route[] = [
  onRepository({
    on: "GET /repos/:owner/:repo/actions/runs",
    ...READ,
    answer: (ask) => {
      const of = (run: WorkflowRun) => runShape(ask.world, ask.repository, run);
      return countedList(ask, matching(ask), { name: "workflow_runs", of });
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/actions/runs/:run",
    ...READ,
    answer: (ask) => json(runShape(ask.world, ask.repository, runIn(ask))),
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/actions/runs/:run/attempts/:attempt",
    ...READ,
    answer: (ask) => {
      const run = runIn(ask);
      const attempt = numberIn(ask, "attempt");
      if (attempt < 1 || attempt > run.attempt) throw notFound();
      return json({ ...runShape(ask.world, ask.repository, run), run_attempt: attempt });
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/actions/runs/:run/jobs",
    ...READ,
    answer: (ask) => {
      const run = runIn(ask);
      return countedList(ask, run.jobs, {
        name: "jobs",
        of: (job) => jobShape(ask.world, ask.repository, { run, job }),
      });
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/actions/jobs/:job",
    ...READ,
    answer: (ask) => json(jobShape(ask.world, ask.repository, jobIn(ask))),
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/actions/runs/:run/approvals",
    ...READ,
    answer: (ask) => {
      const decided = runIn(ask).answers.filter((each) => each.state !== null);
      return json(
        decided.map((each) => ({
          environments: ask.repository.environments
            .filter(({ name }) => name === each.environment)
            .map((environment) => environmentOf(ask, environment)),
          state: each.state,
          user: userShape(ask.world, each.app.bot),
          comment: each.comment,
        })),
      );
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/actions/runs/:run/pending_deployments",
    ...READ,
    answer: (ask) => {
      const waiting = new Set(runIn(ask).jobs.flatMap((job) => (job.status === "waiting" ? [job.environment] : [])));
      const named = ask.repository.environments.filter(({ name }) => waiting.has(name));
      return json(
        named.map((environment) => ({
          environment: environmentOf(ask, environment),
          wait_timer: 0,
          wait_timer_started_at: stamp(ask.world.clock.now()),
          current_user_can_approve: false,
          reviewers: [],
        })),
      );
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/actions/runs/:run/artifacts",
    ...READ,
    answer: (ask) => artifactsOf(ask, [runIn(ask)]),
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/actions/artifacts",
    ...READ,
    answer: (ask) => artifactsOf(ask, ask.repository.runs),
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/actions/artifacts/:artifact/:format",
    ...READ,
    answer: (ask) => {
      const artifact = found(artifactIn(ask.repository.runs, numberIn(ask, "artifact")));
      if (ask.params["format"] !== "zip") throw notFound();
      if (artifact.expired) throw new Refusal(410, "Artifact has expired");
      return { status: 302, headers: { location: `${ask.world.url}/_storage/${artifact.id}` } };
    },
  }),
  // Not GitHub's API but the storage behind it: whoever has the address has the right, and a credential is refused.
  route({
    on: "GET /_storage/:artifact",
    answer: (ask) => {
      if (ask.headers["authorization"] !== undefined) throw new Refusal(400, "InvalidAuthenticationInfo");
      const runs = [...ask.world.repositories.values()].flatMap((repository) => repository.runs);
      return { status: 200, body: found(artifactIn(runs, numberIn(ask, "artifact"))).archive };
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/actions/runs/:run/deployment_protection_rule",
    app: ["deployments", "write"],
    user: "write",
    who: ["installation"],
    body: answerBody,
    answer,
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/actions/runs/:run/rerun-failed-jobs",
    ...WRITE,
    answer: (ask) => {
      const run = runIn(ask);
      const failed = run.jobs.filter((job) => job.conclusion !== "success");
      if (run.status === "completed" && failed.length === 0)
        throw new Refusal(403, "This workflow run cannot be retried");
      return again(ask, run, failed);
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/actions/jobs/:job/rerun",
    ...WRITE,
    answer: (ask) => {
      const { run, job } = jobIn(ask);
      return again(ask, run, [job]);
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/actions/workflows/:workflow/dispatches",
    ...WRITE,
    body: dispatch,
    answer: (ask) => {
      const { repository, world } = ask;
      const name = ask.params["workflow"]!;
      const known = repository.workflows.find((each) => String(each.id) === name || each.path.endsWith(`/${name}`));
      const branch = ask.body.ref.replace(/^refs\/heads\//, "");
      const sha = branchTip(repository, branch);
      if (sha === undefined) throw new Refusal(422, `No ref found for: ${ask.body.ref}`);
      const workflow = workflowAt(world, repository, found(known).path);
      startRun(world, repository, by(ask), {
        workflow,
        event: "workflow_dispatch",
        sha,
        branch,
        jobs: [{ name: workflow.name }],
        inputs: ask.body.inputs ?? {},
      });
      return NOTHING;
    },
  }),
];

function environmentOf(ask: RepositoryAsk, environment: Parameters<typeof environmentShape>[2]) {
  const { id, node_id, name, url, html_url, created_at, updated_at } = environmentShape(
    ask.world,
    ask.repository,
    environment,
  );
  return { id, node_id, name, url, html_url, created_at, updated_at };
}
