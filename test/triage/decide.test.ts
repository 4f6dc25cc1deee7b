import { describe, expect, it } from "vitest";
import { decide } from "../../src/triage/decide.ts";
import type { IssueFacts } from "../../src/triage/facts.ts";
import {
  ada,
  after,
  apply,
  deedsOf,
  factsOf,
  failed,
  labelled,
  NOW,
  planOf,
  policyOf,
  rita,
  says,
  unlabelled,
  us,
  world,
  type World,
} from "./world.ts";

const crash: World["config"] = {
  rules: [{ name: "crash", if: { any: ["title", "body"], matches: "(?i)segfault|panic:" }, add: ["crash"] }],
};
const bugForm = {
  file: "bug.yml",
  text: `
name: Bug
labels: [bug, needs-triage]
body:
  - { type: input, id: version, attributes: { label: Version } }
  - { type: dropdown, id: component, attributes: { label: Component, options: [API, Web] } }
  - { type: dropdown, id: impact, attributes: { label: Who is affected, options: [All users, One team, Only me] } }
`,
};
const filled = (version: string, component: string, impact: string): string =>
  `### Version\n\n${version}\n\n### Component\n\n${component}\n\n### Who is affected\n\n${impact}`;
const deeds = (one: World): string[] => deedsOf(planOf(one));
const code = (one: World): string => planOf(one).verdict.code;

describe("rules", () => {
  it("set their labels while they hold, on title or body", () => {
    expect(deeds(world({ config: crash, title: "SEGFAULT at start" }))).toEqual(["+crash"]);
    expect(deeds(world({ config: crash, body: "panic: no" }))).toEqual(["+crash"]);
    expect(deeds(world({ config: crash }))).toEqual([]);
  });

  it("look only where the policy says", () => {
    const config = { rules: [{ name: "a", if: { any: ["title" as const], matches: "panic:" }, add: ["crash"] }] };
    expect(deeds(world({ config, body: "panic: no" }))).toEqual([]);
  });

  it("of several conditions need all", () => {
    const config = {
      rules: [
        {
          name: "a",
          if: {
            all: [
              { any: ["title" as const], matches: "panic" },
              { any: ["body" as const], matches: "v2" },
            ],
          },
          add: ["x"],
        },
      ],
    };
    expect(deeds(world({ config, title: "panic", body: "in v2" }))).toEqual(["+x"]);
    expect(deeds(world({ config, title: "panic", body: "in v1" }))).toEqual([]);
  });

  it("take back what they set once they no longer hold", () => {
    const set = after(world({ config: crash, title: "segfault" }));
    expect(set.labels).toEqual(["crash"]);
    expect(deeds({ ...set, title: "never mind" })).toEqual(["-crash"]);
    expect(deeds({ ...after({ ...set, title: "never mind" }), title: "segfault again" })).toEqual(["+crash"]);
  });

  it("never take off what a person set", () => {
    expect(deeds(labelled(world({ config: crash }), "crash", ada))).toEqual([]);
    const both = labelled(unlabelled(after(world({ config: crash, title: "segfault" })), "crash", ada), "crash", ada);
    expect(deeds({ ...both, title: "never mind" })).toEqual([]);
  });

  it("do not bring back what a person took off", () => {
    const off = unlabelled(after(world({ config: crash, title: "segfault" })), "crash", ada);
    expect(deeds(off)).toEqual([]);
    expect(deeds({ ...off, body: "panic: worse" })).toEqual([]);
  });

  it("do not take off what another rule set or still wants", () => {
    const two = {
      rules: [...crash.rules!, { name: "panic", if: { any: ["body" as const], matches: "panic" }, add: ["crash"] }],
    };
    const set = after(world({ config: two, title: "segfault", body: "panic" }));
    expect(deeds({ ...set, title: "x" })).toEqual([]);
    expect(deeds({ ...set, title: "x", body: "x" })).toEqual(["-crash"]);
    const bySecond = after(world({ config: two, title: "x", body: "panic" }));
    expect(deeds({ ...bySecond, config: crash })).toEqual([]);
  });

  it("after a lost store take back what the timeline shows as ours, and only when every rule for it is certain", () => {
    const set = { ...after(world({ config: crash, title: "segfault" })), records: [] };
    expect(deeds(set)).toEqual([]);
    expect(deeds({ ...set, title: "x" })).toEqual(["-crash"]);
  });

  it("set nothing on a closed issue, and take nothing off it", () => {
    expect(deeds(world({ config: crash, title: "segfault", state: "closed" }))).toEqual([]);
    const set = after(world({ config: crash, title: "segfault" }));
    expect(deeds({ ...set, title: "x", state: "closed" })).toEqual([]);
  });
});

describe("rules on form fields", () => {
  const config: World["config"] = {
    rules: [
      { name: "api", if: { form: "bug.yml", field: "component", is: "API" }, add: ["area/api"] },
      { name: "old", if: { form: "bug.yml", field: "version", matches: "^1\\." }, add: ["old"] },
      { name: "blank", if: { form: "bug.yml", field: "version", is: "" }, add: ["no-version"] },
    ],
  };
  const one = world({ config, forms: [bugForm], body: filled("1.2", "API", "All users") });

  it("know a field by its id", () => {
    expect(deeds(one)).toEqual(["+area/api", "+old"]);
    expect(deeds({ ...one, body: filled("_No response_", "Web", "All users") })).toEqual(["+no-version"]);
  });

  it("take back when the field says otherwise", () => {
    expect(deeds({ ...after(one), body: filled("2.0", "Web", "All users") })).toEqual(["-area/api", "-old"]);
  });

  it("do nothing when the body can no longer be read as the form", () => {
    expect(deeds({ ...after(one), body: "I deleted the template." })).toEqual([]);
    expect(deeds({ ...one, body: "No form at all" })).toEqual([]);
    expect(planOf({ ...one, body: "x" }).verdict.because.map((leaf) => leaf.code)).toContain("rule-unknown");
  });

  it("do nothing when a value is none of the form's", () => {
    expect(deeds({ ...after(one), body: filled("1.2", "API, I think", "All users") })).toEqual([]);
  });

  it("do nothing when two forms fit", () => {
    expect(deeds({ ...one, forms: [bugForm, { ...bugForm, file: "copy.yml" }] })).toEqual([]);
  });

  it("say no to another form", () => {
    const other = { file: "other.yml", text: bugForm.text };
    expect(deeds({ ...after(one), forms: [other] })).toEqual(["-area/api", "-old"]);
  });

  it("wait when the forms could not be read, and leave what is", () => {
    const set = after(one);
    const facts = factsOf({ ...set, body: "x" });
    const plan = decide({ ...facts, issue: { ...facts.issue!, forms: failed("the forms") } }, policyOf(set));
    expect(deedsOf(plan)).toEqual([]);
    expect(plan.lookAgainAt).toBe(NOW + 300_000);
  });
});

describe("components", () => {
  const config: World["config"] = { components: [{ name: "api", label: "area/api", words: ["REST", "endpoint"] }] };
  it.each([
    ["in the title, whole", "The REST client", ["+area/api"]],
    ["in small letters where the policy has small ones", "An ENDPOINT fails", ["+area/api"]],
    ["not where the policy's capitals differ", "The rest of it", []],
    ["not inside another word", "endpoints FOREST", []],
    ["beside punctuation", "(REST)", ["+area/api"]],
  ])("are named %s", (_, title, expected) => {
    expect(deeds(world({ config, title }))).toEqual(expected);
  });

  it("are taken back when the word goes", () => {
    expect(deeds({ ...after(world({ config, title: "REST" })), title: "rest" })).toEqual(["-area/api"]);
  });
});

describe("labels that look alike", () => {
  it.each([
    ["case", "Crash"],
    ["a zero-width character", "cra\u200bsh"],
    ["a Cyrillic letter", "cr\u0430sh"],
    ["full-width letters", "\uff43rash"],
  ])("TRI-01 %s: the existing label is used and none is made", (_, existing) => {
    const plan = planOf(world({ config: crash, title: "segfault", repoLabels: [existing] }));
    expect(deedsOf(plan)).toEqual([`+${existing}`]);
    expect(plan.steps.find((step) => step.do === "label")).toMatchObject({ create: false });
  });

  it("TRI-01 the exact name goes before a look-alike", () => {
    expect(deeds(world({ config: crash, title: "segfault", repoLabels: ["cr\u0430sh", "CRASH"] }))).toEqual(["+CRASH"]);
  });

  it("TRI-01 a look-alike that is on already is enough", () => {
    expect(deeds(labelled(world({ config: crash, title: "segfault" }), "Cra\u200bsh", ada))).toEqual([]);
  });

  it("what the policy spells out is made where it is missing", () => {
    const plan = planOf(world({ config: crash, title: "segfault" }));
    expect(plan.steps.find((step) => step.do === "label")).toMatchObject({ add: ["crash"], create: true });
  });

  it("with `create: false` nothing is made, and the verdict says what is missing", () => {
    const plan = planOf(world({ config: { ...crash, create: false, needs_triage: "nt" }, title: "segfault" }));
    expect(deedsOf(plan)).toEqual([]);
    expect(plan.verdict.because.filter(({ state }) => state === "block").map(({ code }) => code)).toEqual([
      "label-missing",
      "label-missing",
    ]);
  });
});

describe("needs-triage", () => {
  const kinds: World["config"] = { needs_triage: "needs-triage", kinds: { bug: "bug", feature: "enhancement" } };
  const one = world({ config: kinds });

  it("is set while no kind is decided, and removed once one is", () => {
    expect(deeds(one)).toEqual(["+needs-triage"]);
    expect(code(one)).toBe("needs-triage");
    const kind = labelled(after(one), "bug", ada);
    expect(deeds(kind)).toEqual(["-needs-triage"]);
    expect(code(kind)).toBe("triaged");
  });

  it("comes back when the kind is taken away", () => {
    expect(deeds(unlabelled(after(labelled(after(one), "bug", ada)), "bug", ada))).toEqual(["+needs-triage"]);
  });

  it("does not come back when a person took it off", () => {
    expect(deeds(unlabelled(after(one), "needs-triage", ada))).toEqual([]);
  });

  it("stays when a person set it", () => {
    expect(deeds(labelled(labelled(one, "bug", ada), "needs-triage", ada))).toEqual([]);
  });

  it("goes when the form had set it in the author's name", () => {
    const byForm = { ...one, forms: [bugForm], body: filled("1", "API", "Only me") };
    expect(deeds(labelled(labelled(byForm, "needs-triage", rita), "bug", rita))).toEqual(["-needs-triage"]);
    expect(deeds(labelled(labelled(byForm, "needs-triage", ada), "bug", rita))).toEqual([]);
    expect(deeds(labelled(labelled(one, "needs-triage", rita), "bug", rita))).toEqual([]);
  });

  it("goes with a label that confirms", () => {
    const config = { ...kinds, confirmed: ["confirmed"] };
    expect(deeds(labelled(after(world({ config })), "confirmed", ada))).toEqual(["-needs-triage"]);
  });

  it("asks for any label where the policy knows neither kinds nor priority", () => {
    const plain = world({ config: { needs_triage: "needs-triage" } });
    expect(deeds(plain)).toEqual(["+needs-triage"]);
    expect(deeds(labelled(after(plain), "docs", ada))).toEqual(["-needs-triage"]);
  });

  it("asks for a priority too where the policy knows of one, and defaults decide nothing", () => {
    const config: World["config"] = {
      ...kinds,
      priority: {
        impact: { from: [{ label: "outage", is: "wide" }], otherwise: "narrow" },
        urgency: { otherwise: "low" },
        labels: { P3: "p3", P5: "p5" },
      },
    };
    const bug = labelled(after(world({ config })), "bug", ada);
    expect(deeds(bug)).toEqual([]);
    expect([...bug.labels].sort()).toEqual(["bug", "needs-triage", "p5"]);
    expect(deeds(labelled(bug, "outage", ada)).sort()).toEqual(["+p3", "-needs-triage", "-p5", "comment triage"]);
    expect(deeds(labelled(bug, "p3", ada))).toContain("-needs-triage");
  });
});

describe("exclusive groups", () => {
  const config: World["config"] = { exclusive: [["kind/*"]] };
  it("of two labels that people set keep the later one", () => {
    expect(deeds(labelled(labelled(world({ config }), "kind/bug", ada), "kind/feature", rita))).toEqual(["-kind/bug"]);
  });

  it("keep a person's before ours", () => {
    const rule = {
      ...config,
      rules: [{ name: "r", if: { any: ["title" as const], matches: "crash" }, add: ["kind/bug"] }],
    };
    const set = after(world({ config: rule, title: "crash" }));
    expect(set.labels).toEqual(["kind/bug"]);
    expect(deeds(labelled(set, "kind/feature", ada))).toEqual(["-kind/bug"]);
    expect(deeds(after(labelled(set, "kind/feature", ada)))).toEqual([]);
    expect(deeds(unlabelled(after(labelled(set, "kind/feature", ada)), "kind/feature", ada))).toEqual(["+kind/bug"]);
  });

  it("of two rules keep the first", () => {
    const rules = ["kind/bug", "kind/feature"].map((label) => ({
      name: label,
      if: { any: ["title" as const], matches: "crash" },
      add: [label],
    }));
    expect(deeds(world({ config: { ...config, rules }, title: "crash" }))).toEqual(["+kind/bug"]);
  });

  it("leave what has no known order", () => {
    const both = world({ config, labels: ["kind/bug", "kind/feature"], repoLabels: ["kind/bug", "kind/feature"] });
    expect(deeds(both)).toEqual([]);
  });

  it("hold for severities, priorities and kinds of themselves", () => {
    const kinds: World["config"] = { kinds: { bug: "bug", feature: "enhancement" } };
    expect(deeds(labelled(labelled(world({ config: kinds }), "bug", ada), "enhancement", ada))).toEqual(["-bug"]);
  });

  it("take no name of a spelled label for a glob", () => {
    const kinds: World["config"] = { kinds: { any: "*", bug: "bug" } };
    expect(deeds(labelled(labelled(world({ config: kinds }), "docs", ada), "bug", ada))).toEqual([]);
  });
});

describe("what is not triaged", () => {
  it("an issue of our own, a pull request, and a repository without the section", () => {
    expect(code(world({ config: crash, title: "segfault", author: us }))).toBe("not-triaged");
    const one = world({ config: crash, title: "segfault" });
    const facts = factsOf(one);
    expect(decide({ ...facts, issue: null }, { is: "absent", commit: "c" })).toMatchObject({
      steps: [],
      verdict: { state: "off" },
    });
    const issue = facts.issue!.issue;
    if (!issue.known) throw new Error("known");
    const pull = { ...facts.issue!, issue: { known: true as const, value: { ...issue.value, isPull: true } } };
    expect(decide({ ...facts, issue: pull }, policyOf(one)).steps).toEqual([]);
    expect(code(world({ config: crash, title: "segfault", on: "pull" }))).toBe("pull-request");
    expect(code(world({ config: crash, title: "segfault", on: "pull", author: us }))).toBe("pull-request");
  });

  it.each(["issue", "events"] as const)(
    "TRI-10 an issue that is gone ends it: no steps, no further look (%s)",
    (which) => {
      const one = world({ config: crash, title: "segfault" });
      const facts = factsOf(one);
      const gone = { known: false, why: { failure: "gone", what: "issue 7", message: "410" } } as const;
      const plan = decide({ ...facts, issue: { ...facts.issue!, [which]: gone } }, policyOf(one));
      expect(plan).toMatchObject({ steps: [], verdict: { state: "off", code: "gone" } });
      expect(plan.lookAgainAt).toBeUndefined();
    },
  );

  it.each(["issue", "us", "labels", "events", "records"] as const satisfies readonly (keyof IssueFacts)[])(
    "when %s could not be read nothing moves, and it is looked at again",
    (which) => {
      const one = world({ config: crash, title: "segfault" });
      const facts = factsOf(one);
      const plan = decide({ ...facts, issue: { ...facts.issue!, [which]: failed("something") } }, policyOf(one));
      expect(plan).toMatchObject({ steps: [], verdict: { state: "unknown" }, lookAgainAt: NOW + 300_000 });
    },
  );
});

describe("it settles and is quiet", () => {
  const config: World["config"] = {
    ...crash,
    needs_triage: "needs-triage",
    kinds: { bug: "bug", feature: "enhancement" },
    severity: { labels: { 1: "sev/1", 2: "sev/2" } },
    components: [{ name: "api", label: "area/api", words: ["REST"], critical: true }],
    exclusive: [["kind/*"]],
    priority: {
      impact: {
        from: [
          { form: "impact", map: { "All users": "wide" } },
          { component: "critical", is: "moderate" },
        ],
        otherwise: "narrow",
      },
      urgency: { from: [{ label: "regression", is: "urgent" }], otherwise: "low" },
      labels: { P1: "p1", P2: "p2", P3: "p3", P4: "p4", P5: "p5" },
    },
  };
  const opened = world({ config, forms: [bugForm], title: "REST segfault", body: filled("1", "API", "All users") });
  const stories: [string, () => World][] = [
    ["an opened issue", () => opened],
    ["a label from a person", () => labelled(after(opened), "p1", ada)],
    ["a removal by a person", () => unlabelled(after(opened), "crash", ada)],
    ["a severity", () => says(after(opened), ada, "/severity 1 because it is down")],
    ["a priority and its end", () => says(says(after(opened), ada, "/priority P1"), ada, "/priority cancel")],
    [
      "a priority set and ended later",
      () => says(after(says(after(opened), ada, "/priority P3")), ada, "/priority cancel"),
    ],
    ["an edited body", () => ({ ...after(opened), body: "gone" })],
    ["a refusal", () => says(after(opened), rita, "/severity 1")],
    ["an explanation", () => says(after(opened), ada, "/explain")],
    ["several commands", () => says(after(opened), ada, "/label area/api\n/remove-label crash\n/assign\n/kind bug")],
    ["a closed issue", () => ({ ...after(opened), state: "closed" })],
  ];

  it.each(stories)("after %s nothing is left to do", (_, one) => {
    expect(planOf(after(one())).steps).toEqual([]);
  });

  it.each(stories)("TRI-03 the same trigger again after %s does nothing: no loop", (_, one) => {
    const told = one();
    const once = apply(told, planOf(told));
    expect(planOf(once).steps).toEqual([]);
  });

  it.each(stories)("TRI-05 after %s labels come before words, so that a flood is labelled first", (_, one) => {
    const order = planOf(one()).steps.map((step) => step.do);
    const lastLabel = order.lastIndexOf("label");
    const firstWords = order.findIndex((kind) => kind === "comment" || kind === "react");
    expect(firstWords === -1 || lastLabel < firstWords).toBe(true);
  });

  it("TRI-03 our own label event changes nothing, and neither does our comment", () => {
    const done = after(opened);
    expect(done.events.every(({ by }) => by?.type === "Bot")).toBe(true);
    expect(planOf({ ...done, title: done.title }).steps).toEqual([]);
  });

  it("every key is its own, also when a label comes and goes again", () => {
    const on = after(world({ config: crash, title: "segfault" }));
    const off = after({ ...on, title: "x" });
    const keys = [
      world({ config: crash, title: "segfault" }),
      { ...on, title: "x" },
      { ...off, title: "segfault" },
    ].flatMap((one) => planOf(one).steps.map((step) => step.key));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
