// How an entry joins the chain of its installation: after the head, which is the chain's lock.
import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { canonicalJson } from "../core/canonical.ts";
import type { Json } from "../core/plan.ts";
import { printSubject } from "../core/refs.ts";
import type { Person, Subject } from "../core/refs.ts";
import { GENESIS, hashEntry } from "./chain.ts";
import type { Head } from "./chain.ts";
import type { Connected, Db } from "./tables.ts";

/** The last entry of an installation's chain. Sequence 0 before the first. */
export async function headOf(trx: Db, installation: number): Promise<Head> {
  const row = await trx
    .selectFrom("ledger_heads")
    .select(["sequence", "hash"])
    .where("installation", "=", installation)
    .executeTakeFirst();
  return row ?? { sequence: 0, hash: GENESIS };
}

/** Writes one entry after the head, in the transaction that it is given. */
export async function append(args: {
  readonly trx: Db;
  readonly connected: Connected;
  readonly subject: Subject;
  readonly kind: string;
  readonly key: string | null;
  readonly person: Person | null;
  readonly data: Json;
}): Promise<void> {
  const { trx, connected, person } = args;
  const { installation } = args.subject;
  // The head's row is the chain's lock: two writers of one installation go one after the other.
  const [head] = await trx
    .insertInto("ledger_heads")
    .values({ installation, sequence: 0, hash: GENESIS, at: 0 })
    .onConflict((conflict) =>
      conflict.column("installation").doUpdateSet({ sequence: sql<number>`ledger_heads.sequence` }),
    )
    .returning(["sequence", "hash", "at", connected.now().as("now")])
    .execute();
  if (!head) throw new Error("the ledger's head did not come back");
  const entry = {
    installation,
    sequence: head.sequence + 1,
    previous: head.hash,
    // A clock that was set back does not take the ledger with it.
    at: Math.max(head.at, head.now),
    subject: printSubject(args.subject),
    kind: args.kind,
    key: args.key,
    person: person && canonicalJson({ id: person.id, login: person.login, type: person.type }),
    data: canonicalJson(args.data),
    salt: randomBytes(16).toString("base64url"),
  };
  const hash = hashEntry(entry);
  const { key, person: person_json, ...same } = entry;
  await trx
    .insertInto("ledger")
    .values({ ...same, op_key: key, person: person?.id ?? null, person_json, hash })
    .execute();
  await trx
    .updateTable("ledger_heads")
    .set({ sequence: entry.sequence, hash, at: entry.at })
    .where("installation", "=", installation)
    .execute();
}
