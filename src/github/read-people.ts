// Who may do what. Identity is a numeric id (design rule 7); GitHub's routes take logins, so the login is looked up
// just before, and the answer has to be about the same id.
import * as z from "zod";
import { ReadError } from "../core/known.ts";
import type { PermissionLevel, Reads } from "../core/reads.ts";
import type { Person } from "../core/refs.ts";
import type { Ask } from "./ask.ts";
import { all } from "./pages.ts";
import { orNullWhen } from "./read-repository.ts";
import { Account, Id } from "./shapes.ts";

const Collaborator = z.object({
  permission: z.string(),
  user: z.object({ id: Id, permissions: z.record(z.string(), z.boolean()).optional() }).nullable(),
});
const Listed = Account.extend({ permissions: z.record(z.string(), z.boolean()).optional() });
const Membership = z.object({ state: z.enum(["active", "pending"]) });
const Team = z.object({ id: Id, slug: z.string() });

// From strong to weak. `permission` says "write" for maintain and "read" for triage, and custom roles have names of
// their own: what counts is what the person can do.
const LEVELS: readonly (readonly [flag: string, level: PermissionLevel])[] = [
  ["admin", "admin"],
  ["maintain", "maintain"],
  ["push", "write"],
  ["triage", "triage"],
  ["pull", "read"],
];

type PeopleReads = Pick<Reads, "permission" | "team" | "person" | "teamMembers" | "collaborators">;

/** The account of this id as it is called now. 1 call; unchanged answers are free. Throws `gone` when there is none. */
export async function accountNow(ask: Ask, person: Person): Promise<Person> {
  const { value } = await ask({
    route: "GET /user/{account_id}",
    parameters: { account_id: person.id },
    what: `the account ${person.id}`,
    schema: Account,
  });
  if (value.id === person.id) return value;
  const what = `the account ${person.id}`;
  throw new ReadError({
    failure: "malformed",
    what,
    message: `GitHub answered about account ${value.id} instead of ${person.id}.`,
  });
}

export function peopleReads(ask: Ask): PeopleReads {
  /** 2 calls. */
  async function permission(person: Person): Promise<PermissionLevel> {
    const { login } = await accountNow(ask, person);
    const what = `what ${login} may do in ${ask.called}`;
    const { value } = await ask({
      route: "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
      parameters: { username: login },
      what,
      schema: Collaborator,
    });
    if (value.user === null) return "none";
    if (value.user.id !== person.id) {
      throw new ReadError({ failure: "moved", what, message: `The login ${login} belongs to somebody else by now.` });
    }
    return levelOf(value.permission, value.user.permissions);
  }

  /** 2 calls; 3 when the person is not in it, since a 404 alone is also "no right" or "no such team". */
  async function team(name: string, person: Person): Promise<"active" | "pending" | "none"> {
    const place = { ...ownTeam(name, ask), what: `the members of ${name}` };
    const { login } = await accountNow(ask, person);
    const membership = await orNullWhen(
      "gone",
      ask({
        route: "GET /orgs/{org}/teams/{team_slug}/memberships/{username}",
        parameters: { ...place.parameters, username: login },
        what: place.what,
        schema: Membership,
      }),
    );
    if (membership) return membership.value.state;
    await ask({ route: "GET /orgs/{org}/teams/{team_slug}", ...place, schema: Team });
    return "none";
  }

  /** 1 call. Accounts are public: a 404 here means that there is none. */
  async function person(login: string): Promise<Person | null> {
    const found = await orNullWhen(
      "gone",
      ask({
        route: "GET /users/{username}",
        parameters: { username: login },
        what: `the account ${login}`,
        schema: Account,
      }),
    );
    return found && found.value;
  }

  /** One call for each 100, twice beyond 100. Invitations that were not accepted are not in this list. */
  async function teamMembers(name: string): Promise<readonly Person[]> {
    return all(ask, {
      route: "GET /orgs/{org}/teams/{team_slug}/members",
      ...ownTeam(name, ask),
      what: `the members of ${name}`,
      item: Account,
      key: (member) => member.id,
    });
  }

  /** One call for each 100, twice beyond 100. */
  async function collaborators(): ReturnType<Reads["collaborators"]> {
    const listed = await all(ask, {
      route: "GET /repos/{owner}/{repo}/collaborators",
      parameters: {},
      what: `who may do what in ${ask.called}`,
      item: Listed,
      key: ({ id }) => id,
    });
    return listed.map(({ permissions, ...one }) => ({ person: one, level: levelOf("", permissions) }));
  }

  return { permission, team, person, teamMembers, collaborators };
}

function levelOf(permission: string, flags: Readonly<Record<string, boolean>> | undefined): PermissionLevel {
  if (flags) return LEVELS.find(([flag]) => flags[flag] === true)?.[1] ?? "none";
  // Older Enterprise Servers give no flags; then the coarser word is all there is, and it never says more than is so.
  return permission === "admin" || permission === "write" || permission === "read" ? permission : "none";
}

/** `slug`, or `owner/slug` with this repository's owner: teams of another organisation say nothing here. */
function ownTeam(
  name: string,
  ask: Ask,
): { readonly parameters: { readonly org: string; readonly team_slug: string } } {
  const [slug = "", owner = ask.repo.owner] = name.split("/").reverse();
  if (owner.toLowerCase() === ask.repo.owner.toLowerCase()) return { parameters: { org: owner, team_slug: slug } };
  const what = `the members of ${name}`;
  throw new ReadError({
    failure: "refused",
    what,
    message: `The team ${name} belongs to another owner than ${ask.called}.`,
  });
}
