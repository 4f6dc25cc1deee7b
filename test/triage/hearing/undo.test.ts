import { describe, expect, it } from "vitest";
import { decide } from "../../../src/triage/decide.ts";
import {
  ada,
  after,
  apply,
  deedsOf,
  factsOf,
  labelled,
  NOW,
  planOf,
  policyOf,
  rita,
  says,
  unlabelled,
  world,
  type World,
} from "../world.ts";

const deeds = (one: World): string[] => deedsOf(planOf(one));
const words = (one: World): string => apply(one, planOf(one)).comments["triage-answer"] ?? "";
/** Somebody says it, it is done, and it is looked at again. */
const told = (one: World, line: string, by = ada): World => after(says(one, by, line));

const config: World["config"] = {
  kinds: { bug: "bug", feature: "enhancement" },
  severity: { labels: { 1: "sev/1", 2: "sev/2" } },
  priority: {
    impact: { otherwise: "narrow" },
    urgency: { otherwise: "low" },
    labels: { P2: "p2", P3: "p3", P5: "p5" },
  },
  components: [
    { name: "API", label: "area/api", words: ["REST"], critical: true },
    { name: "web", label: "area/web", words: ["page"] },
    { name: "docs", label: "area/docs" },
  ],
  rules: [{ name: "crash", if: { any: ["title"], matches: "segfault" }, add: ["crash"] }],
};
const triaged = (over: Partial<World> = {}): World =>
  after(world({ config, repoLabels: ["good first issue", "security"], ...over }));
const sorted = (one: World): string[] => [...one.labels].sort();

describe("/undo of a command", () => {
  it.each([
    ["a label", ["/label security"], ["-security"]],
    ["a removed label", ["/label security", "/remove-label security"], ["+security"]],
    ["a severity", ["/severity 1"], ["-sev/1"]],
    ["a second severity: the first is there again", ["/severity 1", "/severity 2"], ["-sev/2", "+sev/1"]],
    ["a cancelled severity", ["/severity 1", "/severity cancel"], ["+sev/1"]],
    ["a kind", ["/kind bug"], ["-bug"]],
    ["a priority: the derived one is there again", ["/priority P2"], ["-p2", "+p5"]],
    ["an impact: the priority follows back", ["/impact wide"], ["+p5", "-p3"]],
    ["an assignment", ["/assign @rita"], ["unassign rita"]],
    ["what ended one", ["/assign @rita", "/unassign @rita"], ["assign rita"]],
    ["the later of two", ["/label security", "/assign"], ["unassign ada"]],
  ])("%s", (_, lines, expected) => {
    let before = triaged();
    let one = before;
    for (const line of lines) [before, one] = [one, told(one, line)];
    const undone = says(one, ada, "/undo");
    expect(
      deeds(undone)
        .filter((deed) => !/react|comment/.test(deed))
        .sort(),
    ).toEqual([...expected].sort());
    expect(deeds(undone)).toContain("react +1");
    expect(sorted(after(undone))).toEqual(sorted(before));
    expect(after(undone).assignees).toEqual(before.assignees);
    expect(planOf(after(undone)).steps).toEqual([]);
  });

  it("again goes one further back, and is no deed of its own", () => {
    const one = told(told(told(triaged(), "/label security"), "/severity 1"), "/assign");
    const [first, second, third] = [told(one, "/undo"), told(told(one, "/undo"), "/undo"), "/undo"];
    expect(first.assignees).toEqual([]);
    expect(sorted(first)).toContain("sev/1");
    expect(sorted(second)).toEqual(["p5", "security"]);
    expect(sorted(told(second, third))).toEqual(["p5"]);
  });

  it("in the same comment takes back what stands above it", () => {
    expect(deeds(says(triaged(), ada, "/label security\n/undo"))).toEqual(["react +1", "comment triage-answer"]);
    expect(deeds(says(triaged(), ada, "/label security\n/assign\n/undo"))).toContain("+security");
    expect(deeds(says(triaged(), ada, "/label security\n/assign\n/undo\n/undo"))).not.toContain("+security");
  });

  it("gives a label back to whom it belonged: a rule's is the rule's again, a person's a person's", () => {
    const crashing = triaged({ title: "segfault" });
    const back = told(told(crashing, "/remove-label crash"), "/undo");
    expect(sorted(back)).toEqual(["crash", "p5"]);
    expect(sorted(after({ ...back, title: "fine" }))).toEqual(["p5"]);
    const byHand = told(told(after(labelled(triaged(), "crash", rita)), "/remove-label crash"), "/undo");
    expect(sorted(after({ ...byHand, title: "fine" }))).toEqual(["crash", "p5"]);
  });

  it("by somebody else gives back what another had set, as that one's", () => {
    const bob = { id: 3, login: "bob", type: "User" } as const;
    const two = {
      ...told(told(triaged(), "/severity 1"), "/severity 2"),
      permissions: { 3: "admin" as const },
      people: [bob],
    };
    const plan = planOf(says(two, bob, "/undo"));
    expect(deedsOf(plan)).toContain("+sev/1");
    const back = plan.steps.find((step) => step.do === "record" && JSON.stringify(step.data).includes('"did":"add"'));
    expect(back).toMatchObject({ by: null, data: { cause: { by: "command", name: "severity", person: ada.id } } });
  });

  it("that set a level lets the next cancel find its own label", () => {
    const back = told(told(told(triaged(), "/severity 1"), "/severity 2"), "/undo");
    expect(sorted(told(back, "/severity cancel"))).toEqual(["p5"]);
  });

  it("leaves the label to the rules, which a removal by hand would not", () => {
    const one = told(told(triaged(), "/label security"), "/undo");
    const rules = [{ name: "s", if: { any: ["title" as const], matches: "It" }, add: ["security"] }];
    expect(deeds({ ...one, config: { ...config, rules } })).toContain("+security");
  });

  it("keeps no more of a long command than is needed to know it again", () => {
    const one = told(triaged(), `/component ${"api, ".repeat(10_000)}api`);
    expect(sorted(one)).toEqual(["area/api", "p5"]);
    expect(JSON.stringify(one.records).length).toBeLessThan(3_000);
    expect(sorted(told(one, "/undo"))).toEqual(["p5"]);
  });

  it("does nothing to what people changed since, and says so", () => {
    const one = unlabelled(told(triaged(), "/label security"), "security", rita);
    expect(deeds(says(one, ada, "/undo"))).toEqual(["react +1", "comment triage-answer"]);
    expect(words(says(one, ada, "/undo"))).toContain(
      "`/label security` of `ada` is taken back; of its effects none was left.",
    );
  });

  it.each([
    ["/assign @rita", [], "`rita` is not assigned any more"],
    ["/unassign @rita", [rita], "`rita` is assigned again"],
  ] as const)(
    "%s is told as what it leaves, and as nothing where people were there before",
    (line, assignees, said) => {
      const one = told(triaged({ assignees: [...assignees] }), line);
      expect(words(says(one, ada, "/undo"))).toContain(said);
      const moved = { ...one, assignees: [...assignees] };
      expect(words(says(moved, ada, "/undo"))).toContain("of its effects none was left");
    },
  );

  it("a removed label needs the right to it, in either direction", () => {
    const roles = { support: { users: ["rita"] }, maintainers: { permission: "maintain" as const } };
    const commands = { label: { support: { allow: ["good*"] }, maintainers: {} } };
    const on = told(triaged({ config: { ...config, commands }, roles }), "/label security");
    expect(deeds(says(told(on, "/remove-label security"), rita, "/undo"))).toContain("react -1");
    expect(deeds(says(told(on, "/remove-label security"), ada, "/undo"))).toContain("+security");
  });

  it("the ledger says why each label moved", () => {
    const causes = (one: World): unknown[] =>
      planOf(one).steps.flatMap((step) =>
        step.do === "record" && step.kind === "triage.label" ? [(step.data as { cause: unknown }).cause] : [],
      );
    expect(causes(says(told(triaged(), "/label security"), ada, "/undo"))).toEqual([{ by: "cancel", name: "label" }]);
    expect(causes(says(triaged({ title: "segfault" }), ada, "/undo"))).toEqual([
      { by: "command", name: "undo", person: ada.id },
      { by: "command", name: "undo", person: ada.id },
    ]);
  });

  it("is told in words: what, whose, and what became of it", () => {
    const one = told(told(triaged(), "/severity 2"), "/severity 1");
    expect(words(says(one, ada, "/undo because it was bob's issue"))).toContain(
      "- `/undo`: done. `/severity 1` of `ada` is taken back: the label `sev/1` is off, the label `sev/2` is on again, severity is `2` again.",
    );
  });

  it("CMD-20 names people and labels as text", () => {
    const one = told(triaged({ repoLabels: ["@octo/all ![x](y)"] }), "/label @octo/all ![x](y)");
    expect(words(says(one, ada, "/undo"))).toContain("`/label @octo/all ![x](y)`");
  });
});

describe("/undo of what rules did", () => {
  const crashing = triaged({ title: "segfault" });

  it("takes off what the last turn set, for good: it does not come back by itself", () => {
    const undone = says(crashing, ada, "/undo");
    expect(deeds(undone)).toEqual(["-p5", "-crash", "react +1", "comment triage-answer"]);
    expect(words(undone)).toContain("What rules had changed is taken back: the label");
    expect(deeds({ ...after(undone), body: "again" })).toEqual([]);
  });

  it("puts back what the last turn removed, and it stays", () => {
    const changed = { ...crashing, title: "fine" };
    const fixed = apply(changed, decide({ ...factsOf(changed), now: NOW + 1 }, policyOf(changed)));
    expect(sorted(fixed)).toEqual(["p5"]);
    const undone = told(fixed, "/undo");
    expect(sorted(undone)).toEqual(["crash", "p5"]);
    expect(deeds(undone)).toEqual([]);
  });

  it.each(["/explain", "/severity 1"])("which is a deed of its own also where somebody said %s in vain", (line) => {
    const one = after(says(world({ config, title: "segfault" }), rita, line));
    expect(sorted(told(one, "/undo"))).toEqual([]);
  });

  it("does not take what followed from a command for a deed of its own", () => {
    const one = told(told(triaged(), "/label security"), "/impact wide");
    expect(sorted(told(one, "/undo"))).toEqual(["p5", "security"]);
    expect(sorted(told(told(one, "/undo"), "/undo"))).toEqual(["p5"]);
  });
});

describe("who may /undo", () => {
  const roles = { support: { users: ["rita"] }, maintainers: { permission: "maintain" as const } };
  const bounded: World["config"] = {
    ...config,
    commands: { severity: ["maintainers"], label: { support: { allow: ["good*"] }, maintainers: {} } },
  };
  const one = triaged({ config: bounded, roles });

  it.each([
    ["whoever may say it", one, "/assign", rita, true],
    ["nobody else", triaged(), "/assign", rita, false],
    ["a severity: who may set it", one, "/severity 1", ada, true],
    ["a severity: not who may not", one, "/severity 1", rita, false],
    ["a label that their role covers", one, "/label good first issue", rita, true],
    ["not a label that it does not", one, "/label security", rita, false],
    ["not half of a command", one, "/label security, good first issue", rita, false],
    ["not the other half either", one, "/label good first issue, security", rita, false],
  ])("%s", (_, at, line, by, may) => {
    const asked = says(told(at, line), by, "/undo");
    expect(deeds(asked)).toContain(may ? "react +1" : "react -1");
    if (!may) {
      expect(deeds(asked)).toEqual(["react -1", "comment triage-answer"]);
      expect(words(asked)).toMatch(/You have none of the roles that may|does not cover the label/);
    }
  });

  it("what rules set: who may move each of those labels, and a level's only by the right to that level", () => {
    const triager = {
      ...triaged({ config: bounded, roles, title: "segfault" }),
      permissions: { 1: "maintain", 2: "triage" },
    } as const;
    expect(deeds(says(triager, rita, "/undo"))).toEqual(["react -1", "comment triage-answer"]);
    const derived = triaged({ config: { ...bounded, commands: { priority: ["maintainers"] } }, roles });
    expect(derived.labels).toEqual(["p5"]);
    expect(deeds(says(derived, rita, "/undo"))).toContain("react -1");
    expect(deeds(says(derived, ada, "/undo"))).toContain("-p5");
  });

  it("CMD-07 nobody in a comment that was edited, and nobody where nothing was done", () => {
    const fresh = world({ config: {} });
    expect(words(says(fresh, ada, "/undo"))).toContain("There is nothing here that could be taken back.");
    const edited = says(told(triaged(), "/assign"), ada, "/undo", { edited: true });
    expect(deeds(edited)).toEqual(["react -1", "comment triage-answer"]);
  });

  it("a label that is gone from the repository is not made: all stays as it is", () => {
    const gone = { ...told(told(triaged(), "/label security"), "/remove-label security"), repoLabels: ["p5"] };
    const asked = says(gone, ada, "/undo");
    expect(deeds(asked)).toEqual(["react -1", "comment triage-answer"]);
    expect(words(asked)).toContain("no label `security`");
    expect(deeds(says({ ...gone, repoLabels: ["p5", "security"] }, ada, "/undo"))).toContain("+security");
  });
});

describe("/component", () => {
  const spoken = triaged({ title: "The REST page is slow" });

  it("says which ones it is about, whatever the words say", () => {
    expect(sorted(spoken)).toEqual(["area/api", "area/web", "p5"]);
    const said = told(spoken, "/component docs, api");
    expect(sorted(said)).toEqual(["area/api", "area/docs", "p5"]);
    expect(deeds({ ...said, body: "a page" })).toEqual([]);
  });

  it.each(["/component cancel", "/remove-component"])("%s returns to the words", (line) => {
    expect(sorted(told(told(spoken, "/component docs"), line))).toEqual(["area/api", "area/web", "p5"]);
  });

  it("may be undone: the one before counts again", () => {
    const two = told(told(spoken, "/component docs"), "/component web");
    expect(sorted(two)).toEqual(["area/web", "p5"]);
    expect(sorted(told(two, "/undo"))).toEqual(["area/docs", "p5"]);
    expect(sorted(told(told(two, "/undo"), "/undo"))).toEqual(["area/api", "area/web", "p5"]);
  });

  it("the priority follows what it is about", () => {
    const priority = {
      ...config.priority!,
      impact: { from: [{ component: "critical", is: "wide" as const }], otherwise: "narrow" as const },
    };
    const one = triaged({ config: { ...config, priority } });
    expect(sorted(told(one, "/component api"))).toEqual(["area/api", "p3"]);
  });

  it("is refused by name, all of it, and where the policy has none", () => {
    const wrong = says(spoken, ada, "/component api, backend");
    expect(deeds(wrong)).toEqual(["react -1", "comment triage-answer"]);
    expect(words(wrong)).toContain("Name one or more of `API`, `web`, `docs`");
    expect(words(says(after(world()), ada, "/component api"))).toContain("Add `components:`");
  });

  it("asks for a role, for who may triage on GitHub, or for the roles that the policy names", () => {
    expect(deeds(says(spoken, rita, "/component docs"))).toContain("react -1");
    expect(deeds(says({ ...spoken, permissions: { 1: "maintain", 2: "triage" } }, rita, "/component docs"))).toContain(
      "react +1",
    );
    const named = {
      ...spoken,
      config: { ...config, commands: { component: ["support"] } },
      roles: { support: { users: ["rita"] } },
    };
    expect(deeds(says(named, rita, "/component docs"))).toContain("react +1");
    expect(deeds(says(named, ada, "/component docs"))).toContain("react -1");
  });

  it("is where the label comes from, in /explain", () => {
    const said = says(told(spoken, "/component docs"), rita, "/explain");
    expect(words(said)).toMatch(/`area\/docs` +\| a person, by `\/component`/);
  });
});

describe("on a pull request", () => {
  const pull = (over: Partial<World> = {}): World =>
    world({
      config,
      on: "pull",
      title: "segfault in REST",
      repoLabels: ["security", "sev/1", "bug", "enhancement"],
      ...over,
    });

  it("nothing is set by rules, components, priority or needs-triage", () => {
    expect(planOf(pull({ config: { ...config, needs_triage: "needs-triage" } })).steps).toEqual([]);
  });

  it.each([
    ["/label security", ["+security", "react +1"]],
    ["/assign @rita", ["assign rita", "react +1"]],
    ["/component docs", ["+area/docs", "react +1"]],
  ])("%s does that, and nothing else", (line, expected) => {
    expect(deeds(says(pull(), ada, line))).toEqual(expected);
    expect(sorted(told(told(pull(), line), "/undo"))).toEqual([]);
    expect(planOf(told(pull(), line)).steps).toEqual([]);
  });

  it("while nobody says anything nothing is read, and nothing is unknown", () => {
    const one = pull();
    expect(decide({ ...factsOf(one), issue: null }, policyOf(one))).toEqual({
      verdict: expect.objectContaining({ state: "off", code: "pull-request" }) as unknown,
      steps: [],
    });
    expect(planOf(says(one, ada, "/label security")).verdict.code).toBe("pull-request");
  });

  it("two labels of one group that people set stay both", () => {
    const both = labelled(labelled(pull(), "bug", ada), "enhancement", ada);
    expect(deeds(says(both, ada, "/label security"))).toEqual(["+security", "react +1"]);
  });

  it("a label that stands for an issue's severity is not moved", () => {
    expect(words(says(pull(), ada, "/label sev/1"))).toContain("stands for the severity of an issue");
  });

  it("who holds no role is refused, as on issues", () => {
    const asked = says(pull(), rita, "/label security");
    expect(deeds(asked)).toEqual(["react -1", "comment triage-answer"]);
    expect(words(asked)).toContain("You have none of the roles that may");
  });

  it("of a bot or of ours is no exception: people may label it", () => {
    const ours = { id: 9, login: "lamplighter[bot]", type: "Bot" } as const;
    expect(deeds(says(pull({ author: ours }), ada, "/label security"))).toEqual(["+security", "react +1"]);
  });
});
