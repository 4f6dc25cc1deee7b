import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { bundleAction } from "../../../scripts/build-actions.ts";
import { parseGateWord } from "../../../src/core/gate-word.ts";
import { heard, runGate, workspaceWith } from "./run.ts";

const suite = (inside: string): string => `<testsuite name="s">${inside}</testsuite>`;
const passes = `<testcase classname="a" name="passes" time="0.5"/>`;
const fails = `<testcase classname="a" name="fails" file="src/a.ts" line="3"><failure message="no &lt;b&gt; @octo">at src/a.ts:3</failure></testcase>`;
const reports = "**/junit*.xml";

describe("the shipped bundle", () => {
  it("ACT-25 is byte for byte what its source builds", async () => {
    const { files } = await bundleAction("test-gate");
    for (const [path, bytes] of files) {
      expect(readFileSync(join(import.meta.dirname, "../../..", path)).equals(bytes), path).toBe(true);
    }
  });

  it("is at most 300 kB, of which a green run of one small report loads less than 80 kB", async () => {
    const { files } = await bundleAction("test-gate");
    const sizes = [...files.values()].map((bytes) => bytes.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
    expect(files.get("actions/test-gate/dist/main.cjs")!.length).toBeLessThan(80_000);
    // The others are looked for only when something asks for them: without them such a run is green all the same.
    const folder = workspaceWith({ "main.cjs": files.get("actions/test-gate/dist/main.cjs")! });
    const small = { files: { "junit.xml": suite(passes) }, inputs: { reports } };
    expect((await runGate({ ...small, bundle: join(folder, "main.cjs") })).exit).toBe(0);
    const failing = { files: { "junit.xml": suite(fails) }, inputs: { reports }, bundle: join(folder, "main.cjs") };
    const ran = await runGate(failing);
    expect(ran.exit).toBe(2);
    expect(ran.log).toContain("Cannot find module");
  });

  it("is green for reports in which all passed, with no further setting, no token and no GitHub", async () => {
    const ran = await runGate({ files: { "out/junit-a.xml": suite(passes) }, inputs: { reports } });
    expect(ran).toMatchObject({
      exit: 0,
      outputs: { verdict: "allow", code: "passed", tests: "1", passed: "1", failed: "0" },
    });
    expect(ran.summary).toContain("Test gate: passed");
  });

  it("is red for a failure, and names it in log, annotation and summary", async () => {
    const files = { "out/junit.xml": suite(passes + fails), "src/a.ts": "" };
    const env = { GITHUB_REPOSITORY: "octo/app", GITHUB_SHA: "c".repeat(40) };
    const ran = await runGate({ files, inputs: { reports }, env });
    expect(ran).toMatchObject({ exit: 1, outputs: { verdict: "block", code: "failures", failed: "1" } });
    expect(heard(ran.log)).toContain("::error title=a > fails,file=src/a.ts,line=3::no <b> @octo");
    expect(ran.summary).toContain(`[\`src/a.ts:3\`](https://github.com/octo/app/blob/${"c".repeat(40)}/src/a.ts#L3)`);
  });

  it("leaves a digest, CTRF, a verdict and a badge", async () => {
    const sha = "a".repeat(40);
    const env = { GITHUB_SHA: sha, GITHUB_RUN_ID: "11" };
    const { outputs } = await runGate({ files: { "junit.xml": suite(passes + fails) }, inputs: { reports }, env });
    const ctrf = JSON.parse(readFileSync(outputs["ctrf"]!, "utf8")) as {
      results: { summary: unknown; tests: unknown[] };
    };
    expect(ctrf.results.summary).toMatchObject({ tests: 2, passed: 1, failed: 1 });
    expect(ctrf.results.tests).toHaveLength(2);
    expect(readFileSync(outputs["badge"]!, "utf8")).toContain("1 failed");
    const verdict = JSON.parse(readFileSync(join(outputs["report"]!, "../verdict.json"), "utf8")) as unknown;
    expect(verdict).toMatchObject({ verdict: { state: "block", code: "failures" }, counts: { tests: 2 } });
    // E28: what the App reads from the artifact is the same verdict and the same names.
    const [first = ""] = readFileSync(outputs["report"]!, "utf8").split("\n");
    const word = { sha, run: "11", tests: 2, state: "block", code: "failures", failed: 1, new: null };
    expect(parseGateWord(first)).toEqual(word);
    expect(readFileSync(outputs["report"]!, "utf8")).toContain(`["F","a > fails",0,"F"`);
  });

  it("compares with a digest that an earlier run left", async () => {
    const before = await runGate({ files: { "junit.xml": suite(passes + fails) }, inputs: { reports } });
    const files = { "junit.xml": suite(passes + fails), "base.ndjson": readFileSync(before.outputs["report"]!) };
    const inputs = { reports, base: "base.ndjson", "fail-on": "new-failures" };
    expect(await runGate({ files, inputs })).toMatchObject({ exit: 0, outputs: { "new-failures": "0", fixed: "0" } });
    const worse = { ...files, "junit.xml": suite(fails + fails.replace(`"fails"`, `"worse"`)) };
    expect(await runGate({ files: worse, inputs })).toMatchObject({ exit: 1, outputs: { "new-failures": "1" } });
  });

  it("merges legs: one verdict, and a missing leg fails", async () => {
    const leg = async (job: string, xml: string): Promise<Buffer> => {
      const ran = await runGate({
        files: { "junit.xml": suite(xml) },
        inputs: { reports, job },
        env: { GITHUB_RUN_ID: "5" },
      });
      return readFileSync(ran.outputs["report"]!);
    };
    const files = {
      "legs/a/test-gate.ndjson": await leg("linux", passes),
      "legs/b/test-gate.ndjson": await leg("windows", passes + fails),
    };
    const inputs = { reports: "legs/**/*.ndjson", mode: "merge", legs: "linux, windows" };
    const merged = await runGate({ files, inputs, env: { GITHUB_RUN_ID: "5" } });
    expect(merged).toMatchObject({ exit: 1, outputs: { tests: "3", failed: "1", code: "failures" } });
    expect(merged.summary).toContain("a > fails [windows]");
    const missing = await runGate({
      files,
      inputs: { ...inputs, legs: "linux, windows, mac" },
      env: { GITHUB_RUN_ID: "5" },
    });
    expect(missing.outputs["code"]).toBe("leg-missing");
    const other = await runGate({ files, inputs, env: { GITHUB_RUN_ID: "6" } });
    expect(other.outputs["code"]).toBe("report-other-run");
  });

  it("a damaged file is named with its line, and the rest is still counted", async () => {
    const files = { "junit-a.xml": suite(passes), "junit-b.xml": `<testsuite>\n${passes}\n<testcase` };
    const ran = await runGate({ files, inputs: { reports } });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "report-truncated", passed: "2" } });
    expect(heard(ran.log)[0]).toMatch(/^::error title=.*file=junit-b.xml,line=3::/);
  });

  it("reports that are older than this job are refused when fresh is asked", async () => {
    const folder = workspaceWith({ "junit.xml": suite(passes) });
    utimesSync(join(folder, "junit.xml"), 1, 1);
    const ran = await runGate({ folder, inputs: { reports, fresh: "true" }, event: {} });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "report-stale" } });
    expect((await runGate({ folder, inputs: { reports }, event: {} })).exit).toBe(0);
  });

  it("coverage and benchmarks that are older than this job are refused, too", async () => {
    const folder = workspaceWith({
      "junit.xml": suite(passes),
      "lcov.info": "SF:src/a.ts\nDA:1,1\nend_of_record\n",
      "bench.json": `[{"name":"a","value":3,"unit":"ms"}]`,
    });
    const inputs = { reports, fresh: "true", coverage: "lcov.info", benchmarks: "bench.json" };
    utimesSync(join(folder, "junit.xml"), 4e9, 4e9);
    for (const old of ["lcov.info", "bench.json"]) utimesSync(join(folder, old), 1, 1);
    const ran = await runGate({ folder, inputs, event: {} });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "report-stale", coverage: "" } });
    expect(heard(ran.log).filter((line) => line.includes("older than this job"))).toHaveLength(2);
  });

  it("fresh is refused where nobody knows when the job began", async () => {
    const ran = await runGate({ files: { "junit.xml": suite(passes) }, inputs: { reports, fresh: "true" } });
    expect(ran.exit).toBe(2);
    expect(ran.log).toContain("fresh-unjudged");
  });

  it("a base may lie outside of the workspace, where a cache or a download put it", async () => {
    const before = await runGate({ files: { "junit.xml": suite(passes + fails) }, inputs: { reports } });
    const inputs = { reports, base: before.outputs["report"]!, "fail-on": "new-failures" };
    const ran = await runGate({ files: { "junit.xml": suite(passes + fails) }, inputs });
    expect(ran).toMatchObject({ exit: 0, outputs: { "new-failures": "0" } });
    const verdict = JSON.parse(readFileSync(join(ran.outputs["report"]!, "../verdict.json"), "utf8")) as unknown;
    expect(verdict).toMatchObject({
      failing: ["a > fails"],
      against: { newFailures: [], stillFailing: ["a > fails"] },
    });
  });

  it("a digest of another job is no base: what fails there is no old failure here", async () => {
    const files = { "junit.xml": suite(passes + fails) };
    const { outputs } = await runGate({ files, inputs: { reports, job: "windows" } });
    const inputs = { reports, base: outputs["report"]!, "fail-on": "new-failures" };
    expect((await runGate({ files, inputs: { ...inputs, job: "windows" } })).exit).toBe(0);
    for (const [job, is] of [
      ["linux", "the job linux"],
      ["", "a run without a job"],
    ] as const) {
      const ran = await runGate({ files, inputs: { ...inputs, job } });
      expect(ran).toMatchObject({ exit: 1, outputs: { code: "failures" } });
      expect(ran.log).toContain(`is of the job windows, and this is ${is}.`);
    }
  });

  it("of very many benchmarks so few values travel that the digest's first line stays short", async () => {
    const bench = JSON.stringify(
      Array.from({ length: 1_000 }, (_, n) => ({
        name: `benchmark number ${n} of many`,
        value: 1234.5678 + n,
        unit: "ns/op",
      })),
    );
    let base = "none";
    for (let run = 0; run < 12; run += 1) {
      const files = { "junit.xml": suite(passes), "bench.json": bench };
      base = (await runGate({ files, inputs: { reports, benchmarks: "bench.json", base } })).outputs["report"]!;
    }
    const [first = ""] = readFileSync(base, "utf8").split("\n");
    expect(first.length).toBeLessThan(256 * 1024);
    const { benchmarks } = JSON.parse(first) as { benchmarks: { values: number[] }[] };
    expect(benchmarks.map(({ values }) => values.length)).toEqual(benchmarks.map(() => 10));
  });

  it("two benchmarks of one name are two", async () => {
    const bench = (value: number): string =>
      `[{"name":"a","value":${value},"unit":"ms"},{"name":"a","value":9,"unit":"ms"}]`;
    const inputs = { reports, benchmarks: "bench.json" };
    const files = { "junit.xml": suite(passes), "bench.json": bench(3) };
    const before = await runGate({ files, inputs });
    const now = { ...inputs, base: before.outputs["report"]!, "benchmark-fail": "2" };
    expect((await runGate({ files, inputs: now })).exit).toBe(0);
    const slower = await runGate({ files: { ...files, "bench.json": bench(6) }, inputs: now });
    expect(slower.outputs["code"]).toBe("benchmark-fail");
  });

  it("coverage and benchmarks are judged from their files", async () => {
    const files = {
      "junit.xml": suite(passes),
      "lcov.info": "SF:src/a.ts\nDA:1,1\nDA:2,0\nend_of_record\n",
      "bench.json": `[{"name":"a","value":3,"unit":"ms"}]`,
    };
    const inputs = { reports, coverage: "lcov.info", benchmarks: "bench.json", "coverage-min": "60" };
    const ran = await runGate({ files, inputs });
    expect(ran).toMatchObject({ exit: 1, outputs: { coverage: "50", code: "coverage-min" } });
    const cut = await runGate({ files: { ...files, "lcov.info": "SF:src/a.ts\nDA:1,1\n" }, inputs });
    expect(cut.outputs["code"]).toBe("report-truncated");
  });

  it("a wrong input is refused with what it must be", async () => {
    const ran = await runGate({ files: { "junit.xml": suite(passes) }, inputs: { reports, "fail-on": "sometimes" } });
    expect(ran.exit).toBe(2);
    expect(ran.log).toContain("any-failure, new-failures, none");
  });

  it.each([
    ["legs outside of mode merge", { legs: "linux" }, "empty but in mode merge"],
    ["mode merge without legs", { mode: "merge" }, "the names of the legs"],
    [
      "results of the base that prove nothing",
      { "base-results": "base/*.xml" },
      "empty without require-regression-test",
    ],
    ["a leg whose name is a text", { job: "x".repeat(101) }, "one line of at most 100 characters"],
    ["a leg that legs: could not name", { job: "linux, x64" }, "without a comma"],
  ])("what would mean nothing is refused: %s", async (_, inputs, expected) => {
    const ran = await runGate({ files: { "junit.xml": suite(passes) }, inputs: { reports, ...inputs } });
    expect(ran.exit).toBe(2);
    expect(ran.log).toContain(expected);
  });

  it("a quarantine that cannot be read is no empty one", async () => {
    const files = { "junit.xml": suite(passes), ".github/test-quarantine.yml/x": "" };
    const ran = await runGate({ files, inputs: { reports } });
    expect(ran.outputs["code"]).toBe("quarantine-malformed");
    expect(ran.log).toContain("It cannot be read: EISDIR: illegal operation on a directory, read. It must be a file");
  });

  it("jest's files are named from the workspace on, and tests of one name in two of them are two", async () => {
    const folder = workspaceWith({});
    const adds = { ancestorTitles: ["sum"], title: "adds", status: "failed", failureMessages: ["no"] };
    const fileOf = (name: string, tests: object[]): object => ({
      name: join(folder, name),
      status: "failed",
      message: "no",
      assertionResults: tests,
    });
    const testResults = [fileOf("src/a.test.js", [adds]), fileOf("src/b.test.js", [adds]), fileOf("src/c.test.js", [])];
    writeFileSync(join(folder, "jest.json"), JSON.stringify({ numFailedTests: 2, success: false, testResults }));
    const { log } = await runGate({ folder, inputs: { reports: "jest.json" } });
    for (const name of ["src/a.test.js > sum > adds", "src/b.test.js > sum > adds", "src/c.test.js > (file)"])
      expect(log).toContain(`  failed: ${name}\n`);
  });

  it("a quarantine file with a mistake is named with its line", async () => {
    const files = {
      "junit.xml": suite(passes),
      ".github/test-quarantine.yml": "tests:\n  - test: a\n    until: now\n",
    };
    const ran = await runGate({ files, inputs: { reports } });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "quarantine-malformed" } });
    expect(ran.log).toContain(".github/test-quarantine.yml:2");
  });
});

describe("attacks", () => {
  it("ACT-01 ACT-02 names of files and tests are data: they run nothing and end nothing", async () => {
    const evil = `junit-$(touch x)\`id\`";ls&&.xml`;
    const ran = await runGate({
      files: { [evil]: suite(`<testcase name="&quot;;$(id)"><failure/></testcase>`) },
      inputs: { reports: "**/*.xml" },
    });
    expect(ran.outputs).toMatchObject({ failed: "1", code: "failures" });
    const { runs } = parse(readFileSync("actions/test-gate/action.yml", "utf8")) as { runs: unknown };
    expect(runs).toEqual({ using: "node24", main: "dist/main.cjs" });
  });

  it("ACT-04 a test's name does not write an output of its own", async () => {
    const name = "x&#10;verdict&lt;&lt;EOF&#10;allow&#10;EOF&#10;code=passed";
    const ran = await runGate({
      files: { "junit.xml": suite(`<testcase name="${name}"><failure message="${name}"/></testcase>`) },
      inputs: { reports },
    });
    expect(ran.outputs).toMatchObject({ verdict: "block", code: "failures" });
    expect(Object.keys(ran.outputs)).toHaveLength(13);
  });

  it("ACT-05 workflow commands in names, messages and output are inert", async () => {
    const evil = "&#10;::add-mask::a&#10;::set-output name=x::y&#10;##[error]z&#10;::stop-commands::w";
    const xml = suite(
      `<testcase name="n${evil}"><failure message="m${evil}">d${evil}</failure><system-out>o${evil}</system-out></testcase>`,
    );
    const ran = await runGate({ files: { "junit.xml": xml }, inputs: { reports } });
    expect(heard(ran.log).every((line) => /^::(error|notice) /.test(line))).toBe(true);
  });

  it("ACT-10 an XML bomb is refused and named", async () => {
    const ran = await runGate({
      files: { "junit.xml": `<!DOCTYPE l [<!ENTITY a "${"ha".repeat(1000)}">]>${suite(passes)}` },
      inputs: { reports },
    });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "report-doctype" } });
  });

  it("ACT-12 a glob that matches nothing fails", async () => {
    const ran = await runGate({ files: { "other.txt": "" }, inputs: { reports } });
    expect(ran).toMatchObject({ exit: 1, outputs: { verdict: "block", code: "no-reports", tests: "0" } });
  });

  it.each(["../../**/*.xml", "/etc/**", "a/../../b.xml", "C:/x.xml"])("ACT-18 the glob %s is refused", async (glob) => {
    const ran = await runGate({ files: { "junit.xml": suite(passes) }, inputs: { reports: `${reports}\n${glob}` } });
    expect(ran.exit).toBe(2);
    expect(ran.log).toContain("leads out of the workspace");
  });

  it("ACT-18 a symlink that leads out of the workspace is told and not read, a folder behind one is not entered", async () => {
    const outside = workspaceWith({ "junit-out.xml": suite(passes), "deep/junit.xml": suite(passes) });
    const folder = workspaceWith({ "junit.xml": suite(passes) });
    symlinkSync(join(outside, "junit-out.xml"), join(folder, "junit-link.xml"));
    symlinkSync(join(outside, "deep"), join(folder, "folder"));
    mkdirSync(join(folder, "loop"));
    symlinkSync(folder, join(folder, "loop/again"));
    const ran = await runGate({ folder, inputs: { reports } });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "report-outside", tests: "1" } });
  });

  it.each(["coverage", "benchmarks"])("ACT-18 so is one that %s names: half of them would flatter", async (input) => {
    const outside = workspaceWith({ "x.info": "SF:src/a.ts\nDA:1,0\nend_of_record\n" });
    const folder = workspaceWith({ "junit.xml": suite(passes) });
    symlinkSync(join(outside, "x.info"), join(folder, "x.info"));
    const ran = await runGate({ folder, inputs: { reports, [input]: "*.info" } });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "report-outside" } });
  });

  it("a folder of reports that is a link out of the workspace is told, not passed over (bazel-testlogs)", async () => {
    const folder = workspaceWith({ "junit.xml": suite(passes) });
    symlinkSync(workspaceWith({ "unit/test.xml": suite(fails) }), join(folder, "bazel-testlogs"));
    for (const glob of ["bazel-testlogs/**/test.xml", "bazel-testlogs/unit/test.xml"]) {
      const ran = await runGate({ folder, inputs: { reports: `junit.xml\n${glob}` } });
      expect(ran).toMatchObject({ exit: 1, outputs: { code: "report-outside" } });
      expect(ran.log).toContain("symlink that leads out of the workspace");
    }
  });

  it("a link that leads nowhere cannot be read", async () => {
    const folder = workspaceWith({ "junit.xml": suite(passes) });
    symlinkSync(join(folder, "gone.xml"), join(folder, "junit-link.xml"));
    const ran = await runGate({ folder, inputs: { reports } });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "report-unreadable" } });
  });

  it("links to a report that is read anyway, and two links to one, are read once", async () => {
    const folder = workspaceWith({ "out/junit.xml": suite(passes), "out/other.xml": suite(passes) });
    symlinkSync(join(folder, "out/junit.xml"), join(folder, "junit-latest.xml"));
    for (const name of ["junit-a.xml", "junit-b.xml"]) symlinkSync(join(folder, "out/other.xml"), join(folder, name));
    expect((await runGate({ folder, inputs: { reports } })).outputs["tests"]).toBe("2");
  });

  it("a report that is named and not there fails beside those that are; a glob may find nothing", async () => {
    const files = { "unit/junit.xml": suite(passes) };
    const ran = await runGate({ files, inputs: { reports: "unit/junit.xml\ne2e/junit.xml" } });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "report-missing", tests: "1" } });
    expect(ran.log).toContain("e2e/junit.xml: There is no such file.");
    const found = await runGate({ files, inputs: { reports: "unit/junit.xml\ne2e/junit*.xml" } });
    expect(found.exit).toBe(0);
    expect(found.summary).toMatch(/e2e\/junit\\\*\.xml found no file/);
    const alone = await runGate({ files, inputs: { reports: "e2e/junit.xml" } });
    expect(alone.outputs["code"]).toBe("no-reports");
  });

  it("a coverage report that is named and not there fails beside one that is, where a limit is set", async () => {
    const files = { "junit.xml": suite(passes), "a.info": "SF:src/a.ts\nDA:1,1\nend_of_record\n" };
    const inputs = { reports, coverage: "a.info\nb.info" };
    expect((await runGate({ files, inputs })).exit).toBe(0);
    const ran = await runGate({ files, inputs: { ...inputs, "coverage-min": "50" } });
    expect(ran).toMatchObject({ exit: 1, outputs: { code: "coverage-missing", coverage: "100" } });
  });

  it.each([
    ["!out/**", "would leave files out"],
    ["out", "Name the files in it, such as out/**/*.xml."],
    ["out/", "Name the files in it, such as out/**/*.xml."],
  ])("%s is refused: it means what a glob here does not", async (glob, why) => {
    const files = { "out/junit.xml": suite(passes) };
    const ran = await runGate({ files, inputs: { reports: `${reports}\n${glob}` } });
    expect(ran.exit).toBe(2);
    expect(ran.log).toContain(why);
  });

  it("times that no test takes leave whole results: thirty years at most, and the limit fails", async () => {
    const times = ["1e308", "1e308", "NaN", "-5"].map((time) => `<testcase name="t${time}" time="${time}"/>`);
    const files = { "junit.xml": suite(times.join("")) };
    const ran = await runGate({ files, inputs: { reports, "max-duration": "1h" } });
    expect(ran.outputs["code"]).toBe("max-duration");
    expect(ran.summary).not.toMatch(/Infinity|NaN s/);
    expect(() => JSON.parse(readFileSync(ran.outputs["ctrf"]!, "utf8")) as unknown).not.toThrow();
    const again = await runGate({ files, inputs: { reports, base: ran.outputs["report"]! } });
    expect(again.summary).not.toContain("Not compared with a base");
  });

  it("a workspace that there is not is refused, and is no bug of ours", async () => {
    const env = { GITHUB_WORKSPACE: join(workspaceWith({}), "gone") };
    const ran = await runGate({ inputs: { reports }, env });
    expect(ran.exit).toBe(2);
    expect(ran.log).toContain("workspace-missing");
  });

  it("a quarantine that is named and not there is told", async () => {
    const files = { "junit.xml": suite(passes) };
    const ran = await runGate({ files, inputs: { reports, quarantine: "ci/known.yml" } });
    expect(ran.exit).toBe(0);
    expect(ran.summary).toContain("There is no quarantine at ci/known.yml.");
    expect((await runGate({ files, inputs: { reports } })).summary).not.toContain("quarantine");
  });

  it("the colours that a tool wrote for a terminal are in nothing that we show", async () => {
    const message = "&#27;[31mexpected&#27;[39m 3";
    const test = `<testcase classname="a" name="&#27;[1mpays&#27;[22m"><failure message="${message}">\u001b[2mat\u001b[22m src/a.ts:3</failure></testcase>`;
    const ran = await runGate({ files: { "junit.xml": suite(test), "src/a.ts": "" }, inputs: { reports } });
    expect(heard(ran.log)[0]).toBe("::error title=a > pays,file=src/a.ts,line=3::expected 3");
    expect(ran.summary).toContain("```text\nat src/a.ts:3\n```");
    expect(`${ran.log}${ran.summary}`).not.toMatch(/\u001b|\[\d+m/);
  });

  it("reports of others in node_modules are not ours", async () => {
    const files = { "junit.xml": suite(passes), "node_modules/x/junit.xml": suite(fails) };
    expect(await runGate({ files, inputs: { reports } })).toMatchObject({ exit: 0, outputs: { tests: "1" } });
  });

  it("names that hold Markdown and HTML stay names in the summary", async () => {
    const name = "&lt;img src=x onerror=alert(1)&gt; | [a](https://evil.example) @octo #1 `x` ~~~";
    const ran = await runGate({
      files: {
        "junit.xml": suite(
          `<testcase name="${name}"><failure message="${name}">${name}&#10;\`\`\`&#10;</failure></testcase>`,
        ),
      },
      inputs: { reports },
    });
    const { micromark } = await import("micromark");
    const { gfm, gfmHtml } = await import("micromark-extension-gfm");
    const html = micromark(ran.summary, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
    expect(html).not.toMatch(/<img|href="https:\/\/evil/);
  });
});
