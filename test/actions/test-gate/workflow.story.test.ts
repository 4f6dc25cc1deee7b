// The README's first workflow: read by GitHub's own parser, and its gate step run as it stands there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { runGate } from "./run.ts";

const readme = readFileSync(join(import.meta.dirname, "../../../actions/test-gate/README.md"), "utf8");
const workflows = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");

interface Step {
  id?: string;
  uses?: string;
  with?: Record<string, string>;
}

it("GitHub's parser takes it without an error", async () => {
  const { NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");
  const [first = "", , matrix = ""] = workflows;
  for (const content of [first, `on: push\n${matrix}`]) {
    const result = parseWorkflow({ name: "ci.yml", content }, new NoOperationTraceWriter());
    expect(result.context.errors.getErrors().map((error) => error.message)).toEqual([]);
  }
});

it("its gate step, run as it stands there, is green for a good report and red for a bad one", async () => {
  const { jobs } = parse(workflows[0] ?? "") as { jobs: { test: { steps: Step[] } } };
  const step = jobs.test.steps.find((one) => one.id === "gate");
  expect(step?.uses).toContain("lamplighter/actions/test-gate@");
  const report = (inside: string): string => `<testsuite name="s"><testcase name="a">${inside}</testcase></testsuite>`;
  const inputs = step?.with ?? {};
  expect((await runGate({ files: { "reports/junit-unit.xml": report("") }, inputs })).exit).toBe(0);
  expect((await runGate({ files: { "reports/junit-unit.xml": report("<failure/>") }, inputs })).exit).toBe(1);
});
