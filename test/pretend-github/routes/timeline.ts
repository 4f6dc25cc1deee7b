// What happened to an issue or pull request, by REST.
import { list } from "../http/page.ts";
import { onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { isPull } from "../state/issues.ts";
import type { Happened, Issue, PullIssue } from "../state/issues.ts";
import { commitsOf } from "../state/pulls.ts";
import { userShape } from "../shapes/account.ts";
import { gitCommitShape } from "../shapes/commit.ts";
import { commentShape, happenedShape } from "../shapes/issue.ts";
import { reviewShape } from "../shapes/pull.ts";
import { demandOn, issueIn } from "./subject.ts";

/** Comments, reviews, commits and events of one issue or pull request, by time. */
function timeline(ask: RepositoryAsk) {
  const { world, repository } = ask;
  const issue = issueIn(ask);
  demandOn(ask, issue, "read");
  const said = issue.comments.map((comment) => ({
    at: comment.createdAt,
    shape: {
      event: "commented",
      actor: userShape(world, comment.by.account),
      ...commentShape(world, repository, { issue, comment }),
    },
  }));
  const ofPull = isPull(issue) ? [...committed(ask, issue), ...reviewed(ask, issue)] : [];
  const events = told(issue).map((each) => ({ at: each.at, shape: happenedShape(world, repository, each) }));
  const all = [...ofPull, ...said, ...events].sort((a, b) => a.at - b.at);
  return list(ask, all, ({ shape }) => shape);
}

function committed({ world, repository }: RepositoryAsk, issue: PullIssue) {
  return commitsOf(repository, issue).map((sha) => ({
    at: issue.createdAt,
    shape: { event: "committed", ...gitCommitShape(world, repository, sha) },
  }));
}

function reviewed({ world, repository }: RepositoryAsk, issue: PullIssue) {
  return issue.pull.reviews.flatMap((review) => {
    if (review.submittedAt === null) return [];
    const whole = reviewShape(world, repository, issue, review);
    return [{ at: review.submittedAt, shape: { event: "reviewed", ...whole, state: review.state.toLowerCase() } }];
  });
}

/** What REST has no type for, a changed base, is left out, as at GitHub. */
function told(issue: Issue): Happened[] {
  return issue.timeline.filter((each) => !each.event.includes("base"));
}

export const timelineRoutes: readonly Route[] = [
  onRepository({ on: "GET /repos/:owner/:repo/issues/:number/timeline", app: null, user: "read", answer: timeline }),
  onRepository({
    on: "GET /repos/:owner/:repo/issues/:number/events",
    app: null,
    user: "read",
    answer: (ask) => {
      const issue = issueIn(ask);
      demandOn(ask, issue, "read");
      return list(ask, told(issue), (each) => happenedShape(ask.world, ask.repository, each));
    },
  }),
];
