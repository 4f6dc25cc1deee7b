// Comments and reactions. Reactions send no webhook: GitHub has no such event.
import { REACTIONS } from "../state/issues.ts";
import type { By, Comment, Reaction } from "../state/issues.ts";
import type { World } from "../state/world.ts";
import type { Shape } from "../shapes/account.ts";
import { commentShape, issueShape } from "../shapes/issue.ts";
import { touch } from "./issues.ts";
import type { At } from "./issues.ts";

function tellComment(world: World, at: At, by: By, news: { action: string; comment: Comment; more?: Shape }): void {
  const { repository, issue } = at;
  const body = {
    issue: issueShape(world, repository, issue),
    comment: commentShape(world, repository, { issue, comment: news.comment }),
    ...news.more,
  };
  world.tell({ name: "issue_comment", action: news.action, repository, sender: by.account, body });
}

export function addComment(world: World, at: At, by: By, said: { body: string; byEmail?: boolean }): Comment {
  const now = world.clock.now();
  const comment: Comment = {
    id: world.ids.next("comment"),
    by,
    body: said.body,
    createdAt: now,
    updatedAt: now,
    lastEditedAt: null,
    editor: null,
    byEmail: said.byEmail ?? false,
    reactions: [],
  };
  at.issue.comments.push(comment);
  touch(world, at.issue);
  tellComment(world, at, by, { action: "created", comment });
  return comment;
}

export function editComment(world: World, at: At, by: By, edit: { comment: Comment; body: string }): void {
  const { comment } = edit;
  const from = comment.body;
  if (from === edit.body) return;
  const now = world.clock.now();
  Object.assign(comment, { body: edit.body, updatedAt: now, lastEditedAt: now, editor: by.account });
  touch(world, at.issue);
  tellComment(world, at, by, { action: "edited", comment, more: { changes: { body: { from } } } });
}

export function deleteComment(world: World, at: At, by: By, comment: Comment): void {
  at.issue.comments.splice(at.issue.comments.indexOf(comment), 1);
  touch(world, at.issue);
  tellComment(world, at, by, { action: "deleted", comment });
}

/** Adds a reaction; the same one by the same account exists once, and is found rather than doubled. */
export function react(
  world: World,
  reactions: Reaction[],
  by: By,
  content: Reaction["content"],
): { reaction: Reaction; made: boolean } {
  const there = reactions.find((each) => each.by === by.account && each.content === content);
  if (there) return { reaction: there, made: false };
  const reaction = { id: world.ids.next("reaction"), content, by: by.account, at: world.clock.now() };
  reactions.push(reaction);
  return { reaction, made: true };
}

export function isReaction(text: string): text is Reaction["content"] {
  return (REACTIONS as readonly string[]).includes(text);
}
