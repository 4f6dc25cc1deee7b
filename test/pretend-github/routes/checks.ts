// Check runs and suites, which only Apps make, and statuses, which anyone with write access makes.
import * as z from "zod";
import { addStatus, createRun, rerequestRun, rerequestSuite, tellRunChanged } from "../acts/checks.ts";
import { advanceQueue } from "../acts/mergequeue.ts";
import { countedList, list } from "../http/page.ts";
import { found, invalid, Refusal } from "../http/refusal.ts";
import { by, json, numberIn, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import type { App } from "../state/apps.ts";
import { CONCLUSIONS } from "../state/checks.ts";
import type { CheckRun } from "../state/checks.ts";
import { checkRunShape, fullCheckSuiteShape, statusShape } from "../shapes/check.ts";
import { repositoryShape, repositoryUrl } from "../shapes/repository.ts";
import { commitIn } from "./commits.ts";

/** GitHub's limits for one request. */
const MOST_ANNOTATIONS = 50;
const MOST_TEXT = 65_535;

const annotation = z.strictObject({
  path: z.string(),
  start_line: z.int(),
  end_line: z.int(),
  start_column: z.int().optional(),
  end_column: z.int().optional(),
  annotation_level: z.enum(["notice", "warning", "failure"]),
  message: z.string(),
  title: z.string().optional(),
  raw_details: z.string().optional(),
});
const text = z.string().refine((value) => Buffer.byteLength(value) <= MOST_TEXT, `exceeds ${MOST_TEXT} bytes`);
const output = z.strictObject({
  title: z.string(),
  summary: text,
  text: text.optional(),
  annotations: z.array(annotation).max(MOST_ANNOTATIONS).optional(),
  images: z.array(z.unknown()).optional(),
});
const fields = {
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(["queued", "in_progress", "completed"]).optional(),
  started_at: z.iso.datetime().optional(),
  conclusion: z.enum(CONCLUSIONS).exclude(["stale"]).optional(),
  completed_at: z.iso.datetime().optional(),
  actions: z
    .array(
      z.strictObject({ label: z.string().max(20), description: z.string().max(40), identifier: z.string().max(20) }),
    )
    .max(3)
    .optional(),
};
const creation = z.strictObject({
  name: z.string().min(1),
  head_sha: z.string(),
  ...fields,
  output: output.optional(),
});
const update = z.strictObject({
  name: z.string().optional(),
  ...fields,
  output: output.partial({ title: true }).optional(),
});

const WRITE = { app: ["checks", "write"], user: "write", who: ["installation"] } as const;
const READ = { app: ["checks", "read"], user: "read" } as const;

function appOf(ask: RepositoryAsk): App {
  const { app } = by(ask);
  if (!app || ask.actor.kind !== "installation") throw new Refusal(403, "You must authenticate via a GitHub App.");
  return app;
}

/** A conclusion completes; a completed run must have one. */
function statusGiven(body: z.infer<typeof update>, before: CheckRun["status"]): CheckRun["status"] {
  const status = body.conclusion === undefined ? (body.status ?? before) : "completed";
  if (body.status === "completed" && body.conclusion === undefined) {
    throw invalid("For 'properties/conclusion', a completed check run needs a conclusion.");
  }
  return status;
}

function create(ask: RepositoryAsk<z.infer<typeof creation>>) {
  const { body, world, repository } = ask;
  const app = appOf(ask);
  if (repository.objects.get(body.head_sha)?.kind !== "commit")
    throw new Refusal(422, `No commit found for SHA: ${body.head_sha}`);
  const now = world.clock.now();
  const status = statusGiven(body, "queued");
  const run = createRun(world, repository, app, {
    name: body.name,
    sha: body.head_sha,
    externalId: body.external_id ?? "",
    detailsUrl: body.details_url ?? null,
    status,
    conclusion: body.conclusion ?? null,
    startedAt: body.started_at === undefined ? now : Date.parse(body.started_at),
    completedAt:
      status === "completed" ? (body.completed_at === undefined ? now : Date.parse(body.completed_at)) : null,
    output: {
      title: body.output?.title ?? null,
      summary: body.output?.summary ?? null,
      text: body.output?.text ?? null,
    },
    annotations: body.output?.annotations ?? [],
    actions: body.actions ?? [],
  });
  advanceQueue(world, repository, by(ask));
  return json(checkRunShape(world, repository, run), 201);
}

function runIn(ask: RepositoryAsk): CheckRun {
  const id = numberIn(ask, "run");
  return found(ask.repository.checkRuns.find((run) => run.id === id));
}

function change(ask: RepositoryAsk<z.infer<typeof update>>) {
  const { body, world, repository } = ask;
  const run = runIn(ask);
  if (run.app !== appOf(ask))
    throw new Refusal(
      403,
      "Invalid app_id `" + String(run.app.id) + "` - check run can only be modified by the GitHub App that created it.",
    );
  const status = statusGiven(body, body.status ?? run.status);
  run.name = body.name ?? run.name;
  run.externalId = body.external_id ?? run.externalId;
  run.detailsUrl = body.details_url ?? run.detailsUrl;
  run.status = status;
  run.conclusion = status === "completed" ? (body.conclusion ?? run.conclusion) : null;
  run.completedAt =
    status === "completed"
      ? body.completed_at === undefined
        ? world.clock.now()
        : Date.parse(body.completed_at)
      : null;
  if (body.output) {
    const { title = run.output.title, summary, text: long = run.output.text } = body.output;
    run.output = { title, summary, text: long };
    // Annotations are added to those that are there.
    run.annotations.push(...(body.output.annotations ?? []));
  }
  tellRunChanged(world, repository, run);
  advanceQueue(world, repository, by(ask));
  return json(checkRunShape(world, repository, run));
}

/** `filter=latest`, the usual: the newest of each name in each suite. */
function filtered(ask: RepositoryAsk, runs: readonly CheckRun[]): CheckRun[] {
  const { query } = ask;
  const [name, status, app] = [query.get("check_name"), query.get("status"), query.get("app_id")];
  const wanted = runs.filter(
    (run) =>
      (name === null || run.name === name) &&
      (status === null || run.status === status) &&
      (app === null || String(run.app.id) === app),
  );
  const latest = [...new Map(wanted.map((run) => [`${run.suite.id} ${run.name}`, run])).values()];
  return (query.get("filter") === "all" ? wanted : latest).toReversed();
}

function combined(ask: RepositoryAsk) {
  const { world, repository } = ask;
  const sha = commitIn(ask, ask.params["ref"]!);
  const all = repository.statuses.filter((each) => each.sha === sha);
  const latest = [...new Map(all.map((each) => [each.context, each])).values()];
  const bad = latest.some((each) => each.state === "failure" || each.state === "error");
  const good = latest.length > 0 && latest.every((each) => each.state === "success");
  const url = repositoryUrl(world, repository);
  return json({
    state: bad ? "failure" : good ? "success" : "pending",
    statuses: latest.map((each) => {
      const entries = Object.entries(statusShape(world, repository, each));
      return Object.fromEntries(entries.filter(([key]) => key !== "creator"));
    }),
    sha,
    total_count: latest.length,
    repository: repositoryShape(world, repository),
    commit_url: `${url}/commits/${sha}`,
    url: `${url}/commits/${sha}/status`,
  });
}

const status = z.strictObject({
  state: z.enum(["error", "failure", "pending", "success"]),
  target_url: z.string().nullable().optional(),
  description: z.string().max(140).nullable().optional(),
  context: z.string().optional(),
});

export const checkRoutes: readonly Route[] = [
  onRepository({ on: "POST /repos/:owner/:repo/check-runs", ...WRITE, body: creation, answer: create }),
  onRepository({ on: "PATCH /repos/:owner/:repo/check-runs/:run", ...WRITE, body: update, answer: change }),
  onRepository({
    on: "GET /repos/:owner/:repo/check-runs/:run",
    ...READ,
    answer: (ask) => json(checkRunShape(ask.world, ask.repository, runIn(ask))),
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/check-runs/:run/annotations",
    ...READ,
    answer: (ask) => {
      const blob = `${repositoryUrl(ask.world, ask.repository)}/git/blobs`;
      return list(ask, runIn(ask).annotations, (each) => ({
        start_column: null,
        end_column: null,
        title: null,
        raw_details: null,
        ...each,
        blob_href: blob,
      }));
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/check-runs/:run/rerequest",
    app: ["checks", "write"],
    user: "write",
    answer: (ask) => {
      rerequestRun(ask.world, ask.repository, by(ask), runIn(ask));
      return json({}, 201);
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/check-suites/:suite/rerequest",
    app: ["checks", "write"],
    user: "write",
    answer: (ask) => {
      const suite = found(ask.repository.checkSuites.find((each) => each.id === numberIn(ask, "suite")));
      rerequestSuite(ask.world, ask.repository, by(ask), suite);
      return json({}, 201);
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/check-suites/:suite/check-runs",
    ...READ,
    answer: (ask) => {
      const runs = ask.repository.checkRuns.filter((run) => run.suite.id === numberIn(ask, "suite"));
      const of = (run: CheckRun) => checkRunShape(ask.world, ask.repository, run);
      return countedList(ask, filtered(ask, runs), { name: "check_runs", of });
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/commits/:ref/check-runs",
    ...READ,
    answer: (ask) => {
      const sha = commitIn(ask, ask.params["ref"]!);
      const runs = ask.repository.checkRuns.filter((run) => run.sha === sha);
      const of = (run: CheckRun) => checkRunShape(ask.world, ask.repository, run);
      return countedList(ask, filtered(ask, runs), { name: "check_runs", of });
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/commits/:ref/check-suites",
    ...READ,
    answer: (ask) => {
      const sha = commitIn(ask, ask.params["ref"]!);
      const app = ask.query.get("app_id");
      const suites = ask.repository.checkSuites.filter(
        (each) => each.sha === sha && (app === null || String(each.app.id) === app),
      );
      return countedList(ask, suites, {
        name: "check_suites",
        of: (suite) => fullCheckSuiteShape(ask.world, ask.repository, suite),
      });
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/commits/:ref/status",
    app: ["statuses", "read"],
    user: "read",
    answer: combined,
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/commits/:ref/statuses",
    app: ["statuses", "read"],
    user: "read",
    answer: (ask) => {
      const sha = commitIn(ask, ask.params["ref"]!);
      const all = ask.repository.statuses.filter((each) => each.sha === sha).toReversed();
      return list(ask, all, (each) => statusShape(ask.world, ask.repository, each));
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/statuses/:sha",
    app: ["statuses", "write"],
    user: "write",
    body: status,
    answer: (ask) => {
      const { state, target_url: targetUrl = null, description = null, context = "default" } = ask.body;
      const sha = commitIn(ask, ask.params["sha"]!);
      const made = addStatus(ask.world, ask.repository, by(ask), { sha, state, targetUrl, description, context });
      advanceQueue(ask.world, ask.repository, by(ask));
      return json(statusShape(ask.world, ask.repository, made), 201);
    },
  }),
];
