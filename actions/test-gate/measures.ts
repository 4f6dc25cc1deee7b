// Coverage and benchmarks from their files. A damaged one fails like a damaged report: half of it would flatter.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Coverage } from "../../src/gate/coverage.ts";
import { Damage } from "../../src/gate/damage.ts";
import type { Benchmark } from "../../src/gate/digest.ts";
import type { FileProblem } from "../../src/gate/facts.ts";
import { relativePath } from "../../src/gate/places.ts";
import type { Reader } from "../../src/gate/reader.ts";
import { readBenchmarks } from "../../src/gate/readers/benchmark-results.ts";
import { sniffCoverage } from "../../src/gate/readers/coverage-reports.ts";
import { piecesOf } from "./files.ts";
import { asDamage, lineAt } from "./damaged.ts";

const LARGEST_BENCHMARK = 64 * 1024 * 1024;

/**
 * What the files say, joined with what the legs told; null when there is neither. File names become relative to the
 * workspace where they can.
 */
export function readCoverage(args: {
  paths: readonly string[];
  workspace: string;
  problems: FileProblem[];
  legs: Coverage | null;
}): Coverage | null {
  const { paths, workspace, problems, legs } = args;
  if (paths.length === 0) return legs;
  const coverage = new Coverage();
  for (const path of paths) {
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

export function readAllBenchmarks(paths: readonly string[], workspace: string, problems: FileProblem[]): Benchmark[] {
  const found: Benchmark[] = [];
  for (const path of paths) {
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
  return found;
}
