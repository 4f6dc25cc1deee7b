// What a run leaves for the next to compare with: one JSON value a line, the first about the run, then one a test, and in
// a leg's one a file of covered lines. read-digest.ts reads it back.
import { DIGEST_VERSION, type GateVerdict } from "../core/gate-word.ts";
import type { DigestRows, Row } from "./digest-rows.ts";
import type { Page } from "./page.ts";
import type { Outcome, Tests, Told } from "./tests.ts";

/** How many earlier outcomes of a test, and values of a benchmark, travel along. */
export const HISTORY = 20;

export type Sign = "P" | "F" | "S" | "K";
export const SIGN: Readonly<Record<Outcome, Sign>> = { passed: "P", failed: "F", skipped: "S", flaky: "K" };
/** How a row begins, up to the name. */
const START: Readonly<Record<Outcome, string>> = {
  passed: '["P","',
  failed: '["F","',
  skipped: '["S","',
  flaky: '["K","',
};

export interface Benchmark {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** 12 ms and 12 s are not the same measurement: with another unit it is another benchmark. */
export const benchmarkKey = (one: { readonly name: string; readonly unit: string }): string =>
  JSON.stringify([one.name, one.unit]);

/** What a run may bring beside its tests. */
export const BRINGS = ["coverage", "benchmarks"] as const;
export type Brings = (typeof BRINGS)[number];

export interface RunHead {
  readonly job: string;
  readonly sha: string;
  readonly run: string;
  readonly tests: number;
  /** For change management alone: no later run of the gate goes by it. */
  readonly verdict?: GateVerdict;
  /** Problems of this run that a merged verdict must not forget. */
  readonly problems: readonly string[];
  readonly coverage: { readonly covered: number; readonly lines: number } | null;
  /** What the run was told to read beside its tests, and did not find, or not all of it. */
  readonly lost?: readonly Brings[];
  /** Files whose covered lines follow the tests: a leg's alone, for who merges the legs. */
  readonly files?: number;
  /** Newest value last. */
  readonly benchmarks: readonly { readonly name: string; readonly unit: string; readonly values: readonly number[] }[];
}

export interface Digest {
  readonly head: RunHead;
  readonly rows: DigestRows;
  /** File -> which of its lines are covered, as covered-lines.ts writes them. */
  readonly covered: ReadonlyMap<string, string>;
}

/** The outcomes of a test up to now. A test that has always passed needs no history, which keeps digests small. */
export function historyOf(before: Pick<Row, "outcome" | "history"> | undefined, outcome: Outcome): string {
  const past = before === undefined ? "" : before.history === "" ? SIGN[before.outcome] : before.history;
  if (past === "" && outcome === "passed") return "";
  const history = `${past}${SIGN[outcome]}`.slice(-HISTORY);
  return /^P*$/.test(history) ? "" : history;
}

/** What a leg tells of its failures, by their names, for who merges the legs and has no report to look it up in. */
export interface OfFailures {
  /** Where they were found to be; line 0 is none. */
  readonly places: ReadonlyMap<string, { readonly path: string; readonly line: number }>;
  readonly stacks: ReadonlyMap<string, string>;
}

/** Prints a digest line by line, without holding it as a whole. */
export function printDigest(
  page: Page,
  args: { head: Omit<RunHead, "tests">; tests: Tests; base: Digest | null; failures?: OfFailures | undefined },
): void {
  const { head, tests, base, failures } = args;
  const { job, sha, run, problems, coverage, lost, files, benchmarks, verdict } = head;
  const first = {
    digest: "lamplighter/test-gate",
    version: DIGEST_VERSION,
    job,
    sha,
    run,
    tests: tests.size,
    ...(verdict && { verdict }),
    problems,
    coverage,
    ...(lost !== undefined && lost.length > 0 && { lost }),
    ...(files !== undefined && { files }),
    benchmarks,
  };
  page.text(`${JSON.stringify(first)}\n`);
  const told = new Map(tests.told.map((one): [number, Told] => [one.row, one]));
  for (let row = 0; row < tests.size; row += 1) {
    const outcome = tests.outcomeAt(row);
    const one = told.get(row);
    const history = historyOf(base?.rows.get(tests.names, row), outcome);
    const number = Math.round(tests.secondsAt(row) * 1000);
    const isPlain = one === undefined && history === "";
    if (isPlain && page.row({ before: START[outcome], names: tests.names, row, after: '",', number, end: "]\n" }))
      continue;
    const parts: unknown[] = [SIGN[outcome], tests.names.at(row), number];
    if (one !== undefined) {
      const place = failures?.places.get(one.id);
      const stack = failures?.stacks.get(one.id);
      const { file, line } = place === undefined ? one : { file: place.path, line: place.line || undefined };
      parts.push(history, { message: one.failure?.message ?? "", file, line, stack });
    }
    if (one === undefined && history !== "") parts.push(history);
    page.text(`${JSON.stringify(parts)}\n`);
  }
}
