// A matrix from leg to merged verdict, through the shipped bundle: what a leg knows must not be lost on the way.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runGate, type Ran } from "./run.ts";

const RUN = { GITHUB_RUN_ID: "5" };
const suite = (inside: string): string => `<testsuite name="s">${inside}</testsuite>`;
const passes = `<testcase classname="a" name="passes"/>`;
const fails = `<testcase classname="a" name="fails"><failure message="no"/></testcase>`;
const reports = "**/junit*.xml";

interface Leg {
  files: Record<string, string>;
  inputs?: Record<string, string>;
}

/** Runs each leg as its own job, then the merge over the digests that they left. */
async function merged(
  legs: Record<string, Leg>,
  inputs: Record<string, string> = {},
  files: Record<string, string> = {},
): Promise<Ran> {
  const digests: Record<string, string | Buffer> = {};
  for (const [job, leg] of Object.entries(legs)) {
    const ran = await runGate({
      files: leg.files,
      inputs: { reports, job, "fail-on": "none", ...leg.inputs },
      env: RUN,
    });
    digests[`legs/${job}/test-gate.ndjson`] = readFileSync(ran.outputs["report"]!);
  }
  const merge = { reports: "legs/**/*.ndjson", mode: "merge", legs: Object.keys(legs).join(", ") };
  return runGate({ files: { ...files, ...digests }, inputs: { ...merge, ...inputs }, env: RUN });
}

const GOOD = { "junit.xml": suite(passes) };
const lcov = (hits: string, file = "src/a.ts"): string =>
  `SF:${file}\n${hits
    .split(" ")
    .map((one, line) => `DA:${line + 1},${one}\n`)
    .join("")}end_of_record\n`;

describe("what a leg was refused for, the merged verdict refuses", () => {
  it.each<[string, Leg, string]>([
    ["it found no report", { files: {} }, "Leg b: No report was found."],
    [
      "it skipped everything",
      { files: { "junit.xml": suite(`<testcase name="x"><skipped/></testcase>`) } },
      "Leg b: No test ran.",
    ],
    ["a report was cut", { files: { "junit.xml": `<testsuite>${passes}` } }, "Leg b: junit.xml"],
    ["a limit of its own", { files: GOOD, inputs: { "min-tests": "5" } }, "Leg b: 1 test ran; 5 are asked."],
  ])("%s", async (_, b, sentence) => {
    const ran = await merged({ a: { files: GOOD }, b });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "leg-problem" } });
    expect(ran.log).toContain(sentence);
  });

  it("but for its failures, which are judged again by the merge's own rule", async () => {
    const b = { files: { "junit.xml": suite(passes + fails) }, inputs: { "fail-on": "any-failure" } };
    expect(await merged({ a: { files: GOOD }, b })).toMatchObject({ exit: 1, outputs: { code: "failures" } });
    expect(await merged({ a: { files: GOOD }, b }, { "fail-on": "none" })).toMatchObject({ exit: 0 });
  });

  it("one sentence for all legs that say the same", async () => {
    const ran = await merged({ a: { files: {} }, b: { files: {} } });
    expect(ran.log).toContain("Legs a, b: No report was found.");
  });
});

it("the merged summary leads to the lines that the legs found in their stacks", async () => {
  const at = `<testcase classname="a" name="fails"><failure message="no">at src/a.ts:3:5</failure></testcase>`;
  const legs = { linux: { files: { "junit.xml": suite(passes + at), "src/a.ts": "" } } };
  const ran = await merged(legs, {}, { "src/a.ts": "" });
  expect(ran.log).toContain("::error title=a > fails [linux],file=src/a.ts,line=3::no");
  expect(ran.summary).toContain("`src/a.ts:3`");
});

describe("the merged summary shows why a leg's test failed", () => {
  const thrown = (name: string, stack: string): string =>
    `<testcase classname="a" name="${name}"><failure message="expected 3"><![CDATA[${stack}]]></failure></testcase>`;

  it("with its message and the lines of its stack that are theirs, in the results, too", async () => {
    const stack = "Error: expected 3\n    at pay (src/pay.ts:7:3)\n    at run (node_modules/vitest/run.js:1:1)";
    const ran = await merged({ linux: { files: { "junit.xml": suite(passes + thrown("pays", stack)) } } });
    expect(ran.summary).toMatch(/<summary>a &gt; pays \[linux\]<\/summary>/);
    expect(ran.summary).toContain("Error: expected 3\n    at pay (src/pay.ts:7:3)\n```");
    expect(ran.summary).not.toContain("node_modules");
    const { results } = JSON.parse(readFileSync(ran.outputs["ctrf"]!, "utf8")) as {
      results: { tests: { name: string; trace?: string }[] };
    };
    expect(results.tests[1]?.trace).toContain("src/pay.ts:7:3");
  });

  it("of very many failures of many legs no more than a person reads, and a leg's digest stays small", async () => {
    const long = `Error: no\n${"    at somewhere in a file (src/a.ts:1:1) of no consequence 💥\n".repeat(200)}`;
    const many = Array.from({ length: 600 }, (_, test) => thrown(`fails ${test}`, long)).join("");
    const legs = Object.fromEntries(["a", "b", "c"].map((job) => [job, { files: { "junit.xml": suite(many) } }]));
    const ran = await merged(legs);
    expect(ran.outputs["failed"]).toBe("1800");
    expect(Buffer.byteLength(ran.summary)).toBeLessThan(1024 * 1024);
    expect(ran.summary.match(/<details>/g)).toHaveLength(25);
    for (const job of ["a", "b", "c"])
      expect(statSync(join(ran.folder, `legs/${job}/test-gate.ndjson`)).size).toBeLessThan(1024 * 1024);
  });

  it("and a run that is no leg keeps its digest as small as before", async () => {
    const files = { "junit.xml": suite(passes + thrown("pays", "Error: expected 3\n    at pay (src/pay.ts:7:3)")) };
    const ran = await runGate({ files, inputs: { reports } });
    expect(readFileSync(ran.outputs["report"]!, "utf8")).not.toContain("src/pay.ts");
  });
});

describe("legs of another release of the Action", () => {
  const leg = async (): Promise<string> => {
    const ran = await runGate({ files: GOOD, inputs: { reports, job: "linux" }, env: RUN });
    return readFileSync(ran.outputs["report"]!, "utf8");
  };
  const inputs = { reports: "*.ndjson", mode: "merge", legs: "linux" };

  it("are refused with what to do, neither read in part nor passed over", async () => {
    const newer = (await leg()).replace(`"version":1`, `"version":2`);
    const ran = await runGate({ files: { "a.ndjson": newer }, inputs, env: RUN });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "report-other-version" } });
    expect(ran.log).toContain("it is of version 2, and this release reads 1.");
    expect(ran.log).toContain("Let all jobs of this workflow use one and the same release of this Action.");
  });

  it("as a base are no base: every failure counts, and the summary says why", async () => {
    const ran = await runGate({
      files: { "junit.xml": suite(fails), "base.ndjson": (await leg()).replace(`"version":1`, `"version":2`) },
      inputs: { reports, base: "base.ndjson", "fail-on": "new-failures" },
    });
    expect(ran.outputs["code"]).toBe("failures");
    expect(ran.summary).toContain("Another release of this Action left this digest");
  });
});

it("a matrix of thirty legs takes the memory of its tests, not of all digests together", async () => {
  const names = Array.from({ length: 20_000 }, (_, test) => `com.example.shop.of.Many${test % 100} > does ${test}`);
  const rows = names.map((name) => `${JSON.stringify(["P", name, 1, "P".repeat(19) + "F"])}\n`).join("");
  const digest = (job: string): string => {
    const head = { digest: "lamplighter/test-gate", version: 1, job, sha: "", run: "5", tests: names.length };
    return `${JSON.stringify({ ...head, problems: [], coverage: null, benchmarks: [] })}\n${rows}`;
  };
  const jobs = Array.from({ length: 30 }, (_, leg) => `leg-${leg}`);
  const files = Object.fromEntries(jobs.map((job) => [`${job}.ndjson`, digest(job)]));
  const inputs = { reports: "*.ndjson", mode: "merge", legs: jobs.join(",") };
  const env = { ...RUN, NODE_OPTIONS: "--max-old-space-size=120" };
  expect(await runGate({ files, inputs, env })).toMatchObject({ exit: 0, outputs: { tests: "600000" } });
});

describe("coverage of a matrix", () => {
  const legs = {
    linux: { files: { ...GOOD, "lcov.info": lcov("1 1 0 0") }, inputs: { coverage: "lcov.info" } },
    windows: {
      files: { ...GOOD, "lcov.info": lcov("0 1 1 0") + lcov("1", "src/win.ts") },
      inputs: { coverage: "lcov.info" },
    },
  };

  it("is of all legs together: a line is covered when a leg ran it", async () => {
    const ran = await merged(legs, { "coverage-min": "80" });
    expect(ran).toMatchObject({ exit: 0, outputs: { coverage: "80" } });
    expect((await merged(legs, { "coverage-min": "81" })).outputs["code"]).toBe("coverage-min");
  });

  it("with a leg that left none it is told", async () => {
    const ran = await merged({ ...legs, mac: { files: GOOD } }, { "coverage-min": "80" });
    expect(ran.exit).toBe(0);
    expect(ran.summary).toContain("Coverage is of the other legs: mac left none.");
  });

  it("of a leg that was told to read it and lost it fails, where a limit is set, and is told where none is", async () => {
    const lost = { ...legs, windows: { files: GOOD, inputs: { coverage: "lcov.info" } } };
    const ran = await merged(lost, { "coverage-min": "40" });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "leg-coverage" } });
    const green = await merged(lost);
    expect(green.exit).toBe(0);
    expect(green.summary).toContain("The leg windows was told to read coverage and did not find all of it.");
    const part = { files: { ...GOOD, "lcov.info": lcov("1 1") }, inputs: { coverage: "lcov.info\ne2e.info" } };
    expect((await merged({ ...legs, windows: part }, { "coverage-min": "40" })).outputs["code"]).toBe("leg-coverage");
    const empty = { files: { ...GOOD, "lcov.info": "TN:\n" }, inputs: { coverage: "lcov.info" } };
    expect((await merged({ ...legs, windows: empty }, { "coverage-min": "40" })).outputs["code"]).toBe("leg-coverage");
  });

  it("without any, a limit cannot be judged and fails", async () => {
    const ran = await merged({ linux: { files: GOOD } }, { "coverage-min": "80" });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "no-coverage", coverage: "" } });
  });

  it("joins files that the merge names itself", async () => {
    const ran = await merged(legs, { coverage: "more.info" }, { "more.info": lcov("0 0 0 1") });
    expect(ran.outputs["coverage"]).toBe("100");
  });

  it("against the base is the merged digest's, which carries numbers and no lines", async () => {
    const before = await merged(legs);
    const digest = readFileSync(before.outputs["report"]!, "utf8");
    expect(digest).not.toContain(`["C"`);
    const worse = { ...legs, windows: { ...legs.windows, files: { ...GOOD, "lcov.info": lcov("0 0 0 0") } } };
    const ran = await merged(worse, { base: "base.ndjson", "coverage-drop": "10" }, { "base.ndjson": digest });
    expect(ran.outputs["code"]).toBe("coverage-drop");
    expect(ran.log).toContain("Coverage is 50%, on the base it was 80%");
  });

  it("a digest whose covered lines were bitten is refused", async () => {
    const { linux } = legs;
    const ran = await runGate({ files: linux.files, inputs: { reports, job: "linux", ...linux.inputs }, env: RUN });
    const digest = readFileSync(ran.outputs["report"]!, "utf8");
    expect(digest).toContain(`["C","src/a.ts","2h2m"]`);
    const inputs = { reports: "*.ndjson", mode: "merge", legs: "linux" };
    for (const [bitten, code] of [
      [digest.replace("2h2m", "2h2x"), "report-malformed"],
      [digest.replace("2h2m", "3h2m"), "report-counts"],
      [digest.replace(/^\["C".*\n/m, ""), "report-counts"],
    ] as const)
      expect((await runGate({ files: { "a.ndjson": bitten }, inputs, env: RUN })).outputs["code"]).toBe(code);
  });
});

it("benchmarks of each leg are judged beside the same leg's on the base", async () => {
  const bench = (value: number): string => JSON.stringify([{ name: "parse", value, unit: "ms" }]);
  const leg = (value: number): Leg => ({
    files: { ...GOOD, "bench.json": bench(value) },
    inputs: { benchmarks: "bench.json" },
  });
  const before = await merged({ fast: leg(10), slow: leg(100) });
  const files = { "base.ndjson": readFileSync(before.outputs["report"]!, "utf8") };
  const inputs = { base: "base.ndjson", "benchmark-fail": "1.5" };
  expect((await merged({ fast: leg(11), slow: leg(110) }, inputs, files)).exit).toBe(0);
  const ran = await merged({ fast: leg(20), slow: leg(100) }, inputs, files);
  expect(ran.outputs["code"]).toBe("benchmark-fail");
  expect(ran.log).toContain("parse [fast] is 20 ms");
});
