// Every step, done to the stand-in over real HTTP: once, twice, and with its answer lost.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Markdown } from "../../src/core/markdown.ts";
import type { Effect } from "../../src/core/plan.ts";
import { startScene } from "./scene.ts";
import type { Scene } from "./scene.ts";

const text = (words: string): Markdown => words as Markdown;
const because = { why: "the test asks for it", key: "k" };

let scene: Scene;
let head: string;
beforeAll(async () => {
  scene = await startScene();
  head = (await scene.reads.branch("fix"))!.sha;
  await scene.stand.as("ada").post("/repos/octo/app/issues", { title: "It crashes" });
  await scene.stand.as("ada").post("/repos/octo/app/pulls", { title: "Fix it", head: "fix", base: "main" });
});
beforeEach(() => void scene.requests());
afterEach(() => scene.stand.faults.clear());
afterAll(async () => {
  expect(scene.stand.inspector.problems).toEqual([]);
  await scene[Symbol.asyncDispose]();
});

const write = (step: Effect) => scene.github.write(scene.repo, step);
const writes = (): string[] => scene.requests().filter((line) => !line.startsWith("GET"));

describe("a comment in a slot", () => {
  const step = (body: string, on = 2): Effect => ({ ...because, do: "comment", on, slot: "change", body: text(body) });
  const comments = async (on = 2) => (await scene.reads.comments(on)).map(({ body }) => body);

  it("is created once, left alone when it is equal, and rewritten when it is not", async () => {
    const first = await write(step("waiting"));
    expect(first).toMatchObject({
      did: "written",
      answer: { commentId: expect.any(Number) as number, updatedAt: expect.any(Number) as number },
    });
    expect(await comments()).toEqual(["waiting\n\n<!-- lamplighter:slot=change -->"]);
    expect((await write(step("waiting"))).did).toBe("already");
    const rewritten = await write(step("approved"));
    expect(rewritten).toMatchObject({ did: "written", answer: { commentId: first.answer["commentId"] } });
    expect(await comments()).toEqual(["approved\n\n<!-- lamplighter:slot=change -->"]);
  });
  it("is found again by a process that remembers nothing", async () => {
    const other = scene.another();
    expect((await other.write(scene.repo, step("approved"))).did).toBe("already");
    expect((await comments()).length).toBe(1);
  });
  it("is not somebody's copy of the marker", async () => {
    await scene.stand.as("zoe").post("/repos/octo/app/issues/1/comments", { body: "<!-- lamplighter:slot=change -->" });
    expect((await write(step("ours", 1))).did).toBe("written");
    expect((await comments(1)).length).toBe(2);
  });
  it("comes back when somebody deleted it", async () => {
    const [, ours] = await scene.reads.comments(1);
    await scene.stand.as("mona").delete(`/repos/octo/app/issues/comments/${ours!.id}`);
    expect((await write(step("ours", 1))).did).toBe("written");
    expect((await comments(1)).at(-1)).toContain("ours");
  });
  it("is there once when GitHub created it and its answer was lost", async () => {
    await scene.stand.as("ada").post("/repos/octo/app/issues", { title: "Another" });
    scene.stand.faults.addRequestFault({
      method: "POST",
      path: "/repos/octo/app/issues/3/comments",
      do: { kind: "lost" },
    });
    expect((await write(step("ours", 3))).did).toBe("written");
    expect((await comments(3)).length).toBe(1);
  });
  it("is an error, and not tried again by itself, when GitHub did not create it", async () => {
    await scene.stand.as("ada").post("/repos/octo/app/issues", { title: "And another" });
    scene.stand.faults.addRequestFault({
      method: "POST",
      path: "/repos/octo/app/issues/4/comments",
      do: { kind: "status", status: 502 },
    });
    await expect(write(step("ours", 4))).rejects.toMatchObject({ failure: "server" });
    expect(writes()).toEqual(["POST /repos/octo/app/issues/4/comments 502"]);
    expect((await write(step("ours", 4))).did).toBe("written");
    expect((await comments(4)).length).toBe(1);
  });
  it("CHK-13 is cut where it is longer than GitHub takes, and still found and equal", async () => {
    const long = step("line of words\n".repeat(6_000), 4);
    expect((await write(long)).did).toBe("written");
    const [body] = await comments(4);
    expect(body!.length).toBeLessThanOrEqual(65_535);
    expect(body).toMatch(/was cut here[^\n]*\n\n<!-- lamplighter:slot=change -->$/);
    expect((await write(long)).did).toBe("already");
  });
  it("TRI-10 is gone with its issue", async () => {
    expect(await write(step("ours", 99))).toMatchObject({ did: "gone", answer: { status: 404 } });
  });
});

describe("a reaction", () => {
  it("is one, however often it is asked for, on comments and on reviews", async () => {
    const [comment] = await scene.reads.comments(2);
    const onComment: Effect = {
      ...because,
      do: "react",
      to: { channel: "comment", id: comment!.id, nodeId: comment!.nodeId },
      with: "+1",
    };
    expect((await write(onComment)).did).toBe("written");
    expect((await write(onComment)).did).toBe("already");
    await scene.stand.as("ben").post("/repos/octo/app/pulls/2/reviews", { event: "COMMENT", body: "/hold" });
    const [review] = await scene.reads.reviews(2);
    const onReview: Effect = {
      ...because,
      do: "react",
      to: { channel: "review", id: review!.id, nodeId: review!.nodeId },
      with: "eyes",
    };
    expect((await write(onReview)).did).toBe("written");
    expect((await write(onReview)).did).toBe("written");
  });
});

describe("labels", () => {
  const step = (change: { add?: string[]; remove?: string[]; create?: boolean }): Effect => ({
    ...because,
    do: "label",
    on: 1,
    add: [],
    remove: [],
    create: false,
    ...change,
  });
  const labels = async () => (await scene.reads.issue(1)).labels;

  it("are added one at a time, and not again", async () => {
    expect((await write(step({ add: ["bug", "Needs Triage"] }))).did).toBe("written");
    expect(writes()).toEqual(["POST /repos/octo/app/issues/1/labels 200", "POST /repos/octo/app/issues/1/labels 200"]);
    expect((await write(step({ add: ["bug", "Needs Triage"] }))).did).toBe("already");
    expect(writes()).toEqual([]);
  });
  it("TRI-01 are the existing ones where a name only looks like theirs", async () => {
    for (const name of ["BUG", "bu\u200bg", "needs triage", "nееds triаge"]) {
      expect((await write(step({ add: [name], create: true }))).did, name).toBe("already");
    }
    expect((await scene.reads.labels()).length).toBe(2);
  });
  it("are created only where the step says so", async () => {
    await expect(write(step({ add: ["priority/high"] }))).rejects.toMatchObject({ failure: "refused" });
    expect((await write(step({ add: ["priority/high"], create: true }))).did).toBe("written");
    expect(await labels()).toEqual(["bug", "Needs Triage", "priority/high"]);
  });
  it("TRI-02 that another worker created first are there: that is a success", async () => {
    const other = scene.another();
    const both = [scene.github, other].map((github) =>
      github.write(scene.repo, step({ add: ["raced"], create: true })),
    );
    const done = (await Promise.all(both)).map(({ did }) => did);
    expect(done).toContain("written");
    expect(done.every((did) => did === "written" || did === "already")).toBe(true);
    expect((await scene.reads.labels()).filter(({ name }) => name === "raced").length).toBe(1);
  });
  it("are removed one at a time; one that is not there is no fault", async () => {
    expect((await write(step({ remove: ["priority/high", "raced", "never"] }))).did).toBe("written");
    expect(await labels()).toEqual(["bug", "Needs Triage"]);
    scene.stand.faults.addRequestFault({
      method: "DELETE",
      path: "/repos/octo/app/issues/1/labels/bug",
      do: { kind: "status", status: 404 },
    });
    expect((await write(step({ remove: ["bug"] }))).did).toBe("written");
  });
});

describe("assignees", () => {
  const step = (change: { add?: string[]; remove?: string[] }): Effect => ({
    ...because,
    do: "assign",
    on: 1,
    add: (change.add ?? []).map((login) => scene.person(login)),
    remove: (change.remove ?? []).map((login) => scene.person(login)),
  });
  it("are added and removed, once", async () => {
    expect((await write(step({ add: ["ada", "ben"] }))).did).toBe("written");
    expect((await write(step({ add: ["ada"] }))).did).toBe("already");
    expect((await write(step({ remove: ["ben"] }))).did).toBe("written");
    expect((await write(step({ remove: ["ben"] }))).did).toBe("already");
    expect((await scene.reads.issue(1)).assignees.map(({ login }) => login)).toEqual(["ada"]);
  });
});

describe("requests for a review", () => {
  const step = (...logins: string[]): Effect => ({
    ...because,
    do: "request-reviews",
    on: 2,
    of: logins.map((login) => scene.person(login)),
  });
  it("are made once, beside those of others, and never of the author", async () => {
    const asked = async () => (await scene.reads.pull(2)).requestedReviewers.map(({ login }) => login);
    const { author } = await scene.reads.pull(2);
    const others = ["ada", "ben", "mona"].filter((login) => login !== author?.login);
    expect((await write(step(others[0]!))).did).toBe("written");
    expect((await write(step(others[0]!))).did).toBe("already");
    expect((await write(step(author!.login, ...others))).did).toBe("written");
    expect((await asked()).sort()).toEqual(others);
    expect((await write(step(author!.login))).did).toBe("already");
  });
});

describe("the check", () => {
  const step = (
    state: "waiting" | "success" | "failure",
    change: { head?: string; title?: string; onlyIfHeadOf?: number | null } = {},
  ): Effect => ({
    ...because,
    do: "check",
    name: "lamplighter/change",
    head,
    state,
    title: "Waits for a maintainer",
    summary: text("why"),
    externalId: "pull/2",
    onlyIfHeadOf: 2,
    ...change,
  });
  const runs = async () => (await scene.reads.checkRuns(head)).map(({ status, conclusion }) => [status, conclusion]);

  it("is created once, then updated, and left alone when it says the same", async () => {
    const first = await write(step("waiting"));
    expect(first.did).toBe("written");
    expect((await write(step("waiting"))).did).toBe("already");
    expect(await write(step("success"))).toEqual({ did: "written", answer: first.answer });
    expect(await runs()).toEqual([["completed", "success"]]);
    expect((await write(step("failure"))).did).toBe("written");
    expect(await runs()).toEqual([["completed", "failure"]]);
    expect((await write(step("waiting"))).did).toBe("written");
    expect(await runs()).toEqual([["in_progress", null]]);
  });
  it("CHK-13 is cut, and its conclusion is what it was", async () => {
    const long: Effect = { ...step("success"), do: "check", summary: text("x".repeat(70_000)) } as Effect;
    expect((await write(long)).did).toBe("written");
    expect(await runs()).toEqual([["completed", "success"]]);
    expect((await write(long)).did).toBe("already");
  });
  it("is not written for a head that is the head no more", async () => {
    const old = head;
    head = await scene.commit({ as: "ada", branch: "fix", files: { "src/main.ts": "three\n" } });
    expect(await write(step("success", { head: old }))).toEqual({ did: "moved", answer: { head } });
    expect(writes()).toEqual([]);
  });
  it("is there once when GitHub created it and its answer was lost", async () => {
    scene.stand.faults.addRequestFault({ method: "POST", path: "/repos/octo/app/check-runs", do: { kind: "lost" } });
    expect((await write(step("waiting"))).did).toBe("written");
    expect((await write(step("waiting"))).did).toBe("already");
    expect((await runs()).length).toBe(1);
  });
  it("shows where the ledger ended when it was written, and is not written again because that has grown", async () => {
    const witnessed: Effect = { ...step("success"), do: "check", name: "lamplighter/witness" } as Effect;
    const head = (sequence: number) => ({ installation: scene.repo.installation, sequence, hash: "a".repeat(64) });
    expect((await scene.github.write(scene.repo, witnessed, head(7))).did).toBe("written");
    const sha = (await scene.reads.pull(2)).head.sha;
    const shown = async (): Promise<string> => {
      const { body } = await scene.stand.as("mona").get(`/repos/octo/app/commits/${sha}/check-runs`);
      const { check_runs } = body as { check_runs: { name: string; output: { text: string } }[] };
      return check_runs.find(({ name }) => name === "lamplighter/witness")?.output.text ?? "";
    };
    expect(await shown()).toBe(`Ledger head \`${JSON.stringify(head(7))}\``);
    expect((await scene.github.write(scene.repo, witnessed, head(8))).did).toBe("already");
    expect(await shown()).toContain('"sequence":7');
  });
});

describe("issues of ours", () => {
  const step = (body: string, slot = "welcome"): Effect => ({
    ...because,
    do: "open-issue",
    slot,
    title: "Welcome",
    body: text(body),
    labels: ["bug"],
  });

  it("are opened once for each slot, found again and rewritten", async () => {
    const first = await write(step("three steps"));
    expect(first.did).toBe("written");
    expect(await scene.reads.ownIssue("welcome")).toEqual({ number: first.answer["issue"], state: "open" });
    expect((await write(step("three steps"))).did).toBe("already");
    expect(await write(step("two steps"))).toMatchObject({ did: "written", answer: { issue: first.answer["issue"] } });
    expect((await write(step("another", "review/1"))).answer["issue"]).not.toBe(first.answer["issue"]);
  });
  it("are opened once when GitHub's answer was lost", async () => {
    scene.stand.faults.addRequestFault({ method: "POST", path: "/repos/octo/app/issues", do: { kind: "lost" } });
    const lost = await write(step("lost", "lost"));
    expect(lost.did).toBe("written");
    expect((await scene.another().write(scene.repo, step("lost", "lost"))).answer["issue"]).toBe(lost.answer["issue"]);
  });
  it("are closed and opened again, and stay closed where a person closed them", async () => {
    const number = (await scene.reads.ownIssue("welcome"))!.number;
    const close: Effect = { ...because, do: "close", on: number, reason: "completed" };
    expect((await write(close)).did).toBe("written");
    expect((await write(close)).did).toBe("already");
    expect((await write(step("changed"))).did).toBe("already");
    expect((await write({ ...because, do: "reopen", on: number })).did).toBe("written");
    expect((await scene.reads.ownIssue("welcome"))?.state).toBe("open");
  });
  it("a pull request is closed and opened again as one", async () => {
    expect((await write({ ...because, do: "close", on: 2, reason: "not_planned" })).did).toBe("written");
    expect((await scene.reads.pull(2)).state).toBe("closed");
    expect((await write({ ...because, do: "reopen", on: 2 })).did).toBe("written");
  });
});
