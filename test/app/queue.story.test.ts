// The merge queue, through the app's door: from a queue entry to the merge, and what comes in between.
import { expect, it } from "vitest";
import { CHECK, openHouse, type House } from "./house.ts";

const AT = "/repos/octo/app";

interface Group {
  readonly head: string;
}

/** A house whose default branch has a merge queue and requires our check from our App. */
async function withQueue(house: House, merge_method = "MERGE"): Promise<void> {
  const integration_id = [...house.github.world.apps.values()].find(({ slug }) => slug === "lamplighter")?.id;
  const rules = [
    {
      type: "merge_queue",
      parameters: {
        grouping_strategy: "ALLGREEN",
        check_response_timeout_minutes: 60,
        max_entries_to_build: 5,
        max_entries_to_merge: 5,
        merge_method,
        min_entries_to_merge: 1,
        min_entries_to_merge_wait_minutes: 5,
      },
    },
    {
      type: "required_status_checks",
      parameters: {
        strict_required_status_checks_policy: false,
        required_status_checks: [{ context: CHECK, integration_id }, { context: "test" }],
      },
    },
  ];
  await house.act("mona", `POST ${AT}/rulesets`, {
    name: "queue",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules,
  });
}

const open = (): Promise<House> =>
  openHouse({
    seed: (seed) => ({
      ...seed,
      apps: (seed.apps ?? []).map((app) =>
        app.slug === "lamplighter" ? { ...app, events: [...(app.events ?? []), "merge_group"] } : app,
      ),
    }),
  });

async function approved(house: House, branch: string): Promise<number> {
  const number = await house.open("nina", branch, { files: { [`src/${branch}.ts`]: `${branch}\n` } });
  await house.say("mia", number, "/approve-change");
  return number;
}

async function queue(house: House, number: number, smuggled: Record<string, string> = {}): Promise<string> {
  const body = { as: "mia", smuggled };
  const { head } = (await house.act("mia", `POST /_pretend${AT}/pulls/${number}/queue`, body)) as Group;
  await house.settle();
  return head;
}

async function isMerged(house: House, number: number): Promise<boolean> {
  const { merged } = (await house.act("mona", `GET ${AT}/pulls/${number}`)) as { merged: boolean };
  return merged;
}

/** The other required check, which comes last. */
async function pass(house: House, sha: string): Promise<void> {
  await house.act("mona", `POST ${AT}/statuses/${sha}`, { state: "success", context: "test" });
  await house.settle();
}

const summaryOf = async (house: House, sha: string): Promise<string> =>
  (await house.checks(sha)).find(({ name }) => name === CHECK)?.summary ?? "";

it("an approved pull request goes through the queue to the merge", async () => {
  await using house = await open();
  await withQueue(house);
  const number = await approved(house, "fix");
  const head = await queue(house, number);
  expect(await house.checkOn(head)).toBe("success");
  await pass(house, head);
  expect(await isMerged(house, number)).toBe(true);
});

it("two groups on one another: each is judged with all before it, and both merge", async () => {
  await using house = await open();
  await withQueue(house);
  const numbers = [await approved(house, "one"), await approved(house, "two")];
  const heads = [await queue(house, numbers[0] ?? 0), await queue(house, numbers[1] ?? 0)];
  for (const head of heads) expect(await house.checkOn(head)).toBe("success");
  expect(await summaryOf(house, heads[1] ?? "")).toMatch(/Pull request 1[\s\S]*Pull request 2/);
  for (const head of heads) await pass(house, head);
  expect(await Promise.all(numbers.map((number) => isMerged(house, number)))).toEqual([true, true]);
});

it("what waits for approval on the pull request fails in the queue", async () => {
  await using house = await open();
  await withQueue(house);
  const waiting = await house.open("nina", "one", { files: { "src/one.ts": "one\n" } });
  const head = await queue(house, waiting);
  expect(await house.checkOn(head)).toBe("failure");
  expect(await summaryOf(house, head)).toContain(`Pull request ${waiting}`);
});

it("an approval that is withdrawn while the group waits for other checks takes its green away", async () => {
  await using house = await open();
  await withQueue(house);
  const number = await approved(house, "fix");
  const head = await queue(house, number);
  expect(await house.checkOn(head)).toBe("success");
  await house.say("mia", number, "/approve-change cancel");
  expect(await house.checkOn(head)).toBe("failure");
});

it("a hold while the group waits takes its green away", async () => {
  await using house = await open();
  await withQueue(house);
  const number = await approved(house, "fix");
  const head = await queue(house, number);
  expect(await house.checkOn(head)).toBe("success");
  await house.say("max", number, "/hold because the demo is today");
  expect(await house.checkOn(head)).toBe("failure");
});

it.each(["SQUASH", "REBASE"])(
  "commits that GitHub makes anew (%s) are green where they do what was approved",
  async (method) => {
    await using house = await open();
    await withQueue(house, method);
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}\n`);
    await house.push("mona", "main", { files: { "src/list.txt": lines.join("") } });
    const at = (index: number, text: string): string => lines.with(index, text).join("");
    const first = await house.open("nina", "one", {
      files: { "src/list.txt": at(3, "three\n"), "src/new.ts": "new\n" },
    });
    await house.push("nina", "one", { files: { "src/new.ts": "newer\n" } });
    await house.settle();
    const second = await house.open("nina", "two", { files: { "src/list.txt": at(30, "thirty\n"), "src/a.ts": null } });
    for (const number of [first, second]) await house.say("mia", number, "/approve-change");
    const heads = [await queue(house, first), await queue(house, second)];
    for (const head of heads) expect(await house.checkOn(head)).toBe("success");
    for (const head of heads) await pass(house, head);
    expect(await Promise.all([first, second].map((number) => isMerged(house, number)))).toEqual([true, true]);
  },
);

it.each(["MERGE", "SQUASH"])(
  "a group's commit (%s) that holds more than was approved is red, and says where",
  async (method) => {
    await using house = await open();
    await withQueue(house, method);
    const number = await approved(house, "fix");
    const head = await queue(house, number, { "src/backdoor.ts": "open\n" });
    expect(await house.checkOn(head)).toBe("failure");
    expect(await summaryOf(house, head)).toContain("src/backdoor.ts");
  },
);
