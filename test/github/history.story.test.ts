// How a branch came to be what it is, as the stand-in tells it over real HTTP.
import { afterAll, beforeAll, expect, it } from "vitest";
import { startScene } from "./scene.ts";
import type { Scene } from "./scene.ts";

let scene: Scene;
let before: string;
let merge: string;
let pushed: string;
beforeAll(async () => {
  scene = await startScene();
  before = (await scene.reads.branch("main"))!.sha;
  const ada = scene.stand.as("ada");
  await ada.post("/repos/octo/app/pulls", { title: "Fix it", head: "fix", base: "main" });
  await ada.put("/repos/octo/app/pulls/1/merge", {});
  merge = (await scene.reads.pull(1)).mergeCommit!;
  pushed = await scene.commit({ as: "ben", branch: "main", files: { "src/main.ts": "three\n" } });
});
afterAll(() => scene[Symbol.asyncDispose]());

it("branches with their tips, and how one moved", async () => {
  const branches = await scene.reads.branches();
  expect(branches.map(({ name }) => name)).toEqual(["fix", "main"]);
  expect(branches.find(({ name }) => name === "main")?.sha).toBe(pushed);
  const moves = await scene.reads.branchMoves("main");
  expect(moves.slice(-2)).toMatchObject([
    { before, after: merge, kind: "pr_merge", by: { login: "ada" } },
    { before: merge, after: pushed, kind: "push", by: { login: "ben" } },
  ]);
});

it("every commit between two, and which of them GitHub made", async () => {
  const commits = await scene.reads.commitsBetween(before, pushed);
  expect(commits.map(({ sha }) => sha)).toContain(merge);
  expect(commits).toHaveLength(3);
  expect(commits.filter(({ byGitHub }) => byGitHub).map(({ sha }) => sha)).toEqual([merge]);
  expect(await scene.reads.commitsBetween(pushed, pushed)).toEqual([]);
  expect(await scene.reads.commitsBetween(pushed, before)).toEqual([]);
});

it("more commits than a page holds are read to the end", async () => {
  const from = pushed;
  for (let index = 0; index < 205; index++) {
    await scene.commit({ as: "ben", branch: "many", from: "main", files: { "n.txt": `${index}\n` } });
  }
  const tip = (await scene.reads.branch("many"))!.sha;
  expect(await scene.reads.commitsBetween(from, tip)).toHaveLength(205);
});

it("pull requests that a commit is known from, and those that were closed last", async () => {
  expect(await scene.reads.pullsWith(merge)).toMatchObject([{ number: 1, merged: true, mergeCommit: merge }]);
  expect(await scene.reads.pullsWith(pushed)).toEqual([]);
  expect(await scene.reads.latestClosed(10)).toMatchObject([{ number: 1 }]);
});

it("a lot is the same in every process that has the App's key, and another one for another text", async () => {
  const other = scene.another().reads(scene.repo, () => Promise.resolve([]));
  const lot = await scene.reads.lot(merge);
  expect(await other.lot(merge)).toBe(lot);
  expect(await other.lot(pushed)).not.toBe(lot);
  expect(lot).toBeLessThan(2 ** 48);
});
