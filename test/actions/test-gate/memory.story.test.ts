// The memory of the shipped bundle, whole: what it reads, tells apart, compares and writes.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { newFolder } from "../../folder.ts";

const BUNDLE = resolve(import.meta.dirname, "../../../actions/test-gate/dist/main.cjs");
const USAGE = resolve(import.meta.dirname, "../../../bench/test-gate/usage.mjs");
const TESTS = 300_000;
const MIB = 1024 * 1024;
const ALLOWED = 110 + (TESTS * 200) / MIB;

/** The most memory that a run took, in MiB; its log has to hold the sentence. */
function peakOf(folder: string, inputs: Record<string, string>, sentence: string): number {
  const env = {
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: folder,
    GITHUB_OUTPUT: join(folder, "output"),
    GITHUB_STEP_SUMMARY: join(folder, "summary"),
  };
  const { stdout, stderr } = spawnSync(process.execPath, ["--import", USAGE, BUNDLE], { env, encoding: "utf8" });
  expect(stdout).toContain(sentence);
  const { rss } = JSON.parse(/^usage (.*)$/m.exec(stderr)?.[1] ?? "{}") as { rss: number };
  return rss;
}

it("300,000 tests take 110 MiB and 200 bytes a test, also beside as large a base, a quarantine, and as a leg", () => {
  const folder = newFolder("gate");
  const rows = Array.from(
    { length: TESTS },
    (_, test) =>
      `<testcase classname="com.example.app.module${test % 50}.SomeServiceTest" name="does the right thing in case ${test}" time="0.01"/>\n`,
  );
  writeFileSync(join(folder, "junit.xml"), `<testsuite name="s" tests="${TESTS}">\n${rows.join("")}</testsuite>\n`);
  const inputs = { reports: "junit.xml", job: "leg" };
  const all = `${TESTS} tests: ${TESTS} passed`;
  expect(peakOf(folder, inputs, all)).toBeLessThan(ALLOWED * 0.75);

  const digest = readFileSync(join(folder, "test-gate-leg/test-gate.ndjson"), "utf8");
  writeFileSync(join(folder, "leg.ndjson"), digest);
  mkdirSync(join(folder, ".github"));
  const entry = `{test: "com.example*case 7", owner: "@ada", issue: "#1", reason: races, expires: 2999-01-01}`;
  writeFileSync(join(folder, ".github/test-quarantine.yml"), `tests:\n  - ${entry}\n`);
  expect(peakOf(folder, { ...inputs, base: "leg.ndjson" }, all)).toBeLessThan(ALLOWED);
  expect(peakOf(folder, { reports: "leg.ndjson", mode: "merge", legs: "leg" }, all)).toBeLessThan(ALLOWED);
});

it("so do 300,000 tests of go test, each of which may run once more to the very end", () => {
  const folder = newFolder("gate");
  const event = (test: number, Action: string): string =>
    `${JSON.stringify({ Action, Package: `example.com/app/module${test % 50}`, Test: `TestTheRightThingInCase${test}` })}\n`;
  const rows = Array.from({ length: TESTS }, (_, test) => event(test, "run") + event(test, "pass"));
  const ends = Array.from({ length: 50 }, (_, n) => `{"Action":"pass","Package":"example.com/app/module${n}"}\n`);
  writeFileSync(join(folder, "go.json"), [...rows, ...ends].join(""));
  expect(peakOf(folder, { reports: "go.json" }, `${TESTS} tests: ${TESTS} passed`)).toBeLessThan(ALLOWED);
});
