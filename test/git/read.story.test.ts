import { execFileSync } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import type { RawCommit } from "../../src/core/history.ts";
import { readHistory } from "../../src/git/read.ts";
import type { LogQuery } from "../../src/core/history.ts";
import { cloneOf, newClone, openClone } from "./clone.ts";
import type { Clone } from "./clone.ts";

const clones: Clone[] = [];
const keep = (clone: Clone): Clone => {
  clones.push(clone);
  return clone;
};
afterEach(() => clones.splice(0).forEach((clone) => clone.remove()));

async function log(clone: Clone, query: Partial<LogQuery> = {}): Promise<RawCommit[]> {
  const commits: RawCommit[] = [];
  const whole = { to: "HEAD", without: [], follow: "all", paths: "none", ...query } as const;
  for await (const batch of readHistory(clone).log(whole)) commits.push(...batch);
  return commits;
}

describe("refs", () => {
  it("light and annotated tags name their commits, and branches say where they are", async () => {
    const origin = keep(newClone());
    const first = origin.commit("feat: one");
    origin.git("tag", "v1.0.0");
    origin.git("tag", "-a", "v1.1.0", "-m", "annotated");
    origin.git("branch", "1.x");
    const clone = keep(cloneOf(origin));
    const refs = await readHistory(clone).refs();
    expect(refs.tags).toEqual([
      { name: "v1.0.0", sha: first },
      { name: "v1.1.0", sha: first },
    ]);
    expect(refs.branches).toEqual([
      { name: "main", sha: first, at: "local" },
      { name: "1.x", sha: first, at: "origin" },
      { name: "main", sha: first, at: "origin" },
    ]);
    expect(refs).toMatchObject({ current: "main" });
    clone.git("checkout", "-q", "--detach");
    expect((await readHistory(clone).refs()).current).toBeNull();
  });

  it("tells which tags contain a commit, but for those of another branch", async () => {
    const clone = keep(newClone());
    const first = clone.commit("feat: one");
    clone.git("checkout", "-q", "-b", "other");
    clone.commit("feat: two");
    clone.git("tag", "v2.0.0");
    clone.git("checkout", "-q", "main");
    clone.commit("feat: three");
    clone.git("tag", "v1.1.0");
    const reads = readHistory(clone);
    const refs = ["refs/tags"];
    expect(await reads.containing(first, { refs, without: [] })).toEqual(
      new Set(["refs/tags/v1.1.0", "refs/tags/v2.0.0"]),
    );
    const without = ["refs/heads/other"];
    expect(await reads.containing(first, { refs, without })).toEqual(new Set(["refs/tags/v1.1.0"]));
    without.push("refs/heads/main");
    expect(await reads.containing(first, { refs, without })).toEqual(new Set());
    expect(await reads.containing("0".repeat(40), { refs, without })).toBeNull();
  });

  it("tells which of some tags a commit contains", async () => {
    const clone = keep(newClone());
    clone.commit("feat: one");
    clone.git("tag", "v1.0.0");
    clone.git("checkout", "-q", "-b", "other");
    clone.commit("feat: two");
    clone.git("tag", "v9.0.0");
    clone.git("checkout", "-q", "main");
    expect(await readHistory(clone).contained(["v9.0.0", "v1.0.0"], "HEAD")).toEqual(new Set(["v1.0.0"]));
  });
});

describe("log", () => {
  it("gives whole messages, whatever they hold, and children before parents", async () => {
    const clone = keep(newClone());
    clone.commit("feat: one\n\nbody\n\nRefs: #1");
    clone.commit("fix: zwei – drei ✨\n\n\u0001 control and 'quotes' $(id)");
    const commits = await log(clone);
    expect(commits.map(({ message }) => message.trim())).toEqual([
      "fix: zwei – drei ✨\n\n\u0001 control and 'quotes' $(id)",
      "feat: one\n\nbody\n\nRefs: #1",
    ]);
    expect(commits[0]).toMatchObject({ author: { name: "Ada", email: "ada@example.org" }, parents: [commits[1]?.sha] });
    expect(new Date(commits[0]?.at ?? 0).getUTCFullYear()).toBe(2026);
  });

  it("leaves out what another commit contains, and follows first parents when asked", async () => {
    const clone = keep(newClone());
    const first = clone.commit("feat: one");
    clone.git("checkout", "-q", "-b", "topic");
    clone.commit("fix: topic");
    clone.git("checkout", "-q", "main");
    clone.git("merge", "-q", "--no-ff", "topic", "-m", "Merge topic");
    const headers = async (query: Partial<LogQuery>) => (await log(clone, query)).map(({ message }) => message.trim());
    expect(await headers({ without: [first] })).toEqual(["Merge topic", "fix: topic"]);
    expect(await headers({ without: [first], follow: "first-parent" })).toEqual(["Merge topic"]);
  });

  it("gives the paths that changed, also odd ones", async () => {
    const clone = keep(newClone());
    clone.commit("feat: one", { "packages/a/x.ts": "1", 'packages/b/qu"ote.ts': "1", "packages/c/ü.ts": "1" });
    clone.commit("chore: nothing");
    const commits = await log(clone, { paths: "changed" });
    expect(commits.map(({ paths }) => paths?.slice().sort())).toEqual([
      [expect.stringMatching(/^file-/)],
      ["packages/a/x.ts", 'packages/b/qu"ote.ts', "packages/c/ü.ts"],
    ]);
  });

  it("is the same whole messages whatever the blocks cut, a message larger than one included", async () => {
    const clone = keep(newClone());
    const messages = Array.from({ length: 300 }, (_, index) => {
      const body = index === 150 ? "ä".repeat(600_000) : `${"x".repeat(7 * index)}${index % 3 === 0 ? " – ✨ü" : ""}`;
      return `fix: number ${index}\n\n${body}\n`;
    });
    const input = messages.map((message, index) => {
      const who = `Zoë <zoe@example.org> ${1_767_000_000 + index} +0000`;
      return `commit refs/heads/many\ncommitter ${who}\ndata ${Buffer.byteLength(message)}\n${message}M 100644 inline dir/ü-${index}.txt\ndata 1\nx\n`;
    });
    execFileSync("git", ["fast-import", "--quiet"], { cwd: clone.cwd, env: clone.env, input: input.join("") });
    for (const paths of ["none", "changed"] as const) {
      const commits = (await log(clone, { to: "refs/heads/many", paths })).toReversed();
      expect(commits.map(({ message }) => message.trimEnd())).toEqual(messages.map((message) => message.trimEnd()));
      expect(new Set(commits.map(({ author }) => author.name))).toEqual(new Set(["Zoë"]));
      if (paths === "changed")
        expect(commits.map((one) => one.paths)).toEqual(messages.map((_, at) => [`dir/ü-${at}.txt`]));
    }
    expect(await log(clone, { to: "refs/heads/many", most: 2 })).toHaveLength(2);
  });

  it("an empty range is an empty answer", async () => {
    const clone = keep(newClone());
    const only = clone.commit("feat: one");
    expect(await log(clone, { without: [only] })).toEqual([]);
  });
});

describe("what a clone lacks", () => {
  it("a shallow clone is refused with the option to set", () => {
    const origin = keep(newClone());
    origin.commit("feat: one");
    origin.commit("feat: two");
    const clone = keep(cloneOf(origin, "--depth=1"));
    expect(() => readHistory(clone)).toThrow(
      expect.objectContaining({ code: "shallow", cure: expect.stringContaining("fetch-depth: 0") as string }),
    );
  });

  it("so is a work tree of a shallow clone", () => {
    const origin = keep(newClone());
    origin.commit("feat: one");
    origin.commit("feat: two");
    const clone = keep(cloneOf(origin, "--depth=1"));
    clone.git("worktree", "add", "-q", "../linked", "-b", "linked");
    expect(() => readHistory(openClone(`${clone.cwd}/../linked`))).toThrow(
      expect.objectContaining({ code: "shallow" }),
    );
  });

  it("a clone without trees is enough, and fetches nothing", async () => {
    const origin = keep(newClone());
    origin.commit("feat: one");
    origin.git("tag", "v1.0.0");
    origin.commit("fix: two");
    const clone = keep(cloneOf(origin, "--filter=tree:0", "--no-checkout"));
    origin.remove();
    expect(await log(clone)).toHaveLength(2);
    expect(await readHistory(clone).contained(["v1.0.0"], "HEAD")).toEqual(new Set(["v1.0.0"]));
  });

  it("a folder outside of any repository says what to do", async () => {
    const clone = keep(newClone());
    await expect(readHistory({ ...clone, cwd: `${clone.cwd}/..` }).refs()).rejects.toMatchObject({
      code: "not-a-repository",
    });
  });

  it("a name that looks like an option is a name", async () => {
    const clone = keep(newClone());
    clone.commit("feat: one");
    await expect(log(clone, { to: "--output=/tmp/owned" })).rejects.toMatchObject({ code: "git-failed" });
  });
});
