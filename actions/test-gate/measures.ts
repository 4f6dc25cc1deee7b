// Coverage and benchmarks from their files. A damaged one fails like a damaged report: half of it would flatter.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Coverage } from "../../src/gate/coverage.ts";
import { Damage } from "../../src/gate/damage.ts";
import { benchmarkKey, type Benchmark } from "../../src/gate/digest.ts";
import type { FileProblem } from "../../src/gate/facts.ts";
import { relativePath } from "../../src/gate/places.ts";
import type { Reader } from "../../src/gate/reader.ts";
import { readBenchmarks } from "../../src/gate/readers/benchmark-results.ts";
import { sniffCoverage } from "../../src/gate/readers/coverage-reports.ts";
import { isStale, piecesOf } from "./files.ts";
import { asDamage, lineAt } from "./damaged.ts";

const LARGEST_BENCHMARK = 64 * 1024 * 1024;

interface Measures {
  readonly paths: readonly string[];
  readonly workspace: string;
  readonly problems: FileProblem[];
  /** Files that were last written before are refused; null takes all. */
  readonly notBefore: number | null;
}

/** An old result flatters as an old report does. */
function isRefused(path: string, { workspace, problems, notBefore }: Measures): boolean {
  if (!isStale(join(workspace, path), notBefore)) return false;
  problems.push({ path, line: 0, code: "stale", message: "It is older than this job." });
  return true;
}

/**
 * What the files say, joined with what the legs told; null when there is neither. File names become relative to the
 * workspace where they can.
 */
export function readCoverage(args: Measures & { legs: Coverage | null }): Coverage | null {
  const { paths, workspace, problems, legs } = args;
  if (paths.length === 0) return legs;
  const coverage = new Coverage();
  for (const path of paths.filter((one) => !isRefused(one, args))) {
    const file = join(workspace, path);
    let reader: Reader | null = null;
    try {
      const open = (bytes: Buffer): Reader => {
        const format = sniffCoverage(bytes);
        if (format === null) throw new Damage("unknown-format", 0, "This is no coverage report that we know.");
        return format.read(coverage);
      };
      for (const bytes of piecesOf(file)) {
        reader ??= open(bytes);
        reader.push(bytes);
      }
      endOf(reader);
    } catch (error) {
      const { code, offset, message } = asDamage(error);
      problems.push({ path, line: lineAt(file, offset), code, message });
    }
  }
  const named = withRelativeNames(coverage, workspace);
  for (const [name, states] of legs?.files ?? []) named.join(name, states);
  return named;
}

function endOf(reader: Reader | null): void {
  if (reader === null) throw new Damage("empty", 0, "The file is empty.");
  reader.end();
}

function withRelativeNames(coverage: Coverage, workspace: string): Coverage {
  const named = new Coverage();
  for (const [name, states] of coverage.files) named.join(relativePath(name, workspace) ?? name, states);
  return named;
}

export function readAllBenchmarks(args: Measures): Benchmark[] {
  const { paths, workspace, problems } = args;
  const found: Benchmark[] = [];
  for (const path of paths.filter((one) => !isRefused(one, args))) {
    const file = join(workspace, path);
    try {
      if (statSync(file).size > LARGEST_BENCHMARK)
        throw new Damage("too-large", 0, "The file is too large for benchmarks.");
      found.push(...readBenchmarks(readFileSync(file, "utf8")));
    } catch (error) {
      const { code, message } = asDamage(error);
      problems.push({ path, line: 0, code, message });
    }
  }
  return numbered(found);
}

/** Two benchmarks of one name and unit are two, as two tests of one name are. */
function numbered(found: readonly Benchmark[]): Benchmark[] {
  const times = new Map<string, number>();
  return found.map((one) => {
    const key = benchmarkKey(one);
    const time = (times.get(key) ?? 0) + 1;
    times.set(key, time);
    return time === 1 ? one : { ...one, name: `${one.name} #${time}` };
  });
}
