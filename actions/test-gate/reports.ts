// Reads every report that was found into one table of tests. A damaged file is named with its line, and the rest still counts.
import { statSync } from "node:fs";
import { join } from "node:path";
import { Damage } from "../../src/gate/damage.ts";
import type { FileProblem, FileRead } from "../../src/gate/facts.ts";
import type { Reader, Sink } from "../../src/gate/reader.ts";
import { sniff, type Format } from "../../src/gate/sniff.ts";
import type { Tests } from "../../src/gate/tests.ts";
import { asUtf8, type Decoded } from "./utf16.ts";
import { readPieces } from "./files.ts";

export interface Reports {
  readonly files: FileRead[];
  readonly problems: FileProblem[];
}

/** `notBefore`: files that were last written before that instant are refused; null takes all. */
export function readReports(args: {
  readonly paths: readonly string[];
  readonly workspace: string;
  readonly tests: Tests;
  readonly notBefore: number | null;
}): Reports {
  const { paths, workspace, tests, notBefore } = args;
  const files: FileRead[] = [];
  const problems: FileProblem[] = [];
  for (const path of paths) {
    const whole = join(workspace, path);
    if (notBefore !== null && statSync(whole).mtimeMs < notBefore) {
      problems.push({ path, line: 0, code: "stale", message: "The report is older than this job." });
      continue;
    }
    const before = tests.size;
    const { format, damages } = readReport(whole, tests);
    files.push({ path, format: format?.name ?? "", tests: tests.size - before });
    for (const { code, offset, message } of damages) {
      problems.push({ path, line: lineAt(whole, offset), code, message });
    }
  }
  return { files, problems };
}

function readReport(path: string, tests: Tests): { format: Format | null; damages: Damage[] } {
  const damages: Damage[] = [];
  const sink: Sink = { test: (test) => tests.add(test), wrong: (damage) => void damages.push(damage) };
  const open: { decode: Decoded | null; format: Format | null; reader: Reader | null } = {
    decode: null,
    format: null,
    reader: null,
  };
  try {
    readPieces(path, (bytes) => {
      open.decode ??= asUtf8(bytes);
      const text = open.decode(bytes);
      open.format ??= sniff(text);
      if (open.format === null) throw new Damage("unknown-format", 0, "This is no report that we know.");
      open.reader ??= open.format.read(sink);
      open.reader.push(text);
      return undefined;
    });
    if (open.reader === null) throw new Damage("empty", 0, "The file is empty.");
    open.reader.end();
  } catch (error) {
    damages.push(asDamage(error));
  }
  return { format: open.format, damages };
}

/** A file that cannot be opened or read is damaged too; everything else is a bug of ours and goes on flying. */
export function asDamage(error: unknown): Damage {
  if (error instanceof Damage) return error;
  if (error instanceof Error && "syscall" in error) return new Damage("unreadable", 0, error.message);
  throw error;
}

/** The line that a byte of the file stands on, 1-based. Only damaged files are read a second time for it. */
export function lineAt(path: string, offset: number): number {
  let line = 1;
  let seen = 0;
  let decode: Decoded | null = null;
  try {
    readPieces(path, (bytes) => {
      decode ??= asUtf8(bytes);
      const text = decode(bytes);
      const end = Math.min(text.length, offset - seen);
      for (let at = text.indexOf(0x0a); at >= 0 && at < end; at = text.indexOf(0x0a, at + 1)) line += 1;
      seen += text.length;
      return seen >= offset ? "stop" : undefined;
    });
  } catch (error) {
    asDamage(error);
    return 0;
  }
  return line;
}
