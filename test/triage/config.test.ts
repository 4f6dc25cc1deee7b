import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../src/core/policy-file.ts";
import { resolvePolicy } from "../../src/core/policy-resolve.ts";
import { policySchema } from "../../src/core/policy-schema.ts";
import { triageConfig } from "../../src/triage/config.ts";

const WHOLE = `
triage:
  rules:
    - { name: crash, if: { any: [title, body], matches: "(?i)segfault|panic:|core dumped" }, add: [crash] }
    - { name: from the form, if: { form: bug.yml, field: component, is: "API" }, add: [area/api] }
    - { name: old, if: { all: [{ form: bug.yml, field: version, matches: "^1[.]" }, { any: [title], matches: x }] }, add: [old] }
  kinds: { bug: bug, feature: enhancement, question: question }
  needs_triage: needs-triage
  confirmed: [confirmed]
  severity: { labels: { 1: sev/1, 2: sev/2, 3: sev/3, 4: sev/4 } }
  components: [{ name: api, words: [endpoint, REST], label: area/api, critical: true }]
  priority:
    impact:  { from: [{ form: impact, map: { "All users": wide, "One team": moderate } }, { component: critical, is: wide }], otherwise: narrow }
    urgency: { from: [{ label: regression, is: urgent }, { form: urgency, map: { "Now": urgent, "Soon": normal } }], otherwise: low }
    labels:  { P1: priority/critical, P2: priority/high, P3: priority/medium, P4: priority/low, P5: priority/backlog }
  exclusive: [[priority/*], [kind/*]]
  create: false
  commands:
    severity: [maintainers]
    label: { helpers: { allow: ["area/*"], deny: [area/secret] }, maintainers: {} }
`;

function read(text: string): readonly string[] {
  const parsed = parsePolicy({ text, file: "f" });
  if (!parsed.ok) return parsed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
  const outcome = resolvePolicy({
    repository: parsed.file,
    organisation: undefined,
    sections: { triage: triageConfig },
  });
  if (outcome.is === "ok") return [];
  return outcome.problems.map(({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`);
}

describe("the section", () => {
  it("may say all of this", () => {
    expect(read(WHOLE)).toEqual([]);
  });

  it("may be empty: it answers commands and sets nothing", () => {
    expect(triageConfig.parse({})).toEqual({
      rules: [],
      kinds: {},
      confirmed: [],
      components: [],
      exclusive: [],
      create: true,
      commands: {},
    });
  });

  it("has a JSON schema, for editors", () => {
    expect(JSON.stringify(policySchema({ triage: triageConfig }))).toContain("needs_triage");
  });

  it.each([
    ["a key that nobody knows", "triage: { rulez: [] }", "1:11"],
    ["a key of later", "triage:\n  duplicates: { suggest_at: 0.75 }", "2:3"],
    ["a key of later in a component", "triage:\n  components: [{ name: a, label: a, team: o/t }]", "2:37"],
    ["a pattern that is none", 'triage:\n  rules: [{ name: a, if: { any: [title], matches: "(" }, add: [x] }]', "2:"],
    [
      "a pattern that can backtrack in others, only where RE2 has it not",
      'triage:\n  rules: [{ name: a, if: { any: [title], matches: "(a)\\\\1" }, add: [x] }]',
      "2:",
    ],
    ["a glob that is none", 'triage:\n  exclusive: [["{a"]]', "2:"],
    [
      "a condition of two kinds",
      "triage:\n  rules: [{ name: a, if: { any: [title], matches: x, form: b.yml }, add: [x] }]",
      "2:",
    ],
    [
      "a form with a folder in it",
      "triage:\n  rules: [{ name: a, if: { form: ../b.yml, field: c, is: d }, add: [x] }]",
      "2:",
    ],
    ["a rule that sets nothing", "triage:\n  rules: [{ name: a, if: { any: [title], matches: x }, add: [] }]", "2:"],
    [
      "two rules of one name",
      "triage:\n  rules:\n    - { name: a, if: { any: [title], matches: x }, add: [x] }\n    - { name: A, if: { any: [title], matches: y }, add: [y] }",
      "4:",
    ],
    ["a level that there is not", "triage:\n  priority: { impact: { otherwise: huge }, urgency: {} }", "2:"],
    ["a severity that there is not", "triage:\n  severity: { labels: { 6: x } }", "2:"],
    ["a command that has no roles", "triage:\n  commands: { explain: [maintainers] }", "2:"],
    ["a component that no command can name", 'triage:\n  components: [{ name: "a, b", label: a }]', "2:"],
    ["a component that is called as its own end", "triage:\n  components: [{ name: Cancel, label: a }]", "2:"],
    ["a label longer than GitHub takes", `triage:\n  needs_triage: ${"x".repeat(51)}`, "2:"],
  ])("refuses %s, with its place", (_, text, place) => {
    const problems = read(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]).toMatch(new RegExp(`^${place}`));
  });

  it("POL-18 takes a pattern that would hang others, because it cannot hang here", () => {
    expect(read('triage:\n  rules: [{ name: a, if: { any: [title], matches: "^(a+)+$" }, add: [x] }]')).toEqual([]);
  });
});
