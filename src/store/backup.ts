// A store as one portable file: written from either database, restored into either. Lines of JSON, ended by a checksum.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { createInterface } from "node:readline";
import { sql } from "kysely";
import { bodyOf } from "./bodies.ts";
import type { Stored } from "./bodies.ts";
import { tenantsOf } from "./installations.ts";
import { SCHEMA_VERSION } from "./migrate.ts";
import { StoreRefusal } from "./refusal.ts";
import type { Spool } from "./spool.ts";
import { TENANT_TABLES } from "./tables.ts";
import type { Connected, Db, Tables } from "./tables.ts";
import { actFor } from "./tenant.ts";

type Table = Exclude<keyof Tables, "schema_version">;

/** Each table with the columns that order it: what is read page by page, and in which order it comes back. */
const ORDER: Record<Table, readonly string[]> = {
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
const TABLES = Object.keys(ORDER) as readonly Table[];
const OF_TENANTS: ReadonlySet<string> = new Set(TENANT_TABLES);

const FORMAT = "lamplighter-backup-1";
const PAGE = 500;
// Eight bodies are at most 200 MB.
const PAGE_OF_BODIES = 8;
type Line = readonly [table: Table, row: Readonly<Record<string, unknown>>];

/** What a backup or a restore moved. */
export interface Moved {
  readonly rows: number;
  readonly sha256: string;
}

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

const BYTES = "$bytes";

function packed(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? { [BYTES]: Buffer.from(value).toString("base64") } : value,
    ]),
  );
}

function isGone([table, { size, body }]: Line): boolean {
  return table === "deliveries" && Number(size) > 0 && (unpacked(body) as Buffer).length === 0;
}

function unpacked(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !(BYTES in value)) return value;
  return Buffer.from(String(value[BYTES]), "base64");
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
