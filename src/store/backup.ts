// A store as one portable file: written from either database, restored into either. Lines of JSON, ended by a checksum.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { sql } from "kysely";
import { FORMAT, OF_TENANTS, ORDER, packed, TABLES, unpacked } from "./backup-format.ts";
import type { Line, Moved, Table } from "./backup-format.ts";
import { bodyOf } from "./bodies.ts";
import type { Stored } from "./bodies.ts";
import { tenantsOf } from "./installations.ts";
import { SCHEMA_VERSION } from "./migrate.ts";
import { StoreRefusal } from "./refusal.ts";
import type { Spool } from "./spool.ts";
import type { Connected, Db } from "./tables.ts";
import { actFor } from "./tenant.ts";

const PAGE = 500;

// Eight bodies are at most 200 MB.
const PAGE_OF_BODIES = 8;

/** `gone` counts deliveries whose bodies could not be read any more: they are in the file without them. */
export interface BackedUp extends Moved {
  readonly gone: number;
}

/**
 * Writes everything to `path` (mode 600), as it was at one moment. The file appears whole or not at all.
 * It holds webhook bodies: keep it as safe as the store.
 */
export async function backup(snapshot: Connected, path: string): Promise<BackedUp> {
  if (existsSync(path)) {
    throw new StoreRefusal(
      "backup-format",
      `${path} exists, and is not overwritten.`,
      "Name a file that is not there.",
    );
  }
  const partial = `${path}.partial`;
  const file = await open(partial, "wx", 0o600).catch((error: unknown) => {
    throw new StoreRefusal(
      "backup-format",
      `The backup ${partial} cannot be written (${String(error)}).`,
      "Choose another path, or remove what an interrupted backup left there.",
      error,
    );
  });
  try {
    const hash = createHash("sha256");
    let rows = 0;
    let gone = 0;
    const write = async (value: unknown): Promise<void> => {
      const line = `${JSON.stringify(value)}\n`;
      hash.update(line);
      await file.appendFile(line);
    };
    await write({ format: FORMAT, schema: SCHEMA_VERSION });
    for await (const line of everyRow(snapshot)) {
      await write(line);
      rows += 1;
      if (isGone(line)) gone += 1;
    }
    const sha256 = hash.digest("hex");
    await file.appendFile(`${JSON.stringify({ rows, sha256 })}\n`);
    await file.sync();
    await file.close();
    await rename(partial, path);
    return { rows, sha256, gone };
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

/** Everything that is known of one installation, line by line as in a backup, deliveries included: for whoever asks for their data. */
export async function* exportInstallation(snapshot: Connected, installation: number): AsyncGenerator<string> {
  for await (const line of everyRow(snapshot)) {
    if (line[1]["installation"] === installation) yield JSON.stringify(line);
  }
}

async function* everyRow(snapshot: Connected): AsyncGenerator<Line> {
  const begin = snapshot.db.startTransaction();
  // One moment for the whole file. SQLite's transactions are always so.
  const trx = await (snapshot.kind === "postgres" ? begin.setIsolationLevel("repeatable read") : begin).execute();
  try {
    const tenants = await tenantsOf({ db: trx });
    for (const table of TABLES) {
      if (snapshot.kind === "sqlite" || !OF_TENANTS.has(table)) {
        yield* rowsOf({ trx, spool: snapshot.spool, table });
        continue;
      }
      for (const tenant of tenants) {
        await actFor(trx, tenant);
        yield* rowsOf({ trx, spool: snapshot.spool, table, tenant });
      }
    }
  } finally {
    await trx.rollback().execute();
  }
}

/** `tenant` is named although row-level security would do: a superuser passes it. */
async function* rowsOf(args: {
  readonly trx: Db;
  readonly spool: Spool | undefined;
  readonly table: Table;
  readonly tenant?: number;
}): AsyncGenerator<Line> {
  const { trx, table, tenant } = args;
  const columns = sql.join(ORDER[table].map((column) => sql.ref(column)));
  const page = table === "deliveries" ? PAGE_OF_BODIES : PAGE;
  let after: Readonly<Record<string, unknown>> | undefined;
  for (;;) {
    const own = tenant === undefined ? sql`1 = 1` : sql`installation = ${tenant}`;
    const later = after ? sql`(${columns}) > (${sql.join(ORDER[table].map((column) => after?.[column]))})` : sql`1 = 1`;
    const { rows } = await sql<Record<string, unknown>>`
      select * from ${sql.table(table)} where ${own} and ${later} order by ${columns} limit ${page}`.execute(trx);
    for (const row of rows) yield [table, packed(table === "deliveries" ? withBody(row, args.spool) : row)];
    after = rows.at(-1);
    if (rows.length < page) return;
  }
}

/** A backup knows no spool: every body is in its row. */
function withBody(row: Readonly<Record<string, unknown>>, spool: Spool | undefined): Record<string, unknown> {
  const here = Object.entries(row).filter(([column]) => column !== "segment" && column !== "place");
  return { ...Object.fromEntries(here), body: bodyOf(row as unknown as Stored, spool) };
}

function isGone([table, { size, body }]: Line): boolean {
  return table === "deliveries" && Number(size) > 0 && (unpacked(body) as Buffer).length === 0;
}
