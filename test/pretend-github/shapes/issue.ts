// Issues, comments, labels, reactions and the timeline as GitHub's JSON.
import { associationOf } from "../state/authority.ts";
import { stamp, stampOrNull } from "../state/clock.ts";
import { nodeId } from "../state/ids.ts";
import { REACTIONS } from "../state/issues.ts";
import type { Comment, Happened, Issue, Label, Milestone, Reaction } from "../state/issues.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { appInside, userOrNull, userShape } from "./account.ts";
import type { Shape } from "./account.ts";
import { repositoryPage, repositoryUrl } from "./repository.ts";

export function issueUrl(world: World, repository: Repository, issue: Issue): string {
  return `${repositoryUrl(world, repository)}/issues/${issue.number}`;
}

export function issuePage(world: World, repository: Repository, issue: Issue): string {
  return `${repositoryPage(world, repository)}/${issue.pull ? "pull" : "issues"}/${issue.number}`;
}

export function labelShape(world: World, repository: Repository, label: Label): Shape {
  return {
    id: label.id,
    node_id: nodeId("label", label.id),
    url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: label.default,
    description: label.description,
  };
}

export function milestoneShape(world: World, repository: Repository, milestone: Milestone | null): Shape | null {
  if (milestone === null) return null;
  const api = `${repositoryUrl(world, repository)}/milestones/${milestone.number}`;
  return {
    url: api,
    html_url: `${repositoryPage(world, repository)}/milestone/${milestone.number}`,
    labels_url: `${api}/labels`,
    id: milestone.id,
    node_id: nodeId("milestone", milestone.id),
    number: milestone.number,
    title: milestone.title,
    description: null,
    creator: userShape(world, milestone.creator),
    open_issues: 0,
    closed_issues: 0,
    state: "open",
    created_at: stamp(milestone.createdAt),
    updated_at: stamp(milestone.createdAt),
    due_on: null,
    closed_at: null,
  };
}

export function reactionsShape(url: string, reactions: readonly Reaction[]): Shape {
  const count = (content: string): number => reactions.filter((each) => each.content === content).length;
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    ...Object.fromEntries(REACTIONS.map((content) => [content, count(content)])),
  };
}

export function reactionShape(world: World, reaction: Reaction): Shape {
  return {
    id: reaction.id,
    node_id: nodeId("reaction", reaction.id),
    user: userShape(world, reaction.by),
    content: reaction.content,
    created_at: stamp(reaction.at),
  };
}

export function issueShape(world: World, repository: Repository, issue: Issue): Shape {
  const url = issueUrl(world, repository, issue);
  const page = issuePage(world, repository, issue);
  const pullUrl = `${repositoryUrl(world, repository)}/pulls/${issue.number}`;
  return {
    url,
    repository_url: repositoryUrl(world, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    id: issue.id,
    node_id: issue.pull ? nodeId("pull", issue.pull.id) : nodeId("issue", issue.id),
    number: issue.number,
    title: issue.title,
    user: userShape(world, issue.author),
    labels: issue.labels.map((label) => labelShape(world, repository, label)),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: issue.locked,
    active_lock_reason: null,
    assignee: userOrNull(world, issue.assignees[0] ?? null),
    assignees: issue.assignees.map((account) => userShape(world, account)),
    milestone: milestoneShape(world, repository, issue.milestone),
    comments: issue.comments.length,
    created_at: stamp(issue.createdAt),
    updated_at: stamp(issue.updatedAt),
    closed_at: stampOrNull(issue.closedAt),
    author_association: associationOf(repository, issue.author),
    type: issue.type === null ? null : typeShape(issue.type),
    body: issue.body,
    reactions: reactionsShape(url, issue.reactions),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: appInside(world, issue.via),
    ...(issue.pull && {
      draft: issue.pull.draft,
      pull_request: {
        url: pullUrl,
        html_url: page,
        diff_url: `${page}.diff`,
        patch_url: `${page}.patch`,
        merged_at: stampOrNull(issue.pull.mergedAt),
      },
    }),
    ...(!issue.pull && {
      sub_issues_summary: { total: 0, completed: 0, percent_completed: 0 },
      issue_dependencies_summary: { blocked_by: 0, total_blocked_by: 0, blocking: 0, total_blocking: 0 },
    }),
  };
}

export function typeShape(name: string): Shape {
  return { id: name.length, node_id: `IT_${name}`, name, description: null, color: "gray", is_enabled: true };
}

/** One issue alone also says who closed it. */
export function fullIssueShape(world: World, repository: Repository, issue: Issue): Shape {
  return { ...issueShape(world, repository, issue), closed_by: userOrNull(world, issue.closedBy) };
}

export function commentShape(world: World, repository: Repository, at: { issue: Issue; comment: Comment }): Shape {
  const { issue, comment } = at;
  const url = `${repositoryUrl(world, repository)}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${issuePage(world, repository, issue)}#issuecomment-${comment.id}`,
    issue_url: issueUrl(world, repository, issue),
    id: comment.id,
    node_id: nodeId("comment", comment.id),
    user: userShape(world, comment.by.account),
    created_at: stamp(comment.createdAt),
    updated_at: stamp(comment.updatedAt),
    author_association: associationOf(repository, comment.by.account),
    body: comment.body,
    reactions: reactionsShape(url, comment.reactions),
    performed_via_github_app: appInside(world, comment.by.app),
  };
}

/** REST's events; it has no type for a changed base, a fact that only GraphQL tells. */
export function happenedShape(world: World, repository: Repository, happened: Happened): Shape {
  const { commit } = happened;
  const commitUrl = commit === undefined ? null : `${repositoryUrl(world, repository)}/commits/${commit}`;
  return {
    id: happened.id,
    node_id: nodeId("event", happened.id),
    url: `${repositoryUrl(world, repository)}/issues/events/${happened.id}`,
    actor: userShape(world, happened.by.account),
    event: happened.event,
    commit_id: commit ?? null,
    commit_url: commitUrl,
    created_at: stamp(happened.at),
    performed_via_github_app: appInside(world, happened.by.app),
    ...(happened.event === "closed" && { state_reason: happened.reason ?? null }),
    ...(happened.label && { label: { name: happened.label.name, color: happened.label.color } }),
    ...(happened.assignee && {
      assignee: userShape(world, happened.assignee),
      assigner: userShape(world, happened.by.account),
    }),
    ...(happened.milestone && { milestone: { title: happened.milestone.title } }),
    ...(happened.rename && { rename: happened.rename }),
    ...(happened.requested && {
      requested_reviewer: userShape(world, happened.requested),
      review_requester: userShape(world, happened.by.account),
    }),
    ...(happened.dismissed && {
      dismissed_review: {
        state: happened.dismissed.state.toLowerCase(),
        review_id: happened.dismissed.review,
        dismissal_message: happened.dismissed.message,
      },
    }),
  };
}
