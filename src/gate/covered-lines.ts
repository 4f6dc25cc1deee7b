// Coverage on its way from a leg to the verdict that merges the legs: by file which lines are counted and which of them
// ran, as runs of equal lines. `2-3hm` is two lines that no tool counts, three that ran and one that did not. A source of
// 300 lines takes about 100 bytes, so that a leg's digest stays small beside its tests; upload-artifact deflates it.
import { MOST_LINES, type Coverage } from "./coverage.ts";
import { Damage } from "./damage.ts";

/** Of all files of one digest: about 600,000 files. What is larger does not fit into the memory of a runner twice. */
const MOST_CHARACTERS = 64 * 1024 * 1024;
/** Of all files of one digest, so that a few bytes that tell of many lines stay small in memory, too. */
const MOST_LINES_IN_ALL = 100_000_000;
const SIGNS = ["-", "m", "h"] as const;
const RUNS = /^(?:(?:[1-9]\d{0,6})?[-mh])+$/;

/** The rows of a leg's coverage, or why there are none: a sentence for what is so and one for what to do. */
export type CoveredLines =
  | { readonly is: "told"; readonly files: number; readonly rows: () => Iterable<string> }
  | { readonly is: "too-large"; readonly why: string };

/** `["C", file, runs]`, a line each. They are made one by one when they are written. */
export function printCovered(coverage: Coverage): CoveredLines {
  let characters = 0;
  let lines = 0;
  for (const [file, states] of coverage.files) {
    characters += rowOf(file, states).length;
    lines += states.length;
  }
  if (characters <= MOST_CHARACTERS && lines <= MOST_LINES_IN_ALL)
    return { is: "told", files: coverage.files.size, rows: () => rowsOf(coverage) };
  const size = `${coverage.files.size} files with ${lines} lines, ${Math.ceil(characters / 1024 / 1024)} MiB`;
  const most = `${MOST_LINES_IN_ALL} lines and ${MOST_CHARACTERS / 1024 / 1024} MiB of a leg can be merged`;
  const cure =
    "Leave generated files out of its coverage report; or keep the report itself as an artifact, and name it under coverage: of the job that merges instead of this leg's.";
  return { is: "too-large", why: `Its coverage is of ${size}; ${most}. ${cure}` };
}

function* rowsOf(coverage: Coverage): Generator<string> {
  for (const [file, states] of coverage.files) yield rowOf(file, states);
}

const rowOf = (file: string, states: Uint8Array): string => `${JSON.stringify(["C", file, runsOf(states)])}\n`;

function runsOf(states: Uint8Array): string {
  let runs = "";
  let from = 1;
  for (let line = 2; line <= states.length; line += 1) {
    const state = states[from] ?? 0;
    if (line < states.length && states[line] === state) continue;
    // What comes after the last counted line is not told.
    if (line < states.length || state !== 0) runs += `${line - from === 1 ? "" : line - from}${SIGNS[state] ?? "-"}`;
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
    for (const [, count = "", sign] of runs.matchAll(/(\d*)([-mh])/g)) {
      const length = count === "" ? 1 : Number(count);
      const end = line + length;
      lines += length;
      if (end > MOST_LINES + 1 || lines > MOST_LINES_IN_ALL)
        throw new Damage("too-large", 0, "The digest tells of more lines than a project has.");
      if (sign === "-") line = end;
      for (; line < end; line += 1) coverage.add(file, line, sign === "h" ? 1 : 0);
    }
  }
}
