// Coverage on its way from a leg to the verdict that merges the legs: by file which lines are counted and which of them
// ran, as runs of equal lines. `2-3h1m` is two lines that no tool counts, three that ran and one that did not. A source
// of 300 lines takes about 150 bytes, so that a leg's digest stays small beside its tests.
import { MOST_LINES, type Coverage } from "./coverage.ts";
import { Damage } from "./damage.ts";

/** Of all files of one digest. 8 MiB are about 60,000 files; a leg with more must be told by another way. */
const MOST_CHARACTERS = 8 * 1024 * 1024;
/** Of all files of one digest, so that a few bytes that tell of many lines stay small in memory, too. */
const MOST_LINES_IN_ALL = 20_000_000;
const SIGNS = ["-", "m", "h"] as const;
const RUNS = /^(?:[1-9]\d{0,6}[-mh])+$/;

/** `["C", file, runs]`, a line each; null when they would not stay small. */
export function printCovered(coverage: Coverage): string[] | null {
  const rows: string[] = [];
  let characters = 0;
  let lines = 0;
  for (const [file, states] of coverage.files) {
    const runs = runsOf(states);
    const row = `${JSON.stringify(["C", file, runs])}\n`;
    characters += row.length;
    lines += states.length;
    if (characters > MOST_CHARACTERS || lines > MOST_LINES_IN_ALL) return null;
    rows.push(row);
  }
  return rows;
}

function runsOf(states: Uint8Array): string {
  let runs = "";
  let from = 1;
  for (let line = 2; line <= states.length; line += 1) {
    const state = states[from] ?? 0;
    if (line < states.length && states[line] === state) continue;
    // What comes after the last counted line is not told.
    if (line < states.length || state !== 0) runs += `${line - from}${SIGNS[state] ?? "-"}`;
    from = line;
  }
  return runs;
}

/** Joins what a digest tells into `coverage`. Throws {@link Damage} for what {@link printCovered} does not print. */
export function joinCovered(coverage: Coverage, covered: ReadonlyMap<string, string>): void {
  let lines = 0;
  for (const [file, runs] of covered) {
    if (!RUNS.test(runs)) throw new Damage("malformed", 0, "The digest's covered lines are not as we write them.");
    let line = 1;
    for (const [, count = "", sign] of runs.matchAll(/(\d+)([-mh])/g)) {
      const end = line + Number(count);
      lines += Number(count);
      if (end > MOST_LINES + 1 || lines > MOST_LINES_IN_ALL)
        throw new Damage("too-large", 0, "The digest tells of more lines than a project has.");
      if (sign === "-") line = end;
      for (; line < end; line += 1) coverage.add(file, line, sign === "h" ? 1 : 0);
    }
  }
}
