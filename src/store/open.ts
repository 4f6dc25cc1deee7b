// The store's door: one URL in, one object out, the same on SQLite and on PostgreSQL.
import { sql } from "kysely";
import type { Instant, Subject } from "../core/refs.ts";
import { groupCommit } from "./accept.ts";
import type { Accepted } from "./accept.ts";
import type { Raw } from "./frames.ts";
import { depth, endAllLeases, wake } from "./agenda.ts";
import type { Depth } from "./agenda.ts";
import { restore } from "./restore.ts";
import { backup, exportInstallation } from "./backup.ts";
import type { Moved } from "./backup-format.ts";
import type { BackedUp } from "./backup.ts";
import { forgetBodies } from "./bodies.ts";
import type { Delivery } from "./bodies.ts";
import { deadLetters, replay } from "./dead-letters.ts";
import type { DeadLetter } from "./dead-letters.ts";
import { knownDeliveries, sort, unsorted } from "./deliveries.ts";
import type { SortedDelivery } from "./deliveries.ts";
import { openInstallations } from "./installations.ts";
import type { Installations } from "./installations.ts";
import { openLedger } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import { migrate } from "./migrate.ts";
import { openPostgres, postgresNow } from "./postgres.ts";
import { openPulls } from "./pulls.ts";
import type { Pulls } from "./pulls.ts";
import { purge } from "./purge.ts";
import { recover } from "./recover.ts";
import { StoreRefusal } from "./refusal.ts";
import { openRepositories } from "./repositories.ts";
import type { Repositories } from "./repositories.ts";
import { openSqlite, sqliteNow } from "./sqlite.ts";
import type { Stay } from "./sqlite.ts";
import type { Connected } from "./tables.ts";
import { take } from "./take.ts";
import { fail, finish, heartbeat } from "./turn.ts";
import type { Failure, Lease, Taken, TurnEnd } from "./turn.ts";

/**
 * Everything that survives a restart. Each call is one transaction, on disk when its promise resolves.
 * Times are the database's clock (ms, UTC). Refusals are `StoreRefusal`; a write under a lost lease throws `FencedError`.
 */
export interface Store {
  readonly kind: "sqlite" | "postgres";

  /** Stores a webhook; resolves after the commit. Calls of one event-loop turn share it. */
  accept(raw: Raw): Promise<Accepted>;
  /** Deliveries that nobody has sorted yet, oldest first. */
  unsorted(limit: number): Promise<readonly Delivery[]>;
  sort(sorted: readonly SortedDelivery[]): Promise<void>;
  knownDeliveries(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Drops bodies that are done with and were received before then; returns how many. */
  forgetBodies(before: Instant): Promise<number>;

  take(args: { readonly worker: string; readonly leaseMs: number }): Promise<Taken | null>;
  heartbeat(lease: Lease, leaseMs: number): Promise<void>;
  finish(lease: Lease, end: TurnEnd): Promise<void>;
  fail(taken: Taken, failure: Failure): Promise<void>;
  wake(subject: Subject, at: Instant): Promise<void>;

  deadLetters(limit: number): Promise<readonly DeadLetter[]>;
  /** A delivery's id, or a given-up subject as `printSubject` has it. */
  replay(what: string): Promise<void>;

  readonly ledger: Ledger;
  readonly installations: Installations;
  readonly repositories: Repositories;
  readonly pulls: Pulls;

  /** Everything into one new file, as it is at one moment; the app may go on. */
  backup(path: string): Promise<BackedUp>;
  /** From such a file, into an empty store only. */
  restore(path: string): Promise<Moved>;
  /** Everything of one installation, as lines of JSON. */
  export(installation: number): AsyncGenerator<string>;
  /** Forgets an installation and all of its records, for good. Running turns of it are fenced off. Answers how many rows went. */
  purge(installation: number): Promise<number>;

  depth(): Promise<Depth>;
  /** Whether the database answers, for `/readyz`. Throws when it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenStore {
  /** `sqlite:<path>` (or a bare path), `postgres://...`. */
  readonly url: string;
  /** `own` (default): the app. `visit`: a command beside it; on SQLite that needs no lock, and ends no leases. */
  readonly stay?: Stay;
  /** `waived` allows SQLite in memory, for tests and demos. */
  readonly durability?: "required" | "waived";
  /** PostgreSQL connections of this process; 10. */
  readonly connections?: number;
  /** Hears of PostgreSQL connections that break; they are replaced by themselves. */
  readonly onLost?: (error: Error) => void;
  /** Another clock than the database's, for stories that play over days. */
  readonly clock?: () => Instant;
}

/** Opens the store and brings its schema up to date, or throws a `StoreRefusal` that says what to do. */
export async function openStore(args: OpenStore): Promise<Store> {
  const connected = await connect(args);
  return storeOf(connected, args);
}

/** The connection alone, migrated: for tests that look behind the store. */
export async function connect(args: OpenStore): Promise<Connected> {
  const opened = await openDatabase(args);
  const { clock } = args;
  const now = clock
    ? () => sql<number>`cast(${clock()} as bigint)`
    : opened.kind === "sqlite"
      ? sqliteNow
      : postgresNow;
  const connected: Connected = { ...opened, now };
  try {
    if (args.stay !== "read") await migrate(connected);
    if (opened.kind === "sqlite" && (args.stay ?? "own") === "own") {
      await recover(connected);
      await endAllLeases(connected);
    }
  } catch (error) {
    await opened.close();
    throw error;
  }
  return connected;
}

function openDatabase(args: OpenStore) {
  const { url, stay = "own", durability = "required" } = args;
  if (/^postgres(ql)?:\/\//.test(url)) {
    return openPostgres({ url, connections: args.connections ?? 10, onLost: args.onLost ?? (() => undefined) });
  }
  const [, scheme, rest = ""] = /^([a-z][a-z0-9+.-]+):(.*)$/is.exec(url) ?? [];
  if (
    url.trim() === "" ||
    (scheme !== undefined && scheme !== "sqlite" && url !== ":memory:") ||
    rest.startsWith("//")
  ) {
    throw new StoreRefusal(
      "store-url",
      scheme === undefined ? "DATABASE_URL is empty." : `DATABASE_URL has the scheme "${scheme}:", which is no store.`,
      "Set it to sqlite:<path to a file> or postgres://user:password@host:port/database.",
    );
  }
  return openSqlite({ path: scheme === "sqlite" ? rest : url, stay, durability });
}

function storeOf(connected: Connected, args: OpenStore): Store {
  // SQLite has one connection, and a long transaction on it would hold up the intake: whoever reads everything gets their own.
  const reader = async (): Promise<Connected> =>
    connected.kind === "sqlite" && !args.url.includes(":memory:") ? connect({ ...args, stay: "read" }) : connected;
  async function* exported(installation: number): AsyncGenerator<string> {
    const snapshot = await reader();
    try {
      yield* exportInstallation(snapshot, installation);
    } finally {
      if (snapshot !== connected) await snapshot.close();
    }
  }
  return {
    kind: connected.kind,
    accept: groupCommit(connected),
    unsorted: (limit) => unsorted(connected, limit),
    sort: (sorted) => sort(connected, sorted),
    knownDeliveries: (ids) => knownDeliveries(connected, ids),
    forgetBodies: (before) => forgetBodies(connected, before),
    take: (args) => take(connected, args),
    heartbeat: (lease, leaseMs) => heartbeat(connected, lease, leaseMs),
    finish: (lease, end) => finish(connected, lease, end),
    fail: (taken, failure) => fail(connected, taken, failure),
    wake: (subject, at) => wake(connected, subject, at),
    deadLetters: (limit) => deadLetters(connected, limit),
    replay: (what) => replay(connected, what),
    ledger: openLedger(connected),
    installations: openInstallations(connected),
    repositories: openRepositories(connected),
    pulls: openPulls(connected),
    backup: async (path) => {
      const snapshot = await reader();
      try {
        return await backup(snapshot, path);
      } finally {
        if (snapshot !== connected) await snapshot.close();
      }
    },
    restore: (path) => restore(connected, path),
    export: exported,
    purge: (installation) => purge(connected, installation),
    depth: () => depth(connected),
    ping: async () => {
      await sql`select 1`.execute(connected.db);
    },
    close: () => connected.close(),
  };
}
