// Forgetting an installation for good: after it was removed, when its people ask for it.
import { sql } from "kysely";
import { spooled } from "./bodies.ts";
import { TENANT_TABLES } from "./tables.ts";
import type { Connected } from "./tables.ts";
import { asTenant } from "./tenant.ts";

const QUEUES = ["work", "agenda", "deliveries", "agenda_tenants"] as const;

/** Deletes every row of the installation, in one transaction; a turn that runs meanwhile loses its lease. Answers how many rows went. */
export async function purge(connected: Connected, installation: number): Promise<number> {
  const { spool } = connected;
  return asTenant(connected, installation, async (trx) => {
    const bodies = await trx
      .selectFrom("deliveries")
      .select(["size", "body_hash", "segment", "place"])
      .where("installation", "=", installation)
      .execute();
    // First: a body that lost its row and was not erased would come back as a new delivery after the next start. So would
    // one that came twice, and one that was forgotten whose file is still there.
    if (spool && bodies.length > 0) {
      const elsewhere = spool.places(new Set(bodies.map(({ body_hash: hash }) => hash)));
      spool.erase([...bodies.map(spooled).filter((body) => body !== undefined), ...elsewhere]);
    }
    let rows = 0;
    for (const table of [...QUEUES, ...TENANT_TABLES]) {
      const { numAffectedRows = 0n } =
        await sql`delete from ${sql.table(table)} where installation = ${installation}`.execute(trx);
      rows += Number(numAffectedRows);
    }
    return rows;
  });
}
