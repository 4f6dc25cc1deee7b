// Mode merge: the digests that the legs of one run left, as one table of tests, one coverage and one list of benchmarks. A
// digest of another run is not a leg of this one.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Coverage } from "../../src/gate/coverage.ts";
import { joinCovered } from "../../src/gate/covered-lines.ts";
import { Damage } from "../../src/gate/damage.ts";
import type { Benchmark, Digest } from "../../src/gate/digest.ts";
import { parseDigest } from "../../src/gate/read-digest.ts";
import type { FileProblem, FileRead } from "../../src/gate/facts.ts";
import { inLeg } from "../../src/gate/leg-name.ts";
import type { Tests } from "../../src/gate/tests.ts";
import type { RunPlace } from "./place.ts";
import { asDamage } from "./damaged.ts";

const LARGEST_DIGEST = 256 * 1024 * 1024;

export interface Legs {
  readonly files: FileRead[];
  readonly problems: FileProblem[];
  readonly legs: string[];
  readonly legProblems: string[];
  readonly legNotes: string[];
  /** Null when no leg left any. */
  readonly coverage: Coverage | null;
  readonly benchmarks: Benchmark[];
}

export function readLegs(args: { paths: readonly string[]; place: RunPlace; tests: Tests }): Legs {
  const { paths, place, tests } = args;
  const problems: FileProblem[] = [];
  const found: { path: string; digest: Digest }[] = [];
  for (const path of paths) {
    try {
      const digest = digestAt(join(place.workspace, path));
      const refused = refusal(digest, place, found);
      if (refused === null) found.push({ path, digest });
      else problems.push({ path, line: 0, ...refused });
    } catch (error) {
      const { code, message } = asDamage(error);
      problems.push({ path, line: 0, code, message });
    }
  }
  const files: FileRead[] = [];
  for (const { path, digest } of found) {
    const { job } = digest.head;
    files.push({ path, format: "digest", tests: digest.rows.size });
    for (const [id, { outcome, seconds, told }] of digest.rows) {
      const failure = told === null ? undefined : { message: told.message, details: "" };
      tests.add({ suite: "", name: inLeg(id, job), outcome, seconds, file: told?.file, line: told?.line, failure });
    }
  }
  const { coverage, without } = coverageOf(found, problems);
  return {
    files,
    problems,
    legs: found.map(({ digest }) => digest.head.job),
    legProblems: problemsOf(found.map(({ digest }) => digest)),
    legNotes:
      coverage === null || without.length === 0
        ? []
        : [`Coverage is of the other legs: ${without.join(", ")} left none.`],
    coverage,
    benchmarks: found.flatMap(({ digest }) => benchmarksOf(digest)),
  };
}

function digestAt(path: string): Digest {
  if (statSync(path).size > LARGEST_DIGEST)
    throw new Damage("too-large", 0, `A digest of more than ${LARGEST_DIGEST} bytes is not read.`);
  return parseDigest(readFileSync(path, "utf8"));
}

function refusal(
  { head }: Digest,
  place: RunPlace,
  known: readonly { readonly digest: Digest }[],
): { code: string; message: string } | null {
  const { job, run, sha } = head;
  if (run !== place.run || (place.run !== "" && sha !== place.sha))
    return { code: "other-run", message: `It is the digest of run ${run} at ${sha.slice(0, 12)}, not of this one.` };
  if (known.some(({ digest }) => digest.head.job === job))
    return { code: "leg-twice", message: `The leg ${job} is there twice.` };
  return null;
}

/** What the legs were refused for: one sentence for all that say the same. */
function problemsOf(digests: readonly Digest[]): string[] {
  const told = new Map<string, string[]>();
  for (const { head, rows } of digests) {
    // Of a leg without a test nothing is known, whatever its digest says of itself.
    const problems = head.problems.length === 0 && rows.size === 0 ? ["It holds no test."] : head.problems;
    for (const problem of problems) told.set(problem, [...(told.get(problem) ?? []), head.job]);
  }
  return [...told].map(([problem, legs]) => `${legs.length === 1 ? "Leg" : "Legs"} ${legs.join(", ")}: ${problem}`);
}

function coverageOf(
  found: readonly { readonly path: string; readonly digest: Digest }[],
  problems: FileProblem[],
): { coverage: Coverage | null; without: string[] } {
  const coverage = new Coverage();
  const without: string[] = [];
  for (const { path, digest } of found) {
    if (digest.covered.size === 0) without.push(digest.head.job);
    try {
      for (const [file, states] of coveredBy(digest).files) coverage.join(file, states);
    } catch (error) {
      const { code, message } = asDamage(error);
      problems.push({ path, line: 0, code, message });
    }
  }
  return { coverage: without.length === found.length ? null : coverage, without };
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
function benchmarksOf({ head }: Digest): Benchmark[] {
  return head.benchmarks.flatMap(({ name, unit, values }) => {
    const value = values.at(-1);
    return value === undefined ? [] : [{ name: inLeg(name, head.job), unit, value }];
  });
}
