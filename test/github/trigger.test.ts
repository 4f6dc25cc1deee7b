import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as z from "zod";
import { expect, test } from "vitest";
import { EVENTS, UNASKED_EVENTS } from "../../src/github/endpoints.ts";
import { HEARD_EVENTS, readTriggers } from "../../src/github/trigger.ts";
import type { Told } from "../../src/github/trigger.ts";
import { A, B } from "./pretend.ts";

const ada = { id: 11, login: "ada", type: "User" };
const at = Date.parse("2026-11-22T12:00:00Z");
const repository = { id: 4711, name: "app", owner: { login: "octo" } };
const envelope = { installation: { id: 1 }, repository, sender: ada };
const repo = { installation: 1, id: 4711, owner: "octo", name: "app" };

function read(event: string, payload: unknown): Told {
  return readTriggers({ event, payload, delivery: "guid-1", at, app: 7 });
}
const base = (kind: string, name: string) => ({
  subject: { installation: 1, repository: 4711, kind, name },
  repo,
  by: ada,
  delivery: "guid-1",
  at,
});
const comment = (change: object = {}) => ({
  id: 77,
  node_id: "IC_77",
  body: "/approve-change",
  user: ada,
  performed_via_github_app: null,
  created_at: "2026-11-22T11:59:58Z",
  ...change,
});
const said = {
  channel: "comment",
  id: 77,
  nodeId: "IC_77",
  on: 12,
  body: "/approve-change",
  by: ada,
  viaApp: false,
  createdAt: Date.parse("2026-11-22T11:59:58Z"),
  commit: null,
};

test.each<[string, string, object, unknown[]]>([
  [
    "an issue",
    "issues",
    { action: "opened", issue: { number: 12 } },
    [{ ...base("issue", "12"), kind: "issue", action: "opened" }],
  ],
  [
    "a comment on an issue",
    "issue_comment",
    { action: "created", issue: { number: 12 }, comment: comment() },
    [{ ...base("issue", "12"), kind: "comment", action: "created", said }],
  ],
  [
    "a comment on a pull request is about the pull request",
    "issue_comment",
    { action: "edited", issue: { number: 12, pull_request: { url: "x" } }, comment: comment() },
    [{ ...base("pull", "12"), kind: "comment", action: "edited", said }],
  ],
  [
    "a person's comment through an App is marked",
    "issue_comment",
    { action: "created", issue: { number: 12 }, comment: comment({ performed_via_github_app: { id: 8, slug: "x" } }) },
    [{ ...base("issue", "12"), kind: "comment", action: "created", said: { ...said, viaApp: true } }],
  ],
  [
    "a push to a pull request",
    "pull_request",
    {
      action: "synchronize",
      before: A,
      after: B,
      pull_request: { number: 3, head: { sha: B }, base: { ref: "main" } },
    },
    [{ ...base("pull", "3"), kind: "pull", action: "synchronize", head: B, base: "main", before: A }],
  ],
  [
    "a stacked pull request",
    "pull_request",
    { action: "stacked", pull_request: { number: 3, head: { sha: B }, base: { ref: "main" } } },
    [{ ...base("pull", "3"), kind: "pull", action: "stacked", head: B, base: "main", before: null }],
  ],
  [
    "a review binds to its own commit",
    "pull_request_review",
    {
      action: "submitted",
      pull_request: { number: 3 },
      review: {
        id: 5,
        node_id: "PRR_5",
        body: null,
        user: ada,
        state: "APPROVED",
        commit_id: A,
        submitted_at: "2026-11-22T11:59:58Z",
      },
    },
    [
      {
        ...base("pull", "3"),
        kind: "review",
        action: "submitted",
        state: "approved",
        said: { ...said, channel: "review", id: 5, nodeId: "PRR_5", on: 3, body: "", commit: A },
      },
    ],
  ],
  [
    "CHK-04 the re-run button asks for another look at each pull request of the run",
    "check_run",
    {
      action: "rerequested",
      check_run: {
        name: "lamplighter/change",
        head_sha: A,
        app: { id: 7 },
        pull_requests: [{ number: 3 }, { number: 4 }],
      },
    },
    [
      { ...base("pull", "3"), kind: "check", action: "rerequested", name: "lamplighter/change", head: A },
      { ...base("pull", "4"), kind: "check", action: "rerequested", name: "lamplighter/change", head: A },
    ],
  ],
  [
    "a check of a fork names no pull request, so its branch is looked at",
    "check_run",
    {
      action: "completed",
      check_run: {
        name: "test",
        head_sha: A,
        app: { id: 15368 },
        pull_requests: [],
        check_suite: { head_branch: null },
      },
    },
    [{ ...base("branch", A), kind: "check", action: "completed", name: "test", head: A }],
  ],
  [
    "a suite is asked for again",
    "check_suite",
    { action: "rerequested", check_suite: { head_sha: A, head_branch: "topic", app: { id: 7 }, pull_requests: [] } },
    [{ ...base("branch", "topic"), kind: "check", action: "rerequested", name: "", head: A }],
  ],
  [
    "a status",
    "status",
    { context: "ci", sha: A, branches: [{ name: "topic" }] },
    [{ ...base("branch", "topic"), kind: "status", context: "ci", head: A }],
  ],
  [
    "a push",
    "push",
    { ref: "refs/heads/release/1.2", before: A, after: B, forced: true },
    [{ ...base("branch", "release/1.2"), kind: "push", branch: "release/1.2", before: A, after: B, forced: true }],
  ],
  [
    "a merge group",
    "merge_group",
    {
      action: "checks_requested",
      merge_group: { head_sha: A, head_ref: "refs/heads/gh-readonly-queue/main/pr-3-x", base_ref: "refs/heads/main" },
    },
    [
      {
        ...base("merge-group", A),
        kind: "merge-group",
        action: "checks_requested",
        head: A,
        base: "main",
        ref: "refs/heads/gh-readonly-queue/main/pr-3-x",
      },
    ],
  ],
  [
    "a rename",
    "repository",
    { action: "renamed" },
    [{ ...base("repository", ""), kind: "repository", action: "renamed" }],
  ],
  [
    "another default branch",
    "repository",
    { action: "edited", changes: { default_branch: { from: "master" } } },
    [{ ...base("repository", ""), kind: "repository", action: "edited" }],
  ],
  [
    "a collaborator who was removed",
    "member",
    { action: "removed" },
    [{ ...base("repository", ""), kind: "repository", action: "member.removed" }],
  ],
])("%s becomes a trigger", (_, event, payload, triggers) => {
  expect(read(event, { ...envelope, ...payload })).toEqual({ installation: 1, triggers });
});

const installation = (action: string, repos: unknown[]) => ({
  ...base("installation", ""),
  subject: { installation: 1, repository: 0, kind: "installation", name: "" },
  repo: null,
  kind: "installation",
  action,
  repos,
  account: null,
});
test("an installation says whose it is, where the event does", () => {
  const payload = {
    action: "created",
    installation: { id: 1, account: { id: 9, login: "octo", type: "Organization" } },
  };
  expect(read("installation", { ...envelope, ...payload })).toMatchObject({
    triggers: [{ kind: "installation", account: { id: 9, login: "octo", type: "Organization" } }],
  });
});

const listed = { id: 4711, name: "app", full_name: "octo/app" };
test.each<[string, string, object, unknown[]]>([
  ["an installation", "installation", { action: "created", repositories: [listed] }, [installation("created", [repo])]],
  ["a removal", "installation", { action: "deleted" }, [installation("deleted", [])]],
  [
    "a repository that was added",
    "installation_repositories",
    { action: "added", repositories_added: [listed], repositories_removed: [] },
    [installation("added", [repo])],
  ],
  ["a person who left a team", "membership", { action: "removed" }, [installation("membership.removed", [])]],
])("%s concerns the whole installation", (_, event, payload, triggers) => {
  expect(read(event, { installation: { id: 1 }, sender: ada, ...payload })).toEqual({ installation: 1, triggers });
});

test.each<[string, string, unknown, string]>([
  ["WH-15 an unknown event", "star", { ...envelope, action: "created" }, "star.created is not listened to"],
  ["WH-15 an unknown action", "issues", { ...envelope, action: "painted" }, "issues.painted is not listened to"],
  [
    "an event of a repository's own hook",
    "issues",
    { ...envelope, installation: undefined, action: "opened" },
    "issues.opened came without an installation",
  ],
  ["a tag", "push", { ...envelope, ref: "refs/tags/v1", before: A, after: B }, "push: it is no branch"],
  [
    "a description that was edited",
    "repository",
    { ...envelope, action: "edited", changes: { description: {} } },
    "repository.edited: its default branch is the same",
  ],
  [
    "TRI-03 our own comment",
    "issue_comment",
    {
      ...envelope,
      sender: { id: 9, login: "lamplighter[bot]", type: "Bot" },
      action: "created",
      issue: { number: 12 },
      comment: comment({
        user: { id: 9, login: "lamplighter[bot]", type: "Bot" },
        performed_via_github_app: { id: 7 },
      }),
    },
    "issue_comment.created: our own doing",
  ],
  [
    "TRI-03 our own check",
    "check_run",
    {
      ...envelope,
      action: "completed",
      check_run: { name: "lamplighter/change", head_sha: A, app: { id: 7 }, pull_requests: [{ number: 3 }] },
    },
    "check_run.completed: our own doing",
  ],
  [
    "a comment of a deleted account",
    "issue_comment",
    { ...envelope, action: "created", issue: { number: 12 }, comment: comment({ user: null }) },
    "issue_comment.created: its author's account is gone",
  ],
])("%s is ignored, by name", (_, event, payload, reason) => {
  expect(read(event, payload)).toMatchObject({ ignored: reason });
});

test("our own comment that somebody else edited does wake us", () => {
  const bot = { id: 9, login: "lamplighter[bot]", type: "Bot" };
  const payload = {
    ...envelope,
    action: "edited",
    issue: { number: 12 },
    comment: comment({ user: bot, performed_via_github_app: { id: 7 } }),
  };
  expect(read("issue_comment", payload)).toMatchObject({ triggers: [{ kind: "comment", action: "edited" }] });
});

test.each<[string, string, unknown]>([
  ["no object", "issues", null],
  ["a null repository", "issues", { ...envelope, repository: null, action: "opened" }],
  ["a missing field", "issues", { ...envelope, action: "opened" }],
  ["a huge number", "issues", { ...envelope, action: "opened", issue: { number: 1e300 } }],
  ["a text for a number", "issues", { ...envelope, action: "opened", issue: { number: "12" } }],
  ["no repository", "push", { ...envelope, repository: undefined, ref: "refs/heads/x", before: A, after: B }],
  ["a sha that is none", "push", { ...envelope, ref: "refs/heads/x", before: "HEAD", after: B }],
  [
    "a comment under the header of issues",
    "issues",
    { ...envelope, action: "edited", issue: { number: 12 }, comment: comment() },
  ],
  [
    "a review under the header of pull requests",
    "pull_request",
    { ...envelope, action: "edited", review: {}, pull_request: { number: 3, head: { sha: A }, base: { ref: "main" } } },
  ],
  ["a broken list of repositories", "installation", { ...envelope, action: "created", repositories: [{ id: 1 }] }],
])("WH-16 %s is malformed, and nothing breaks", (_, event, payload) => {
  expect(read(event, payload)).toMatchObject({ malformed: expect.stringContaining(event) as string });
});

test("an event's name that is a word of JavaScript's is just unknown", () => {
  expect(read("constructor", envelope)).toMatchObject({ ignored: "constructor is not listened to" });
});

const Examples = z.array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }));
const path = createRequire(import.meta.url).resolve("@octokit/webhooks-examples/api.github.com/index.json");
const examples = Examples.parse(JSON.parse(readFileSync(path, "utf8"))).flatMap(({ name, examples }) =>
  examples.map((payload) => ({
    event: name,
    payload: { ...payload, installation: payload["installation"] ?? { id: 1 } },
  })),
);

test("all 329 example payloads are read, and none of them is malformed", () => {
  expect(examples).toHaveLength(329);
  const told = examples.map(({ event, payload }) => ({ event, told: read(event, payload) }));
  expect(told.filter(({ told }) => "malformed" in told)).toEqual([]);
  const understood = told.filter(({ told }) => "triggers" in told);
  const heard = new Set(understood.map(({ event }) => event));
  expect(heard).toEqual(new Set(HEARD_EVENTS));
  expect(understood.length).toBeGreaterThan(100);
});

test("what is listened to is what app.yml asks for and what comes unasked", () => {
  expect(new Set(HEARD_EVENTS)).toEqual(new Set([...Object.keys(EVENTS), ...UNASKED_EVENTS]));
});
