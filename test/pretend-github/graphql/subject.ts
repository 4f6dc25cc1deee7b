// Issues and pull requests as GraphQL's objects.
import type { Sha } from "../git/objects.ts";
import { associationOf } from "../state/authority.ts";
import { stamp, stampOrNull } from "../state/clock.ts";
import { nodeId } from "../state/ids.ts";
import type { Issue, PullIssue } from "../state/issues.ts";
import { commitsOf, testMerge } from "../state/pulls.ts";
import type { Repository } from "../state/repositories.ts";
import { issuePage, issueUrl } from "../shapes/issue.ts";
import { accountObject } from "./account.ts";
import { commitObject } from "./commit.ts";
import { connectionOf } from "./connection.ts";
import type { Paging } from "./connection.ts";
import { entryObject, repositoryObject } from "./repository.ts";
import { commentObject, reviewObject } from "./said.ts";
import type { Sight } from "./sight.ts";
import { enumOf, timelineObject } from "./timeline.ts";

function issueFields(sight: Sight, repository: Repository, issue: Issue) {
  return {
    number: issue.number,
    title: issue.title,
    body: issue.body ?? "",
    createdAt: stamp(issue.createdAt),
    updatedAt: stamp(issue.updatedAt),
    closedAt: stampOrNull(issue.closedAt),
    closed: issue.state === "closed",
    locked: issue.locked,
    url: issuePage(sight.world, repository, issue),
    resourcePath: new URL(issueUrl(sight.world, repository, issue)).pathname,
    author: accountObject(sight, issue.author),
    authorAssociation: associationOf(repository, issue.author),
    viewerDidAuthor: issue.author === sight.viewer,
    repository: () => repositoryObject(sight, repository),
    comments: (paging: Paging) =>
      connectionOf(
        issue.comments.map((comment) => commentObject(sight, { repository, issue, comment })),
        paging,
      ),
    assignees: (paging: Paging) =>
      connectionOf(
        issue.assignees.map((each) => accountObject(sight, each)),
        paging,
      ),
    labels: (paging: Paging) =>
      connectionOf(
        issue.labels.map((label) => ({
          __typename: "Label",
          id: nodeId("label", label.id),
          name: label.name,
          color: label.color,
          description: label.description,
        })),
        paging,
      ),
    timelineItems: (asked: Paging & { itemTypes?: readonly string[] | null; since?: string | null }) => {
      const items = issue.timeline.flatMap((happened) => timelineObject(sight, repository, happened));
      const { itemTypes, since } = asked;
      const wanted = items.filter((item) => itemTypes == null || itemTypes.includes(enumOf(item.__typename)));
      const later = wanted.filter((item) => since == null || Date.parse(item.createdAt) >= Date.parse(since));
      const page = connectionOf(later, asked);
      return { ...page, filteredCount: later.length, pageCount: page.nodes.length, updatedAt: stamp(issue.updatedAt) };
    },
  };
}

export function issueObject(sight: Sight, repository: Repository, issue: Issue) {
  return {
    __typename: "Issue",
    id: nodeId("issue", issue.id),
    databaseId: issue.id,
    fullDatabaseId: String(issue.id),
    state: issue.state.toUpperCase(),
    stateReason: issue.stateReason?.toUpperCase() ?? null,
    ...issueFields(sight, repository, issue),
  };
}

const CLOSES = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)/gi;

export function stateOf(issue: PullIssue): string {
  return issue.pull.mergedAt !== null ? "MERGED" : issue.state.toUpperCase();
}

export function pullObject(sight: Sight, repository: Repository, issue: PullIssue) {
  const { pull } = issue;
  const commits = (): readonly Sha[] => commitsOf(repository, issue);
  return {
    __typename: "PullRequest",
    id: nodeId("pull", pull.id),
    databaseId: pull.id,
    fullDatabaseId: String(pull.id),
    ...issueFields(sight, repository, issue),
    state: stateOf(issue),
    isDraft: pull.draft,
    merged: pull.mergedAt !== null,
    mergedAt: stampOrNull(pull.mergedAt),
    mergedBy: pull.mergedBy && accountObject(sight, pull.mergedBy),
    mergeCommit: () => (pull.mergeCommit === null ? null : commitObject(sight, repository, pull.mergeCommit)),
    mergeable: () =>
      issue.state === "closed" ? "UNKNOWN" : testMerge(repository, issue).clean ? "MERGEABLE" : "CONFLICTING",
    baseRefName: pull.base.ref,
    baseRefOid: pull.base.sha,
    headRefName: pull.head.ref,
    headRefOid: pull.head.sha,
    isCrossRepository: pull.head.repository !== repository,
    headRepository: () => pull.head.repository && repositoryObject(sight, pull.head.repository),
    headRepositoryOwner: accountObject(sight, pull.head.owner),
    commits: (paging: Paging) =>
      connectionOf(
        commits().map((sha) => ({
          __typename: "PullRequestCommit",
          id: `PURC_${pull.id}_${sha}`,
          commit: commitObject(sight, repository, sha),
        })),
        paging,
      ),
    reviews: (paging: Paging) => {
      const seen = pull.reviews.filter((review) => review.submittedAt !== null || review.by.account === sight.viewer);
      return connectionOf(
        seen.map((review) => reviewObject(sight, { repository, issue, review })),
        paging,
      );
    },
    closingIssuesReferences: (paging: Paging) => {
      const named = [...(issue.body ?? "").matchAll(CLOSES)].map(([, number]) => repository.issues.get(Number(number)));
      const linked = [...new Set(named)].filter((each) => each !== undefined && !each.pull);
      const counts = pull.base.ref === repository.defaultBranch ? linked : [];
      return connectionOf(
        counts.map((each) => issueObject(sight, repository, each!)),
        paging,
      );
    },
    isInMergeQueue: repository.queue.some((group) => group.pull === issue.number),
    mergeQueueEntry: () => {
      const group = repository.queue.find((each) => each.pull === issue.number);
      return group ? entryObject(sight, repository, group) : null;
    },
  };
}
