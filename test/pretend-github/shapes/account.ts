// Accounts, teams and Apps as GitHub's JSON.
import type { Account, Team } from "../state/accounts.ts";
import type { App, Installation } from "../state/apps.ts";
import { stamp, stampOrNull } from "../state/clock.ts";
import { nodeId } from "../state/ids.ts";
import { fullName } from "../state/repositories.ts";
import type { World } from "../state/world.ts";

/** JSON in GitHub's shape. */
export type Shape = Readonly<Record<string, unknown>>;

export function accountNode(account: Account): string {
  return nodeId(account.type === "User" ? "user" : account.type === "Bot" ? "bot" : "organization", account.id);
}

export function userShape(world: World, account: Account): Shape {
  const api = `${world.url}/users/${encodeURIComponent(account.login)}`;
  const page = account.type === "Bot" ? `apps/${account.login.replace(/\[bot\]$/, "")}` : account.login;
  return {
    login: account.login,
    id: account.id,
    node_id: accountNode(account),
    avatar_url: `${world.url}/_pretend/avatars/${account.id}`,
    gravatar_id: "",
    url: api,
    html_url: `${world.url}/${page}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: account.type,
    user_view_type: "public",
    site_admin: false,
  };
}

export function userOrNull(world: World, account: Account | null): Shape | null {
  return account === null ? null : userShape(world, account);
}

/** `GET /users/{login}`: the public profile. */
export function profileShape(world: World, account: Account): Shape {
  const repositories = [...world.repositories.values()].filter((each) => each.owner.id === account.id);
  return {
    ...userShape(world, account),
    name: account.name,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: repositories.filter((each) => !each.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: stamp(account.createdAt),
    updated_at: stamp(account.createdAt),
  };
}

export function organizationShape(world: World, account: Account): Shape {
  const api = `${world.url}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: accountNode(account),
    url: api,
    repos_url: `${api}/repos`,
    events_url: `${api}/events`,
    hooks_url: `${api}/hooks`,
    issues_url: `${api}/issues`,
    members_url: `${api}/members{/member}`,
    public_members_url: `${api}/public_members{/member}`,
    avatar_url: `${world.url}/_pretend/avatars/${account.id}`,
    description: null,
  };
}

function teamCore(world: World, team: Team): Shape {
  const api = `${world.url}/organizations/${team.organization.id}/team/${team.id}`;
  return {
    id: team.id,
    node_id: nodeId("team", team.id),
    name: team.name,
    slug: team.slug,
    description: null,
    privacy: "closed",
    notification_setting: "notifications_enabled",
    permission: "pull",
    url: api,
    html_url: `${world.url}/orgs/${team.organization.login}/teams/${team.slug}`,
    members_url: `${api}/members{/member}`,
    repositories_url: `${api}/repos`,
    type: "organization",
    organization_id: team.organization.id,
  };
}

export function teamShape(world: World, team: Team): Shape {
  return { ...teamCore(world, team), parent: team.parent ? teamCore(world, team.parent) : null };
}

export function appShape(world: World, app: App): Shape {
  const installations = [...world.installations.values()].filter((each) => each.app.id === app.id);
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId("app", app.id),
    owner: userShape(world, app.owner),
    name: app.name,
    description: "",
    external_url: `${world.url}/apps/${app.slug}`,
    html_url: `${world.url}/apps/${app.slug}`,
    created_at: stamp(app.createdAt),
    updated_at: stamp(app.createdAt),
    permissions: app.permissions,
    events: app.events,
    installations_count: installations.length,
  };
}

/** The App as it appears inside other things: without the count of its installations. */
export function appInside(world: World, app: App | null): Shape | null {
  if (app === null) return null;
  return Object.fromEntries(Object.entries(appShape(world, app)).filter(([key]) => key !== "installations_count"));
}

export function installationShape(world: World, installation: Installation): Shape {
  const { app, account } = installation;
  return {
    id: installation.id,
    client_id: app.clientId,
    account: userShape(world, account),
    repository_selection: installation.repositories === null ? "all" : "selected",
    access_tokens_url: `${world.url}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${world.url}/installation/repositories`,
    html_url: `${world.url}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type === "Organization" ? "Organization" : "User",
    permissions: installation.permissions,
    events: installation.events,
    created_at: stamp(installation.createdAt),
    updated_at: stamp(installation.updatedAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: stampOrNull(installation.suspendedAt),
  };
}

/** The short form in the payloads of `installation*` events. */
export function installedRepositories(world: World, ids: Iterable<number>): Shape[] {
  return [...ids].flatMap((id) => {
    const repository = world.repositories.get(id);
    if (!repository) return [];
    const { name } = repository;
    const node = nodeId("repository", id);
    return [{ id, node_id: node, name, full_name: fullName(repository), private: repository.private }];
  });
}
