// Every read, answered by the stand-in over real HTTP; the stand-in holds each exchange against GitHub's description.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScene } from "./scene.ts";
import type { Scene } from "./scene.ts";

let scene: Scene;
let main: string;
let fix: string;
beforeAll(async () => {
  scene = await startScene();
  main = (await scene.reads.branch("main"))!.sha;
  fix = (await scene.reads.branch("fix"))!.sha;
  await scene.stand
    .as("ada")
    .post("/repos/octo/app/issues", { title: "It crashes", body: "on start", labels: ["bug"] });
  await scene.stand
    .as("ada")
    .post("/repos/octo/app/pulls", { title: "Fix it", head: "fix", base: "main", body: "Fixes #1" });
});
afterAll(async () => {
  expect(scene.stand.inspector.problems).toEqual([]);
  await scene[Symbol.asyncDispose]();
});

describe("the repository", () => {
  it("is what GitHub says, by its id", async () => {
    expect(await scene.reads.repository()).toMatchObject({
      id: scene.repo.id,
      owner: "octo",
      ownerType: "Organization",
      name: "app",
      defaultBranch: "main",
    });
  });
  it("has custom properties, those that are set, each as a list", async () => {
    expect(await scene.reads.properties()).toEqual({ tier: ["gold"], uses: ["node", "postgres"] });
  });
  it("has branches, and proves that others are not there", async () => {
    expect(main).toMatch(/^[0-9a-f]{40}$/);
    expect(await scene.reads.branch("no/such")).toBeNull();
  });
  it("has files at a commit, and proves that others are not there", async () => {
    expect(await scene.reads.file("src/main.ts", main)).toBe("one\n");
    expect(await scene.reads.file("src/main.ts", fix)).toBe("two\n");
    expect(await scene.reads.file("src/none.ts", main)).toBeNull();
    expect(await scene.reads.file("none/at/all.ts", main)).toBeNull();
  });
  it("has folders at a commit", async () => {
    expect(await scene.reads.folder("", main)).toEqual([".github", "README.md", "src"]);
    expect(await scene.reads.folder("src", main)).toEqual(["main.ts"]);
    expect(await scene.reads.folder("none", main)).toEqual([]);
  });
  it("reads the owner's own file with a token for that repository alone", async () => {
    const { text, commit } = await scene.reads.organisationFile(".github/lamplighter.yml");
    expect(text).toBe("version: 1\nroles: {}\n");
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    await expect(scene.reads.organisationFile("none.yml")).rejects.toMatchObject({ failure: "gone" });
  });
  it("asks for what is known by commit once", async () => {
    scene.requests();
    await scene.reads.file("src/main.ts", main);
    await scene.reads.folder("src", main);
    expect(scene.requests()).toEqual([]);
  });
});

describe("a pull request", () => {
  it("is read whole", async () => {
    const ada = scene.person("ada");
    expect(await scene.reads.pull(2)).toMatchObject({
      number: 2,
      state: "open",
      merged: false,
      author: ada,
      head: { sha: fix, ref: "fix", repository: scene.repo.id },
      base: { sha: main, ref: "main" },
      stackBase: null,
      fork: false,
      changedFiles: 1,
      commits: 1,
      mergeCommit: null,
      mergedBy: null,
    });
  });
  it("is in the list of open ones", async () => {
    expect((await scene.reads.openPulls()).map(({ number }) => number)).toEqual([2]);
  });
  it("has files and commits at its head, and none at another", async () => {
    expect(await scene.reads.pullFiles(2, fix)).toMatchObject([
      { path: "src/main.ts", status: "modified", additions: 1, deletions: 1 },
    ]);
    expect(await scene.reads.pullCommits(2, fix)).toMatchObject([
      { sha: fix, parents: [main], message: "Fix it", authors: [{ person: scene.person("ada") }] },
    ]);
    await expect(scene.reads.pullFiles(2, main)).rejects.toMatchObject({ failure: "moved" });
  });
  it("has a merge base, a pusher and linked issues", async () => {
    expect(await scene.reads.mergeBase(main, fix)).toBe(main);
    expect(await scene.reads.pusher(2, fix)).toEqual(scene.person("ada"));
    expect(await scene.reads.linkedIssues(2)).toEqual([1]);
  });
  it("has reviews that bind to their commit", async () => {
    await scene.stand.as("ben").post("/repos/octo/app/pulls/2/reviews", { event: "APPROVE", body: "good" });
    expect(await scene.reads.reviews(2)).toMatchObject([
      { by: scene.person("ben"), state: "approved", commit: fix, body: "good" },
    ]);
  });
  it("tells what raised its epoch and what ended that, in order", async () => {
    await scene.stand.as("ada").post("/_pretend/repos/octo/app/pulls/2/draft", { as: "ada", draft: true });
    await scene.stand.as("ada").post("/_pretend/repos/octo/app/pulls/2/draft", { as: "ada", draft: false });
    await scene.stand.as("ada").patch("/repos/octo/app/pulls/2", { state: "closed" });
    await scene.stand.as("ada").patch("/repos/octo/app/pulls/2", { state: "open" });
    expect((await scene.reads.epochEvents(2)).map(({ kind }) => kind)).toEqual([
      "converted-to-draft",
      "ready-for-review",
      "closed",
      "reopened",
    ]);
  });
  it("names the co-authors of its commits, and those whom GitHub cannot name", async () => {
    const trailers = "Co-authored-by: Zoe <zoe@example.com>\nCo-authored-by: Nobody <nobody@example.org>";
    const head = await scene.commit({
      as: "ben",
      branch: "fix",
      message: `Together\n\n${trailers}`,
      files: { "a.txt": "a" },
    });
    const commits = await scene.reads.pullCommits(2, head);
    expect(commits.at(-1)?.authors.map(({ person, email }) => [person?.login, email])).toEqual([
      ["ben", expect.any(String)],
      ["zoe", "zoe@example.com"],
      [undefined, "nobody@example.org"],
    ]);
    expect(await scene.reads.pusher(2, head)).toEqual(scene.person("ben"));
  });
});

describe("an issue", () => {
  it("is read with who labelled and who assigned", async () => {
    const mona = scene.stand.as("mona");
    await mona.post("/repos/octo/app/issues/1/labels", { labels: ["bug"] });
    await mona.post("/repos/octo/app/issues/1/assignees", { assignees: ["ada"] });
    expect(await scene.reads.issue(1)).toMatchObject({
      number: 1,
      state: "open",
      author: scene.person("ada"),
      isPull: false,
      labels: ["bug"],
    });
    expect((await scene.reads.issue(2)).isPull).toBe(true);
    expect((await scene.reads.labelEvents(1)).at(-1)).toMatchObject({ action: "labeled", label: "bug", byApp: null });
    expect(await scene.reads.assignments(1)).toMatchObject([{ by: scene.person("mona"), to: scene.person("ada") }]);
  });
  it("has comments, and what became of them", async () => {
    const zoe = scene.stand.as("zoe");
    const posted = await zoe.post("/repos/octo/app/issues/1/comments", { body: "me too" });
    const [comment] = await scene.reads.comments(1);
    expect(comment).toMatchObject({ by: scene.person("zoe"), viaApp: false, body: "me too" });
    const said = { channel: "comment", id: comment!.id, nodeId: comment!.nodeId } as const;
    expect(await scene.reads.said(said)).toEqual({ is: "there", body: "me too", edited: false, byEmail: false });
    const id = String((posted.body as { id: number }).id);
    await zoe.patch(`/repos/octo/app/issues/comments/${id}`, { body: "/approve-change" });
    expect(await scene.reads.said(said)).toMatchObject({ body: "/approve-change", edited: true });
    await zoe.delete(`/repos/octo/app/issues/comments/${id}`);
    expect(await scene.reads.said(said)).toEqual({ is: "gone" });
  });
  it("knows a reply by mail and a comment through an App", async () => {
    await scene.stand
      .as("zoe")
      .post("/repos/octo/app/issues/1/comments", { body: "by mail" }, { "x-pretend-via": "email" });
    await scene.stand.with("token user:zoe+lamplighter").post("/repos/octo/app/issues/1/comments", { body: "by app" });
    const [mail, app] = await scene.reads.comments(1);
    expect(await scene.reads.said({ channel: "comment", id: mail!.id, nodeId: mail!.nodeId })).toMatchObject({
      byEmail: true,
    });
    expect(app).toMatchObject({ viaApp: true, by: scene.person("zoe") });
  });
  it("lives among labels", async () => {
    expect((await scene.reads.labels()).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["bug", "Needs Triage"]),
    );
  });
});

describe("people", () => {
  it.each([
    ["mona", "admin"],
    ["ada", "maintain"],
    ["ben", "write"],
    ["kim", "triage"],
    ["zoe", "read"],
  ])("%s has the permission %s", async (login, level) => {
    expect(await scene.reads.permission(scene.person(login))).toBe(level);
  });
  it("ID-05 an invitation that was not accepted is pending, and no membership is none", async () => {
    expect(await scene.reads.team("octo/maintainers", scene.person("ada"))).toBe("active");
    expect(await scene.reads.team("octo/maintainers", scene.person("zoe"))).toBe("pending");
    expect(await scene.reads.team("octo/maintainers", scene.person("ben"))).toBe("none");
    await expect(scene.reads.team("octo/nobody", scene.person("ben"))).rejects.toMatchObject({ failure: "gone" });
    await expect(scene.reads.team("other/maintainers", scene.person("ben"))).rejects.toMatchObject({
      failure: "refused",
    });
  });
  it("are found by their login, and teams list their members", async () => {
    expect(await scene.reads.person("ADA")).toEqual(scene.person("ada"));
    expect(await scene.reads.person("nobody-of-this-name")).toBeNull();
    expect(await scene.reads.teamMembers("maintainers")).toEqual([scene.person("ada")]);
  });
  it("are listed with what they may do, by whatever way", async () => {
    const all = new Map((await scene.reads.collaborators()).map(({ person, level }) => [person.id, level]));
    for (const login of ["ada", "ben", "mona"]) {
      const person = scene.person(login);
      expect(all.get(person.id)).toBe(await scene.reads.permission(person));
    }
  });
  it("are read by their id when their login went to somebody else", async () => {
    const ben = scene.person("ben");
    const rename = (login: string, to: string) =>
      scene.stand.with(null).patch(`/_pretend/users/${login}`, { login: to });
    await rename("ben", "benjamin");
    await scene.stand.with(null).post("/_pretend/users", { login: "ben" });
    expect(await scene.reads.permission(ben)).toBe("write");
    expect(await scene.reads.permission(scene.person("ben"))).toBe("read");
  });
});

describe("checks", () => {
  it("and statuses on a commit, the newest of each context", async () => {
    await scene.stand.as("ben").post(`/repos/octo/app/statuses/${fix}`, { state: "pending", context: "ci" });
    await scene.stand.as("ada").post(`/repos/octo/app/statuses/${fix}`, { state: "success", context: "ci" });
    expect(await scene.reads.statuses(fix)).toEqual([{ context: "ci", state: "success", by: scene.person("ada") }]);
    expect(await scene.reads.checkRuns(fix)).toEqual([]);
  });
  it("are required by nobody here", async () => {
    expect(await scene.reads.requirement("main", "lamplighter/change")).toEqual({ required: "no", pinned: "no" });
  });
});

it("the App knows itself, what was granted, and where it is installed", async () => {
  expect(await scene.reads.app()).toMatchObject({
    slug: "lamplighter",
    permissions: { checks: "write", members: "read" },
  });
  expect(await scene.github.installations.list()).toMatchObject([
    { id: scene.repo.installation, account: "octo", suspended: false },
  ]);
  expect(
    (await scene.github.installations.repositories(scene.repo.installation)).map(({ name }) => name).sort(),
  ).toEqual([".github", "app"]);
  expect(await scene.reads.ownIssue("welcome")).toBeNull();
});
