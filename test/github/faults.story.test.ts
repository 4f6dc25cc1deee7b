// When GitHub is slow, large, cut off, limited or forgetful.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Markdown } from "../../src/core/markdown.ts";
import type { Effect } from "../../src/core/plan.ts";
import { startScene } from "./scene.ts";
import type { Scene } from "./scene.ts";

const REPO = "/repos/octo/app";
let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
beforeEach(() => {
  scene.stand.faults.clear();
  scene.requests();
});
afterAll(async () => {
  expect(scene.stand.inspector.problems).toEqual([]);
  await scene[Symbol.asyncDispose]();
});

const comment = (on: number, body: string): Effect => ({
  why: "w",
  key: "k",
  do: "comment",
  on,
  slot: "change",
  body: body as Markdown,
});

async function openPull(branch: string): Promise<number> {
  const answer = await scene.stand.as("ada").post(`${REPO}/pulls`, { title: branch, head: branch, base: "main" });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return (answer.body as { number: number }).number;
}

describe("POL-10 a pull request with more files than GitHub lists", () => {
  const COUNT = 3_050;
  let number: number;
  let head: string;
  beforeAll(async () => {
    const many = Object.fromEntries(
      Array.from({ length: COUNT - 2 }, (_, i) => [
        `many/${String(i % 40)}/f${String(i).padStart(5, "0")}.txt`,
        `${i}\n`,
      ]),
    );
    head = await scene.commit({
      as: "ada",
      branch: "large",
      from: "main",
      files: { ...many, "zz/secret.txt": "sorted last\n", "src/main.ts": null },
    });
    number = await openPull("large");
  });

  it("is read whole by comparing trees, also what sorts after file 3,000", async () => {
    const pull = await scene.reads.pull(number);
    expect(pull.changedFiles).toBe(COUNT);
    scene.requests();
    const files = await scene.reads.pullFiles(number, head);
    expect(files.length).toBe(COUNT);
    expect(files.find(({ path }) => path === "zz/secret.txt")).toMatchObject({
      status: "added",
      blob: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    });
    expect(files.find(({ path }) => path === "src/main.ts")).toMatchObject({ status: "removed" });
    // The pull request twice, the comparison, two commits, and the folders that differ, both sides.
    expect(scene.requests().length).toBeLessThanOrEqual(5 + 2 * (40 + 4));
  });

  it("costs almost nothing the second time", async () => {
    await scene.reads.pullFiles(number, head);
    expect(scene.requests()).toEqual([`GET ${REPO}/pulls/${number} 304`, `GET ${REPO}/pulls/${number} 304`]);
  });

  it("is an error when a tree cannot be had, never a part of it", async () => {
    scene.stand.faults.addRequestFault({
      method: "GET",
      path: `${REPO}/git/trees/*`,
      do: { kind: "status", status: 404 },
      times: 0,
    });
    const fresh = scene.another().reads(scene.repo, () => Promise.resolve([]));
    await expect(fresh.pullFiles(number, head)).rejects.toMatchObject({ failure: "gone" });
  });
});

describe("a pull request with more commits than GitHub lists", () => {
  it("is read whole by paging the comparison to its end", async () => {
    let head = "";
    for (let i = 0; i < 260; i++) {
      const from = i === 0 ? { from: "main" } : {};
      head = await scene.commit({
        as: "ada",
        branch: "long",
        ...from,
        message: `Step ${i}`,
        files: { "steps.txt": `${i}\n` },
      });
    }
    const number = await openPull("long");
    const commits = await scene.reads.pullCommits(number, head);
    expect(commits.map(({ message }) => message)).toEqual(Array.from({ length: 260 }, (_, i) => `Step ${i}`));
  });
});

describe("limits", () => {
  it("a secondary limit stops the installation until GitHub listens again, and nothing is lost or doubled", async () => {
    await scene.stand.as("ada").post(`${REPO}/issues`, { title: "limited" });
    const number = (await scene.stand.as("ada").post(`${REPO}/issues`, { title: "limited" })).body as {
      number: number;
    };
    scene.stand.faults.addRequestFault({
      method: "POST",
      path: `${REPO}/issues/*/comments`,
      do: { kind: "secondary-limit", retryAfterSeconds: 90 },
    });
    const now = scene.stand.world.clock.now();
    const error = await scene.github.write(scene.repo, comment(number.number, "x")).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ failure: "rate-limited" });
    const { retryAt } = error as { retryAt: number };
    expect(retryAt - now).toBeGreaterThanOrEqual(90_000);
    scene.requests();
    await expect(scene.github.write(scene.repo, comment(number.number, "x"))).rejects.toMatchObject({
      failure: "rate-limited",
      retryAt,
    });
    expect(scene.requests()).toEqual([]);
    scene.stand.world.clock.set(retryAt);
    expect((await scene.github.write(scene.repo, comment(number.number, "x"))).did).toBe("written");
    expect((await scene.reads.comments(number.number)).length).toBe(1);
  });

  it("the primary limit is seen coming: the last answer says when there is more", async () => {
    scene.stand.faults.addRequestFault({ path: `${REPO}/labels`, do: { kind: "primary-limit", resetInSeconds: 120 } });
    await expect(scene.reads.labels()).rejects.toMatchObject({ failure: "rate-limited" });
    scene.stand.world.clock.advance(121_000);
    expect((await scene.reads.labels()).length).toBe(2);
  });

  it("TRI-05 a hundred issues are commented without one secondary limit", async () => {
    const numbers: number[] = [];
    for (let i = 0; i < 100; i++) {
      // Two people: GitHub's limits hold for them too.
      const author = scene.stand.as(i % 2 === 0 ? "ada" : "zoe");
      const answer = await author.post(`${REPO}/issues`, { title: `flood ${i}` });
      expect(answer).toMatchObject({ status: 201 });
      numbers.push((answer.body as { number: number }).number);
    }
    const patient = scene.another({ limits: { patience: 3_600_000 } });
    for (const number of numbers)
      expect((await patient.write(scene.repo, comment(number, "seen"))).did).toBe("written");
    const refused = scene.observed.filter(({ status }) => status === 403 || status === 429);
    // The two that were ordered above, and no other.
    expect(refused.length).toBe(2);
  });
});

describe("a token", () => {
  it("that ended is replaced without anybody noticing", async () => {
    await scene.reads.labels();
    for (const [key, token] of scene.stand.world.tokens) scene.stand.world.tokens.set(key, { ...token, expiresAt: 0 });
    scene.requests();
    expect((await scene.reads.labels()).length).toBe(2);
    expect(scene.requests()).toEqual([`GET ${REPO}/labels 401`, `GET ${REPO}/labels 200`]);
  });
});

describe("the line", () => {
  it("that breaks or gives no answer is asked again for a read", async () => {
    scene.stand.faults.addRequestFault({ method: "GET", path: `${REPO}/labels`, do: { kind: "cut" } });
    expect((await scene.reads.labels()).length).toBe(2);
    scene.stand.faults.addRequestFault({ method: "GET", path: `${REPO}/labels`, do: { kind: "hang" } });
    expect(
      (
        await scene
          .another({ timeout: 200 })
          .reads(scene.repo, () => Promise.resolve([]))
          .labels()
      ).length,
    ).toBe(2);
  });
  it("that answers with a unicorn is malformed", async () => {
    scene.stand.faults.addRequestFault({ method: "GET", path: `${REPO}/labels`, do: { kind: "garbage" }, times: 0 });
    await expect(
      scene
        .another()
        .reads(scene.repo, () => Promise.resolve([]))
        .labels(),
    ).rejects.toMatchObject({ failure: "malformed" });
  });
});

describe("a repository", () => {
  it("that is renamed goes on under its id", async () => {
    await scene.stand.as("mona").patch(REPO, { name: "lamps" });
    expect(await scene.reads.repository()).toMatchObject({ id: scene.repo.id, name: "lamps" });
    expect((await scene.reads.labels()).length).toBe(2);
    await scene.stand.as("mona").patch("/repos/octo/lamps", { name: "app" });
  });
  it("that was taken from the installation is forbidden or gone, and nothing is known to be absent", async () => {
    const api = scene.stand.with(null);
    await api.patch(`/_pretend/installations/${scene.repo.installation}`, { suspended: true });
    scene.github.forget(scene.repo.installation);
    await expect(scene.reads.file("README.md", "a".repeat(40))).rejects.toMatchObject({ failure: "forbidden" });
    await api.patch(`/_pretend/installations/${scene.repo.installation}`, { suspended: false });
  });
});
