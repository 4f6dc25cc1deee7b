// The issue or pull request of a path, and what may be done to it by whom.
import { found, Refusal } from "../http/refusal.ts";
import { by, demand, demandRole, numberIn } from "../http/route.ts";
import type { RepositoryAsk } from "../http/route.ts";
import { tokenGrants } from "../http/actor.ts";
import type { Access } from "../state/apps.ts";
import type { Account } from "../state/accounts.ts";
import { accountByLogin } from "../state/accounts.ts";
import type { Permission } from "../state/authority.ts";
import { isPull } from "../state/issues.ts";
import type { Issue, PullIssue } from "../state/issues.ts";
import type { Repository } from "../state/repositories.ts";

export function issueIn(ask: RepositoryAsk): Issue {
  return found(ask.repository.issues.get(numberIn(ask, "number")));
}

export function pullIn(ask: RepositoryAsk): { repository: Repository; issue: PullIssue } {
  const issue = issueIn(ask);
  return { repository: ask.repository, issue: found(isPull(issue) ? issue : undefined) };
}

/**
 * What an installation needs on this very subject. GitHub's description names Issues or Pull requests for both kinds;
 * live, a comment, label or reaction on a pull request is refused without Pull requests: write.
 */
export function demandOn(ask: RepositoryAsk, issue: Issue, wanted: Access): void {
  const readable = wanted === "read" && issue.pull && tokenGrants(ask.actor, "issues", "read");
  if (!readable) demand(ask, issue.pull ? "pull_requests" : "issues", wanted);
}

/** A person may change what is theirs, others need the role. */
export function demandOwnOr(ask: RepositoryAsk, owner: Account, role: Permission): void {
  if (ask.actor.kind === "user" && ask.actor.account === owner) return;
  demandRole(ask, role);
}

/** A locked conversation is closed to all who cannot push, and to Apps whatever they were granted. */
export function refuseLocked(ask: RepositoryAsk, issue: Issue): void {
  if (!issue.locked) return;
  const locked = new Refusal(403, "Unable to create comment because issue is locked.");
  if (ask.actor.kind !== "user") throw locked;
  try {
    demandRole(ask, "write");
  } catch {
    throw locked;
  }
}

export function peopleNamed(ask: RepositoryAsk, logins: readonly string[]): Account[] {
  return logins.flatMap((login) => accountByLogin(ask.world, login) ?? []);
}

/** An App changes only its own comments and checks. */
export function isOwn(ask: RepositoryAsk, author: Account): boolean {
  return by(ask).account === author;
}
