// Who may do what in a repository: owner, organisation, collaborator, team, and for all what is public.
import { membershipIn } from "./accounts.ts";
import type { Account } from "./accounts.ts";
import type { Repository } from "./repositories.ts";
import type { World } from "./world.ts";

export type Permission = "none" | "read" | "triage" | "write" | "maintain" | "admin";
const ORDER: readonly Permission[] = ["none", "read", "triage", "write", "maintain", "admin"];

/** A collaborator's role; `name` differs from `level` for an organisation's custom roles. */
export interface Role {
  readonly level: Permission;
  readonly name: string;
}

export function atLeast(level: Permission, wanted: Permission): boolean {
  return ORDER.indexOf(level) >= ORDER.indexOf(wanted);
}

export function roleIn(world: World, repository: Repository, account: Account): Role {
  const owner = repository.owner;
  const member = owner.organization?.members.get(account.id);
  const levels: Role[] = [{ level: "none", name: "none" }];
  const grant = (level: Permission, name: string = level): number => levels.push({ level, name });
  if (!repository.private) grant("read");
  if (owner.id === account.id || member === "admin") grant("admin");
  if (member) grant(owner.organization!.basePermission);
  const direct = repository.collaborators.get(account.id);
  if (direct) grant(direct.level, direct.name);
  for (const team of owner.organization?.teams ?? []) {
    const level = team.repositories.get(repository.id);
    if (level && membershipIn(team, account)?.state === "active") grant(level);
  }
  for (const app of world.apps.values()) if (app.bot.id === account.id) return { level: "none", name: "none" };
  return levels.reduce((best, next) => (ORDER.indexOf(next.level) >= ORDER.indexOf(best.level) ? next : best));
}

/** How GitHub puts a person beside a repository. A private member shows as CONTRIBUTOR or NONE: it is only a hint. */
export function associationOf(repository: Repository, account: Account): string {
  if (repository.owner.id === account.id) return "OWNER";
  if (repository.owner.organization?.members.has(account.id)) return "MEMBER";
  if (repository.collaborators.has(account.id)) return "COLLABORATOR";
  const merged = [...repository.issues.values()].some(
    (issue) => issue.pull?.mergedAt != null && issue.author.id === account.id,
  );
  if (merged) return "CONTRIBUTOR";
  return "NONE";
}
