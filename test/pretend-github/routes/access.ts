// Who may do what in a repository: collaborators, their roles, teams.
import * as z from "zod";
import { list } from "../http/page.ts";
import { found, Refusal } from "../http/refusal.ts";
import { by, json, NOTHING, onRepository, route } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { accountByLogin, teamBySlug } from "../state/accounts.ts";
import type { Account } from "../state/accounts.ts";
import { atLeast, roleIn } from "../state/authority.ts";
import type { Permission } from "../state/authority.ts";
import { nodeId } from "../state/ids.ts";
import { userShape } from "../shapes/account.ts";
import type { Shape } from "../shapes/account.ts";

/** `permission` knows four words only; `role_name` has the real one, also custom names. */
function permissionShape(ask: RepositoryAsk, account: Account): Shape {
  const role = roleIn(ask.world, ask.repository, account);
  const has = (wanted: Permission): boolean => atLeast(role.level, wanted);
  const permission = has("admin") ? "admin" : has("write") ? "write" : has("read") ? "read" : "none";
  const permissions = {
    admin: has("admin"),
    maintain: has("maintain"),
    push: has("write"),
    triage: has("triage"),
    pull: has("read"),
  };
  return {
    permission,
    role_name: role.name,
    user: { ...userShape(ask.world, account), permissions, role_name: role.name },
  };
}

function collaborators(ask: RepositoryAsk): Account[] {
  return [...ask.world.accounts.values()].filter((account) => {
    const { owner, collaborators: direct } = ask.repository;
    const known = owner === account || direct.has(account.id) || owner.organization?.members.has(account.id);
    return (
      account.type === "User" && known === true && atLeast(roleIn(ask.world, ask.repository, account).level, "read")
    );
  });
}

const ROLES = { pull: "read", triage: "triage", push: "write", maintain: "maintain", admin: "admin" } as const;

export const accessRoutes: readonly Route[] = [
  onRepository({
    on: "GET /repos/:owner/:repo/collaborators",
    app: ["metadata", "read"],
    user: "write",
    answer: (ask) =>
      list(ask, collaborators(ask), (account) => {
        const shape = permissionShape(ask, account)["user"] as Shape;
        return shape;
      }),
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/collaborators/:login/permission",
    app: ["metadata", "read"],
    user: "read",
    answer: (ask) => {
      const account = accountByLogin(ask.world, ask.params["login"]!);
      if (!account || account.type === "Organization") throw new Refusal(404, `${ask.params["login"]} is not a user`);
      return json(permissionShape(ask, account));
    },
  }),
  onRepository({
    on: "PUT /repos/:owner/:repo/collaborators/:login",
    app: ["administration", "write"],
    user: "admin",
    body: z.strictObject({ permission: z.enum(["pull", "triage", "push", "maintain", "admin"]).optional() }),
    answer: (ask) => {
      const account = found(accountByLogin(ask.world, ask.params["login"]!));
      const level = ROLES[ask.body.permission ?? "push"];
      ask.repository.collaborators.set(account.id, { level, name: level });
      const body = {
        member: userShape(ask.world, account),
        changes: { permission: { from: "", to: level }, role_name: { to: level } },
      };
      ask.world.tell({ name: "member", action: "added", repository: ask.repository, sender: by(ask).account, body });
      return NOTHING;
    },
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/collaborators/:login",
    app: ["administration", "write"],
    user: "admin",
    answer: (ask) => {
      const account = found(accountByLogin(ask.world, ask.params["login"]!));
      if (!ask.repository.collaborators.delete(account.id)) return NOTHING;
      const body = { member: userShape(ask.world, account) };
      ask.world.tell({ name: "member", action: "removed", repository: ask.repository, sender: by(ask).account, body });
      return NOTHING;
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/teams",
    app: ["metadata", "read"],
    user: "read",
    answer: (ask) => {
      const teams =
        ask.repository.owner.organization?.teams.filter((team) => team.repositories.has(ask.repository.id)) ?? [];
      const names = {
        read: "pull",
        triage: "triage",
        write: "push",
        maintain: "maintain",
        admin: "admin",
        none: "pull",
      } as const;
      return list(ask, teams, (team) => ({
        id: team.id,
        node_id: nodeId("team", team.id),
        name: team.name,
        slug: team.slug,
        description: null,
        permission: names[team.repositories.get(ask.repository.id)!],
        url: `${ask.world.url}/teams/${team.id}`,
        html_url: `${ask.world.url}/orgs/${team.organization.login}/teams/${team.slug}`,
        members_url: `${ask.world.url}/teams/${team.id}/members{/member}`,
        repositories_url: `${ask.world.url}/teams/${team.id}/repos`,
        parent: null,
        type: "organization",
        organization_id: team.organization.id,
      }));
    },
  }),
  route({
    on: "PUT /orgs/:org/teams/:team/repos/:owner/:repo",
    who: ["user"],
    body: z.strictObject({ permission: z.enum(["pull", "triage", "push", "maintain", "admin"]).optional() }),
    answer: (ask) => {
      const team = found(teamBySlug(found(accountByLogin(ask.world, ask.params["org"]!)), ask.params["team"]!));
      const wanted = `${ask.params["owner"]}/${ask.params["repo"]}`.toLowerCase();
      const all = [...ask.world.repositories.values()];
      const repository = found(all.find((each) => `${each.owner.login}/${each.name}`.toLowerCase() === wanted));
      team.repositories.set(repository.id, ROLES[ask.body.permission ?? "pull"]);
      return NOTHING;
    },
  }),
];
