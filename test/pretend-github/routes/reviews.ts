// Reviews of pull requests.
import * as z from "zod";
import { addReview, dismissReview, editReview, submitReview } from "../acts/pulls.ts";
import { list } from "../http/page.ts";
import { found, Refusal } from "../http/refusal.ts";
import { by, demandRole, json, numberIn, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import type { Review, ReviewState } from "../state/pulls.ts";
import { reviewShape } from "../shapes/pull.ts";
import { isOwn, pullIn, refuseLocked } from "./subject.ts";

const event = z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]);
const STATES: Readonly<Record<z.infer<typeof event>, ReviewState>> = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
};
const fresh = z.strictObject({
  commit_id: z.string().optional(),
  body: z.string().max(65_536).optional(),
  event: event.optional(),
  comments: z.array(z.unknown()).optional(),
});
const submission = z.strictObject({ body: z.string().optional(), event });

const WRITE = { app: ["pull_requests", "write"], user: "read" } as const;

function reviewIn(ask: RepositoryAsk): Review {
  const id = numberIn(ask, "review");
  const review = pullIn(ask).issue.pull.reviews.find((each) => each.id === id);
  return found(review && isSeen(ask, review) ? review : undefined);
}

/** A pending review is seen by its author alone. */
function isSeen(ask: RepositoryAsk, review: Review): boolean {
  return review.submittedAt !== null || (ask.actor.kind !== "anonymous" && isOwn(ask, review.by.account));
}

function refuseOwn(ask: RepositoryAsk, wanted: z.infer<typeof event> | undefined): void {
  const { issue } = pullIn(ask);
  if (issue.author !== by(ask).account) return;
  if (wanted === "APPROVE")
    throw new Refusal(422, "Unprocessable Entity", { errors: ["Can not approve your own pull request"] });
  if (wanted === "REQUEST_CHANGES") {
    throw new Refusal(422, "Unprocessable Entity", { errors: ["Can not request changes on your own pull request"] });
  }
}

function add(ask: RepositoryAsk<z.infer<typeof fresh>>) {
  const at = pullIn(ask);
  const { body } = ask;
  refuseOwn(ask, body.event);
  refuseLocked(ask, at.issue);
  if (body.event !== undefined && body.event !== "APPROVE" && !body.body) {
    throw new Refusal(422, "Unprocessable Entity", { errors: ["Body can't be blank"] });
  }
  const commit = body.commit_id ?? at.issue.pull.head.sha;
  if (ask.repository.objects.get(commit)?.kind !== "commit")
    throw new Refusal(422, "Unprocessable Entity", { errors: ["commit_id is not part of the pull request"] });
  const review = addReview(ask.world, at, by(ask), {
    state: body.event === undefined ? "PENDING" : STATES[body.event],
    body: body.body ?? "",
    commit,
    byEmail: ask.headers["x-pretend-via"] === "email",
  });
  return json(reviewShape(ask.world, ask.repository, at.issue, review));
}

export const reviewRoutes: readonly Route[] = [
  onRepository({
    on: "GET /repos/:owner/:repo/pulls/:number/reviews",
    app: ["pull_requests", "read"],
    user: "read",
    answer: (ask) => {
      const { issue } = pullIn(ask);
      const seen = issue.pull.reviews.filter((review) => isSeen(ask, review));
      return list(ask, seen, (review) => reviewShape(ask.world, ask.repository, issue, review));
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/pulls/:number/reviews",
    ...WRITE,
    body: fresh,
    content: true,
    answer: add,
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/pulls/:number/reviews/:review",
    app: ["pull_requests", "read"],
    user: "read",
    answer: (ask) => json(reviewShape(ask.world, ask.repository, pullIn(ask).issue, reviewIn(ask))),
  }),
  onRepository({
    on: "PUT /repos/:owner/:repo/pulls/:number/reviews/:review",
    ...WRITE,
    body: z.strictObject({ body: z.string().min(1) }),
    answer: (ask) => {
      const at = pullIn(ask);
      const review = reviewIn(ask);
      if (!isOwn(ask, review.by.account)) throw new Refusal(403, "Must be the author of the review");
      editReview(ask.world, at, by(ask), { review, body: ask.body.body });
      return json(reviewShape(ask.world, ask.repository, at.issue, review));
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/pulls/:number/reviews/:review/events",
    ...WRITE,
    body: submission,
    answer: (ask) => {
      const at = pullIn(ask);
      const review = reviewIn(ask);
      refuseOwn(ask, ask.body.event);
      if (review.submittedAt !== null) throw new Refusal(422, "Unprocessable Entity");
      submitReview(ask.world, at, by(ask), {
        review,
        state: STATES[ask.body.event],
        body: ask.body.body ?? review.body,
      });
      return json(reviewShape(ask.world, ask.repository, at.issue, review));
    },
  }),
  onRepository({
    on: "PUT /repos/:owner/:repo/pulls/:number/reviews/:review/dismissals",
    ...WRITE,
    body: z.strictObject({ message: z.string().min(1), event: z.literal("DISMISS").optional() }),
    answer: (ask) => {
      const at = pullIn(ask);
      demandRole(ask, "write");
      const review = reviewIn(ask);
      if (review.state !== "APPROVED" && review.state !== "CHANGES_REQUESTED") {
        throw new Refusal(422, "Can not dismiss a commented pull request review");
      }
      dismissReview(ask.world, at, by(ask), { review, message: ask.body.message });
      return json(reviewShape(ask.world, ask.repository, at.issue, review));
    },
  }),
];
