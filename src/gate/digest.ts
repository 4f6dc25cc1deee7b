// What a run leaves for the next to compare with: one JSON value a line, the first about the run, then one a test.
// It is read back from an artifact, so nothing in it is believed before it was checked.
import type { GateVerdict } from "../core/gate-word.ts";
import { Damage } from "./damage.ts";
import { Page } from "./page.ts";
import { LONGEST_MESSAGE, type Outcome, type Tests, type Told } from "./tests.ts";

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
const OUTCOME: Readonly<Record<string, Outcome>> = { P: "passed", F: "failed", S: "skipped", K: "flaky" };

export interface Benchmark {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

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
  /** Newest value last. */
  readonly benchmarks: readonly { readonly name: string; readonly unit: string; readonly values: readonly number[] }[];
}

export interface Row {
  readonly outcome: Outcome;
  readonly seconds: number;
  /** Earlier outcomes on the base branch as signs, oldest first, this one last; empty when it always passed. */
  readonly history: string;
  readonly told: {
    readonly message: string;
    readonly file?: string | undefined;
    readonly line?: number | undefined;
  } | null;
}

export interface Digest {
  readonly head: RunHead;
  readonly rows: ReadonlyMap<string, Row>;
}

/** The outcomes of a test up to now. A test that has always passed needs no history, which keeps digests small. */
export function historyOf(before: Row | undefined, outcome: Outcome): string {
  const past = before === undefined ? "" : before.history === "" ? SIGN[before.outcome] : before.history;
  if (past === "" && outcome === "passed") return "";
  const history = `${past}${SIGN[outcome]}`.slice(-HISTORY);
  return /^P*$/.test(history) ? "" : history;
}

/** Prints a digest line by line, without holding it as a whole. */
export function* printDigest(head: Omit<RunHead, "tests">, tests: Tests, base: Digest | null): Generator<string> {
  const { job, sha, run, problems, coverage, benchmarks, verdict } = head;
  const first = {
    digest: "lamplighter/test-gate",
    version: 1,
    job,
    sha,
    run,
    tests: tests.size,
    ...(verdict && { verdict }),
    problems,
    coverage,
    benchmarks,
  };
  yield `${JSON.stringify(first)}\n`;
  const told = new Map(tests.told.map((one): [number, Told] => [one.row, one]));
  const page = new Page();
  for (let row = 0; row < tests.size; row += 1) {
    const outcome = tests.outcomes[row] ?? "failed";
    const one = told.get(row);
    const history = historyOf(base?.rows.get(tests.names.at(row)), outcome);
    const number = Math.round((tests.seconds[row] ?? 0) * 1000);
    const isPlain = one === undefined && history === "";
    if (isPlain && page.row({ before: START[outcome], names: tests.names, row, after: '",', number, end: "]\n" })) {
      if (page.isFull) yield page.take();
      continue;
    }
    const parts: unknown[] = [SIGN[outcome], tests.names.at(row), number];
    if (one !== undefined) parts.push(history, { message: one.failure?.message ?? "", file: one.file, line: one.line });
    else if (history !== "") parts.push(history);
    yield `${page.take()}${JSON.stringify(parts)}\n`;
  }
  yield page.take();
}

const MAX_ROWS = 5_000_000;

/** Reads a digest back. Throws {@link Damage} on anything that {@link printDigest} does not print. */
export function parseDigest(text: string): Digest {
  const wrong = (line: number): Damage => new Damage("malformed", 0, `Line ${line} of the digest is not one of ours.`);
  const lines = text.split("\n");
  if (lines.pop() !== "") throw new Damage("truncated", 0, "The digest ends in the middle of a line.");
  const head = headOf(jsonOf(lines[0] ?? ""));
  if (head === null || head.tests > MAX_ROWS) throw wrong(1);
  const rows = new Map<string, Row>();
  for (let index = 1; index < lines.length; index += 1) {
    const row = rowOf(jsonOf(lines[index] ?? ""));
    if (row === null) throw wrong(index + 1);
    rows.set(row.id, row.row);
  }
  if (rows.size !== head.tests)
    throw new Damage("counts", 0, `The digest says ${head.tests} tests and holds ${rows.size}.`);
  return { head, rows };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0;
const isText = (value: unknown): value is string => typeof value === "string" && value.length <= LONGEST_MESSAGE;
const isList = (value: unknown): value is unknown[] => Array.isArray(value);

function headOf(value: unknown): RunHead | null {
  if (!isRecord(value) || value["digest"] !== "lamplighter/test-gate" || value["version"] !== 1) return null;
  const { job, sha, run, tests, problems, coverage, benchmarks } = value;
  if (!isText(job) || !isText(sha) || !isText(run) || !isCount(tests)) return null;
  if (!isList(problems) || !problems.every(isText) || !isList(benchmarks)) return null;
  const read = benchmarks.map(benchmarkOf);
  if (read.some((one) => one === null)) return null;
  return {
    job,
    sha,
    run,
    tests,
    problems,
    coverage:
      isRecord(coverage) && isCount(coverage["covered"]) && isCount(coverage["lines"])
        ? { covered: coverage["covered"], lines: coverage["lines"] }
        : null,
    benchmarks: read.filter((one) => one !== null),
  };
}

function benchmarkOf(value: unknown): RunHead["benchmarks"][number] | null {
  if (!isRecord(value) || !isText(value["name"]) || !isText(value["unit"]) || !isList(value["values"])) return null;
  const values = value["values"].filter((one): one is number => typeof one === "number" && Number.isFinite(one));
  return values.length === value["values"].length ? { name: value["name"], unit: value["unit"], values } : null;
}

function rowOf(value: unknown): { id: string; row: Row } | null {
  if (!isList(value)) return null;
  const [sign, id, milliseconds, history = "", told = null] = value;
  const outcome = typeof sign === "string" ? OUTCOME[sign] : undefined;
  if (outcome === undefined || !isText(id) || !isCount(milliseconds)) return null;
  if (typeof history !== "string" || !/^[PFSK]{0,20}$/.test(history)) return null;
  return { id, row: { outcome, seconds: milliseconds / 1000, history, told: toldOf(told) } };
}

function toldOf(value: unknown): Row["told"] {
  if (!isRecord(value)) return null;
  const { message, file, line } = value;
  return {
    message: isText(message) ? message : "",
    file: isText(file) ? file : undefined,
    line: isCount(line) && line > 0 ? line : undefined,
  };
}
