// What moves under an open pull request without being one of its events: the owner's shared policy, the default branch's
// name, the repository itself.
import { expect, it } from "vitest";
import { openHouse, POLICY } from "./house.ts";
import type { House } from "./house.ts";

const SHARED = POLICY.replace("change: {}", "change: { approvals: { count: 1, from: [maintainers] } }");
const AT = "/repos/octo/app";

async function approved(house: House): Promise<{ number: number; head: string }> {
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  await house.say("mia", number, "/approve-change because it is right");
  expect(await house.checkOn(head)).toBe("success");
  return { number, head };
}

it("POL-03 a change of the policy that a repository extends is seen at once by its open pull requests", async () => {
  await using house = await openHouse({
    policy: "version: 1\nextends: org\nchange: {}\n",
    seed: (seed) => ({
      ...seed,
      repositories: { ...seed.repositories, "octo/.github": { files: { ".github/lamplighter.yml": SHARED } } },
    }),
  });
  await house.settle();
  const { head } = await approved(house);
  const files = { ".github/lamplighter.yml": SHARED.replace("count: 1", "count: 2") };
  const body = { as: "mona", branch: "main", message: "Two of them", files };
  await house.act("mona", "POST /_pretend/repos/octo/.github/commits", body);
  await house.settle();
  // Repositories are woken one after the other.
  house.advance(2);
  await house.settle();
  expect(await house.checkOn(head)).toBe("in_progress");
});

it("the default branch gets another name: it is governed under that one, and what was approved for the old is asked again", async () => {
  await using house = await openHouse();
  await house.settle();
  const { number, head } = await approved(house);
  await house.push("mona", "trunk", { from: "main" });
  await house.act("mona", `PATCH ${AT}`, { default_branch: "trunk" });
  await house.act("nina", `PATCH ${AT}/pulls/${number}`, { base: "trunk" });
  await house.settle();
  expect(await house.checkOn(head)).toBe("in_progress");
  house.advance(5);
  await house.say("mia", number, "/approve-change because the branch is only called otherwise");
  expect(await house.checkOn(head)).toBe("success");
  expect(await house.records(number, "change.approval")).toEqual(["mia", "mia"]);
});

it("TEN-05 a repository that goes to another owner is announced anew there, and what it left is kept apart", async () => {
  await using house = await openHouse({
    seed: (seed) => ({
      ...seed,
      organizations: { ...seed.organizations, hexa: { owners: ["mona"], members: ["mia", "nina"] } },
      installations: [...(seed.installations ?? []), { app: "lamplighter", account: "hexa" }],
    }),
  });
  await house.settle();
  const { number, head } = await approved(house);
  await house.act("mona", `POST ${AT}/transfer`, { new_owner: "hexa" });
  await house.settle();
  house.advance(10);
  await house.settle();
  const { check_runs } = (await house.act("mona", `GET /repos/hexa/app/commits/${head}/check-runs`)) as {
    check_runs: { name: string; status: string; conclusion: string | null }[];
  };
  const ours = check_runs.filter(({ name }) => name === "lamplighter/change");
  expect(ours.map(({ status, conclusion }) => conclusion ?? status)).toEqual(["in_progress"]);
  // The approval stands in the ledger of the owner under whom it was given.
  expect(await house.records(number, "change.approval")).toEqual(["mia"]);
  // Nobody tells the old owner's installation; what it has is compared each hour, and at each start.
  await house.stopApp();
  await house.startApp();
  const stateThere = (): Promise<string | undefined> =>
    house.visit(async (store) => (await store.repositories.find(house.installation, house.repository))?.state);
  await expect.poll(stateThere, { timeout: 5_000 }).toBe("left");
});
