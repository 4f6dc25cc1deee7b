// The App's side: what it starts, answers and leaves alone.
import { describe, expect, it } from "vitest";
import { commands, lineOfPatch, linesOf } from "../../src/release/commands.ts";
import { decide } from "../../src/release/decide.ts";
import { DISPATCHED_RECORD, type RoomFacts } from "../../src/release/facts.ts";
import { release } from "../../src/release/index.ts";
import { ada, asked, failed, plan, yes, zoe, type Story } from "./room.ts";

const done = (story: Story) => plan(story).steps.map((step) => (step.do === "react" ? `react ${step.with}` : step.do));
const starts = (story: Story) => plan(story).steps.flatMap((step) => (step.do === "dispatch-workflow" ? [step] : []));

describe("/backport", () => {
  it("before the merge it becomes labels, says when, and has it tried whether it would apply", () => {
    const story = { asked: [asked("/backport 1.x 2.x")] };
    expect(done(story)).toEqual(["dispatch-workflow", "record", "label", "react +1", "comment", "record"]);
    expect(starts(story)).toMatchObject([
      { workflow: "backport.yml", ref: "main", inputs: { "pull-request": "12", lines: "1.x 2.x" } },
    ]);
    expect(plan(story).steps[2]).toMatchObject({ add: ["backport 1.x", "backport 2.x"], create: true });
  });

  it("what was tried before the merge is still brought after it", () => {
    const record = plan({ asked: [asked("/backport 1.x")] }).steps.find((step) => step.do === "record");
    if (record?.do !== "record") throw new Error("the start is recorded");
    const records = yes([{ sequence: 1, at: 0, kind: record.kind, by: null, data: record.data }]);
    const pull = { merged: true, state: "closed" as const, labels: ["backport 1.x"] };
    expect(starts({ pull, records })).toMatchObject([{ inputs: { lines: "1.x" } }]);
  });

  it("after the merge it starts the workflow", () => {
    const story = { asked: [asked("/backport 1.x")], pull: { merged: true, state: "closed" as const } };
    expect(starts(story)).toMatchObject([
      { workflow: "backport.yml", ref: "main", inputs: { "pull-request": "12", lines: "1.x" } },
    ]);
    expect(done(story)).toEqual(["dispatch-workflow", "record", "label", "react +1", "record"]);
  });

  it("labels start it at the merge, once", () => {
    const pull = { merged: true, state: "closed" as const, labels: ["bug", "backport 1.x"] };
    expect(starts({ pull })).toMatchObject([{ inputs: { lines: "1.x" } }]);
    const records = yes([{ sequence: 1, at: 0, kind: DISPATCHED_RECORD, by: null, data: { lines: ["1.x"] } }]);
    expect(done({ pull, records })).toEqual([]);
    expect(starts({ pull, records, asked: [asked("/backport 1.x")] })).toHaveLength(1);
  });

  it("a command is not started again when the turn broke off after the start", () => {
    const story = { asked: [asked("/backport 1.x")], pull: { merged: true, state: "closed" as const } };
    const record = plan(story).steps.find((step) => step.do === "record");
    if (record?.do !== "record") throw new Error("the start is recorded");
    const records = yes([{ sequence: 1, at: 0, kind: record.kind, by: null, data: record.data }]);
    expect(done({ ...story, records })).toEqual(["label", "react +1", "record"]);
  });

  it("a merged backport goes on to the older lines that waited for it, when a bot says so", () => {
    const bot = { id: 9, login: "lamplighter[bot]", type: "Bot" as const };
    const next = Buffer.from("1.x").toString("hex");
    const pull = { merged: true, state: "closed" as const, body: `<!-- lamplighter:backport-next=${next} -->` };
    expect(starts({ pull: { ...pull, author: bot } })).toMatchObject([
      { inputs: { "pull-request": "12", lines: "1.x" } },
    ]);
    expect(starts({ pull: { ...pull, author: ada } })).toEqual([]);
    expect(starts({ pull: { ...pull, author: bot, merged: false } })).toEqual([]);
    const records = yes([{ sequence: 1, at: 0, kind: DISPATCHED_RECORD, by: null, data: { lines: ["1.x"] } }]);
    expect(starts({ pull: { ...pull, author: bot }, records })).toEqual([]);
  });

  it("without the workflow the answer holds the file to add", () => {
    const { steps } = plan({ asked: [asked("/backport 1.x")], files: [] });
    expect(steps.find((step) => step.do === "comment")).toMatchObject({
      body: expect.stringContaining("actions/backport@") as string,
    });
    expect(steps.some((step) => step.do === "dispatch-workflow")).toBe(false);
  });

  it.each<[string, Story, string]>([
    ["somebody without the role", { asked: [asked("/backport 1.x", { by: zoe })] }, "react -1"],
    [
      "a comment that was edited",
      {
        asked: [
          asked("/backport 1.x", { now: yes({ is: "there", body: "/backport 2.x", edited: true, byEmail: false }) }),
        ],
      },
      "react confused",
    ],
    ["a comment that was deleted", { asked: [asked("/backport 1.x", { now: yes({ is: "gone" }) })] }, "react confused"],
    ["a comment that could not be read", { asked: [asked("/backport 1.x", { now: failed })] }, "react confused"],
    [
      "a pull request that was never merged",
      { asked: [asked("/backport 1.x")], pull: { state: "closed" } },
      "react -1",
    ],
  ])("%s starts nothing", (_, story, reaction) => {
    expect(done(story)).toContain(reaction);
    expect(starts(story)).toEqual([]);
    expect(done(story)).not.toContain("label");
  });

  it("a command that was answered is not done again", () => {
    const records = yes([{ sequence: 1, at: 0, kind: "release.heard", by: ada, data: { place: "77:1", did: "+1" } }]);
    expect(done({ asked: [asked("/backport 1.x")], records })).toEqual([]);
  });

  it("a policy that cannot be read is looked at again soon, and leaves the command to be heard then", () => {
    const result = plan({ asked: [asked("/backport 1.x")], policy: { is: "unknown", message: "502" } });
    expect(result).toMatchObject({ steps: [], verdict: { state: "unknown" }, lookAgainAt: 301_000 });
  });

  it("what could not be read is looked at again soon, and nothing is done", () => {
    const result = plan({ asked: [asked("/backport 1.x")], records: failed });
    expect(result).toMatchObject({ steps: [], verdict: { state: "unknown" }, lookAgainAt: 301_000 });
  });
});

describe("/release patch", () => {
  it("starts the policy's workflow for a line, or for the default branch", () => {
    expect(starts({ asked: [asked("/release patch 1.x")], pull: null })).toMatchObject([
      { workflow: "release.yml", ref: "main", inputs: { line: "1.x", only: "patch" } },
    ]);
    expect(starts({ asked: [asked("/release patch")], pull: null })).toMatchObject([{ inputs: { line: "main" } }]);
  });

  it("is started once, also when the turn broke off right after it", () => {
    const [first, second] = plan({ asked: [asked("/release patch 1.x")], pull: null }).steps;
    expect([first?.do, second?.do]).toEqual(["dispatch-workflow", "record"]);
    if (second?.do !== "record") throw new Error("the start is recorded next");
    const records = yes([{ sequence: 1, at: 0, kind: second.kind, by: ada, data: second.data }]);
    const again = { asked: [asked("/release patch 1.x")], pull: null, records };
    expect(done(again)).toEqual(["react +1", "comment", "record"]);
    expect(starts({ ...again, asked: [asked("/release patch 1.x", { id: 78 })] })).toHaveLength(1);
  });

  it.each<[string, Story]>([
    ["without a workflow in the policy", { asked: [asked("/release patch")], config: {} }],
    ["without the file", { asked: [asked("/release patch")], files: [] }],
    ["for somebody without the role", { asked: [asked("/release patch", { by: zoe })] }],
  ])("starts nothing %s, and says what to do", (_, story) => {
    expect(starts(story)).toEqual([]);
    expect(done(story)).toContain("comment");
  });
});

describe("arguments", () => {
  it.each<[string, readonly string[] | undefined]>([
    ["1.x", ["1.x"]],
    ["2.x, 1.x 1.x", ["2.x", "1.x"]],
    ["release/1.2", ["release/1.2"]],
    ["", undefined],
    ["$(id)", undefined],
    ["-x", undefined],
    [Array.from({ length: 11 }, (_, index) => `${index}.x`).join(" "), undefined],
  ])("/backport %s", (args, expected) => {
    expect(linesOf(args)).toEqual(expected);
    expect(commands[0]?.problemWith?.(args, "") === undefined).toBe(expected !== undefined);
  });

  it.each<[string, string | null | undefined]>([
    ["patch", null],
    ["PATCH 1.x", "1.x"],
    ["minor", undefined],
    ["patch 1.x 2.x", undefined],
    ["patch `id`", undefined],
  ])("ACT-03 /release %s", (args, expected) => {
    expect(lineOfPatch(args)).toBe(expected);
  });
});

it("the section is off when it is absent, and says so", () => {
  const facts: RoomFacts = { now: 0, number: 1, asked: [], seen: null };
  expect(decide(facts, { is: "absent", commit: "a" }).verdict.state).toBe("off");
  expect(release.config?.safeParse({ wibble: 1 }).success).toBe(false);
});
