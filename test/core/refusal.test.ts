// GitHub's words for what no other try mends, and what is made of them.
import { expect, test } from "vitest";
import { READ_FAILURES } from "../../src/core/known.ts";
import { mayPass, refusalIn, refusalOf } from "../../src/core/refusal.ts";

const about = (sentence: string): string => `GitHub answered when asked for something: ${sentence}`;

test.each<[string, number | null, string, string, number]>([
  ["forbidden", 403, "Unable to create comment because issue is locked.", "locked", 1],
  ["forbidden", 403, "Repository was archived so is read-only.", "archived", 1],
  ["forbidden", 403, "Resource not accessible by integration", "no-permission", 1],
  ["forbidden", null, "The installation has not granted issues write, which it needs.", "no-permission", 1],
  ["refused", null, 'There is no label "bug" in octo/app. Create it first.', "no-label", 1],
  ["refused", null, "GitHub did not assign ada to octo/app#1: the account needs read access.", "not-assignable", 1],
  ["refused", 422, "Assignee cannot be assigned to this issue", "not-assignable", 1],
  ["refused", 422, "Reviews may only be requested from collaborators. One or more is not", "no-collaborator", 1],
  ["refused", 422, "Could not resolve to a node that is a reviewer", "no-collaborator", 1],
  ["refused", 422, "Could not add requested reviewers", "no-collaborator", 1],
  ["refused", 422, "Review cannot be requested from pull request author.", "reviewer-is-author", 1],
  ["forbidden", 403, "User is blocked", "blocked", 1],
  ["refused", 422, "the author has been blocked", "blocked", 1],
  ["refused", 422, "You're blocked", "blocked", 1],
  ["refused", 422, "Interactions on this repository have been restricted to contributors", "interactions-limited", 1],
  ["refused", 422, "Workflow does not have 'workflow_dispatch' trigger", "workflow", 3],
  ["refused", 422, 'Unexpected inputs provided: ["line"]', "workflow", 3],
  ["refused", 422, "Required input 'line' not provided", "workflow", 3],
  ["refused", 422, "No ref found for: main", "workflow", 3],
  ["refused", 422, "The workflow is disabled", "workflow", 3],
  ["refused", 422, "No commit found for SHA: 0a0a", "no-commit", 6],
  ["refused", 422, "Validation Failed; Body is too long (maximum is 65536 characters)", "too-long", 1],
  ["refused", 422, "Validation Failed", "refused", 3],
  ["refused", 400, "Problems parsing JSON", "refused", 3],
  ["refused", null, "GitHub's GraphQL API answered UNPROCESSABLE", "refused", 3],
  ["forbidden", 403, "Forbidden", "forbidden", 6],
])("%s %s %j is %s, from attempt %i on", (failure, status, sentence, code, from) => {
  const failed = { failure, status, message: about(sentence) } as Parameters<typeof refusalIn>[0];
  expect(refusalIn(failed, from)).toEqual(refusalOf(code));
  expect(refusalOf(code)?.so).toMatch(/^\S.*\.$/);
  expect(refusalOf(code)?.mend).toMatch(/^\S.*\.$/);
  expect(refusalIn(failed, from + 9)).toMatchObject({ code });
  expect(refusalIn(failed, from - 1)).toBeNull();
});

test("what passes is no refusal, whatever GitHub says with it and however often", () => {
  const passing = READ_FAILURES.filter((failure) => failure !== "refused" && failure !== "forbidden");
  for (const failure of passing) {
    expect(refusalIn({ failure, status: null, message: "issue is locked" }, 99)).toBeNull();
  }
});

test("a name that somebody chose is no word of GitHub's", () => {
  const what = 'the label "is blocked, archived so is read-only" on octo/app#1';
  const message = `GitHub answered 422 when asked for ${what}: Validation Failed`;
  expect(refusalIn({ failure: "refused", status: 422, message, what }, 1)).toBeNull();
  expect(refusalIn({ failure: "refused", status: 422, message, what }, 3)?.code).toBe("refused");
  const echoed = 'GitHub answered 422: Validation Failed; {"field":"name","value":"blocked"}';
  expect(refusalIn({ failure: "refused", status: 422, message: echoed }, 3)?.code).toBe("refused");
});

test("what was believed for being said again may pass, and what GitHub said outright does not", () => {
  expect(["forbidden", "refused", "no-commit", "workflow"].map(mayPass)).toEqual([true, true, true, true]);
  expect(["locked", "no-permission", "too-long", "of-tomorrow"].map(mayPass)).toEqual([false, false, false, false]);
});

test("a conflict passes", () => {
  expect(refusalIn({ failure: "refused", status: 409, message: "Conflict" }, 99)).toBeNull();
});

test("a code that this version does not know is no refusal", () => {
  expect(refusalOf("of-tomorrow")).toBeNull();
});
