// What goes wrong on request, and what GitHub limits.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startExample } from "./example.ts";
import type { Example } from "./example.ts";
import { nameOf } from "./receiver.ts";

let world: Example;
beforeEach(async () => {
  world = await startExample({ patience: 300 });
});
afterEach(() => world[Symbol.asyncDispose]());

async function heard(): Promise<string[]> {
  await world.github.settled();
  return world.hooks.received.map(nameOf);
}

async function issues(): Promise<number> {
  const { body } = await world.github.as("mona").get("/repos/octo/app/issues");
  return (body as unknown[]).length;
}

const open = (title = "x") => world.github.as("zoe").post("/repos/octo/app/issues", { title });
const path = "/repos/*/*/issues";

describe("a request", () => {
  it("that is answered with an error was not done, and the next one is", async () => {
    world.github.faults.addRequestFault({ method: "POST", path, do: { kind: "status", status: 502 } });
    expect((await open()).status).toBe(502);
    expect(await issues()).toBe(0);
    expect((await open()).status).toBe(201);
  });
  it("whose answer is lost was done", async () => {
    world.github.faults.addRequestFault({ method: "POST", path, do: { kind: "lost" } });
    await expect(open()).rejects.toThrow();
    expect(await issues()).toBe(1);
    expect(world.github.log.requests.find((each) => each.lost)).toMatchObject({ method: "POST", status: 0 });
  });
  it("that is cut was not done", async () => {
    world.github.faults.addRequestFault({ method: "POST", path, do: { kind: "cut" } });
    await expect(open()).rejects.toThrow();
    expect(await issues()).toBe(0);
  });
  it("that hangs is never answered and not done", async () => {
    world.github.faults.addRequestFault({ method: "POST", path, do: { kind: "hang" } });
    const headers = { authorization: "token user:zoe" };
    const signal = AbortSignal.timeout(100);
    const body = JSON.stringify({ title: "x" });
    await expect(
      fetch(`${world.github.url}/repos/octo/app/issues`, { method: "POST", headers, body, signal }),
    ).rejects.toThrow();
    expect(await issues()).toBe(0);
  });
  it("meets a fault after so many, so many times", async () => {
    world.github.faults.addRequestFault({
      path,
      do: { kind: "secondary-limit", retryAfterSeconds: 7 },
      after: 1,
      times: 2,
    });
    const answers = [await open(), await open(), await open(), await open()];
    expect(answers.map(({ status }) => status)).toEqual([201, 403, 403, 201]);
    expect(answers[1]?.headers.get("retry-after")).toBe("7");
  });
  it("meets faults that were set over HTTP, until they are cleared", async () => {
    const fault = { method: "GET", path: "/repos/octo/app/labels", do: { kind: "garbage" }, times: 0 };
    const at = `${world.github.url}/_pretend/faults`;
    expect((await fetch(`${at}/requests`, { method: "POST", body: JSON.stringify(fault) })).status).toBe(201);
    expect((await world.github.as("zoe").get("/repos/octo/app/labels")).body).toContain("Unicorn");
    await fetch(at, { method: "DELETE" });
    expect((await world.github.as("zoe").get("/repos/octo/app/labels")).body).toMatchObject([{ name: "bug" }]);
  });
});

describe("a webhook", () => {
  it("is doubled with one id", async () => {
    world.github.faults.addWebhookFault({ event: "issues.opened", do: { kind: "double" } });
    await open();
    expect(await heard()).toEqual(["issues.opened", "issues.opened"]);
    const [first, second] = world.hooks.received;
    expect(first?.guid).toBe(second?.guid);
  });
  it("is sent after the next one", async () => {
    world.github.faults.addWebhookFault({ event: "issues.opened", do: { kind: "swap" } });
    await open();
    await world.github.as("zoe").post("/repos/octo/app/issues/1/comments", { body: "hi" });
    expect(await heard()).toEqual(["issue_comment.created", "issues.opened"]);
  });
  it("is lost without a trace", async () => {
    world.github.faults.addWebhookFault({ event: "*", do: { kind: "lose" } });
    await open();
    expect(await heard()).toEqual([]);
    expect((await world.asApp.get("/app/hook/deliveries")).body).toEqual([]);
  });
  it("is signed wrongly", async () => {
    world.github.faults.addWebhookFault({ event: "issues", do: { kind: "missign" } });
    await open();
    await world.github.settled();
    expect(world.hooks.received).toMatchObject([{ authentic: false }]);
  });
  it("that failed is in the list, and is delivered again under the same id", async () => {
    world.github.faults.addWebhookFault({ event: "issues", do: { kind: "fail" } });
    await open();
    expect(await heard()).toEqual([]);
    const { body } = await world.asApp.get("/app/hook/deliveries");
    const [failed] = body as { id: number; guid: string; status: string }[];
    expect(failed).toMatchObject({ event: "issues", action: "opened", redelivery: false });
    expect(failed?.status).not.toBe("OK");
    expect((await world.asApp.post(`/app/hook/deliveries/${failed!.id}/attempts`)).status).toBe(202);
    expect(await heard()).toEqual(["issues.opened"]);
    expect(world.hooks.received[0]?.guid).toBe(failed?.guid);
    expect((await world.asApp.get("/app/hook/deliveries")).body).toMatchObject([
      { status: "OK", redelivery: true, guid: failed?.guid },
      { guid: failed?.guid },
    ]);
    expect((await world.asApp.get(`/app/hook/deliveries/${failed!.id}`)).body).toMatchObject({
      request: { payload: { action: "opened" } },
    });
  });
  it("that is answered with an error counts as failed", async () => {
    world.hooks.answer = 500;
    await open();
    await world.github.settled();
    expect((await world.asApp.get("/app/hook/deliveries?status=failure")).body).toMatchObject([{ status_code: 500 }]);
    expect((await world.asApp.get("/app/hook/deliveries?status=success")).body).toEqual([]);
  });
  it("is not sent for a reaction: GitHub has no such event", async () => {
    await open();
    await world.github.as("zoe").post("/repos/octo/app/issues/1/reactions", { content: "+1" });
    expect(await heard()).toEqual(["issues.opened"]);
  });
  it("is not sent to an installation that is suspended or does not reach the repository", async () => {
    const [installation] = world.github.world.installations.values();
    const at = `${world.github.url}/_pretend/installations/${installation!.id}`;
    await fetch(at, { method: "PATCH", body: JSON.stringify({ suspended: true }) });
    await open();
    await fetch(at, { method: "PATCH", body: JSON.stringify({ suspended: false, remove: ["app"] }) });
    await open();
    expect(await heard()).toEqual([
      "installation.suspend",
      "installation_repositories.removed",
      "installation.unsuspend",
    ]);
  });
});

describe("limits", () => {
  const set = (limits: Record<string, number>) =>
    fetch(`${world.github.url}/_pretend/limits`, { method: "POST", body: JSON.stringify(limits) });

  it("count each request of the hour, and end with it", async () => {
    await set({ primary: 2 });
    const token = await world.token();
    const first = await token.get("/repos/octo/app");
    expect(first.headers.get("x-ratelimit-remaining")).toBe("1");
    await token.get("/repos/octo/app/labels");
    const refused = await token.get("/repos/octo/app");
    expect(refused.status).toBe(403);
    expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
    const reset = Number(refused.headers.get("x-ratelimit-reset")) * 1000;
    expect(reset).toBeGreaterThan(world.github.world.clock.now());
    world.github.world.clock.set(reset + 1000);
    // The token ended with its hour as well; people have a budget of their own.
    expect((await token.get("/repos/octo/app")).status).toBe(401);
    expect((await (await world.token()).get("/repos/octo/app")).status).toBe(200);
  });
  it("charge nothing for an answer that did not change, with the same token only", async () => {
    const token = await world.token();
    const first = await token.get("/repos/octo/app");
    const etag = first.headers.get("etag")!;
    const again = await token.get("/repos/octo/app", { "if-none-match": etag });
    expect([again.status, again.body]).toEqual([304, undefined]);
    expect(again.headers.get("x-ratelimit-used")).toBe(first.headers.get("x-ratelimit-used"));
    const other = await world.token();
    expect((await other.get("/repos/octo/app", { "if-none-match": etag })).status).toBe(200);
    await open();
    expect((await token.get("/repos/octo/app", { "if-none-match": etag })).status).toBe(200);
  });
  it("stop too much content in a minute, and say how long to wait", async () => {
    await set({ contentMinute: 2 });
    const statuses = [await open(), await open(), await open()].map(({ status }) => status);
    expect(statuses).toEqual([201, 201, 403]);
    const refused = await open();
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    world.github.world.clock.advance(wait * 1000);
    expect((await open()).status).toBe(201);
  });
  it("count a write five times a read", async () => {
    await set({ points: 7 });
    const zoe = world.github.as("zoe");
    expect((await open()).status).toBe(201);
    expect((await zoe.get("/repos/octo/app")).status).toBe(200);
    expect((await zoe.get("/repos/octo/app")).status).toBe(200);
    expect((await zoe.get("/repos/octo/app")).status).toBe(403);
  });
});

describe("lists", () => {
  it("are cut as GitHub cuts them: 3,000 files, 250 commits, 300 files in a comparison", async () => {
    const files = Object.fromEntries(Array.from({ length: 3_100 }, (_, index) => [`many/${index}.txt`, `${index}\n`]));
    const control = (body: unknown) =>
      fetch(`${world.github.url}/_pretend/repos/octo/app/commits`, { method: "POST", body: JSON.stringify(body) });
    await control({ as: "ada", branch: "large", message: "many", files });
    for (let index = 0; index < 260; index++) {
      await control({ as: "ada", branch: "large", message: `step ${index}`, files: { "step.txt": `${index}\n` } });
    }
    const ada = world.github.as("ada");
    const opened = await ada.post("/repos/octo/app/pulls", { title: "Large", head: "large", base: "main" });
    expect(opened.body).toMatchObject({ changed_files: 3_101, commits: 261 });
    const counted = async (list: string): Promise<number> => {
      let count = 0;
      for (let page = 1; ; page++) {
        const { body, headers } = await ada.get(`/repos/octo/app/pulls/1/${list}?per_page=100&page=${page}`);
        count += (body as unknown[]).length;
        if (!headers.get("link")?.includes('rel="next"')) return count;
      }
    };
    expect([await counted("files"), await counted("commits")]).toEqual([3_000, 250]);
    const { body } = await ada.get("/repos/octo/app/compare/main...large");
    const {
      files: compared,
      commits,
      total_commits: total,
    } = body as { files: unknown[]; commits: unknown[]; total_commits: number };
    expect([compared.length, commits.length, total]).toEqual([300, 250, 261]);
  });
});

describe("the manifest flow", () => {
  it("turns a code into an App once", async () => {
    const manifest = {
      name: "My Lamp",
      url: "https://example.com",
      hook_attributes: { url: world.hooks.url },
      default_permissions: { checks: "write" },
    };
    const made = await fetch(`${world.github.url}/_pretend/manifests`, {
      method: "POST",
      body: JSON.stringify({ as: "mona", manifest }),
    });
    const { code } = (await made.json()) as { code: string };
    const first = await world.github.with(null).post(`/app-manifests/${code}/conversions`);
    expect(first).toMatchObject({
      status: 201,
      body: { slug: "my-lamp", pem: expect.stringContaining("PRIVATE KEY") as string },
    });
    expect((await world.github.with(null).post(`/app-manifests/${code}/conversions`)).status).toBe(404);
  });
});
