// `npm run mutants [files]`: plants faults in the decisions and the core, one source file at a time,
// judged by the tables that belong to it. Writes what nothing caught to reports/mutants.md and ends with an error
// when a judged file was not finished in its time, when a fault that is recorded as making no difference is gone or
// makes one, or when the tables caught less than 90% of all other faults. A fault that ran into Stryker's time limit
// is counted apart and is not one that the tables caught.
import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import * as z from "zod";
import { equivalentIn } from "./mutants-equivalent.ts";
import { tablesFor } from "./mutants-tables.ts";

const LEAST_PERCENT = 90;
/** Longest run for one source file. What takes longer is told as not finished, and is no success. */
const MOST_MINUTES = 30;
const REPORT = "reports/mutants.json";

const Place = z.object({ line: z.number(), column: z.number() });
const Report = z.object({
  files: z.record(
    z.string(),
    z.object({
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string().default(""),
          status: z.string(),
          location: z.object({ start: Place, end: Place }),
        }),
      ),
    }),
  ),
});

interface Score {
  readonly file: string;
  readonly planted: number;
  /** A table failed. */
  readonly caught: number;
  /** No table failed in time: mostly loops that do not end. */
  readonly timedOut: number;
  /** Recorded as making no difference. */
  readonly equivalent: number;
  readonly seconds: number;
  readonly survivors: readonly string[];
  /** Recorded as making no difference, but gone or caught. */
  readonly stale: readonly string[];
}

/** False for a file of types alone: there is nothing to plant in it. */
function hasCode(file: string): boolean {
  const code = stripTypeScriptTypes(readFileSync(file, "utf8")).replaceAll(/\/\*[^]*?\*\/|\/\/.*/gu, "");
  return /^(?!\s*(?:import\b|\}|$))/mu.test(code.replaceAll(/^export \{\};?$|^;$/gmu, ""));
}

const onOneLine = (text: string): string => text.replaceAll(/\s+/gu, " ").trim();

/** Plants every fault in one file; undefined when the run failed or did not finish. */
function judge(file: string): Score | undefined {
  rmSync(REPORT, { force: true });
  const started = Date.now();
  const run = spawnSync("stryker", ["run", "--mutate", file], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, MUTANTS_TESTS: JSON.stringify(tablesFor(file)) },
    timeout: MOST_MINUTES * 60_000,
  });
  if (run.status !== 0) return undefined;
  const seconds = Math.round((Date.now() - started) / 1_000);

  const { files } = Report.parse(JSON.parse(readFileSync(REPORT, "utf8")));
  const source = readFileSync(file, "utf8").split("\n");
  const known = equivalentIn(file).map((one) => ({ ...one, met: false }));
  const survivors: string[] = [];
  let [planted, caught, timedOut, equivalent] = [0, 0, 0, 0];
  for (const { mutatorName, replacement, status, location } of files[file]?.mutants ?? []) {
    if (["Ignored", "CompileError", "RuntimeError"].includes(status)) continue;
    planted += 1;
    if (status === "Killed") caught += 1;
    if (status === "Killed") continue;
    const { start, end } = location;
    const line = source[start.line - 1] ?? "";
    const from = onOneLine(line.slice(start.column - 1, end.line === start.line ? end.column - 1 : undefined));
    const to = onOneLine(replacement);
    const record = known.find((one) => one.line === line.trim() && one.from === from && one.to === to);
    if (record) {
      record.met = true;
      equivalent += 1;
    } else if (status === "Timeout") timedOut += 1;
    else
      survivors.push(
        `- ${start.line}:${start.column} ${mutatorName}, ${status}: \`${line.trim()}\`: \`${from}\` -> \`${to.slice(0, 120)}\``,
      );
  }
  const stale = known.filter((one) => !one.met).map(({ line, from, to }) => `- \`${line}\`: \`${from}\` -> \`${to}\``);
  return { file, planted, caught, timedOut, equivalent, seconds, survivors, stale };
}

const asked = process.argv.slice(2);
const files = (asked.length > 0 ? asked : globSync(["src/*/decide.ts", "src/core/**/*.ts"]).sort()).filter(hasCode);
mkdirSync("reports", { recursive: true });

const scores: Score[] = [];
const failed: string[] = [];
for (const file of files) {
  const score = judge(file);
  if (score === undefined) failed.push(file);
  else scores.push(score);
  write();
}
const total = summed();
console.log(
  `\n${total.caught} of ${total.planted - total.equivalent} planted faults caught, ${percent(total)}%: see reports/mutants.md`,
);
if (failed.length > 0)
  console.log(`not judged, because its tables fail or take more than ${MOST_MINUTES} minutes: ${failed.join(", ")}`);
const stale = scores.flatMap((score) => score.stale);
if (stale.length > 0)
  console.log(`recorded in scripts/mutants-equivalent.ts, but gone or caught:\n${stale.join("\n")}`);
if (failed.length > 0 || stale.length > 0 || total.planted === 0 || Number(percent(total)) < LEAST_PERCENT) {
  process.exitCode = 1;
}

type Sums = Omit<Score, "survivors" | "stale">;

function summed(): Sums {
  const sum = (of: (score: Score) => number) => scores.reduce((all, score) => all + of(score), 0);
  return {
    file: "total",
    planted: sum(({ planted }) => planted),
    caught: sum(({ caught }) => caught),
    timedOut: sum(({ timedOut }) => timedOut),
    equivalent: sum(({ equivalent }) => equivalent),
    seconds: sum(({ seconds }) => seconds),
  };
}

/** Of the faults that make a difference, those that a table caught. */
function percent({ planted, caught, equivalent }: Sums): string {
  return planted === equivalent ? "100.0" : ((100 * caught) / (planted - equivalent)).toFixed(1);
}

/** After every file, so that a run that is stopped has told what it saw. */
function write(): void {
  const row = (of: Sums) =>
    `| ${of.file} | ${of.planted} | ${of.equivalent} | ${of.caught} | ${of.timedOut} | ${percent(of)} | ${of.seconds} |`;
  const lines = [
    "# Planted faults",
    "",
    "| file | planted | equivalent | caught | timed out | % | s |",
    "|---|---|---|---|---|---|---|",
    ...scores.map(row),
    row(summed()),
    "",
    ...failed.map((file) => `Could not be judged: ${file}\n`),
  ];
  for (const { file, survivors } of scores) {
    if (survivors.length > 0) lines.push(`## ${file}`, "", ...survivors, "");
  }
  writeFileSync("reports/mutants.md", lines.join("\n"));
}
