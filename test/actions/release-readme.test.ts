// What the Actions say about themselves: action.yml equals the registry, and the examples are workflows.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { spec as backport } from "../../actions/backport/spec.ts";
import { spec as patchRelease } from "../../actions/patch-release/spec.ts";
import type { ActionSpec } from "../../actions/action.ts";
import { BACKPORT_WORKFLOW } from "../../src/release/answers.ts";

const root = join(import.meta.dirname, "../../actions");
const read = (name: string, file: string): string => readFileSync(join(root, name, file), "utf8");
const ACTIONS: readonly (readonly [string, ActionSpec<string, string>, string])[] = [
  ["patch-release", patchRelease, "dist/main.cjs"],
  ["backport", backport, "dist/main.js"],
];

const examples = (name: string): string[] =>
  [...read(name, "README.md").matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");

describe.each(ACTIONS)("actions/%s", (name, spec, main) => {
  it("action.yml says what the registry says", () => {
    const file = parse(read(name, "action.yml")) as {
      name: string;
      inputs: Record<string, { description: string; default?: string; required: boolean }>;
      outputs: Record<string, { description: string }>;
      runs: unknown;
    };
    expect(file.name).toBe(spec.name);
    expect(
      Object.fromEntries(Object.entries(file.inputs).map(([key, value]) => [key, [value.description, value.default]])),
    ).toEqual(
      Object.fromEntries(Object.entries(spec.inputs).map(([key, value]) => [key, [value.description, value.default]])),
    );
    expect(Object.keys(file.outputs)).toEqual(Object.keys(spec.outputs));
    expect(file.runs).toEqual({ using: "node24", main });
  });

  it("the README names every input and output", () => {
    const text = read(name, "README.md");
    for (const one of [...Object.keys(spec.inputs), ...Object.keys(spec.outputs)]) expect(text).toContain(`\`${one}\``);
  });

  it("the example is a workflow that GitHub's own parser takes", () => {
    expect(examples(name).length).toBeGreaterThan(0);
    for (const content of examples(name)) {
      const result = parseWorkflow({ name: "example.yml", content }, new NoOperationTraceWriter());
      expect(result.context.errors.getErrors()).toEqual([]);
    }
  });

  it("ACT-01 ACT-07 ACT-20 no expression inside run, pinned shas, no pull_request_target", () => {
    for (const content of examples(name)) {
      const workflow = parse(content) as {
        on: unknown;
        jobs: Record<string, { steps: { run?: string; uses?: string; with?: Record<string, unknown> }[] }>;
      };
      expect(JSON.stringify(workflow.on)).not.toContain("pull_request_target");
      for (const { steps } of Object.values(workflow.jobs))
        for (const step of steps) {
          expect(step.run ?? "").not.toContain("${{");
          if (step.uses !== undefined) expect(step.uses).toMatch(/@[0-9a-f]{40}$/);
        }
      const uses = Object.values(workflow.jobs).flatMap(({ steps }) =>
        steps.flatMap(({ with: inputs }) => (inputs === undefined ? [] : [inputs])),
      );
      for (const inputs of uses.slice(1))
        for (const key of Object.keys(inputs)) expect(Object.keys(spec.inputs)).toContain(key);
    }
  });
});

it("the file that the App's answer holds is a workflow too", () => {
  const result = parseWorkflow({ name: "backport.yml", content: BACKPORT_WORKFLOW }, new NoOperationTraceWriter());
  expect(result.context.errors.getErrors()).toEqual([]);
  expect(BACKPORT_WORKFLOW).not.toMatch(/run:/);
});
