// GitHub's own examples of webhooks, delivered as GitHub delivers: signed, over HTTP, to the whole app.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { openHouse } from "./house.ts";

const path = createRequire(import.meta.url).resolve("@octokit/webhooks-examples/api.github.com/index.json");

interface Example {
  readonly name: string;
  readonly examples: readonly unknown[];
}

it("all 329 example payloads are taken, none crashes the app, and none is a dead letter", async () => {
  await using house = await openHouse();
  const all = (JSON.parse(readFileSync(path, "utf8")) as readonly Example[]).flatMap(({ name, examples }) =>
    examples.map((payload) => ({ event: name, payload })),
  );
  expect(all).toHaveLength(329);
  const statuses = new Map<number, number>();
  for (const one of all) {
    const status = await house.deliver(one);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  expect([...statuses]).toEqual([[202, 329]]);
  await house.settle();
  const { dead, depth } = await house.visit(async (store) => ({
    dead: await store.deadLetters(500),
    depth: await store.depth(),
  }));
  expect(dead).toEqual([]);
  expect(depth).toMatchObject({ unsorted: 0, leased: 0, dead: 0 });
  expect(house.lines.filter((line) => /"what":"(turn-failed|gave-up|store-failed)"/.test(line))).toEqual([]);
  expect((await fetch(`${house.app.url}/readyz`)).status).toBe(200);
  // It still works.
  const number = await house.open("nina", "fix");
  expect(await house.checkOn(await house.headOf(number))).toBe("in_progress");
});
