// Reads a digest back from an artifact: nothing in it is believed before it was checked. A run without a base or legs does
// not load this file.
import { Damage } from "./damage.ts";
import { DIGEST_VERSION } from "../core/gate-word.ts";
import { DigestRows, type Row } from "./digest-rows.ts";
import { BRINGS, type Digest, type RunHead } from "./digest.ts";
import { Lines } from "./lines.ts";
import { LONGEST_DETAILS, LONGEST_MESSAGE, type Outcome } from "./tests.ts";

const OUTCOME: Readonly<Record<string, Outcome>> = { P: "passed", F: "failed", S: "skipped", K: "flaky" };
const MAX_ROWS = 5_000_000;
const NEWLINE = 0x0a;

/** The first line holds the benchmarks: ten thousand of them with their longest names. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** Reads a digest back from its bytes in pieces. Throws {@link Damage} on anything that {@link printDigest} does not print. */
export function parseDigest(pieces: Iterable<Buffer>): Digest {
  const wrong = (line: number): Damage =>
    new Damage("malformed", 0, `Line ${line} of the digest is not one of ours: it is damaged, or no digest.`);
  const rows = new DigestRows();
  const covered = new Map<string, string>();
  const seen: { head: RunHead | null; lines: number } = { head: null, lines: 0 };
  const lines = new Lines(({ text }) => {
    seen.lines += 1;
    const value = jsonOf(text);
    const { head } = seen;
    if (head === null) {
      seen.head = headOf(value);
      if (seen.head === null || seen.head.tests > MAX_ROWS) throw wrong(1);
      return;
    }
    const row = rowOf(value);
    const file = row === null ? coveredOf(value) : null;
    if (file !== null) covered.set(file.name, file.runs);
    else if (row === null || rows.size === head.tests || rows.add(row.id, row.row) === "known") throw wrong(seen.lines);
  }, LONGEST_LINE);
  let last: number | undefined;
  for (const piece of pieces) {
    lines.push(piece);
    last = piece.at(-1) ?? last;
  }
  if (last === undefined) throw new Damage("empty", 0, "The digest is empty.");
  // A first line without an end is cut, or this is another kind of file.
  if (seen.head === null) lines.end();
  if (seen.head === null || last !== NEWLINE)
    throw new Damage("truncated", 0, "The digest ends in the middle of a line.");
  return whole(seen.head, rows, covered);
}

function whole(head: RunHead, rows: DigestRows, covered: ReadonlyMap<string, string>): Digest {
  if (rows.size !== head.tests)
    throw new Damage("counts", 0, `The digest says ${head.tests} tests and holds ${rows.size}.`);
  if (covered.size !== (head.files ?? 0))
    throw new Damage("counts", 0, `The digest says ${head.files ?? 0} covered files and holds ${covered.size}.`);
  return { head, rows, covered };
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

/** Null when it is no digest of any release. */
function versionOf(value: unknown): number | null {
  if (!isRecord(value) || value["digest"] !== "lamplighter/test-gate") return null;
  return isCount(value["version"]) ? value["version"] : null;
}

/** Null when it is no digest. Throws {@link Damage} when it is one of another release. */
function headOf(value: unknown): RunHead | null {
  const version = versionOf(value);
  if (version !== null && version !== DIGEST_VERSION) {
    const message = `Another release of this Action left this digest: it is of version ${version}, and this release reads ${DIGEST_VERSION}.`;
    throw new Damage("other-version", 0, message);
  }
  if (version === null || !isRecord(value)) return null;
  const { job, sha, run, tests, problems, coverage, lost = [], files, benchmarks } = value;
  if (!isText(job) || !isText(sha) || !isText(run) || !isCount(tests)) return null;
  if (!isList(problems) || !problems.every(isText) || !isList(benchmarks)) return null;
  if (!isList(lost) || !lost.every((one) => BRINGS.some((known) => known === one))) return null;
  const read = benchmarks.map(benchmarkOf);
  if (read.some((one) => one === null)) return null;
  return {
    job,
    sha,
    run,
    tests,
    problems,
    coverage:
      isRecord(coverage) &&
      isCount(coverage["covered"]) &&
      isCount(coverage["lines"]) &&
      coverage["covered"] <= coverage["lines"]
        ? { covered: coverage["covered"], lines: coverage["lines"] }
        : null,
    lost: BRINGS.filter((one) => lost.includes(one)),
    ...(isCount(files) && { files }),
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

function coveredOf(value: unknown): { name: string; runs: string } | null {
  if (!isList(value) || value[0] !== "C" || value.length !== 3) return null;
  const [, name, runs] = value;
  return isText(name) && typeof runs === "string" ? { name, runs } : null;
}

function toldOf(value: unknown): Row["told"] {
  if (!isRecord(value)) return null;
  const { message, file, line, stack } = value;
  return {
    message: isText(message) ? message : "",
    file: isText(file) ? file : undefined,
    line: isCount(line) && line > 0 ? line : undefined,
    stack: typeof stack === "string" && stack.length <= LONGEST_DETAILS ? stack : undefined,
  };
}
