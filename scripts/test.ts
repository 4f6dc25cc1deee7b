// `npm test`: types, lint, bundles, then every test. Ends with one plain line, `N passed, N failed`.
// A step that cannot run counts as a failure: nothing is green because nothing was looked at.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import * as z from "zod";

const RESULTS = "reports/vitest.json";

interface Step {
  name: string;
  command: string[];
  env?: Record<string, string>;
}

const STEPS: Step[] = [
  { name: "types", command: ["tsc", "-p", "."] },
  { name: "lint", command: ["eslint", "."] },
  { name: "format", command: ["prettier", "--check", "--log-level", "warn", "."] },
  ...(existsSync("scripts/build-actions.ts")
    ? [{ name: "bundles", command: ["node", "scripts/build-actions.ts", "--check"] }]
    : []),
  {
    name: "tests",
    command: [
      "vitest",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${RESULTS}`,
      // For our own test gate in CI.
      "--reporter=junit",
      "--outputFile.junit=reports/junit.xml",
    ],
    // The room and the model of "approved" over so many histories; the fast loop plays a tenth of them.
    env: { HISTORIES: process.env["HISTORIES"] ?? "100000" },
  },
];

const Results = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  numFailedTestSuites: z.number(),
});

mkdirSync("reports", { recursive: true });
rmSync(RESULTS, { force: true });

let broken = 0;
for (const { name, command, env } of STEPS) {
  const started = performance.now();
  console.log(`\n== ${name}: ${command.join(" ")}`);
  const [program = "", ...args] = command;
  const { status, error } = spawnSync(program, args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const ok = status === 0;
  if (!ok && name !== "tests") broken += 1;
  console.log(`== ${name}: ${ok ? "ok" : `FAILED (${error?.message ?? `exit ${String(status)}`})`} in ${seconds} s`);
  if (!ok && name === "tests") process.exitCode = 1;
}

const results = existsSync(RESULTS) ? Results.parse(JSON.parse(readFileSync(RESULTS, "utf8"))) : undefined;
const passed = results?.numPassedTests ?? 0;
// A file that does not load has no failed test in it; it fails all the same.
const failedTests = results?.numFailedTests ?? 1;
const failed =
  broken + (failedTests > 0 ? failedTests : (results?.numFailedTestSuites ?? 0) + (process.exitCode ? 1 : 0));
const skipped = (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0);

if (failed > 0 || passed === 0) process.exitCode = 1;
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
