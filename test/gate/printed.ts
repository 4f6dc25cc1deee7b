// What a run writes into a page, as one text: for tables.
import type { Digest } from "../../src/gate/digest.ts";
import { printDigest } from "../../src/gate/digest.ts";
import { Page } from "../../src/gate/page.ts";
import type { Tests } from "../../src/gate/tests.ts";

export function printed(print: (page: Page) => void): string {
  const pieces: Buffer[] = [];
  const page = new Page((bytes) => void pieces.push(Buffer.from(bytes)));
  print(page);
  page.end();
  return Buffer.concat(pieces).toString();
}

/** The digest of tests that had no base. */
export const digestOf = (head: Omit<Digest["head"], "tests">, tests: Tests, base: Digest | null = null): string =>
  printed((page) => printDigest(page, { head, tests, base }));
