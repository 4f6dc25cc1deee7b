// Comments, reviews and reactions as GraphQL's objects.
import { associationOf } from "../state/authority.ts";
import { stamp, stampOrNull } from "../state/clock.ts";
import { nodeId } from "../state/ids.ts";
import { isPull } from "../state/issues.ts";
import type { Comment, Issue, PullIssue } from "../state/issues.ts";
import type { Review } from "../state/pulls.ts";
import type { Repository } from "../state/repositories.ts";
import { issuePage } from "../shapes/issue.ts";
import { accountObject } from "./account.ts";
import { commitObject } from "./commit.ts";
import { connectionOf } from "./connection.ts";
import type { Paging } from "./connection.ts";
import { repositoryObject } from "./repository.ts";
import type { Sight } from "./sight.ts";
import { issueObject, pullObject } from "./subject.ts";

export function commentObject(sight: Sight, at: { repository: Repository; issue: Issue; comment: Comment }) {
  const { comment, repository, issue } = at;
  return {
    __typename: "IssueComment",
    id: nodeId("comment", comment.id),
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    body: comment.body,
    createdAt: stamp(comment.createdAt),
    updatedAt: stamp(comment.updatedAt),
    publishedAt: stamp(comment.createdAt),
    lastEditedAt: stampOrNull(comment.lastEditedAt),
    includesCreatedEdit: comment.lastEditedAt !== null,
    editor: comment.editor && accountObject(sight, comment.editor),
    createdViaEmail: comment.byEmail,
    viewerDidAuthor: comment.by.account === sight.viewer,
    author: accountObject(sight, comment.by.account),
    authorAssociation: associationOf(repository, comment.by.account),
    isMinimized: false,
    url: `${issuePage(sight.world, repository, issue)}#issuecomment-${comment.id}`,
    repository: () => repositoryObject(sight, repository),
    issue: () => issueObject(sight, repository, issue),
    pullRequest: () => (isPull(issue) ? pullObject(sight, repository, issue) : null),
    reactions: (paging: Paging) => connectionOf(comment.reactions.map(reactionObject(sight)), paging),
  };
}

function reactionObject(sight: Sight) {
  return (reaction: Comment["reactions"][number]) => ({
    __typename: "Reaction",
    id: nodeId("reaction", reaction.id),
    databaseId: reaction.id,
    content: REACTION_NAMES[reaction.content],
    createdAt: stamp(reaction.at),
    user: accountObject(sight, reaction.by),
  });
}

export const REACTION_NAMES = {
  "+1": "THUMBS_UP",
  "-1": "THUMBS_DOWN",
  laugh: "LAUGH",
  confused: "CONFUSED",
  heart: "HEART",
  hooray: "HOORAY",
  rocket: "ROCKET",
  eyes: "EYES",
} as const;

export function reviewObject(sight: Sight, at: { repository: Repository; issue: PullIssue; review: Review }) {
  const { review, repository, issue } = at;
  return {
    __typename: "PullRequestReview",
    id: nodeId("review", review.id),
    databaseId: review.id,
    fullDatabaseId: String(review.id),
    body: review.body,
    state: review.state,
    createdAt: stamp(review.createdAt),
    updatedAt: stamp(review.lastEditedAt ?? review.createdAt),
    submittedAt: stampOrNull(review.submittedAt),
    publishedAt: stampOrNull(review.submittedAt),
    lastEditedAt: stampOrNull(review.lastEditedAt),
    includesCreatedEdit: review.lastEditedAt !== null,
    editor: review.editor && accountObject(sight, review.editor),
    createdViaEmail: review.byEmail,
    viewerDidAuthor: review.by.account === sight.viewer,
    author: accountObject(sight, review.by.account),
    authorAssociation: associationOf(repository, review.by.account),
    commit: () => commitObject(sight, repository, review.commit),
    pullRequest: () => pullObject(sight, repository, issue),
    repository: () => repositoryObject(sight, repository),
    reactions: (paging: Paging) => connectionOf(review.reactions.map(reactionObject(sight)), paging),
  };
}
