// A record that cannot be read holds everything up, until a person sets it aside: then what it could have opened is shut.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import type { Json } from "../../src/core/plan.ts";
import { openHouse, type House } from "./house.ts";
import { AT, begun, ourIssues, recordsOf, type, wait } from "./watch.ts";

/** As a failing disk does it, or whoever has the database: the app is stopped meanwhile. Answers the entry's number. */
async function damage(
  house: House,
  kind: string,
  column: "data" | "person_json" | "subject" = "data",
  value = '{"half',
): Promise<number> {
  await house.stopApp();
  const file = new DatabaseSync(house.environment.databaseUrl.replace(/^sqlite:/, ""));
  const row = file.prepare("select sequence from ledger where kind = ? order by sequence desc limit 1").get(kind);
  const sequence = Number(row?.["sequence"]);
  file.prepare(`update ledger set ${column} = ? where sequence = ?`).run(value, sequence);
  file.close();
  await house.startApp();
  return sequence;
}

/** A record of a kind that this version knows, in a shape that it does not. Answers its number. */
async function fromTomorrow(house: House, number: number, kind: string, data: Json): Promise<number> {
  const subject = {
    installation: house.installation,
    repository: house.repository,
    kind: "pull",
    name: String(number),
  } as const;
  await house.stopApp();
  const sequence = await house.visit(async (store) => {
    await store.wake(subject, 0);
    const taken = await store.take({ worker: "tomorrow", leaseMs: 1_000 });
    if (!taken) throw new Error("nothing was due");
    await store.ledger.record(taken, { key: `tomorrow:${kind}`, kind, by: null, data });
    await store.finish(taken, { handled: [] });
    return (await store.ledger.head(house.installation)).sequence;
  });
  await house.startApp();
  return sequence;
}

async function touch(house: House, number: number): Promise<void> {
  house.advance(5);
  await house.act("nina", `PATCH ${AT}/pulls/${number}`, { title: `At ${house.github.world.clock.now()}` });
  await house.settle();
}

const setAside = (house: House, entry: number) =>
  type(
    house,
    ...["audit", "set-aside", "--installation", String(house.installation), "--entry", String(entry)],
    ...["--by", "mona", "--because", "the disk lost a page"],
  );

const verify = (house: House) => type(house, "audit", "verify");
const CHECK = "lamplighter/change";
const ownCheck = async (house: House, number: number) =>
  (await house.checks(await house.headOf(number))).find(({ name, app }) => name === CHECK && app === "lamplighter")!;

it("a damaged rejection is not lost on the way: approvals are void, and the change is on hold until somebody lets it go", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  await house.say("max", number, "/reject-change because it breaks the export");
  await house.say("mia", number, "/approve-change");
  const entry = await damage(house, "change.rejection");
  await touch(house, number);
  expect(await ownCheck(house, number)).toMatchObject({ conclusion: "failure" });
  expect((await ownCheck(house, number)).summary).toContain(`record ${entry} (change.rejection) cannot be understood`);
  expect(await verify(house)).toMatchObject({
    exit: 1,
    out: expect.stringContaining(`NOT SOUND at entry ${entry} (edited)`) as string,
  });

  expect(await setAside(house, entry)).toMatchObject({
    exit: 0,
    out: expect.stringContaining("is set aside") as string,
  });
  await house.settle();
  const held = await ownCheck(house, number);
  expect(held).toMatchObject({ status: "in_progress", conclusion: null });
  expect(held.summary).toContain(
    `record ${entry} (change.rejection), which could not be read, was set aside by mona: the disk lost a page`,
  );
  expect(await setAside(house, entry)).toMatchObject({
    exit: 1,
    err: expect.stringContaining("was set aside before") as string,
  });

  // The approval of before does not come back with the hold's end.
  await house.say("mia", number, "/unhold");
  expect((await ownCheck(house, number)).conclusion).not.toBe("success");
  await house.say("mia", number, "/approve-change");
  expect((await ownCheck(house, number)).conclusion).toBe("success");

  const told = await verify(house);
  expect(told.exit).toBe(0);
  expect(told.out).toMatch(/: sound, \d+ entries/);
  expect(told.out).toContain(`entry ${entry} was changed after it was written; mona set it aside on `);
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-aside-"));
  const file = join(folder, "octo.jsonl");
  expect(await type(house, "audit", "export", "--repository", "octo/app", file)).toMatchObject({ exit: 0 });
  const script = new URL("../../bin/verify-audit.mjs", import.meta.url).pathname;
  const out = execFileSync(process.execPath, [script, file], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  expect(out).toMatch(/^sound: \d+ records of octo\/app/);
  expect(out).toContain(`SET ASIDE: entry ${entry} was changed after it was written. mona set it aside on`);
});

it("half a person makes a record unreadable as half of its words do", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  await house.say("mia", number, "/hold because of the freeze");
  const entry = await damage(house, "change.hold", "person_json");
  await touch(house, number);
  expect((await ownCheck(house, number)).summary).toContain(`record ${entry} (change.hold) cannot be understood`);
});

it("a record of a newer version is set aside like a damaged one; what this version reads is not", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(await house.headOf(number))).toBe("success");
  const approval = await house.visit(async (store) =>
    (await store.ledger.list({ installation: house.installation, limit: 500 })).find(
      ({ kind }) => kind === "change.approval",
    ),
  );
  expect(await setAside(house, approval!.sequence)).toMatchObject({
    exit: 1,
    err: expect.stringContaining("this version understands it") as string,
  });
  const entry = await fromTomorrow(house, number, "change.withdrawal", { of: "tomorrow" });
  await touch(house, number);
  expect(await house.checkOn(await house.headOf(number))).toBe("failure");
  expect(await setAside(house, entry)).toMatchObject({ exit: 0 });
  await house.settle();
  // It may have been that the approval was taken back.
  expect(await house.checkOn(await house.headOf(number))).toBe("in_progress");
  expect((await verify(house)).out).toContain(`entry ${entry} is as it was written; mona set it aside on `);
  await house.say("max", number, "/unhold");
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(await house.headOf(number))).toBe("success");
});

it("an outcome that is damaged is found on GitHub again, and nothing is done twice", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  const before = (await house.comments(number)).length;
  const entry = await damage(house, "outcome");
  expect(await setAside(house, entry)).toMatchObject({ exit: 0 });
  await touch(house, number);
  // What the row says of its kind may be damaged too: it is on hold like any other.
  await house.say("mia", number, "/unhold");
  await house.say("mia", number, "/approve-change");
  expect(await house.checkOn(await house.headOf(number))).toBe("success");
  expect((await house.comments(number)).filter(({ by }) => by.endsWith("[bot]"))).toHaveLength(before);
  expect(house.lines.filter((line) => /turn-failed|gave-up/.test(line))).toEqual([]);
});

it("of a branch a maintainer says where its record begins anew, and what was owed is owed still", async () => {
  await using house = await begun();
  await house.push("nina", "main", { message: "Quick fix" });
  await house.settle();
  await wait(house);
  const branch = { kind: "branch", name: "main" } as const;
  const entry = await damage(house, "sensor.move");
  await house.settle();
  expect(await setAside(house, entry)).toMatchObject({ exit: 0 });
  await wait(house, 2);
  const asked = (await ourIssues(house)).find(({ body }) => body.includes("/baseline main"));
  expect(asked).toMatchObject({
    state: "open",
    body: expect.stringContaining("lamplighter audit set-aside") as string,
  });
  expect(
    (await ourIssues(house)).filter(({ title, state }) => title.startsWith("Review:") && state === "open"),
  ).toHaveLength(1);
  await house.say("mona", asked!.number, "/baseline main because I looked at it");
  house.advance(3_600);
  await wait(house, 2);
  expect((await ourIssues(house)).find(({ number }) => number === asked!.number)?.state).toBe("closed");
  const sha = await house.push("nina", "main", { message: "Another" });
  await house.settle();
  await wait(house);
  const exceptions = await recordsOf(house, branch, ["sensor.exception"]);
  expect(exceptions).toHaveLength(2);
  expect(exceptions[1]).toMatchObject({ data: { code: "direct-push", commits: [sha] } });
});

it.each([
  ["nobody's", ["--installation", "1", "--entry", "1", "--by", "mona", "--because", "x"], 1, "not-seen"],
  ["without a reason", ["--installation", "7", "--entry", "1", "--by", "mona"], 2, "bad-option"],
  ["without a name", ["--installation", "7", "--entry", "1", "--because", "x"], 2, "bad-option"],
  ["of no number", ["--installation", "7", "--entry", "one", "--by", "mona", "--because", "x"], 2, "bad-number"],
])("a record that is %s is not set aside", async (_, words, exit, code) => {
  await using house = await openHouse();
  const answer = await type(house, "audit", "set-aside", ...words, "--json");
  expect(answer.exit).toBe(exit);
  expect(answer.out).toContain(code);
});

it("an entry whose row names another installation's subject is not set aside: it would join that one's ledger", async () => {
  await using house = await openHouse();
  const number = await house.open("nina", "fix");
  await house.say("mia", number, "/hold because of the freeze");
  const entry = await damage(house, "change.hold", "subject", `${house.installation + 1}/1/pull/${number}`);
  expect(await setAside(house, entry)).toMatchObject({
    exit: 1,
    err: expect.stringContaining("is about nothing that is looked at") as string,
  });
  expect(await house.visit((store) => store.ledger.head(house.installation + 1))).toMatchObject({ sequence: 0 });
});

it("an entry that is not there is not set aside", async () => {
  await using house = await openHouse();
  await house.open("nina", "fix");
  expect((await setAside(house, 9_999)).err).toContain("has no entry 9999");
});
