// PostgreSQL through `pg`: any number of replicas.
import { Kysely, PostgresDialect, sql } from "kysely";
import { Pool, TypeOverrides } from "pg";
import { StoreRefusal } from "./refusal.ts";
import type { Connected, Tables } from "./tables.ts";

const INT8 = 20;

/** Opens a pool and looks whether the server keeps what it is given. `onLost` hears of connections that break. */
export async function openPostgres(args: {
  readonly url: string;
  readonly connections: number;
  readonly onLost: (error: Error) => void;
}): Promise<Omit<Connected, "now"> & { readonly kind: "postgres" }> {
  const pool = new Pool({
    connectionString: args.url,
    max: args.connections,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: "lamplighter",
    // A statement that hangs would keep a lease alive; the longest honest one is a backup's page.
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    // Set by the session, so that a server with another default still waits for its disk.
    options: "-c synchronous_commit=on",
    types: countersAsNumbers(),
  });
  // On each connection and not only on the pool, which hears of idle ones alone: an error of one in use that nobody
  // listens to would end the process, and with it every other turn.
  pool.on("connect", (client) => client.on("error", args.onLost));
  pool.on("error", () => {
    // The connection's own listener has heard it.
  });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    const { rows } = await sql<{ fsync: string; server_version_num: string }>`
      select current_setting('fsync') as fsync, current_setting('server_version_num') as server_version_num`.execute(
      db,
    );
    const [row] = rows;
    if (row?.fsync !== "on") {
      throw new StoreRefusal(
        "store-not-durable",
        "This PostgreSQL server runs with fsync off: a power failure can destroy the database.",
        "Set fsync = on in its configuration and restart it.",
      );
    }
    if (Number(row.server_version_num) < 140_000) {
      throw new StoreRefusal(
        "store-unreachable",
        `This PostgreSQL server is version ${row.server_version_num}; 14 is the oldest that works.`,
        "Use PostgreSQL 14 or newer.",
      );
    }
  } catch (error) {
    await pool.end();
    throw error instanceof StoreRefusal ? error : unreachable(args.url, error);
  }
  return { db, kind: "postgres", close: () => db.destroy() };
}

// Counters and times come as bigint; all are far below 2^53.
function countersAsNumbers(): TypeOverrides {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(INT8, Number);
  return overrides;
}

/** The database's clock, in ms: it moves on within a transaction, unlike `now()`. */
export const postgresNow = () => sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`;

function unreachable(url: string, error: unknown): StoreRefusal {
  const parsed = URL.parse(url);
  // Host, port and database only: the URL holds a password.
  const where = parsed ? `${parsed.host}${parsed.pathname}` : "DATABASE_URL";
  const code = error instanceof Error && "code" in error ? String(error.code) : "no code";
  const mends: Record<string, string> = {
    "28P01": "The password is wrong: check DATABASE_URL.",
    "28000": "The server does not let this user in: check DATABASE_URL and pg_hba.conf.",
    "3D000": "The database does not exist: create it, or check the name at the end of DATABASE_URL.",
    ECONNREFUSED: "Nothing listens there: start the server, or check host and port in DATABASE_URL.",
    ENOTFOUND: "The host name is unknown: check DATABASE_URL.",
  };
  return new StoreRefusal(
    "store-unreachable",
    `The PostgreSQL server at ${where} cannot be used (${code}).`,
    mends[code] ?? "Check that the server runs and that DATABASE_URL is right.",
    error,
  );
}
