// The memory of the shipped bundle, whole: what it reads, tells apart and writes.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { newFolder } from "../../folder.ts";

const BUNDLE = resolve(import.meta.dirname, "../../../actions/test-gate/dist/main.cjs");
const USAGE = resolve(import.meta.dirname, "../../../bench/test-gate/usage.mjs");
const TESTS = 300_000;
const MIB = 1024 * 1024;

it("a report of 300,000 tests takes 110 MiB and 200 bytes a test, with a quarter of that to spare", () => {
  const folder = newFolder("gate");
  const rows = Array.from(
    { length: TESTS },
    (_, test) =>
      `<testcase classname="com.example.app.module${test % 50}.SomeServiceTest" name="does the right thing in case ${test}" time="0.01"/>\n`,
  );
  writeFileSync(join(folder, "junit.xml"), `<testsuite name="s" tests="${TESTS}">\n${rows.join("")}</testsuite>\n`);
  const env = {
    INPUT_REPORTS: "junit.xml",
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: folder,
    GITHUB_OUTPUT: join(folder, "output"),
    GITHUB_STEP_SUMMARY: join(folder, "summary"),
  };
  const script = `exec "$0" --import "$1" "$2" 2>&1`;
  const log = execFileSync("bash", ["-c", script, process.execPath, USAGE, BUNDLE], { env, encoding: "utf8" });
  expect(log).toContain(`${TESTS} tests: ${TESTS} passed`);
  const { rss } = JSON.parse(/^usage (.*)$/m.exec(log)?.[1] ?? "{}") as { rss: number };
  expect(rss).toBeLessThan((110 + (TESTS * 200) / MIB) * 0.75);
});
