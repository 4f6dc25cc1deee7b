import { describe, expect, it } from "vitest";
import { askPeople } from "../../src/core/ask-people.ts";
import { type Known, ReadError } from "../../src/core/known.ts";
import type { Repository } from "../../src/core/reads.ts";
import type { Person } from "../../src/core/refs.ts";

const ada: Person = { id: 1, login: "ada", type: "User" };
const bob: Person = { id: 2, login: "bob", type: "User" };
const lost = new ReadError({ failure: "server", what: "a question", message: "502" });
const unread = { known: false, why: { failure: "server", what: "a question", message: "502" } } as const;
const owned = (ownerType: Repository["ownerType"]): Known<Repository> => ({
  known: true,
  value: { ownerType } as Repository,
});
const none = { permissions: [], teams: [], logins: [] };

/** Ada may maintain and is in acme/web; of Bob nothing can be read. */
const reads = {
  permission: ({ id }: Person) => (id === ada.id ? Promise.resolve("maintain" as const) : Promise.reject(lost)),
  team: (team: string, { id }: Person) =>
    id === ada.id
      ? Promise.resolve(team === "Acme/Web" ? ("active" as const) : ("none" as const))
      : Promise.reject(lost),
  person: (login: string) => (login === "ada" ? Promise.resolve(ada) : Promise.reject(lost)),
};

describe("what is asked about people", () => {
  it("is answered under the keys that a role looks for, and what could not be read says so", async () => {
    const questions = {
      permissions: [ada, bob],
      teams: [
        { team: "Acme/Web", person: ada },
        { team: "acme/api", person: ada },
        { team: "acme/web", person: bob },
      ],
      logins: ["ada", "bob"],
    };
    expect(await askPeople({ questions, repository: owned("Organization"), reads })).toEqual({
      ownerType: "Organization",
      permissions: new Map<number, unknown>([
        [1, { known: true, value: "maintain" }],
        [2, unread],
      ]),
      teams: new Map<string, unknown>([
        ["acme/web#1", { known: true, value: "active" }],
        ["acme/api#1", { known: true, value: "none" }],
        ["acme/web#2", unread],
      ]),
      accounts: new Map<string, unknown>([
        ["ada", { known: true, value: ada }],
        ["bob", unread],
      ]),
    });
  });

  it.each<[string, Known<Repository> | null, Repository["ownerType"]]>([
    ["an organisation's repository", owned("Organization"), "Organization"],
    ["a user's repository", owned("User"), "User"],
    ["a repository that could not be read", unread, "User"],
    ["no repository, where nobody is asked about", null, "User"],
  ])("%s: maintain is read as in a repository of %s", async (_, repository, ownerType) => {
    expect((await askPeople({ questions: none, repository, reads })).ownerType).toBe(ownerType);
  });
});
