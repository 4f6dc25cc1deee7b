import { describe, expect, it } from "vitest";
import { membership, questionsAbout, rolesWithDefault, standingIn, standingInAny } from "../../src/core/people.ts";
import type { Authority, OwnedPath, Standing } from "../../src/core/people.ts";
import type { Role, Roles } from "../../src/core/policy.ts";
import type { Known } from "../../src/core/reads.ts";
import type { Person } from "../../src/core/refs.ts";

const ada: Person = { id: 1, login: "ada", type: "User" };
const bob: Person = { id: 2, login: "bob", type: "User" };
const yes = <T>(value: T): Known<T> => ({ known: true, value });
const no: Known<never> = { known: false, why: { failure: "server", what: "something", message: "502" } };

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
