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
