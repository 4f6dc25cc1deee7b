// The command line beside a running app, as its operator has it: one house for all, each command a process of its own.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../../src/commands/command-line.ts";
import { openStore } from "../../src/store/open.ts";
import { freshDatabase } from "../store/databases.ts";
import { deliver, mustTake, pull as pullOf } from "../store/conformance.ts";
import { lamplighter } from "./cli.ts";
import { openHouse } from "./house.ts";
import type { House } from "./house.ts";

let house: House;
let cwd: string;
let number: number;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "lamplighter-operator-"));
  house = await openHouse();
  await house.act("nina", "POST /repos/octo/app/issues", { title: "panic: at night" });
  number = await house.open("nina", "fix");
  await house.say("mia", number, "/approve-change because it is right");
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  rmSync(cwd, { recursive: true, force: true });
});

/** A command line with the app's own environment, as from its `.env`. */
function typed(line: string, differs: Readonly<Record<string, string>> = {}) {
  const { appId, privateKey, apiUrl, databaseUrl } = house.environment;
  const env = {
    APP_ID: String(appId),
    PRIVATE_KEY: privateKey.replaceAll("\n", "\\n"),
    WEBHOOK_SECRET: house.environment.webhookSecrets[0]!,
    GITHUB_API_URL: apiUrl,
    DATABASE_URL: databaseUrl,
    ...differs,
  };
  return lamplighter(line.split(" "), { cwd, env });
}
const said = (text: string) => expect.stringContaining(text) as string;

describe("lamplighter plan", () => {
  it("prints what each room thinks, for people and for programs, and does nothing", async () => {
    const before = { requests: house.github.log.requests.length, comments: (await house.comments(number)).length };
    const people = await typed(`plan octo/app#${number}`);
    expect(people).toMatchObject({ exit: EXIT.ok, err: "" });
    expect(people.out).toMatch(/^== change$/m);
    expect(people.out).toContain("nothing to do");
    const { plans } = (await typed(`plan octo/app#${number} --json`)).json() as {
      plans: { room: string; plan: { verdict: { state: string }; steps: unknown[] } }[];
    };
    expect(plans.find(({ room }) => room === "change")?.plan).toMatchObject({ verdict: { state: "allow" }, steps: [] });
    const writes = house.github.log.requests
      .slice(before.requests)
      .filter(({ method, path }) => method !== "GET" && !/access_tokens$|graphql$/.test(path));
    expect(writes).toEqual([]);
    expect(await house.comments(number)).toHaveLength(before.comments);
  });

  it("says what it could not find: exit 1 for what is not there, 69 when GitHub does not answer", async () => {
    expect(await typed("plan octo/app#999")).toMatchObject({
      exit: EXIT.refused,
      err: said("There is no #999 in octo/app"),
    });
    expect(await typed("plan octo/other#1")).toMatchObject({
      exit: EXIT.refused,
      err: said("This app has not seen octo/other."),
    });
    const silent = await typed(`plan octo/app#${number} --json`, { GITHUB_API_URL: "http://127.0.0.1:9" });
    expect(silent).toMatchObject({ exit: EXIT.unavailable, err: "" });
    expect(silent.json()).toMatchObject({ error: { message: said("GitHub"), mend: said("GITHUB_API_URL") } });
  });
});

describe("lamplighter doctor", () => {
  it("names what is lacking, each with its cure: exit 1", async () => {
    const people = await typed("doctor octo/app");
    expect(people).toMatchObject({ exit: EXIT.refused, err: "" });
    expect(people.out).toMatch(/^ok {3}permissions: /m);
    expect(people.out).toMatch(/^ok {3}policy: on here: .*change/m);
    expect(people.out).toMatch(
      /^ILL {2}required check: required: no; .*\n {5}In the branch's rules, require the status check/m,
    );
    const { well, findings } = (await typed("doctor octo/app --json")).json() as {
      well: boolean;
      findings: { what: string; is: string; cure: string }[];
    };
    expect(well).toBe(false);
    expect(findings.filter(({ is }) => is !== "well").every(({ cure }) => cure.length > 20)).toBe(true);
  });
});

describe("lamplighter ledger", () => {
  it("lists who did what and why, for people and as JSON Lines", async () => {
    const people = await typed(`ledger list --subject pull/${number}`);
    expect(people).toMatchObject({ exit: EXIT.ok, err: "" });
    expect(people.out).toMatch(/ {2}change\.approval {2}mia {2}/);
    const entries = (await typed(`ledger list --subject pull/${number} --json`)).lines();
    expect(entries.length).toBe(people.out.trimEnd().split("\n").length);
    expect(entries).toContainEqual(
      expect.objectContaining({
        installation: house.installation,
        kind: "change.approval",
        by: expect.objectContaining({ login: "mia" }) as unknown,
      }),
    );
    expect((await typed("ledger list --limit 2 --json")).lines()).toHaveLength(2);
    expect(await typed("ledger list --subject pull/4444")).toMatchObject({
      exit: 0,
      out: "Nothing is on record that fits.\n",
    });
    expect(await typed("ledger list --installation 4444")).toMatchObject({
      exit: EXIT.refused,
      err: said(`Known are: ${house.installation} (octo).`),
    });
  });

  it("verifies: sound, its tail only against a head that was kept", async () => {
    const people = await typed("ledger verify");
    expect(people).toMatchObject({ exit: EXIT.ok, err: "" });
    expect(people.out).toMatch(/sound, \d+ entries, tail not checked/);
    const { sound, installations } = (await typed("ledger verify --json")).json() as {
      sound: boolean;
      installations: { head: string }[];
    };
    expect(sound).toBe(true);
    const at = `ledger verify --installation ${house.installation} --head`;
    expect(await typed(`${at} ${installations[0]!.head}`)).toMatchObject({ exit: EXIT.ok, out: said("tail checked") });
    const ahead = `99999:${"a".repeat(64)}`;
    expect(await typed(`${at} ${ahead}`)).toMatchObject({ exit: EXIT.refused, out: said("its tail was cut") });
    expect(await typed(`ledger verify --head ${ahead}`)).toMatchObject({
      exit: EXIT.usage,
      err: said("--head needs --installation"),
    });
  });
});

describe("lamplighter backup, restore, export and purge", () => {
  const copied = () => ({ DATABASE_URL: `sqlite:${join(cwd, "copy.sqlite")}` });

  it("carry a store over, whole and once, into either database", async () => {
    const { rows } = (await typed("backup house.jsonl --json")).json() as { rows: number };
    expect(rows).toBeGreaterThan(20);
    expect(statSync(join(cwd, "house.jsonl")).mode & 0o777).toBe(0o600);
    expect(await typed("backup house.jsonl")).toMatchObject({
      exit: EXIT.usage,
      err: said("exists, and is not overwritten"),
    });

    const copy = copied();
    expect(await typed("restore house.jsonl", copy)).toMatchObject({
      exit: EXIT.ok,
      out: `house.jsonl: ${rows} rows are restored.\n`,
    });
    expect(await typed("restore house.jsonl", copy)).toMatchObject({
      exit: EXIT.refused,
      err: said("This store has records already"),
    });
    const heads = async (where?: Readonly<Record<string, string>>) =>
      (await typed("ledger verify --json", where)).json();
    expect(await heads(copy)).toEqual(await heads());
    const postgres = await freshDatabase("postgres");
    expect(await typed("restore house.jsonl --json", { DATABASE_URL: postgres.url })).toMatchObject({ exit: EXIT.ok });
    expect(await heads({ DATABASE_URL: postgres.url })).toEqual(await heads());
    await postgres.drop();
  });

  it("hand an installation over, and forget it when told twice", async () => {
    const copy = copied();
    const one = `--installation ${house.installation}`;
    const { lines } = (await typed(`export ${one} octo.jsonl --json`, copy)).json() as { lines: number };
    expect(readFileSync(join(cwd, "octo.jsonl"), "utf8").trimEnd().split("\n")).toHaveLength(lines);
    expect((await typed(`export ${one}`, copy)).lines()).toHaveLength(lines);
    expect(await typed(`export ${one} octo.jsonl`, copy)).toMatchObject({
      exit: EXIT.usage,
      err: said("not overwritten"),
    });
    expect(await typed("export --installation 4444", copy)).toMatchObject({
      exit: EXIT.refused,
      err: said("Known are:"),
    });

    const database = new DatabaseSync(join(cwd, "copy.sqlite"));
    database.exec(
      "update ledger set data = replace(data, 'it is right', 'it is wrong') where kind = 'change.approval'",
    );
    database.close();
    expect(await typed("ledger verify", copy)).toMatchObject({
      exit: EXIT.refused,
      out: said("was changed after it was written"),
    });

    expect(await typed(`purge ${one}`, copy)).toMatchObject({ exit: EXIT.usage, err: said("repeat this with --yes") });
    expect(await typed(`purge ${one} --yes`, copy)).toMatchObject({ exit: EXIT.ok, out: said("is forgotten") });
    expect(await typed(`purge ${one} --yes --json`, copy)).toMatchObject({
      exit: EXIT.ok,
      out: `${JSON.stringify({ installation: house.installation, rows: 0 })}\n`,
    });
    expect(await typed(`export ${one} none.jsonl`, copy)).toMatchObject({
      exit: EXIT.refused,
      err: said("Nothing is known here"),
    });
    expect(existsSync(join(cwd, "none.jsonl"))).toBe(false);
    expect(await typed("restore octo.jsonl", copy)).toMatchObject({
      exit: EXIT.usage,
      err: said("no backup of Lamplighter"),
    });
  });
});

describe("lamplighter deadletters and replay", () => {
  it("show what was given up with its reason, and give it another chance", async () => {
    const store = { DATABASE_URL: `sqlite:${join(cwd, "letters.sqlite")}` };
    const opened = await openStore({ url: store.DATABASE_URL });
    expect(await typed("deadletters", store)).toMatchObject({ exit: EXIT.ok, out: "Nothing was given up.\n" });
    await deliver(opened, pullOf(1), "d-1");
    await opened.fail(await mustTake(opened), {
      code: "fault",
      reason: "GitHub answered 500 twelve times",
      retryInMs: null,
    });
    await opened.close();

    const people = await typed("deadletters", store);
    expect(people.out).toMatch(
      /^d-1 {2}pull_request {2}\S+Z {2}fault\n {2}7\/700\/pull\/1: GitHub answered 500 twelve times$/m,
    );
    expect(people.out).toContain("lamplighter replay NAME");
    expect((await typed("deadletters --json", store)).json()).toMatchObject({
      deadLetters: [{ delivery: "d-1", subject: "7/700/pull/1", code: "fault" }],
    });
    expect(await typed("replay d-2 --json", store)).toMatchObject({
      exit: EXIT.usage,
      err: "",
      out: said("lamplighter deadletters"),
    });
    expect(await typed("replay d-1", store)).toMatchObject({ exit: EXIT.ok, out: "d-1 is due again.\n" });
    expect((await typed("deadletters --json", store)).json()).toEqual({ deadLetters: [] });
  });
});
