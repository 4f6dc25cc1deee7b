// Whole plans of triage: every step with its key and its reason.
import { describe, expect, it } from "vitest";
import type { Step } from "../../src/core/plan.ts";
import type { Person } from "../../src/core/refs.ts";
import { decide } from "../../src/triage/decide.ts";
import {
  ada,
  after,
  deedsOf,
  factsOf,
  labelled,
  NOW,
  planOf,
  policyOf,
  rita,
  says,
  world,
  type World,
} from "./world.ts";

const crash: World["config"] = {
  rules: [{ name: "crash", if: { any: ["title", "body"], matches: "segfault" }, add: ["Crash"] }],
};
const shown: World["config"] = {
  priority: { impact: { otherwise: "narrow" }, urgency: { otherwise: "low" }, labels: { P5: "p5" } },
};

/** The number of the comment in which the last command stands. */
const lastOf = (one: World): number => one.asked.at(-1)!.said.id;

const reaction = (id: number, sign: "+1" | "-1" | "confused"): Step => ({
  do: "react",
  to: { channel: "comment", id, nodeId: `IC_${id}` },
  with: sign,
  why: { "+1": "the commands were done", "-1": "a command was refused", confused: "nothing could be done" }[sign],
  key: `react:comment:${id}:${sign}`,
});
const heard = (
  id: number,
  name: string,
  more: { by?: Person; line?: number; refused?: string; kept?: object } = {},
): Step => ({
  do: "record",
  kind: "triage.heard",
  by: more.by ?? ada,
  data: {
    comment: id,
    line: more.line ?? 1,
    name,
    ...(more.refused === undefined ? { did: "done", ...more.kept } : { did: "refused", why: more.refused }),
  },
  why: "the command was answered, and is not done twice",
  key: `triage:heard:${id}:${more.line ?? 1}`,
});
const answer = (id: number, body: string): Step => ({
  do: "comment",
  on: 7,
  slot: "triage-answer",
  body: body as Extract<Step, { do: "comment" }>["body"],
  why: "a command needs an answer in words",
  key: `comment:triage-answer:${id}`,
});

/** Said only where GitHub refused none of these. */
const resting = (keys: readonly string[], ...said: readonly Step[]): Step[] =>
  said.map((step) => ({ ...step, restsOn: keys }));

describe("the steps of", () => {
  it("a rule: the record first, then the label, in a key of small letters", () => {
    const cause = { by: "rule", name: "crash" };
    const why = 'the rule "crash" holds';
    expect(planOf(world({ config: crash, title: "segfault" })).steps).toEqual([
      {
        do: "record",
        kind: "triage.label",
        by: null,
        data: { label: "Crash", did: "add", changes: 0, cause, turn: NOW },
        why,
        key: `triage:add:crash:0:${JSON.stringify(cause)}`,
      },
      { do: "label", on: 7, add: ["Crash"], remove: [], create: true, why, key: "label:add:crash:0" },
    ]);
  });

  it("a rule that no longer holds", () => {
    const set = { ...after(world({ config: crash, title: "segfault" })), title: "x" };
    expect(planOf(set).steps.find((step) => step.do === "label")).toEqual({
      do: "label",
      on: 7,
      add: [],
      remove: ["Crash"],
      create: false,
      why: 'the rule "crash" no longer holds',
      key: "label:remove:crash:1",
    });
  });

  it("/label: who asked is on record", () => {
    const said = says(says(world({ repoLabels: ["docs"] }), rita, "/explain"), ada, "/label docs");
    const id = lastOf(said);
    const cause = { by: "command", name: "label", person: ada.id };
    const why = "a person said /label";
    const { steps } = planOf(said);
    expect(steps.slice(0, 2)).toEqual([
      {
        do: "record",
        kind: "triage.label",
        by: ada,
        data: { label: "docs", did: "add", changes: 0, cause },
        why,
        key: `triage:add:docs:0:${JSON.stringify(cause)}`,
      },
      { do: "label", on: 7, add: ["docs"], remove: [], create: false, why, key: "label:add:docs:0" },
    ]);
    expect(steps.slice(2, 4)).toEqual(resting(["label:add:docs:0"], reaction(id - 1, "+1"), reaction(id, "+1")));
  });

  it("a setting", () => {
    const said = says(
      world({ config: { severity: { labels: { 1: "sev/1" } } } }),
      ada,
      "/severity 1 because it is down",
    );
    const id = lastOf(said);
    const { steps } = planOf(said);
    expect(steps.find((step) => step.do === "record" && step.kind === "triage.set")).toEqual({
      do: "record",
      kind: "triage.set",
      by: ada,
      data: { what: "severity", value: "1", because: "it is down" },
      why: "a person set severity to 1",
      key: `triage:set:${id}:1`,
    });
    expect(steps.slice(-2)).toEqual(
      resting(
        ["label:add:sev/1:0"],
        reaction(id, "+1"),
        heard(id, "severity", {
          kept: {
            args: "1",
            effects: [
              { set: "severity", before: null },
              { label: "sev/1", did: "add" },
            ],
          },
        }),
      ),
    );
  });

  it("/assign and /unassign, under the last of their comments", () => {
    const said = says(says(world({ assignees: [rita] }), ada, "/assign"), ada, "/unassign @rita");
    const id = lastOf(said);
    expect(planOf(said).steps).toStrictEqual([
      {
        do: "assign",
        on: 7,
        add: [ada],
        remove: [rita],
        why: "a person said /assign or /unassign",
        key: `assign:${id}`,
      },
      ...resting(
        [`assign:${id}`],
        reaction(id - 1, "+1"),
        reaction(id, "+1"),
        heard(id - 1, "assign", { kept: { args: "", effects: [{ person: { id: 1, login: "ada" }, did: "assign" }] } }),
        heard(id, "unassign", {
          kept: { args: "@rita", effects: [{ person: { id: 2, login: "rita" }, did: "unassign" }] },
        }),
      ),
    ]);
  });

  it("an answer rests on nothing that a rule did, and on no label that was there", () => {
    const ruled = says(world({ config: crash, title: "segfault" }), ada, "/explain");
    const { steps } = planOf(ruled);
    expect(steps.map((step) => step.do)).toEqual(["record", "label", "react", "comment", "record"]);
    for (const step of steps) expect(step).not.toHaveProperty("restsOn");
    // It stays, and is theirs from now on.
    const kept = says(after(world({ config: crash, title: "segfault" })), ada, "/label Crash");
    const there = planOf(kept).steps;
    expect(there.map((step) => step.do)).toEqual(["record", "react", "record"]);
    for (const step of there) expect(step).not.toHaveProperty("restsOn");
    // Beside one that the command did ask for.
    const both = says(world({ config: crash, title: "segfault", repoLabels: ["docs"] }), ada, "/label docs");
    expect(planOf(both).steps.filter((step) => "restsOn" in step)).toMatchObject([
      { do: "react", restsOn: ["label:add:docs:0"] },
      { do: "record", restsOn: ["label:add:docs:0"] },
    ]);
  });

  it("two comments, of which one is refused: each has its own sign, and one answer tells both", () => {
    const config = { severity: { labels: { 1: "sev/1" } } };
    const said = says(says(world({ config }), ada, "/severity 1"), rita, "/severity 1\n/severity cancel");
    const id = lastOf(said);
    const { steps } = planOf(said);
    expect(steps.slice(-6)).toEqual(
      resting(
        ["label:add:sev/1:0"],
        reaction(id - 1, "+1"),
        reaction(id, "-1"),
        answer(
          id,
          [
            "@rita",
            "",
            "- `/severity 1`: done.",
            "- `/severity 1`: not done. You have none of the roles that may: `maintainers`. Ask somebody who has.",
            "- `/severity cancel`: not done. You have none of the roles that may: `maintainers`. Ask somebody who has.",
          ].join("\n"),
        ),
        heard(id - 1, "severity", {
          kept: {
            args: "1",
            effects: [
              { set: "severity", before: null },
              { label: "sev/1", did: "add" },
            ],
          },
        }),
        heard(id, "severity", { by: rita, refused: "no-right" }),
        heard(id, "severity", { by: rita, line: 2, refused: "no-right" }),
      ),
    );
  });

  it("the comment that shows the priority: once, until it says something else", () => {
    const one = world({ config: shown });
    const { steps } = planOf(one);
    const comment = steps.find((step) => step.do === "comment");
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    expect(comment).toMatchObject({
      on: 7,
      slot: "triage",
      remember: { kind: "triage.shown", data: { hash } },
      why: "the derivation of the priority is shown",
    });
    const { remember } = comment as Extract<Step, { do: "comment" }>;
    expect(comment?.key).toBe(`comment:triage:${(remember?.data as { hash: string }).hash}`);
    expect(planOf(after(one)).steps).toEqual([]);
  });
});

describe("an issue without an author", () => {
  it("is triaged like any other", () => {
    const one = world({ config: crash, title: "segfault" });
    const facts = factsOf(one);
    const { issue } = facts.issue!;
    if (!issue.known) throw new Error("known");
    const ghost = { ...facts.issue!, issue: { known: true as const, value: { ...issue.value, author: null } } };
    expect(deedsOf(decide({ ...facts, issue: ghost }, policyOf(one)))).toEqual(["+Crash"]);
  });
});

describe("a closed issue", () => {
  const config = { exclusive: [["kind/*"]] };
  const both = labelled(labelled(world({ config, state: "closed" }), "kind/bug", ada), "kind/feature", ada);

  it("keeps two labels of one group while nobody asks for anything", () => {
    expect(planOf(both)).toEqual({
      verdict: {
        state: "off",
        code: "closed",
        title: "The issue is closed and carries kind/bug, kind/feature.",
        because: [],
      },
      steps: [],
    });
  });

  it("loses the one that gives way when somebody asks", () => {
    const said = says({ ...both, repoLabels: [...both.repoLabels, "kind/docs"] }, ada, "/label kind/docs");
    expect(deedsOf(planOf(said))).toEqual(["+kind/docs", "-kind/bug", "-kind/feature", "react +1"]);
  });
});

describe("a form file that cannot be read", () => {
  const form = {
    file: "bug.yml",
    text: "name: Bug\nbody:\n  - { type: input, id: version, attributes: { label: Version } }\n",
  };
  const config = { rules: [{ name: "v", if: { form: "bug.yml", field: "version", matches: "." }, add: ["v"] }] };
  const body = "### Version\n\n1.2\n\n### Something else\n\ntext";

  it("leaves it open whose an incomplete fit is", () => {
    const forms = [form];
    expect(deedsOf(planOf(world({ config, body, forms })))).toEqual(["+v"]);
    expect(deedsOf(planOf(world({ config, body, forms: [...forms, { file: "b.yml", text: "[" }] })))).toEqual([]);
  });
});

describe("when nothing can be decided", () => {
  const said = says(says(world(), ada, "/label docs"), rita, "/assign");
  const id = lastOf(said);
  const titles = "- `/label docs`: not done.\n- `/assign`: not done.";
  const unknown = (what: string) => ({
    verdict: {
      state: "unknown",
      code: "read-failed",
      title: `Could not find out: ${what}.`,
      cure: "Nothing to do: it is looked at again within five minutes.",
      because: [],
    },
    lookAgainAt: NOW + 300_000,
  });

  it.each([
    ["a policy that could not be read", { is: "unknown", message: "502" } as const, "the policy (502)"],
    ["an issue that nobody read", policyOf(said), "the policy"],
  ])("because of %s, the last who asked is told", (_, policy, what) => {
    const plan = decide({ ...factsOf(said), issue: null }, policy);
    expect(plan).toEqual({
      ...unknown(what),
      steps: [
        reaction(id, "confused"),
        answer(
          id,
          `Nothing was done. Could not find out: ${what}. Write the command again in a few minutes.\n\n${titles}`,
        ),
      ],
    });
    expect(decide({ ...factsOf(world()), issue: null }, policy)).toEqual({ ...unknown(what), steps: [] });
  });

  it("a policy that could not be read leaves an issue alone that was read", () => {
    const one = world({ config: crash, title: "segfault" });
    expect(decide(factsOf(one), { is: "unknown", message: "502" }).steps).toEqual([]);
  });
});
