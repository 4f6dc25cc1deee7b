// The stand-in's first story: an App, its token, an issue, a pull request that moves, a check, signed webhooks.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jwt, startExample } from "./example.ts";
import type { Example } from "./example.ts";
import { nameOf } from "./receiver.ts";

let world: Example;
beforeAll(async () => {
  world = await startExample();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function heard(): Promise<string[]> {
  await world.github.settled();
  expect(world.hooks.received.every((each) => each.authentic)).toBe(true);
  return world.hooks.received.splice(0).map(nameOf);
}

describe("the App", () => {
  it("is known by a JWT of its key", async () => {
    expect(await world.asApp.get("/app")).toMatchObject({
      status: 200,
      body: { id: world.app.id, slug: "lamplighter" },
    });
  });
  it("is refused with another key, an expired JWT, or no version header", async () => {
    const stale = world.github.with(`Bearer ${jwt(world.app, { exp: 1 })}`);
    const forged = world.github.with(`Bearer ${jwt(world.app).slice(0, -8)}AAAAAAAA`);
    expect((await stale.get("/app")).status).toBe(401);
    expect((await forged.get("/app")).status).toBe(401);
    const bare = await fetch(`${world.github.url}/app`, { headers: { authorization: `Bearer ${jwt(world.app)}` } });
    expect(bare.status).toBe(400);
  });
  it("gets a token in the long form, which narrows repositories and permissions and ends after an hour", async () => {
    const token = await world.token({ permissions: { issues: "read" } });
    expect((await token.get("/repos/octo/app/issues")).status).toBe(200);
    expect((await token.post("/repos/octo/app/issues", { title: "no" })).status).toBe(403);
    const [grant] = world.github.world.tokens.values();
    expect(grant!.token).toMatch(new RegExp(`^ghs_${world.app.id}_[\\w-]+\\.[\\w-]+\\.[\\w-]+$`));
    world.github.world.clock.advance(3_601_000);
    expect((await token.get("/repos/octo/app")).status).toBe(401);
  });
});

describe("an issue", () => {
  it("is opened by a person, and the App hears of it with its installation", async () => {
    const opened = await world.github
      .as("zoe")
      .post("/repos/octo/app/issues", { title: "It crashes", labels: ["bug"] });
    expect(opened).toMatchObject({ status: 201, body: { number: 1, labels: [], user: { login: "zoe" } } });
    await world.github.settled();
    expect(world.hooks.received[0]?.payload).toMatchObject({
      action: "opened",
      issue: { number: 1, title: "It crashes" },
      repository: { full_name: "octo/app" },
      sender: { login: "zoe" },
      installation: { id: expect.any(Number) as number },
    });
    expect(await heard()).toEqual(["issues.opened"]);
  });
  it("is labelled by the App; an unknown label is created", async () => {
    const token = await world.token();
    const labelled = await token.post("/repos/octo/app/issues/1/labels", { labels: ["bug", "severity/2"] });
    expect(labelled).toMatchObject({ status: 200, body: [{ name: "bug" }, { name: "severity/2", color: "ededed" }] });
    expect(await heard()).toEqual(["label.created", "issues.labeled", "issues.labeled"]);
  });
  it("refuses a key that GitHub's description does not know", async () => {
    const refused = await world.github.as("zoe").post("/repos/octo/app/issues", { title: "x", lables: ["typo"] });
    expect(refused).toMatchObject({ status: 422, body: { errors: [expect.stringContaining("lables") as string] } });
  });
  it("is commented on through an App by a person, which shows", async () => {
    const through = world.github.with("token user:zoe+lamplighter");
    const said = await through.post("/repos/octo/app/issues/1/comments", { body: "hello" });
    expect(said).toMatchObject({
      status: 201,
      body: { user: { login: "zoe" }, performed_via_github_app: { slug: "lamplighter" } },
    });
    expect(await heard()).toEqual(["issue_comment.created"]);
  });
});

describe("a pull request", () => {
  it("has true files, commits and a merge base", async () => {
    const opened = await world.github
      .as("ada")
      .post("/repos/octo/app/pulls", { title: "Fix", head: "fix", base: "main" });
    expect(opened).toMatchObject({
      status: 201,
      body: { number: 2, commits: 1, additions: 1, deletions: 1, mergeable: true },
    });
    const files = await world.github.as("zoe").get("/repos/octo/app/pulls/2/files");
    expect(files.body).toMatchObject([
      { filename: "src/main.ts", status: "modified", patch: "@@ -1,5 +1,5 @@\n one\n two\n-three\n+3\n four\n five" },
    ]);
    expect(await heard()).toEqual(["pull_request.opened"]);
  });
  it("moves with its branch, whoever pushes", async () => {
    const { body } = await world.github.as("ben").get("/repos/octo/app/contents/README.md?ref=fix");
    const { sha } = body as { sha: string };
    const content = Buffer.from("# App\n\nmore\n").toString("base64");
    const put = await world.github
      .as("ben")
      .put("/repos/octo/app/contents/README.md", { message: "more", content, sha, branch: "fix" });
    expect(put.status).toBe(200);
    expect(await heard()).toEqual(["push", "check_suite.requested", "pull_request.synchronize"]);
    expect((await world.github.as("ada").get("/repos/octo/app/pulls/2")).body).toMatchObject({
      commits: 2,
      changed_files: 2,
    });
  });
  it("is closed to comments, labels and reactions of a token without Pull requests: write", async () => {
    const weak = await world.token({ permissions: { issues: "write", pull_requests: "read" } });
    expect((await weak.post("/repos/octo/app/issues/2/comments", { body: "hi" })).status).toBe(403);
    expect((await weak.post("/repos/octo/app/issues/2/labels", { labels: ["bug"] })).status).toBe(403);
    expect((await weak.post("/repos/octo/app/issues/2/reactions", { content: "eyes" })).status).toBe(403);
    expect((await weak.post("/repos/octo/app/issues/1/comments", { body: "hi" })).status).toBe(201);
    expect(await heard()).toEqual(["issue_comment.created"]);
  });
  it("gets a check from the App alone", async () => {
    const { body } = await world.github.as("ada").get("/repos/octo/app/pulls/2");
    const { head } = body as { head: { sha: string } };
    const check = {
      name: "lamplighter/change",
      head_sha: head.sha,
      status: "in_progress",
      output: { title: "wait", summary: "" },
    };
    expect((await world.github.as("mona").post("/repos/octo/app/check-runs", check)).status).toBe(403);
    const made = await (await world.token()).post("/repos/octo/app/check-runs", check);
    expect(made).toMatchObject({
      status: 201,
      body: { status: "in_progress", app: { slug: "lamplighter" }, pull_requests: [{ number: 2 }] },
    });
    expect(await heard()).toEqual(["check_run.created"]);
  });
  it("is merged, and then is a push, a merge commit and a closed issue", async () => {
    const merged = await world.github.as("ada").put("/repos/octo/app/pulls/2/merge", { merge_method: "merge" });
    expect(merged).toMatchObject({ status: 200, body: { merged: true } });
    expect(await heard()).toEqual(["pull_request.closed", "push", "check_suite.requested"]);
    const { sha } = merged.body as { sha: string };
    const commit = await world.github.as("zoe").get(`/repos/octo/app/commits/${sha}`);
    expect(commit.body).toMatchObject({
      committer: { login: "web-flow" },
      author: { login: "ada" },
      commit: { verification: { verified: true } },
    });
    expect((commit.body as { parents: unknown[] }).parents).toHaveLength(2);
  });
});

describe("authority", () => {
  it.each([
    ["mona", "admin", "admin", { admin: true, push: true }],
    ["ada", "write", "maintain", { admin: false, maintain: true }],
    ["kim", "write", "deployers", { maintain: false, push: true }],
    ["zoe", "read", "read", { push: false, pull: true }],
  ])("of %s is %s by permission and %s by role_name", async (login, permission, role, permissions) => {
    const answer = await (await world.token()).get(`/repos/octo/app/collaborators/${login}/permission`);
    expect(answer.body).toMatchObject({ permission, role_name: role, user: { login, permissions } });
  });
  it("of a team counts members of child teams, and tells active from pending", async () => {
    const token = await world.token();
    const state = async (login: string): Promise<unknown> => {
      const { status, body } = await token.get(`/orgs/octo/teams/maintainers/memberships/${login}`);
      return status === 200 ? (body as { state: string }).state : status;
    };
    expect(await Promise.all(["ada", "ben", "zoe", "mona"].map(state))).toEqual(["active", "active", "pending", 404]);
  });
});

describe("a repository", () => {
  it("is found by id, and by its old name through a redirect", async () => {
    const { body } = await world.github.as("mona").patch("/repos/octo/app", { name: "machine" });
    const { id } = body as { id: number };
    expect((await world.github.as("zoe").get(`/repositories/${id}/issues/1`)).body).toMatchObject({
      title: "It crashes",
    });
    const moved = await world.github.as("zoe").get("/repos/octo/app/issues/1");
    expect(moved.status).toBe(301);
    expect(moved.headers.get("location")).toBe(`${world.github.url}/repositories/${id}/issues/1`);
    expect(await heard()).toEqual(["repository.renamed"]);
  });
});
