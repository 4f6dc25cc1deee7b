// Deployments and their statuses.
import type { Deployment, DeploymentStatus, Environment } from "../state/deployments.ts";
import type { By } from "../state/issues.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import type { Shape } from "../shapes/account.ts";
import { deploymentShape, deploymentStatusShape } from "../shapes/deployment.ts";

export function environmentNamed(world: World, repository: Repository, name: string): Environment {
  const there = repository.environments.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (there) return there;
  // As at GitHub, what is named first time comes into being, without protection.
  const made = { id: world.ids.next("environment"), name, createdAt: world.clock.now(), gates: [] };
  repository.environments.push(made);
  return made;
}

export function addDeployment(
  world: World,
  repository: Repository,
  by: By,
  fresh: Omit<Deployment, "id" | "by" | "createdAt" | "updatedAt" | "statuses">,
  run: Shape | null,
): Deployment {
  const now = world.clock.now();
  environmentNamed(world, repository, fresh.environment);
  const deployment: Deployment = {
    id: world.ids.next("deployment"),
    by: by.account,
    createdAt: now,
    updatedAt: now,
    statuses: [],
    ...fresh,
  };
  repository.deployments.push(deployment);
  const body = { deployment: deploymentShape(world, repository, deployment), workflow: null, workflow_run: run };
  world.tell({ name: "deployment", action: "created", repository, sender: by.account, body });
  return deployment;
}

/** A success makes older successes of that environment inactive, for which GitHub sends no webhook. */
export function addDeploymentStatus(
  world: World,
  repository: Repository,
  by: By,
  fresh: { deployment: Deployment; state: string; description?: string; logUrl?: string; autoInactive?: false },
): DeploymentStatus {
  const { deployment, state, description = "", logUrl = "" } = fresh;
  const at = world.clock.now();
  const status = { id: world.ids.next("deploymentStatus"), state, description, logUrl, by: by.account, at };
  deployment.statuses.push(status);
  deployment.updatedAt = at;
  const body = {
    deployment_status: deploymentStatusShape(world, repository, { deployment, status }),
    deployment: deploymentShape(world, repository, deployment),
    check_run: null,
    workflow: null,
    workflow_run: null,
  };
  if (state !== "inactive")
    world.tell({ name: "deployment_status", action: "created", repository, sender: by.account, body });
  if (state !== "success" || fresh.autoInactive === false) return status;
  for (const other of repository.deployments) {
    const superseded = other !== deployment && other.environment === deployment.environment;
    if (superseded && other.statuses.at(-1)?.state === "success") {
      other.statuses.push({
        id: world.ids.next("deploymentStatus"),
        state: "inactive",
        description: "",
        logUrl: "",
        by: by.account,
        at,
      });
    }
  }
  return status;
}
