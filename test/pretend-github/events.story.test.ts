// Every change of state is told by a webhook in GitHub's shape: the stand-in checks each payload, and `stop` fails by it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client } from "./client.ts";
import { startExample } from "./example.ts";
import type { Example } from "./example.ts";
import { nameOf } from "./receiver.ts";
import type { Received } from "./receiver.ts";

let world: Example;
let mona: Client;
let ada: Client;
beforeAll(async () => {
  world = await startExample({ limits: { contentMinute: 1_000, points: 100_000 } }, (seed) => ({
    ...seed,
    organizations: { ...seed.organizations, hexa: { owners: ["mona"] } },
    apps: seed.apps!.map((one) => ({
      ...one,
      events: [
        ...one.events!,
        "create",
        "delete",
        "fork",
        "member",
        "membership",
        "organization",
        "milestone",
        "merge_group",
      ],
    })),
  }));
  mona = world.github.as("mona");
  ada = world.github.as("ada");
  await world.github.as("zoe").post("/repos/octo/app/issues", { title: "It crashes", body: "often" });
  await ada.post("/repos/octo/app/pulls", { title: "Fix", head: "fix", base: "main", draft: true });
  await world.github.settled();
  world.hooks.received.length = 0;
});
afterAll(() => world[Symbol.asyncDispose]());

const control = async (path: string, body: unknown, method = "POST"): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${world.github.url}/_pretend${path}`, { method, body: JSON.stringify(body) });
  expect(answer.status).toBeLessThan(300);
  return answer.status === 204 ? {} : ((await answer.json()) as Record<string, unknown>);
};
const on = "/repos/octo/app";
const heard = async (): Promise<Received[]> => {
  await world.github.settled();
  return world.hooks.received.splice(0).filter((each) => !each.event.startsWith("check_"));
};
const ok = async (answer: Promise<{ status: number; body: unknown }>): Promise<Record<string, unknown>> => {
  const { status, body } = await answer;
  expect([status, status < 300 ? "" : JSON.stringify(body)]).toEqual([status, ""]);
  return (body ?? {}) as Record<string, unknown>;
};

type Act = readonly [what: string, events: readonly string[], act: () => Promise<unknown>];
const acts: readonly Act[] = [
  [
    "an issue's title and text are edited",
    ["issues.edited"],
    () => ok(mona.patch(`${on}/issues/1`, { title: "Crash", body: "always" })),
  ],
  [
    "an issue is assigned and freed",
    ["issues.assigned", "issues.unassigned"],
    async () => {
      await ok(mona.post(`${on}/issues/1/assignees`, { assignees: ["ada"] }));
      await ok(mona.delete(`${on}/issues/1/assignees`, { assignees: ["ada"] }));
    },
  ],
  [
    "a label is made, worn, renamed and removed",
    ["label.created", "issues.labeled", "label.edited", "issues.unlabeled", "label.deleted"],
    async () => {
      await ok(mona.post(`${on}/labels`, { name: "area/api", color: "ff0000" }));
      await ok(mona.post(`${on}/issues/1/labels`, { labels: ["area/api"] }));
      await ok(mona.patch(`${on}/labels/area%2Fapi`, { new_name: "area/http" }));
      await ok(mona.delete(`${on}/issues/1/labels/area%2Fhttp`));
      await ok(mona.delete(`${on}/labels/area%2Fhttp`));
    },
  ],
  [
    "an issue is closed, reopened and locked",
    ["issues.closed", "issues.reopened", "issues.locked", "issues.unlocked"],
    async () => {
      await ok(mona.patch(`${on}/issues/1`, { state: "closed", state_reason: "not_planned" }));
      await ok(mona.patch(`${on}/issues/1`, { state: "open" }));
      await ok(mona.put(`${on}/issues/1/lock`, {}));
      expect((await world.github.as("zoe").post(`${on}/issues/1/comments`, { body: "hey" })).status).toBe(403);
      await ok(mona.delete(`${on}/issues/1/lock`));
    },
  ],
  [
    "an issue gets a milestone and a type",
    ["milestone.created", "issues.milestoned", "issues.demilestoned", "issues.typed"],
    async () => {
      await ok(mona.post(`${on}/milestones`, { title: "1.0" }));
      await ok(mona.patch(`${on}/issues/1`, { milestone: 1 }));
      await ok(mona.patch(`${on}/issues/1`, { milestone: null }));
      await ok(mona.patch(`${on}/issues/1`, { type: "Bug" }));
    },
  ],
  [
    "a comment is edited and deleted",
    ["issue_comment.created", "issue_comment.edited", "issue_comment.deleted"],
    async () => {
      const { id } = await ok(ada.post(`${on}/issues/1/comments`, { body: "one" }));
      await ok(ada.patch(`${on}/issues/comments/${String(id)}`, { body: "two" }));
      await ok(ada.delete(`${on}/issues/comments/${String(id)}`));
    },
  ],
  [
    "a pull request is ready, and a draft again",
    ["pull_request.ready_for_review", "pull_request.converted_to_draft", "pull_request.ready_for_review"],
    async () => {
      for (const draft of [false, true, false]) await control(`${on}/pulls/2/draft`, { as: "ada", draft });
    },
  ],
  [
    "a review is asked for, given, edited and dismissed",
    [
      "pull_request.review_requested",
      "pull_request_review.submitted",
      "pull_request_review.edited",
      "pull_request_review.dismissed",
    ],
    async () => {
      await ok(ada.post(`${on}/pulls/2/requested_reviewers`, { reviewers: ["ben"] }));
      const { id } = await ok(world.github.as("ben").post(`${on}/pulls/2/reviews`, { event: "APPROVE", body: "fine" }));
      await ok(world.github.as("ben").put(`${on}/pulls/2/reviews/${String(id)}`, { body: "very fine" }));
      await ok(mona.put(`${on}/pulls/2/reviews/${String(id)}/dismissals`, { message: "not now" }));
    },
  ],
  [
    "a team's review is asked for and no more",
    ["pull_request.review_requested", "pull_request.review_request_removed"],
    async () => {
      await ok(ada.post(`${on}/pulls/2/requested_reviewers`, { reviewers: [], team_reviewers: ["maintainers"] }));
      await ok(ada.delete(`${on}/pulls/2/requested_reviewers`, { reviewers: [], team_reviewers: ["maintainers"] }));
    },
  ],
  [
    "a pull request is labelled, assigned, stacked and retargeted",
    ["pull_request.labeled", "pull_request.assigned", "create", "push", "pull_request.stacked", "pull_request.edited"],
    async () => {
      await ok(mona.post(`${on}/issues/2/labels`, { labels: ["bug"] }));
      await ok(mona.post(`${on}/issues/2/assignees`, { assignees: ["ada"] }));
      const { object } = (await ok(mona.get(`${on}/git/ref/heads/main`))) as { object: { sha: string } };
      await ok(mona.post(`${on}/git/refs`, { ref: "refs/heads/next", sha: object.sha }));
      await control(`${on}/pulls/2/stack`, { as: "ada", stack: { number: 1, size: 2, position: 2, base: "main" } });
      await ok(ada.patch(`${on}/pulls/2`, { base: "next" }));
    },
  ],
  [
    "a pull request's base is deleted, and it closes",
    ["push", "delete", "pull_request.closed"],
    () => ok(mona.delete(`${on}/git/refs/heads/next`)),
  ],
  [
    "a branch is forced back",
    ["push"],
    async () => {
      const { object } = (await ok(mona.get(`${on}/git/ref/heads/fix`))) as { object: { sha: string } };
      const { sha } = await control(`${on}/commits`, {
        as: "ben",
        branch: "fix",
        message: "more",
        files: { more: "1\n" },
      });
      expect(sha).not.toBe(object.sha);
      await heard();
      expect((await mona.patch(`${on}/git/refs/heads/fix`, { sha: object.sha })).status).toBe(422);
      await ok(mona.patch(`${on}/git/refs/heads/fix`, { sha: object.sha, force: true }));
    },
  ],
  [
    "a fork's pull request is opened and pushed to",
    ["fork", "pull_request.opened", "pull_request.synchronize"],
    async () => {
      await ok(world.github.as("zoe").post(`${on}/forks`, {}));
      await control("/repos/zoe/app/commits", { as: "zoe", branch: "idea", message: "idea", files: { idea: "1\n" } });
      const { number } = await ok(
        world.github.as("zoe").post(`${on}/pulls`, { title: "Idea", head: "zoe:idea", base: "main" }),
      );
      await control("/repos/zoe/app/commits", { as: "zoe", branch: "idea", message: "idea", files: { idea: "2\n" } });
      const { head } = (await ok(mona.get(`${on}/pulls/${String(number)}`))) as {
        head: { sha: string; repo: { full_name: string } };
      };
      expect(head.repo.full_name).toBe("zoe/app");
      // GitHub tells nothing about the commits of forks here.
      expect(await ok(mona.get(`${on}/commits/${head.sha}/pulls`))).toEqual([]);
    },
  ],
  [
    "a head is merged by hand and pushed",
    ["create", "push", "pull_request.opened", "pull_request.closed", "push"],
    async () => {
      await control(`${on}/commits`, { as: "ada", branch: "by-hand", message: "hand", files: { hand: "1\n" } });
      const { number, head } = (await ok(
        ada.post(`${on}/pulls`, { title: "By hand", head: "by-hand", base: "main" }),
      )) as { number: number; head: { sha: string } };
      await ok(ada.patch(`${on}/git/refs/heads/main`, { sha: head.sha }));
      expect(await ok(mona.get(`${on}/pulls/${number}`))).toMatchObject({ merged: true, merged_by: { login: "ada" } });
    },
  ],
  [
    "people come and go",
    [
      "member.added",
      "member.removed",
      "membership.removed",
      "membership.added",
      "organization.member_added",
      "organization.member_removed",
    ],
    async () => {
      await ok(mona.put(`${on}/collaborators/zoe`, { permission: "push" }));
      await ok(mona.delete(`${on}/collaborators/zoe`));
      await ok(mona.delete("/orgs/octo/teams/maintainers/memberships/ada"));
      await ok(mona.put("/orgs/octo/teams/maintainers/memberships/ada", { role: "maintainer" }));
      await ok(mona.put("/orgs/octo/memberships/kim", { role: "member" }));
      await ok(mona.delete("/orgs/octo/memberships/kim"));
    },
  ],
  [
    "an invitation is accepted",
    ["organization.member_added", "membership.added"],
    () => control("/orgs/octo/invitations/zoe/accept", {}),
  ],
  [
    "a repository changes its settings",
    [
      "repository.edited",
      "repository.privatized",
      "repository.publicized",
      "repository.archived",
      "repository.unarchived",
    ],
    async () => {
      await ok(mona.patch(on, { description: "the app" }));
      for (const hidden of [true, false]) await ok(mona.patch(on, { private: hidden }));
      for (const archived of [true, false]) await ok(mona.patch(on, { archived }));
    },
  ],
  [
    "an installation gets other permissions, and is gone",
    ["installation.new_permissions_accepted", "installation.deleted", "installation.created"],
    async () => {
      const [installation] = world.github.world.installations.values();
      await control(
        `/installations/${installation!.id}`,
        { permissions: { issues: "write", metadata: "read" } },
        "PATCH",
      );
      await control(`/installations/${installation!.id}`, undefined, "DELETE");
      await control("/installations", { app: "lamplighter", account: "octo", repositories: ["app"], by: "mona" });
    },
  ],
];

describe("a webhook is sent when", () => {
  it.each(acts)("%s", async (_what, events, act) => {
    await act();
    const names = (await heard()).map(nameOf);
    expect(names.toSorted()).toEqual(events.toSorted());
  });
});

describe("a transfer", () => {
  it("keeps the id, leads from the old name, and is told by the new owner's App", async () => {
    await control("/installations", { app: "lamplighter", account: "hexa" });
    await heard();
    const { id } = await ok(mona.get(on));
    await ok(mona.post(`${on}/transfer`, { new_owner: "hexa" }));
    expect((await mona.get(on)).headers.get("location")).toBe(`${world.github.url}/repositories/${String(id)}`);
    const [told] = await heard();
    expect(told && nameOf(told)).toBe("repository.transferred");
    expect(told?.payload).toMatchObject({
      repository: { id, full_name: "hexa/app" },
      changes: { owner: { from: { organization: { login: "octo" } } } },
    });
  });
});
