// The shipped bundle of the backport Action, as a process: git pushes to a bare repository, pull requests at the pretend GitHub.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { repositoryByName } from "../pretend-github/state/repositories.ts";
import { closeStages, stage, text } from "../release/backport-stage.ts";
import type { Stage } from "../release/backport-stage.ts";
import { mirror } from "../release/mirror.ts";
import { unmirror } from "../release/unmirror.ts";
import { runAction } from "./runner.ts";
import type { Ran } from "./runner.ts";

afterEach(closeStages);

/** GitHub knows of a push a moment after it; so does the stand-in, while the Action waits for it. */
async function run(
  { github, clone, bare, repository }: Stage,
  inputs: Record<string, string>,
  more: { readonly env?: Record<string, string>; readonly also?: () => void } = {},
): Promise<Ran> {
  const watching = setInterval(() => {
    mirror(bare, repository);
    more.also?.();
  }, 150);
  try {
    return await runAction("backport", {
      cwd: clone.cwd,
      env: {
        ...clone.env,
        GITHUB_API_URL: github.url,
        GITHUB_REPOSITORY: "octo/app",
        GITHUB_RUN_ID: "100",
        ...more.env,
      },
      inputs: { token: "user:ada", ...inputs },
    });
  } finally {
    clearInterval(watching);
  }
}

describe("the backport Action", () => {
  it("brings a merged pull request to two lines, says so once, and does nothing the second time", async () => {
    const own = await stage();
    const { clone, merged, repository, github } = own;
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    const number = await merged("squash", { labels: ["bug"] });
    const ran = await run(own, { "pull-request": String(number), lines: "2.x 1.x" });
    expect(ran.exit, ran.stdout).toBe(0);
    const made = JSON.parse(ran.outputs["backports"] ?? "") as { line: string; is: string; number: number }[];
    expect(made).toMatchObject([
      { line: "2.x", is: "created" },
      { line: "1.x", is: "created" },
    ]);
    expect(ran.outputs["failed"]).toBe("");
    expect(repository.issues.get(made[0]?.number ?? 0)?.labels.map(({ name }) => name)).toEqual(["bug"]);
    expect(repository.issues.get(number)?.comments.map(({ body }) => body)).toEqual([ran.summary.trimEnd()]);
    const again = await run(own, { "pull-request": String(number), lines: "2.x 1.x" });
    expect(JSON.parse(again.outputs["backports"] ?? "")).toMatchObject([{ is: "exists" }, { is: "exists" }]);
    expect(again.exit).toBe(0);
    expect(github.inspector.problems).toEqual([]);
  });

  it("one line after the other: the comment keeps what became of the first", async () => {
    const own = await stage();
    const { clone, merged, repository } = own;
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    const number = await merged("squash", { labels: ["backport 2.x", "backport 1.x"] });
    for (const lines of ["2.x", "1.x"])
      expect((await run(own, { "pull-request": String(number), lines })).exit).toBe(0);
    const said = repository.issues.get(number)?.comments.map(({ body }) => body) ?? [];
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(
      /`1\.x`: #3 .* is the backport to 1\.x\.\n[^]*`2\.x`: #2 .* is the backport to 2\.x already\./,
    );
  });

  it("a conflict is a draft, a warning and the commands; older lines wait", async () => {
    const own = await stage();
    const { clone, merged, repository } = own;
    clone.git("switch", "-q", "2.x");
    clone.commit("fix: else", { "src/a.ts": text({ 3: "another three" }) });
    clone.git("push", "-q", "origin", "2.x");
    clone.git("switch", "-q", "topic");
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    const number = await merged("squash");
    const ran = await run(own, { "pull-request": String(number), lines: "1.x 2.x" });
    expect(ran.outputs["failed"]).toBe("2.x 1.x");
    expect(ran.stdout).toContain("::warning title=Backport to 2.x%3A conflict");
    expect(ran.summary).toMatch(/git cherry-pick -x [0-9a-f]{40}/);
    const drafts = [...repository.issues.values()].filter(({ pull }) => pull?.draft === true);
    expect(drafts.map(({ body }) => body)).toEqual([expect.stringContaining("`1.x` follows")]);
  });

  it("tells before the merge what would conflict, and makes it after", async () => {
    const own = await stage();
    const { clone, repository, github, bare } = own;
    clone.git("switch", "-q", "2.x");
    clone.commit("fix: else", { "src/a.ts": text({ 3: "another three" }) });
    clone.git("push", "-q", "origin", "2.x");
    clone.git("switch", "-q", "topic");
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    clone.git("push", "-q", "origin", "topic");
    mirror(bare, repository);
    const ada = github.as("ada");
    const pull = await ada.post("/repos/octo/app/pulls", { title: "fix: one", head: "topic", base: "main" });
    const { number } = pull.body as { number: number };
    unmirror(repository, bare, number);
    const inputs = { "pull-request": String(number), lines: "1.x 2.x" };
    const ran = await run(own, inputs);
    expect(JSON.parse(ran.outputs["backports"] ?? ""), ran.stdout).toMatchObject([
      { line: "2.x", is: "would-conflict", number: null },
      { line: "1.x", is: "would-apply", number: null },
    ]);
    expect(ran).toMatchObject({ exit: 0, outputs: { created: "", failed: "2.x" } });
    expect(repository.issues.get(number)?.comments.map(({ body }) => body)).toEqual([ran.summary.trimEnd()]);
    await ada.put(`/repos/octo/app/pulls/${number}/merge`, { merge_method: "squash" });
    unmirror(repository, bare, number);
    const after = await run(own, inputs);
    expect(repository.issues.get(number)?.comments.at(-1)?.body).toBe(after.summary.trimEnd());
    expect(after.outputs["failed"]).toBe("2.x 1.x");
  });

  it("brings it to another repository, and says on the original where it is", async () => {
    const own = await stage();
    const { clone, merged, repository, github, bare } = own;
    const hub = join(dirname(bare), "hub");
    const there = join(hub, "octo/lts.git");
    execFileSync("git", ["clone", "-q", "--bare", bare, there]);
    const lts = repositoryByName(github.world, "octo", "lts")!;
    const also = (): void => mirror(there, lts);
    also();
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    const number = await merged("squash");
    const inputs = { "pull-request": String(number), lines: "1.x", repository: "octo/lts" };
    const ran = await run(own, inputs, { env: { GITHUB_SERVER_URL: `file://${hub}` }, also });
    expect(ran.exit, ran.stdout).toBe(0);
    const [made] = [...lts.issues.values()];
    expect(made).toMatchObject({ title: `fix: ears (backport of octo/app#${number} to 1.x)` });
    expect(made?.body).toContain(`octo/app#${number}`);
    expect(execFileSync("git", ["-C", there, "show", `backport/1.x/pr-${number}:src/a.ts`]).toString()).toContain(
      "three",
    );
    expect(execFileSync("git", ["-C", bare, "branch"]).toString()).not.toContain("backport");
    expect(repository.issues.get(number)?.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining("octo/lts#1"),
    ]);
    const again = await run(own, inputs, { env: { GITHUB_SERVER_URL: `file://${hub}` }, also });
    expect(JSON.parse(again.outputs["backports"] ?? "")).toMatchObject([{ is: "exists" }]);
    expect(repository.issues.get(number)?.comments).toHaveLength(1);
    expect(github.inspector.problems).toEqual([]);
  });

  it("signs what it picks with the key that it is given, conflicts too, and leaves no key behind", async () => {
    const own = await stage();
    const { clone, merged, remote } = own;
    const folder = mkdtempSync(join(tmpdir(), "lamplighter-signing-"));
    const key = join(folder, "key");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    writeFileSync(join(folder, "signers"), `bot@example.org ${readFileSync(`${key}.pub`, "utf8")}`);
    clone.git("switch", "-q", "1.x");
    clone.commit("fix: else", { "src/a.ts": text({ 3: "another three" }) });
    clone.git("push", "-q", "origin", "1.x");
    clone.git("switch", "-q", "topic");
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    const number = await merged("squash");
    const signing = { "signing-key": readFileSync(key, "utf8"), committer: "Release bot <bot@example.org>" };
    const inputs = { "pull-request": String(number), ...signing };
    const ran = await run(own, { ...inputs, lines: "2.x 1.x" });
    expect(ran.exit, ran.stdout).toBe(0);
    for (const line of ["2.x", "1.x"]) {
      const branch = `backport/${line}/pr-${number}`;
      const config = ["-c", "gpg.format=ssh", "-c", `gpg.ssh.allowedSignersFile=${join(folder, "signers")}`];
      expect(remote(...config, "log", "-1", "--format=%G? %GS %cn", branch)).toBe("G bot@example.org Release bot");
    }
    expect(ran.stdout.replaceAll(/::add-mask::.*/g, "")).not.toContain(signing["signing-key"].split("\n")[2]);
    expect(readdirSync(ran.temp).filter((name) => name.startsWith("lamplighter-key"))).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ["a key that is none", { "signing-key": "ssh-ed25519 AAAA" }, "is not a private key", 2],
    [
      "a key that does not sign",
      { "signing-key": "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----" },
      "could not be committed",
      2,
    ],
    ["a committer without an address", { committer: "Ada" }, "It takes a name and an address", 2],
    ["a repository that is none", { repository: "https://github.com/a/b" }, "It takes a repository", 2],
  ])("%s is refused, and nothing is pushed", async (_, inputs, told, exit) => {
    const own = await stage();
    own.clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    const number = await own.merged("squash");
    const ran = await run(own, { "pull-request": String(number), lines: "1.x", ...inputs });
    expect(ran.stdout).toContain(told);
    expect(ran.exit).toBe(exit);
    expect(own.remote("branch")).not.toContain("backport");
  });

  it("a branch of that name with other content is left alone, and refused; one of a run that broke off is taken", async () => {
    const own = await stage();
    own.clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    const number = await own.merged("squash");
    const branch = `backport/1.x/pr-${number}`;
    own.remote("branch", branch, "1.x");
    const inputs = { "pull-request": String(number), lines: "1.x" };
    const refused = await run(own, inputs);
    expect(refused).toMatchObject({ exit: 1, outputs: { failed: "1.x" } });
    expect(refused.outputs["backports"]).toContain("is there with other content");
    own.remote("branch", "-D", branch);
    own.repository.refs.delete(`refs/heads/${branch}`);
    own.github.faults.addRequestFault({
      method: "POST",
      path: "/repos/octo/app/pulls",
      do: { kind: "status", status: 403 },
    });
    expect(await run(own, inputs)).toMatchObject({ exit: 2 });
    expect(own.remote("branch")).toContain(branch);
    expect(await run(own, inputs)).toMatchObject({ exit: 0, outputs: { failed: "" } });
  });

  it.each([
    ["a pull request that GitHub does not know", { "pull-request": "99", lines: "1.x" }, "github-refused", 2],
    ["a number that is none", { "pull-request": "$(id)", lines: "1.x" }, "no-pull-request", 2],
    ["a line that is no branch's name", { lines: "--upload-pack=id" }, "It takes one to 10 branches", 2],
    ["a line that is not there", { lines: "9.x" }, "There is no branch 9.x.", 1],
  ])("%s is refused with what to do", async (_, inputs, told, exit) => {
    const own = await stage();
    own.clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    const number = await own.merged("squash");
    const ran = await run(own, { "pull-request": String(number), ...inputs });
    expect(ran.stdout).toContain(told);
    expect(ran.exit).toBe(exit);
  });
});
