// Two of the app on one PostgreSQL, as an operator runs them: each event comes to one of them, the work is shared, and one
// of them dies in the middle.
import { expect, it } from "vitest";
import { startApp } from "../../src/app.ts";
import { openLog } from "../../src/log.ts";
import { freshDatabase } from "../store/databases.ts";
import { BOT, openHouse } from "./house.ts";

const PULLS = 6;

it("two replicas share one database: each pull request is answered once, also when one of them stops in the middle", async () => {
  const database = await freshDatabase("postgres");
  await using house = await openHouse({ database: database.url });
  const { world } = house.github;
  const clock = {
    now: () => world.clock.now(),
    sleep: (ms: number) => {
      world.clock.advance(ms);
      return Promise.resolve();
    },
  };
  const github = { clock, limits: { betweenWrites: 0, contentPerMinute: 10_000, pointsPerMinute: 100_000 } };
  const second = await startApp(house.environment, openLog("fatal"), { clock: clock.now, github });
  const sendTo = (url: string): Promise<unknown> =>
    house.act("mona", "PATCH /_pretend/apps/lamplighter", { webhook: { url: `${url}/api/github/webhooks` } });

  const numbers: number[] = [];
  for (let index = 0; index < PULLS; index += 1) {
    await sendTo(index % 2 === 0 ? house.app.url : second.url);
    numbers.push(await house.open("nina", `fix-${index}`, { files: { [`src/${index}.ts`]: "x\n" } }));
  }
  // Both are given commands at once; then one of them goes away while they are worked on.
  for (const [index, number] of numbers.entries()) {
    await sendTo(index % 2 === 0 ? house.app.url : second.url);
    await house.act("mia", `POST /repos/octo/app/issues/${number}/comments`, { body: "/approve-change" });
  }
  await house.github.settled();
  await sendTo(house.app.url);
  await second.stop();
  await house.settle();

  for (const number of numbers) {
    expect(await house.checkOn(await house.headOf(number))).toBe("success");
    expect(await house.records(number, "change.approval")).toEqual(["mia"]);
    const ours = (await house.comments(number)).filter(({ by }) => by === BOT);
    expect(ours).toHaveLength(1);
  }
  const verified = await house.visit((store) => store.ledger.verify(house.installation));
  expect(verified).toMatchObject({ fault: null });
});
