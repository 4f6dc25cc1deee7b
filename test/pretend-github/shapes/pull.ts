// Pull requests and reviews as GitHub's JSON.
import { associationOf } from "../state/authority.ts";
import { stamp, stampOrNull } from "../state/clock.ts";
import { nodeId } from "../state/ids.ts";
import type { PullIssue } from "../state/issues.ts";
import { commitsOf, filesOf, isBehind, sumOf, testMerge } from "../state/pulls.ts";
import type { LineComment, Review } from "../state/pulls.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { teamShape, userOrNull, userShape } from "./account.ts";
import type { Shape } from "./account.ts";
import { issuePage, issueUrl, labelShape, milestoneShape, reactionsShape } from "./issue.ts";
import { repositoryShape, repositoryUrl } from "./repository.ts";

export function pullUrl(world: World, repository: Repository, issue: PullIssue): string {
  return `${repositoryUrl(world, repository)}/pulls/${issue.number}`;
}

/** As in lists. */
export function pullShape(world: World, repository: Repository, issue: PullIssue): Shape {
  const { pull } = issue;
  const url = pullUrl(world, repository, issue);
  const page = issuePage(world, repository, issue);
  const statuses = `${repositoryUrl(world, repository)}/statuses/${pull.head.sha}`;
  const links = {
    self: url,
    html: page,
    issue: issueUrl(world, repository, issue),
    comments: `${issueUrl(world, repository, issue)}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${repositoryUrl(world, repository)}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses,
  };
  const side = (repo: Repository | null, owner: Parameters<typeof userShape>[1], ref: string, sha: string): Shape => ({
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: userShape(world, owner),
    repo: repo === null ? null : repositoryShape(world, repo),
  });
  return {
    url,
    id: pull.id,
    node_id: nodeId("pull", pull.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: links.issue,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: statuses,
    number: issue.number,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    user: userShape(world, issue.author),
    body: issue.body,
    created_at: stamp(issue.createdAt),
    updated_at: stamp(issue.updatedAt),
    closed_at: stampOrNull(issue.closedAt),
    merged_at: stampOrNull(pull.mergedAt),
    merge_commit_sha: pull.mergeCommit,
    assignee: userOrNull(world, issue.assignees[0] ?? null),
    assignees: issue.assignees.map((account) => userShape(world, account)),
    requested_reviewers: pull.reviewers.map((account) => userShape(world, account)),
    requested_teams: pull.teams.map((team) => teamShape(world, team)),
    labels: issue.labels.map((label) => labelShape(world, repository, label)),
    milestone: milestoneShape(world, repository, issue.milestone),
    draft: pull.draft,
    head: side(pull.head.repository, pull.head.owner, pull.head.ref, pull.head.sha),
    base: side(repository, repository.owner, pull.base.ref, pull.base.sha),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: associationOf(repository, issue.author),
    auto_merge: null,
    active_lock_reason: null,
    ...(pull.stack && { stack: pull.stack }),
  };
}

/** One pull request alone, and in its own events: with counts and whether it merges. */
export function fullPullShape(world: World, repository: Repository, issue: PullIssue): Shape {
  const { pull } = issue;
  const files = filesOf(repository, issue);
  const merge = issue.state === "open" ? testMerge(repository, issue) : null;
  return {
    ...pullShape(world, repository, issue),
    merged: pull.mergedAt !== null,
    mergeable: merge?.clean ?? null,
    rebaseable: merge?.clean ?? null,
    mergeable_state: mergeableState(repository, issue),
    merged_by: userOrNull(world, pull.mergedBy),
    comments: issue.comments.length,
    review_comments: pull.lineComments.length,
    maintainer_can_modify: pull.maintainerCanModify,
    commits: commitsOf(repository, issue).length,
    ...sumOf(files),
    changed_files: files.length,
  };
}

function mergeableState(repository: Repository, issue: PullIssue): string {
  if (issue.state === "closed") return "unknown";
  if (!testMerge(repository, issue).clean) return "dirty";
  if (issue.pull.draft) return "draft";
  const strict = repository.protections.get(issue.pull.base.ref)?.requiredChecks?.strict ?? false;
  return strict && isBehind(repository, issue) ? "behind" : "clean";
}

export function reviewShape(world: World, repository: Repository, issue: PullIssue, review: Review): Shape {
  const html = `${issuePage(world, repository, issue)}#pullrequestreview-${review.id}`;
  const pull = pullUrl(world, repository, issue);
  return {
    id: review.id,
    node_id: nodeId("review", review.id),
    user: userShape(world, review.by.account),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    author_association: associationOf(repository, review.by.account),
    _links: { html: { href: html }, pull_request: { href: pull } },
    ...(review.submittedAt !== null && { submitted_at: stamp(review.submittedAt) }),
    commit_id: review.commit,
  };
}

/** In events the state is in lower case, and an absent body is null. */
export function reviewInEvent(world: World, repository: Repository, issue: PullIssue, review: Review): Shape {
  return {
    ...reviewShape(world, repository, issue, review),
    state: review.state.toLowerCase(),
    body: review.body === "" ? null : review.body,
    submitted_at: stampOrNull(review.submittedAt),
    updated_at: stampOrNull(review.submittedAt),
  };
}

export function reviewCommentShape(
  world: World,
  repository: Repository,
  issue: PullIssue,
  comment: LineComment,
): Shape {
  const url = `${repositoryUrl(world, repository)}/pulls/comments/${comment.id}`;
  const html = `${issuePage(world, repository, issue)}#discussion_r${comment.id}`;
  const pull = pullUrl(world, repository, issue);
  return {
    url,
    pull_request_review_id: comment.review,
    id: comment.id,
    node_id: nodeId("reviewComment", comment.id),
    diff_hunk: "",
    path: comment.path,
    commit_id: comment.commit,
    original_commit_id: comment.commit,
    user: userShape(world, comment.by.account),
    body: comment.body,
    created_at: stamp(comment.createdAt),
    updated_at: stamp(comment.createdAt),
    html_url: html,
    pull_request_url: pull,
    author_association: associationOf(repository, comment.by.account),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pull } },
    ...(comment.line !== null && { line: comment.line, original_line: comment.line, side: "RIGHT" }),
    reactions: reactionsShape(url, []),
  };
}
