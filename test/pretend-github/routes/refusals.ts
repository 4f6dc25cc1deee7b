// What a protected branch refuses, and what a merge still lacks.
import { isAncestor } from "../git/history.ts";
import type { Sha } from "../git/objects.ts";
import { Refusal } from "../http/refusal.ts";
import type { RepositoryAsk } from "../http/route.ts";
import { atLeast, roleIn } from "../state/authority.ts";
import type { PullIssue } from "../state/issues.ts";
import { isSatisfied, requiredChecks, rulesOf } from "../state/requirements.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";

function bypasses(ask: RepositoryAsk, branch: string): boolean {
  const { actor, repository, world } = ask;
  const enforced = repository.protections.get(branch)?.enforceAdmins ?? false;
  return actor.kind === "user" && !enforced && atLeast(roleIn(world, repository, actor.account).level, "admin");
}

/** Throws 422 where the branch's protection forbids a direct push, a forced one or its deletion. */
export function refuseMove(ask: RepositoryAsk, move: { branch: string; from: Sha | undefined; to: Sha | null }): void {
  const { repository } = ask;
  const protection = repository.protections.get(move.branch);
  const types = rulesOf(repository, move.branch).map(({ rule }) => rule.type);
  if (move.to === null) {
    if ((protection && !protection.allowDeletions) || types.includes("deletion"))
      throw new Refusal(422, "Cannot delete this branch");
    return;
  }
  const { to, from } = move;
  const forced = from !== undefined && !isAncestor(repository.objects, from, to);
  if (forced && ((protection && !protection.allowForcePushes) || types.includes("non_fast_forward"))) {
    throw new Refusal(422, "Cannot force-push to this branch");
  }
  if (bypasses(ask, move.branch)) return;
  if (protection?.requiredReviews || types.includes("pull_request")) {
    throw new Refusal(409, "Changes must be made through a pull request.");
  }
  const missing = requiredChecks(repository, move.branch).filter((check) => !isSatisfied(repository, to, check));
  if (missing.length > 0) throw new Refusal(409, `Required status check "${missing[0]!.context}" is expected.`);
}

/** What stands between a pull request and its merge by this caller; null when nothing does. */
export function mergeObstacle(ask: RepositoryAsk, issue: PullIssue): string | null {
  const { repository, world } = ask;
  const { pull } = issue;
  const branch = pull.stack?.base.ref ?? pull.base.ref;
  if (bypasses(ask, branch)) return null;
  const missing = requiredChecks(repository, branch).filter((check) => !isSatisfied(repository, pull.head.sha, check));
  if (missing.length > 0) return `Required status check "${missing[0]!.context}" is expected.`;
  const reviews = repository.protections.get(branch)?.requiredReviews;
  const wanted = reviews?.count ?? 0;
  const approving = latestReviews(issue).filter(
    (review) => review.state === "APPROVED" && mayReview(world, repository, review.by.account.id),
  );
  if (latestReviews(issue).some((review) => review.state === "CHANGES_REQUESTED") && reviews)
    return "Changes have been requested.";
  return approving.length < wanted
    ? `At least ${wanted} approving review is required by reviewers with write access.`
    : null;
}

function mayReview(world: World, repository: Repository, id: number): boolean {
  const account = world.accounts.get(id);
  return account !== undefined && atLeast(roleIn(world, repository, account).level, "write");
}

function latestReviews(issue: PullIssue) {
  const deciding = issue.pull.reviews.filter(
    (review) => review.state === "APPROVED" || review.state === "CHANGES_REQUESTED",
  );
  return [...new Map(deciding.map((review) => [review.by.account.id, review])).values()];
}
