// Reads every report that was found into one table of tests. A damaged file is named with its line, and the rest still counts.
import { Damage } from "../../src/gate/damage.ts";
import type { FileProblem, FileRead } from "../../src/gate/facts.ts";
import type { Format, Reader, Sink } from "../../src/gate/reader.ts";
import { beginsAsJUnit, JUNIT } from "../../src/gate/readers/junit.ts";
import type { Tests } from "../../src/gate/tests.ts";
import { asDamage, lineAt } from "./damaged.ts";
import { asUtf8, type Decoded } from "./utf16.ts";
import { isStale, piecesOf } from "./files.ts";
import { within } from "./within.ts";

export interface Reports {
  readonly files: FileRead[];
  readonly problems: FileProblem[];
}

/** `notBefore`: files that were last written before that instant are refused; null takes all. */
export async function readReports(args: {
  readonly paths: readonly string[];
  readonly workspace: string;
  readonly tests: Tests;
  readonly notBefore: number | null;
}): Promise<Reports> {
  const { paths, workspace, tests, notBefore } = args;
  const files: FileRead[] = [];
  const problems: FileProblem[] = [];
  for (const path of paths) {
    const whole = within(workspace, path);
    if (isStale(whole, notBefore)) {
      problems.push({ path, line: 0, code: "stale", message: "The report is older than this job." });
      continue;
    }
    const before = tests.size;
    const { format, damages } = await readReport(whole, { workspace, tests });
    files.push({ path, format: format?.name ?? "", tests: tests.size - before });
    for (const { code, offset, message } of damages) {
      problems.push({ path, line: lineAt(whole, offset), code, message });
    }
  }
  return { files, problems };
}

async function readReport(
  path: string,
  { workspace, tests }: { workspace: string; tests: Tests },
): Promise<{ format: Format | null; damages: Damage[] }> {
  const damages: Damage[] = [];
  const sink: Sink = { test: (test) => tests.add(test), wrong: (damage) => void damages.push(damage) };
  let decode: Decoded | null = null;
  let format: Format | null = null;
  let reader: Reader | null = null;
  try {
    for (const bytes of piecesOf(path)) {
      decode ??= asUtf8(bytes);
      const text = decode(bytes);
      format ??= await formatOf(text, workspace);
      if (format === null) throw new Damage("unknown-format", 0, "This is no report that we know.");
      reader ??= format.read(sink);
      reader.push(text);
    }
    if (reader === null) throw new Damage("empty", 0, "The file is empty.");
    reader.end();
  } catch (error) {
    damages.push(asDamage(error));
  }
  return { format, damages };
}

/** Nearly every report is JUnit XML. Whoever has another waits for the readers of all others to be loaded, once. */
async function formatOf(beginning: Buffer, workspace: string): Promise<Format | null> {
  if (beginsAsJUnit(beginning)) return JUNIT;
  const { formatIn } = await import("./beyond.ts");
  return formatIn(beginning, workspace);
}
