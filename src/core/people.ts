// Who holds a role, by what was read a moment ago (spec: change, "Who counts"; design rule 7). Unknown is not yes.
import type { Role, Roles } from "./policy.ts";
import { mostHopeful } from "./hope.ts";
import type { Known, Unknown } from "./known.ts";
import type { PermissionLevel, Repository } from "./reads.ts";
import type { Person } from "./refs.ts";

export type Owner =
  | { readonly kind: "person"; readonly login: string }
  | { readonly kind: "team"; readonly team: string }
  /** An address that nobody can put a name to. */
  | { readonly kind: "unnamed"; readonly text: string };

/** A touched path that has owners. */
export interface OwnedPath {
  readonly path: string;
  readonly owners: readonly Owner[];
}

/** Answers that were read for this turn. What was not asked is not there, and counts as unknown. */
export interface Authority {
  readonly ownerType: Repository["ownerType"];
  /** By person's id. */
  readonly permissions: ReadonlyMap<number, Known<PermissionLevel>>;
  /** By {@link membership}. */
  readonly teams: ReadonlyMap<string, Known<"active" | "pending" | "none">>;
  /** By login in lower case. */
  readonly accounts: ReadonlyMap<string, Known<Person | null>>;
}

/** The key of {@link Authority.teams}. */
export function membership(team: string, person: Person): string {
  return `${team.toLowerCase()}#${person.id}`;
}

export type Standing =
  | { readonly is: "holds" }
  /** Only as an owner of touched paths: counts when the counted owners together cover all that have one. */
  | { readonly is: "owns" }
  /** `invited` is a team whose invitation was not accepted yet. */
  | { readonly is: "no"; readonly invited: string | null }
  | { readonly is: "unknown"; readonly why: Unknown };

const ORDER: readonly PermissionLevel[] = ["none", "read", "triage", "write", "maintain", "admin"];

const notAsked: Unknown = { failure: "incomplete", what: "a role", message: "it was not asked for" };

function answerTo<T>(asked: ReadonlyMap<number | string, Known<T>>, key: number | string): Known<T> {
  return asked.get(key) ?? { known: false, why: notAsked };
}

/** Any of these might have said yes: it is unknown for the one that another look is most likely to get over. */
function unlessKnown(whys: readonly Unknown[], no: Standing): Standing {
  const why = mostHopeful(whys);
  return why ? { is: "unknown", why } : no;
}

/** Any way in suffices; where none is sure, one that could not be read leaves it open. */
export function standingIn(args: {
  readonly role: Role;
  readonly person: Person;
  readonly authority: Authority;
  readonly owned: readonly OwnedPath[];
}): Standing {
  const { role, person, authority, owned } = args;
  if (person.type !== "User") return { is: "no", invited: null };
  const whys: Unknown[] = [];
  let invited: string | null = null;

  if (role.permission !== undefined) {
    const level = answerTo(authority.permissions, person.id);
    if (!level.known) whys.push(level.why);
    else if (hasAtLeast(level.value, role.permission, authority.ownerType)) return { is: "holds" };
  }
  for (const login of role.users ?? []) {
    const account = answerTo(authority.accounts, login.toLowerCase());
    if (!account.known) whys.push(account.why);
    else if (account.value?.id === person.id) return { is: "holds" };
  }
  for (const team of role.teams ?? []) {
    const state = answerTo(authority.teams, membership(team, person));
    if (!state.known) whys.push(state.why);
    else if (state.value === "active") return { is: "holds" };
    else if (state.value === "pending") invited = team;
  }
  if (role.codeowners === true) {
    const ways = owned.map((path) => ownership({ path, person, authority }));
    if (ways.some(({ is }) => is === "owns")) return { is: "owns" };
    whys.push(...ways.flatMap((way) => (way.is === "unknown" ? [way.why] : [])));
  }
  return unlessKnown(whys, { is: "no", invited });
}

function hasAtLeast(level: PermissionLevel, asked: PermissionLevel, ownerType: Repository["ownerType"]): boolean {
  // A repository of a user has no maintain: it means admin there.
  const least = asked === "maintain" && ownerType === "User" ? "admin" : asked;
  return ORDER.indexOf(level) >= ORDER.indexOf(least);
}

/** Whether a person owns one path, by the owners that CODEOWNERS names for it. */
export function ownership(args: {
  readonly path: OwnedPath;
  readonly person: Person;
  readonly authority: Authority;
}): Standing {
  const { path, person, authority } = args;
  const whys: Unknown[] = [];
  for (const owner of path.owners) {
    if (owner.kind === "unnamed") {
      const message = "GitHub cannot say whose address it is";
      whys.push({ failure: "unknowable", what: `code owner ${owner.text}`, message });
    } else if (owner.kind === "team") {
      const state = answerTo(authority.teams, membership(owner.team, person));
      if (!state.known) whys.push(state.why);
      else if (state.value === "active") return { is: "owns" };
    } else {
      const account = answerTo(authority.accounts, owner.login.toLowerCase());
      if (!account.known) whys.push(account.why);
      else if (account.value?.id === person.id) return { is: "owns" };
    }
  }
  return unlessKnown(whys, { is: "no", invited: null });
}

/** Any key under `roles:`, for what everybody with a role may do. */
export function standingInAny(args: {
  readonly roles: Roles;
  readonly person: Person;
  readonly authority: Authority;
  readonly owned: readonly OwnedPath[];
}): Standing {
  const standings = Object.values(args.roles).map((role) => standingIn({ ...args, role }));
  const sure = standings.find((one) => one.is === "holds") ?? standings.find((one) => one.is === "owns");
  if (sure) return sure;
  return unlessKnown(
    standings.flatMap((one) => (one.is === "unknown" ? [one.why] : [])),
    standings.find((one) => one.is === "no" && one.invited !== null) ?? { is: "no", invited: null },
  );
}

/** `change: {}` asks for maintainers without naming them: then they are who may maintain the repository. */
export function rolesWithDefault(roles: Roles): Roles {
  return Object.hasOwn(roles, "maintainers") ? roles : { ...roles, maintainers: { permission: "maintain" } };
}

/** What has to be read before {@link standingIn} can tell whether these people hold these roles; each question once. */
export interface Questions {
  readonly permissions: readonly Person[];
  readonly teams: readonly { readonly team: string; readonly person: Person }[];
  /** Lower case. */
  readonly logins: readonly string[];
}

export function questionsAbout(people: readonly Person[], roles: readonly Role[]): Questions {
  const humans = [...new Map(people.map((person) => [person.id, person])).values()].filter(
    ({ type }) => type === "User",
  );
  if (humans.length === 0) return { permissions: [], teams: [], logins: [] };
  const teams = new Set(roles.flatMap((role) => role.teams ?? []).map((team) => team.toLowerCase()));
  return {
    permissions: roles.some((role) => role.permission !== undefined) ? humans : [],
    teams: [...teams].flatMap((team) => humans.map((person) => ({ team, person }))),
    logins: [...new Set(roles.flatMap((role) => role.users ?? []).map((login) => login.toLowerCase()))],
  };
}
