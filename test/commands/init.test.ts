// `lamplighter init`: whose policy it is, and what the clone knows of that repository.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { main } from "../../src/cli.ts";
import { EXIT } from "../../src/commands/command-line.ts";

const root = mkdtempSync(join(tmpdir(), "lamplighter-init-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A folder with CODEOWNERS; a clone where `origin` says of what. */
function folder(name: string, origin?: string): string {
  const at = join(root, name);
  mkdirSync(join(at, ".git/refs/remotes/origin"), { recursive: true });
  // Without these two git takes it for no repository.
  mkdirSync(join(at, ".git/objects"));
  writeFileSync(join(at, ".git/HEAD"), "ref: refs/heads/trunk\n");
  writeFileSync(join(at, "CODEOWNERS"), "* @acme/core\n");
  writeFileSync(join(at, ".git/config"), origin === undefined ? "" : `[remote "origin"]\n\turl = ${origin}\n`);
  if (origin !== undefined)
    writeFileSync(join(at, ".git/refs/remotes/origin/HEAD"), "ref: refs/remotes/origin/trunk\n");
  return at;
}
const clone = folder("clone", "git@github.com:acme/Thing.git");
const loose = folder("loose");

async function init(cwd: string, ...words: string[]) {
  let [out, err] = ["", ""];
  const exit = await main(["init", "--print", ...words], {
    out: (text) => void (out += `${text}\n`),
    err: (text) => void (err += `${text}\n`),
    input: () => Promise.resolve(""),
    env: {},
    cwd,
  });
  return { exit, out, err };
}

const OWNERS = /owners: \{ codeowners: true \}/;

describe("lamplighter init", () => {
  it("in a clone is for where it came from, with its default branch, its owners and their teams", async () => {
    const { exit, out, err } = await init(clone);
    expect({ exit, err }).toEqual({ exit: EXIT.ok, err: "" });
    expect(out).toContain("policy for acme/Thing.");
    expect(out).toContain("branches: [trunk]");
    expect(out).toContain("teams: [acme/core]");
    expect(out).toMatch(OWNERS);
  });

  it("is the same when the clone's own repository is named, in any case", async () => {
    const { out, err } = await init(clone, "--repo", "acme/thing", "--branch", "main");
    expect(err).toBe("");
    expect(out).toContain("branches: [main]");
    expect(out).toMatch(OWNERS);
  });

  it("for another repository takes nothing of this clone, and says what it does not know", async () => {
    const { exit, out, err } = await init(clone, "--repo", "octo/app");
    expect(exit).toBe(EXIT.ok);
    expect(out).toContain("policy for octo/app.");
    expect(out).toContain("branches: [main]");
    expect(out).not.toMatch(OWNERS);
    expect(out).not.toContain("acme");
    expect(err).toContain("a clone of acme/Thing: who owns code in octo/app is not known");
    expect(err).toContain("Run it in a clone of octo/app");
  });

  it("in a folder that came from nowhere goes by the folder", async () => {
    const { out, err } = await init(loose, "--repo", "octo/app");
    expect(err).toBe("");
    expect(out).toMatch(OWNERS);
    expect((await init(loose)).out).toContain("policy for OWNER/loose.");
  });

  it.each(["app", "a/b/c", "/app", "octo/"])("is not told whose by --repo %s: exit 2", async (name) => {
    const { exit, err } = await init(clone, "--repo", name);
    expect(exit).toBe(EXIT.usage);
    expect(err).toContain("is not OWNER/REPO");
  });
});
