// Releases, rules, deployments and gates of the stand-in.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client } from "./client.ts";
import { startExample } from "./example.ts";
import type { Example } from "./example.ts";
import { nameOf } from "./receiver.ts";

let world: Example;
let app: Client;
let mona: Client;
beforeAll(async () => {
  world = await startExample({}, (seed) => ({
    ...seed,
    apps: seed.apps!.map((one) => ({
      ...one,
      permissions: {
        ...one.permissions,
        contents: "write",
        deployments: "write",
        actions: "write",
        statuses: "write",
      } as const,
      events: [
        "release",
        "deployment",
        "deployment_status",
        "deployment_protection_rule",
        "workflow_run",
        "merge_group",
        "status",
      ],
    })),
  }));
  app = await world.token();
  mona = world.github.as("mona");
});
afterAll(() => world[Symbol.asyncDispose]());

async function heard(): Promise<string[]> {
  await world.github.settled();
  return world.hooks.received
    .splice(0)
    .map(nameOf)
    .filter((name) => !name.startsWith("check_suite"));
}

async function control(path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${world.github.url}/_pretend${path}`, { method: "POST", body: JSON.stringify(body) });
  return answer.json();
}

describe("a release", () => {
  it("makes its tag, and there is one of each tag", async () => {
    const made = await app.post("/repos/octo/app/releases", { tag_name: "v1.0.0", name: "1.0.0", body: "first" });
    expect(made).toMatchObject({ status: 201, body: { tag_name: "v1.0.0", draft: false } });
    expect(await heard()).toEqual(["release.created", "release.published", "release.released"]);
    expect((await app.post("/repos/octo/app/releases", { tag_name: "v1.0.0" })).status).toBe(422);
    expect((await app.get("/repos/octo/app/git/ref/tags/v1.0.0")).body).toMatchObject({ object: { type: "commit" } });
    expect((await app.get("/repos/octo/app/releases/latest")).body).toMatchObject({ tag_name: "v1.0.0" });
    expect((await app.get("/repos/octo/app/releases/tags/v1.0.0")).status).toBe(200);
    expect((await app.get("/repos/octo/app/tags")).body).toMatchObject([{ name: "v1.0.0" }]);
  });
  it("as a draft is hidden from readers and tells nothing until it is published", async () => {
    const made = await app.post("/repos/octo/app/releases", { tag_name: "v1.1.0", draft: true, make_latest: "false" });
    const { id } = made.body as { id: number };
    expect((await world.github.as("zoe").get(`/repos/octo/app/releases/${id}`)).status).toBe(404);
    expect((await app.get("/repos/octo/app/git/ref/tags/v1.1.0")).status).toBe(404);
    expect((await app.patch(`/repos/octo/app/releases/${id}`, { draft: false })).status).toBe(200);
    expect((await app.get("/repos/octo/app/git/ref/tags/v1.1.0")).status).toBe(200);
    expect((await app.get("/repos/octo/app/releases/latest")).body).toMatchObject({ tag_name: "v1.0.0" });
    expect((await heard()).slice(-2)).toEqual(["release.published", "release.released"]);
  });
  it("may stand on an annotated tag", async () => {
    const { body } = await app.get("/repos/octo/app/git/ref/heads/main");
    const { object } = body as { object: { sha: string } };
    const tag = await app.post("/repos/octo/app/git/tags", {
      tag: "v2",
      message: "two",
      object: object.sha,
      type: "commit",
    });
    const { sha } = tag.body as { sha: string };
    expect((await app.post("/repos/octo/app/git/refs", { ref: "refs/tags/v2", sha })).status).toBe(201);
    expect((await app.get("/repos/octo/app/git/ref/tags/v2")).body).toMatchObject({ object: { type: "tag", sha } });
    expect((await app.get(`/repos/octo/app/git/tags/${sha}`)).body).toMatchObject({
      message: "two",
      object: { sha: object.sha },
    });
    expect((await app.get("/repos/octo/app/compare/v1.0.0...v2")).body).toMatchObject({ status: "identical" });
  });
});

describe("rules", () => {
  it("of a branch come from every ruleset that applies, with the App that a check is pinned to", async () => {
    const parameters = {
      required_status_checks: [{ context: "lamplighter/change", integration_id: world.app.id }],
      strict_required_status_checks_policy: false,
    };
    const body = {
      name: "gate",
      enforcement: "active",
      conditions: { ref_name: { include: ["refs/heads/release/*"], exclude: [] } },
      rules: [{ type: "required_status_checks", parameters }, { type: "deletion" }],
    };
    expect((await mona.post("/repos/octo/app/rulesets", body)).status).toBe(201);
    expect((await app.get("/repos/octo/app/rules/branches/main")).body).toEqual([]);
    expect((await app.get("/repos/octo/app/rules/branches/release%2F1.x")).body).toMatchObject([
      { type: "required_status_checks", parameters: { required_status_checks: [{ integration_id: world.app.id }] } },
      { type: "deletion" },
    ]);
  });
  it("are kept at the merge: a red or missing check, or one of another App, does not pass", async () => {
    await mona.put("/repos/octo/app/branches/main/protection", {
      required_status_checks: { strict: false, checks: [{ context: "lamplighter/change", app_id: world.app.id }] },
      enforce_admins: true,
      required_pull_request_reviews: null,
      restrictions: null,
    });
    await mona.post("/repos/octo/app/pulls", { title: "Fix", head: "fix", base: "main" });
    const { body } = await mona.get("/repos/octo/app/pulls/1");
    const { head } = body as { head: { sha: string } };
    expect((await mona.put("/repos/octo/app/pulls/1/merge")).status).toBe(405);
    await mona.post(`/repos/octo/app/statuses/${head.sha}`, { state: "success", context: "lamplighter/change" });
    expect((await mona.put("/repos/octo/app/pulls/1/merge")).status).toBe(405);
    const run = { name: "lamplighter/change", head_sha: head.sha, status: "completed", conclusion: "failure" };
    const made = await app.post("/repos/octo/app/check-runs", run);
    expect((await mona.put("/repos/octo/app/pulls/1/merge")).status).toBe(405);
    await app.patch(`/repos/octo/app/check-runs/${(made.body as { id: number }).id}`, {
      status: "completed",
      conclusion: "success",
    });
    expect(await mona.put("/repos/octo/app/pulls/1/merge", { sha: head.sha, merge_method: "squash" })).toMatchObject({
      status: 200,
    });
    await heard();
  });
});

describe("a gate in front of an environment", () => {
  let run: { id: number; status: string };
  it("makes the job wait, and asks its App alone", async () => {
    expect((await mona.put("/repos/octo/app/environments/production")).status).toBe(200);
    const rule = { integration_id: world.app.id };
    expect((await mona.post("/repos/octo/app/environments/production/deployment_protection_rules", rule)).status).toBe(
      201,
    );
    const jobs = [{ name: "deploy", environment: "production" }];
    run = (await control("/repos/octo/app/runs", { as: "ada", workflow: "deploy.yml", jobs })) as typeof run;
    expect(run.status).toBe("waiting");
    await world.github.settled();
    const asked = world.hooks.received.find((each) => each.event === "deployment_protection_rule");
    expect(asked?.payload).toMatchObject({
      action: "requested",
      environment: "production",
      deployment_callback_url: `${world.github.url}/repos/octo/app/actions/runs/${run.id}/deployment_protection_rule`,
      deployment: { environment: "production" },
    });
    expect((await app.get("/repos/octo/app/environments/production/deployment_protection_rules")).body).toMatchObject({
      total_count: 1,
    });
    expect((await app.get(`/repos/octo/app/actions/runs/${run.id}/pending_deployments`)).body).toMatchObject([
      { environment: { name: "production" } },
    ]);
    await heard();
  });
  it("reports, and frees the job by its answer, once", async () => {
    const path = `/repos/octo/app/actions/runs/${run.id}/deployment_protection_rule`;
    expect((await app.post(path, { environment_name: "production", comment: "waiting for ada" })).status).toBe(204);
    expect((await app.get(`/repos/octo/app/actions/runs/${run.id}`)).body).toMatchObject({ status: "waiting" });
    expect((await app.post(path, { environment_name: "production", state: "approved", comment: "go" })).status).toBe(
      204,
    );
    expect((await app.get(`/repos/octo/app/actions/runs/${run.id}`)).body).toMatchObject({
      status: "in_progress",
      run_attempt: 1,
    });
    expect((await app.post(path, { environment_name: "production", state: "approved" })).status).toBe(422);
    expect((await app.post(`/repos/octo/app/actions/runs/${run.id}/rerun-failed-jobs`)).status).toBe(403);
    await control(`/repos/octo/app/runs/${run.id}/finish`, { conclusion: "failure" });
    expect(await heard()).toEqual([
      "deployment_status.created",
      "workflow_run.in_progress",
      "deployment_status.created",
      "workflow_run.completed",
    ]);
    expect((await app.get(`/repos/octo/app/actions/runs/${run.id}/approvals`)).body).toMatchObject([
      { state: "approved" },
    ]);
  });
  it("asks again for a new attempt: an old approval does not count", async () => {
    expect((await app.post(`/repos/octo/app/actions/runs/${run.id}/rerun-failed-jobs`)).status).toBe(201);
    expect((await app.get(`/repos/octo/app/actions/runs/${run.id}`)).body).toMatchObject({
      status: "waiting",
      run_attempt: 2,
    });
    expect(await heard()).toContain("deployment_protection_rule.requested");
    const path = `/repos/octo/app/actions/runs/${run.id}/deployment_protection_rule`;
    expect(
      (await app.post(path, { environment_name: "production", state: "rejected", comment: "frozen" })).status,
    ).toBe(204);
    expect((await app.get(`/repos/octo/app/actions/runs/${run.id}/jobs`)).body).toMatchObject({
      jobs: [{ conclusion: "failure" }],
    });
  });
  it("supersedes the last success, and GitHub tells nobody that it is inactive now", async () => {
    const deploy = async (): Promise<number> => {
      const made = await app.post("/repos/octo/app/deployments", {
        ref: "main",
        environment: "staging",
        required_contexts: [],
      });
      const { id } = made.body as { id: number };
      expect((await app.post(`/repos/octo/app/deployments/${id}/statuses`, { state: "success" })).status).toBe(201);
      return id;
    };
    const first = await deploy();
    await deploy();
    const { body } = await app.get(`/repos/octo/app/deployments/${first}/statuses`);
    expect(body).toMatchObject([{ state: "inactive" }, { state: "success" }]);
  });
});

describe("a dispatch", () => {
  it("starts a workflow that is known", async () => {
    const path = "/repos/octo/app/actions/workflows/deploy.yml/dispatches";
    expect((await app.post(path, { ref: "main", inputs: { version: "1" } })).status).toBe(204);
    expect((await app.get("/repos/octo/app/actions/runs?event=workflow_dispatch")).body).toMatchObject({
      total_count: 1,
    });
    expect((await app.post(path, { ref: "nowhere" })).status).toBe(422);
  });
});
