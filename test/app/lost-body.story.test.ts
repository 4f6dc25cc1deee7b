// A webhook's body is lost after it was sorted, and before it was looked at.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { deliveryReader } from "../../src/read-delivery.ts";
import { sortDeliveries } from "../../src/sorter.ts";
import { openHouse } from "./house.ts";

/** Damages the one body in the spool that holds these words. */
function damage(databaseUrl: string, words: string): void {
  const spool = `${databaseUrl.replace("sqlite:", "")}-spool`;
  const found = readdirSync(spool).flatMap((name) => {
    const path = join(spool, name);
    const bytes = readFileSync(path);
    const at = bytes.indexOf(words);
    return at === -1 ? [] : [{ path, bytes, at }];
  });
  expect(found).toHaveLength(1);
  for (const { path, bytes, at } of found) {
    bytes[at] = 0;
    writeFileSync(path, bytes);
  }
}

it("it becomes a dead letter by itself; what came with it is done, and what it told is read from GitHub", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  await house.stopApp();
  await house.say("mia", number, "/hold because the numbers are wrong");
  await house.say("mia", number, "/label bug");
  // Both are on disk and sorted, and nobody has looked at them.
  const triggersOf = deliveryReader(house.environment.appId);
  const failed = house.github.post.deliveries.filter(
    ({ event, statusCode }) => event === "issue_comment" && statusCode !== 202,
  );
  expect(failed).toHaveLength(2);
  await house.visit(async (store) => {
    for (const { guid: id, event, payload } of failed) {
      const body = new TextEncoder().encode(payload);
      await store.accept({ id, event, body, receivedAt: house.github.world.clock.now() });
    }
    expect(await sortDeliveries({ store, triggersOf, limit: 9 })).toBe(2);
  });
  damage(house.environment.databaseUrl, "the numbers are wrong");
  await house.startApp();
  await house.settle();

  expect(await house.visit((store) => store.deadLetters(9))).toMatchObject([
    { delivery: failed[0]?.guid, code: "body-lost", reason: expect.stringMatching(/redeliver it/u) as string },
  ]);
  expect(await house.labels(number)).toContain("bug");
  expect((await house.checks(await house.headOf(number)))[0]?.summary).toContain("the numbers are wrong");
  expect(await house.records(number, "change.hold")).toEqual(["mia"]);
  expect(house.lines.filter((line) => line.includes("delivery-lost"))).toHaveLength(1);

  // GitHub sends it again: there is nothing left to do, and no dead letter.
  await house.redeliver();
  expect(await house.visit((store) => store.deadLetters(9))).toEqual([]);
  expect(await house.records(number, "change.hold")).toEqual(["mia"]);
});
