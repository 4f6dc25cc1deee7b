// What came onto a governed branch, through the app's door: each commit with its change or its exception.
import { expect, it } from "vitest";
import { AT, begun, mapped, MINUTE, recordsOf, reviews, wait } from "./watch.ts";

it.each(["merge", "squash", "rebase"])(
  "an approved change that is merged by %s explains its commits",
  async (method) => {
    await using house = await begun();
    const number = await house.open("nina", "fix");
    await house.push("nina", "fix", { files: { "src/b.ts": "two\n" } });
    await house.settle();
    await house.say("mia", number, "/approve-change");
    await house.act("mia", `PUT ${AT}/pulls/${number}/merge`, { merge_method: method });
    await house.settle();
    await wait(house);
    const found = await mapped(house);
    expect(new Set(found.values())).toEqual(new Set([`change ${number} approved`]));
    expect(found.size).toBe(method === "merge" ? 3 : method === "squash" ? 1 : 2);
    expect(await reviews(house)).toEqual([]);
  },
);

it("a direct push is an exception with its pusher, and a review that only another one may give", async () => {
  await using house = await begun();
  const sha = await house.push("nina", "main", { message: "Quick fix" });
  await house.settle();
  expect(await reviews(house)).toEqual([]);
  await wait(house);
  expect(await mapped(house)).toEqual(new Map([[sha, "exception - direct-push"]]));
  const [issue, ...others] = await reviews(house);
  expect(others).toEqual([]);
  expect(issue).toMatchObject({ state: "open" });
  expect(issue?.body).toContain(sha);
  expect(issue?.body).toContain("nina");
  const number = issue!.number;

  // Closing by hand is no review.
  await house.act("nina", `PATCH ${AT}/issues/${number}`, { state: "closed" });
  await house.settle();
  expect((await reviews(house))[0]?.state).toBe("open");
  expect(await house.ours(number)).toContain("its review was not given");

  await house.say("nina", number, "/review-change accept because it is mine");
  expect(await house.ours(number)).toContain("had a hand");
  await house.say("rick", number, "/review-change accept because I like it");
  expect(await house.ours(number)).toContain("no role");
  expect((await reviews(house))[0]?.state).toBe("open");
  await house.say("mia", number, "/review-change accept because the fix is right");
  expect((await reviews(house))[0]?.state).toBe("closed");
  await wait(house, 3);
  expect(await reviews(house)).toHaveLength(1);
});

it("a merge while the check is not green is an exception of its pull request", async () => {
  await using house = await begun();
  const number = await house.open("nina", "fix");
  await house.act("mona", `PUT ${AT}/pulls/${number}/merge`, {});
  await house.settle();
  await wait(house);
  const found = await mapped(house);
  expect(new Set(found.values())).toEqual(new Set([`exception ${number} merged-while-wait`]));
  expect(await reviews(house)).toMatchObject([{ title: `Review: exception, pull request ${number} on main` }]);
});

it("a push that arrives long before the merge's own event raises no alarm", async () => {
  await using house = await begun();
  const number = await house.open("nina", "fix");
  await house.say("mia", number, "/approve-change");
  await house.act("mona", "POST /_pretend/faults/webhooks", { event: "pull_request.closed", do: { kind: "lose" } });
  await house.act("mia", `PUT ${AT}/pulls/${number}/merge`, {});
  await house.settle();
  await wait(house);
  expect(new Set((await mapped(house)).values())).toEqual(new Set([`change ${number} approved`]));
  expect(await reviews(house)).toEqual([]);
});

it("a push with force is an exception that names what was lost", async () => {
  await using house = await begun();
  const number = await house.open("nina", "fix");
  const before = (await house.act("mona", `GET ${AT}/git/ref/heads/main`)) as { object: { sha: string } };
  await house.say("mia", number, "/approve-change");
  await house.act("mia", `PUT ${AT}/pulls/${number}/merge`, { merge_method: "squash" });
  await house.settle();
  await wait(house, 2);
  await house.act("mona", `PATCH ${AT}/git/refs/heads/main`, { sha: before.object.sha, force: true });
  await house.settle();
  await wait(house);
  const [exception] = await recordsOf(house, { kind: "branch", name: "main" }, ["sensor.exception"]);
  expect(exception).toMatchObject({ by: { login: "mona" }, data: { code: "force-push", count: 1 } });
  expect(await reviews(house)).toHaveLength(1);
});

it("a green pull request that was merged locally and pushed is explained by its commits; what was slipped in is not", async () => {
  await using house = await begun();
  const number = await house.open("nina", "fix");
  await house.say("mia", number, "/approve-change");
  const head = await house.headOf(number);
  await house.act("mia", `PATCH ${AT}/git/refs/heads/main`, { sha: head });
  const slipped = await house.push("mia", "main", { message: "And this" });
  await house.settle();
  await wait(house);
  expect(await mapped(house)).toEqual(
    new Map([
      [head, `change ${number} approved`],
      [slipped, "exception - direct-push"],
    ]),
  );
});

it("what was pushed while the app was away is found when it comes back", async () => {
  await using house = await begun();
  await house.stopApp();
  const one = await house.push("nina", "main");
  const two = await house.push("ben", "main");
  await house.github.settled();
  await house.startApp();
  house.advance(60 * MINUTE);
  await wait(house);
  const exceptions = await recordsOf(house, { kind: "branch", name: "main" }, ["sensor.exception"]);
  expect(exceptions.map(({ by, data }) => [by?.login, (data as { commits: string[] }).commits])).toEqual([
    ["nina", [one]],
    ["ben", [two]],
  ]);
});
