// `npm run mutants [files]`: plants faults in the decisions and the core, one source file at a time,
// judged by the tables that belong to it. Writes what nothing caught to reports/mutants.md and ends
// with an error when less than 90% of all planted faults were caught, or when a file could not be judged.
import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { basename, dirname } from "node:path";
import * as z from "zod";

const LEAST_PERCENT = 90;
const REPORT = "reports/mutants.json";

/** Files of the core whose tables stand in a test file of another name. */
const TABLES: Record<string, string[]> = {
  canonical: ["test/core/canonical.test.ts"],
  command: ["test/core/{command,command-cost,comments}.test.ts"],
  "comment-structure": ["test/core/{comment-structure,command,comments,command-cost}.test.ts"],
  "glob-syntax": ["test/core/{glob-syntax,match,codeowners}.test.ts"],
  glob: ["test/core/{match,codeowners}.test.ts"],
  "local-time": ["test/core/{calendar,clock,window}.test.ts"],
  markdown: ["test/core/markdown*.test.ts"],
  "near-miss": ["test/core/{near-miss,command,policy}.test.ts"],
  neutral: ["test/core/{neutral,markdown}.test.ts"],
  people: ["test/core/people.test.ts", "test/change/people.test.ts"],
  parsed: ["test/core/{match,clock,window}.test.ts"],
  "release-host": ["test/release/{publish,pull-notes}.test.ts"],
  verdict: ["test/core/verdict*.test.ts"],
};

const Report = z.object({
  files: z.record(
    z.string(),
    z.object({
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string().optional(),
          status: z.string(),
          location: z.object({ start: z.object({ line: z.number(), column: z.number() }) }),
        }),
      ),
    }),
  ),
});

interface Score {
  file: string;
  caught: number;
  planted: number;
  survivors: string[];
}

/** The patterns of the test files that judge `file`: the room's tables, or the core file's own. */
function tablesFor(file: string): string[] {
  const room = basename(dirname(file));
  if (room !== "core") return [`test/${room}/**/*.test.ts`];
  const name = basename(file, ".ts");
  if (TABLES[name]) return TABLES[name];
  if (name.startsWith("policy") || name.startsWith("yaml")) return ["test/core/{policy,yaml}*.test.ts"];
  return [`test/core/${name}.test.ts`];
}

/** False for a file of types alone: there is nothing to plant in it. */
function hasCode(file: string): boolean {
  const code = stripTypeScriptTypes(readFileSync(file, "utf8")).replaceAll(/\/\*[^]*?\*\/|\/\/.*/gu, "");
  return /^(?!\s*(?:import\b|\}|$))/mu.test(code.replaceAll(/^export \{\};?$|^;$/gmu, ""));
}

/** Plants every fault in one file; undefined when the run itself failed. */
function judge(file: string): Score | undefined {
  const tables = tablesFor(file);
  rmSync(REPORT, { force: true });
  const run = spawnSync("stryker", ["run", "--mutate", file], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, MUTANTS_TESTS: JSON.stringify(tables) },
  });
  if (run.status !== 0) return undefined;

  const score: Score = { file, caught: 0, planted: 0, survivors: [] };
  const { files } = Report.parse(JSON.parse(readFileSync(REPORT, "utf8")));
  const source = readFileSync(file, "utf8").split("\n");
  for (const { mutatorName, replacement, status, location } of files[file]?.mutants ?? []) {
    if (["Ignored", "CompileError", "RuntimeError"].includes(status)) continue;
    score.planted += 1;
    if (status === "Killed" || status === "Timeout") {
      score.caught += 1;
      continue;
    }
    const { line, column } = location.start;
    const now = (replacement ?? "").replaceAll(/\s+/gu, " ").slice(0, 80);
    const was = (source[line - 1] ?? "").trim();
    score.survivors.push(`- ${line}:${column} ${mutatorName}, ${status}: \`${was}\` with \`${now}\``);
  }
  return score;
}

const percent = (caught: number, planted: number) => (planted === 0 ? 100 : (100 * caught) / planted);

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
const total = percent(caught(), planted());
console.log(`\n${caught()} of ${planted()} planted faults caught, ${total.toFixed(1)}%: see reports/mutants.md`);
if (failed.length > 0) console.log(`could not be judged: ${failed.join(", ")}`);
if (failed.length > 0 || planted() === 0 || total < LEAST_PERCENT) process.exitCode = 1;

function caught(): number {
  return scores.reduce((sum, score) => sum + score.caught, 0);
}

function planted(): number {
  return scores.reduce((sum, score) => sum + score.planted, 0);
}

/** After every file, so that a run that is stopped has told what it saw. */
function write(): void {
  const lines = ["# Planted faults", "", "| file | caught | planted | % |", "|---|---|---|---|"];
  const row = (name: string, of: Pick<Score, "caught" | "planted">) =>
    `| ${name} | ${of.caught} | ${of.planted} | ${percent(of.caught, of.planted).toFixed(1)} |`;
  lines.push(...scores.map((score) => row(score.file, score)));
  lines.push(row("total", { caught: caught(), planted: planted() }), "");
  for (const file of failed) lines.push(`Could not be judged: ${file}`, "");
  for (const { file, survivors } of scores) {
    if (survivors.length > 0) lines.push(`## ${file}`, "", ...survivors, "");
  }
  writeFileSync("reports/mutants.md", lines.join("\n"));
}
