// A transaction for one installation. On PostgreSQL its row-level security shows that tenant's rows and no others (design rule 22).
import { sql } from "kysely";
import type { Connected, Db } from "./tables.ts";

/** Runs `work` in one transaction that may see and write the rows of this installation only. */
export async function asTenant<T>(
  { db, kind }: Connected,
  installation: number,
  work: (trx: Db) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (trx) => {
    if (kind === "postgres") await actFor(trx, installation);
    return work(trx);
  });
}

/** Sets whose rows the rest of this transaction sees. For PostgreSQL only. */
export async function actFor(trx: Db, installation: number): Promise<void> {
  await sql`select set_config('lamplighter.installation', ${String(installation)}, true)`.execute(trx);
}

/** Enters the installation into the list that backups and the queue go by. */
export async function know(trx: Db, installation: number): Promise<void> {
  await trx
    .insertInto("agenda_tenants")
    .values({ installation, paused: 0, next_due: null, last_turn: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
