// Setting an entry of the ledger aside that cannot be read (core/set-aside.ts says what that means).
import { sql } from "kysely";
import { parseSubject } from "../core/refs.ts";
import { SET_ASIDE, setAsideKey } from "../core/set-aside.ts";
import { wakeAll } from "./agenda.ts";
import { append } from "./append.ts";
import { hashEntry } from "./chain.ts";
import { entryOf } from "./entry.ts";
import type { LedgerEntry } from "./entry.ts";
import { StoreRefusal } from "./refusal.ts";
import type { Connected, Db } from "./tables.ts";
import { asTenant } from "./tenant.ts";
import { chainedOf } from "./walk.ts";

/** What a person asks for: whose entry, which, and why. */
export interface Asked {
  readonly installation: number;
  readonly sequence: number;
  /** Who, in their own words. */
  readonly by: string;
  readonly because: string;
}

export interface ReadEntry extends LedgerEntry {
  /** It is as it was written: its hash fits. */
  readonly isWhole: boolean;
  readonly isSetAside: boolean;
}

/** Entries that nobody has set aside. */
export const isNotSetAside = sql<boolean>`not exists (
  select 1 from ledger as aside where aside.installation = ledger.installation and aside.subject = ledger.subject
  and aside.op_key = 'set-aside:' || ledger.sequence and aside.kind = ${sql.lit(SET_ASIDE)})`;

export function readEntry(connected: Connected, installation: number, sequence: number): Promise<ReadEntry | null> {
  return asTenant(connected, installation, async (trx) => {
    const row = await rowOf(trx, installation, sequence);
    if (!row) return null;
    const standing = await trx
      .selectFrom("ledger")
      .select("sequence")
      .where("installation", "=", installation)
      .where("sequence", "=", sequence)
      .where(isNotSetAside)
      .executeTakeFirst();
    const chained = chainedOf(row);
    return { ...entryOf(row), isWhole: hashEntry(chained) === row.hash, isSetAside: standing === undefined };
  });
}

function rowOf(trx: Db, installation: number, sequence: number) {
  return trx
    .selectFrom("ledger")
    .selectAll()
    .where("installation", "=", installation)
    .where("sequence", "=", sequence)
    .executeTakeFirst();
}

/** One more entry, on the subject of the one that it is about; both are looked at anew, and so is the repository. */
export async function setAside(connected: Connected, asked: Asked): Promise<LedgerEntry> {
  const { installation, sequence, by, because } = asked;
  const before = await readEntry(connected, installation, sequence);
  if (!before) {
    const mend = "`lamplighter ledger list` shows them; a record's number stands in what cannot be understood.";
    throw new StoreRefusal("no-such-entry", `The ledger of ${installation} has no entry ${sequence}.`, mend);
  }
  if (before.isSetAside) throw asideBefore(sequence);
  const subject = parseSubject(before.subject);
  // Where a row names another installation's subject, the entry would join that one's chain.
  if (subject?.installation !== installation || before.kind === SET_ASIDE) {
    const message = `Entry ${sequence} is about nothing that is looked at, or sets another one aside itself.`;
    throw new StoreRefusal("not-to-be-set-aside", message, "Restore a backup from before the damage.");
  }
  await asTenant(connected, installation, async (trx) => {
    const row = await rowOf(trx, installation, sequence);
    if (!row) throw new Error(`entry ${sequence} went away`);
    const { hash, previous, kind } = row;
    const data = { sequence, hash, previous, kind, by, because };
    await append({ trx, connected, subject, kind: SET_ASIDE, key: setAsideKey(sequence), person: null, data });
    // Two people at one moment: the second has waited for the chain, and sees what the first wrote.
    const written = await trx
      .selectFrom("ledger")
      .select("sequence")
      .where("installation", "=", installation)
      .where("op_key", "=", setAsideKey(sequence))
      .where("kind", "=", SET_ASIDE)
      .execute();
    if (written.length > 1) throw asideBefore(sequence);
    const repository = { ...subject, kind: "repository", name: "" } as const;
    await wakeAll({ trx, connected, subjects: [subject, repository], at: connected.now(), because: "news" });
  });
  return before;
}

function asideBefore(sequence: number): StoreRefusal {
  const message = `Entry ${sequence} was set aside before.`;
  return new StoreRefusal("set-aside-before", message, "There is nothing left to do about it.");
}
