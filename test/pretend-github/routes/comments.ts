// Comments on issues and pull requests, and reactions.
import * as z from "zod";
import { addComment, deleteComment, editComment, react } from "../acts/comments.ts";
import { list } from "../http/page.ts";
import { found, Refusal } from "../http/refusal.ts";
import { by, json, NOTHING, numberIn, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { commentById, REACTIONS } from "../state/issues.ts";
import type { Issue, Reaction } from "../state/issues.ts";
import { commentShape, reactionShape } from "../shapes/issue.ts";
import { demandOn, demandOwnOr, isOwn, issueIn, refuseLocked } from "./subject.ts";

const said = z.strictObject({ body: z.string().min(1).max(65_536, "body is too long (maximum is 65536 characters)") });
const reaction = z.strictObject({ content: z.enum(REACTIONS) });

function commentIn(ask: RepositoryAsk) {
  return found(commentById(ask.repository, numberIn(ask, "comment")));
}

function sinceFilter(ask: RepositoryAsk): (comment: { updatedAt: number }) => boolean {
  const since = ask.query.get("since");
  return ({ updatedAt }) => since === null || updatedAt >= Date.parse(since);
}

function addReaction(ask: RepositoryAsk<z.infer<typeof reaction>>, issue: Issue, reactions: Reaction[]) {
  demandOn(ask, issue, "write");
  const done = react(ask.world, reactions, by(ask), ask.body.content);
  return json(reactionShape(ask.world, done.reaction), done.made ? 201 : 200);
}

function removeReaction(ask: RepositoryAsk, issue: Issue, reactions: Reaction[]) {
  demandOn(ask, issue, "write");
  const one = found(reactions.find((each) => each.id === numberIn(ask, "reaction")));
  if (!isOwn(ask, one.by)) throw new Refusal(403, "You can only delete your own reactions.");
  reactions.splice(reactions.indexOf(one), 1);
  return NOTHING;
}

export const commentRoutes: readonly Route[] = [
  onRepository({
    on: "GET /repos/:owner/:repo/issues/comments",
    app: ["issues", "read"],
    user: "read",
    answer: (ask) => {
      const all = [...ask.repository.issues.values()].flatMap((issue) =>
        issue.comments.map((comment) => ({ issue, comment })),
      );
      const wanted = all.filter(({ comment }) => sinceFilter(ask)(comment));
      const key = ask.query.get("sort") === "updated" ? "updatedAt" : "createdAt";
      wanted.sort((a, b) => a.comment[key] - b.comment[key] || a.comment.id - b.comment.id);
      if (ask.query.get("direction") === "desc") wanted.reverse();
      return list(ask, wanted, (at) => commentShape(ask.world, ask.repository, at));
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/issues/:number/comments",
    app: null,
    user: "read",
    answer: (ask) => {
      const issue = issueIn(ask);
      demandOn(ask, issue, "read");
      const wanted = issue.comments.filter(sinceFilter(ask));
      return list(ask, wanted, (comment) => commentShape(ask.world, ask.repository, { issue, comment }));
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/issues/:number/comments",
    app: null,
    user: "read",
    body: said,
    content: true,
    answer: (ask) => {
      const issue = issueIn(ask);
      demandOn(ask, issue, "write");
      refuseLocked(ask, issue);
      // A reply by mail is told apart by GraphQL only (`createdViaEmail`).
      const byEmail = ask.headers["x-pretend-via"] === "email";
      const comment = addComment(ask.world, { repository: ask.repository, issue }, by(ask), {
        body: ask.body.body,
        byEmail,
      });
      return json(commentShape(ask.world, ask.repository, { issue, comment }), 201);
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/issues/comments/:comment",
    app: null,
    user: "read",
    answer: (ask) => {
      const at = commentIn(ask);
      demandOn(ask, at.issue, "read");
      return json(commentShape(ask.world, ask.repository, at));
    },
  }),
  onRepository({
    on: "PATCH /repos/:owner/:repo/issues/comments/:comment",
    app: null,
    user: "read",
    body: said,
    answer: (ask) => {
      const at = commentIn(ask);
      demandOn(ask, at.issue, "write");
      demandOwnOr(ask, at.comment.by.account, "write");
      const edit = { comment: at.comment, body: ask.body.body };
      editComment(ask.world, { repository: ask.repository, issue: at.issue }, by(ask), edit);
      return json(commentShape(ask.world, ask.repository, at));
    },
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/issues/comments/:comment",
    app: null,
    user: "read",
    answer: (ask) => {
      const at = commentIn(ask);
      demandOn(ask, at.issue, "write");
      demandOwnOr(ask, at.comment.by.account, "write");
      deleteComment(ask.world, { repository: ask.repository, issue: at.issue }, by(ask), at.comment);
      return NOTHING;
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/issues/comments/:comment/reactions",
    app: null,
    user: "read",
    answer: (ask) => {
      const { comment, issue } = commentIn(ask);
      demandOn(ask, issue, "read");
      const content = ask.query.get("content");
      const wanted = comment.reactions.filter((each) => content === null || each.content === content);
      return list(ask, wanted, (each) => reactionShape(ask.world, each));
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/issues/comments/:comment/reactions",
    app: null,
    user: "read",
    body: reaction,
    answer: (ask) => {
      const { issue, comment } = commentIn(ask);
      return addReaction(ask, issue, comment.reactions);
    },
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/issues/comments/:comment/reactions/:reaction",
    app: null,
    user: "read",
    answer: (ask) => {
      const { issue, comment } = commentIn(ask);
      return removeReaction(ask, issue, comment.reactions);
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/issues/:number/reactions",
    app: null,
    user: "read",
    answer: (ask) => {
      const issue = issueIn(ask);
      demandOn(ask, issue, "read");
      return list(ask, issue.reactions, (each) => reactionShape(ask.world, each));
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/issues/:number/reactions",
    app: null,
    user: "read",
    body: reaction,
    answer: (ask) => {
      const issue = issueIn(ask);
      return addReaction(ask, issue, issue.reactions);
    },
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/issues/:number/reactions/:reaction",
    app: null,
    user: "read",
    answer: (ask) => {
      const issue = issueIn(ask);
      return removeReaction(ask, issue, issue.reactions);
    },
  }),
];
