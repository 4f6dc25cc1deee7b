// The command line without a store or GitHub, as somebody meets it who has just cloned: help, mistakes, policies, comments.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/commands/all.ts";
import { EXIT } from "../../src/commands/command-line.ts";
import { lamplighter } from "./cli.ts";
import type { Surroundings } from "./cli.ts";

const cwd = mkdtempSync(join(tmpdir(), "lamplighter-cli-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const typed = (line: string, more: Partial<Surroundings> = {}) => lamplighter(line.split(" "), { cwd, ...more });
/** The least that a command with a missing, wrong or unusable argument asks for. */
const refusal = (code: string, message: RegExp, mend: RegExp) => ({
  error: {
    code,
    message: expect.stringMatching(message) as string,
    mend: expect.stringMatching(mend) as string,
  },
});

describe("a newcomer", () => {
  it("sees every command, and learns each one's options and an example", async () => {
    const { exit, out } = await lamplighter([], { cwd });
    expect(exit).toBe(EXIT.ok);
    for (const { name, does } of COMMANDS) {
      expect(out).toContain(`\n  ${name} `);
      expect(out).toContain(does);
    }
    const help = await typed("ledger verify --help");
    expect(help.out).toContain("--head SEQUENCE:HASH");
    expect(help.out).toContain("lamplighter ledger verify --installation 42");
  });

  it("starts a release command without loading the app", async () => {
    // Tells at its end which of our rooms and whose packages were loaded.
    const seen = `import { registerHooks } from "node:module";
      const urls = [];
      registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
      process.on("exit", () => console.error("loaded " + urls.join(" ")));`;
    const watched = `data:text/javascript,${encodeURIComponent(seen)}`;
    const { err } = await typed("next-version", { env: { NODE_OPTIONS: `--import=${watched}` } });
    const loaded = err.slice(err.indexOf("loaded "));
    expect(loaded).toMatch(/src\/release\//);
    expect(loaded).not.toMatch(/src\/(?:app|change|sensor|store|triage)|node_modules\/(?:pino|probot|zod|yaml)\//);
  });

  it("keeps what was compiled in the caches of its user, and nowhere on a runner", async () => {
    const home = mkdtempSync(join(tmpdir(), "lamplighter-home-"));
    try {
      const help = (env: Record<string, string>) => typed("next-version --help", { env });
      const first = await help({ HOME: home, CI: "true" });
      expect(existsSync(join(home, ".cache"))).toBe(false);
      expect(await help({ HOME: home })).toMatchObject({ exit: EXIT.ok, out: first.out, err: "" });
      expect(readdirSync(join(home, ".cache/lamplighter"))).not.toEqual([]);
      expect(await help({ HOME: home })).toMatchObject({ exit: EXIT.ok, out: first.out, err: "" });
      // Where nothing can be kept, nothing is lost.
      writeFileSync(join(home, "file"), "");
      expect(await help({ XDG_CACHE_HOME: join(home, "file") })).toMatchObject({
        exit: EXIT.ok,
        out: first.out,
        err: "",
      });
    } finally {
      rmSync(home, { recursive: true });
    }
  });

  it("is told in words what was not understood, and a program in an object: exit 2, no stack trace", async () => {
    const people = await typed("replay");
    expect(people).toMatchObject({ exit: EXIT.usage, out: "" });
    expect(people.err).toMatch(/^lamplighter: An argument is missing\.\nUsage: lamplighter replay /);
    const programs = await typed("nonsense --json");
    expect(programs).toMatchObject({ exit: EXIT.usage, err: "" });
    expect(programs.json()).toEqual(refusal("usage", /no command "nonsense"/, /--help/));
  });

  it("starts it before reading anything: exit 78, each variable with its reason and its mend", async () => {
    const { exit, out, err } = await typed("start");
    expect({ exit, out }).toEqual({ exit: EXIT.config, out: "" });
    for (const name of ["APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET"])
      expect(err).toMatch(new RegExp(`^  ${name}: .*\\. Set `, "m"));
    expect(err).toContain("`npm run setup` creates one");
    const wrong = {
      APP_ID: "lamplighter",
      PRIVATE_KEY: "-----BEGIN RSA PRIVATE KEY-----\\nMIIEnotAKey\\n-----END RSA PRIVATE KEY-----",
      WEBHOOK_SECRET: "development",
      PORT: "99999",
      GITHUB_API_URL: "ftp://ghe.example",
      DATABASE_URL: "mysql://db",
      LOG_LEVEL: "loud",
    };
    const ran = await typed("start --json", { env: wrong });
    expect(ran.exit).toBe(EXIT.config);
    const { error } = ran.json() as { error: { code: string; message: string } };
    expect(error.code).toBe("environment");
    for (const name of Object.keys(wrong)) expect(error.message).toContain(`${name}: `);
    expect(ran.out).not.toContain("MIIEnotAKey");
  });

  it("looks at a store that is not there: exit 78, and none is made", async () => {
    for (const line of ["ledger list", "backup b.jsonl"]) {
      const ran = await typed(`${line} --json`);
      expect(ran.exit, line).toBe(EXIT.config);
      expect(ran.json()).toEqual(
        refusal("store-url", /^There is no store at .*data\/lamplighter\.sqlite\.$/, /DATABASE_URL/),
      );
    }
    const lost = await typed("ledger list", { env: { DATABASE_URL: "postgres://nobody:secretword@127.0.0.1:9/none" } });
    expect(lost.exit).toBe(EXIT.unavailable);
    expect(lost.err).not.toContain("secretword");
  });
});

describe("a policy", () => {
  it("is written by init, right as it stands, and never written over", async () => {
    const folder = mkdtempSync(join(cwd, "clone-"));
    mkdirSync(join(folder, ".github"));
    writeFileSync(join(folder, ".github/CODEOWNERS"), "* @octo/board\n");
    const at = { cwd: folder };
    expect((await typed("init --repo octo/app --json", at)).json()).toEqual({ path: ".github/lamplighter.yml" });
    expect(readFileSync(join(folder, ".github/lamplighter.yml"), "utf8")).toContain("octo/board");
    const checked = await typed("config check", at);
    expect(checked).toMatchObject({ exit: EXIT.ok, err: "" });
    expect(checked.out).toMatch(/lamplighter\.yml is right; on here: .*change/);
    const again = await typed("init --repo octo/app", at);
    expect(again).toMatchObject({ exit: EXIT.refused, out: "" });
    expect(again.err).toContain("exists, and is not overwritten");
    const printed = await typed("init --repo octo/app --print", at);
    expect(printed.out.trimEnd()).toBe(readFileSync(join(folder, ".github/lamplighter.yml"), "utf8").trimEnd());
  });

  it("that is wrong is refused with file, line and column: exit 1", async () => {
    const input = "change:\n  branchs: [main]\n";
    const people = await typed("config check -", { input });
    expect(people).toMatchObject({ exit: EXIT.refused, out: "" });
    expect(people.err).toMatch(/^-:2:3: .*branchs/);
    const programs = await typed("config check - --json", { input });
    expect(programs).toMatchObject({ exit: EXIT.refused, err: "" });
    expect(programs.json()).toMatchObject({ ok: false, problems: [{ line: 2, column: 3 }] });
    expect((await typed("config check - --json", { input: "change: {}\n" })).json()).toMatchObject({
      ok: true,
      problems: [],
    });
  });

  it("that names a role which it does not have is refused, however right it is else", async () => {
    const input = "change: { approvals: { count: 1, from: [nobody] } }\n";
    const told = await typed("config check -", { input });
    expect(told).toMatchObject({ exit: EXIT.refused, err: expect.stringContaining("the role nobody") as string });
    const known = await typed("config check -", {
      input: "change: { approvals: { count: 1, from: [maintainers] } }\n",
    });
    expect(known.exit).toBe(EXIT.ok);
  });

  it("that extends the organisation's needs that one too", async () => {
    writeFileSync(join(cwd, "org.yml"), "roles:\n  board: { teams: [octo/board] }\n");
    const input = "extends: org\nchange: {}\n";
    const alone = await typed("config check -", { input });
    expect(alone.exit).toBe(EXIT.usage);
    expect(alone.err).toContain("--org FILE");
    const both = await typed("config check - --org org.yml", { input });
    expect(both).toMatchObject({ exit: EXIT.ok, err: "" });
    expect(both.out).toContain("board");
  });
});

describe("lamplighter commands", () => {
  it("prints what a comment holds, exactly so", async () => {
    const input = "Thanks!\n\n/Approve-Change abcdef123456 because it is right\n/remove-hold\n\n> /hold\n";
    const ran = await typed("commands -", { input });
    expect(ran).toMatchObject({ exit: EXIT.ok, err: "" });
    expect(ran.json()).toEqual({
      commands: [
        { name: "approve-change", args: "abcdef123456", because: "it is right", line: 3 },
        { name: "hold", args: "cancel", because: "", line: 4 },
      ],
      problems: [],
    });
  });

  it("a near miss is a problem, and prose is nothing", async () => {
    const { commands, problems } = (await typed("commands", { input: "/aprove-change\nplease /hold\n" })).json() as {
      commands: unknown[];
      problems: { line: number; message: string }[];
    };
    expect(commands).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line: 1 });
  });

  it("too many commands are none, and a problem", async () => {
    const { commands, problems } = (await typed("commands", { input: "/hold\n".repeat(11) })).json() as {
      commands: unknown[];
      problems: unknown[];
    };
    expect(commands).toEqual([]);
    expect(problems).toHaveLength(1);
  });

  it("reads a file, and an empty comment holds nothing", async () => {
    writeFileSync(join(cwd, "comment.md"), "/recheck\n");
    expect((await typed("commands comment.md")).json()).toMatchObject({ commands: [{ name: "recheck", line: 1 }] });
    expect((await typed("commands comment.md --json")).json()).toMatchObject({ problems: [] });
    expect((await typed("commands", { input: "" })).json()).toEqual({ commands: [], problems: [] });
  });
});
