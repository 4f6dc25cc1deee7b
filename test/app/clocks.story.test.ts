// The host's clock and GitHub's differ: what is compared with GitHub's stamps goes by GitHub's.
import { expect, it } from "vitest";
import { openHouse } from "./house.ts";
import { begun, recordsOf, wait } from "./watch.ts";

const AT = "/repos/octo/app";
const lost = (event: string) => ({ event, do: { kind: "lose" } });

it.each([
  ["ten minutes ahead", 600],
  ["as GitHub's", 0],
  ["ten minutes behind", -600],
])(
  "a command whose webhook was lost right after the first look is caught up, the host's clock %s",
  async (_, ahead) => {
    await using house = await openHouse({ ahead });
    const number = await house.open("nina", "fix");
    await house.act("mona", "POST /_pretend/faults/webhooks", lost("issue_comment.created"));
    await house.say("mia", number, "/hold because the numbers are wrong");
    expect(await house.records(number, "change.hold")).toEqual([]);
    house.advance(3700);
    await house.settle();
    expect(await house.records(number, "change.hold")).toEqual(["mia"]);
  },
);

it.each([
  ["ahead", 600],
  ["behind", -600],
])("what was said before the first look is history, the host's clock ten minutes %s", async (_, ahead) => {
  await using house = await openHouse({ ahead });
  await house.act("mona", "POST /_pretend/faults/webhooks", lost("issues.opened"));
  await house.act("mona", "POST /_pretend/faults/webhooks", lost("issue_comment.created"));
  const { number } = (await house.act("nina", `POST ${AT}/issues`, { title: "It hangs" })) as { number: number };
  await house.say("mia", number, "/label bug");
  // Now it is looked at for the first time.
  await house.act("nina", `PATCH ${AT}/issues/${number}`, { title: "It hangs for ever" });
  await house.settle();
  expect(await house.labels(number)).toEqual(["needs-triage"]);
  await house.visit((store) => {
    const { installation, repository } = house;
    return store.wake(
      { installation, repository, kind: "issue", name: String(number) },
      house.github.world.clock.now(),
    );
  });
  house.advance(3700);
  await house.settle();
  expect(await house.labels(number)).toEqual(["needs-triage"]);
});

it.each([
  ["as GitHub's", 0],
  ["ten minutes ahead", 600],
])(
  "a branch whose push was lost minutes after the first look is looked after, the host's clock %s",
  async (_, ahead) => {
    await using house = await begun({ ahead, policy: "version: 1\nchange: { branches: [main, 'release/*'] }\n" });
    for (const event of ["push", "create"]) await house.act("mona", "POST /_pretend/faults/webhooks", lost(event));
    const sha = await house.push("nina", "release/1", { from: "main" });
    house.advance(3700);
    await house.settle();
    await wait(house);
    const branch = { kind: "branch", name: "release/1" } as const;
    expect(await recordsOf(house, branch, ["sensor.exception"])).toMatchObject([
      { data: { code: "branch-created", commits: [sha] } },
    ]);
  },
);
