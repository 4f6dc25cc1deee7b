// Brings the schema up to date, one numbered file after the other, all in one transaction.
import { sql } from "kysely";
import * as first from "./migrations/0001-intake-agenda-ledger.ts";
import type { Words } from "./migrations/0001-intake-agenda-ledger.ts";
import { StoreRefusal } from "./refusal.ts";
import { TENANT_TABLES } from "./tables.ts";
import type { Connected, Db } from "./tables.ts";

/** In order; the place in the list is the version. Never edit one that was released: add the next. */
const MIGRATIONS: readonly { statements(words: Words): readonly string[] }[] = [first];

/** What this program writes and reads. */
export const SCHEMA_VERSION = MIGRATIONS.length;

const WORDS: Record<Connected["kind"], Words> = {
  sqlite: { bytes: "blob", serial: "integer primary key autoincrement" },
  postgres: { bytes: "bytea", serial: "bigint generated always as identity primary key" },
};

// Any number will do, as long as every replica takes the same one.
const MIGRATION_LOCK = 7_261_944;

/** Applies what is missing. Refuses a schema that a newer program made: writing to it could lose what this one cannot see. */
export async function migrate({ db, kind }: Connected): Promise<void> {
  const before = await versionOf(db, kind);
  if (before === SCHEMA_VERSION) return;
  await db.transaction().execute(async (trx) => {
    if (kind === "postgres") await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(trx);
    await sql`create table if not exists schema_version (version bigint not null)`.execute(trx);
    const version = await versionOf(trx, kind);
    for (const migration of MIGRATIONS.slice(version)) {
      for (const statement of migration.statements(WORDS[kind])) await sql.raw(statement).execute(trx);
    }
    if (kind === "postgres") for (const statement of rowLevelSecurity()) await sql.raw(statement).execute(trx);
    await trx.deleteFrom("schema_version").execute();
    await trx.insertInto("schema_version").values({ version: SCHEMA_VERSION }).execute();
  });
}

async function versionOf(db: Db, kind: Connected["kind"]): Promise<number> {
  const exists =
    kind === "sqlite"
      ? await sql`select 1 from sqlite_master where name = 'schema_version'`.execute(db)
      : await sql`select 1 where to_regclass('schema_version') is not null`.execute(db);
  if (exists.rows.length === 0) return 0;
  const row = await db.selectFrom("schema_version").select("version").executeTakeFirst();
  const version = row?.version ?? 0;
  if (version > SCHEMA_VERSION) {
    throw new StoreRefusal(
      "store-newer",
      `The store has schema ${version}, and this program knows schemas up to ${SCHEMA_VERSION}.`,
      "Start the newer Lamplighter that wrote it, or restore a backup from before the upgrade into an empty store.",
    );
  }
  return version;
}

/** FORCE holds for the owner of the tables too; only a superuser passes it. Outside a tenant's transaction no row is visible. */
function rowLevelSecurity(): readonly string[] {
  const tenant = `installation = nullif(current_setting('lamplighter.installation', true), '')::bigint`;
  return TENANT_TABLES.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `drop policy if exists tenant on ${table}`,
    `create policy tenant on ${table} using (${tenant}) with check (${tenant})`,
  ]);
}

/** For an operator who migrates as the tables' owner and lets the app connect as `role`, which owns nothing. */
export function grantsFor(role: string): readonly string[] {
  const name = `"${role.replaceAll('"', '""')}"`;
  return [
    `grant usage on schema public to ${name}`,
    `grant select, insert, update, delete on all tables in schema public to ${name}`,
    `grant usage on all sequences in schema public to ${name}`,
  ];
}
