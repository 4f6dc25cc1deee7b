// An entry of the ledger as it is read, whatever state its row is in.
import type { Json } from "../core/plan.ts";
import type { LedgerRecord } from "../core/reads.ts";
import type { Person } from "../core/refs.ts";
import type { Tables } from "./tables.ts";

/** An entry as a person reads it. `kind` is `intent`, `outcome`, `failure`, or a room's own (`change.approval`). */
export interface LedgerEntry extends LedgerRecord {
  readonly subject: string;
  readonly key: string | null;
  readonly hash: string;
}

/** As a person reads it. What is damaged has no data, and nobody did it. */
export function entryOf(row: Tables["ledger"]): LedgerEntry {
  const { sequence, at, subject, kind, op_key: key, hash } = row;
  const read = readJson(row);
  return { sequence, at, subject, kind, key, by: read?.person ?? null, data: read?.data ?? null, hash };
}

function readJson(row: Tables["ledger"]): { readonly data: Json; readonly person: Person | null } | null {
  try {
    const person = row.person_json === null ? null : (JSON.parse(row.person_json) as Person);
    return { data: JSON.parse(row.data) as Json, person };
  } catch {
    // Half a record may say the opposite of the whole one: whoever reads it finds that it is of no shape.
    return null;
  }
}
