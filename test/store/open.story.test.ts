import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as first from "../../src/store/migrations/0001-intake-agenda-ledger.ts";
import * as second from "../../src/store/migrations/0002-blinded-ledger.ts";
import { grantsFor, SCHEMA_VERSION } from "../../src/store/migrate.ts";
import { connect, openStore } from "../../src/store/open.ts";
import { StoreRefusal } from "../../src/store/refusal.ts";
import { TENANT_TABLES } from "../../src/store/tables.ts";
import { asTenant } from "../../src/store/tenant.ts";
import { deliver, drain, mustTake, pull, raw } from "./conformance.ts";
import { asSuperuser, ENGINES, freshDatabase, inDatabase, postgresServer } from "./databases.ts";
import type { Database, Engine } from "./databases.ts";

/** What opening is refused with; fails the test when it is not. */
async function refusalOf(opening: Promise<unknown>): Promise<StoreRefusal> {
  const [result] = await Promise.allSettled([opening]);
  if (result.status === "rejected" && result.reason instanceof StoreRefusal) return result.reason;
  throw new Error(`expected a refusal, got ${JSON.stringify(result)}`);
}

/** As an older program did it: statements on a database that no store has opened. */
async function runOn(engine: Engine, url: string, statements: readonly string[]): Promise<void> {
  if (engine === "postgres") {
    await asSuperuser(url, async (client) => {
      for (const statement of statements) await client.query(statement);
    });
    return;
  }
  const file = new DatabaseSync(url.replace(/^sqlite:/, ""));
  for (const statement of statements) file.exec(statement);
  file.close();
}

describe("opening a store", () => {
  it.each([
    ["", "store-url"],
    ["mysql://root@localhost/x", "store-url"],
    ["https://db.example", "store-url"],
    ["sqlite://host/x", "store-url"],
    [":memory:", "store-not-durable"],
    ["sqlite::memory:", "store-not-durable"],
    ["postgres://app:hunter2@127.0.0.1:1/x", "store-unreachable"],
  ])("%j is refused with %s and a way out", async (url, code) => {
    const refusal = await refusalOf(openStore({ url }));
    expect(refusal.code).toBe(code);
    expect(refusal.mend).toMatch(/\.$/);
    expect(refusal.message).not.toContain("hunter2");
  });

  it.runIf(existsSync("/dev/shm"))("a file system in memory is refused", async () => {
    const folder = await mkdtemp("/dev/shm/lamplighter-");
    const refusal = await refusalOf(openStore({ url: `sqlite:${folder}/deep/store.sqlite` }));
    await rm(folder, { recursive: true });
    expect(refusal.code).toBe("store-not-durable");
  });

  it("in memory it works where durability was waived", async () => {
    const store = await openStore({ url: ":memory:", durability: "waived" });
    await store.accept(raw("a"));
    expect(await store.unsorted(9)).toHaveLength(1);
    await store.close();
  });
});

describe("a SQLite store", () => {
  let folder: string;
  let url: string;
  const open = (stay: "own" | "visit" = "own") => openStore({ url, stay, durability: "waived" });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lamplighter-store-"));
    url = `sqlite:${join(folder, "store.sqlite")}`;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("commits to a write-ahead log with full synchronisation", async () => {
    const connected = await connect({ url, durability: "waived" });
    const pragmas = await sql`select * from pragma_journal_mode, pragma_synchronous`.execute(connected.db);
    expect(pragmas.rows).toEqual([{ journal_mode: "wal", synchronous: 2 }]);
    await connected.close();
  });

  it("two of them on one file are refused, also from another process; a visitor is let in", async () => {
    const first = await open();
    expect((await refusalOf(open())).code).toBe("store-in-use");
    const script = `import { openStore } from ${JSON.stringify(join(import.meta.dirname, "../../src/store/open.ts"))};
      try { await openStore({ url: ${JSON.stringify(url)}, durability: "waived" }); } catch (error) { console.log(error.code); }`;
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(said.trim()).toBe("store-in-use");
    await first.accept(raw("a"));
    const visitor = await open("visit");
    expect(await visitor.unsorted(9)).toHaveLength(1);
    await visitor.close();
    await first.close();
    await (await open()).close();
  });

  it("a process that was killed leaves no lock, and its leases are free at once", async () => {
    const script = `import { openStore } from ${JSON.stringify(join(import.meta.dirname, "../../src/store/open.ts"))};
      const store = await openStore({ url: ${JSON.stringify(url)}, durability: "waived" });
      await store.wake({ installation: 7, repository: 700, kind: "pull", name: "1" }, 0);
      await store.take({ worker: "x", leaseMs: 3_600_000 });
      process.kill(process.pid, "SIGKILL");`;
    expect(() => execFileSync(process.execPath, ["--input-type=module", "-e", script])).toThrow();
    const store = await open();
    expect(await mustTake(store)).toMatchObject({ attempts: 2 });
    await store.close();
  });

  it("a visitor is refused where there is nothing to visit", async () => {
    expect((await refusalOf(open("visit"))).code).toBe("store-url");
  });

  it("a file that is no database is refused", async () => {
    await writeFile(
      join(folder, "store.sqlite"),
      "no database at all, but long enough to be looked at as one".repeat(20),
    );
    expect((await refusalOf(open())).code).toBe("store-damaged");
    await rm(join(folder, "store.sqlite"));
    await (await open()).close();
  });

  it("a folder in its place is refused", async () => {
    await mkdir(join(folder, "store.sqlite"));
    expect((await refusalOf(open())).code).toBe("store-unreachable");
  });
});

/** As schema 2 has it. */
const deadRow = (row: number, how: string): string =>
  `insert into deliveries (row, id, event, body, size, body_hash, received_at, state, reason)
   values (${row}, 'd${row}', 'push', '', 1, 'h${row}', ${row}, ${how})`;

describe.each(ENGINES)("the schema on %s", (engine) => {
  let database: Database;
  beforeEach(async () => {
    database = await freshDatabase(engine);
  });
  afterEach(() => database.drop());

  it("what was stored is there after the next start", async () => {
    const before = await openStore({ url: database.url, durability: "waived" });
    await deliver(before, pull(1), "a");
    await before.close();
    const after = await openStore({ url: database.url, durability: "waived" });
    expect(await after.accept(raw("a"))).toBe("known");
    expect(await drain(after)).toEqual(["7#1"]);
    await after.close();
  });

  it("a newer schema is refused", async () => {
    const connected = await connect({ url: database.url, durability: "waived" });
    await connected.db.updateTable("schema_version").set({ version: 99 }).execute();
    await connected.close();
    const refusal = await refusalOf(openStore({ url: database.url, durability: "waived" }));
    expect(refusal).toMatchObject({ code: "store-newer", message: /schema 99/ });
  });

  it("a store of schema 2 is brought up to date: what nobody read is gone, and everything else is there", async () => {
    const words =
      engine === "sqlite"
        ? ({ kind: "sqlite", bytes: "blob", serial: "integer primary key" } as const)
        : ({
            kind: "postgres",
            bytes: "bytea",
            serial: "bigint generated by default as identity primary key",
          } as const);
    const old = [
      ...first.statements(words),
      ...second.statements(),
      "create table schema_version (version bigint not null)",
      "insert into schema_version values (2)",
      ...(engine === "postgres"
        ? ["alter table baselines enable row level security", "create policy tenant on baselines using (true)"]
        : []),
      "insert into baselines values (7, 700, 'main', 'a', 1)",
      "insert into pulls values (7, 700, 12, 'h', 'main', 'open', 1)",
      // Given up before codes were kept: with its code before the sentence, without one, and without a delivery.
      deadRow(101, "'dead', 'not-json: Its body is not JSON.'"),
      deadRow(102, "'dead', 'the reader broke'"),
      deadRow(103, "'sorted', null"),
      "insert into work values ('7/700/pull/1', 103, 7, 'dead', 'body-lost: It is gone: for good.')",
      "insert into agenda values ('7/700/pull/2', 7, null, null, 1, null, null, 0, 'no answer', 109)",
    ];
    await runOn(engine, database.url, old);
    const store = await openStore({ url: database.url, durability: "waived" });
    const letters = (await store.deadLetters(9)).map(({ delivery, subject, code, reason }) =>
      [delivery ?? subject, code, reason].join(" | "),
    );
    expect(letters).toEqual([
      "d101 | not-json | Its body is not JSON.",
      "d102 | unknown | the reader broke",
      "d103 | body-lost | It is gone: for good.",
      "7/700/pull/2 | unknown | no answer",
    ]);
    expect(await store.pulls.open(7, 700)).toMatchObject([{ number: 12, head: "h" }]);
    await deliver(store, pull(1), "a");
    await store.close();
    const connected = await connect({ url: database.url, durability: "waived" });
    expect(await connected.db.selectFrom("schema_version").select("version").execute()).toEqual([
      { version: SCHEMA_VERSION },
    ]);
    await expect(sql`select 1 from baselines`.execute(connected.db)).rejects.toThrow(/baselines/);
    await connected.close();
  });

  it("several that start at once on an empty database migrate it once", async () => {
    const [one, ...others] = await Promise.all(
      Array.from({ length: engine === "postgres" ? 4 : 1 }, () =>
        openStore({ url: database.url, durability: "waived" }),
      ),
    );
    await deliver(one!, pull(1), "a");
    for (const store of [one!, ...others]) await store.close();
  });
});

describe("PostgreSQL keeps tenants apart by itself", () => {
  const role = { name: "app_of_tests", password: "not a secret" };
  let database: Database;
  let url: string;

  beforeEach(async () => {
    database = await freshDatabase("postgres");
    await (await openStore({ url: database.url })).close();
    await asSuperuser(database.url, async (client) => {
      await client.query(`do $$ begin create role ${role.name} login password '${role.password}';
        exception when duplicate_object then null; when unique_violation then null; end $$`);
      for (const grant of grantsFor(role.name)) await client.query(grant);
    });
    url = inDatabase(await postgresServer(), new URL(database.url).pathname.slice(1), role);
  });
  afterEach(() => database.drop());

  it("an app that owns no table works, backup included", async () => {
    const store = await openStore({ url });
    await deliver(store, pull(1), "a");
    const lease = await mustTake(store);
    await store.ledger.record(lease, { key: "k", kind: "test.fact", by: null, data: {} });
    await store.finish(lease, { handled: lease.deliveries.map(({ row }) => row) });
    const folder = await mkdtemp(join(tmpdir(), "lamplighter-backup-"));
    expect(await store.backup(join(folder, "backup"))).toMatchObject({ rows: 5 });
    await rm(folder, { recursive: true });
    expect(await store.ledger.verify(7)).toMatchObject({ entries: 1, fault: null });
    await store.close();
  });

  it("every tenant table is under row-level security, its owner included", async () => {
    const { rows } = await asSuperuser(database.url, (client) =>
      client.query<{ relname: string }>(
        `select relname from pg_class where relkind = 'r' and relrowsecurity and relforcerowsecurity order by relname`,
      ),
    );
    expect(rows.map(({ relname }) => relname)).toEqual([...TENANT_TABLES].sort());
  });

  it("a query without a tenant sees nothing, and one tenant sees nothing of another", async () => {
    const store = await openStore({ url });
    for (const installation of [7, 8]) {
      await store.installations.see({ installation, account: 1, login: "x", state: "active", since: 1 });
      await store.wake(pull(1, installation), 0);
      const lease = await mustTake(store);
      await store.ledger.record(lease, { key: "k", kind: "test.fact", by: null, data: {} });
    }
    await store.close();
    const connected = await connect({ url });
    for (const table of ["ledger", "ledger_heads", "installations"] as const) {
      expect((await sql`select * from ${sql.table(table)}`.execute(connected.db)).rows).toEqual([]);
      const seen = await asTenant(connected, 7, (trx) =>
        sql<{ installation: number }>`select installation from ${sql.table(table)}`.execute(trx),
      );
      expect(new Set(seen.rows.map(({ installation }) => installation))).toEqual(new Set([7]));
    }
    const changed = await asTenant(connected, 7, (trx) =>
      sql`update ledger set data = '{}' where installation = 8`.execute(trx),
    );
    expect(changed.numAffectedRows).toBe(0n);
    const smuggled = asTenant(connected, 7, (trx) =>
      trx.insertInto("ledger_heads").values({ installation: 9, sequence: 1, hash: "x", at: 1 }).execute(),
    );
    await expect(smuggled).rejects.toThrow(/row-level security/);
    // The setting ends with its transaction: the pool's next user inherits nothing.
    expect((await sql`select * from ledger`.execute(connected.db)).rows).toEqual([]);
    await connected.close();
  });

  it("an app that may not migrate is told what to do", async () => {
    const empty = await freshDatabase("postgres");
    const bare = inDatabase(await postgresServer(), new URL(empty.url).pathname.slice(1), role);
    expect((await refusalOf(openStore({ url: bare }))).code).toBe("store-no-rights");
    await empty.drop();
  });

  it("a wrong password and an unknown database are told apart", async () => {
    const server = await postgresServer();
    const wrong = inDatabase(server, "postgres", { ...role, password: "wrong-password" });
    expect(await refusalOf(openStore({ url: wrong }))).toMatchObject({ code: "store-unreachable", mend: /password/ });
    expect(await refusalOf(openStore({ url: inDatabase(server, "nowhere") }))).toMatchObject({
      mend: /does not exist/,
    });
  });
});

describe("a newer version beside replicas that run", () => {
  it("changes the tables though a transaction of theirs meets it halfway, and they go on", async () => {
    const database = await freshDatabase("postgres");
    const words = {
      kind: "postgres",
      bytes: "bytea",
      serial: "bigint generated by default as identity primary key",
    } as const;
    await runOn("postgres", database.url, [
      ...first.statements(words),
      ...second.statements(),
      "create table schema_version (version bigint not null)",
      "insert into schema_version values (2)",
    ]);
    await asSuperuser(database.url, async (replica) => {
      // A turn of an older replica: it has read one table, and wants the other next.
      await replica.query("begin");
      await replica.query("select 1 from agenda");
      const opening = openStore({ url: database.url, durability: "waived" });
      const isWaiting = async (): Promise<boolean> => {
        const { rows } = await asSuperuser(database.url, (client) =>
          client.query("select 1 from pg_locks where not granted and locktype = 'relation'"),
        );
        return rows.length > 0;
      };
      while (!(await isWaiting())) await new Promise((resolve) => setTimeout(resolve, 20));
      // Whichever of the two PostgreSQL ends now: the newer version begins again, and so does a turn.
      await replica.query("select 1 from deliveries").catch(() => undefined);
      await replica.query("commit");
      const store = await opening;
      await deliver(store, pull(1), "a");
      expect(await drain(store)).toEqual(["7#1"]);
      await store.close();
    });
  });

  it("waits for a transaction that is long, and lets others pass meanwhile", async () => {
    const database = await freshDatabase("postgres");
    await runOn("postgres", database.url, [
      "create table schema_version (version bigint not null)",
      "insert into schema_version values (0)",
    ]);
    await asSuperuser(database.url, async (report) => {
      await report.query("begin");
      await report.query("lock table schema_version in share mode");
      const opening = openStore({ url: database.url, durability: "waived" });
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await report.query("commit");
      const store = await opening;
      expect(await store.depth()).toMatchObject({ unsorted: 0 });
      await store.close();
    });
  });
});
