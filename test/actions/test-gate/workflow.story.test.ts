// The README's workflows: read by GitHub's own parser, and their gate steps run as they stand there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { runGate, type Ran } from "./run.ts";

const readme = readFileSync(join(import.meta.dirname, "../../../actions/test-gate/README.md"), "utf8");
const workflows = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");

interface Step {
  id?: string;
  uses?: string;
  with?: Record<string, string | number>;
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
  const inputs = Object.fromEntries(Object.entries(step?.with ?? {}).map(([input, value]) => [input, String(value)]));
  expect((await runGate({ files: { "reports/junit-unit.xml": report("") }, inputs })).exit).toBe(0);
  expect((await runGate({ files: { "reports/junit-unit.xml": report("<failure/>") }, inputs })).exit).toBe(1);
});

it("the matrix, run as it stands there: legs leave digests, and the last job makes one verdict of them", async () => {
  const { jobs } = parse(workflows[2] ?? "") as {
    jobs: Record<"test" | "gate", { steps: Step[]; strategy?: { matrix: { node: string[] } } }>;
  };
  const withOf = (name: "test" | "gate"): Record<string, string> => {
    const given = jobs[name].steps.find((one) => one.id === "gate")?.with ?? {};
    return Object.fromEntries(Object.entries(given).map(([input, value]) => [input, String(value)]));
  };
  const env = { GITHUB_RUN_ID: "7" };
  const mergedOf = async (lines: Record<string, string>): Promise<Ran> => {
    const files: Record<string, Buffer> = {};
    for (const node of jobs.test.strategy?.matrix.node ?? []) {
      const inputs = Object.fromEntries(
        Object.entries(withOf("test")).map(([input, value]) => [input, value.replace("${{ matrix.node }}", node)]),
      );
      const lcov = `SF:src/a.ts\n${lines[node] ?? ""}end_of_record\n`;
      const report = `<testsuite name="s"><testcase name="a"/></testsuite>`;
      const ran = await runGate({ files: { "junit.xml": report, "coverage/lcov.info": lcov }, inputs, env });
      files[`legs/test-gate-${inputs["job"] ?? ""}/test-gate.ndjson`] = readFileSync(ran.outputs["report"]!);
    }
    return runGate({ files, inputs: withOf("gate"), env });
  };
  const whole = await mergedOf({ "24": "DA:1,1\nDA:2,0\n", "26": "DA:1,0\nDA:2,1\n" });
  expect(whole).toMatchObject({ exit: 0, outputs: { tests: "2", coverage: "100" } });
  const half = await mergedOf({ "24": "DA:1,1\nDA:2,0\n", "26": "DA:1,0\nDA:2,0\n" });
  expect(half).toMatchObject({ exit: 1, outputs: { code: "coverage-min" } });
});
