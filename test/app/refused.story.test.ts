// What GitHub refuses for good: people are told where they look, the rest is done, and nobody asks again and again.
import { expect, it } from "vitest";
import { openHouse, POLICY, type House } from "./house.ts";
import { AT, begun, recordsOf, wait } from "./watch.ts";

const refuse = (house: House, fault: object): Promise<unknown> =>
  house.act("mona", "POST /_pretend/faults/requests", { times: 0, ...fault });
const heal = (house: House): Promise<unknown> => house.act("mona", "DELETE /_pretend/faults");
const asked = (house: House, method: string, path: RegExp): number =>
  house.github.log.requests.filter((one) => one.method === method && path.test(one.path)).length;
const letters = (house: House) => house.visit((store) => store.deadLetters(9));
const issueRecords = (house: House, kind: "issue" | "pull", number: number) =>
  house
    .visit((store) => store.ledger.list({ installation: house.installation, limit: 1_000 }))
    .then((entries) => entries.filter(({ subject }) => subject.endsWith(`/${kind}/${number}`)));
/** An hour passes, and more: whatever looks by the clock looks. */
async function hours(house: House, count: number): Promise<void> {
  for (let passed = 0; passed < count; passed++) {
    house.advance(3_700);
    await house.settle();
  }
}

/** Longer than GitHub is given to take back what it said. */
async function minutes(house: House, count: number): Promise<void> {
  for (let passed = 0; passed < count; passed++) {
    house.advance(60);
    await house.settle();
  }
}

it("a label that GitHub refuses is told in a comment with its code; what else was asked for is done", async () => {
  await using house = await openHouse();
  const do422 = { kind: "status", status: 422, message: "Validation Failed: the label is too long" };
  await refuse(house, { method: "POST", path: "/repos/octo/app/issues/*/labels", do: do422 });
  const { number } = (await house.act("nina", `POST ${AT}/issues`, { title: "panic: it hangs" })) as { number: number };
  await house.settle();
  const told = await house.ours(number);
  expect(told).toContain("Could not change the labels `+crash` (`too-long`).");
  expect(told).toContain("Make the policy or the command that it comes from say less.");

  // A command of the same time that needs no label is answered; one that needs it is not said to be done.
  await house.say("mia", number, "/assign @mia");
  const { assignees } = (await house.act("mona", `GET ${AT}/issues/${number}`)) as { assignees: { login: string }[] };
  expect(assignees.map(({ login }) => login)).toEqual(["mia"]);
  await house.say("mia", number, "/label bug");
  expect(await house.ours(number)).toContain("Could not change the labels `+bug` (`too-long`).");
  const reactions = async (body: string): Promise<readonly string[]> => {
    const { id } = (await house.comments(number)).find((one) => one.body === body)!;
    const all = (await house.act("mona", `GET ${AT}/issues/comments/${id}/reactions`)) as { content: string }[];
    return all.map(({ content }) => content);
  };
  expect(await reactions("/assign @mia")).toEqual(["+1"]);
  expect(await reactions("/label bug")).toEqual([]);

  expect(await letters(house)).toEqual([]);
  expect(house.lines.filter((line) => /turn-failed|gave-up/.test(line))).toEqual([]);
  expect(house.lines.find((line) => line.includes('"what":"refused"'))).toMatch(/"code":"too-long".*"mend":"Make/);
  const entries = await issueRecords(house, "issue", number);
  const key = "label:add:crash:0";
  expect(
    entries
      .filter((one) => one.key === key)
      .map(({ kind }) => kind)
      .slice(0, 2),
  ).toEqual(["intent", "failure"]);
  expect(entries.find((one) => one.key === key && one.kind === "failure")?.data).toMatchObject({
    status: 422,
    refused: "too-long",
  });
  expect(entries.find(({ kind }) => kind === "refused")?.data).toMatchObject({
    told: "comment",
    steps: [{ code: "too-long" }],
  });
});

it("what was refused is not asked for again by the clock, but when something happens", async () => {
  await using house = await openHouse({ policy: POLICY.replace("change: {}", "change: { reviewers: request }") });
  const message = "Reviews may only be requested from collaborators. One or more of the users is not one.";
  await refuse(house, {
    method: "POST",
    path: "/repos/octo/app/pulls/*/requested_reviewers",
    do: { kind: "status", status: 422, message },
  });
  const number = await house.open("nina", "fix");
  const times = (): number => asked(house, "POST", /requested_reviewers$/);
  expect(times()).toBeGreaterThan(0);
  expect(await house.ours(number)).toContain("(`no-collaborator`)");
  const [before, entries] = [times(), (await issueRecords(house, "pull", number)).length];
  await hours(house, 3);
  expect(times()).toBe(before);
  expect(await issueRecords(house, "pull", number)).toHaveLength(entries);
  // A day later it may be another world.
  await hours(house, 22);
  expect(times()).toBe(before + 1);
  await heal(house);
  await house.act("nina", `PATCH ${AT}/pulls/${number}`, { title: "Another" });
  await house.settle();
  expect(times()).toBe(before + 2);
  const { requested_reviewers } = (await house.act("mona", `GET ${AT}/pulls/${number}`)) as {
    requested_reviewers: { login: string }[];
  };
  expect(requested_reviewers).not.toEqual([]);
});

it("in a locked conversation a red check says what stands in the way, until it is unlocked", async () => {
  await using house = await openHouse();
  await house.act("mona", "POST /_pretend/faults/webhooks", { event: "*", do: { kind: "lose" }, times: 0 });
  const number = await house.open("nina", "fix");
  await house.act("mona", `PUT ${AT}/issues/${number}/lock`, {});
  await heal(house);
  await house.act("nina", `PATCH ${AT}/pulls/${number}`, { title: "Another" });
  await house.settle();
  const head = await house.headOf(number);
  const mine = async () => Object.fromEntries((await house.checks(head)).map((one) => [one.name, one]));
  expect((await mine())["lamplighter/refused"]).toMatchObject({
    conclusion: "failure",
    title: "GitHub refused something",
  });
  expect((await mine())["lamplighter/refused"]?.summary).toContain("(`locked`). The conversation is locked");
  // The check of the change is there, and is not green.
  expect(await house.checkOn(head)).toBe("in_progress");
  expect(await house.ours(number)).toBe("");
  expect(await letters(house)).toEqual([]);

  await house.act("mona", `DELETE ${AT}/issues/${number}/lock`);
  await house.act("nina", `PATCH ${AT}/pulls/${number}`, { title: "A third" });
  await house.settle();
  expect((await mine())["lamplighter/refused"]).toMatchObject({ conclusion: "success" });
  expect(await house.ours(number)).toContain(head.slice(0, 12));
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("success");
});

it("what nobody can be told on GitHub is a dead letter with its code, for as long as it is refused", async () => {
  await using house = await begun();
  const path = "/repos/octo/app/issues";
  await refuse(house, { method: "POST", path, do: { kind: "status", status: 422, message: "Validation Failed" } });
  await house.push("nina", "main", { message: "Quick fix" });
  await house.settle();
  await wait(house, 10);
  const [letter, ...others] = await letters(house);
  expect(others).toEqual([]);
  expect(letter).toMatchObject({
    delivery: null,
    code: "refused-refused",
    reason: expect.stringContaining("open-issue:") as string,
  });
  expect(letter?.reason).toMatch(/GitHub refuses it\. See what GitHub says/);
  // What came onto the branch is on record all the same.
  const branch = { kind: "branch", name: "main" } as const;
  expect(await recordsOf(house, branch, ["sensor.exception"])).toHaveLength(1);
  // It is not asked for again by the clock, and stays where the operator finds it.
  const times = (): number => asked(house, "POST", /\/issues$/);
  const before = times();
  await hours(house, 5);
  expect(times()).toBe(before);
  expect(await letters(house)).toEqual([{ ...letter, at: expect.any(Number) as number }]);
  await heal(house);
  await house.visit((store) => store.replay(letter!.subject!));
  await wait(house, 3);
  expect(await letters(house)).toEqual([]);
});

it("a commit that GitHub does not find at once is no refusal", async () => {
  await using house = await openHouse();
  const lag = { kind: "status", status: 422, message: "No commit found for SHA: 0a" };
  await refuse(house, { method: "POST", path: "/repos/octo/app/check-runs", do: lag, times: 2 });
  const number = await house.open("nina", "fix");
  for (let looks = 0; looks < 3; looks++) {
    house.advance(10);
    await house.settle();
  }
  expect(await house.checkOn(await house.headOf(number))).toBe("in_progress");
  expect(await house.ours(number)).not.toContain("refused");
  expect((await issueRecords(house, "pull", number)).filter(({ kind }) => kind === "refused")).toEqual([]);
});

it("a check that GitHub goes on refusing is told in a comment, and the turn ends", async () => {
  await using house = await openHouse();
  const never = { kind: "status", status: 422, message: "No commit found for SHA: 0a" };
  await refuse(house, { method: "POST", path: "/repos/octo/app/check-runs", do: never });
  const number = await house.open("nina", "fix");
  await minutes(house, 8);
  expect(await house.ours(number)).toContain("Could not set the check `lamplighter/change` (`no-commit`).");
  // News that comes while it fails is looked at once more, and is no attempt.
  const failed = house.lines.filter((line) => line.includes("turn-failed")).length;
  expect(failed).toBeGreaterThanOrEqual(5);
  expect(failed).toBeLessThan(11);
  expect(await letters(house)).toEqual([]);
});

it("a check that GitHub forbids for a while is set right by the clock alone, within hours", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const head = await house.headOf(number);
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(head)).toBe("success");
  const forbidden = { kind: "status", status: 403, message: "Forbidden" };
  await refuse(house, { method: "POST", path: "/repos/octo/app/check-runs", do: forbidden });
  await refuse(house, { method: "PATCH", path: "/repos/octo/app/check-runs/*", do: forbidden });
  await house.say("max", number, "/reject-change because it breaks the export");
  await minutes(house, 8);
  expect(await house.ours(number)).toContain("Could not set the check `lamplighter/change` (`forbidden`).");
  // It is green, and ought not to be.
  expect(await house.checkOn(head)).toBe("success");
  await heal(house);
  await hours(house, 3);
  expect(await house.checkOn(head)).toBe("failure");
});

it("people are told although GitHub does not take the telling at first", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const never = { kind: "status", status: 422, message: "Validation Failed: the label is too long" };
  await refuse(house, { method: "POST", path: "/repos/octo/app/issues/*/labels", do: never });
  const outage = { kind: "status", status: 502 };
  await refuse(house, { method: "POST", path: "/repos/octo/app/issues/*/comments", do: outage, times: 1, after: 1 });
  await house.say("mia", number, "/label bug");
  for (let looks = 0; looks < 3; looks++) {
    house.advance(10);
    await house.settle();
  }
  expect(house.lines.some((line) => line.includes("turn-failed"))).toBe(true);
  expect(await house.ours(number)).toContain("Could not change the labels `+bug` (`too-long`).");
});
