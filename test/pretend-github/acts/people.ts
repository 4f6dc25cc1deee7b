// Memberships of organisations and teams; accounts that are renamed; installations that come and go.
import type { Account, Team } from "../state/accounts.ts";
import type { App, Installation, Permissions } from "../state/apps.ts";
import type { By } from "../state/issues.ts";
import type { World } from "../state/world.ts";
import { installationShape, installedRepositories, teamShape, userShape } from "../shapes/account.ts";

export function setMembership(
  world: World,
  by: By,
  change: { organization: Account; account: Account; role: "admin" | "member" | null },
): void {
  const { organization, account, role } = change;
  const { members, teams } = organization.organization!;
  const known = members.has(account.id);
  if (role === null) {
    members.delete(account.id);
    for (const team of teams) team.members.delete(account.id);
  } else members.set(account.id, role);
  if (known === (role !== null)) return;
  const membership = {
    url: `${world.url}/orgs/${organization.login}/memberships/${account.login}`,
    state: "active",
    role: role ?? "member",
    organization_url: `${world.url}/orgs/${organization.login}`,
    user: userShape(world, account),
  };
  const action = role === null ? "member_removed" : "member_added";
  world.tell({
    name: "organization",
    action,
    repository: null,
    organization,
    sender: by.account,
    body: { membership },
  });
}

/** Who is no member of the organisation is invited: `pending` until they accept. */
export function setTeamMembership(
  world: World,
  by: By,
  change: { team: Team; account: Account; role: "member" | "maintainer" | null },
): void {
  const { team, account, role } = change;
  const state = team.organization.organization!.members.has(account.id) ? "active" : "pending";
  if (role === null) {
    if (!team.members.delete(account.id)) return;
  } else team.members.set(account.id, { role, state });
  if (role !== null && state === "pending") return;
  const body = { scope: "team", member: userShape(world, account), team: teamShape(world, team) };
  const action = role === null ? "removed" : "added";
  world.tell({
    name: "membership",
    action,
    repository: null,
    organization: team.organization,
    sender: by.account,
    body,
  });
}

/** Accepts the invitation: to the organisation, and to the teams that waited for it. */
export function acceptInvitation(world: World, organization: Account, account: Account): void {
  const by = { account, app: null };
  setMembership(world, by, { organization, account, role: "member" });
  for (const team of organization.organization!.teams) {
    const invited = team.members.get(account.id);
    if (invited?.state === "pending") setTeamMembership(world, by, { team, account, role: invited.role });
  }
}

export function install(
  world: World,
  sender: Account,
  fresh: {
    app: App;
    account: Account;
    repositories: ReadonlySet<number> | null;
    permissions?: Permissions;
    id?: number;
  },
): Installation {
  const now = world.clock.now();
  const installation: Installation = {
    id: fresh.id ?? world.ids.next("installation"),
    app: fresh.app,
    account: fresh.account,
    repositories: fresh.repositories && new Set(fresh.repositories),
    permissions: fresh.permissions ?? fresh.app.permissions,
    events: fresh.app.events,
    suspendedAt: null,
    createdAt: now,
    updatedAt: now,
  };
  world.installations.set(installation.id, installation);
  tellInstallation(world, sender, installation, "created");
  return installation;
}

function idsOf(world: World, installation: Installation): number[] {
  if (installation.repositories) return [...installation.repositories];
  return [...world.repositories.values()].filter((each) => each.owner === installation.account).map((each) => each.id);
}

function tellInstallation(world: World, sender: Account, installation: Installation, action: string): void {
  const repositories = installedRepositories(world, idsOf(world, installation));
  const body = { installation: installationShape(world, installation), repositories, requester: null };
  world.tell({ name: "installation", action, repository: null, sender, body, installation });
}

export function uninstall(world: World, sender: Account, installation: Installation): void {
  tellInstallation(world, sender, installation, "deleted");
  world.installations.delete(installation.id);
}

export function suspend(world: World, sender: Account, installation: Installation, how: "suspend" | "unsuspend"): void {
  installation.suspendedAt = how === "suspend" ? world.clock.now() : null;
  tellInstallation(world, sender, installation, how);
}

export function changeSelection(
  world: World,
  sender: Account,
  installation: Installation,
  change: { add: readonly number[]; remove: readonly number[] },
): void {
  const before = idsOf(world, installation);
  installation.repositories = new Set([...before, ...change.add].filter((id) => !change.remove.includes(id)));
  for (const action of ["added", "removed"] as const) {
    const ids = action === "added" ? change.add : change.remove;
    if (ids.length === 0) continue;
    const body = {
      installation: installationShape(world, installation),
      repository_selection: "selected",
      repositories_added: action === "added" ? installedRepositories(world, ids) : [],
      repositories_removed: action === "removed" ? installedRepositories(world, ids) : [],
      requester: null,
    };
    world.tell({ name: "installation_repositories", action, repository: null, sender, body, installation });
  }
}

export function grant(world: World, sender: Account, installation: Installation, permissions: Permissions): void {
  installation.permissions = permissions;
  tellInstallation(world, sender, installation, "new_permissions_accepted");
}
