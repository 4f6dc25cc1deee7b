// A pull request of 5,000 files and 400 commits: read whole, by the right way, in few requests.
import { afterAll, beforeAll, expect, it } from "vitest";
import { startScene, type Scene } from "./scene.ts";

const REPO = "/repos/octo/app";
const [FILES, COMMITS] = [5_000, 400];
let scene: Scene;
let number = 0;
let head = "";

beforeAll(async () => {
  scene = await startScene();
  for (let i = 0; i < COMMITS; i++) {
    // 12 and 13 by turns.
    const each = Array.from({ length: 12 + (i % 2) }, (_, j) => j);
    const files = Object.fromEntries(each.map((j) => [`many/${i % 100}/f${i}-${j}.txt`, `${i} ${j}\n`]));
    const last = i === COMMITS - 1 ? { "zz/secret.txt": "sorted last\n" } : {};
    head = await scene.commit({
      as: "ada",
      branch: "large",
      ...(i === 0 && { from: "main" }),
      message: `Step ${i}`,
      files: { ...files, ...last },
    });
  }
  const opened = await scene.stand.as("ada").post(`${REPO}/pulls`, { title: "Large", head: "large", base: "main" });
  ({ number } = opened.body as { number: number });
}, 120_000);

afterAll(() => scene[Symbol.asyncDispose]());

it("is read whole, also what sorts last, in at most 20 requests, at 20 ms each", async () => {
  scene.stand.faults.addRequestFault({
    method: "GET",
    path: `${REPO}/**`,
    do: { kind: "slow", milliseconds: 20 },
    times: 0,
  });
  const pull = await scene.reads.pull(number);
  expect([pull.changedFiles, pull.commits]).toEqual([FILES + 1, COMMITS]);
  const tip = await scene.reads.branch("main");
  const seen = (count: number) => ({ tip: tip?.sha ?? "", count });
  scene.requests();
  const [files, commits] = await Promise.all([
    scene.reads.pullFiles(number, head, seen(pull.changedFiles)),
    scene.reads.pullCommits(number, head, seen(pull.commits)),
  ]);
  expect(new Set(files.map(({ path }) => path)).size).toBe(FILES + 1);
  expect(files.some(({ path }) => path === "zz/secret.txt")).toBe(true);
  expect(commits.map(({ message }) => message)).toEqual(Array.from({ length: COMMITS }, (_, i) => `Step ${i}`));
  const asked = scene.requests().length;
  scene.stand.faults.clear();
  expect(asked).toBeLessThanOrEqual(20);
});

it("is an error when the whole cannot be had, never a part", async () => {
  scene.stand.faults.addRequestFault({
    method: "GET",
    path: `${REPO}/git/trees/*`,
    do: { kind: "status", status: 404 },
    times: 0,
  });
  const fresh = scene.another().reads(scene.repo, () => Promise.resolve([]));
  await expect(fresh.pullFiles(number, head)).rejects.toMatchObject({ failure: "gone" });
  scene.stand.faults.clear();
});
