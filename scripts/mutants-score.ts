// What the tables are worth: planted faults, less those that make no difference.
import { equivalentIn } from "./mutants-equivalent.ts";
import type { Measured, Uncaught } from "./mutants-measure.ts";

export interface Sums {
  readonly file: string;
  readonly planted: number;
  /** A table failed. */
  readonly caught: number;
  /** No table failed in time: mostly loops that do not end. */
  readonly timedOut: number;
  /** Recorded as making no difference. */
  readonly equivalent: number;
  readonly seconds: number;
}

export interface Score extends Sums {
  readonly survivors: readonly string[];
  /** Recorded as making no difference, but gone or caught. */
  readonly stale: readonly string[];
}

export function scoreOf({ file, planted, seconds, uncaught }: Measured): Score {
  const records = equivalentIn(file);
  const recordOf = (fault: Uncaught) =>
    records.find(({ line, from, to }) => line === fault.line && from === fault.from && to === fault.to);
  const others = uncaught.filter((fault) => !recordOf(fault));
  const met = new Set(uncaught.map(recordOf));
  const stale = records.filter((one) => !met.has(one));
  return {
    file,
    planted,
    caught: planted - uncaught.length,
    timedOut: others.filter(({ status }) => status === "Timeout").length,
    equivalent: uncaught.length - others.length,
    seconds,
    survivors: others.map(
      ({ at, mutator, status, line, from, to }) =>
        `- ${at.line}:${at.column} ${mutator}, ${status}: \`${line}\`: \`${from}\` -> \`${to.slice(0, 120)}\``,
    ),
    stale: stale.map(({ line, from, to }) => `- ${file}: \`${line}\`: \`${from}\` -> \`${to}\``),
  };
}

export function summed(scores: readonly Sums[]): Sums {
  const sum = (of: (score: Sums) => number) => scores.reduce((all, score) => all + of(score), 0);
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
export function percent({ planted, caught, equivalent }: Sums): string {
  return planted === equivalent ? "100.0" : ((100 * caught) / (planted - equivalent)).toFixed(1);
}

/** The table of docs/performance.md. */
export function printTable(scores: readonly Sums[]): string {
  const row = (of: Sums) =>
    `| ${of.file.replace(/^src\//u, "")} | ${of.planted} | ${of.equivalent} | ${of.caught} | ${of.timedOut} | ${percent(of)} | ${of.seconds} |`;
  return [
    "| file | planted | equivalent | caught | timed out | % | s |",
    "|---|---|---|---|---|---|---|",
    ...scores.map(row),
    row(summed(scores)),
  ].join("\n");
}
