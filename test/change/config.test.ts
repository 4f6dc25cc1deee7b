import { describe, expect, it } from "vitest";
import { changeConfig, expiryOf, type ChangeConfig } from "../../src/change/config.ts";
import { commands } from "../../src/change/commands.ts";
import { parseCommands } from "../../src/core/command.ts";
import { parsePolicy } from "../../src/core/policy-file.ts";
import { resolvePolicy, type PolicyOutcome } from "../../src/core/policy-resolve.ts";
import { policySchema } from "../../src/core/policy-schema.ts";
import type { Policy } from "../../src/core/policy.ts";
import { DAY, HOUR, MONDAY } from "../world.ts";
import { policyOf } from "./stage.ts";

function read(text: string): PolicyOutcome {
  const parsed = parsePolicy({ text, file: ".github/lamplighter.yml" });
  if (!parsed.ok) return { is: "broken", problems: parsed.problems, absent: [] };
  return resolvePolicy({ repository: parsed.file, organisation: undefined, sections: { change: changeConfig } });
}

function sectionOf(text: string): ChangeConfig {
  const outcome = read(text);
  if (outcome.is !== "ok") throw new Error(outcome.problems.map((one) => one.message).join(" "));
  return outcome.policy.sections.get("change") as ChangeConfig;
}

describe("the section `change:`", () => {
  it("`change: {}` is one approval by whoever maintains, separated from author and contributors", () => {
    const config = sectionOf("version: 1\nchange: {}\n");
    const quorum = { count: 1, from: ["maintainers"], of_which: {} };
    expect(config.approvals).toEqual({ name: null, if: null, asks: "quorum", quorum });
    expect(config).toMatchObject({
      mode: "enforce",
      reviews: "ignore",
      separation: ["author", "contributors"],
      keep_approval_on: [],
      expires: "14d",
      hold: "anyone",
    });
  });

  it("approvals by level need all three levels", () => {
    const level = "{ count: 1, from: [maintainers] }";
    const config = sectionOf(
      `version: 1\nchange: { approvals: { low: ${level}, medium: ${level}, high: { count: 2, from: [board] } } }\n`,
    );
    const high = { asks: "quorum", quorum: { count: 2, from: ["board"] } };
    expect(config.approvals).toMatchObject({ asks: "level", levels: { high } });
    const outcome = read(`version: 1\nchange:\n  approvals: { low: ${level}, high: ${level} }\n`);
    expect(outcome.is).toBe("broken");
  });

  const wrong: readonly (readonly [says: string, yaml: string, line: number, expected: RegExp])[] = [
    ["a misspelt key", "change:\n  aprovals: { count: 1, from: [a] }", 3, /approvals/],
    ["nobody to approve", "change:\n  approvals: { count: 0, from: [a] }", 3, /at least 1/],
    ["no role to approve", "change:\n  approvals: { count: 1, from: [] }", 3, /length at least 1/],
    ["a glob that is none", 'change:\n  branches: ["release/["]', 3, /glob|\[/],
    [
      "a path that git never names",
      'change:\n  risk: { rules: [{ name: x, if: { paths: ["/db/**"] }, points: 1 }] }',
      3,
      /begins with/,
    ],
    ["levels the wrong way round", "change:\n  risk: { levels: { medium: 60, high: 30 } }", 3, /below high/],
    ["a way to keep approvals that is none", "change:\n  keep_approval_on: [any-push]", 3, /same-patch/],
    ["a length of time that is none", "change:\n  expires: soon", 3, /length of time/],
    ["a check that would wait for itself", "change:\n  require: { checks: [lamplighter/change] }", 3, /itself/],
  ];

  it.each(wrong)("%s is an error with its line and what was expected", (_, yaml, line, expected) => {
    const outcome = read(`version: 1\n${yaml}\n`);
    if (outcome.is !== "broken") throw new Error("it was taken");
    expect(outcome.problems).toHaveLength(1);
    expect(outcome.problems[0]?.line).toBe(line);
    expect(`${outcome.problems[0]?.message ?? ""} ${outcome.problems[0]?.expected ?? ""}`).toMatch(expected);
  });

  const inside: readonly (readonly [says: string, yaml: string, place: string, expected: RegExp])[] = [
    [
      "POL-18 a pattern that is none, in a rule",
      'change:\n  approvals:\n    and:\n      - { count: 1, from: [a] }\n      - { if: { title: ["(a"] }, count: 1, from: [b] }',
      "6:25",
      /approvals\.and\[1\]\.if\.title\[0\].*RE2/,
    ],
    [
      "a misspelt role key, in a group of groups",
      "change:\n  approvals:\n    any_of: { count: 2, of: [{ from: [a] }, { or: [{ form: [a] }, { from: [b] }] }] }",
      "4:54",
      /"form" is not a key.*one of: name, if, count, from, of_which, require, low, medium, high, and, or, any_of$/,
    ],
    [
      "levels that are not all there",
      "change:\n  approvals: { low: { from: [a] }, high: { from: [a] } }",
      "3:14",
      /all three/,
    ],
    [
      "more than there are",
      "change:\n  require:\n    any_of: { count: 3, of: [{ fork: true }] }",
      "4:22",
      /no more than/,
    ],
    [
      "POL-19 a glob that is none, in a rule of risk",
      'change:\n  risk: { rules: [{ name: a, if: { or: [{ paths: ["a["] }] }, points: 3 }] }',
      "3:51",
      /rules\[0\]\.if\.or\[0\]\.paths\[0\]/,
    ],
    [
      "a signal's misspelt key",
      "change:\n  risk: { signals: { lines: { over: 4 } } }",
      "3:31",
      /one of: above, points/,
    ],
    ["a template that asks nothing", "change:\n  types: { standard: { if: {} } }", "3:28", /at least one question/],
    [
      "six groups in each other",
      `change:\n  require: ${"{ or: [".repeat(6)}{ fork: true }${"] }".repeat(6)}`,
      "3:53",
      /at most 5 deep/,
    ],
  ];

  it.each(inside)("%s is an error at its place", (_, yaml, place, expected) => {
    const outcome = read(`version: 1\n${yaml}\n`);
    if (outcome.is !== "broken") throw new Error("it was taken");
    const found = outcome.problems.map((one) => `${one.line}:${one.column} ${one.message} ${one.expected}`);
    expect(found).toContainEqual(expect.stringMatching(expected));
    expect(found.find((one) => expected.test(one))?.startsWith(`${place} `)).toBe(true);
  });

  it("has a JSON schema for editors", () => {
    expect(JSON.stringify(policySchema({ change: changeConfig }))).toContain("keep_approval_on");
  });

  it("an approval lives as long as the policy says, in exact or business time", () => {
    const policy = (expires: string): Policy<ChangeConfig> => {
      const state = policyOf({ change: { expires } });
      if (state.is !== "ok") throw new Error("the policy is not valid");
      return state.policy as Policy<ChangeConfig>;
    };
    expect(expiryOf(policy("24h"), MONDAY)).toBe(MONDAY + 24 * HOUR);
    const friday = MONDAY + 4 * DAY;
    expect(expiryOf(policy("1bd"), friday)).toBe(friday + 3 * DAY);
  });
});

describe("the commands", () => {
  const heard = (body: string): readonly string[] => {
    const { commands: found, problems } = parseCommands({ body, specs: commands });
    return [...found.map(({ name, args }) => `${name}(${args})`), ...problems.map(({ code }) => code)];
  };

  const said: readonly (readonly [body: string, means: readonly string[]])[] = [
    ["/approve-change", ["approve-change()"]],
    ["/approve-change 4f0c2a9be11d because it was rehearsed", ["approve-change(4f0c2a9be11d)"]],
    ["/approve-change cancel", ["approve-change(cancel)"]],
    ["/remove-approve-change", ["approve-change(cancel)"]],
    ["/approve-change main", ["bad-arguments"]],
    ["/approve-change 4f0c2a9be11d 4f0c2a9be11d", ["bad-arguments"]],
    ["/reject-change", ["bad-arguments"]],
    ["/reject-change because no", ["reject-change()"]],
    ["/reject-change cancel", ["reject-change(cancel)"]],
    ["/hold\n/unhold", ["hold()", "unhold()"]],
    ["/vouch because I can", ["bad-arguments"]],
    ["/vouch 4f0c2a9be11d", ["bad-arguments"]],
    ["/lamplighter", ["bad-arguments"]],
    ["/lamplighter OFF because later", ["lamplighter(OFF)"]],
    ["/approve-changes", ["near-miss"]],
  ];

  it.each(said)("%j", (body, means) => {
    expect(heard(body)).toEqual(means);
  });

  it("every example is a command without a problem", () => {
    for (const { examples } of commands) {
      for (const example of examples) expect(parseCommands({ body: example, specs: commands }).problems).toEqual([]);
    }
  });
});
