// The project's own workflows: what GitHub's parser says of them, and that they use our Actions as these are.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readSection } from "../../src/release/section.ts";

const root = resolve(import.meta.dirname, "../..");
const folder = join(root, ".github/workflows");
const files = readdirSync(folder).sort();
const textOf = (file: string): string => readFileSync(join(folder, file), "utf8");

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Workflow {
  on: Record<string, { inputs?: Record<string, unknown> } | null>;
  permissions?: Record<string, string>;
  jobs: Record<string, { steps: Step[]; permissions?: Record<string, string> }>;
}
const read = (file: string): Workflow => parse(textOf(file)) as Workflow;
const stepsOf = (file: string): Step[] => Object.values(read(file).jobs).flatMap(({ steps }) => steps);

describe.each(files)("%s", (file) => {
  it("is a workflow without an error", () => {
    const { context } = parseWorkflow({ name: file, content: textOf(file) }, new NoOperationTraceWriter());
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
  });

  it("ACT-01, ACT-07 puts no expression into a shell, pins what it uses, and trusts no fork", () => {
    expect(stepsOf(file).filter(({ run }) => run?.includes("${{") === true)).toEqual([]);
    const used = stepsOf(file).flatMap(({ uses }) => uses ?? []);
    expect(used.filter((one) => !/^(?:\.\/actions\/[\w-]+|[\w-]+\/[\w-]+@[0-9a-f]{40})$/.test(one))).toEqual([]);
    expect(Object.keys(read(file).on)).not.toContain("pull_request_target");
    expect(read(file).permissions).toEqual({ contents: "read" });
  });

  it("gives our Actions inputs that they have", () => {
    for (const { uses, with: given = {} } of stepsOf(file).filter(({ uses: own }) => own?.startsWith("./actions/"))) {
      const action = parse(readFileSync(join(root, uses ?? "", "action.yml"), "utf8")) as { inputs: object };
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
    }
  });
});

describe("the project releases itself", () => {
  const section = readSection(readFileSync(join(root, ".github/lamplighter.yml"), "utf8"));
  if (!section.ok) throw new Error(section.reason);
  const { workflow, backport } = section.value;

  it("the workflows that its policy starts are there, and take the inputs that they are started with", () => {
    expect(files).toEqual(expect.arrayContaining([workflow, backport.workflow]));
    const inputs = (file: string): string[] => Object.keys(read(file).on["workflow_dispatch"]?.inputs ?? {}).sort();
    expect(inputs(workflow ?? "")).toEqual(["line", "only"]);
    expect(inputs(backport.workflow)).toEqual(["lines", "pull-request"]);
  });

  it("by the titles that its commits have: each room that a user meets asks for a patch, and stands in the notes", () => {
    const rooms = readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const titled = rooms.map(({ name }) => (name === "commands" ? "cli" : name));
    const { levels, sections } = section.value;
    expect(titled.filter((room) => levels[room] !== "patch" || sections[room] === undefined)).toEqual([]);
  });

  it("with rights for what the Actions do, and no more", () => {
    const rights = { contents: "write", "pull-requests": "write", issues: "write" };
    for (const file of [workflow ?? "", backport.workflow])
      expect(Object.values(read(file).jobs).map(({ permissions }) => permissions)).toEqual([rights]);
  });
});
