// What GitHub reads (action.yml), what people read (README.md) and what the code takes are one thing.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { artifactName } from "../../../actions/test-gate/find-base.ts";
import { spec } from "../../../actions/test-gate/face.ts";

const FOLDER = join(import.meta.dirname, "../../../actions/test-gate");
const text = (name: string): string => readFileSync(join(FOLDER, name), "utf8");
const readme = text("README.md");
const workflows = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");

interface Step {
  id?: string;
  uses?: string;
  with?: Record<string, string>;
}

/** The steps of a workflow, or of a list of some. */
function stepsOf(workflow: string): Step[] {
  const parsed = parse(workflow) as Step[] | { jobs?: Record<string, { steps: Step[] }> };
  return Array.isArray(parsed) ? parsed : Object.values(parsed.jobs ?? {}).flatMap(({ steps }) => steps);
}

describe("the test gate's face", () => {
  it("action.yml says what the registry says", () => {
    const action = parse(text("action.yml")) as {
      name: string;
      description: string;
      inputs: Record<string, { description: string; required: boolean; default?: string }>;
      outputs: Record<string, { description: string }>;
      runs: unknown;
    };
    expect({ name: action.name, description: action.description }).toEqual({
      name: spec.name,
      description: spec.description,
    });
    const inputs = Object.entries(spec.inputs).map(([name, one]) => {
      const rest = one.required === true ? { required: true } : { required: false, default: one.default };
      return [name, { description: one.description, ...rest }];
    });
    expect(action.inputs).toEqual(Object.fromEntries(inputs));
    expect(action.outputs).toEqual(
      Object.fromEntries(Object.entries(spec.outputs).map(([name, description]) => [name, { description }])),
    );
    expect(action.runs).toEqual({ using: "node24", main: "dist/main.cjs" });
  });

  it("the README names every input and every output", () => {
    for (const name of [...Object.keys(spec.inputs), ...Object.keys(spec.outputs)])
      expect(readme).toContain(`\`${name}\``);
  });

  it("every input that an example gives is one that there is", () => {
    const gates = workflows.flatMap(stepsOf).filter((step) => step.uses?.includes("/test-gate@") === true);
    expect(gates).toHaveLength(4);
    for (const step of gates)
      for (const name of Object.keys(step.with ?? {})) expect(Object.keys(spec.inputs)).toContain(name);
  });

  it("every example keeps its digest under the name that a later run looks for", () => {
    const jobs = workflows.flatMap((workflow) =>
      Object.values((parse(workflow) as { jobs?: Record<string, { steps: Step[] }> }).jobs ?? {}),
    );
    const gates = jobs.filter(({ steps }) => steps.some((step) => step.id === "gate"));
    expect(gates).toHaveLength(3);
    for (const { steps } of gates) {
      const gate = steps.find((step) => step.id === "gate")?.with ?? {};
      const kept = steps.find((step) => step.uses?.includes("/upload-artifact@") === true)?.with ?? {};
      const named = artifactName("LEG").replace("LEG", gate["job"] ?? "");
      expect(kept["name"]).toBe(gate["job"] === undefined ? artifactName("") : named);
      expect(kept["path"]).toBe("${{ steps.gate.outputs.report }}");
      // Without the files there is no quarantine, and no line to link to.
      expect(steps[0]?.uses).toContain("/checkout@");
    }
  });

  it("ACT-07 no example trusts a fork's code with rights: no pull_request_target", () => {
    for (const workflow of workflows) expect(workflow).not.toContain("pull_request_target");
  });

  it("ACT-01 ACT-02 ACT-03 no example puts an expression into a script", () => {
    for (const workflow of workflows) expect(workflow).not.toMatch(/run:[^\n]*\$\{\{/);
  });

  it("ACT-20 every example pins a commit", () => {
    const used = workflows.flatMap((workflow) => [...workflow.matchAll(/uses: (\S+)/g)].map((match) => match[1] ?? ""));
    expect(used.length).toBeGreaterThan(5);
    for (const action of used) expect(action).toMatch(/@[0-9a-f]{40}$/);
  });
});
