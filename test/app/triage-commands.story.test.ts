// Commands of triage through the app's door: on a pull request and on an issue, over real HTTP.
import { afterAll, beforeAll, expect, it } from "vitest";
import { BOT, openHouse, POLICY } from "./house.ts";
import type { House } from "./house.ts";

const COMPONENTS =
  "triage:\n  components: [{ name: API, label: area/api, words: [REST] }, { name: web, label: area/web }]\n";

let house: House;
beforeAll(async () => {
  house = await openHouse({ policy: POLICY.replace("triage:\n", COMPONENTS) });
});
afterAll(() => house[Symbol.asyncDispose]());

const sorted = async (number: number): Promise<string[]> => [...(await house.labels(number))].sort();

it("a pull request gets labels and assignees by command, who may only read is refused, and `/undo` takes them back", async () => {
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  expect(await sorted(number)).toEqual([]);
  await house.say("mia", number, "/component api\n/assign @mia");
  expect(await sorted(number)).toEqual(["area/api"]);
  await house.say("rick", number, "/component web");
  await house.say("rick", number, "/undo");
  expect(await sorted(number)).toEqual(["area/api"]);
  expect(await house.ours(number)).toContain("`/undo`: not done. You have none of the roles");
  await house.say("mia", number, "/undo because she is away");
  const { assignees } = (await house.act("mia", `GET /repos/octo/app/issues/${number}`)) as { assignees: object[] };
  expect(assignees).toEqual([]);
  await house.say("mia", number, "/undo");
  expect(await sorted(number)).toEqual([]);
  // A label is no approval, and neither is any of this.
  expect(await house.checkOn(head)).toBe("in_progress");
  expect(await house.records(number, "triage.heard")).toEqual(["mia", "mia", "rick", "rick", "mia", "mia"]);
});

it("a label that a rule set goes by `/undo` and stays away, with the word of who said so on the timeline", async () => {
  const { number } = (await house.act("nina", "POST /repos/octo/app/issues", { title: "panic: at noon" })) as {
    number: number;
  };
  await house.settle();
  expect(await sorted(number)).toEqual(["crash"]);
  await house.say("mia", number, "/undo because it is a joke");
  expect(await sorted(number)).toEqual(["needs-triage"]);
  await house.act("nina", `PATCH /repos/octo/app/issues/${number}`, { body: "panic: again" });
  await house.settle();
  expect(await sorted(number)).toEqual(["needs-triage"]);
  const told = (await house.comments(number)).filter(({ by }) => by === BOT).map(({ body }) => body);
  expect(told.join("\n")).toContain("What rules had changed is taken back");
  expect(await house.records(number, "triage.heard")).toEqual(["mia"]);
});
