// Plants every fault in one source file, and keeps what came of it for as long as the file, its tables and what they
// import from beside them stay as they are.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";
import { tablesFor } from "./mutants-tables.ts";

/** Longest run for one source file. What takes longer is told as not finished, and is no success. */
export const MOST_MINUTES = 45;
const REPORT = "reports/mutants.json";
/** Ignored by git. Whoever deletes it measures everything anew. */
const KEPT = ".cache/mutants";
/** What decides how faults are planted and judged, besides the file and its tables. */
const SETTINGS = ["stryker.config.json", "vitest.mutants.config.ts"];

const Place = z.object({ line: z.number(), column: z.number() });
const Report = z.object({
  files: z.record(
    z.string(),
    z.object({
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string().default(""),
          status: z.string(),
          location: z.object({ start: Place, end: Place }),
        }),
      ),
    }),
  ),
});

const Uncaught = z.object({
  /** Counted from one. */
  at: Place,
  mutator: z.string(),
  /** `Timeout`, `Survived` or `NoCoverage`. */
  status: z.string(),
  /** The source line, trimmed. */
  line: z.string(),
  /** What the fault replaces, to the end of the line at most. */
  from: z.string(),
  to: z.string(),
});
export type Uncaught = z.infer<typeof Uncaught>;

const Measured = z.object({
  file: z.string(),
  hash: z.string(),
  planted: z.number(),
  seconds: z.number(),
  uncaught: z.array(Uncaught),
});
/** What came of the faults planted in one file. */
export type Measured = z.infer<typeof Measured>;

/** What was measured of this file as it is now, if it was. */
export function measuredBefore(file: string): Measured | undefined {
  const path = keptAt(file);
  if (!existsSync(path)) return undefined;
  const kept = Measured.safeParse(JSON.parse(readFileSync(path, "utf8")));
  return kept.success && kept.data.hash === hashOf(file) ? kept.data : undefined;
}

/** Plants every fault in one file; undefined when the run failed or did not finish. */
export function measure(file: string): Measured | undefined {
  rmSync(REPORT, { force: true });
  const hash = hashOf(file);
  const source = readFileSync(file, "utf8").split("\n");
  const started = Date.now();
  const run = spawnSync("stryker", ["run", "--mutate", file], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, MUTANTS_TESTS: JSON.stringify(tablesFor(file)) },
    timeout: MOST_MINUTES * 60_000,
  });
  if (run.status !== 0) return undefined;
  const seconds = Math.round((Date.now() - started) / 1_000);
  const { files } = Report.parse(JSON.parse(readFileSync(REPORT, "utf8")));
  const planted = (files[file]?.mutants ?? []).filter(
    ({ status }) => !["Ignored", "CompileError", "RuntimeError"].includes(status),
  );
  const uncaught = planted
    .filter(({ status }) => status !== "Killed")
    .map(({ mutatorName: mutator, replacement, status, location: { start, end } }) => {
      const line = source[start.line - 1] ?? "";
      const from = line.slice(start.column - 1, end.line === start.line ? end.column - 1 : undefined);
      return { at: start, mutator, status, line: line.trim(), from: onOneLine(from), to: onOneLine(replacement) };
    });
  const measured: Measured = { file, hash, planted: planted.length, seconds, uncaught };
  mkdirSync(KEPT, { recursive: true });
  writeFileSync(keptAt(file), JSON.stringify(measured, null, 1));
  return measured;
}

const keptAt = (file: string): string => join(KEPT, `${file.replaceAll("/", "-")}.json`);

const onOneLine = (text: string): string => text.replaceAll(/\s+/gu, " ").trim();

function hashOf(file: string): string {
  const tables = new Set(tablesFor(file).flatMap((pattern) => globSync(pattern)));
  const patterns = JSON.stringify(tablesFor(file));
  const hash = createHash("sha256").update(patterns);
  for (const path of [file, ...SETTINGS, ...withImports([...tables].sort())]) {
    hash.update(`\0${path}\0`).update(readFileSync(path));
  }
  return hash.digest("hex");
}

/** An import, or a file that is read from beside a table. */
const NAMES_FILE = /(?:(?:from|import) |join\(import\.meta\.dirname, )"([^"]+)"/gu;

/** The tables and all that they import from beside them: builders, stages, data. Not the source: a fault is in one file. */
function withImports(tables: readonly string[]): readonly string[] {
  const found = new Set(tables);
  for (const path of found) {
    for (const [, to = ""] of readFileSync(path, "utf8").matchAll(NAMES_FILE)) {
      const target = join(dirname(path), to);
      if (target.startsWith("test/") && statSync(target, { throwIfNoEntry: false })?.isFile() === true)
        found.add(target);
    }
  }
  return [...found].sort();
}
