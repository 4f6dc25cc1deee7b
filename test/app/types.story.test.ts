// A standard change and an emergency, from opening to merge to review to report, through the app's door.
import { expect, it } from "vitest";
import { AT, begun, mapped, recordsOf, reviews, type, wait } from "./watch.ts";
import type { House } from "./house.ts";

const DAY = 86_400;

const policy = (sample: number): string => `version: 1
roles:
  maintainers: { permission: maintain }
  board: { users: [ben] }
change:
  types:
    standard: { if: { only_paths: ["docs/**"] }, sample: ${sample} }
    emergency: { review_by: [board], review_within: 2bd }
  approvals: { count: 2, from: [maintainers] }
`;

async function merge(house: House, number: number): Promise<void> {
  await house.act("mia", `PUT ${AT}/pulls/${number}/merge`, { merge_method: "squash" });
  await house.settle();
  await wait(house, 2);
}

async function documented(house: House, branch: string): Promise<number> {
  const number = await house.open("nina", branch, { files: { [`docs/${branch}.md`]: "words\n" } });
  expect(await house.checkOn(await house.headOf(number))).toBe("success");
  await merge(house, number);
  return number;
}

/** What `change report` says of everything, as JSON. */
async function reported(house: House): Promise<string> {
  const { exit, out } = await type(
    house,
    ..."change report octo/app --from 2026-01-01 --to 2099-01-01 --json".split(" "),
  );
  expect(exit).toBe(0);
  return out;
}

it("a standard change is green without a person, and one that is drawn is reviewed after its merge", async () => {
  await using house = await begun({ policy: policy(1) });
  const number = await documented(house, "guide");
  expect(new Set((await mapped(house)).values())).toEqual(new Set([`change ${number} standard`]));
  const [issue] = await reviews(house);
  expect(issue?.title).toBe(`Review: standard change, drawn by lot, pull request ${number} on main`);
  expect(issue?.body).toContain("board");
  await house.say("ben", issue!.number, "/review-change accept because it reads well");
  expect((await reviews(house))[0]?.state).toBe("closed");
  const out = await reported(house);
  expect(out).toContain('"type":"standard"');
  expect(out).toContain('"review":"accepted"');
});

it("one in so many is drawn by the App's secret: the draws are on record, with what follows from them", async () => {
  await using house = await begun({ policy: policy(2) });
  for (const branch of ["a", "b", "c", "d", "e"]) await documented(house, branch);
  const draws = (await recordsOf(house, { kind: "branch", name: "main" }, ["sensor.draw"])).map(
    ({ data }) => data as { oneIn: number; drawn: boolean },
  );
  expect(draws.map(({ oneIn }) => oneIn)).toEqual([2, 2, 2, 2, 2]);
  expect(await reviews(house)).toHaveLength(draws.filter(({ drawn }) => drawn).length);
});

it("an emergency from the incident to its review: late, with a line each business day, then given", async () => {
  await using house = await begun({ policy: policy(20) });
  const incident = (await house.act("mona", `POST ${AT}/issues`, { title: "Down", labels: ["incident"] })) as {
    number: number;
  };
  const number = await house.open("nina", "fix");
  await house.say("mia", number, `/change-type emergency #${incident.number} because checkout is down`);
  await house.say("max", number, "/approve-change because it is the only way");
  expect(await house.checkOn(await house.headOf(number))).toBe("success");
  await merge(house, number);

  const [issue] = await reviews(house);
  expect(issue?.title).toBe(`Review: emergency change, pull request ${number} on main`);
  expect(issue?.body).toContain("checkout is down");
  for (const login of ["mia", "max", "nina"]) {
    await house.say(login, issue!.number, "/review-change accept because I was there");
  }
  expect((await reviews(house))[0]?.state).toBe("open");

  for (let days = 0; days < 7; days++) {
    house.advance(DAY);
    await house.settle();
  }
  const late = (await reviews(house))[0];
  expect(late?.labels.map(({ name }) => name)).toContain("overdue");
  const lines = (await house.comments(issue!.number)).filter(({ body }) => body.includes("overdue"));
  expect(lines.length).toBeGreaterThanOrEqual(3);
  expect(lines.length).toBeLessThanOrEqual(5);
  const facts = await recordsOf(house, { kind: "repository", name: "" }, ["review.overdue", "review.done"]);
  expect(facts.map(({ kind }) => kind)).toEqual(["review.overdue"]);

  await house.say("ben", issue!.number, "/review-change accept because the fix was right");
  expect((await reviews(house))[0]?.state).toBe("closed");
  const after = await recordsOf(house, { kind: "repository", name: "" }, ["review.overdue", "review.done"]);
  expect(after.map(({ kind }) => kind)).toEqual(["review.overdue", "review.done"]);
  house.advance(3 * DAY);
  await house.settle();
  const still = (await house.comments(issue!.number)).filter(({ body }) => body.includes("overdue"));
  expect(still).toHaveLength(lines.length);

  const out = await reported(house);
  expect(out).toContain('"type":"emergency"');
});
