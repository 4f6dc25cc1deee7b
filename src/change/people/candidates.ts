// Who could approve at all, where that can be told: a repository of one person must hear that nobody can.
import { rolesWithDefault, type Authority } from "../../core/people.ts";
import type { Policy, Role } from "../../core/policy.ts";
import type { Repository } from "../../core/reads.ts";
import type { Person } from "../../core/refs.ts";
import type { ChangeConfig } from "../config.ts";
import { quorumsOf, rolesOf, type Quorum } from "../rules/approval-rule.ts";

/** Logins of everybody who may approve in some case, in lower case; null when GitHub would have to be asked for a list. */
export function candidateLogins(policy: Policy<ChangeConfig>, repository: Repository): readonly string[] | null {
  const { approvals, types } = policy.section;
  const quorums = [approvals, ...(types.emergency ? [types.emergency.approvals] : [])].flatMap(quorumsOf);
  const lists = quorums.map((quorum) => loginsFor(quorum, policy, repository));
  return lists.every((list) => list !== null) ? [...new Set(lists.flat())] : null;
}

/** Logins of everybody who may be counted for one quorum; null when they cannot be told from the policy. */
export function loginsFor(
  quorum: Quorum,
  policy: Policy<ChangeConfig>,
  repository: Repository,
): readonly string[] | null {
  const roles = rolesWithDefault(policy.roles);
  const lists = rolesOf(quorum).map((name) => loginsIn(roles[name] ?? {}, repository));
  return lists.every((list) => list !== null) ? [...new Set(lists.flat())] : null;
}

function loginsIn(role: Role, repository: Repository): readonly string[] | null {
  if ((role.teams ?? []).length > 0 || role.codeowners === true) return null;
  const users = (role.users ?? []).map((login) => login.toLowerCase());
  if (role.permission === undefined) return users;
  // In a repository of a user the owner alone is admin, and maintain means that.
  const isOwnerAlone = repository.ownerType === "User" && ["admin", "maintain"].includes(role.permission);
  return isOwnerAlone ? [...users, repository.owner.toLowerCase()] : null;
}

/** The accounts behind the logins; null while one of them could not be read. */
export function accountsOf(logins: readonly string[], authority: Authority): readonly Person[] | null {
  const people: Person[] = [];
  for (const login of logins) {
    const account = authority.accounts.get(login);
    if (account?.known !== true) return null;
    if (account.value?.type === "User") people.push(account.value);
  }
  return [...new Map(people.map((person) => [person.id, person])).values()];
}
