import { describe, expect, it } from "vitest";
import { adopt } from "../src/adopt.ts";
import type { AdoptingHouse } from "../src/adopt.ts";
import type { Installation } from "../src/store/installations.ts";
import type { KnownRepository } from "../src/store/repositories.ts";

const NOW = 1_800_000_000_000;

/** A store and a GitHub in memory; what was done to them is kept. */
function house(given: {
  known?: Installation[];
  repositories?: KnownRepository[];
  listed: { id: number; suspended?: boolean; repos?: { id: number; name: string }[] }[];
}) {
  const installations = new Map((given.known ?? []).map((one) => [one.installation, one]));
  const repositories = new Map((given.repositories ?? []).map((one) => [one.id, one]));
  const woken: string[] = [];
  const forgotten: number[] = [];
  const doing = {
    store: {
      installations: {
        list: () => Promise.resolve([...installations.values()]),
        find: (id: number) => Promise.resolve(installations.get(id) ?? null),
        see: (seen: Installation) => Promise.resolve(void installations.set(seen.installation, seen)),
      },
      repositories: {
        list: () => Promise.resolve([...repositories.values()]),
        find: (_: number, id: number) => Promise.resolve(repositories.get(id) ?? null),
        see: (seen: KnownRepository) => Promise.resolve(void repositories.set(seen.id, seen)),
      },
      wake: (subject: { repository: number }, at: number) =>
        Promise.resolve(void woken.push(`${subject.repository}@${at - NOW}`)),
    },
    github: {
      forget: (id: number) => void forgotten.push(id),
      installations: {
        list: () =>
          Promise.resolve(
            given.listed.map(({ id, suspended = false }) => ({ id, account: "octo", accountId: 9, suspended })),
          ),
        repositories: (id: number) =>
          Promise.resolve(
            (given.listed.find((one) => one.id === id)?.repos ?? []).map((repo) => ({
              ...repo,
              installation: id,
              owner: "octo",
            })),
          ),
      },
    },
  } as unknown as AdoptingHouse;
  return { doing, installations, repositories, woken, forgotten };
}

const known = (state: Installation["state"]): Installation => ({
  installation: 1,
  account: 9,
  login: "octo",
  state,
  since: 5,
});
const repository = (id: number, name: string): KnownRepository => ({
  installation: 1,
  id,
  owner: "octo",
  name,
  defaultBranch: "main",
  state: "here",
  seenAt: 5,
});

describe("adopting what GitHub says", () => {
  it("an empty store learns of every repository, and wakes them one after the other", async () => {
    const { doing, installations, repositories, woken } = house({
      listed: [
        {
          id: 1,
          repos: [
            { id: 7, name: "app" },
            { id: 8, name: "site" },
          ],
        },
      ],
    });
    await adopt(doing, NOW);
    expect(installations.get(1)).toEqual({ installation: 1, account: 9, login: "octo", state: "active", since: NOW });
    expect(repositories.get(8)).toMatchObject({ name: "site", state: "here", defaultBranch: "" });
    expect(woken).toEqual(["7@0", "8@200"]);
  });

  it("an installation that is gone is removed, and its tokens are dropped", async () => {
    const { doing, installations, forgotten, woken } = house({ known: [known("active")], listed: [] });
    await adopt(doing, NOW);
    expect(installations.get(1)?.state).toBe("removed");
    expect([forgotten, woken]).toEqual([[1], []]);
  });

  it("TEN-12 a suspended installation is not asked for its repositories", async () => {
    const { doing, installations, woken } = house({
      known: [known("active")],
      listed: [{ id: 1, suspended: true, repos: [{ id: 7, name: "app" }] }],
    });
    await adopt(doing, NOW);
    expect(installations.get(1)?.state).toBe("suspended");
    expect(woken).toEqual([]);
  });

  it("a repository that was taken away has left, and one that was renamed keeps its default branch", async () => {
    const { doing, repositories, forgotten } = house({
      known: [known("active")],
      repositories: [repository(7, "app"), repository(8, "site")],
      listed: [{ id: 1, repos: [{ id: 7, name: "renamed" }] }],
    });
    await adopt(doing, NOW);
    expect(repositories.get(8)?.state).toBe("left");
    expect(repositories.get(7)).toMatchObject({ name: "renamed", defaultBranch: "main", state: "here" });
    expect(forgotten).toEqual([]);
  });

  it("an installation that cannot be read holds up no other, and one that comes meanwhile stays", async () => {
    const { doing, installations, woken } = house({ listed: [{ id: 1 }, { id: 2, repos: [{ id: 7, name: "app" }] }] });
    const original = { ...doing.github.installations };
    doing.github.installations.list = async () => {
      const listed = await original.list();
      installations.set(3, { ...known("active"), installation: 3 });
      return listed;
    };
    doing.github.installations.repositories = (id) =>
      id === 1 ? Promise.reject(new Error("502")) : original.repositories(id);
    await expect(adopt(doing, NOW)).rejects.toThrow("502");
    expect(woken).toEqual(["7@0"]);
    expect(installations.get(3)?.state).toBe("active");
  });
});
