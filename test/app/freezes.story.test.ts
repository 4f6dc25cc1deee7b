// Freezes and stand-ins through the app's door: begun and ended by the clock, overridden, passed by an emergency.
import { expect, it } from "vitest";
import { openHouse, type House } from "./house.ts";

const AT = "/repos/octo/app";
const HOUR = 3_600_000;

const local = (instant: number): string => new Date(instant).toISOString().slice(0, 16);

/** A freeze that begins on the next full hour and lasts two; the time of its beginning. */
async function freeze(house: House, more = ""): Promise<number> {
  const from = Math.ceil(house.github.world.clock.now() / HOUR) * HOUR + HOUR;
  await house.commitPolicy(`version: 1
roles:
  maintainers: { permission: maintain }
  managers: { users: [max] }
change:
  override_freeze: [managers]
  types:
    emergency: { declare: [maintainers], approvals: { count: 1, from: [maintainers] }, review_by: [maintainers] }
  freezes:
    - { name: closing, from: "${local(from)}", to: "${local(from + 2 * HOUR)}", zone: UTC, allow: [emergency]${more} }
`);
  return from;
}

/** The clock stands a minute after an instant, and everything that was due by then is done. */
async function comeTo(house: House, instant: number): Promise<void> {
  house.advance((instant - house.github.world.clock.now()) / 1000 + 60);
  await house.settle();
}

it("a freeze turns every green check at its beginning and gives them back at its end, by the clock alone", async () => {
  await using house = await openHouse();
  const from = await freeze(house);
  const numbers = [await house.open("nina", "one"), await house.open("nina", "two"), await house.open("ben", "three")];
  for (const number of numbers.slice(0, 2)) await house.say("mia", number, "/approve-change");
  const heads = await Promise.all(numbers.map((number) => house.headOf(number)));
  const checks = () => Promise.all(heads.map((head) => house.checkOn(head)));
  expect(await checks()).toEqual(["success", "success", "in_progress"]);

  await comeTo(house, from);
  expect(await checks()).toEqual(["failure", "failure", "failure"]);
  const [run] = await house.checks(heads[0]!);
  expect(run?.title).toContain("The freeze closing holds until");
  expect(run?.summary).toContain("emergency changes pass");

  await house.say("max", numbers[0]!, `/override-freeze closing because payments fail until ${local(from + HOUR)}`);
  expect(await checks()).toEqual(["success", "failure", "failure"]);
  await house.say("mia", numbers[1]!, `/override-freeze closing because me too until ${local(from + HOUR)}`);
  expect(await checks()).toEqual(["success", "failure", "failure"]);
  await comeTo(house, from + HOUR);
  expect(await checks()).toEqual(["failure", "failure", "failure"]);

  await comeTo(house, from + 2 * HOUR);
  expect(await checks()).toEqual(["success", "success", "in_progress"]);
  expect(await house.records(numbers[0]!, "change.override")).toEqual(["max"]);
});

it("AP-01 an override ends with a push, whoever approves the new head", async () => {
  await using house = await openHouse();
  const from = await freeze(house);
  const number = await house.open("nina", "fix");
  await house.say("mia", number, "/approve-change");
  await comeTo(house, from);
  await house.say("max", number, `/override-freeze closing because payments fail until ${local(from + HOUR)}`);
  expect(await house.checkOn(await house.headOf(number))).toBe("success");
  const head = await house.push("nina", "fix");
  await house.settle();
  house.advance(5);
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("failure");
  expect(await house.ours(number)).toContain("It was for another head");
});

it("an emergency that is declared during a freeze passes it, and anybody else's change does not", async () => {
  await using house = await openHouse();
  const from = await freeze(house);
  const { number: incident } = (await house.act("mona", `POST ${AT}/issues`, {
    title: "Nobody can pay",
    labels: ["incident"],
  })) as { number: number };
  await comeTo(house, from);
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("failure");
  await house.say("max", number, `/change-type emergency #${incident} because nobody can pay`);
  expect(await house.checkOn(head)).toBe("success");
  const [run] = await house.checks(head);
  expect(run?.summary).toContain("emergency changes pass it");
  await house.act("mia", `PUT ${AT}/pulls/${number}/merge`, {});
  await house.settle();
  expect(await house.records(number, "change.merged-in-freeze")).toEqual([]);
});

it("what merges while the app is away, on a check from before the freeze, is an exception with who did it", async () => {
  await using house = await openHouse();
  const from = await freeze(house);
  const number = await house.open("nina", "fix");
  await house.say("mia", number, "/approve-change");
  await house.stopApp();
  house.advance((from - house.github.world.clock.now()) / 1000 + 60);
  await house.act("mona", `PUT ${AT}/pulls/${number}/merge`, {});
  await house.startApp();
  await house.redeliver();
  expect(await house.records(number, "change.merged-in-freeze")).toEqual(["mona"]);
});

it("a stand-in approves on every pull request of the repository, until their role's holder takes it back", async () => {
  await using house = await openHouse();
  const [one, two] = [await house.open("nina", "one"), await house.open("nina", "two")];
  const until = new Date(house.github.world.clock.now() + 24 * HOUR).toISOString().slice(0, 16);
  await house.say("ben", two, "/approve-change");
  expect(await house.checkOn(await house.headOf(two))).toBe("in_progress");
  await house.say("mia", one, `/delegate-change @ben because I am away until ${until}`);
  await house.say("ben", two, "/approve-change");
  expect(await house.checkOn(await house.headOf(two))).toBe("success");
  expect(await house.ours(two)).toContain("who stands in for");
  await house.say("mia", one, "/undelegate-change");
  // Open pull requests are woken one after the other.
  await house.settle();
  expect(await house.checkOn(await house.headOf(two))).toBe("in_progress");
});

it("the fewest reviewers who would do are asked, and whoever owes the next move is reminded", async () => {
  await using house = await openHouse({
    policy: `version: 1
roles: { board: { teams: [octo/board] } }
change: { reviewers: request, remind: 1h, approvals: { count: 1, from: [board] } }
`,
  });
  const number = await house.open("nina", "fix");
  const { requested_reviewers: asked } = (await house.act("mona", `GET ${AT}/pulls/${number}`)) as {
    requested_reviewers: { login: string }[];
  };
  expect(asked.map(({ login }) => login)).toEqual(["max"]);
  expect(await house.ours(number)).toContain("could approve it");
  // A Monday at ten, at least two hours from now: business time, whatever day it is today.
  const soon = new Date(house.github.world.clock.now() + 2 * HOUR);
  const days = (8 - soon.getUTCDay()) % 7 || 7;
  const monday = Date.UTC(soon.getUTCFullYear(), soon.getUTCMonth(), soon.getUTCDate() + days, 10);
  await comeTo(house, monday);
  const reminders = (await house.comments(number)).filter(({ body }) => body.includes("**Waiting** for"));
  expect(reminders).toHaveLength(1);
  await house.say("max", number, "/approve-change");
  expect(await house.checkOn(await house.headOf(number))).toBe("success");
});
