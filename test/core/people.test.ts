import { describe, expect, it } from "vitest";
import {
  membership,
  ownership,
  questionsAbout,
  rolesWithDefault,
  standingIn,
  standingInAny,
} from "../../src/core/people.ts";
import type { Authority, OwnedPath, Standing } from "../../src/core/people.ts";
import type { Role, Roles } from "../../src/core/policy.ts";
import type { Known } from "../../src/core/known.ts";
import type { Person } from "../../src/core/refs.ts";

const ada: Person = { id: 1, login: "ada", type: "User" };
const bob: Person = { id: 2, login: "bob", type: "User" };
const yes = <T>(value: T): Known<T> => ({ known: true, value });
const unread = { known: false, why: { failure: "server", what: "something", message: "502" } } as const;
const no: Known<never> = unread;

function authority(read: {
  permissions?: [number, Authority["permissions"] extends ReadonlyMap<number, infer V> ? V : never][];
  teams?: [string, Person, Known<"active" | "pending" | "none">][];
  accounts?: [string, Known<Person | null>][];
  ownerType?: "User" | "Organization";
}): Authority {
  return {
    ownerType: read.ownerType ?? "Organization",
    permissions: new Map(read.permissions),
    teams: new Map(read.teams?.map(([team, person, state]) => [membership(team, person), state])),
    accounts: new Map(read.accounts),
  };
}

const standing = (role: Role, read: Authority, owned: readonly OwnedPath[] = [], person = ada): Standing =>
  standingIn({ role, person, authority: read, owned });

describe("a role by permission", () => {
  it.each([
    ["admin", "maintain", "holds"],
    ["maintain", "maintain", "holds"],
    ["write", "maintain", "no"],
    ["triage", "triage", "holds"],
    ["none", "read", "no"],
  ] as const)("whoever has %s, asked for %s: %s", (level, permission, is) => {
    expect(standing({ permission }, authority({ permissions: [[1, yes(level)]] })).is).toBe(is);
  });

  it("maintain means admin in a repository of a user", () => {
    const read = (level: "admin" | "write") => authority({ ownerType: "User", permissions: [[1, yes(level)]] });
    expect(standing({ permission: "maintain" }, read("admin")).is).toBe("holds");
    expect(standing({ permission: "maintain" }, read("write")).is).toBe("no");
  });

  it("is not known when the level could not be read, or was not asked for", () => {
    expect(standing({ permission: "read" }, authority({ permissions: [[1, no]] })).is).toBe("unknown");
    expect(standing({ permission: "read" }, authority({})).is).toBe("unknown");
  });
});

describe("a role by list", () => {
  const board: Role = { teams: ["acme/Board"], users: ["Ada"] };
  it("a login counts by the account that has it now, not by its letters", () => {
    const accounts = (person: Person): Authority =>
      authority({ accounts: [["ada", yes(person)]], teams: [["acme/board", ada, yes("none")]] });
    expect(standing(board, accounts(ada)).is).toBe("holds");
    expect(standing(board, accounts({ ...bob, login: "ada" })).is).toBe("no");
  });

  it("ID-05 an invitation that was not accepted is no membership, and is named", () => {
    const read = authority({ accounts: [["ada", yes(null)]], teams: [["acme/board", ada, yes("pending")]] });
    expect(standing(board, read)).toEqual({ is: "no", invited: "acme/Board" });
  });

  it("one sure way in suffices, whatever else could not be read", () => {
    const read = authority({ accounts: [["ada", no]], teams: [["acme/board", ada, yes("active")]] });
    expect(standing(board, read).is).toBe("holds");
  });

  it("no sure way and one that could not be read is unknown", () => {
    const read = authority({ accounts: [["ada", no]], teams: [["acme/board", ada, yes("none")]] });
    expect(standing(board, read).is).toBe("unknown");
  });
});

describe("code owners", () => {
  const owned: OwnedPath[] = [{ path: "a.ts", owners: [{ kind: "person", login: "ada" }] }];
  it("own what they own, and nothing where nothing is touched", () => {
    const read = authority({ accounts: [["ada", yes(ada)]] });
    expect(standing({ codeowners: true }, read, owned).is).toBe("owns");
    expect(standing({ codeowners: true }, read, []).is).toBe("no");
    expect(standing({ codeowners: true }, read, owned, bob).is).toBe("no");
  });

  it("whom nobody can name leaves it open", () => {
    const unnamed: OwnedPath[] = [{ path: "a.ts", owners: [{ kind: "unnamed", text: "a@b.example" }] }];
    expect(standing({ codeowners: true }, authority({}), unnamed).is).toBe("unknown");
  });

  it("may be a team, of active members", () => {
    const team: OwnedPath[] = [{ path: "a.ts", owners: [{ kind: "team", team: "acme/web" }] }];
    const read = (state: "active" | "pending"): Authority => authority({ teams: [["acme/web", ada, yes(state)]] });
    expect(standing({ codeowners: true }, read("active"), team).is).toBe("owns");
    expect(standing({ codeowners: true }, read("pending"), team).is).toBe("no");
    expect(standing({ codeowners: true }, authority({}), team).is).toBe("unknown");
  });
});

describe("roles of a policy", () => {
  it("ID-08 a bot holds none, whatever its permission", () => {
    const bot: Person = { id: 1, login: "x[bot]", type: "Bot" };
    const read = authority({ permissions: [[1, yes("admin")]] });
    expect(standing({ permission: "read" }, read, [], bot)).toEqual({ is: "no", invited: null });
  });

  it("any role: the surest way counts", () => {
    const roles: Roles = { a: { permission: "admin" }, b: { users: ["ada"] } };
    const any = (read: Authority) => standingInAny({ roles, person: ada, authority: read, owned: [] }).is;
    expect(any(authority({ permissions: [[1, yes("read")]], accounts: [["ada", yes(ada)]] }))).toBe("holds");
    expect(any(authority({ permissions: [[1, no]], accounts: [["ada", yes(bob)]] }))).toBe("unknown");
    expect(any(authority({ permissions: [[1, yes("read")]], accounts: [["ada", yes(bob)]] }))).toBe("no");
  });

  it("a policy that names no maintainers has those who may maintain; a named one is left as it is", () => {
    expect(rolesWithDefault({})).toEqual({ maintainers: { permission: "maintain" } });
    expect(rolesWithDefault({ maintainers: { users: ["ada"] } })).toEqual({ maintainers: { users: ["ada"] } });
  });
});

describe("what has to be read", () => {
  it("is each question once, and none about bots", () => {
    const bot: Person = { id: 3, login: "x[bot]", type: "Bot" };
    const roles: Role[] = [
      { permission: "write", teams: ["acme/Web"] },
      { teams: ["acme/web"], users: ["Ada", "ada"] },
    ];
    expect(questionsAbout([ada, ada, bot], roles)).toEqual({
      permissions: [ada],
      teams: [{ team: "acme/web", person: ada }],
      logins: ["ada"],
    });
    expect(questionsAbout([bot], roles)).toEqual({ permissions: [], teams: [], logins: [] });
    expect(questionsAbout([ada], [{ users: ["bob"] }]).permissions).toEqual([]);
  });
});

describe("every level of permission", () => {
  const LEVELS = ["none", "read", "triage", "write", "maintain", "admin"] as const;
  const asked = ["read", "triage", "write", "maintain", "admin"] as const;
  const pairs = LEVELS.flatMap((level, has) => asked.map((least, index) => [level, least, has > index] as const));
  it.each(pairs)("%s is enough for %s: %s", (level, permission, enough) => {
    const is = enough ? "holds" : "no";
    expect(standing({ permission }, authority({ permissions: [[1, yes(level)]] })).is).toBe(is);
  });

  it("only maintain means admin in a repository of a user", () => {
    const read = authority({ ownerType: "User", permissions: [[1, yes("write")]] });
    expect(standing({ permission: "write" }, read).is).toBe("holds");
  });
});

describe("who somebody is for a role, word for word", () => {
  const { why } = unread;
  const notAsked = { failure: "incomplete", what: "a role", message: "it was not asked for" } as const;
  const web: OwnedPath = { path: "a.ts", owners: [{ kind: "team", team: "acme/web" }] };
  const ours: OwnedPath = { path: "a.ts", owners: [{ kind: "person", login: "Ada" }] };

  it.each<[string, Role, Authority, OwnedPath[], Standing]>([
    ["a level that was not asked for", { permission: "read" }, authority({}), [], { is: "unknown", why: notAsked }],
    [
      "a login that could not be read",
      { users: ["ada"] },
      authority({ accounts: [["ada", no]] }),
      [],
      { is: "unknown", why },
    ],
    [
      "a team that could not be read",
      { teams: ["acme/web"] },
      authority({ teams: [["acme/web", ada, no]] }),
      [],
      { is: "unknown", why },
    ],
    [
      "a team of others",
      { teams: ["acme/web"] },
      authority({ teams: [["acme/web", ada, yes("none")]] }),
      [],
      { is: "no", invited: null },
    ],
    [
      "an owner, where owners have no role",
      { users: [] },
      authority({ accounts: [["ada", yes(ada)]] }),
      [ours],
      { is: "no", invited: null },
    ],
    [
      "an owner who could not be read",
      { codeowners: true },
      authority({ accounts: [["ada", no]] }),
      [ours],
      { is: "unknown", why },
    ],
    [
      "an address goes before nothing that could be read another time",
      { permission: "read", codeowners: true },
      authority({ permissions: [[1, no]] }),
      [{ path: "a.ts", owners: [{ kind: "unnamed", text: "a@b.example" }] }],
      { is: "unknown", why },
    ],
    [
      "an unread level goes before an unread owner",
      { permission: "read", codeowners: true },
      authority({ permissions: [[1, no]] }),
      [ours],
      { is: "unknown", why },
    ],
    [
      "an owning team's member",
      { codeowners: true },
      authority({ teams: [["acme/web", ada, yes("active")]] }),
      [web],
      { is: "owns" },
    ],
  ])("%s", (_, role, read, owned, expected) => {
    expect(standing(role, read, owned)).toEqual(expected);
  });

  it.each<[string, Authority, OwnedPath, Standing]>([
    ["an owner, whatever the letters' case", authority({ accounts: [["ada", yes(ada)]] }), ours, { is: "owns" }],
    ["a login that nobody has", authority({ accounts: [["ada", yes(null)]] }), ours, { is: "no", invited: null }],
    ["a login that could not be read", authority({ accounts: [["ada", no]] }), ours, { is: "unknown", why }],
    ["a team that could not be read", authority({ teams: [["acme/web", ada, no]] }), web, { is: "unknown", why }],
    [
      "an address",
      authority({}),
      { path: "a.ts", owners: [{ kind: "unnamed", text: "a@b.example" }] },
      {
        is: "unknown",
        why: {
          failure: "unknowable",
          what: "code owner a@b.example",
          message: "GitHub cannot say whose address it is",
        },
      },
    ],
  ])("of one path: %s", (_, read, path, expected) => {
    expect(ownership({ path, person: ada, authority: read })).toEqual(expected);
  });

  const of = (roles: Roles, read: Authority, owned: OwnedPath[] = []): Standing =>
    standingInAny({ roles, person: ada, authority: read, owned });
  const unsure: Role = { users: ["bob"] };
  const owner: Role = { codeowners: true };
  const nobody: Role = { users: [] };
  const invited: Role = { teams: ["acme/web"] };
  const all = authority({
    permissions: [[1, yes("admin")]],
    accounts: [
      ["ada", yes(ada)],
      ["bob", no],
    ],
    teams: [["acme/web", ada, yes("pending")]],
  });
  it.each<[string, Roles, Standing]>([
    ["no role at all", {}, { is: "no", invited: null }],
    ["none of two", { a: nobody, b: nobody }, { is: "no", invited: null }],
    ["an invitation goes before nothing", { a: nobody, b: invited }, { is: "no", invited: "acme/web" }],
    ["what could not be read goes before an invitation", { a: invited, b: unsure }, { is: "unknown", why }],
    ["an owner goes before what could not be read", { a: unsure, b: invited, c: owner }, { is: "owns" }],
    ["a holder goes before an owner", { a: owner, b: unsure, c: { permission: "admin" } }, { is: "holds" }],
  ])("in any role: %s", (_, roles, expected) => {
    expect(of(roles, all, [ours])).toEqual(expected);
  });

  it("a membership is asked for by the team's name in small letters and the person's id", () => {
    expect(membership("Acme/Web", ada)).toBe("acme/web#1");
  });

  it("roles without teams and logins ask for none", () => {
    expect(questionsAbout([ada], [{ permission: "read" }, { codeowners: true }])).toEqual({
      permissions: [ada],
      teams: [],
      logins: [],
    });
  });
});
