// What a branch requires of a commit, from classic protection and rulesets together, and whether it is so.
import type { Sha } from "../git/objects.ts";
import { passes } from "./checks.ts";
import type { CheckRun, Status } from "./checks.ts";
import { checksOfRule, rulesetApplies } from "./protection.ts";
import type { RequiredCheck, Rule, Ruleset } from "./protection.ts";
import type { Repository } from "./repositories.ts";

/** Rules of all rulesets that bind a branch. */
export function rulesOf(repository: Repository, branch: string): { rule: Rule; ruleset: Ruleset }[] {
  return repository.rulesets
    .filter((ruleset) => rulesetApplies(ruleset, branch, repository.defaultBranch))
    .flatMap((ruleset) => ruleset.rules.map((rule) => ({ rule, ruleset })));
}

export function requiredChecks(repository: Repository, branch: string): RequiredCheck[] {
  const classic = repository.protections.get(branch)?.requiredChecks?.checks ?? [];
  return [...classic, ...rulesOf(repository, branch).flatMap(({ rule }) => checksOfRule(rule))];
}

/** The newest run of each App, and the newest status; a check that is pinned to an App counts no status. */
function reported(
  repository: Repository,
  sha: Sha,
  wanted: RequiredCheck,
): { runs: CheckRun[]; status: Status | undefined } {
  const named = repository.checkRuns.filter((run) => run.sha === sha && run.name === wanted.context);
  const pinned = named.filter((run) => wanted.appId === null || run.app.id === wanted.appId);
  const status = repository.statuses.findLast((each) => each.sha === sha && each.context === wanted.context);
  return {
    runs: [...new Map(pinned.map((run) => [run.app.id, run])).values()],
    status: wanted.appId === null ? status : undefined,
  };
}

/** A check and a status of one name are both required, where both exist. */
export function isSatisfied(repository: Repository, sha: Sha, wanted: RequiredCheck): boolean {
  const { runs, status } = reported(repository, sha, wanted);
  if (runs.length === 0 && !status) return false;
  return runs.every((run) => passes(run.conclusion)) && (!status || status.state === "success");
}

/** Ended, and not well. */
export function isFailed(repository: Repository, sha: Sha, wanted: RequiredCheck): boolean {
  const { runs, status } = reported(repository, sha, wanted);
  const bad = runs.some((run) => run.status === "completed" && !passes(run.conclusion));
  return bad || status?.state === "failure" || status?.state === "error";
}
