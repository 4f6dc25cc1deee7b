// Workflows, runs and jobs as GitHub's JSON.
import { stamp, stampOrNull } from "../state/clock.ts";
import { nodeId } from "../state/ids.ts";
import type { Repository } from "../state/repositories.ts";
import type { Artifact, Job, Workflow, WorkflowRun } from "../state/workflows.ts";
import type { World } from "../state/world.ts";
import { userShape } from "./account.ts";
import type { Shape } from "./account.ts";
import { headCommitShape, pullsAtShape } from "./check.ts";
import { repositoryPage, repositoryShape, repositoryUrl } from "./repository.ts";

export function workflowShape(world: World, repository: Repository, workflow: Workflow): Shape {
  return {
    id: workflow.id,
    node_id: nodeId("workflow", workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: "active",
    created_at: stamp(repository.createdAt),
    updated_at: stamp(repository.createdAt),
    url: `${repositoryUrl(world, repository)}/actions/workflows/${workflow.id}`,
    html_url: `${repositoryPage(world, repository)}/blob/${repository.defaultBranch}/${workflow.path}`,
    badge_url: `${repositoryPage(world, repository)}/workflows/${workflow.name}/badge.svg`,
  };
}

export function runShape(world: World, repository: Repository, run: WorkflowRun): Shape {
  const url = `${repositoryUrl(world, repository)}/actions/runs/${run.id}`;
  const head = world.repositories.get(run.headRepository) ?? repository;
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: nodeId("run", run.id),
    check_suite_id: run.suite?.id ?? run.id,
    check_suite_node_id: nodeId("checkSuite", run.suite?.id ?? run.id),
    head_branch: run.branch,
    head_sha: run.sha,
    path: run.workflow.path,
    display_title: run.workflow.name,
    run_number: run.number,
    run_attempt: run.attempt,
    referenced_workflows: [],
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflow.id,
    url,
    html_url: `${repositoryPage(world, repository)}/actions/runs/${run.id}`,
    pull_requests: pullsAtShape(world, repository, run.sha),
    created_at: stamp(run.createdAt),
    updated_at: stamp(run.updatedAt),
    actor: userShape(world, run.actor),
    triggering_actor: userShape(world, run.actor),
    run_started_at: stamp(run.createdAt),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repositoryUrl(world, repository)}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${repositoryUrl(world, repository)}/actions/workflows/${run.workflow.id}`,
    head_commit: headCommitShape(world, repository, run.sha),
    repository: repositoryShape(world, repository),
    head_repository: repositoryShape(world, head),
  };
}

export function artifactShape(
  world: World,
  repository: Repository,
  at: { run: WorkflowRun; artifact: Artifact },
): Shape {
  const { run, artifact } = at;
  const url = `${repositoryUrl(world, repository)}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    node_id: nodeId("artifact", artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.archive.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: artifact.expired,
    created_at: stamp(artifact.createdAt),
    expires_at: stamp(artifact.createdAt + 90 * 24 * 3_600_000),
    updated_at: stamp(artifact.createdAt),
    workflow_run: {
      id: run.id,
      repository_id: repository.id,
      head_repository_id: run.headRepository,
      head_branch: run.branch,
      head_sha: run.sha,
    },
  };
}

export function jobShape(world: World, repository: Repository, at: { run: WorkflowRun; job: Job }): Shape {
  const { run, job } = at;
  const api = repositoryUrl(world, repository);
  return {
    id: job.id,
    run_id: run.id,
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: run.attempt,
    node_id: nodeId("job", job.id),
    head_sha: run.sha,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: `${repositoryPage(world, repository)}/actions/runs/${run.id}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: stamp(run.createdAt),
    started_at: stamp(job.startedAt ?? run.createdAt),
    completed_at: stampOrNull(job.completedAt),
    name: job.name,
    steps: [],
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: [],
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
    workflow_name: run.workflow.name,
    head_branch: run.branch,
  };
}
