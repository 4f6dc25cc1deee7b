// Our one comment in a slot, and reactions to what others said.
import * as z from "zod";
import type { Outcome } from "../core/outcome.ts";
import type { StepOf } from "../core/plan.ts";
import { ReadError } from "../core/known.ts";
import type { Ask } from "./ask.ts";
import { cut } from "./cut.ts";
import { query } from "./graphql.ts";
import { createOnce, outcome } from "./outcome.ts";
import { inSlot, isOurs, markerOf } from "./own.ts";
import type { Comment, OurApp } from "./own.ts";
import { CommentShape, readComments } from "./read-issue.ts";

/** Where a slot's comment was last seen: saves reading a long thread; looked at again before it is believed. */
export interface Seen {
  get(key: string): number | undefined;
  set(key: string, id: number): void;
}

interface Place {
  readonly ask: Ask;
  readonly app: OurApp;
  readonly seen: Seen;
}

const printed = (comment: Comment): Outcome["answer"] => ({
  commentId: comment.id,
  nodeId: comment.node_id,
  updatedAt: comment.updated_at,
});

/** Looks for the marker first, then creates, then confirms; an equal body is left alone. 2 or 3 calls. */
export async function writeComment(place: Place, step: StepOf<"comment">): Promise<Outcome> {
  const { ask, seen, app } = place;
  const body = cut(step.body, `\n\n${markerOf(step.slot)}`);
  const existing = (await lastSeen(place, step)) ?? inSlot(await readComments(ask, step.on), step.slot, app);
  if (!existing) return createComment(place, step, body);
  seen.set(keyOf(ask, step), existing.id);
  if (sameText(existing.body, body)) return outcome("already", printed(existing));
  const { value } = await ask({
    route: "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
    parameters: { comment_id: existing.id, body },
    what: `our comment on ${ask.called}#${step.on}`,
    schema: CommentShape,
  });
  return outcome("written", printed(value));
}

const keyOf = (ask: Ask, { on, slot }: StepOf<"comment">): string =>
  `${ask.repo.installation}/${ask.repo.id}/${on}/${slot}`;

// GitHub may give back other line ends than it was sent.
const sameText = (a: string, b: string): boolean => a.replaceAll("\r\n", "\n") === b.replaceAll("\r\n", "\n");

async function lastSeen({ ask, seen, app }: Place, step: StepOf<"comment">): Promise<Comment | undefined> {
  const id = seen.get(keyOf(ask, step));
  if (id === undefined) return undefined;
  try {
    const { value } = await ask({
      route: "GET /repos/{owner}/{repo}/issues/comments/{comment_id}",
      parameters: { comment_id: id },
      what: `our comment on ${ask.called}#${step.on}`,
      schema: CommentShape,
    });
    return inSlot([value], step.slot, app);
  } catch (error) {
    if (error instanceof ReadError && error.failure === "gone") return undefined;
    throw error;
  }
}

async function createComment({ ask, seen, app }: Place, step: StepOf<"comment">, body: string): Promise<Outcome> {
  const what = `a comment on ${ask.called}#${step.on}`;
  const find = async (): Promise<Comment | undefined> => inSlot(await readComments(ask, step.on), step.slot, app);
  const create = async (): Promise<Comment> => {
    const { value } = await ask({
      route: "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      parameters: { issue_number: step.on, body },
      what,
      schema: CommentShape,
    });
    return value;
  };
  const comment = await createOnce({ create, find });
  if (!isOurs(comment, app)) {
    const message = `GitHub put our name wrong under ${what}: it would not be found again.`;
    throw new ReadError({ failure: "malformed", what, message });
  }
  seen.set(keyOf(ask, step), comment.id);
  return outcome("written", printed(comment));
}

const Reaction = z.object({ id: z.number() });
const CONTENT = { eyes: "EYES", "+1": "THUMBS_UP", "-1": "THUMBS_DOWN", confused: "CONFUSED" } as const;

/** 1 call. The same reaction by the same account is one reaction on GitHub, however often it is asked for. */
export async function writeReaction(ask: Ask, step: StepOf<"react">): Promise<Outcome> {
  const { channel, id, nodeId } = step.to;
  const what = `a reaction to ${channel} ${id} in ${ask.called}`;
  if (channel === "review") {
    // REST has no reactions on reviews.
    const variables = { id: nodeId, content: CONTENT[step.with] };
    await query(ask, { operation: "mutation React", variables, what, schema: z.object({ addReaction: z.unknown() }) });
    return outcome("written");
  }
  const { value, status } = await ask({
    route: "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
    parameters: { comment_id: id, content: step.with },
    what,
    schema: Reaction,
  });
  // 200 instead of 201: it was there.
  return outcome(status === 200 ? "already" : "written", { reactionId: value.id });
}
