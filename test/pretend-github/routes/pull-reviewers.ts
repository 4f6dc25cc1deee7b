// Who is asked to review a pull request.
import * as z from "zod";
import { setReviewers } from "../acts/pulls.ts";
import { Refusal } from "../http/refusal.ts";
import { by, json, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { teamBySlug } from "../state/accounts.ts";
import { atLeast, roleIn } from "../state/authority.ts";
import { pullShape } from "../shapes/pull.ts";
import { READ } from "./pulls.ts";
import { peopleNamed, pullIn } from "./subject.ts";

const reviewers = z.strictObject({
  reviewers: z.array(z.string()).optional(),
  team_reviewers: z.array(z.string()).optional(),
});

function changeReviewers(ask: RepositoryAsk<z.infer<typeof reviewers>>, how: "add" | "remove") {
  const at = pullIn(ask);
  const { pull, author } = at.issue;
  const people = peopleNamed(ask, ask.body.reviewers ?? []);
  const teams = (ask.body.team_reviewers ?? []).flatMap((slug) => teamBySlug(ask.repository.owner, slug) ?? []);
  const outsider = people.some((each) => !atLeast(roleIn(ask.world, ask.repository, each).level, "read"));
  if (how === "add" && (people.length < (ask.body.reviewers?.length ?? 0) || outsider)) {
    throw new Refusal(
      422,
      "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator.",
    );
  }
  if (how === "add" && people.includes(author))
    throw new Refusal(422, "Review cannot be requested from pull request author.");
  const join = <T>(before: readonly T[], named: readonly T[]): T[] =>
    how === "add" ? [...new Set([...before, ...named])] : before.filter((each) => !named.includes(each));
  setReviewers(ask.world, at, by(ask), { people: join(pull.reviewers, people), teams: join(pull.teams, teams) });
  return json(pullShape(ask.world, ask.repository, at.issue), how === "add" ? 201 : 200);
}

export const reviewerRoutes: readonly Route[] = [
  onRepository({
    on: "GET /repos/:owner/:repo/pulls/:number/requested_reviewers",
    ...READ,
    answer: (ask) => {
      const shape = pullShape(ask.world, ask.repository, pullIn(ask).issue);
      return json({ users: shape["requested_reviewers"], teams: shape["requested_teams"] });
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/pulls/:number/requested_reviewers",
    app: ["pull_requests", "write"],
    user: "triage",
    body: reviewers,
    content: true,
    answer: (ask) => changeReviewers(ask, "add"),
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/pulls/:number/requested_reviewers",
    app: ["pull_requests", "write"],
    user: "triage",
    body: reviewers,
    answer: (ask) => changeReviewers(ask, "remove"),
  }),
];
