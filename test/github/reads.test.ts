// What GitHub may say that the stand-in does not: older servers, odd answers, protection in part.
import { readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";
import { describe, expect, test } from "vitest";
import { QUERIES } from "../../src/github/graphql.ts";
import { A, APP, B, play } from "./pretend.ts";
import type { Table } from "./pretend.ts";

const ada = { id: 11, login: "ada", type: "User" } as const;

describe("what a branch requires", () => {
  const CHECK = "lamplighter/change";
  const rule = (context: string, app?: number) => ({
    type: "required_status_checks",
    ruleset_id: 1,
    parameters: { required_status_checks: [{ context, ...(app !== undefined && { integration_id: app }) }] },
  });
  const open = { protected: false, protection: { enabled: false } };
  const classic = (checks: object[], contexts: string[] = [], level = "everyone") => ({
    protected: true,
    protection: { enabled: true, required_status_checks: { enforcement_level: level, contexts, checks } },
  });
  const refused = { status: 403, body: { message: "Upgrade to GitHub Pro" } };

  test.each<[string, unknown, unknown, string, string]>([
    ["nothing at all", [], open, "no", "no"],
    ["a ruleset that pins our App", [rule(CHECK, APP.id)], open, "yes", "yes"],
    ["CHK-01 a ruleset that pins nobody", [rule(CHECK)], open, "yes", "no"],
    ["CHK-01 a ruleset that pins another App", [rule(CHECK, 15368)], open, "yes", "no"],
    ["a ruleset that asks for another check", [rule("test")], open, "no", "no"],
    [
      "two rulesets, one of which pins us",
      [rule(CHECK), { ...rule(CHECK, APP.id), ruleset_id: 2 }],
      open,
      "yes",
      "yes",
    ],
    ["classic protection that pins our App", [], classic([{ context: CHECK, app_id: APP.id }]), "yes", "yes"],
    ["classic protection that pins nobody", [], classic([{ context: CHECK, app_id: null }]), "yes", "no"],
    ["classic protection in its old form", [], classic([], [CHECK]), "yes", "no"],
    ["classic protection that shows no check of ours", [], classic([{ context: "test" }]), "unknown", "unknown"],
    ["classic protection that shows nothing", [], { protected: true }, "unknown", "unknown"],
    ["classic protection whose checks are off", [], classic([], [], "off"), "unknown", "unknown"],
    ["a pinning ruleset beside hidden protection", [rule(CHECK, APP.id)], { protected: true }, "yes", "yes"],
    ["an unpinned ruleset beside hidden protection", [rule(CHECK)], { protected: true }, "yes", "unknown"],
    ["rulesets that we may not see", refused, open, "unknown", "unknown"],
    ["protection that we may not see", [], refused, "unknown", "unknown"],
    ["a rule in another shape", [{ type: "required_status_checks" }], open, "unknown", "unknown"],
  ])("%s", async (_, rules, branch, required, pinned) => {
    const commit = { sha: A };
    const answer = (given: unknown) =>
      given === refused ? refused : { body: Array.isArray(given) ? given : { commit, ...(given as object) } };
    const { reads } = play({
      "GET /repos/octo/app/rules/branches/release/1.2": answer(rules),
      "GET /repos/octo/app/branches/release/1.2": answer(branch),
    });
    expect(await reads.requirement("release/1.2", CHECK)).toEqual({ required, pinned });
  });
});

describe("what a person may do", () => {
  const user = (change: object = {}) => ({ id: 11, login: "ada", type: "User", ...change });
  const table = (answer: unknown): Table => ({
    "GET /user/11": { body: user({ login: "ada-lovelace" }) },
    "GET /repos/octo/app/collaborators/ada-lovelace/permission": { body: answer },
  });
  const flags = (...on: string[]) =>
    Object.fromEntries(["admin", "maintain", "push", "triage", "pull"].map((name) => [name, on.includes(name)]));

  test.each<[string, unknown, string]>([
    [
      "maintain is maintain, though the word is write",
      {
        permission: "write",
        role_name: "maintain",
        user: user({ permissions: flags("maintain", "push", "triage", "pull") }),
      },
      "maintain",
    ],
    [
      "a custom role counts by what it can do",
      { permission: "admin", role_name: "admin", user: user({ permissions: flags("triage", "pull") }) },
      "triage",
    ],
    ["no flag at all is none", { permission: "write", user: user({ permissions: flags() }) }, "none"],
    ["an older server's word counts as it is", { permission: "write", user: user() }, "write"],
    ["an older server's unknown word is none", { permission: "owner", user: user() }, "none"],
    ["an account that GitHub does not name is none", { permission: "read", user: null }, "none"],
  ])("%s", async (_, answer, level) => {
    expect(await play(table(answer)).reads.permission(ada)).toBe(level);
  });

  test("a login that went to somebody else says nothing about the person", async () => {
    const { reads } = play(table({ permission: "admin", user: user({ id: 12, permissions: flags("admin") }) }));
    await expect(reads.permission(ada)).rejects.toMatchObject({ failure: "moved" });
  });

  test("an answer about another account than was asked for is not believed", async () => {
    const { reads } = play({ "GET /user/11": { body: user({ id: 12 }) } });
    await expect(reads.permission(ada)).rejects.toMatchObject({ failure: "malformed" });
  });

  test("an account that is gone is not known to have none", async () => {
    await expect(play({}).reads.permission(ada)).rejects.toMatchObject({ failure: "gone" });
  });
});

describe("a file", () => {
  const content = (change: object) => ({
    type: "file",
    encoding: "base64",
    size: 3,
    content: Buffer.from("abc").toString("base64"),
    ...change,
  });
  const at = `GET /repos/octo/app/contents/docs/x.md`;
  const trees = (inner: unknown[]): Table => ({
    [`GET /repos/octo/app/git/commits/${A}`]: { body: { tree: { sha: A } } },
    [`GET /repos/octo/app/git/trees/${A}`]: {
      body: { truncated: false, tree: [{ path: "docs", mode: "040000", type: "tree", sha: B }] },
    },
    [`GET /repos/octo/app/git/trees/${B}`]: { body: { truncated: false, tree: inner } },
  });

  test.each<[string, object, string]>([
    ["over 1 MB is refused, not empty", { encoding: "none", content: "" }, "refused"],
    ["that is a submodule is refused", { type: "submodule" }, "refused"],
    [
      "that is no text is malformed",
      { content: Buffer.from([0xff, 0xfe, 0xc3, 0x28]).toString("base64") },
      "malformed",
    ],
  ])("%s", async (_, change, failure) => {
    await expect(play({ [at]: { body: content(change) } }).reads.file("docs/x.md", A)).rejects.toMatchObject({
      failure,
    });
  });

  test("that the contents API does not show but the tree has is unknown, never none", async () => {
    const blob = { path: "x.md", mode: "100644", type: "blob", sha: A };
    await expect(play(trees([blob])).reads.file("docs/x.md", A)).rejects.toMatchObject({ failure: "gone" });
    expect(await play(trees([])).reads.file("docs/x.md", A)).toBeNull();
  });

  test("in a tree that GitHub cut is unknown, never none", async () => {
    const cut = { ...trees([]), [`GET /repos/octo/app/git/trees/${B}`]: { body: { truncated: true, tree: [] } } };
    await expect(play(cut).reads.file("docs/x.md", A)).rejects.toMatchObject({ failure: "incomplete" });
  });

  test("in a repository that we may not read is unknown, never none", async () => {
    await expect(play({}).reads.file("docs/x.md", A)).rejects.toMatchObject({ failure: "gone" });
  });
});

const pull = (change: object) => ({
  number: 3,
  node_id: "PR_3",
  state: "open",
  title: "t",
  body: null,
  user: {},
  author_association: "NONE",
  head: { sha: A, ref: "fix", repo: null },
  base: { sha: B, ref: "main", repo: { id: 4711 } },
  stack: { id: 1, number: 1, size: 2, position: 2, base: { ref: "develop", sha: B } },
  labels: [],
  assignees: [],
  requested_reviewers: [],
  merge_commit_sha: A,
  created_at: "2026-11-22T12:00:00Z",
  updated_at: "2026-11-22T12:00:00Z",
  merged_at: null,
  changed_files: 1,
  commits: 1,
  additions: 1,
  deletions: 1,
  merged_by: null,
  ...change,
});

test("a merged pull request names its merge commit; an open one's test merge is nobody's", async () => {
  const { reads, set } = play({ "GET /repos/octo/app/pulls/3": { body: pull({}) } });
  expect(await reads.pull(3)).toMatchObject({
    merged: false,
    mergeCommit: null,
    author: null,
    fork: true,
    stackBase: "develop",
    head: { repository: null },
  });
  set({
    "GET /repos/octo/app/pulls/3": {
      body: pull({ state: "closed", merged_at: "2026-11-22T12:00:00Z", merged_by: ada }),
    },
  });
  expect(await reads.pull(3)).toMatchObject({ merged: true, mergeCommit: A, mergedBy: ada });
});

describe("a head that moves while its list is read", () => {
  const file = { filename: "a.txt", status: "added", additions: 1, deletions: 0, sha: B };
  const at = "GET /repos/octo/app/pulls/3";

  test("is moved, never another head's files", async () => {
    const moved = { body: pull({ head: { sha: B, ref: "fix", repo: null } }) };
    const { reads } = play({ [at]: [{ body: pull({}) }, moved], [`${at}/files`]: { body: [file] } });
    await expect(reads.pullFiles(3, A)).rejects.toMatchObject({ failure: "moved" });
  });

  test("is moved, also where the count no longer fits", async () => {
    const moved = { body: pull({ head: { sha: B, ref: "fix", repo: null } }) };
    const { reads } = play({ [at]: [{ body: pull({}) }, moved], [`${at}/files`]: { body: [] } });
    await expect(reads.pullFiles(3, A)).rejects.toMatchObject({ failure: "moved" });
  });

  test("and one that stays, with a count that does not fit, is incomplete", async () => {
    const { reads } = play({ [at]: { body: pull({}) }, [`${at}/files`]: { body: [] } });
    await expect(reads.pullFiles(3, A)).rejects.toMatchObject({ failure: "incomplete" });
  });
});

describe("GraphQL", () => {
  const schema = buildSchema(
    readFileSync(new URL("../../node_modules/@octokit/graphql-schema/schema.graphql", import.meta.url), "utf8"),
    { assumeValid: true },
  );
  test.each(Object.entries(QUERIES))("%s is valid against GitHub's schema", (name, text) => {
    const document = parse(text);
    expect(validate(schema, document).map(({ message }) => message)).toEqual([]);
    const [definition] = document.definitions;
    expect(definition).toMatchObject({ operation: name.split(" ")[0], name: { value: name.split(" ")[1] } });
  });

  const page = (nodes: object[], more: { next?: string | null; total: number; id?: number }) => ({
    body: {
      data: {
        repository: {
          databaseId: more.id ?? 4711,
          pullRequest: {
            list: {
              pageInfo: { hasNextPage: more.next !== undefined, endCursor: more.next ?? null },
              totalCount: more.total,
              nodes,
            },
          },
        },
      },
    },
  });
  const closed = (id: string) => ({ __typename: "ClosedEvent", id, createdAt: "2026-11-22T12:00:00Z" });

  test("a list is followed to its end", async () => {
    const { reads, asked } = play({
      "POST /graphql": [
        moment({ events: list([closed("a")], { next: "c1", total: 2 }) }),
        page([closed("a")], { next: "c1", total: 2 }),
        page([closed("b")], { total: 2 }),
      ],
    });
    expect((await reads.epochEvents(3)).length).toBe(2);
    expect(asked.map(({ body }) => (body as { variables: { after: unknown } }).variables.after)).toEqual([
      undefined,
      null,
      "c1",
    ]);
  });

  const list = (nodes: object[], more: { next?: string; total: number }) => ({
    pageInfo: { hasNextPage: more.next !== undefined, endCursor: more.next ?? null },
    totalCount: more.total,
    nodes,
  });
  const moment = (pullRequest: object, heads: object = {}) => ({
    body: { data: { repository: { databaseId: 4711, pullRequest, ...heads } } },
  });
  const review = {
    id: "R",
    fullDatabaseId: "4000000000",
    state: "APPROVED",
    body: "",
    submittedAt: "2026-11-22T12:00:00Z",
    commit: { oid: A },
    author: { __typename: "Bot", login: "octobot", databaseId: 9 },
  };

  test("what is asked in one moment is one query, and each part is whole", async () => {
    const { reads, asked } = play({
      "POST /graphql": moment(
        {
          events: list([closed("a")], { total: 1 }),
          issues: list([{ id: "I", number: 5, repository: { databaseId: 4711 } }], { total: 1 }),
          reviews: list([review], { total: 1 }),
        },
        { heads: list([{ id: "P", number: 3, headRefOid: A }], { total: 1 }) },
      ),
    });
    const [events, issues, reviews, heads] = await Promise.all([
      reads.epochEvents(3),
      reads.linkedIssues(3),
      reads.reviews(3),
      reads.openHeads(3),
    ]);
    expect(events.map(({ kind }) => kind)).toEqual(["closed"]);
    expect(issues).toEqual([5]);
    expect(reviews).toMatchObject([
      { id: 4_000_000_000, state: "approved", commit: A, by: { id: 9, login: "octobot[bot]", type: "Bot" } },
    ]);
    expect(heads).toEqual([{ number: 3, head: A }]);
    expect(asked.length).toBe(1);
  });

  test("what is asked later is asked anew", async () => {
    const { reads, asked } = play({ "POST /graphql": moment({ events: list([], { total: 0 }) }) });
    await reads.epochEvents(3);
    await reads.epochEvents(3);
    expect(asked.length).toBe(2);
  });

  test("open pull requests beyond one page are read from their list", async () => {
    const { reads } = play({
      "POST /graphql": moment({}, { heads: list([{ id: "P", number: 3, headRefOid: A }], { next: "c", total: 101 }) }),
      "GET /repos/octo/app/pulls": { body: [pull({ number: 4, head: { sha: B, ref: "x", repo: null } })] },
    });
    expect(await reads.openHeads(3)).toEqual([{ number: 4, head: B }]);
  });

  test("a review that is there twice is no whole list", async () => {
    const { reads } = play({
      "POST /graphql": moment({ reviews: list([review, review], { total: 2 }) }),
      "GET /repos/octo/app/pulls/3/reviews": { body: [] },
    });
    expect(await reads.reviews(3)).toEqual([]);
  });

  test.each<[string, object, string]>([
    ["one entry short is an error", page([closed("a")], { total: 2 }), "incomplete"],
    ["a cursor that stands still is an error", page([closed("a")], { next: null, total: 2 }), "incomplete"],
    ["another repository's answer is not ours", page([], { total: 0, id: 4712 }), "moved"],
    [
      "FORBIDDEN is forbidden",
      { body: { data: null, errors: [{ type: "FORBIDDEN", message: "Resource not accessible" }] } },
      "forbidden",
    ],
    [
      "RATE_LIMITED is a limit",
      { body: { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] } },
      "rate-limited",
    ],
    [
      "a half answer is none",
      { body: { ...page([closed("a")], { total: 1 }).body, errors: [{ message: "Something went wrong" }] } },
      "server",
    ],
    ["another shape is malformed", { body: { data: { repository: null } } }, "malformed"],
  ])("%s", async (_, answer, failure) => {
    await expect(play({ "POST /graphql": answer }).reads.epochEvents(3)).rejects.toMatchObject({ failure });
  });
});
