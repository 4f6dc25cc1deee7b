// Reports that are not JUnit XML, with names that mean the same on every machine.
import type { Format } from "../../src/gate/reader.ts";
import { relativePath } from "../../src/gate/places.ts";
import type { TestCase } from "../../src/gate/tests.ts";
import { sniff } from "../../src/gate/sniff.ts";

/** Jest and Vitest call a file by its whole path: in a name it is told from the workspace on. */
export function formatIn(beginning: Buffer, workspace: string): Format | null {
  const format = sniff(beginning);
  if (format === null) return null;
  return {
    name: format.name,
    read: (sink) =>
      format.read({
        test: (test) => sink.test({ ...test, suite: named(test, workspace) }),
        wrong: (damage) => sink.wrong(damage),
      }),
  };
}

function named({ suite, file }: TestCase, workspace: string): string {
  if (file === undefined || (suite !== file && !suite.startsWith(`${file} > `))) return suite;
  const path = relativePath(file, workspace);
  return path === null ? suite : `${path}${suite.slice(file.length)}`;
}
