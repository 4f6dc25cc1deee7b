// Attacks on approvals, through the app's door: webhooks in, and what stands on GitHub afterwards.
import { expect, it } from "vitest";
import { CHECK, openHouse, POLICY } from "./house.ts";

const AT = "/repos/octo/app";

it("AP-01 a new push after approval: the new head is not green, and the approval stands as void", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const first = await house.headOf(number);
  await house.say("mia", number, "/approve-change because it is right");
  expect(await house.checkOn(first)).toBe("success");
  const second = await house.push("nina", "fix");
  await house.settle();
  expect(await house.checkOn(second)).toBe("in_progress");
  const ours = await house.ours(number);
  expect(ours).toContain("Void:");
  expect(ours).toContain(first.slice(0, 12));
});

it("AP-02 a force-push replaces the head: not approved", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  await house.say("mia", number, "/approve-change");
  const other = await house.push("nina", "other", { from: "main" });
  await house.act("nina", `PATCH ${AT}/git/refs/heads/fix`, { sha: other, force: true });
  await house.settle();
  expect(await house.headOf(number)).toBe(other);
  expect(await house.checkOn(other)).toBe("in_progress");
});

it("AP-03 a push that lands before the app reads the head is never approved by the comment before it", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const first = await house.headOf(number);
  await house.stopApp();
  await house.act("mia", `POST ${AT}/issues/${number}/comments`, { body: "/approve-change" });
  house.advance(1);
  const second = await house.push("nina", "fix");
  await house.startApp();
  await house.redeliver();
  expect(await house.checkOn(second)).toBe("in_progress");
  expect(await house.checkOn(first)).not.toBe("success");
  expect(await house.ours(number)).toContain(`/approve-change ${second}`);
});

it("AP-07 and AP-16 a retarget, and closing, void the approval", async () => {
  await using house = await openHouse({ policy: POLICY.replace("change: {}", 'change: { branches: ["*"] }') });
  await house.push("mona", "release", { from: "main" });
  await house.push("mona", "develop", { from: "main" });
  const number = await house.open("nina", "fix", { pull: { base: "develop" } });
  const head = await house.headOf(number);
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("success");
  await house.act("nina", `PATCH ${AT}/pulls/${number}`, { base: "main" });
  await house.settle();
  expect(await house.checkOn(head)).not.toBe("success");
  house.advance(5);
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("success");
  await house.act("nina", `PATCH ${AT}/pulls/${number}`, { state: "closed" });
  await house.settle();
  await house.act("nina", `PATCH ${AT}/pulls/${number}`, { state: "open" });
  await house.settle();
  expect(await house.checkOn(head)).not.toBe("success");
});

it("AP-10 a head that goes away and comes back is approved again", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const first = await house.headOf(number);
  await house.say("mia", number, "/approve-change");
  await house.push("nina", "fix");
  await house.settle();
  await house.act("nina", `PATCH ${AT}/git/refs/heads/fix`, { sha: first, force: true });
  await house.settle();
  expect(await house.checkOn(first)).toBe("success");
});

it("AP-17 a draft is not approved, and the answer says why", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix", { pull: { draft: true } });
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(await house.headOf(number))).toBe("in_progress");
  expect(await house.ours(number)).toContain("drafts are not approved");
});

it("AP-23 a wrong or short sha is refused, and the answer has the whole one", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  await house.say("mia", number, `/approve-change ${head.slice(0, 4)}`);
  await house.say("mia", number, "/approve-change deadbeefdeadbeefdeadbeefdeadbeefdeadbeef");
  expect(await house.checkOn(head)).toBe("in_progress");
  expect(await house.ours(number)).toContain(`/approve-change ${head}`);
});

it("AP-26 an approval expires by the clock, with no event", async () => {
  await using house = await openHouse({ policy: POLICY.replace("change: {}", "change: { expires: 24h }") });
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("success");
  house.advance(25 * 3600);
  await house.settle();
  expect(await house.checkOn(head)).toBe("in_progress");
});

it("ID-01 a reader's approval is refused, and kept on record", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  await house.say("rick", number, "/approve-change");
  expect(await house.checkOn(await house.headOf(number))).toBe("in_progress");
  expect(await house.ours(number)).toContain("You hold no role");
  expect(await house.records(number, "change.refusal")).toEqual(["rick"]);
});

it("ID-02 an author who maintains does not approve their own change", async () => {
  await using house = await openHouse();
  const number = await house.open("mia", "fix");
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(await house.headOf(number))).toBe("in_progress");
  expect(await house.ours(number)).toContain("You opened this pull request");
});

it("ID-05 who has only been invited to the team does not hold its role", async () => {
  const policy = POLICY.replace("maintainers: { permission: maintain }", "maintainers: { teams: [octo/board] }");
  await using house = await openHouse({ policy });
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  await house.say("ben", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("in_progress");
  expect(await house.ours(number)).toContain("not accepted the invitation");
  await house.say("max", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("success");
});

it("ID-08 a bot's comment is no approval, and is kept on record", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  for (const app of ["github-actions", "other"]) {
    await house.actAsApp(app, `POST ${AT}/issues/${number}/comments`, { body: "/approve-change" });
    await house.settle();
  }
  // A person's comment that a program wrote for them.
  await house.act("mia+other", `POST ${AT}/issues/${number}/comments`, { body: "/approve-change" });
  await house.settle();
  expect(await house.checkOn(await house.headOf(number))).toBe("in_progress");
  expect((await house.comments(number)).filter(({ body }) => body === "/approve-change")).toHaveLength(3);
  expect(await house.records(number, "ignored")).toEqual(["github-actions[bot]", "other[bot]", "mia"]);
});

it("ID-17 one person who approves by comment and by review is counted once", async () => {
  const change = "change: { reviews: count, approvals: { count: 2, from: [maintainers] } }";
  await using house = await openHouse({ policy: POLICY.replace("change: {}", change) });
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  await house.say("mia", number, "/approve-change");
  await house.act("mia", `POST ${AT}/pulls/${number}/reviews`, { event: "APPROVE", commit_id: head });
  await house.settle();
  expect(await house.checkOn(head)).toBe("in_progress");
  await house.say("max", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("success");
});

it("ID-20 a label is no approval", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  await house.act("mia", `POST ${AT}/issues/${number}/labels`, { labels: ["bug"] });
  await house.act("mia", `POST ${AT}/labels`, { name: "approved", color: "00ff00", description: "LGTM" });
  await house.act("mia", `POST ${AT}/issues/${number}/labels`, { labels: ["approved"] });
  await house.settle();
  expect(await house.labels(number)).toContain("approved");
  expect(await house.checkOn(await house.headOf(number))).toBe("in_progress");
});

it("two pull requests with one head: the worse verdict counts for both", async () => {
  await using house = await openHouse({ policy: POLICY.replace("change: {}", 'change: { branches: ["*"] }') });
  await house.push("mona", "release", { from: "main" });
  const one = await house.open("nina", "fix");
  const head = await house.headOf(one);
  await house.say("mia", one, "/approve-change");
  expect(await house.checkOn(head)).toBe("success");
  const body = { title: "Twin", head: "fix", base: "release" };
  const { number: two } = (await house.act("nina", `POST ${AT}/pulls`, body)) as { number: number };
  await house.settle();
  expect(await house.checkOn(head)).not.toBe("success");
  expect((await house.checks(head)).find(({ name }) => name === CHECK)?.summary).toContain(String(two));
});

it("the database deleted in mid-story gives red or waiting, never green", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("success");
  await house.stopApp();
  house.loseDatabase();
  await house.startApp();
  await house.act("nina", `PATCH ${AT}/pulls/${number}`, { title: "Another title" });
  await house.settle();
  expect(await house.checkOn(head)).not.toBe("success");
  // And it can be approved anew.
  house.advance(5);
  await house.say("mia", number, `/approve-change ${head}`);
  expect(await house.checkOn(head)).toBe("success");
});
