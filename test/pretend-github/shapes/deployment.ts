// Deployments, environments and their gates as GitHub's JSON.
import { stamp } from "../state/clock.ts";
import type { Deployment, DeploymentStatus, Environment } from "../state/deployments.ts";
import { nodeId } from "../state/ids.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { userShape } from "./account.ts";
import type { Shape } from "./account.ts";
import { repositoryPage, repositoryUrl } from "./repository.ts";

export function deploymentShape(world: World, repository: Repository, deployment: Deployment): Shape {
  const api = repositoryUrl(world, repository);
  const url = `${api}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: nodeId("deployment", deployment.id),
    task: deployment.task,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    created_at: stamp(deployment.createdAt),
    updated_at: stamp(deployment.updatedAt),
    statuses_url: `${url}/statuses`,
    repository_url: api,
    creator: userShape(world, deployment.by),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: deployment.payload,
    transient_environment: false,
    production_environment: deployment.environment === "production",
    performed_via_github_app: null,
  };
}

export function deploymentStatusShape(
  world: World,
  repository: Repository,
  at: { deployment: Deployment; status: DeploymentStatus },
): Shape {
  const { deployment, status } = at;
  const api = repositoryUrl(world, repository);
  const url = `${api}/deployments/${deployment.id}`;
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId("deploymentStatus", status.id),
    state: status.state,
    creator: userShape(world, status.by),
    description: status.description,
    environment: deployment.environment,
    target_url: status.logUrl,
    created_at: stamp(status.at),
    updated_at: stamp(status.at),
    deployment_url: url,
    repository_url: api,
    environment_url: "",
    log_url: status.logUrl,
    performed_via_github_app: null,
  };
}

export function environmentShape(world: World, repository: Repository, environment: Environment): Shape {
  const name = encodeURIComponent(environment.name);
  return {
    id: environment.id,
    node_id: nodeId("environment", environment.id),
    name: environment.name,
    url: `${repositoryUrl(world, repository)}/environments/${name}`,
    html_url: `${repositoryPage(world, repository)}/deployments/activity_log?environments_filter=${name}`,
    created_at: stamp(environment.createdAt),
    updated_at: stamp(environment.createdAt),
    protection_rules: [],
    deployment_branch_policy: null,
  };
}

export function gateShape(world: World, gate: Environment["gates"][number]): Shape {
  return {
    id: gate.id,
    node_id: nodeId("protectionRule", gate.id),
    enabled: gate.enabled,
    app: {
      id: gate.app.id,
      slug: gate.app.slug,
      integration_url: `${world.url}/apps/${gate.app.slug}`,
      node_id: nodeId("app", gate.app.id),
    },
  };
}
