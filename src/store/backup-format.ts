// How a store looks as a file: a line of JSON for each row, table by table, between a header and a checksum.
import { TENANT_TABLES } from "./tables.ts";
import type { Tables } from "./tables.ts";

export type Table = Exclude<keyof Tables, "schema_version">;

/** Each table with the columns that order it: what is read page by page, and in which order it comes back. */
export const ORDER: Record<Table, readonly string[]> = {
  deliveries: ["row"],
  work: ["subject", "delivery"],
  agenda: ["subject"],
  agenda_tenants: ["installation"],
  ledger: ["installation", "sequence"],
  ledger_heads: ["installation"],
  installations: ["installation"],
  repositories: ["installation", "repository"],
  repository_names: ["installation", "repository", "since", "owner", "name"],
  pulls: ["installation", "repository", "number"],
};

/** In the order in which they are written, and can be read back. */
export const TABLES = Object.keys(ORDER) as readonly Table[];

/** Tables whose rows belong to one installation each. */
export const OF_TENANTS: ReadonlySet<string> = new Set(TENANT_TABLES);

/** The header's word for this format. */
export const FORMAT = "lamplighter-backup-1";

/** One row in a backup. */
export type Line = readonly [table: Table, row: Readonly<Record<string, unknown>>];

/** What a backup or a restore moved. */
export interface Moved {
  readonly rows: number;
  readonly sha256: string;
}

const BYTES = "$bytes";

/** A row as JSON can hold it. */
export function packed(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? { [BYTES]: Buffer.from(value).toString("base64") } : value,
    ]),
  );
}

/** A value of a row as it was: the other way round. */
export function unpacked(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !(BYTES in value)) return value;
  return Buffer.from(String(value[BYTES]), "base64");
}
