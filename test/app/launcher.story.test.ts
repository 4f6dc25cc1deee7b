// The launcher, where Node would end with a stack trace: too old, or installed where no types are stripped.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../../src/commands/command-line.ts";

const HERE = fileURLToPath(new URL("../..", import.meta.url));
const { files } = JSON.parse(readFileSync(join(HERE, "package.json"), "utf8")) as { files: string[] };

function run(launcher: string, words: readonly string[], node: readonly string[] = []) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, launcher, ...words], {
    encoding: "utf8",
    input: "change: {}\n",
    env: { PATH: process.env["PATH"] },
  });
  return { exit: status, out: stdout, err: stderr };
}

describe("an old Node", () => {
  it("is told in words which one is needed, and what brings it: exit 69, no stack trace", () => {
    const older = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})";
    const { exit, out, err } = run(join(HERE, "bin/lamplighter.js"), [], ["--import", `data:text/javascript,${older}`]);
    expect({ exit, out }).toEqual({ exit: EXIT.unavailable, out: "" });
    expect(err).toContain("Node 20.20.2 is too old, `node bin/lamplighter.js` needs 24 or newer.");
    expect(err).toContain("`npx . COMMAND`");
    expect(err).not.toContain("    at ");
  });
});

describe("an install from the repository, below node_modules", () => {
  let root: string;
  let launcher: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "lamplighter-installed-"));
    const installed = join(root, "node_modules/lamplighter");
    mkdirSync(installed, { recursive: true });
    // What npm would put there: the files that the package names, and package.json.
    for (const name of [...files, "package.json"]) cpSync(join(HERE, name), join(installed, name), { recursive: true });
    symlinkSync(join(HERE, "node_modules"), join(installed, "node_modules"));
    launcher = join(installed, "bin/lamplighter.js");
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it("runs as in a clone, and prints no warning of Node's", () => {
    const { exit, out, err } = run(launcher, ["config", "check", "-"]);
    expect({ exit, err }).toEqual({ exit: EXIT.ok, err: "" });
    expect(out).toContain("- is right; on here: change.");
  });

  it("has what every command reads, and no demo, which says what it lacks", () => {
    expect(run(launcher, ["init", "--print", "--repo", "octo/app"])).toMatchObject({ exit: EXIT.ok, err: "" });
    const { exit, err } = run(launcher, ["demo"]);
    expect(exit).toBe(EXIT.usage);
    expect(err).toContain("The demo needs the pretend GitHub");
  });
});
