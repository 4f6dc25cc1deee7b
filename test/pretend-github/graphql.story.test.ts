// GraphQL over the same state: what REST does not tell.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client } from "./client.ts";
import { startExample } from "./example.ts";
import type { Example } from "./example.ts";

let world: Example;
let app: Client;
beforeAll(async () => {
  world = await startExample();
  app = await world.token();
  await world.github
    .as("ada")
    .post("/repos/octo/app/pulls", { title: "Fix", head: "fix", base: "main", body: "Fixes #2" });
  await world.github.as("zoe").post("/repos/octo/app/issues", { title: "It crashes" });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

interface Reply {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly { readonly type?: string; readonly message: string }[];
}

async function ask(query: string, variables: Record<string, unknown> = {}, who: Client = app): Promise<Reply> {
  const { status, body } = await who.graphql(query, variables);
  expect(status).toBe(200);
  return body as Reply;
}

const pull = (fields: string): string =>
  `{ repository(owner: "octo", name: "app") { pullRequest(number: 1) { ${fields} } } }`;

describe("a query", () => {
  it("with a field that GitHub's schema does not have is refused", async () => {
    const { errors } = await ask(pull("mergedWithLove"));
    expect(errors?.[0]?.message).toContain('Cannot query field "mergedWithLove" on type "PullRequest"');
  });
  it("of a field that the stand-in does not know is an error, never a silent null", async () => {
    const { errors } = await ask(pull("activeLockReason"));
    expect(errors?.[0]?.message).toBe("the stand-in does not know PullRequest.activeLockReason");
  });
  it("of a list must be bounded", async () => {
    expect((await ask(pull("commits { totalCount }"))).errors?.[0]).toMatchObject({
      type: "MISSING_PAGINATION_BOUNDARIES",
    });
    expect((await ask(pull("commits(first: 101) { totalCount }"))).errors?.[0]).toMatchObject({
      type: "EXCESSIVE_PAGINATION",
    });
  });
  it("of what is not there says NOT_FOUND beside a null", async () => {
    const reply = await ask(`{ repository(owner: "octo", name: "app") { pullRequest(number: 77) { id } } }`);
    expect(reply).toMatchObject({ data: { repository: { pullRequest: null } }, errors: [{ type: "NOT_FOUND" }] });
  });
});

describe("the timeline", () => {
  it("tells closed, reopened, draft and a changed base, and pages by cursor", async () => {
    const ada = world.github.as("ada");
    await ada.post("/repos/octo/app/git/refs", { ref: "refs/heads/next", sha: await tip("main") });
    await ada.patch("/repos/octo/app/pulls/1", { state: "closed" });
    await ada.patch("/repos/octo/app/pulls/1", { state: "open" });
    await ada.patch("/repos/octo/app/pulls/1", { base: "next" });
    const { data } = await ask(pull("id"));
    const { id } = (data as { repository: { pullRequest: { id: string } } }).repository.pullRequest;
    const drafted = await ask(
      "mutation($id: ID!) { convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } } }",
      { id },
      ada,
    );
    expect(drafted.data).toEqual({ convertPullRequestToDraft: { pullRequest: { isDraft: true } } });
    const types = "[CLOSED_EVENT, REOPENED_EVENT, CONVERT_TO_DRAFT_EVENT, BASE_REF_CHANGED_EVENT]";
    const page = async (after: string | null) => {
      const fields = `timelineItems(first: 3, after: $after, itemTypes: ${types}) { totalCount pageInfo { hasNextPage endCursor }
        nodes { __typename ... on BaseRefChangedEvent { previousRefName currentRefName actor { login } } } }`;
      const reply = await ask(`query($after: String) ${pull(fields)}`, { after });
      return (
        reply.data as {
          repository: {
            pullRequest: {
              timelineItems: {
                totalCount: number;
                nodes: unknown[];
                pageInfo: { hasNextPage: boolean; endCursor: string };
              };
            };
          };
        }
      ).repository.pullRequest.timelineItems;
    };
    const first = await page(null);
    expect(first.totalCount).toBe(4);
    expect(first.nodes).toMatchObject([
      { __typename: "ClosedEvent" },
      { __typename: "ReopenedEvent" },
      { __typename: "BaseRefChangedEvent", previousRefName: "main", currentRefName: "next", actor: { login: "ada" } },
    ]);
    expect((await page(first.pageInfo.endCursor)).nodes).toEqual([{ __typename: "ConvertToDraftEvent" }]);
  });
});

async function tip(branch: string): Promise<string> {
  const { body } = await world.github.as("ada").get(`/repos/octo/app/branches/${branch}`);
  return (body as { commit: { sha: string } }).commit.sha;
}

describe("a comment", () => {
  it("tells whether it was edited, came by mail, and is the viewer's", async () => {
    const zoe = world.github.as("zoe");
    const said = await zoe.post("/repos/octo/app/issues/2/comments", { body: "one" }, { "x-pretend-via": "email" });
    const { id, node_id: node } = said.body as { id: number; node_id: string };
    const query = `query($id: ID!) { node(id: $id) { ... on IssueComment { body lastEditedAt createdViaEmail viewerDidAuthor author { login } } } }`;
    expect((await ask(query, { id: node })).data).toEqual({
      node: {
        body: "one",
        lastEditedAt: null,
        createdViaEmail: true,
        viewerDidAuthor: false,
        author: { login: "zoe" },
      },
    });
    await zoe.patch(`/repos/octo/app/issues/comments/${id}`, { body: "two" });
    expect((await ask(query, { id: node }, zoe)).data).toMatchObject({
      node: { body: "two", lastEditedAt: expect.any(String) as string, viewerDidAuthor: true },
    });
    await zoe.delete(`/repos/octo/app/issues/comments/${id}`);
    expect(await ask(query, { id: node })).toMatchObject({ data: { node: null }, errors: [{ type: "NOT_FOUND" }] });
  });
});

describe("a review", () => {
  const react = `mutation($id: ID!) { addReaction(input: { subjectId: $id, content: EYES }) { reaction { content user { login } } } }`;
  it("takes a reaction, of a token that may write pull requests", async () => {
    const { body } = await world.github
      .as("ben")
      .post("/repos/octo/app/pulls/1/reviews", { event: "APPROVE", body: "good" });
    const { node_id: id } = body as { node_id: string };
    expect((await ask(react, { id })).data).toEqual({
      addReaction: { reaction: { content: "EYES", user: { login: "lamplighter" } } },
    });
    const weak = await world.token({ permissions: { pull_requests: "read", issues: "write" } });
    expect(await ask(react, { id }, weak)).toMatchObject({
      data: { addReaction: null },
      errors: [{ type: "FORBIDDEN" }],
    });
  });
});

describe("a commit", () => {
  it("names its git author and every co-author, and nobody where no account has the address", async () => {
    const message = "Pair\n\nCo-authored-by: Zoe <zoe@example.com>\nCo-authored-by: Who <who@nowhere.example>\n";
    await fetch(`${world.github.url}/_pretend/repos/octo/app/commits`, {
      method: "POST",
      body: JSON.stringify({ as: "ada", branch: "fix", message, files: { "pair.txt": "two\n" } }),
    });
    const fields =
      "commits(last: 1) { nodes { commit { authors(first: 10) { totalCount nodes { email user { login } } } committer { user { login } } signature { isValid } } } }";
    const reply = (await ask(pull(fields))).data as { repository: { pullRequest: { commits: { nodes: unknown[] } } } };
    expect(reply.repository.pullRequest.commits.nodes).toMatchObject([
      {
        commit: {
          authors: {
            totalCount: 3,
            nodes: [
              { user: { login: "ada" } },
              { user: { login: "zoe" } },
              { email: "who@nowhere.example", user: null },
            ],
          },
          committer: { user: { login: "ada" } },
          signature: null,
        },
      },
    ]);
  });
});

describe("linked issues", () => {
  it("count on the default branch alone", async () => {
    const fields = "closingIssuesReferences(first: 5) { totalCount nodes { number } }";
    expect((await ask(pull(fields))).data).toMatchObject({
      repository: { pullRequest: { closingIssuesReferences: { totalCount: 0 } } },
    });
    await world.github.as("ada").patch("/repos/octo/app/pulls/1", { base: "main" });
    expect((await ask(pull(fields))).data).toMatchObject({
      repository: { pullRequest: { closingIssuesReferences: { nodes: [{ number: 2 }] } } },
    });
  });
});

describe("the merge queue", () => {
  it("stacks its groups, and merges them when their required check is green", async () => {
    const mona = world.github.as("mona");
    const appId = world.app.id;
    await mona.put("/repos/octo/app/branches/main/protection", {
      required_status_checks: { strict: false, checks: [{ context: "lamplighter/change", app_id: appId }] },
      enforce_admins: true,
      required_pull_request_reviews: null,
      restrictions: null,
    });
    const { data } = await ask(pull("id"));
    const { id } = (data as { repository: { pullRequest: { id: string } } }).repository.pullRequest;
    await ask(
      "mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } } }",
      { id },
      mona,
    );
    await ask(
      "mutation($id: ID!) { enqueuePullRequest(input: { pullRequestId: $id }) { mergeQueueEntry { position } } }",
      { id },
      mona,
    );
    const entries = `{ repository(owner: "octo", name: "app") { mergeQueue(branch: "main") { entries(first: 10) { nodes { position state headCommit { oid } baseCommit { oid } pullRequest { number } } } } } }`;
    const reply = (await ask(entries)).data as {
      repository: { mergeQueue: { entries: { nodes: { headCommit: { oid: string } }[] } } };
    };
    const [entry] = reply.repository.mergeQueue.entries.nodes;
    expect(entry).toMatchObject({ position: 1, pullRequest: { number: 1 }, baseCommit: { oid: await tip("main") } });
    const green = {
      name: "lamplighter/change",
      head_sha: entry!.headCommit.oid,
      status: "completed",
      conclusion: "success",
    };
    expect((await app.post("/repos/octo/app/check-runs", green)).status).toBe(201);
    expect(await tip("main")).toBe(entry!.headCommit.oid);
    expect((await mona.get("/repos/octo/app/pulls/1")).body).toMatchObject({
      merged: true,
      merge_commit_sha: entry!.headCommit.oid,
    });
  });
});
