import { describe, expect, it } from "vitest";
import { decide } from "../../../src/triage/decide.ts";
import type { Person } from "../../../src/core/refs.ts";
import {
  ada,
  after,
  apply,
  deedsOf,
  factsOf,
  failed,
  labelled,
  planOf,
  policyOf,
  rita,
  says,
  unlabelled,
  world,
  type World,
} from "../world.ts";

const bob: Person = { id: 3, login: "bob", type: "User" };
const deeds = (one: World): string[] => deedsOf(planOf(one));
const words = (one: World): string => apply(one, planOf(one)).comments["triage-answer"] ?? "";
const heard = (one: World): unknown[] =>
  planOf(one).steps.flatMap((step) => (step.do === "record" && step.kind === "triage.heard" ? [step.data] : []));

const config: World["config"] = {
  kinds: { bug: "bug", feature: "enhancement" },
  severity: { labels: { 1: "sev/1", 2: "sev/2" } },
  priority: {
    impact: { otherwise: "narrow" },
    urgency: { otherwise: "low" },
    labels: { P1: "p1", P2: "p2", P3: "p3", P4: "p4", P5: "p5" },
  },
  rules: [{ name: "crash", if: { any: ["title"], matches: "segfault" }, add: ["crash"] }],
};
const triaged = (over: Partial<World> = {}): World =>
  after(world({ config, repoLabels: ["area/api", "good first issue", "security"], ...over }));

describe("/severity, /priority, /impact, /urgency and /kind", () => {
  it("a severity sets its label and is on record with its reason", () => {
    const plan = planOf(says(triaged(), ada, "/severity 1 because nobody can log in"));
    expect(deedsOf(plan)).toEqual(["+sev/1", "react +1", "comment triage"]);
    expect(plan.steps.find((step) => step.do === "record" && step.kind === "triage.set")).toMatchObject({
      by: ada,
      data: { what: "severity", value: "1", because: "nobody can log in" },
    });
  });

  it("the latest severity wins and takes the other's label off", () => {
    const first = after(says(triaged(), ada, "/severity 1"));
    expect(deeds(says(first, ada, "/severity 2"))).toEqual(["-sev/1", "+sev/2", "react +1", "comment triage"]);
    expect(deeds(says(first, ada, "/severity 5"))).toEqual(["-sev/1", "react +1", "comment triage"]);
    expect(deeds(says(first, ada, "/severity cancel"))).toEqual(["-sev/1", "react +1", "comment triage"]);
  });

  it("a severity goes before one that was set by hand earlier, and gives way to one set by hand later", () => {
    expect(deeds(says(labelled(triaged(), "sev/2", rita), ada, "/severity 1"))).toContain("-sev/2");
    expect(deeds(labelled(after(says(triaged(), ada, "/severity 1")), "sev/2", rita))).toEqual(["-sev/1"]);
  });

  it("impact and urgency change the priority, which is shown with its derivation", () => {
    const one = says(triaged(), ada, "/impact wide because all of them\n/urgency urgent");
    expect(deeds(one)).toEqual(["+p1", "-p5", "react +1", "comment triage"]);
    const { comments } = apply(one, planOf(one));
    expect(comments["triage"]).toContain("**Priority P1** = impact wide × urgency urgent");
    expect(comments["triage"]).toContain("ada said so because `all of them`");
  });

  it.each([
    ["wide", "urgent", "P1"],
    ["wide", "normal", "P2"],
    ["wide", "low", "P3"],
    ["moderate", "urgent", "P2"],
    ["moderate", "normal", "P3"],
    ["moderate", "low", "P4"],
    ["narrow", "urgent", "P3"],
    ["narrow", "normal", "P4"],
    ["narrow", "low", "P5"],
  ])("impact %s and urgency %s give %s", (impact, urgency, priority) => {
    const one = after(says(triaged(), ada, `/impact ${impact}\n/urgency ${urgency}`));
    expect(one.labels).toEqual([priority.toLowerCase()]);
  });

  it("a priority goes before the derivation until it is cancelled", () => {
    const set = after(says(triaged(), ada, "/priority p2"));
    expect(set.labels).toEqual(["p2"]);
    expect(after(says(set, ada, "/impact wide")).labels).toEqual(["p2"]);
    expect(after(says(set, ada, "/impact wide")).comments["triage"]).toContain("Impact and urgency would give P3");
    expect(after(says(after(says(set, ada, "/impact wide")), ada, "/remove-priority")).labels).toEqual(["p3"]);
  });

  it("a priority that is cancelled is derived again, also where both are the same", () => {
    const back = after(says(after(says(triaged(), ada, "/priority P5")), ada, "/priority cancel"));
    expect(back.labels).toEqual(["p5"]);
    expect(after(says(back, ada, "/impact wide")).labels).toEqual(["p3"]);
  });

  it("a priority set by hand stays", () => {
    const byHand = after(labelled(triaged(), "p2", ada));
    expect(byHand.labels).toEqual(["p2"]);
    expect(after(says(byHand, ada, "/impact wide")).labels).toEqual(["p2"]);
  });

  it("a kind sets its label, and the policy's own kinds are what there is", () => {
    expect(deeds(says(triaged(), ada, "/kind BUG"))).toEqual(["+bug", "react +1"]);
    const wrong = says(triaged(), ada, "/kind chore");
    expect(deeds(wrong)).toEqual(["react -1", "comment triage-answer"]);
    expect(words(wrong)).toContain("`bug`, `feature`");
  });

  it("a cancelled kind lets the rules decide again", () => {
    const rules = [{ name: "bug", if: { any: ["title" as const], matches: "It" }, add: ["bug"] }];
    const feature = after(says(triaged({ config: { ...config, rules } }), ada, "/kind feature"));
    expect(feature.labels).toEqual(["p5", "enhancement"]);
    expect(after(says(feature, ada, "/kind cancel")).labels).toEqual(["p5", "bug"]);
  });

  it.each([
    ["/severity 1", "severity"],
    ["/priority P1", "priority"],
    ["/impact wide", "priority"],
    ["/urgency low", "priority"],
    ["/kind bug", "kinds"],
  ])("%s where the policy has no %s is refused with the mend", (line, section) => {
    const one = says(after(world()), ada, line);
    expect(deeds(one)).toEqual(["react -1", "comment triage-answer"]);
    expect(words(one)).toContain(`Add \`${section}:\``);
  });
});

describe("who may", () => {
  const may = (body: string, over: Partial<World>, by = rita): boolean =>
    deeds(says(triaged(over), by, body)).includes("react +1");

  it.each([
    ["whoever maintains, where the policy names no roles", "/severity 1", {}, ada, true],
    ["nobody else", "/severity 1", {}, rita, false],
    ["not whoever may write", "/severity 1", { permissions: { 2: "write" } }, rita, false],
    ["anyone with a role", "/severity 1", { roles: { support: { users: ["rita"] } } }, rita, true],
    [
      "an active member of a role's team",
      "/severity 1",
      { roles: { s: { teams: ["octo/s"] } }, teams: { "octo/s": [rita] } },
      rita,
      true,
    ],
    [
      "nobody outside of it",
      "/severity 1",
      { roles: { s: { teams: ["octo/s"] } }, teams: { "octo/s": [] } },
      rita,
      false,
    ],
    [
      "not a code owner as such: an issue touches no path",
      "/severity 1",
      { roles: { owners: { codeowners: true } } },
      rita,
      false,
    ],
    ["a kind, who may triage on GitHub", "/kind bug", { permissions: { 2: "triage" } }, rita, true],
    ["a label, who may triage on GitHub", "/label area/api", { permissions: { 2: "triage" } }, rita, true],
    ["a label, not who may read", "/label area/api", {}, rita, false],
    ["an assignment, not who may read", "/assign", {}, rita, false],
  ] as [string, string, Partial<World>, Person, boolean][])("%s", (_, body, over, by, expected) => {
    expect(may(body, over, by)).toBe(expected);
  });

  it("who is named for a command, and then nobody else", () => {
    const named = { ...config, commands: { severity: ["support"] } };
    const roles = { support: { users: ["rita"] } };
    expect(may("/severity 1", { config: named, roles }, rita)).toBe(true);
    expect(may("/severity 1", { config: named, roles }, ada)).toBe(false);
  });

  it("nobody, where the named role does not exist: a misspelling opens no door", () => {
    const one = says(triaged({ config: { ...config, commands: { severity: ["suport"] } } }), ada, "/severity 1");
    expect(deeds(one)).toContain("react -1");
    expect(words(one)).toContain("nobody, until the policy names a role for it");
  });

  it("unknown is no, and says that it could not be found out", () => {
    const one = says(triaged(), ada, "/severity 1");
    const facts = factsOf(one);
    const authority = { ...facts.issue!.authority, permissions: new Map([[1, failed("the permission of ada")]]) };
    const plan = decide({ ...facts, issue: { ...facts.issue!, authority } }, policyOf(one));
    expect(deedsOf(plan)).toEqual(["react -1", "comment triage-answer"]);
    expect(apply(one, plan).comments["triage-answer"]).toContain("Could not find out: the permission of ada");
  });

  it("a refusal names the roles and calls the person", () => {
    const roles = { support: { users: ["bob"] }, maintainers: { permission: "maintain" as const } };
    const answer = words(says(triaged({ roles, people: [ada, rita, bob] }), rita, "/severity 1"));
    expect(answer).toContain("@rita");
    expect(answer).toContain("`support`, `maintainers`");
  });

  it("ID-01 who is refused again and again gets a reaction, and words five times a day", () => {
    let one = triaged();
    for (let time = 0; time < 5; time++) {
      one = says(one, rita, "/severity 1");
      expect(deeds(one)).toEqual(["react -1", "comment triage-answer"]);
      one = after(one);
    }
    expect(deeds(says(one, rita, "/severity 1"))).toEqual(["react -1"]);
    expect(deeds(says(one, rita, "/explain"))).toEqual(["react +1", "comment triage-answer"]);
    expect(deeds(says(one, ada, "/label nonsense"))).toEqual(["react -1", "comment triage-answer"]);
    const tomorrow = one.records.map((record) => ({ ...record, at: record.at - 86_400_001 }));
    expect(deeds(says({ ...one, records: tomorrow }, rita, "/severity 1"))).toContain("comment triage-answer");
  });

  it("anyone may ask for an explanation or another look", () => {
    expect(may("/explain", {}, rita)).toBe(true);
    expect(may("/recheck", {}, rita)).toBe(true);
  });
});

describe("/label and /remove-label", () => {
  it("put on and take off what exists; names may hold spaces", () => {
    expect(deeds(says(triaged(), ada, "/label good first issue"))).toEqual(["+good first issue", "react +1"]);
    expect(deeds(says(triaged(), ada, "/label area/api, good first issue"))).toEqual([
      "+area/api",
      "+good first issue",
      "react +1",
    ]);
    expect(deeds(says(triaged(), ada, "/label area/api security"))).toEqual(["+area/api", "+security", "react +1"]);
  });

  it("TRI-01 find the label under a look-alike name", () => {
    expect(deeds(says(triaged(), ada, "/label AREA/\u0430pi"))).toEqual(["+area/api", "react +1"]);
  });

  it("never make a label, and do nothing of a command that names one", () => {
    const one = says(triaged(), ada, "/label area/api, nonsense");
    expect(deeds(one)).toEqual(["react -1", "comment triage-answer"]);
    expect(words(one)).toContain("no label `nonsense`");
  });

  it("both in one comment leave nothing to do", () => {
    expect(deeds(says(triaged(), ada, "/label security\n/remove-label security"))).toEqual(["react +1"]);
  });

  it("what a command set, no rule takes off; what it took off, none brings back", () => {
    const crashing = triaged({ title: "segfault" });
    expect(crashing.labels).toContain("crash");
    const off = after(says(crashing, ada, "/remove-label crash"));
    expect(off.labels).not.toContain("crash");
    expect(deeds({ ...off, body: "again" })).toEqual([]);
    const on = after(says(crashing, ada, "/label crash"));
    expect(deeds({ ...on, title: "fine" })).toEqual([]);
    expect(deeds({ ...crashing, title: "fine" })).toEqual(["-crash"]);
  });

  it("do not move what stands for a severity or a priority", () => {
    const one = says(triaged({ repoLabels: ["sev/1", "p1"] }), ada, "/label sev/1");
    expect(deeds(one)).toEqual(["react -1", "comment triage-answer"]);
    expect(words(one)).toContain("Use `/severity`");
    expect(words(says(triaged(), ada, "/remove-label p5"))).toContain("Use `/priority`");
  });

  const bounded: World["config"] = {
    ...config,
    commands: { label: { helpers: { allow: ["area/*", "good*"], deny: ["*secret*"] }, maintainers: {} } },
  };
  const roles = { helpers: { users: ["rita"] }, maintainers: { permission: "maintain" as const } };
  it.each([
    ["what a role's globs allow", rita, "/label area/api", true],
    ["in any case", rita, "/label good first issue", true],
    ["not what they do not name", rita, "/label security", false],
    ["not what they deny", rita, "/label area/secret", false],
    ["everything, where a role has no bounds", ada, "/label security", true],
    ["not half of a command", rita, "/label area/api, security", false],
  ])("%s", (_, by, line, expected) => {
    const one = says(
      triaged({ config: bounded, roles, repoLabels: ["area/api", "area/secret", "good first issue", "security"] }),
      by,
      line,
    );
    expect(deeds(one).includes("react +1")).toBe(expected);
    if (!expected) expect(words(one)).toMatch(/does not cover the label/);
  });
});

describe("/assign and /unassign", () => {
  it("assign oneself, or whom they name", () => {
    expect(deeds(says(triaged(), ada, "/assign"))).toEqual(["assign ada", "react +1"]);
    expect(deeds(says(triaged({ people: [ada, rita, bob] }), ada, "/assign @rita @bob"))).toEqual([
      "assign rita",
      "assign bob",
      "react +1",
    ]);
    expect(deeds(says(triaged({ assignees: [ada, rita] }), ada, "/unassign"))).toEqual(["unassign ada", "react +1"]);
  });

  it("leave out who is assigned already", () => {
    expect(deeds(says(triaged({ assignees: [ada] }), ada, "/assign"))).toEqual(["react +1"]);
  });

  it("refuse a login that is no person's, all of it", () => {
    const bot: Person = { id: 8, login: "robo", type: "Bot" };
    expect(words(says(triaged(), ada, "/assign @rita @nobody"))).toContain("no person `nobody`");
    expect(deeds(says(triaged({ people: [ada, bot] }), ada, "/assign @robo"))).toEqual([
      "react -1",
      "comment triage-answer",
    ]);
  });
});

describe("a comment", () => {
  it.each([
    ["CMD-07 that was edited after it was written", { edited: true }, "edited after it was written"],
    ["CMD-07 that says something else by now", { body: "/severity 2" }, "edited after it was written"],
    ["that came by e-mail", { byEmail: true }, "e-mail"],
  ])("%s does nothing, and is told so", (_, now, reason) => {
    const one = says(triaged(), ada, "/severity 1", now);
    expect(deeds(one)).toEqual(["react -1", "comment triage-answer"]);
    expect(words(one)).toContain(reason);
    expect(heard(one)).toMatchObject([{ did: "refused" }]);
  });

  it("that was deleted meanwhile was said all the same", () => {
    const one = says(triaged(), ada, "/severity 1");
    const asked = one.asked.map((each) => ({
      ...each,
      standsNow: { known: true as const, value: { is: "gone" as const } },
    }));
    expect(deeds({ ...one, asked })).toContain("+sev/1");
  });

  it("that could not be read again does nothing", () => {
    const one = says(triaged(), ada, "/severity 1");
    const asked = one.asked.map((each) => ({ ...each, standsNow: failed("comment 100") }));
    expect(deeds({ ...one, asked })).toEqual(["react -1", "comment triage-answer"]);
  });

  it("of several commands says which were done and which not", () => {
    const one = says(triaged(), ada, "/severity 1\n/label nonsense\n/assign");
    expect(deeds(one)).toEqual(["+sev/1", "assign ada", "react -1", "comment triage-answer", "comment triage"]);
    const answer = words(one);
    expect(answer).toContain("`/severity 1`: done.");
    expect(answer).toContain("`/label nonsense`: not done.");
    expect(answer).toContain("`/assign`: done.");
  });

  it("is answered once, however often its delivery comes", () => {
    const one = says(triaged(), ada, "/severity 1");
    const later = unlabelled(apply(one, planOf(one)), "sev/1", ada);
    expect(planOf(later).steps).toEqual([]);
  });

  it("on a closed issue is obeyed, and nothing else changes", () => {
    const closed = { ...triaged({ title: "segfault" }), title: "fine", state: "closed" as const };
    expect(deeds(says(closed, ada, "/severity 1"))).toEqual(["+sev/1", "react +1"]);
  });

  it("is put off with a word while the policy is broken or not known", () => {
    const one = says(triaged(), ada, "/severity 1");
    const facts = { ...factsOf(one), issue: null };
    const problem = {
      file: "f",
      line: 3,
      column: 5,
      code: "unknown-key",
      message: "unknown key `rulez`",
      expected: "",
    };
    const broken = decide(facts, { is: "broken", commit: "c", problems: [problem] });
    expect(deedsOf(broken)).toEqual(["react confused", "comment triage-answer"]);
    expect(apply(one, broken).comments["triage-answer"]).toContain("line 3, column 5");
    expect(broken.lookAgainAt).toBeUndefined();
    const unknown = decide(facts, { is: "unknown", message: "502" });
    expect(deedsOf(unknown)).toEqual(["react confused", "comment triage-answer"]);
    expect(unknown.verdict.state).toBe("unknown");
    expect(unknown.lookAgainAt).toBeDefined();
  });
});

describe("words", () => {
  it("/explain says where each label comes from", () => {
    const one = labelled(triaged({ title: "segfault" }), "bug", ada);
    const answer = words(says(one, rita, "/explain"));
    expect(answer).toContain("| `crash` | the rule `crash` |");
    expect(answer).toContain("| `p5` | impact and urgency |");
    expect(answer).toContain("| `bug` | a person |");
  });

  it("TRI-13 names and values of people are text, wherever they stand", () => {
    const evil = "x | y ` <img src=a> @octo/all fixes #1 [a](http://b)";
    const label = evil.slice(0, 50);
    const rules = [{ name: evil, if: { form: "bug.yml", field: "a", is: "b" }, add: ["x"] }];
    const one = labelled(triaged({ config: { ...config, rules } }), label, ada);
    const answer = words(says(one, rita, "/explain"));
    const reason = after(says(one, ada, `/impact wide because ${evil}`)).comments["triage"]!;
    for (const body of [answer, reason]) {
      // What stands in code spans is inert; what is left must hold none of it.
      const outside = body.replace(/(`+)[^`](?:[^]*?[^`])?\1(?!`)/g, "");
      expect(outside).not.toMatch(/<img|@octo|(?<!&)#1|(?<!\\)\]\(http/);
      const widths = body.split("\n").flatMap((line) => (line.startsWith("|") ? [line.split("|").length] : []));
      expect(new Set(widths)).toEqual(new Set(body === answer ? [4, 5] : [5]));
    }
  });

  it("CMD-20 a reason is one inert piece of text in our answer", () => {
    const one = says(triaged(), ada, "/impact wide because @octo/everyone fixes #1 <img> | a | b");
    const shown = after(one).comments["triage"]!;
    expect(
      shown
        .split("\n")
        .find((line) => line.startsWith("| impact"))
        ?.split("|"),
    ).toHaveLength(5);
    expect(shown).toMatch(/because `@octo\/everyone fixes #1 <img> . a . b`/);
  });
});
