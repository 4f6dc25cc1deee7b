// Reports that are not JUnit XML, with names that mean the same on every machine.
import type { Format } from "../../src/gate/reader.ts";
import { relativePath } from "../../src/gate/places.ts";
import { sniff } from "../../src/gate/sniff.ts";

/** Jest and Vitest call a file that did not load by its whole path: in a name it is told from the workspace on. */
export function formatIn(beginning: Buffer, workspace: string): Format | null {
  const format = sniff(beginning);
  if (format === null) return null;
  return {
    name: format.name,
    read: (sink) =>
      format.read({
        test: (test) => sink.test(test.suite === test.file ? { ...test, suite: named(test.suite, workspace) } : test),
        wrong: (damage) => sink.wrong(damage),
      }),
  };
}

const named = (path: string, workspace: string): string => relativePath(path, workspace) ?? path;
