// Mode merge: the digests that the legs of one run left, as one table of tests, one coverage and one list of benchmarks. A
// digest of another run is not a leg of this one.
import { statSync } from "node:fs";
import { join } from "node:path";
import { Coverage } from "../../src/gate/coverage.ts";
import { joinCovered } from "../../src/gate/covered-lines.ts";
import { Damage } from "../../src/gate/damage.ts";
import { BRINGS, type Benchmark, type Brings, type Digest, type RunHead } from "../../src/gate/digest.ts";
import { parseDigest } from "../../src/gate/read-digest.ts";
import type { FileProblem, FileRead, GateFacts } from "../../src/gate/facts.ts";
import { inLeg, lostBy } from "../../src/gate/leg-name.ts";
import type { Tests } from "../../src/gate/tests.ts";
import type { RunPlace } from "./place.ts";
import { asDamage } from "./damaged.ts";
import { piecesOf } from "./files.ts";

const LARGEST_DIGEST = 256 * 1024 * 1024;

export interface Legs {
  readonly files: FileRead[];
  readonly problems: FileProblem[];
  readonly legs: string[];
  readonly legProblems: string[];
  readonly legsWithout: GateFacts["legsWithout"];
  readonly legNotes: string[];
  /** Null when no leg left any. */
  readonly coverage: Coverage | null;
  readonly benchmarks: Benchmark[];
}

/** What is kept of a leg's digest, of which the tests are far the most. */
interface Leg {
  readonly head: RunHead;
  readonly tests: number;
  /** How many files it tells the covered lines of. */
  readonly covered: number;
}

/** One digest after the other is read, joined and let go of: those of a large matrix do not fit into memory together. */
export function readLegs(args: { paths: readonly string[]; place: RunPlace; tests: Tests }): Legs {
  const { paths, place, tests } = args;
  const files: FileRead[] = [];
  const problems: FileProblem[] = [];
  const legs: Leg[] = [];
  const coverage = new Coverage();
  for (const path of paths) {
    try {
      const digest = digestAt(join(place.workspace, path));
      const { head, rows } = digest;
      const refused = refusal(head, place, legs);
      if (refused !== null) {
        problems.push({ path, line: 0, ...refused });
        continue;
      }
      legs.push({ head, tests: rows.size, covered: digest.covered.size });
      files.push({ path, format: "digest", tests: rows.size });
      addRows(tests, head.job, rows);
      for (const [file, states] of coveredBy(digest).files) coverage.join(file, states);
    } catch (error) {
      const { code, message } = asDamage(error);
      problems.push({ path, line: 0, code, message });
    }
  }
  const legsWithout = { coverage: losing(legs, "coverage"), benchmarks: losing(legs, "benchmarks") };
  return {
    files,
    problems,
    legs: legs.map(({ head }) => head.job),
    legProblems: problemsOf(legs),
    legsWithout,
    legNotes: notesOf(legs, legsWithout),
    coverage: legs.some(({ covered }) => covered > 0) ? coverage : null,
    benchmarks: legs.flatMap(({ head }) => benchmarksOf(head)),
  };
}

const jobsOf = (legs: readonly Leg[]): string[] => legs.map(({ head }) => head.job);

const losing = (legs: readonly Leg[], what: Brings): string[] =>
  jobsOf(legs.filter(({ head }) => head.lost?.includes(what) === true));

/** A leg that was not told to read coverage need not have any: one of a matrix is often enough. */
function notesOf(legs: readonly Leg[], legsWithout: GateFacts["legsWithout"]): string[] {
  const without = jobsOf(legs.filter(({ covered }) => covered === 0));
  return [
    ...(without.length > 0 && without.length < legs.length
      ? [`Coverage is of the other legs: ${without.join(", ")} left none.`]
      : []),
    ...BRINGS.filter((what) => legsWithout[what].length > 0).map((what) => lostBy(legsWithout[what], what)),
  ];
}

function addRows(tests: Tests, job: string, rows: Digest["rows"]): void {
  for (let row = 0; row < rows.size; row += 1) {
    const { outcome, seconds, told } = rows.at(row);
    const failure = told === null ? undefined : { message: told.message, details: told.stack ?? "" };
    tests.add({
      suite: "",
      name: inLeg(rows.names.at(row), job),
      outcome,
      seconds,
      file: told?.file,
      line: told?.line,
      failure,
    });
  }
}

function digestAt(path: string): Digest {
  if (statSync(path).size > LARGEST_DIGEST)
    throw new Damage("too-large", 0, `A digest of more than ${LARGEST_DIGEST} bytes is not read.`);
  return parseDigest(piecesOf(path));
}

function refusal(head: RunHead, place: RunPlace, known: readonly Leg[]): { code: string; message: string } | null {
  const { job, run, sha } = head;
  if (run !== place.run || (place.run !== "" && sha !== place.sha))
    return { code: "other-run", message: `It is the digest of run ${run} at ${sha.slice(0, 12)}, not of this one.` };
  if (known.some((leg) => leg.head.job === job))
    return { code: "leg-twice", message: `The leg ${job} is there twice.` };
  return null;
}

/** What the legs were refused for: one sentence for all that say the same. */
function problemsOf(legs: readonly Leg[]): string[] {
  const told = new Map<string, string[]>();
  for (const { head, tests } of legs) {
    // Of a leg without a test nothing is known, whatever its digest says of itself.
    const problems = head.problems.length === 0 && tests === 0 ? ["It holds no test."] : head.problems;
    for (const problem of problems) told.set(problem, [...(told.get(problem) ?? []), head.job]);
  }
  return [...told].map(([problem, jobs]) => `${jobs.length === 1 ? "Leg" : "Legs"} ${jobs.join(", ")}: ${problem}`);
}

/** Throws {@link Damage} where the lines are not as many as the digest's head says. */
function coveredBy({ head, covered }: Digest): Coverage {
  const coverage = new Coverage();
  if (covered.size === 0) return coverage;
  joinCovered(coverage, covered);
  const { total } = coverage;
  if (total.covered !== head.coverage?.covered || total.lines !== head.coverage.lines)
    throw new Damage("counts", 0, "The digest's covered lines are not as many as it says.");
  return coverage;
}

/** The newest value of each: those before it are the base's. */
function benchmarksOf(head: RunHead): Benchmark[] {
  return head.benchmarks.flatMap(({ name, unit, values }) => {
    const value = values.at(-1);
    return value === undefined ? [] : [{ name: inLeg(name, head.job), unit, value }];
  });
}
