// A backup back into a store that has nothing in it: all of it or nothing.
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { createInterface } from "node:readline";
import { sql } from "kysely";
import { FORMAT, OF_TENANTS, TABLES, unpacked } from "./backup-format.ts";
import type { Line, Moved, Table } from "./backup-format.ts";
import { SCHEMA_VERSION } from "./migrate.ts";
import { StoreRefusal } from "./refusal.ts";
import type { Connected, Db } from "./tables.ts";
import { actFor } from "./tenant.ts";

/** Reads a backup into a store that has nothing in it, in one transaction: after a failure the store is as empty as before. */
export async function restore(connected: Connected, path: string): Promise<Moved> {
  const file = await open(path).catch((error: unknown) => {
    throw new StoreRefusal("backup-format", `There is no readable file ${path}.`, "Check the path.", error);
  });
  try {
    return await connected.db.transaction().execute((trx) => restoreIn({ trx, kind: connected.kind, path, file }));
  } finally {
    await file.close();
  }
}

async function restoreIn(args: {
  readonly trx: Db;
  readonly kind: Connected["kind"];
  readonly path: string;
  readonly file: FileHandle;
}): Promise<Moved> {
  const { trx, kind, path, file } = args;
  await refuseUnlessEmpty(trx);
  const hash = createHash("sha256");
  let rows = 0;
  let last: { rows?: unknown; sha256?: unknown } | undefined;
  let tenant: number | undefined;
  let isFirst = true;
  for await (const line of createInterface({
    input: file.createReadStream({ autoClose: false }),
    crlfDelay: Infinity,
  })) {
    if (last !== undefined) throw damaged(path, "lines follow its checksum");
    const value = parse(line, path);
    if (isFirst) {
      refuseForeign(value, path);
      isFirst = false;
    } else if (Array.isArray(value)) {
      const [table, row] = value as unknown as Line;
      if (!TABLES.includes(table)) throw damaged(path, "it names a table that does not exist");
      if (kind === "postgres" && OF_TENANTS.has(table) && row["installation"] !== tenant) {
        tenant = Number(row["installation"]);
        await actFor(trx, tenant);
      }
      await insertRow(trx, table, row);
      rows += 1;
    } else {
      last = value as typeof last;
      continue;
    }
    hash.update(`${line}\n`);
  }
  const sha256 = hash.digest("hex");
  if (last === undefined) throw damaged(path, "its end is missing");
  if (last.rows !== rows || last.sha256 !== sha256) throw damaged(path, "its checksum does not fit");
  if (kind === "postgres") {
    await sql`select setval(pg_get_serial_sequence('deliveries', 'row'), (select coalesce(max(row), 0) + 1 from deliveries), false)`.execute(
      trx,
    );
  }
  return { rows, sha256 };
}

async function insertRow(trx: Db, table: Table, row: Readonly<Record<string, unknown>>): Promise<void> {
  const columns = sql.join(Object.keys(row).map((column) => sql.ref(column)));
  const values = sql.join(Object.values(row).map(unpacked));
  await sql`insert into ${sql.table(table)} (${columns}) values (${values})`.execute(trx);
}

async function refuseUnlessEmpty(trx: Db): Promise<void> {
  // These three show whether anything else can be there: what a tenant has, it has beside a row of the queue.
  for (const table of ["deliveries", "agenda", "agenda_tenants"] as const) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(trx);
    if (rows.length === 0) continue;
    throw new StoreRefusal(
      "store-not-empty",
      "This store has records already; restoring over them would mix two histories.",
      "Point DATABASE_URL at a new file or an empty database, and restore there.",
    );
  }
}

function refuseForeign(value: unknown, path: string): void {
  const header = value as { format?: unknown; schema?: unknown } | null;
  if (header?.format !== FORMAT) {
    throw new StoreRefusal("backup-format", `${path} is no backup of Lamplighter.`, "Check the path.");
  }
  if (header.schema !== SCHEMA_VERSION) {
    throw new StoreRefusal(
      "backup-format",
      `${path} has schema ${String(header.schema)}, and this program has ${SCHEMA_VERSION}.`,
      "Restore it with the version of Lamplighter that wrote it, then start this one on that store.",
    );
  }
}

function parse(line: string, path: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw damaged(path, "a line is no JSON");
  }
}

function damaged(path: string, why: string): StoreRefusal {
  return new StoreRefusal(
    "backup-damaged",
    `The backup ${path} is damaged: ${why}. Nothing was restored.`,
    "Take another copy of it, or an older backup.",
  );
}
