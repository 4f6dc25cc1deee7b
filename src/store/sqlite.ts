// SQLite through `node:sqlite`: one process, write-ahead log, every commit on disk before it is answered.
import { existsSync, mkdirSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { SQLInputValue, StatementSync } from "node:sqlite";
import { CompiledQuery, Kysely, SqliteDialect, sql } from "kysely";
import type { SqliteDatabase, SqliteStatement } from "kysely";
import { lockFile } from "./lock.ts";
import { StoreRefusal } from "./refusal.ts";
import { openSpool } from "./spool.ts";
import type { Spool } from "./spool.ts";
import type { Connected, Db, Tables } from "./tables.ts";

// statfs(2): file systems that live in memory only.
const IN_MEMORY = new Set([0x01021994, 0x858458f6]);

// Rarer checkpoints than the default (4 MB): a checkpoint writes a page once, however often it changed since the last.
const CHECKPOINT_PAGES = 8192;

/** `own` is the app itself, alone; `visit` is a command beside it, with short writes; `read` sees one moment and writes nothing. */
export type Stay = "own" | "visit" | "read";

/** Opens the file, creating it and its folder. `durability: "waived"` allows memory, for tests and demos. */
export function openSqlite(args: {
  readonly path: string;
  readonly stay: Stay;
  readonly durability: "required" | "waived";
}): Omit<Connected, "now"> & { readonly kind: "sqlite" } {
  const inMemory = args.path === ":memory:";
  if (args.durability === "required") refuseMemory(args.path);
  const path = inMemory ? args.path : resolve(args.path);
  if (args.stay !== "own" && !inMemory && !existsSync(path)) {
    throw new StoreRefusal(
      "store-url",
      `There is no store at ${path}.`,
      "Check DATABASE_URL, or start the app once: it makes the store.",
    );
  }
  const spool = inMemory ? undefined : openSpool(`${path}-spool`);
  if (args.stay === "own" && !existsSync(path) && spool) refuseOrphans(path, spool);
  if (!inMemory) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = args.stay === "own" && !inMemory ? lockFile(`${path}.lock`) : undefined;
  const database = openFile(path, args.stay, lock);
  const journal = database.prepare("pragma journal_mode").get()?.["journal_mode"];
  const synchronous = database.prepare("pragma synchronous").get()?.["synchronous"];
  if (args.durability === "required" && args.stay !== "read" && (journal !== "wal" || synchronous !== 2)) {
    lock?.close();
    database.close();
    throw new StoreRefusal(
      "store-not-durable",
      `SQLite cannot keep a write-ahead log at ${path} (journal ${String(journal)}, synchronous ${String(synchronous)}).`,
      "Put the store on a local disk; network file systems do not work.",
    );
  }
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(database, args.stay) }) });
  return {
    db,
    kind: "sqlite",
    ...(spool && { spool }),
    close: async () => {
      await db.destroy();
      spool?.close();
      if (database.isOpen) database.close();
      lock?.close();
    },
  };
}

const LIGHTLY = CompiledQuery.raw("pragma synchronous = normal");
const FULLY = CompiledQuery.raw("pragma synchronous = full");

/**
 * One statement as its own transaction, whose commit outlives this process and may not outlive a power failure: only for
 * rows that can be written again from what is on disk already. Every other commit is synced, and takes these with it.
 */
export function unsynced<T>(db: Db, query: CompiledQuery<T>): Promise<readonly T[]> {
  return db.connection().execute(async (own) => {
    await own.executeQuery(LIGHTLY);
    try {
      return (await own.executeQuery(query)).rows;
    } finally {
      await own.executeQuery(FULLY);
    }
  });
}

/** The database's clock, in ms. */
export const sqliteNow = () => sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;

function openFile(path: string, stay: Stay, lock: DatabaseSync | undefined): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { timeout: 10_000, readOnly: stay === "read" });
    if (stay === "read") return database;
    database.exec("pragma journal_mode = wal");
    database.exec("pragma synchronous = full");
    database.exec(`pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    database.exec("pragma foreign_keys = on");
    return database;
  } catch (error) {
    lock?.close();
    const said = error instanceof Error ? error.message : String(error);
    if (/not a database|malformed/.test(said)) {
      throw new StoreRefusal(
        "store-damaged",
        `The file ${path} is not a sound SQLite database (${said}).`,
        "Move it and the folder of its spool away and restore the last backup; the reconciler fetches what was missed since.",
        error,
      );
    }
    throw new StoreRefusal(
      "store-unreachable",
      `The store ${path} cannot be opened (${said}).`,
      "Check that the folder exists and that this user may write to it.",
      error,
    );
  }
}

/** Bodies of another database would be taken for this one's. */
function refuseOrphans(path: string, spool: Spool): void {
  if (spool.segments().length === 0) return;
  throw new StoreRefusal(
    "store-orphaned",
    `There is no database at ${path}, but ${path}-spool has bodies of one.`,
    "Bring the database back; or, to begin anew or restore a backup, move that folder away as well.",
  );
}

function refuseMemory(path: string): void {
  const mend = "Put the store on a disk, for example DATABASE_URL=sqlite:data/lamplighter.sqlite on a mounted volume.";
  if (path === ":memory:" || path === "") {
    throw new StoreRefusal("store-not-durable", "A store in memory forgets everything when the process ends.", mend);
  }
  let folder = dirname(resolve(path));
  while (!existsSync(folder)) folder = dirname(folder);
  if (IN_MEMORY.has(statfsSync(folder).type)) {
    throw new StoreRefusal("store-not-durable", `${folder} is a file system in memory.`, mend);
  }
}

// Statements are compiled once. The bound is far above the number of distinct statements that the store has.
const MOST_STATEMENTS = 500;

function adapt(database: DatabaseSync, stay: Stay): SqliteDatabase {
  const compiled = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare: (text) => {
      // SQLite obeys some pragmas while it compiles them: a second run of the same statement would change nothing.
      if (text.startsWith("pragma")) return adaptStatement(database.prepare(text));
      // A full disk ends a transaction by itself. That nothing is left to roll back must not hide what the failure was.
      if (text === "rollback" && !database.isTransaction) return NOTHING;
      let statement = compiled.get(text);
      if (statement === undefined) {
        if (compiled.size >= MOST_STATEMENTS) compiled.clear();
        // A transaction takes the write lock at once: one that reads first and writes later may find its snapshot outdated.
        statement = adaptStatement(database.prepare(text === "begin" && stay !== "read" ? "begin immediate" : text));
        compiled.set(text, statement);
      }
      return statement;
    },
  };
}

const NOTHING: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};

function adaptStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
  };
}
