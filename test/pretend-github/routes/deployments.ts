// Deployments, environments and custom gates.
import * as z from "zod";
import { addDeployment, addDeploymentStatus, environmentNamed } from "../acts/deployments.ts";
import { countedList, list } from "../http/page.ts";
import { found, invalid, Refusal } from "../http/refusal.ts";
import { by, json, NOTHING, numberIn, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import type { Deployment, Environment } from "../state/deployments.ts";
import { resolveCommit } from "../state/repositories.ts";
import { isSatisfied } from "../state/requirements.ts";
import { deploymentShape, deploymentStatusShape, environmentShape, gateShape } from "../shapes/deployment.ts";

const READ = { app: ["deployments", "read"], user: "read" } as const;
const WRITE = { app: ["deployments", "write"], user: "write" } as const;
const ADMIN = { app: ["administration", "write"], user: "admin" } as const;

/** GitHub takes at most six custom gates for one environment. */
const MOST_GATES = 6;

const creation = z.strictObject({
  ref: z.string(),
  task: z.string().optional(),
  auto_merge: z.boolean().optional(),
  required_contexts: z.array(z.string()).optional(),
  payload: z.union([z.record(z.string(), z.unknown()), z.string()]).optional(),
  environment: z.string().optional(),
  description: z.string().nullable().optional(),
  transient_environment: z.boolean().optional(),
  production_environment: z.boolean().optional(),
});
const statusBody = z.strictObject({
  state: z.enum(["error", "failure", "inactive", "in_progress", "queued", "pending", "success"]),
  target_url: z.string().optional(),
  log_url: z.string().optional(),
  description: z.string().max(140).optional(),
  environment: z.string().optional(),
  environment_url: z.string().optional(),
  auto_inactive: z.boolean().optional(),
});

function create(ask: RepositoryAsk<z.infer<typeof creation>>) {
  const { body, repository, world } = ask;
  const sha = resolveCommit(repository, body.ref);
  if (sha === undefined) throw new Refusal(422, `No ref found for: ${body.ref}`);
  const failing = (body.required_contexts ?? []).filter(
    (context) => !isSatisfied(repository, sha, { context, appId: null }),
  );
  if (failing.length > 0)
    throw new Refusal(409, "Conflict: Commit status checks failed for " + body.ref, { errors: failing });
  const { task = "deploy", environment = "production", description = null, payload = {} } = body;
  const fresh = { sha, ref: body.ref, task, environment, description, payload, run: null };
  return json(deploymentShape(world, repository, addDeployment(world, repository, by(ask), fresh, null)), 201);
}

function deploymentIn(ask: RepositoryAsk): Deployment {
  const id = numberIn(ask, "deployment");
  return found(ask.repository.deployments.find((each) => each.id === id));
}

function matching(ask: RepositoryAsk): Deployment[] {
  const { query } = ask;
  const wanted = (name: string, value: string): boolean =>
    query.get(name) === null || query.get(name) === "none" || query.get(name) === value;
  return ask.repository.deployments
    .filter(
      (each) =>
        wanted("sha", each.sha) &&
        wanted("ref", each.ref) &&
        wanted("task", each.task) &&
        wanted("environment", each.environment),
    )
    .toReversed();
}

function environmentIn(ask: RepositoryAsk): Environment {
  const name = ask.params["environment"]!.toLowerCase();
  return found(ask.repository.environments.find((each) => each.name.toLowerCase() === name));
}

export const deploymentRoutes: readonly Route[] = [
  onRepository({
    on: "GET /repos/:owner/:repo/deployments",
    ...READ,
    answer: (ask) => list(ask, matching(ask), (each) => deploymentShape(ask.world, ask.repository, each)),
  }),
  onRepository({ on: "POST /repos/:owner/:repo/deployments", ...WRITE, body: creation, answer: create }),
  onRepository({
    on: "GET /repos/:owner/:repo/deployments/:deployment",
    ...READ,
    answer: (ask) => json(deploymentShape(ask.world, ask.repository, deploymentIn(ask))),
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/deployments/:deployment/statuses",
    ...READ,
    answer: (ask) => {
      const deployment = deploymentIn(ask);
      const of = (status: Deployment["statuses"][number]) =>
        deploymentStatusShape(ask.world, ask.repository, { deployment, status });
      return list(ask, deployment.statuses.toReversed(), of);
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/deployments/:deployment/statuses",
    ...WRITE,
    body: statusBody,
    answer: (ask) => {
      const { state, description, log_url: log, target_url: target, auto_inactive: inactive } = ask.body;
      const deployment = deploymentIn(ask);
      const logUrl = log ?? target;
      const status = addDeploymentStatus(ask.world, ask.repository, by(ask), {
        deployment,
        state,
        ...(description !== undefined && { description }),
        ...(logUrl !== undefined && { logUrl }),
        ...(inactive === false && { autoInactive: false as const }),
      });
      return json(deploymentStatusShape(ask.world, ask.repository, { deployment, status }), 201);
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/environments",
    app: ["actions", "read"],
    user: "read",
    answer: (ask) => {
      const of = (each: Environment) => environmentShape(ask.world, ask.repository, each);
      return countedList(ask, ask.repository.environments, { name: "environments", of });
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/environments/:environment",
    app: ["actions", "read"],
    user: "read",
    answer: (ask) => json(environmentShape(ask.world, ask.repository, environmentIn(ask))),
  }),
  onRepository({
    on: "PUT /repos/:owner/:repo/environments/:environment",
    ...ADMIN,
    answer: (ask) => {
      const environment = environmentNamed(ask.world, ask.repository, ask.params["environment"]!);
      return json(environmentShape(ask.world, ask.repository, environment));
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/environments/:environment/deployment_protection_rules",
    app: ["actions", "read"],
    user: "read",
    answer: (ask) => {
      const gates = environmentIn(ask).gates.map((gate) => gateShape(ask.world, gate));
      return json({ total_count: gates.length, custom_deployment_protection_rules: gates });
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/environments/:environment/deployment_protection_rules",
    ...ADMIN,
    body: z.strictObject({ integration_id: z.int() }),
    answer: (ask) => {
      const environment = environmentIn(ask);
      const app = ask.world.apps.get(ask.body.integration_id);
      if (!app || !app.events.includes("deployment_protection_rule"))
        throw invalid({ code: "invalid", field: "integration_id" });
      if (environment.gates.length >= MOST_GATES)
        throw invalid({ code: "custom", message: `An environment has at most ${MOST_GATES} gates` });
      const gate = { id: ask.world.ids.next("protectionRule"), app, enabled: true };
      environment.gates.push(gate);
      return json(gateShape(ask.world, gate), 201);
    },
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/environments/:environment/deployment_protection_rules/:rule",
    ...ADMIN,
    answer: (ask) => {
      const { gates } = environmentIn(ask);
      const gate = found(gates.find((each) => each.id === numberIn(ask, "rule")));
      gates.splice(gates.indexOf(gate), 1);
      return NOTHING;
    },
  }),
];
