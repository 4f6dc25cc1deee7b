// The app against `emulate`, which others wrote after GitHub: a second reading beside our own stand-in. It is not all of
// GitHub, so what it lacks stands here by name, and the app has to say "could not find out" where it needs that.
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmulator } from "emulate";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { startApp } from "../../src/app.ts";
import { AppFile } from "../../src/github/manifest.ts";
import { openLog } from "../../src/log.ts";
import { CHECK, POLICY, SECRET } from "./house.ts";

const manifest = AppFile.parse(parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8")));
const BOT = "lamplighter[bot]";
const PRIORITISED = POLICY.replace(
  "  needs_triage:",
  "  priority: { impact: { otherwise: wide }, urgency: { otherwise: urgent }, labels: { P1: urgent } }\n  needs_triage:",
);

/**
 * What the app asks and emulate 0.12.2 does not have; GitHub does, by its OpenAPI description. Each of these reads has to
 * end in "could not find out" or in a chore that is tried again.
 */
const LACKING = [
  "GET /app/hook/deliveries",
  "GET /installation/repositories",
  "GET /repos/octo/app/activity",
  "GET /repos/octo/app/rules/branches/main",
  "GET /user/N",
  "POST /graphql",
  "POST /repos/octo/app/issues/comments/N/reactions",
];

interface Passed {
  readonly call: string;
  readonly status: number;
  readonly body: string;
  readonly answer: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Passes requests on and remembers them; its address is known before the other side's is. */
async function relay() {
  const passed: Passed[] = [];
  let target = "";
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const dropped = new Set(["host", "connection", "content-length", "transfer-encoding", "content-encoding"]);
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) => (dropped.has(name) ? [] : [[name, String(value)]])),
      );
      const { method = "GET", url = "/" } = request;
      const got = await fetch(target + url, { method, headers, ...(body.length > 0 && { body }) });
      const answer = await got.text();
      const call = `${method} ${url.split("?", 1)[0] ?? ""}`;
      passed.push({ call, status: got.status, body: body.toString(), answer, headers });
      response.writeHead(got.status, Object.fromEntries([...got.headers].filter(([name]) => !dropped.has(name))));
      response.end(answer);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    to: (url: string) => void (target = url),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function openEmulated() {
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-emulate-"));
  const webhooks = await relay();
  const api = await relay();
  const emulator = await createEmulator({
    service: "github",
    port: 0,
    seed: {
      tokens: { mona: { login: "mona" }, nina: { login: "nina" } },
      github: {
        users: [{ login: "mona" }, { login: "nina" }],
        orgs: [{ login: "octo", members: [{ login: "mona", role: "admin" }, { login: "nina" }] }],
        repos: [{ owner: "octo", name: "app" }],
        apps: [
          {
            app_id: 4711,
            slug: "lamplighter",
            name: "Lamplighter",
            permissions: manifest.default_permissions,
            events: manifest.default_events,
            webhook_url: `${webhooks.url}/api/github/webhooks`,
            webhook_secret: SECRET,
            installations: [{ installation_id: 42, account: "octo", repository_selection: "all" }],
          },
        ],
      },
    },
  });
  api.to(emulator.url);
  const lines: string[] = [];
  const environment = {
    appId: 4711,
    privateKey: emulator.generatedSecrets.find(({ kind }) => kind === "github.app_private_key")!.value,
    webhookSecrets: [SECRET],
    port: 0,
    host: "127.0.0.1",
    apiUrl: api.url,
    databaseUrl: `sqlite:${join(folder, "lamplighter.sqlite")}`,
    logLevel: "trace" as const,
  };
  const app = await startApp(environment, openLog("trace", { write: (line) => void lines.push(line) }), {
    github: { limits: { betweenWrites: 0 } },
  });
  webhooks.to(app.url);
  const act = async <T>(login: string, call: string, body?: object): Promise<T> => {
    const [method = "", path = ""] = call.split(" ");
    const answer = await fetch(`${emulator.url}/repos/octo/app${path}`, {
      method,
      headers: { authorization: `token ${login}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${call} was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const put = (path: string, text: string, branch: string): Promise<unknown> =>
    act("mona", `PUT /contents/${path}`, { message: path, content: Buffer.from(text).toString("base64"), branch });
  await put(".github/lamplighter.yml", PRIORITISED, "main");
  return {
    act,
    put,
    api: api.passed,
    webhooks: webhooks.passed,
    lines,
    visit: app.settled,
    async labels(number: number) {
      return (await act<{ name: string }[]>("mona", `GET /issues/${number}/labels`)).map(({ name }) => name).sort();
    },
    async ours(number: number) {
      const all = await act<{ user: { login: string }; body: string }[]>("mona", `GET /issues/${number}/comments`);
      return all.filter(({ user }) => user.login === BOT).map(({ body }) => body);
    },
    async [Symbol.asyncDispose]() {
      await app.stop();
      await emulator.close();
      api.close();
      webhooks.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface CheckRun {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly output: { readonly title: string; readonly summary: string };
}

it("emulate: an opened issue gets its labels and its comment; a pull request gets a check that fails closed", async () => {
  await using house = await openEmulated();

  // An issue: label and comment, once.
  await house.act("nina", "POST /issues", { title: "panic: at startup", body: "core dumped" });
  await expect.poll(() => house.labels(1)).toEqual(["crash", "needs-triage", "urgent"]);
  await expect.poll(() => house.ours(1)).toHaveLength(1);
  expect((await house.ours(1))[0]).toContain("P1");
  await house.act("nina", "PATCH /issues/1", { body: "core dumped, again" });
  await expect.poll(() => house.webhooks.filter(({ body }) => body.includes('"action":"edited"')).length).toBe(1);
  await house.visit();
  expect(await house.labels(1)).toEqual(["crash", "needs-triage", "urgent"]);
  expect(await house.ours(1)).toHaveLength(1);

  // A command: emulate has no GraphQL, so whether the comment was edited cannot be known. Nothing is done, and it is said.
  await house.act("mona", "POST /issues/1/comments", { body: "/label nope" });
  await expect.poll(() => house.ours(1)).toHaveLength(2);
  expect((await house.ours(1))[1]).toContain("Could not find out");
  expect(await house.labels(1)).toEqual(["crash", "needs-triage", "urgent"]);

  // A pull request: what closed, reopened or retargeted it stands in GraphQL alone, so the check is there, and red.
  const main = await house.act<{ object: { sha: string } }>("mona", "GET /git/ref/heads/main");
  await house.act("mona", "POST /git/refs", { ref: "refs/heads/fix", sha: main.object.sha });
  await house.put("a.txt", "a", "fix");
  const pull = await house.act<{ number: number; head: { sha: string } }>("nina", "POST /pulls", {
    title: "Fix",
    head: "fix",
    base: "main",
  });
  const checks = async (): Promise<readonly CheckRun[]> =>
    (await house.act<{ check_runs: CheckRun[] }>("mona", `GET /commits/${pull.head.sha}/check-runs?filter=all`))
      .check_runs;
  await expect.poll(async () => (await checks()).length).toBeGreaterThan(0);
  await house.act("mona", `POST /issues/${pull.number}/comments`, { body: "/approve-change because it is right" });
  await expect.poll(() => house.webhooks.filter(({ body }) => body.includes("because it is right")).length).toBe(1);
  await house.visit();
  for (const { name, status, conclusion, output } of await checks()) {
    expect({ name, status, conclusion }).toEqual({ name: CHECK, status: "completed", conclusion: "failure" });
    expect(output.title).toMatch(/^Could not find out about .*[^.]\.$/);
  }

  // Each webhook was signed as GitHub signs, and taken.
  expect(house.webhooks.length).toBeGreaterThan(5);
  for (const { body, headers, status } of house.webhooks) {
    const signature = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
    expect({ status, signature: headers["x-hub-signature-256"] }).toEqual({ status: 202, signature });
  }
  expect(house.lines.filter((line) => /"what":"(gave-up|store-failed)"/.test(line))).toEqual([]);

  // Where emulate and our stand-in differ, by GitHub's own description of its API emulate is the one that is short:
  // these routes; pull requests that are no issues; check runs that do not say whose they are (so that a second look
  // cannot find its own run, and makes another); the repositories of a new token without their owner.
  const routeless = house.api.filter(({ answer, status }) => status === 404 && answer.includes("emulate.dev"));
  const called = routeless.map(({ call }) => call.replace(/\/\d+(?=\/|$)/g, "/N"));
  expect(called.filter((call) => !LACKING.includes(call) && !isExpected(call))).toEqual([]);
  expect(house.api.filter(({ status }) => status !== 404 && status >= 400)).toEqual([]);
});

/** Answers that GitHub would give too (there is no such file), and what a pull request that is no issue leads to. */
function isExpected(call: string): boolean {
  return call.includes("/contents/") || /^GET \/repos\/octo\/app\/issues\/N(\/events)?$/.test(call);
}
