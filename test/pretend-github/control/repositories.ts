// What GitHub does to a repository through its pages, its runners or by itself.
import * as z from "zod";
import { tellIssue } from "../acts/issues.ts";
import { dequeue, enqueue } from "../acts/mergequeue.ts";
import { setDraft } from "../acts/pulls.ts";
import { commitFiles } from "../acts/pushes.ts";
import { afterJobs, endJob, postChecks, startRun, workflowAt } from "../acts/runs.ts";
import { writeBlob } from "../git/objects.ts";
import { found } from "../http/refusal.ts";
import { json, NOTHING, numberIn, route } from "../http/route.ts";
import type { Ask, Route } from "../http/route.ts";
import { isPull } from "../state/issues.ts";
import { branchTip, repositoryByName } from "../state/repositories.ts";
import { byLogin, repositoryIn } from "./named.ts";

export const repositoryRoutes: readonly Route[] = [
  route({
    on: "POST /_pretend/repos/:owner/:repo/commits",
    body: z.strictObject({
      as: z.string(),
      branch: z.string(),
      from: z.string().optional(),
      message: z.string(),
      files: z.record(z.string(), z.string().nullable()),
      author: z.strictObject({ name: z.string(), email: z.string() }).optional(),
    }),
    answer: (ask) => {
      const { as, author, from, ...rest } = ask.body;
      const at = ask.world.clock.now();
      const fresh = { ...rest, ...(from !== undefined && { from }), ...(author && { author: { ...author, at } }) };
      const sha = commitFiles(ask.world, repositoryIn(ask), byLogin(ask, as), fresh);
      return json({ sha }, 201);
    },
  }),
  route({
    on: "POST /_pretend/repos/:owner/:repo/pulls/:number/draft",
    body: z.strictObject({ as: z.string(), draft: z.boolean() }),
    answer: (ask) => {
      const { repository, issue } = pullAt(ask);
      setDraft(ask.world, { repository, issue }, byLogin(ask, ask.body.as), ask.body.draft ? "draft" : "ready");
      return json({ draft: issue.pull.draft });
    },
  }),
  route({
    on: "POST /_pretend/repos/:owner/:repo/pulls/:number/stack",
    body: z.strictObject({
      as: z.string(),
      stack: z.strictObject({ number: z.int(), size: z.int(), position: z.int(), base: z.string() }).nullable(),
    }),
    answer: (ask) => {
      const { repository, issue } = pullAt(ask);
      const { stack, as } = ask.body;
      const sha = stack && found(branchTip(repository, stack.base));
      issue.pull.stack = stack && { ...stack, id: repository.id + stack.number, base: { ref: stack.base, sha: sha! } };
      tellIssue(ask.world, { repository, issue }, byLogin(ask, as), {
        action: stack ? "stacked" : "edited",
        more: stack ? {} : { changes: {} },
      });
      return json({ stack: issue.pull.stack });
    },
  }),
  route({
    on: "POST /_pretend/repos/:owner/:repo/pulls/:number/queue",
    body: z.strictObject({
      as: z.string(),
      /** What GitHub would never do: the group's commit holds these files besides. */
      smuggled: z.record(z.string(), z.string()).default({}),
    }),
    answer: (ask) => {
      const at = pullAt(ask);
      const smuggled = Object.entries(ask.body.smuggled).map(([path, text]) => {
        return [path, { mode: "100644", sha: writeBlob(at.repository.objects, text) }] as const;
      });
      const group = enqueue(ask.world, at, byLogin(ask, ask.body.as), new Map(smuggled));
      return group
        ? json({ head: group.head, base: group.base, ref: group.ref }, 201)
        : json({ message: "conflict" }, 409);
    },
  }),
  route({
    on: "DELETE /_pretend/repos/:owner/:repo/pulls/:number/queue",
    body: z.strictObject({ as: z.string(), reason: z.string().default("MANUAL") }),
    answer: (ask) => {
      const { repository, issue } = pullAt(ask);
      const group = found(repository.queue.find((each) => each.pull === issue.number));
      dequeue(ask.world, repository, byLogin(ask, ask.body.as), { group, reason: ask.body.reason });
      return NOTHING;
    },
  }),
  route({
    on: "POST /_pretend/repos/:owner/:repo/runs",
    body: z.strictObject({
      as: z.string(),
      workflow: z.string(),
      event: z.string().default("push"),
      branch: z.string().optional(),
      /** The fork that the branch is in: `rick/app`. */
      from: z.string().optional(),
      jobs: z.array(z.strictObject({ name: z.string(), environment: z.string().optional() })),
    }),
    answer: (ask) => {
      const repository = repositoryIn(ask);
      const { as, workflow: path, event, branch = repository.defaultBranch, jobs, from } = ask.body;
      const [owner = "", name = ""] = (from ?? "").split("/");
      const fork = from === undefined ? undefined : found(repositoryByName(ask.world, owner, name));
      const workflow = workflowAt(ask.world, repository, path);
      const sha = found(branchTip(fork ?? repository, branch));
      const fresh = { workflow, event, sha, branch, jobs, ...(fork && { from: fork }) };
      const run = startRun(ask.world, repository, byLogin(ask, as), fresh);
      return json({ id: run.id, status: run.status, jobs: run.jobs }, 201);
    },
  }),
  route({
    on: "POST /_pretend/repos/:owner/:repo/runs/:run/finish",
    body: z.strictObject({
      conclusion: z.enum(["success", "failure", "cancelled"]).default("success"),
      /** Whether the checks of its jobs are posted, as GitHub does. */
      checks: z.boolean().default(false),
    }),
    answer: (ask) => {
      const repository = repositoryIn(ask);
      const run = found(repository.runs.find((each) => each.id === numberIn(ask, "run")));
      const by = { account: run.actor, app: null };
      for (const job of run.jobs.filter((each) => each.status === "in_progress")) {
        endJob(ask.world, repository, by, { run, job, conclusion: ask.body.conclusion });
      }
      afterJobs(ask.world, repository, by, run);
      if (ask.body.checks) postChecks(ask.world, repository, run);
      return json({ id: run.id, status: run.status, conclusion: run.conclusion });
    },
  }),
  route({
    on: "POST /_pretend/repos/:owner/:repo/runs/:run/artifacts",
    body: z.strictObject({ name: z.string(), archive: z.base64() }),
    answer: (ask) => {
      const run = found(repositoryIn(ask).runs.find((each) => each.id === numberIn(ask, "run")));
      const artifact = {
        id: ask.world.ids.next("artifact"),
        name: ask.body.name,
        archive: Buffer.from(ask.body.archive, "base64"),
        createdAt: ask.world.clock.now(),
        expired: false,
      };
      run.artifacts.push(artifact);
      return json({ id: artifact.id }, 201);
    },
  }),
  route({
    on: "POST /_pretend/repos/:owner/:repo/activity/forget-actors",
    answer: (ask) => {
      for (const each of repositoryIn(ask).activity) each.actor = null;
      return NOTHING;
    },
  }),
];

function pullAt(ask: Ask) {
  const repository = repositoryIn(ask);
  const issue = found(repository.issues.get(numberIn(ask, "number")));
  return { repository, issue: found(isPull(issue) ? issue : undefined) };
}
