// Whole plans of the App's side: every step with its key, every answer word for word.
import { describe, expect, it } from "vitest";
import type { Step } from "../../src/core/plan.ts";
import type { LedgerRecord } from "../../src/core/reads.ts";
import type { Roles } from "../../src/core/policy.ts";
import { BACKPORT_WORKFLOW } from "../../src/release/answers.ts";
import { decide } from "../../src/release/decide.ts";
import { ada, asked, failed, plan, yes, zoe, type Story } from "./room.ts";

const LOOKED = {
  state: "allow",
  code: "looked",
  title: "Backports and releases were looked at.",
  because: [],
};
const merged = { merged: true, state: "closed" as const };
const record = (kind: string, data: LedgerRecord["data"]): LedgerRecord => ({
  sequence: 1,
  at: 0,
  kind,
  by: ada,
  data,
});

const reaction = (sign: "+1" | "-1" | "confused", id = 77): Step => ({
  do: "react",
  to: { channel: "comment", id, nodeId: "N" },
  with: sign,
  why: "Whoever asked sees that it was heard.",
  key: `react:comment:${id}:${sign}`,
});
const heard = (sign: string, by = ada, place = "77:1"): Step => ({
  do: "record",
  kind: "release.heard",
  by,
  data: { place, did: sign },
  why: "The command is answered, and is not done again.",
  key: `release:heard:${place}`,
});
const answer = (body: string, id = 77) => ({
  do: "comment",
  on: 12,
  slot: "release",
  body,
  why: "Somebody asked in a comment, and a reaction does not say enough.",
  key: `comment:release:${id}`,
});
const labels = (...add: string[]): Step => ({
  do: "label",
  on: 12,
  add,
  remove: [],
  create: true,
  why: "The lines are asked for; the label keeps that until the merge.",
  key: `label:12:${add.join(",")}`,
});
const started = (lines: string[], places = "", asking = places.split(",").filter(Boolean)): Step[] => [
  {
    do: "dispatch-workflow",
    workflow: "backport.yml",
    ref: "main",
    inputs: { "pull-request": "12", lines: lines.join(" ") },
    why: `It is merged, and is asked for on ${lines.join(", ")}.`,
    key: `dispatch:backport.yml:12:${lines.join(",")}:${places}`,
  },
  {
    do: "record",
    kind: "release.dispatched",
    by: null,
    data: { lines, places: asking },
    why: `It is merged, and is asked for on ${lines.join(", ")}.`,
    key: `release:dispatched:12:${lines.join(",")}:${places}`,
    restsOn: [`dispatch:backport.yml:12:${lines.join(",")}:${places}`],
  },
];
const tried = (lines: string): Step[] => {
  const why = `Whether it would apply to ${lines.replaceAll(" ", ", ")} is best known early.`;
  const inputs = { "pull-request": "12", lines };
  return [
    { do: "dispatch-workflow", workflow: "backport.yml", ref: "main", inputs, why, key: "dispatch:backport.yml:77:1" },
    {
      do: "record",
      kind: "release.dispatched",
      by: ada,
      data: { lines: [], places: ["77:1"] },
      why,
      key: "release:dispatch:backport.yml:77:1",
      restsOn: ["dispatch:backport.yml:77:1"],
    },
  ];
};
const released = (line: string): Step[] => [
  {
    do: "dispatch-workflow",
    workflow: "release.yml",
    ref: "main",
    inputs: { line, only: "patch" },
    why: `A role asked for a patch release of ${line}.`,
    key: "dispatch:release.yml:77:1",
  },
  {
    do: "record",
    kind: "release.dispatched",
    by: ada,
    data: { lines: [], places: ["77:1"] },
    why: `A role asked for a patch release of ${line}.`,
    key: "release:dispatch:release.yml:77:1",
    restsOn: ["dispatch:release.yml:77:1"],
  },
];

/** What is done, and then what is said of it, which is said only where GitHub refused none of it. */
const saying = (effects: readonly Step[], ...said: readonly object[]): unknown[] => {
  const restsOn = effects.filter((step) => step.do !== "record").map(({ key }) => key);
  return [...effects, ...said.map((step) => ({ ...step, restsOn }))];
};

describe("a plan, whole", () => {
  it.each<[string, Story, unknown[]]>([
    ["nothing asked, nothing to do", {}, []],
    [
      "/backport before the merge",
      { asked: [asked("/backport 1.x 2.x")] },
      saying(
        [...tried("1.x 2.x"), labels("backport 1.x", "backport 2.x")],
        reaction("+1"),
        answer(
          "When this is merged, it is brought to:\n\n- `1.x`\n- `2.x`\n\nWhether it would apply there as it is now is being tried; the answer follows here.",
        ),
        heard("+1"),
      ),
    ],
    [
      "/backport after the merge",
      { asked: [asked("/backport 1.x 2.x")], pull: merged },
      saying([...started(["1.x", "2.x"], "77:1"), labels("backport 1.x", "backport 2.x")], reaction("+1"), heard("+1")),
    ],
    [
      "labels at the merge, of which one names no branch",
      { pull: { ...merged, labels: ["backport 1.x", "backport $(id)", "backport 2.x"] } },
      started(["1.x", "2.x"]),
    ],
    [
      "a label and a command for the same line, and one for another",
      {
        asked: [asked("/backport 2.x 3.x"), asked("/backport 3.x", { id: 78, line: 2 })],
        pull: { ...merged, labels: ["backport 1.x", "backport 2.x"] },
      },
      saying(
        [
          ...started(["1.x", "2.x", "3.x"], "77:1,78:2"),
          labels("backport 2.x", "backport 3.x"),
          labels("backport 3.x"),
        ],
        reaction("+1"),
        reaction("+1", 78),
        heard("+1"),
        heard("+1", ada, "78:2"),
      ),
    ],
    ["labels of a pull request that is not merged", { pull: { labels: ["backport 1.x"] } }, []],
    ["labels, without the workflow", { pull: { ...merged, labels: ["backport 1.x"] }, files: [] }, []],
    [
      "/release patch of a line",
      { asked: [asked("/release patch 1.x")], pull: null },
      saying(
        released("1.x"),
        reaction("+1"),
        answer("The patch release of `1.x` is started; its workflow run tells the rest."),
        heard("+1"),
      ),
    ],
    [
      "/release patch of the default branch, on a merged pull request",
      { asked: [asked("/release patch")], pull: merged },
      saying(
        released("main"),
        reaction("+1"),
        answer("The patch release of `main` is started; its workflow run tells the rest."),
        heard("+1"),
      ),
    ],
    [
      "two that are refused and one that says nothing: one comment, as the last that speaks",
      {
        asked: [
          asked("/release patch", { by: zoe }),
          asked("/release minor", { id: 78 }),
          asked("/backport 1.x", { id: 79 }),
        ],
        pull: merged,
      },
      saying(
        [...started(["1.x"], "77:1,78:1,79:1", ["79:1"]), labels("backport 1.x")],
        reaction("-1"),
        reaction("confused", 78),
        reaction("+1", 79),
        answer(
          "This takes one of these roles: `maintainers`. Ask somebody who holds one.\n\nThat was not understood. See `/help`.",
          78,
        ),
        heard("-1", zoe),
        heard("confused", ada, "78:1"),
        heard("+1", ada, "79:1"),
      ),
    ],
  ])("%s", (_, story, steps) => {
    expect(plan(story)).toEqual({ verdict: LOOKED, steps });
  });

  const unread = new Map([
    ["backport.yml", failed],
    ["release.yml", failed],
  ]);
  it("labels wait for a workflow that could not be looked for", () => {
    const story = { pull: { ...merged, labels: ["backport 1.x"] }, seen: { workflows: unread } };
    expect(plan(story)).toEqual({ verdict: LOOKED, steps: [], lookAgainAt: 301_000 });
    expect(plan({ ...story, pull: merged })).toEqual({ verdict: LOOKED, steps: [] });
  });

  const CHANGED =
    "The comment was changed or deleted before it was looked at, so nothing was done. Say it in a new comment.";
  const UNREAD = "Something that this rests on could not be read, so nothing was done. Say it again in a while.";
  const UNSURE =
    "It could not be found out whether you hold a role for this, so nothing was done. Say it again in a while.";
  const there = (body: string, edited: boolean) => yes({ is: "there" as const, body, edited, byEmail: false });
  const two: Roles = { maintainers: { permission: "maintain" }, captains: { permission: "read" } };
  const backport = [asked("/backport 1.x")];
  const release = [asked("/release patch")];

  it.each<[string, Story, "-1" | "confused", string]>([
    ["a comment that could not be read", { asked: [asked("/backport 1.x", { now: failed })] }, "confused", UNREAD],
    [
      "a comment that was deleted",
      { asked: [asked("/backport 1.x", { now: yes({ is: "gone" }) })] },
      "confused",
      CHANGED,
    ],
    [
      "a comment that was edited and says the same",
      { asked: [asked("/backport 1.x", { now: there("/backport 1.x", true) })] },
      "confused",
      CHANGED,
    ],
    [
      "a comment that says something else",
      { asked: [asked("/backport 1.x", { now: there("/backport 2.x", false) })] },
      "confused",
      CHANGED,
    ],
    [
      "a role for releases alone, asked for a backport",
      { asked: [asked("/backport 1.x", { by: zoe })], roles: two, config: { by: ["captains"] } },
      "-1",
      "This takes one of these roles: `maintainers`. Ask somebody who holds one.",
    ],
    [
      "a role for backports alone, asked for a release",
      {
        asked: [asked("/release patch", { by: zoe })],
        roles: two,
        config: { by: ["maintainers", "ghosts"], backport: { by: ["captains"] } },
      },
      "-1",
      "This takes one of these roles: `maintainers`, `ghosts`. Ask somebody who holds one.",
    ],
    [
      "an owner of code, who is no owner here",
      { asked: backport, roles: { owners: { codeowners: true } }, config: { backport: { by: ["owners"] } } },
      "-1",
      "This takes one of these roles: `owners`. Ask somebody who holds one.",
    ],
    [
      "a role that could not be found out",
      { asked: [asked("/backport 1.x", { by: zoe })], permission: failed },
      "-1",
      UNSURE,
    ],
    ["no branch's name", { asked: [asked("/backport $(id)")] }, "confused", "That was not understood. See `/help`."],
    ["a backport of an issue", { asked: backport, pull: null }, "confused", "That was not understood. See `/help`."],
    [
      "a backport, when the workflow was not read",
      { asked: backport, seen: { workflows: unread } },
      "confused",
      UNREAD,
    ],
    [
      "a backport, when the workflow was not asked for",
      { asked: backport, seen: { workflows: new Map() } },
      "confused",
      UNREAD,
    ],
    [
      "a backport without its workflow",
      { asked: backport, pull: merged, files: ["release.yml"] },
      "-1",
      `There is no \`.github/workflows/backport.yml\` on the default branch, so nothing can be brought anywhere. Add this file, with the commit of a release of Lamplighter in its place:\n\n\`\`\`text\n${BACKPORT_WORKFLOW}\n\`\`\``,
    ],
    [
      "a backport of what was never merged",
      { asked: backport, pull: { state: "closed" } },
      "-1",
      "This pull request was closed without being merged, so there is nothing to bring anywhere.",
    ],
    [
      "a release that is none",
      { asked: [asked("/release minor")] },
      "confused",
      "That was not understood. See `/help`.",
    ],
    [
      "a release without a workflow in the policy",
      { asked: release, config: {} },
      "-1",
      "The policy does not say which workflow releases. Set `release: workflow:` in `.github/lamplighter.yml`.",
    ],
    ["a release, when the workflow was not read", { asked: release, seen: { workflows: unread } }, "confused", UNREAD],
    [
      "a release without its workflow",
      { asked: release, files: ["backport.yml"] },
      "-1",
      "There is no `.github/workflows/release.yml` on the default branch. Add it: the README of actions/patch-release has an example.",
    ],
    [
      "a release of a branch that is not there",
      { asked: [asked("/release patch 9.x")], noBranches: ["9.x"] },
      "-1",
      "There is no branch `9.x`, so nothing is started. Name one that there is.",
    ],
    [
      "a release whose workflow GitHub would not start",
      { asked: release, unfit: ["release.yml"] },
      "-1",
      "`.github/workflows/release.yml` cannot be started for this: it has to listen to `workflow_dispatch` with the inputs `line` and `only`. Add them; the README of its Action has an example.",
    ],
    [
      "a backport whose workflow GitHub would not start",
      { asked: backport, unfit: ["backport.yml"] },
      "-1",
      "`.github/workflows/backport.yml` cannot be started for this: it has to listen to `workflow_dispatch` with the inputs `pull-request` and `lines`. Add them; the README of its Action has an example.",
    ],
  ])("refused: %s", (_, story, sign, body) => {
    const by = story.asked?.[0]?.said.by;
    expect(plan(story)).toEqual({ verdict: LOOKED, steps: [reaction(sign), answer(body), heard(sign, by)] });
  });
});

describe("what is on record", () => {
  it.each<[string, LedgerRecord, boolean]>([
    ["heard", record("release.heard", { place: "77:1", did: "+1" }), false],
    ["heard, another line of the comment", record("release.heard", { place: "77:2", did: "+1" }), true],
    ["another kind with a place", record("release.dispatched", { place: "77:1" }), true],
    ["no place", record("release.heard", {}), true],
    ["a word", record("release.heard", "77:1"), true],
  ])("%s: the command is answered: %s", (_, one, answered) => {
    const { steps } = plan({ asked: [asked("/backport 1.x")], records: yes([one]) });
    expect(steps.length > 0).toBe(answered);
  });

  it.each<[string, LedgerRecord, string[]]>([
    ["started", record("release.dispatched", { lines: ["1.x", "3.x"] }), ["2.x"]],
    ["all started", record("release.dispatched", { lines: ["2.x", "1.x"] }), []],
    ["another kind with lines", record("release.heard", { lines: ["1.x", "2.x"] }), ["1.x 2.x"]],
    ["no lines", record("release.dispatched", {}), ["1.x 2.x"]],
  ])("%s: the labels start what is left", (_, one, lines) => {
    const { steps } = plan({ pull: { ...merged, labels: ["backport 1.x", "backport 2.x"] }, records: yes([one]) });
    expect(steps.flatMap((step) => (step.do === "dispatch-workflow" ? [step.inputs["lines"]] : []))).toEqual(lines);
  });
});

describe("when nothing can be decided", () => {
  const unknown = (what: string) => ({
    verdict: { state: "unknown", code: "read-failed", title: `${what} could not be read.`, because: [] },
    steps: [],
    lookAgainAt: 301_000,
  });
  const no = (what: string) => ({ known: false as const, why: { ...failed.why, what } });

  it.each(["release.heard", "release.dispatched"])(
    "because a record of kind %s is damaged, nothing is started",
    (kind) => {
      const damaged = record(kind, null);
      const what = `record ${damaged.sequence} (${kind})`;
      expect(plan({ asked: [asked("/backport 1.x")], pull: merged, records: yes([damaged]) })).toEqual(unknown(what));
    },
  );

  it.each([
    ["the repository", { repository: no("the repository") }],
    ["the records", { records: no("the records") }],
    ["the pull request", { pull: no("the pull request") }],
  ])("because %s could not be read, it is looked at again", (what, seen) => {
    expect(plan({ asked: [asked("/backport 1.x")], seen })).toEqual(unknown(what));
  });

  it("a policy that is not valid is no answer, and is seen to be none", () => {
    const policy = { is: "broken", commit: "a", problems: [] } as unknown as Story["policy"] & object;
    expect(plan({ asked: [asked("/backport 1.x"), asked("/release patch", { id: 78 })], policy })).toEqual({
      verdict: { state: "unknown", code: "policy-broken", title: "The policy is not valid.", because: [] },
      steps: [reaction("confused"), reaction("confused", 78)],
    });
  });

  it("a policy that cannot be read is looked at again", () => {
    expect(plan({ asked: [asked("/backport 1.x")], policy: { is: "unknown", message: "502" } })).toEqual({
      verdict: { state: "unknown", code: "policy-unknown", title: "The policy could not be read.", because: [] },
      steps: [],
      lookAgainAt: 301_000,
    });
  });

  it("without the section, or without anything to look at, it is off", () => {
    const facts = { now: 0, number: 1, asked: [], seen: null };
    expect(decide(facts, { is: "absent", commit: "a" })).toEqual({
      verdict: {
        state: "off",
        code: "no-release-section",
        title: "The policy has no section release.",
        because: [],
      },
      steps: [],
    });
    const ok = { is: "ok", policy: { section: {} } } as unknown as Parameters<typeof decide>[1];
    expect(decide(facts, ok)).toEqual({
      verdict: { state: "off", code: "nothing-asked", title: "Nothing here concerns releases.", because: [] },
      steps: [],
    });
  });
});
