// The example of docs/audit.md, run as it stands there beside a real app; then the same evidence, tampered with.
import { execFile } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../../src/commands/command-line.ts";
import { asSuperuser, freshDatabase } from "../store/databases.ts";
import { lamplighter } from "./cli.ts";
import { openHouse } from "./house.ts";
import type { House } from "./house.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let house: House;
let cwd: string;
let number: number;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "lamplighter-audit-"));
  // What the page calls `lamplighter` and `node`, and the one file that an auditor has.
  mkdirSync(join(cwd, "bin"));
  const launcher = join(root, "bin/lamplighter.js");
  writeFileSync(join(cwd, "bin/lamplighter"), `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n`);
  chmodSync(join(cwd, "bin/lamplighter"), 0o755);
  copyFileSync(join(root, "bin/verify-audit.mjs"), join(cwd, "verify-audit.mjs"));

  house = await openHouse({
    seed: (seed) => ({
      ...seed,
      repositories: { ...seed.repositories, "octo/secret": { collaborators: { nina: "write" } } },
    }),
  });
  number = await house.open("nina", "fix");
  await house.act("nina", "POST /repos/octo/secret/issues", { title: "panic: the plan for the merger" });
  await house.settle();
  await house.say("mia", number, "/approve-change because it is right");
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  rmSync(cwd, { recursive: true, force: true });
});

const environment = () => ({ DATABASE_URL: house.environment.databaseUrl });
const typed = (line: string, env: Readonly<Record<string, string>> = environment()) =>
  lamplighter(line.split(" "), { cwd, env });

/** A line of shell, as somebody types it in that folder. */
function shell(line: string): Promise<{ exit: number; out: string }> {
  const path = [join(cwd, "bin"), dirname(process.execPath), process.env["PATH"]].join(delimiter);
  return new Promise((resolve) => {
    execFile("sh", ["-e", "-c", line], { cwd, env: { ...environment(), PATH: path } }, (error, out, err) => {
      resolve({ exit: error === null ? 0 : Number(error.code), out: out + err });
    });
  });
}
const verified = (file: string) => shell(`node verify-audit.mjs ${file} --heads heads.jsonl`);

describe("the ledger as evidence", () => {
  it("the example of the page works as it stands there", async () => {
    const page = readFileSync(join(root, "docs/audit.md"), "utf8");
    const [, example = ""] = /```sh\n([\s\S]*?)```/.exec(page) ?? [];
    expect(example).toContain("lamplighter audit heads");
    const { exit, out } = await shell(example);
    expect({ exit, out }).toEqual({
      exit: 0,
      out: expect.stringMatching(/proved up to entry \d+ by a head that was kept\n$/) as string,
    });
    expect(out).toMatch(/tail checked up to entry \d+/);
    expect(out).toMatch(/sound: \d+ records of octo\/app, from 2026-01-01T00:00:00.000Z to the end/);
  });

  it("shows who approved what and why, and nothing of the other repository", () => {
    const text = readFileSync(join(cwd, "octo-app.jsonl"), "utf8");
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const approval = lines.find(({ kind }) => kind === "change.approval");
    expect(approval).toMatchObject({
      person: { login: "mia" },
      subject: expect.stringMatching(`/pull/${number}$`) as string,
    });
    expect(JSON.stringify(approval)).toContain("it is right");
    const others = new Set(lines.filter(({ row }) => row === "other").map(({ repository }) => repository));
    expect([...others].filter((id) => id !== 0 && id !== house.repository)).toHaveLength(1);
    expect(text).not.toMatch(/secret|merger/);
  });

  it("an edited, shortened or reordered file is refused", async () => {
    const text = readFileSync(join(cwd, "octo-app.jsonl"), "utf8");
    const lines = text.split("\n");
    const attempts = {
      edited: text.replace("it is right", "it is wrong"),
      shortened: [...lines.slice(0, 4), ...lines.slice(5)].join("\n"),
      cut: `${lines.slice(0, -3).join("\n")}\n`,
      reordered: lines.with(3, lines[4]!).with(4, lines[3]!).join("\n"),
    };
    for (const [how, changed] of Object.entries(attempts)) {
      expect(changed, how).not.toBe(text);
      writeFileSync(join(cwd, `${how}.jsonl`), changed);
      expect(await verified(`${how}.jsonl`), how).toEqual({
        exit: 1,
        out: expect.stringMatching(/^NOT SOUND: /) as string,
      });
    }
  });

  it("goes into a spreadsheet as CSV, and is checked there too", async () => {
    const { exit, out } = await typed("audit export --repository octo/app --format csv octo-app.csv --json");
    expect(exit).toBe(EXIT.ok);
    const { records, head } = JSON.parse(out) as { records: number; head: string };
    expect(records).toBeGreaterThan(3);
    expect(await verified("octo-app.csv")).toMatchObject({ exit: 0 });
    expect(await shell(`node verify-audit.mjs octo-app.csv --head ${head}`)).toMatchObject({ exit: 0 });
    const text = readFileSync(join(cwd, "octo-app.csv"), "utf8");
    writeFileSync(join(cwd, "edited.csv"), text.replace("it is right", "it is wrong"));
    expect(await verified("edited.csv")).toMatchObject({ exit: 1 });
  });

  it("a ledger that was rewritten in the database, hashes and all, does not fit what was kept", async () => {
    expect(await typed("backup house.jsonl")).toMatchObject({ exit: EXIT.ok });
    const postgres = await freshDatabase("postgres");
    const there = { DATABASE_URL: postgres.url };
    expect(await typed("restore house.jsonl", there)).toMatchObject({ exit: EXIT.ok });
    expect(await typed("audit verify --heads heads.jsonl", there)).toMatchObject({ exit: EXIT.ok });
    expect(await typed("audit export --repository octo/app from-postgres.jsonl", there)).toMatchObject({
      exit: EXIT.ok,
    });
    expect(await verified("from-postgres.jsonl")).toMatchObject({ exit: 0 });

    await asSuperuser(postgres.url, async (client) => {
      await client.query("delete from ledger where sequence > 4");
      await client.query("update ledger_heads set sequence = 4, hash = (select hash from ledger where sequence = 4)");
    });
    expect(await typed("audit verify", there)).toMatchObject({
      exit: EXIT.ok,
      out: expect.stringContaining("tail not checked") as string,
    });
    expect(await typed("audit verify --heads heads.jsonl", there)).toMatchObject({
      exit: EXIT.refused,
      out: expect.stringContaining("its tail was cut") as string,
    });
    await asSuperuser(postgres.url, (client) => client.query("update ledger set data = '{}' where sequence = 2"));
    expect(await typed("audit export --repository octo/app none.jsonl", there)).toMatchObject({
      exit: EXIT.refused,
      err: expect.stringContaining("An export of it would prove nothing") as string,
    });
    await postgres.drop();
  });

  it("every check run is a witness: heads that were read from GitHub find a tail that was cut", async () => {
    const head = await house.headOf(number);
    const asked = `GET /repos/octo/app/commits/${head}/check-runs`;
    const { check_runs } = (await house.act("rick", asked)) as {
      check_runs: readonly {
        readonly app: { readonly slug: string };
        readonly output: { readonly text: string | null };
      }[];
    };
    const texts = check_runs.filter(({ app }) => app.slug === "lamplighter").map(({ output }) => output.text ?? "");
    expect(texts).toEqual([
      expect.stringMatching(/^Ledger head `\{"installation":\d+,"sequence":\d+,"hash":"[0-9a-f]{64}"\}`$/),
    ]);
    writeFileSync(join(cwd, "github.txt"), `${texts.join("\n")}\n`);
    expect(await typed("audit verify --heads github.txt")).toMatchObject({
      exit: EXIT.ok,
      out: expect.not.stringContaining("tail not checked") as string,
    });
    expect(await typed("audit export --repository octo/app shown.jsonl")).toMatchObject({ exit: EXIT.ok });
    expect(await shell("node verify-audit.mjs shown.jsonl --heads github.txt")).toMatchObject({
      exit: 0,
      out: expect.stringContaining("by a head that was kept") as string,
    });

    expect(await typed("backup witnessed.jsonl")).toMatchObject({ exit: EXIT.ok });
    const postgres = await freshDatabase("postgres");
    const there = { DATABASE_URL: postgres.url };
    expect(await typed("restore witnessed.jsonl", there)).toMatchObject({ exit: EXIT.ok });
    await asSuperuser(postgres.url, async (client) => {
      await client.query("delete from ledger where sequence > 4");
      await client.query("update ledger_heads set sequence = 4, hash = (select hash from ledger where sequence = 4)");
    });
    expect(await typed("audit verify", there)).toMatchObject({ exit: EXIT.ok });
    expect(await typed("audit verify --heads github.txt", there)).toMatchObject({
      exit: EXIT.refused,
      out: expect.stringContaining("its tail was cut") as string,
    });
    await postgres.drop();
    writeFileSync(join(cwd, "other.txt"), `${texts.join("\n")}\nSomething else\n`);
    expect(await typed("audit verify --heads other.txt")).toMatchObject({ exit: EXIT.usage });
  });

  it("a purged installation is missed by whoever kept its heads", async () => {
    const copy = { DATABASE_URL: `sqlite:${join(cwd, "copy.sqlite")}` };
    await typed("restore house.jsonl", copy);
    await typed(`purge --installation ${house.installation} --yes`, copy);
    const { sound } = (await typed("audit verify --heads heads.jsonl --json", copy)).json() as { sound: boolean };
    expect(sound).toBe(false);
  });
});
