// Backports on real git: a bare repository as the remote, the pretend GitHub for pull requests.
import { afterEach, describe, expect, it } from "vitest";
import { openBackportClone } from "../../src/git/backport.ts";
import { predictBackports } from "../../src/release/backport/predict.ts";
import { closeStages, stage, text } from "./backport-stage.ts";
import type { Stage } from "./backport-stage.ts";

afterEach(closeStages);

describe("how it was merged", () => {
  it.each(["merge", "squash", "rebase"] as const)("%s: every commit arrives, once, with -x", async (how) => {
    const { clone, merged, backport, remote, repository } = await stage();
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    clone.commit("fix: two\n\nwith a body", { "src/a.ts": text({ 3: "three", 20: "twenty" }) });
    const number = await merged(how, { labels: ["bug", "backport 1.x"] });
    const [outcome] = await backport(number, ["1.x"]);
    expect(outcome).toMatchObject({ line: "1.x", is: "created" });
    const branch = `backport/1.x/pr-${number}`;
    expect(remote("show", `${branch}:src/a.ts`)).toBe(text({ 3: "three", 20: "twenty" }).trim());
    const picked = remote("log", "--format=%B%x00", `1.x..${branch}`)
      .split("\0")
      .filter((one) => one.trim() !== "");
    expect(picked).toHaveLength(how === "squash" ? 1 : 2);
    for (const message of picked) expect(message).toMatch(/\(cherry picked from commit [0-9a-f]{40}\)/);
    expect(remote("log", "-1", "--format=%an %cn", branch)).toMatch(how === "squash" ? /bot$/ : /^Ada bot$/);
    const pull = repository.issues.get(outcome!.number!);
    expect(pull).toMatchObject({ title: `fix: ears (backport of #${number} to 1.x)` });
  });

  it("a pull request with merges in it is picked as one", async () => {
    const { clone, merged, backport, remote } = await stage();
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    clone.git("switch", "-q", "main");
    clone.commit("chore: meanwhile", { "src/b.ts": "bb\n" });
    clone.git("push", "-q", "origin", "main");
    clone.git("switch", "-q", "topic");
    clone.git("merge", "-q", "--no-ff", "main", "-m", "Merge branch 'main' into topic");
    const number = await merged("merge");
    expect(await backport(number, ["1.x"])).toMatchObject([{ is: "created" }]);
    expect(remote("show", `backport/1.x/pr-${number}:src/b.ts`)).toBe("b");
    expect(remote("show", `backport/1.x/pr-${number}:src/a.ts`)).toContain("three");
  });
});

describe("what is in the way", () => {
  async function conflicting(): Promise<Stage> {
    const made = await stage();
    made.clone.git("switch", "-q", "1.x");
    made.clone.commit("fix: else", { "src/a.ts": text({ 3: "another three" }) });
    made.clone.git("push", "-q", "origin", "1.x");
    made.clone.git("switch", "-q", "topic");
    return made;
  }

  it("a conflict is a draft with the conflict committed and the exact commands", async () => {
    const { clone, merged, backport, remote, repository } = await conflicting();
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    const number = await merged("squash");
    const [outcome] = await backport(number, ["1.x"]);
    expect(outcome).toMatchObject({ is: "conflict" });
    const committed = remote("show", `backport/1.x/pr-${number}:src/a.ts`);
    expect(committed).toMatch(/<{7} [\s\S]*another three[\s\S]*={7}[\s\S]*three[\s\S]*>{7}/);
    const pull = repository.issues.get(outcome!.number!)!;
    expect(pull.pull).toMatchObject({ draft: true });
    expect(pull.body).toContain("`src/a.ts`");
    expect(pull.body).toMatch(/git cherry-pick -x [0-9a-f]{40}/);
    expect(clone.git("status", "--porcelain")).toBe("");
  });

  it("the commands that it names do what they say", async () => {
    const { clone, merged, backport } = await conflicting();
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    const number = await merged("squash");
    const [outcome] = await backport(number, ["1.x"]);
    const lines = outcome!.commands.split("\n").map((line) => line.split(" ").slice(1));
    const run = (line: string[]): string => clone.git(...line);
    lines[0] = lines[0]!.filter((word) => !word.startsWith("refs/pull/"));
    run(lines[0]);
    run(lines[1]!.map((word) => (word.startsWith("backport/") ? "by-hand" : word)));
    expect(() => run(lines[2]!)).toThrow(/CONFLICT|conflict/);
    expect(clone.git("diff", "--name-only", "--diff-filter=U")).toBe("src/a.ts");
  });

  it("after a conflict, older lines wait, and the draft knows which", async () => {
    const made = await stage();
    const { clone, merged, backport, repository } = made;
    clone.git("switch", "-q", "2.x");
    clone.commit("fix: else", { "src/a.ts": text({ 3: "another three" }) });
    clone.git("push", "-q", "origin", "2.x");
    clone.git("switch", "-q", "topic");
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    const number = await merged("squash");
    const outcomes = await backport(number, ["1.x", "2.x"]);
    expect(outcomes).toMatchObject([
      { line: "2.x", is: "conflict" },
      { line: "1.x", is: "waits" },
    ]);
    const { nextLines } = await import("../../src/release/backport/proposal.ts");
    expect(nextLines(repository.issues.get(outcomes[0]!.number!)!.body ?? "")).toEqual(["1.x"]);
    // Asked once more, while nobody has settled it.
    expect(await backport(number, ["1.x", "2.x"])).toMatchObject([
      { line: "2.x", is: "unsettled", number: outcomes[0]!.number },
      { line: "1.x", is: "waits" },
    ]);
  });

  it.each([
    ["squash", 1],
    ["rebase", 251],
  ] as const)(
    "more commits than GitHub lists, brought by %s: %d picked",
    async (how, picked) => {
      const { clone, merged, backport, remote, github } = await stage();
      clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
      for (let index = 0; index < 250; index += 1)
        clone.git("commit", "-q", "--allow-empty", "-m", `chore: step ${index}`);
      const number = await merged(how);
      expect(await backport(number, ["1.x"])).toMatchObject([{ is: "created" }]);
      const branch = `backport/1.x/pr-${number}`;
      expect(remote("show", `${branch}:src/a.ts`)).toBe(text({ 3: "three" }).trim());
      expect(remote("rev-list", "--count", `1.x..${branch}`)).toBe(String(picked));
      expect(github.inspector.problems).toEqual([]);
    },
    120_000,
  );

  it("a file that the line has under its old name", async () => {
    const { clone, merged, backport, remote } = await stage();
    clone.git("switch", "-q", "main");
    clone.git("mv", "src/a.ts", "src/renamed.ts");
    clone.commit("refactor: rename");
    clone.git("push", "-q", "origin", "main");
    clone.git("switch", "-q", "-C", "topic", "main");
    clone.commit("fix: one", { "src/renamed.ts": text({ 3: "three" }) });
    const number = await merged("squash");
    expect(await backport(number, ["1.x"])).toMatchObject([{ is: "created" }]);
    expect(remote("show", `backport/1.x/pr-${number}:src/a.ts`)).toContain("three");
  });

  it("binary files, clean and in conflict", async () => {
    const { clone, merged, backport, remote, bare } = await stage();
    clone.git("switch", "-q", "2.x");
    clone.commit("fix: logo", { "logo.bin": Buffer.from([0, 9, 9]) });
    clone.git("push", "-q", "origin", "2.x");
    clone.git("switch", "-q", "topic");
    clone.commit("fix: logo", { "logo.bin": Buffer.from([0, 7, 7, 255]) });
    const number = await merged("squash");
    expect(await backport(number, ["1.x"])).toMatchObject([{ line: "1.x", is: "created" }]);
    expect(await backport(number, ["2.x"])).toMatchObject([{ line: "2.x", is: "conflict" }]);
    const { execFileSync } = await import("node:child_process");
    expect([...execFileSync("git", ["-C", bare, "show", `backport/1.x/pr-${number}:logo.bin`])]).toEqual([
      0, 7, 7, 255,
    ]);
    expect(remote("rev-parse", `backport/2.x/pr-${number}:logo.bin`)).toBe(remote("rev-parse", "2.x:logo.bin"));
  });

  it("a deleted file that the change edits is a conflict", async () => {
    const { clone, merged, backport } = await stage();
    clone.git("switch", "-q", "1.x");
    clone.commit("refactor: drop", { "src/a.ts": null });
    clone.git("push", "-q", "origin", "1.x");
    clone.git("switch", "-q", "topic");
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    expect(await backport(await merged("squash"), ["1.x"])).toMatchObject([{ is: "conflict" }]);
  });

  it("what the line has already is not proposed", async () => {
    const { clone, merged, backport } = await stage();
    const sha = clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    clone.git("switch", "-q", "1.x");
    clone.git("cherry-pick", sha);
    clone.git("push", "-q", "origin", "1.x");
    clone.git("switch", "-q", "topic");
    expect(await backport(await merged("rebase"), ["1.x"])).toMatchObject([{ is: "contained" }]);
  });

  it("a change of workflows is refused with the commands", async () => {
    const { clone, merged, backport } = await stage();
    clone.commit("ci: one", { ".github/workflows/ci.yml": "on: push\n" });
    const [outcome] = await backport(await merged("squash"), ["1.x"]);
    expect(outcome).toMatchObject({ is: "refused", reason: expect.stringContaining("workflows") as string });
    expect(outcome!.commands).toContain("git cherry-pick -x");
  });

  it("a line that is not there is refused, the others go on", async () => {
    const { clone, merged, backport } = await stage();
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    const outcomes = await backport(await merged("squash"), ["9.x", "1.x"]);
    expect(outcomes).toMatchObject([
      { line: "9.x", is: "refused" },
      { line: "1.x", is: "created" },
    ]);
  });
});

describe("again", () => {
  it("a second run finds what the first one made", async () => {
    const { clone, merged, backport, repository } = await stage();
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    const number = await merged("squash");
    const [first] = await backport(number, ["1.x"]);
    expect(await backport(number, ["1.x"])).toMatchObject([{ is: "exists", number: first!.number }]);
    expect([...repository.issues.values()].filter(({ pull }) => pull !== null)).toHaveLength(2);
  });

  it("copies labels and people, and the release note", async () => {
    const { clone, merged, backport, repository } = await stage();
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    const number = await merged("squash", {
      labels: ["bug", "backport 1.x"],
      body: "x\n\n```release-note\nEars.\n```\n",
    });
    const [outcome] = await backport(number, ["1.x"]);
    const pull = repository.issues.get(outcome!.number!)!;
    expect(pull.labels.map(({ name }) => name)).toEqual(["bug"]);
    expect(pull.assignees.map(({ login }) => login)).toEqual(["ada"]);
    expect(pull.body).toContain("Ears.");
  });
});

describe("before the merge", () => {
  it("tells line by line what would become of it, and pushes nothing", async () => {
    const { clone, remote } = await stage();
    clone.git("switch", "-q", "2.x");
    clone.commit("fix: else", { "src/a.ts": text({ 3: "another three" }) });
    clone.git("push", "-q", "origin", "2.x");
    clone.git("branch", "-q", "3.x", "main");
    clone.git("switch", "-q", "3.x");
    clone.commit("fix: both at once", { "src/a.ts": text({ 3: "three", 20: "twenty" }) });
    clone.git("push", "-q", "origin", "3.x");
    clone.git("switch", "-q", "main");
    clone.commit("feat: meanwhile", { "src/c.ts": "c\n" });
    clone.git("push", "-q", "origin", "main");
    clone.git("switch", "-q", "topic");
    clone.commit("fix: one", { "src/a.ts": text({ 3: "three" }) });
    clone.git("merge", "-q", "--no-ff", "main", "-m", "Merge main");
    const head = clone.commit("fix: two", { "src/a.ts": text({ 3: "three", 20: "twenty" }) });
    const before = {
      refs: remote("for-each-ref"),
      own: clone.git("for-each-ref"),
      head: clone.git("rev-parse", "HEAD"),
    };
    const author = { name: "bot", email: "bot@example.org" };
    const git = await openBackportClone(clone, { from: "origin", to: "origin", fetch: [], author });
    const found = await predictBackports({ pull: { head, base: "main" }, lines: ["1.x", "9.x", "2.x", "3.x"], git });
    expect(found.map(({ line, is }) => `${line} ${is}`)).toEqual([
      "9.x refused",
      "3.x contained",
      "2.x would-conflict",
      "1.x would-apply",
    ]);
    expect(found[2]?.reason).toContain("in src/a.ts");
    const after = {
      refs: remote("for-each-ref"),
      own: clone.git("for-each-ref"),
      head: clone.git("rev-parse", "HEAD"),
    };
    expect(after).toEqual(before);
    expect(clone.git("status", "--porcelain")).toBe("");
    expect(clone.git("worktree", "list").split("\n")).toHaveLength(1);
  });
});
