// Whether GitHub would start a workflow with our inputs, from its text.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BACKPORT_WORKFLOW } from "../../src/release/answers.ts";
import { BACKPORT_INPUTS, isStartable, RELEASE_INPUTS } from "../../src/release/workflow.ts";

describe("a workflow", () => {
  it.each<[string, string, boolean]>([
    ["with both inputs", "on: { workflow_dispatch: { inputs: { line: {}, only: {} } } }", true],
    ["with more than those", "on:\n  push:\n  workflow_dispatch:\n    inputs: { line:, only:, dry: {} }\n", true],
    ["with one of them", "on: { workflow_dispatch: { inputs: { line: {} } } }", false],
    ["that is started without inputs", "on: [push, workflow_dispatch]", false],
    ["that is started without inputs, by its name alone", "on: workflow_dispatch", false],
    ["that listens to something else", "on: push", false],
    ["that listens to nothing", "jobs: {}", false],
    ["that is empty", "", false],
    ["with a key that only GitHub takes", "on: { workflow_dispatch: { inputs: { constructor: {} } } }", true],
    ["that is no YAML", "on: [", true],
    ["with an alias, which only GitHub reads", "x: &a 1\non: *a", true],
  ])("%s: %j", (_, text, expected) => {
    expect(isStartable(text, RELEASE_INPUTS)).toBe(expected);
  });

  it("of ours is one", () => {
    const own = (name: string): string =>
      readFileSync(new URL(`../../.github/workflows/${name}`, import.meta.url), "utf8");
    expect(isStartable(own("release.yml"), RELEASE_INPUTS)).toBe(true);
    for (const text of [own("backport.yml"), BACKPORT_WORKFLOW]) expect(isStartable(text, BACKPORT_INPUTS)).toBe(true);
  });
});
