import { describe, expect, test } from "vitest";
import { ReadError } from "../../src/core/known.ts";
import { graphqlBase } from "../../src/github/request.ts";
import { A, GRANTED, noRecords, play, REPO, tokenNumber } from "./pretend.ts";
import type { Answer } from "./pretend.ts";

const repository = {
  id: 4711,
  name: "app",
  owner: { login: "octo", type: "Organization" },
  default_branch: "main",
  private: false,
  archived: false,
  topics: ["lamps"],
};
const AT = "GET /repos/octo/app";
const label = { why: "w", key: "k", do: "label", on: 1, add: ["new"], remove: [], create: true } as const;
const issue = {
  number: 1,
  node_id: "I_1",
  title: "t",
  body: null,
  state: "open",
  user: null,
  labels: [],
  created_at: "2026-11-22T12:00:00Z",
  updated_at: "2026-11-22T12:00:00Z",
};
const labelled = {
  "GET /repos/octo/app/issues/1": { body: issue },
  "GET /repos/octo/app/labels": { body: [] },
  "POST /repos/octo/app/issues/1/labels": { body: [] },
};

describe("tokens", () => {
  test("TEN-01 a token is for one repository, and reading gets reading permissions only", async () => {
    const { reads, asked, asApp } = play({ [AT]: { body: repository } });
    expect(await reads.repository()).toMatchObject({
      id: 4711,
      owner: "octo",
      ownerType: "Organization",
      topics: ["lamps"],
    });
    expect(asked[0]?.headers.get("authorization")).toBe(`token ${tokenNumber(1)}`);
    expect(asked[0]?.headers.get("x-github-api-version")).toBe("2022-11-28");
    expect(asApp.at(-1)?.body).toEqual({
      repository_ids: [4711],
      permissions: {
        actions: "read",
        checks: "read",
        contents: "read",
        issues: "read",
        members: "read",
        metadata: "read",
        pull_requests: "read",
        statuses: "read",
      },
    });
  });

  test("TEN-01 writing gets another token, without what only reading needs", async () => {
    const { github, asApp } = play({
      ...labelled,
      "POST /repos/octo/app/labels": { status: 201, body: { id: 1, name: "new", color: "ededed" } },
    });
    await github.write(REPO, label);
    expect(asApp.at(-1)?.body).toEqual({
      repository_ids: [4711],
      permissions: { actions: "write", checks: "write", issues: "write", pull_requests: "write" },
    });
  });

  test("one token serves many calls, and a new one comes before its hour is over", async () => {
    const { reads, asApp, clock, asked } = play({ [AT]: { body: repository } });
    await Promise.all([reads.repository(), reads.repository(), reads.repository()]);
    const minted = (): number => asApp.filter(({ path }) => path.endsWith("access_tokens")).length;
    expect(minted()).toBe(1);
    clock.tick(54 * 60_000);
    await reads.repository();
    expect(minted()).toBe(1);
    clock.tick(60_000);
    await reads.repository();
    expect(minted()).toBe(2);
    expect(asked.at(-1)?.headers.get("authorization")).toBe(`token ${tokenNumber(2)}`);
  });

  test("a token that ended early is replaced once, and the call is made again", async () => {
    const refused = { status: 401, body: { message: "Bad credentials" } };
    const { reads, routes } = play({ [AT]: [refused, { body: repository }] });
    expect((await reads.repository()).id).toBe(4711);
    expect(routes()).toEqual([AT, AT]);
    const always = play({ [AT]: refused });
    await expect(always.reads.repository()).rejects.toMatchObject({ failure: "unauthorised", status: 401 });
    expect(always.routes()).toEqual([AT, AT]);
  });

  test("TEN-12 what was forgotten is not used again", async () => {
    const { reads, github, asked } = play({ [AT]: { body: repository } });
    await reads.repository();
    github.forget(1);
    await reads.repository();
    expect(asked.map(({ headers }) => headers.get("authorization"))).toEqual([
      `token ${tokenNumber(1)}`,
      `token ${tokenNumber(2)}`,
    ]);
  });

  test("TEN-12 a suspended installation is refused before anything is asked of it", async () => {
    const { reads, asked } = play({
      "GET /app/installations/1": { body: { permissions: GRANTED, suspended_at: "2026-11-22T12:00:00Z" } },
    });
    await expect(reads.repository()).rejects.toMatchObject({
      failure: "forbidden",
      message: expect.stringContaining("suspended") as string,
    });
    expect(asked).toEqual([]);
  });

  test("what was not granted is not asked for, and what needs it says so", async () => {
    const { members, ...granted } = GRANTED;
    const { reads, asked, asApp } = play({ [AT]: { body: repository } }, { granted });
    expect(members).toBe("read");
    await reads.repository();
    expect(asApp.at(-1)?.body).not.toHaveProperty("permissions.members");
    await expect(reads.teamMembers("octo/maintainers")).rejects.toMatchObject({
      failure: "forbidden",
      message: expect.stringContaining("has not granted members read") as string,
    });
    expect(asked.length).toBe(1);
  });

  test("a repository that was renamed is found under its new name, by its id", async () => {
    let name = "app";
    const token = (): Answer => ({
      status: 201,
      body: { token: tokenNumber(9), expires_at: "x", repositories: [{ id: 4711, full_name: `octo/${name}` }] },
    });
    const moved = { status: 301, body: { message: "Moved Permanently" }, headers: { location: "https://evil.test/" } };
    const { reads, routes } = play({
      "POST /app/installations/1/access_tokens": token,
      [AT]: [{ body: repository }, moved],
      "GET /repos/octo/lamps": { body: { ...repository, name: "lamps" } },
    });
    await reads.repository();
    name = "lamps";
    expect((await reads.repository()).name).toBe("lamps");
    expect(routes()).toEqual([AT, AT, "GET /repos/octo/lamps"]);
  });

  test("a repository that took over the name is not the one that we know", async () => {
    const { reads } = play({ [AT]: { body: { ...repository, id: 4712 } } });
    await expect(reads.repository()).rejects.toMatchObject({ failure: "moved" });
  });
});

describe("what is asked again", () => {
  test("an unchanged answer comes from memory, and only for the token that saw it", async () => {
    const answer = (headers: Headers): Answer =>
      headers.get("if-none-match") === '"1"' ? { status: 304 } : { body: repository, headers: { etag: '"1"' } };
    const { reads, asked, clock } = play({ [AT]: ({ headers }) => answer(headers) });
    const first = await reads.repository();
    expect(await reads.repository()).toEqual(first);
    clock.tick(56 * 60_000);
    expect(await reads.repository()).toEqual(first);
    expect(asked.map(({ headers }) => headers.get("if-none-match"))).toEqual([null, '"1"', null]);
  });

  test("what is read by commit is asked for once, and never for another repository", async () => {
    const tree = { body: { tree: [], truncated: false } };
    const table = {
      [`GET /repos/octo/app/git/commits/${A}`]: { body: { tree: { sha: A } } },
      [`GET /repos/octo/app/git/trees/${A}`]: tree,
    };
    const { reads, github, routes } = play(table);
    await reads.folder("", A);
    await reads.folder("", A);
    expect(routes().length).toBe(2);
    await github.reads({ ...REPO, id: 4712 }, noRecords).folder("", A);
    expect(routes().length).toBe(4);
  });

  test("a read that met a server error is made again; three times are enough", async () => {
    const down = { status: 502, body: { message: "Server Error" } };
    const { reads, routes, clock } = play({ [AT]: [down, down, { body: repository }] });
    expect((await reads.repository()).id).toBe(4711);
    expect(routes().length).toBe(3);
    expect(clock.slept).toEqual([250, 1_000]);
    const dead = play({ [AT]: down });
    await expect(dead.reads.repository()).rejects.toMatchObject({ failure: "server", status: 502 });
    expect(dead.routes().length).toBe(3);
  });

  test("a write is never made again by itself, whatever happened to it", async () => {
    for (const failure of [
      { status: 502, body: {} },
      new Error("socket hang up"),
      { status: 429, body: { message: "slow" } },
    ]) {
      const { github, routes } = play({
        ...labelled,
        "POST /repos/octo/app/issues/1/labels": failure,
        "GET /repos/octo/app/labels": { body: [{ id: 1, name: "new", color: "ededed" }] },
      });
      await expect(github.write(REPO, label)).rejects.toBeInstanceOf(ReadError);
      expect(routes().filter((route) => route.startsWith("POST"))).toEqual(["POST /repos/octo/app/issues/1/labels"]);
    }
  });
});

describe("what a refusal means", () => {
  test.each<[string, Answer, string, number | null]>([
    ["404 is gone, and never no", { status: 404, body: { message: "Not Found" } }, "gone", null],
    ["410 is gone", { status: 410, body: { message: "This issue was deleted" } }, "gone", null],
    ["451 is gone", { status: 451, body: { message: "Repository access blocked" } }, "gone", null],
    [
      "403 is forbidden",
      { status: 403, body: { message: "Resource not accessible by integration" } },
      "forbidden",
      null,
    ],
    [
      "403 with retry-after is the secondary limit",
      { status: 403, body: { message: "You have exceeded a secondary rate limit" }, headers: { "retry-after": "30" } },
      "rate-limited",
      30_000,
    ],
    [
      "422 for content that is made too fast is a minute",
      {
        status: 422,
        body: { message: "Validation Failed", errors: [{ resource: "Issue", message: "was submitted too quickly" }] },
      },
      "rate-limited",
      60_000,
    ],
    [
      "403 with a secondary limit and no time is a minute",
      { status: 403, body: { message: "You have exceeded a secondary rate limit" } },
      "rate-limited",
      60_000,
    ],
    [
      "403 with nothing remaining is the primary limit, by GitHub's clock",
      {
        status: 403,
        body: { message: "API rate limit exceeded" },
        headers: {
          "x-ratelimit-remaining": "0",
          "x-ratelimit-reset": "1000090",
          date: new Date(1_000_000_000).toUTCString(),
        },
      },
      "rate-limited",
      90_000,
    ],
    ["429 is a limit", { status: 429, body: { message: "Too many" } }, "rate-limited", 60_000],
    ["409 is refused", { status: 409, body: { message: "Git Repository is empty." } }, "refused", null],
    ["422 is refused", { status: 422, body: { message: "Validation Failed" } }, "refused", null],
    ["a redirect to the same place is moved", { status: 301, body: { message: "Moved" } }, "moved", null],
    ["another shape is malformed", { body: { id: "4711" } }, "malformed", null],
    ["no JSON is malformed", { body: "<html>Unicorn!</html>" }, "malformed", null],
  ])("%s", async (_, answer, failure, wait) => {
    const { reads, clock } = play({ [AT]: answer });
    const now = clock.now();
    const error = await reads.repository().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ failure, retryAt: wait === null ? null : now + wait });
  });

  test("after a limit nothing is asked until then, by whatever room", async () => {
    const limit = { status: 403, body: { message: "secondary rate limit" }, headers: { "retry-after": "600" } };
    const { reads, routes, clock } = play({ [AT]: [limit, { body: repository }] });
    await expect(reads.repository()).rejects.toMatchObject({ failure: "rate-limited" });
    await expect(reads.repository()).rejects.toMatchObject({ failure: "rate-limited" });
    expect(routes().length).toBe(1);
    clock.tick(600_000);
    expect((await reads.repository()).id).toBe(4711);
  });

  test("the last call of an hour is answered, and the next one waits for the reset", async () => {
    const spent = {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": "1000090",
      date: new Date(1_000_000_000).toUTCString(),
    };
    const { reads, clock } = play({ [AT]: { body: repository, headers: spent } });
    const now = clock.now();
    await reads.repository();
    await expect(reads.repository()).rejects.toMatchObject({ failure: "rate-limited", retryAt: now + 90_000 });
  });
});

describe("secrets", () => {
  const canaries = [
    tokenNumber(1),
    `ghs_123456_eyJhbGciOiJSUzI1NiJ9.${"b".repeat(80)}.${"c".repeat(40)}`,
    `eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOjd9.${"s".repeat(60)}`,
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary\n-----END RSA PRIVATE KEY-----",
  ];
  /** Everything that a careless log would print of an error. */
  function everythingOf(error: unknown): string {
    if (!(error instanceof Error)) return JSON.stringify(error);
    const own = Object.fromEntries(
      Object.getOwnPropertyNames(error).map((key) => [key, (error as never)[key] as unknown]),
    );
    return `${JSON.stringify(own)} ${error.stack ?? ""} ${error.cause === undefined ? "" : everythingOf(error.cause)}`;
  }

  test.each([401, 403, 404, 422, 500])(
    "TEN-05 no credential is in an error of status %i, though GitHub quotes it",
    async (status) => {
      const message = canaries.join(" ");
      const observed: unknown[] = [];
      const { reads } = play(
        { [AT]: { status, body: { message, errors: [message, { token: message }] } } },
        { observe: (one) => observed.push(one) },
      );
      const error = await reads.repository().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ReadError);
      const text = everythingOf(error) + JSON.stringify(observed);
      for (const canary of canaries) for (const part of [canary, canary.slice(20)]) expect(text).not.toContain(part);
      expect(text).not.toMatch(/authorization|ghs_|eyJ[A-Za-z0-9]{8}|BEGIN RSA/i);
    },
  );

  test("TEN-05 nor in one of a broken line", async () => {
    const { reads } = play({ [AT]: new Error(`connect to https://x:${canaries[0]!}@github.test`) });
    const error = await reads.repository().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ failure: "timeout" });
    expect(everythingOf(error)).not.toContain("ghs_");
  });

  test("TEN-05 a key that does not sign is not quoted", async () => {
    const { reads } = play(
      {},
      { privateKey: "-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary\n-----END RSA PRIVATE KEY-----" },
    );
    const error = await reads.repository().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ failure: "unauthorised" });
    expect(everythingOf(error)).not.toMatch(/MIIE|BEGIN RSA/);
  });

  test("what is observed has no more than its fields", async () => {
    const observed: object[] = [];
    const { reads } = play({ [AT]: { body: repository } }, { observe: (one) => observed.push(one) });
    await reads.repository();
    expect(observed.map((one) => Object.keys(one).sort())).toEqual(
      Array(3).fill(["installation", "ms", "route", "source", "status"]),
    );
  });
});

test("GraphQL of an Enterprise Server is beside its REST API", () => {
  expect(graphqlBase("https://api.github.com")).toBe("https://api.github.com");
  expect(graphqlBase("https://ghe.example/api/v3")).toBe("https://ghe.example/api");
});
