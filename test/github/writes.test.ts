// What the stand-in cannot be brought to do: races, and GitHub's stranger answers.
import { describe, expect, test } from "vitest";
import type { Markdown } from "../../src/core/markdown.ts";
import { cut, MOST_TEXT } from "../../src/github/cut.ts";
import { inSlot, isOurs, markerOf } from "../../src/github/own.ts";
import type { Effect } from "../../src/core/plan.ts";
import { A, APP, play, REPO } from "./pretend.ts";

const ISSUE = "GET /repos/octo/app/issues/1";
const because = { why: "w", key: "k" };
const bot = { id: 9, login: "lamplighter[bot]", type: "Bot" as const };
const issue = (change: object = {}) => ({
  number: 1,
  node_id: "I_1",
  title: "t",
  body: null,
  state: "open",
  user: null,
  labels: [],
  created_at: "2026-11-22T12:00:00Z",
  updated_at: "2026-11-22T12:00:00Z",
  ...change,
});
const label = (change: { add?: string[]; remove?: string[]; create?: boolean }): Effect => ({
  ...because,
  do: "label",
  on: 1,
  add: [],
  remove: [],
  create: true,
  ...change,
});

describe("labels", () => {
  const labelling = {
    [ISSUE]: { body: issue() },
    "GET /repos/octo/app/labels": { body: [] },
    "POST /repos/octo/app/issues/1/labels": { body: [] },
  };
  const refusal = (code: string) => ({
    status: 422,
    body: { message: "Validation Failed", errors: [{ resource: "Label", code, field: "name" }] },
  });

  test("TRI-02 a label that somebody created a moment earlier is there: that is a success", async () => {
    const { github, asked } = play({ ...labelling, "POST /repos/octo/app/labels": refusal("already_exists") });
    expect((await github.write(REPO, label({ add: ["new"] }))).did).toBe("written");
    expect(asked.at(-1)?.body).toEqual({ labels: ["new"] });
  });

  test("a label that GitHub refuses for another reason is an error", async () => {
    const { github } = play({ ...labelling, "POST /repos/octo/app/labels": refusal("invalid") });
    await expect(github.write(REPO, label({ add: ["new"] }))).rejects.toMatchObject({
      failure: "refused",
      status: 422,
    });
  });
});

describe("TRI-10 what is gone is a terminal outcome", () => {
  test.each([404, 410, 301, 451])("%i", async (status) => {
    const { github } = play({ [ISSUE]: { status, body: { message: "no more" } } });
    expect(await github.write(REPO, label({ remove: ["x"] }))).toEqual({ did: "gone", answer: { status } });
  });

  test("but a repository that we may not see any more is an error on the way to it", async () => {
    const { github } = play({ "GET /app/installations/1": { status: 403, body: { message: "suspended" } } });
    await expect(github.write(REPO, label({ remove: ["x"] }))).rejects.toMatchObject({ failure: "forbidden" });
  });
});

test("whom GitHub will not assign is an error: it says nothing by itself", async () => {
  const { github } = play({
    [ISSUE]: { body: issue() },
    "GET /user/11": { body: { id: 11, login: "ada", type: "User" } },
    "POST /repos/octo/app/issues/1/assignees": { status: 201, body: issue({ assignees: [] }) },
  });
  const step: Effect = {
    ...because,
    do: "assign",
    on: 1,
    add: [{ id: 11, login: "old-name", type: "User" }],
    remove: [],
  };
  await expect(github.write(REPO, step)).rejects.toMatchObject({ failure: "refused" });
});

test("CHK-01 a namesake check of another App is not ours, and is left alone", async () => {
  const { github, routes } = play({
    [`GET /repos/octo/app/commits/${A}/check-runs`]: {
      body: {
        total_count: 1,
        check_runs: [
          {
            id: 5,
            name: "lamplighter/change",
            app: { id: 15368 },
            status: "completed",
            conclusion: "success",
            external_id: "",
            output: { title: null, summary: null },
          },
        ],
      },
    },
    "POST /repos/octo/app/check-runs": { status: 201, body: { id: 6 } },
  });
  const step: Effect = {
    ...because,
    do: "check",
    name: "lamplighter/change",
    head: A,
    state: "waiting",
    title: "t",
    summary: "s" as Markdown,
    externalId: "",
    onlyIfHeadOf: null,
  };
  expect(await github.write(REPO, step)).toEqual({ did: "written", answer: { checkRunId: 6 } });
  expect(routes().at(-1)).toBe("POST /repos/octo/app/check-runs");
});

describe("what is ours", () => {
  const body = `words ${markerOf("change")}`;
  test.each<[string, Parameters<typeof isOurs>[0], boolean]>([
    ["our bot's comment", { user: bot, body, performed_via_github_app: { id: 7 } }, true],
    ["our bot's comment on an older server", { user: bot, body, performed_via_github_app: null }, true],
    [
      "a person's comment through our App",
      { user: { id: 11, login: "ada", type: "User" }, body, performed_via_github_app: { id: 7 } },
      false,
    ],
    [
      "another bot's comment",
      { user: { ...bot, login: "other[bot]" }, body, performed_via_github_app: { id: 8 } },
      false,
    ],
    ["a person called like our bot", { user: { ...bot, type: "User" }, body, performed_via_github_app: null }, false],
    ["a comment of nobody", { user: null, body, performed_via_github_app: null }, false],
  ])("%s", (_, written, ours) => {
    expect(isOurs(written, APP)).toBe(ours);
    expect(inSlot([written], "change", APP)).toBe(ours ? written : undefined);
    expect(inSlot([written], "chang", APP)).toBeUndefined();
  });

  test.each(["", "a b", "a-->b", "Ä", "a--b", "x\n"])("%j is no name for a slot", (slot) => {
    expect(() => markerOf(slot)).toThrow("is no name for a slot");
  });
});

describe("CHK-13 text that is too long", () => {
  test("and no character more is left whole", () => {
    expect(cut("x".repeat(MOST_TEXT - 4), "tail")).toHaveLength(MOST_TEXT);
    expect(cut("x".repeat(MOST_TEXT - 3), "tail").length).toBeLessThanOrEqual(MOST_TEXT);
    expect(cut("x".repeat(MOST_TEXT - 3), "tail")).toMatch(/was cut here[^\n]*tail$/);
  });
  test("is cut at the end of a line, with an open code block closed", () => {
    const text = cut(`\`\`\`\n${"a line\n".repeat(20_000)}\`\`\``);
    expect(text.length).toBeLessThanOrEqual(MOST_TEXT);
    expect(text).toMatch(/a line\n```\n\n\*This text was longer/);
  });
  test("is not cut in the middle of a character", () => {
    for (const start of ["", "x"]) expect(cut(start + "😀".repeat(40_000)).isWellFormed()).toBe(true);
  });
});
