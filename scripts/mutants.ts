// `npm run mutants [files]`: plants faults in the decisions and the core, one source file at a time,
// judged by the tables that belong to it. What was measured of a file is kept until the file or its tables change, so
// that a run that was stopped goes on where it was. Writes what nothing caught to reports/mutants.md and ends with an
// error when a judged file was not finished in its time, when a fault that is recorded as making no difference is gone
// or makes one, or when the tables caught less than 90% of all other faults. A fault that ran into Stryker's time limit
// is counted apart and is not one that the tables caught.
// `npm run mutants -- --kept` plants nothing: it tells what is known, and which files are not.
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { measure, measuredBefore, MOST_MINUTES } from "./mutants-measure.ts";
import { percent, printTable, scoreOf, summed, type Score } from "./mutants-score.ts";
import { JUDGED } from "./mutants-tables.ts";

const LEAST_PERCENT = 90;
const KEPT_ONLY = "--kept";

/** False for a file of types alone: there is nothing to plant in it. */
function hasCode(file: string): boolean {
  const code = stripTypeScriptTypes(readFileSync(file, "utf8")).replaceAll(/\/\*[^]*?\*\/|\/\/.*/gu, "");
  return /^(?!\s*(?:import\b|\}|$))/mu.test(code.replaceAll(/^export \{\};?$|^;$/gmu, ""));
}

const asked = process.argv.slice(2).filter((one) => one !== KEPT_ONLY);
const isKeptOnly = process.argv.includes(KEPT_ONLY);
const files = (asked.length > 0 ? asked : globSync([...JUDGED]).sort()).filter(hasCode);
mkdirSync("reports", { recursive: true });

const scores: Score[] = [];
const unjudged: string[] = [];
for (const file of files) {
  const measured = measuredBefore(file) ?? (isKeptOnly ? undefined : measure(file));
  if (measured === undefined) unjudged.push(file);
  else scores.push(scoreOf(measured));
  write();
}
console.log(`\n${printTable(scores)}`);
const total = summed(scores);
console.log(
  `\n${total.caught} of ${total.planted - total.equivalent} planted faults caught, ${percent(total)}%: see reports/mutants.md`,
);
if (unjudged.length > 0) console.log(`${whyUnjudged()}: ${unjudged.join(", ")}`);
const stale = scores.flatMap((score) => score.stale);
if (stale.length > 0)
  console.log(`recorded in scripts/mutants-equivalent.ts, but gone or caught:\n${stale.join("\n")}`);
if (unjudged.length > 0 || stale.length > 0 || total.planted === 0 || Number(percent(total)) < LEAST_PERCENT) {
  process.exitCode = 1;
}

function whyUnjudged(): string {
  return isKeptOnly
    ? "not measured as they are now"
    : `not judged, because its tables fail or take more than ${MOST_MINUTES} minutes`;
}

/** After every file, so that a run that is stopped has told what it saw. */
function write(): void {
  const lines = ["# Planted faults", "", printTable(scores), "", ...unjudged.map((file) => `Not judged: ${file}\n`)];
  for (const { file, survivors } of scores) {
    if (survivors.length > 0) lines.push(`## ${file}`, "", ...survivors, "");
  }
  writeFileSync("reports/mutants.md", lines.join("\n"));
}
