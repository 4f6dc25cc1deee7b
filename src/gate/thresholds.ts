// Limits on coverage, time and benchmarks. A limit that was set and cannot be judged fails, and says what is missing.
import type { Verdict } from "../core/verdict.ts";
import type { GateConfig } from "./config.ts";
import { percentOf } from "./percent.ts";
import { benchmarkKey, type Benchmark, type Brings, type RunHead } from "./digest.ts";
import type { GateFacts } from "./facts.ts";
import { allow, block, many } from "./judged.ts";
import { lostBy } from "./leg-name.ts";

/** A part that was lost says nothing, which must not be read as good. */
function judgeLost({ legsWithout, missing, coverage, benchmarks }: GateFacts, what: Brings): Verdict[] {
  const judged: Verdict[] = [];
  const legs = legsWithout[what];
  if (legs.length > 0) {
    const cure = `See why it was not written there, or take ${what}: out of ${legs.length === 1 ? "that leg" : "those legs"}.`;
    judged.push(block(`leg-${what}`, lostBy(legs, what), cure));
  }
  const isNone = what === "coverage" ? coverage === null : benchmarks.length === 0;
  const paths = isNone ? [] : missing[what];
  if (paths.length > 0) {
    const title = `Only a part of the ${what} is here: there is no ${paths.join(", no ")}.`;
    const cure = "See why it was not written. A glob may find nothing; a file that is named must be there.";
    judged.push(block(`${what}-missing`, title, cure));
  }
  return judged;
}

/** Coverage of the project, against the base, and of the changed lines. */
export function judgeCoverage(facts: GateFacts, config: GateConfig): Verdict[] {
  const { coverageMin, coverageDrop, patchCoverageMin } = config;
  if (coverageMin === null && coverageDrop === null && patchCoverageMin === null) return [];
  const judged = judgeLost(facts, "coverage");
  const total = facts.coverage?.total;
  if (total === undefined || total.lines === 0) {
    const found = total === undefined ? "No coverage report was found" : "No coverage report counts a line";
    const title = `${found}, so no coverage limit could be judged.`;
    return [...judged, block("no-coverage", title, "Let the tests write one, and name it under coverage:.")];
  }
  const percent = percentOf(total.covered, total.lines);
  if (coverageMin !== null) {
    judged.push(
      percent >= coverageMin
        ? allow("coverage", `${percent}% of all lines are covered; ${coverageMin}% are asked.`)
        : block(
            "coverage-min",
            `${percent}% of all lines are covered; ${coverageMin}% are asked.`,
            "Cover more lines.",
          ),
    );
  }
  if (coverageDrop !== null) judged.push(judgeDrop({ percent, allowed: coverageDrop, base: facts.base }));
  if (patchCoverageMin !== null) judged.push(judgePatch(facts, patchCoverageMin));
  return judged;
}

function judgeDrop(args: { percent: number; allowed: number; base: GateFacts["base"] }): Verdict {
  const { percent, allowed, base } = args;
  if (base.is === "unknown") {
    return block(
      "coverage-unjudged",
      `The loss of coverage cannot be judged: ${base.why}`,
      "Give it a base, or take coverage-drop out.",
    );
  }
  const before = base.value.head.coverage;
  if (before === null || before.lines === 0) {
    return block(
      "coverage-unjudged",
      "The base's digest has no coverage.",
      "Run the gate with coverage: on the base branch once.",
    );
  }
  const was = percentOf(before.covered, before.lines);
  const lost = Math.round((was - percent) * 100) / 100;
  const title = `Coverage is ${percent}%, on the base it was ${was}%; ${allowed} may be lost.`;
  return lost <= allowed
    ? allow("coverage-drop", title)
    : block("coverage-drop", title, "Cover what this change adds.");
}

function judgePatch(facts: GateFacts, least: number): Verdict {
  if (!facts.pull) return allow("patch-coverage", "This is no pull request, so there are no changed lines to cover.");
  if (facts.changedLines.is === "unknown") {
    const title = `The coverage of the changed lines cannot be judged: ${facts.changedLines.why}`;
    return block("patch-coverage-unjudged", title, "Mend that, or take patch-coverage-min out.");
  }
  const patch = facts.coverage?.ofChange(facts.changedLines.value) ?? { covered: 0, lines: 0, missed: [] };
  if (patch.lines === 0) return allow("patch-coverage", "None of the changed lines is one that coverage counts.");
  const percent = percentOf(patch.covered, patch.lines);
  const title = `${percent}% of the ${patch.lines} changed lines are covered; ${least}% are asked.`;
  if (percent >= least) return allow("patch-coverage", title);
  const places = patch.missed.slice(0, 5).map(({ path, line }) => `${path}:${line}`);
  return block("patch-coverage-min", title, `Cover ${places.join(", ")}${patch.missed.length > 5 ? " and more" : ""}.`);
}

/** The sum of all tests' times. */
export function judgeDuration(seconds: number, limit: number | null): Verdict[] {
  if (limit === null) return [];
  const title = `The tests took ${seconds.toFixed(1)} s together; ${limit} s are allowed.`;
  return [
    seconds <= limit
      ? allow("duration", title)
      : block("max-duration", title, "Mend the slowest tests, or raise max-duration."),
  ];
}

export interface Measured extends Benchmark {
  /** The median of the base's values; null when the base has none. */
  readonly median: number | null;
  /** From 1 upwards it is worse; null without a base. */
  readonly ratio: number | null;
}

/** `ops/s` and its like grow when things get better; everything else shrinks. */
export const biggerIsBetter = (unit: string): boolean =>
  /(\/s|\/sec|per.?sec(ond)?|ops|throughput|hz)$/i.test(unit.trim());

/** Each benchmark beside the median of its values on the base branch. */
export function measure(benchmarks: readonly Benchmark[], before: RunHead | null): Measured[] {
  const values = new Map(before?.benchmarks.map((one) => [benchmarkKey(one), one.values]) ?? []);
  return benchmarks.map((benchmark) => {
    const median = medianOf(values.get(benchmarkKey(benchmark)) ?? []);
    const { unit, value } = benchmark;
    const ratio = median === null ? null : biggerIsBetter(unit) ? ratioOf(median, value) : ratioOf(value, median);
    return { ...benchmark, median, ratio };
  });
}

/** Something instead of nothing is worse than any ratio. */
const ratioOf = (part: number, whole: number): number => (part === 0 && whole === 0 ? 1 : part / whole);

const timesWorse = (ratio: number): string =>
  Number.isFinite(ratio) ? `${ratio.toFixed(2)} times worse` : "worse than any ratio";

function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

const MOST_GONE = 5;

/** A benchmark that went away is judged by nobody: that is said, for it may have gone by mistake. */
function judgeGone(measured: readonly Measured[], base: GateFacts["base"]): Verdict[] {
  if (base.is === "unknown") return [];
  const here = new Set(measured.map(benchmarkKey));
  const gone = base.value.head.benchmarks.filter((one) => !here.has(benchmarkKey(one))).map(({ name }) => name);
  if (gone.length === 0) return [];
  const more = gone.length > MOST_GONE ? ` and ${gone.length - MOST_GONE} more` : "";
  const verb = gone.length === 1 ? "is" : "are";
  const names = gone.slice(0, MOST_GONE).join(", ");
  return [allow("benchmarks-gone", `${many(gone.length, "benchmark")} of the base ${verb} not here: ${names}${more}.`)];
}

export function judgeBenchmarks(measured: readonly Measured[], facts: GateFacts, config: GateConfig): Verdict[] {
  const { benchmarkFail, benchmarkWarn } = config;
  if (benchmarkFail === null && benchmarkWarn === null) return [];
  const judged = judgeLost(facts, "benchmarks");
  if (measured.length === 0) {
    return [
      ...judged,
      block(
        "no-benchmarks",
        "No benchmark result was found, so none could be judged.",
        "Name the results under benchmarks:.",
      ),
    ];
  }
  if (measured.every(({ ratio }) => ratio === null)) {
    const why = facts.base.is === "unknown" ? facts.base.why : "the base's digest has none of them.";
    const title = `No benchmark can be judged: ${why}`;
    const cure = "Run the gate with benchmarks: on the base branch once, or take benchmark-fail out.";
    judged.push(
      benchmarkFail === null ? allow("benchmarks-unjudged", title) : block("benchmarks-unjudged", title, cure),
    );
  }
  // One that the base does not know is new: the next run has it to compare with.
  for (const { name, value, unit, median, ratio } of measured) {
    if (ratio === null || median === null) continue;
    const title = `${name} is ${value} ${unit}; the base's median is ${median}: ${timesWorse(ratio)}.`;
    if (benchmarkFail !== null && ratio >= benchmarkFail) {
      judged.push(block("benchmark-fail", title, `Make it faster than ${benchmarkFail} times the median.`));
    } else if (benchmarkWarn !== null && ratio >= benchmarkWarn) judged.push(allow("benchmark-warn", title));
  }
  judged.push(...judgeGone(measured, facts.base));
  if (judged.length === 0) judged.push(allow("benchmarks", `${measured.length} benchmarks are within their limits.`));
  return judged;
}
