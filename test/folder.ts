// Folders for tests in the temp directory. They go when the file of tests that made them has ended, also where it failed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** A folder in the temp directory that nobody else has: `lamplighter-name-` and six random signs. */
export function newFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `lamplighter-${name}-`));
  made.push(folder);
  return folder;
}
