// Accounts: people, organisations with their teams, and the bots of Apps.
import type { World } from "./world.ts";
import type { Permission } from "./authority.ts";

export interface Account {
  readonly id: number;
  login: string;
  readonly type: "User" | "Organization" | "Bot";
  name: string | null;
  /** Addresses by which commits are attributed; the first is the one that GitHub's own commits carry. */
  emails: string[];
  /** Only for organisations. */
  readonly organization: Organization | null;
  readonly createdAt: number;
}

export interface Organization {
  /** By account id. */
  readonly members: Map<number, "admin" | "member">;
  readonly teams: Team[];
  /** What every member may do in each of its repositories. */
  basePermission: Permission;
}

export interface Team {
  readonly id: number;
  readonly organization: Account;
  slug: string;
  name: string;
  parent: Team | null;
  readonly members: Map<number, { role: "member" | "maintainer"; state: "active" | "pending" }>;
  /** By repository id. */
  readonly repositories: Map<number, Permission>;
}

export function accountByLogin(world: World, login: string): Account | undefined {
  const wanted = login.toLowerCase();
  return [...world.accounts.values()].find((account) => account.login.toLowerCase() === wanted);
}

export function accountByEmail(world: World, email: string): Account | undefined {
  const wanted = email.toLowerCase();
  const noreply = /^(?:(\d+)\+)?([^@]+)@users\.noreply\.github\.com$/.exec(wanted);
  if (noreply?.[1] !== undefined) return world.accounts.get(Number(noreply[1]));
  return [...world.accounts.values()].find((account) => account.emails.some((known) => known.toLowerCase() === wanted));
}

export function teamBySlug(organization: Account, slug: string): Team | undefined {
  return organization.organization?.teams.find((team) => team.slug === slug.toLowerCase());
}

/** Membership counts through child teams, as in GitHub's answer. */
export function membershipIn(team: Team, account: Account): { role: string; state: "active" | "pending" } | undefined {
  const own = team.members.get(account.id);
  if (own?.state === "active") return own;
  const children = team.organization.organization!.teams.filter((child) => child.parent === team);
  const through = children.map((child) => membershipIn(child, account)).find((found) => found?.state === "active");
  return through ?? own;
}

export function noreplyOf(account: Account): string {
  return account.emails[0] ?? `${account.id}+${account.login}@users.noreply.github.com`;
}

export function addAccount(
  world: World,
  account: { login: string; type: Account["type"]; name?: string | null; emails?: string[]; id?: number },
): Account {
  if (accountByLogin(world, account.login)) throw new Error(`there is already an account ${account.login}`);
  const kind = account.type === "User" ? "user" : account.type === "Bot" ? "bot" : "organization";
  const made: Account = {
    id: account.id ?? world.ids.next(kind),
    login: account.login,
    type: account.type,
    name: account.name ?? null,
    emails: account.emails ?? [],
    organization: account.type === "Organization" ? { members: new Map(), teams: [], basePermission: "read" } : null,
    createdAt: world.clock.now(),
  };
  world.accounts.set(made.id, made);
  return made;
}
