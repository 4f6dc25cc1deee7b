// What a run writes into a page, as one text: for tables.
import { printDigest, type Digest } from "../../src/gate/digest.ts";
import type { Row } from "../../src/gate/digest-rows.ts";
import { Page } from "../../src/gate/page.ts";
import { parseDigest } from "../../src/gate/read-digest.ts";
import type { Tests } from "../../src/gate/tests.ts";

export function printed(print: (page: Page) => void): string {
  const pieces: Buffer[] = [];
  const page = new Page((bytes) => void pieces.push(Buffer.from(bytes)));
  print(page);
  page.end();
  return Buffer.concat(pieces).toString();
}

/** A digest from its text. */
export const readDigest = (text: string): Digest => parseDigest(text === "" ? [] : [Buffer.from(text)]);

/** The test of that name in a digest. */
export function rowOf({ rows }: Digest, name: string): Row | undefined {
  for (const [row, one] of rows.names.entries()) if (one === name) return rows.at(row);
  return undefined;
}

/** The digest of tests that had no base. */
export const digestOf = (head: Omit<Digest["head"], "tests">, tests: Tests, base: Digest | null = null): string =>
  printed((page) => printDigest(page, { head, tests, base }));
