import { beforeEach, expect, test } from "vitest";
import { clear, play, tokenNumber } from "./pretend.ts";

beforeEach(clear);

const repository = {
  id: 4711,
  name: "app",
  owner: { login: "octo", type: "Organization" },
  default_branch: "main",
  private: false,
  archived: false,
  topics: ["lamps"],
};

test("TEN-01 a token is for one repository, and reading gets reading permissions only", async () => {
  const { reads, asked, asApp } = play({ "GET /repos/octo/app": { body: repository } });
  expect(await reads.repository()).toEqual({
    id: 4711,
    owner: "octo",
    ownerType: "Organization",
    name: "app",
    defaultBranch: "main",
    private: false,
    archived: false,
    topics: ["lamps"],
  });
  expect(asked[0]?.headers.get("authorization")).toBe(`token ${tokenNumber(1)}`);
  expect(asked[0]?.headers.get("x-github-api-version")).toBe("2022-11-28");
  expect(asApp.at(-1)?.body).toEqual({
    repository_ids: [4711],
    permissions: {
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

test("a repository that took over the name is not the one that we know", async () => {
  const { reads } = play({ "GET /repos/octo/app": { body: { ...repository, id: 4712 } } });
  await expect(reads.repository()).rejects.toMatchObject({ failure: "moved" });
});
