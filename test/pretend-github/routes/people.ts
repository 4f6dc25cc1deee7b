// Accounts, organisations, teams and their members.
import * as z from "zod";
import { setMembership, setTeamMembership } from "../acts/people.ts";
import { list } from "../http/page.ts";
import { found, notFound, Refusal } from "../http/refusal.ts";
import { by, json, NOTHING, numberIn, route } from "../http/route.ts";
import type { Ask, Route } from "../http/route.ts";
import { accountByLogin, membershipIn, teamBySlug } from "../state/accounts.ts";
import type { Account, Team } from "../state/accounts.ts";
import { tokenGrants } from "../http/actor.ts";
import { organizationShape, profileShape, teamShape, userShape } from "../shapes/account.ts";

function organizationIn(ask: Ask): Account {
  const account = accountByLogin(ask.world, ask.params["org"]!);
  return found(account?.organization ? account : undefined);
}

/** Members of the organisation see its teams, and installations with Members: read. Others get 404. */
function demandSight(ask: Ask, organization: Account, wanted: "read" | "write" = "read"): void {
  const { actor } = ask;
  if (actor.kind === "installation") {
    const here = actor.grant.installation.account === organization;
    if (here && tokenGrants(actor, "members", wanted)) return;
    if (here) throw new Refusal(403, "Resource not accessible by integration");
    throw notFound();
  }
  if (actor.kind !== "user") throw notFound();
  const role = organization.organization!.members.get(actor.account.id);
  if (role === undefined) throw notFound();
  if (wanted === "write" && role !== "admin") throw new Refusal(403, "You must be an admin of the organization");
}

function teamIn(ask: Ask, wanted: "read" | "write" = "read"): Team {
  const organization = organizationIn(ask);
  demandSight(ask, organization, wanted);
  return found(teamBySlug(organization, ask.params["team"]!));
}

function membershipShape(ask: Ask, team: Team, account: Account) {
  const membership = membershipIn(team, account);
  if (!membership) throw notFound();
  const url = `${ask.world.url}/organizations/${team.organization.id}/team/${team.id}/memberships/${account.login}`;
  return json({ state: membership.state, role: membership.role, url });
}

export const peopleRoutes: readonly Route[] = [
  route({
    on: "GET /users/:login",
    answer: (ask) => json(profileShape(ask.world, found(accountByLogin(ask.world, ask.params["login"]!)))),
  }),
  route({
    on: "GET /user/:id",
    answer: (ask) => json(profileShape(ask.world, found(ask.world.accounts.get(numberIn(ask, "id"))))),
  }),
  route({
    on: "GET /orgs/:org",
    answer: (ask) =>
      json({ ...organizationShape(ask.world, organizationIn(ask)), ...profileShape(ask.world, organizationIn(ask)) }),
  }),
  route({
    on: "GET /orgs/:org/memberships/:login",
    who: ["user", "installation"],
    answer: (ask) => {
      const organization = organizationIn(ask);
      demandSight(ask, organization);
      const account = found(accountByLogin(ask.world, ask.params["login"]!));
      const role = found(organization.organization!.members.get(account.id));
      return json({
        url: `${ask.world.url}/orgs/${organization.login}/memberships/${account.login}`,
        state: "active",
        role,
        organization_url: `${ask.world.url}/orgs/${organization.login}`,
        organization: organizationShape(ask.world, organization),
        user: userShape(ask.world, account),
      });
    },
  }),
  route({
    on: "PUT /orgs/:org/memberships/:login",
    who: ["user", "installation"],
    body: z.strictObject({ role: z.enum(["admin", "member"]).optional() }),
    answer: (ask) => {
      const organization = organizationIn(ask);
      demandSight(ask, organization, "write");
      const account = found(accountByLogin(ask.world, ask.params["login"]!));
      setMembership(ask.world, by(ask), { organization, account, role: ask.body.role ?? "member" });
      return json({ state: "active", role: ask.body.role ?? "member", user: userShape(ask.world, account) });
    },
  }),
  route({
    on: "DELETE /orgs/:org/memberships/:login",
    who: ["user", "installation"],
    answer: (ask) => {
      const organization = organizationIn(ask);
      demandSight(ask, organization, "write");
      const account = found(accountByLogin(ask.world, ask.params["login"]!));
      setMembership(ask.world, by(ask), { organization, account, role: null });
      return NOTHING;
    },
  }),
  route({
    on: "GET /orgs/:org/members",
    who: ["user", "installation"],
    answer: (ask) => {
      const organization = organizationIn(ask);
      demandSight(ask, organization);
      const members = [...organization.organization!.members.keys()].map((id) => ask.world.accounts.get(id)!);
      return list(ask, members, (each) => userShape(ask.world, each));
    },
  }),
  route({
    on: "GET /orgs/:org/teams",
    who: ["user", "installation"],
    answer: (ask) => {
      const organization = organizationIn(ask);
      demandSight(ask, organization);
      return list(ask, organization.organization!.teams, (team) => teamShape(ask.world, team));
    },
  }),
  route({
    on: "GET /orgs/:org/teams/:team",
    who: ["user", "installation"],
    answer: (ask) => {
      const team = teamIn(ask);
      const counts = { members_count: team.members.size, repos_count: team.repositories.size };
      const times = { created_at: "2020-01-01T00:00:00Z", updated_at: "2020-01-01T00:00:00Z" };
      // The description knows no null for an organisation's profile here: what is not set is left out.
      const profile = Object.entries(profileShape(ask.world, team.organization)).filter(
        ([, value]) => value !== null && value !== "",
      );
      const organization = {
        ...Object.fromEntries(profile),
        ...organizationShape(ask.world, team.organization),
        has_organization_projects: true,
        has_repository_projects: true,
        archived_at: null,
      };
      return json({ ...teamShape(ask.world, team), ...counts, ...times, organization });
    },
  }),
  route({
    on: "GET /orgs/:org/teams/:team/members",
    who: ["user", "installation"],
    answer: (ask) => {
      const team = teamIn(ask);
      const active = [...ask.world.accounts.values()].filter((each) => membershipIn(team, each)?.state === "active");
      return list(ask, active, (each) => userShape(ask.world, each));
    },
  }),
  route({
    on: "GET /orgs/:org/teams/:team/memberships/:login",
    who: ["user", "installation"],
    answer: (ask) => membershipShape(ask, teamIn(ask), found(accountByLogin(ask.world, ask.params["login"]!))),
  }),
  route({
    on: "PUT /orgs/:org/teams/:team/memberships/:login",
    who: ["user", "installation"],
    body: z.strictObject({ role: z.enum(["member", "maintainer"]).optional() }),
    answer: (ask) => {
      const team = teamIn(ask, "write");
      const account = found(accountByLogin(ask.world, ask.params["login"]!));
      setTeamMembership(ask.world, by(ask), { team, account, role: ask.body.role ?? "member" });
      return membershipShape(ask, team, account);
    },
  }),
  route({
    on: "DELETE /orgs/:org/teams/:team/memberships/:login",
    who: ["user", "installation"],
    answer: (ask) => {
      const team = teamIn(ask, "write");
      const account = found(accountByLogin(ask.world, ask.params["login"]!));
      setTeamMembership(ask.world, by(ask), { team, account, role: null });
      return NOTHING;
    },
  }),
];
