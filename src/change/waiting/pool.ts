// Everybody who might be asked for an approval, and what they hold: for suggestions only, no verdict rests on it.
import { membership, rolesWithDefault, type Authority, type OwnedPath } from "../../core/people.ts";
import type { Policy } from "../../core/policy.ts";
import { known, type Known } from "../../core/known.ts";
import type { PermissionLevel, Reads } from "../../core/reads.ts";
import type { Person } from "../../core/refs.ts";
import type { ChangeConfig } from "../config.ts";

export interface Pool {
  readonly people: readonly Person[];
  readonly permissions: Authority["permissions"];
  readonly teams: Authority["teams"];
  readonly accounts: Authority["accounts"];
}

export type PoolReads = Pick<Reads, "collaborators" | "teamMembers" | "person">;

/** Null where the policy wants no suggestions. One list for each team that a role or an owner names, and one of collaborators. */
export async function gatherPool(args: {
  readonly policy: Policy<ChangeConfig>;
  readonly owned: readonly OwnedPath[];
  readonly reads: PoolReads;
}): Promise<Known<Pool> | null> {
  return args.policy.section.reviewers === "off" ? null : known(poolOf(args));
}

async function poolOf(args: {
  readonly policy: Policy<ChangeConfig>;
  readonly owned: readonly OwnedPath[];
  readonly reads: PoolReads;
}): Promise<Pool> {
  const { policy, owned, reads } = args;
  const roles = Object.values(rolesWithDefault(policy.roles));
  const owners = owned.flatMap((path) => path.owners);
  const named = [
    ...roles.flatMap((role) => role.users ?? []),
    ...owners.flatMap((owner) => (owner.kind === "person" ? [owner.login] : [])),
  ];
  const teams = [
    ...roles.flatMap((role) => role.teams ?? []),
    ...owners.flatMap((owner) => (owner.kind === "team" ? [owner.team] : [])),
  ];
  const asksLevels = roles.some((role) => role.permission !== undefined);
  const [levels, members, accounts] = await Promise.all([
    asksLevels ? reads.collaborators() : [],
    Promise.all(lowered(teams).map(async (team) => ({ team, of: await reads.teamMembers(team) }))),
    Promise.all(lowered(named).map(async (login) => [login, await reads.person(login)] as const)),
  ]);
  const all = [
    ...levels.map(({ person }) => person),
    ...members.flatMap(({ of }) => of),
    ...accounts.flatMap(([, person]) => (person ? [person] : [])),
  ];
  const people = [...new Map(all.filter(({ type }) => type === "User").map((one) => [one.id, one])).values()];
  const level = (person: Person): PermissionLevel => levels.find((one) => one.person.id === person.id)?.level ?? "none";
  return {
    people,
    permissions: new Map(people.map((person) => [person.id, { known: true, value: level(person) }])),
    teams: new Map(
      members.flatMap(({ team, of }) =>
        people.map((person) => {
          const isIn = of.some(({ id }) => id === person.id);
          return [membership(team, person), { known: true, value: isIn ? "active" : "none" }] as const;
        }),
      ),
    ),
    accounts: new Map(accounts.map(([login, person]) => [login, { known: true, value: person }])),
  };
}

const lowered = (names: readonly string[]): readonly string[] => [...new Set(names.map((name) => name.toLowerCase()))];
