// Somebody with the database's password changes the ledger behind our back, in SQL: on both databases it is found.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Head } from "../../src/store/chain.ts";
import { connect, openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/open.ts";
import type { Connected, Db, Tables } from "../../src/store/tables.ts";
import { asTenant } from "../../src/store/tenant.ts";
import { mustTake, pull } from "./conformance.ts";
import { ENGINES, freshDatabase } from "./databases.ts";
import type { Database } from "./databases.ts";

const ENTRIES = 9;
const ada = { id: 1, login: "ada", type: "User" } as const;

/** Statement, the code of its fault, and whether it takes a head kept elsewhere to see it. */
const TAMPERINGS: readonly (readonly [statements: string, code: string, needs?: "a kept head"])[] = [
  [`update ledger set data = '{"n":4,"text":"no"}' where sequence = 4`, "edited"],
  [`update ledger set person_json = '{"id":2,"login":"bob","type":"User"}', person = 2 where sequence = 4`, "edited"],
  [`update ledger set person = 2 where sequence = 4`, "edited"],
  [`update ledger set person_json = null, person = null where sequence = 4`, "edited"],
  [`update ledger set person_json = 'no JSON' where sequence = 4`, "edited"],
  [`update ledger set at = at - 1 where sequence = 4`, "edited"],
  [`update ledger set kind = 'test.other' where sequence = 4`, "edited"],
  [`update ledger set subject = '7/700/pull/2' where sequence = 4`, "edited"],
  [`update ledger set op_key = null where sequence = 4`, "edited"],
  [`update ledger set salt = '' where sequence = 4`, "edited"],
  [`update ledger set hash = previous where sequence = 4`, "edited"],
  [`update ledger set previous = hash where sequence = 4`, "broken-link"],
  [`delete from ledger where sequence = 4`, "gap"],
  [`delete from ledger where sequence = 1`, "gap"],
  [
    `update ledger set sequence = 100 where sequence = 4; update ledger set sequence = 4 where sequence = 5; update ledger set sequence = 5 where sequence = 100`,
    "broken-link",
  ],
  [`delete from ledger where sequence > 6`, "cut"],
  [`delete from ledger`, "cut"],
  [`delete from ledger_heads`, "other-head"],
  [`update ledger_heads set sequence = 5, hash = (select hash from ledger where sequence = 5)`, "other-head"],
  [
    `delete from ledger where sequence > 6; update ledger_heads set sequence = 6, hash = (select hash from ledger where sequence = 6)`,
    "cut",
    "a kept head",
  ],
  [`delete from ledger; delete from ledger_heads`, "cut", "a kept head"],
];

describe.each(ENGINES)("a ledger on %s", (engine) => {
  let database: Database;
  let store: Store;
  let behind: Connected;
  let kept: Head;
  let ledger: Tables["ledger"][];
  let heads: Tables["ledger_heads"][];

  beforeAll(async () => {
    database = await freshDatabase(engine);
    store = await openStore({ url: database.url, durability: "waived", clock: () => 5_000 });
    await store.wake(pull(1), 5_000);
    const lease = await mustTake(store);
    for (let n = 1; n <= ENTRIES; n += 1) {
      await store.ledger.record(lease, { key: String(n), kind: "test.fact", by: ada, data: { n, text: "yes" } });
    }
    kept = await store.ledger.head(7);
    behind = await connect({ url: database.url, durability: "waived", stay: "visit" });
    ledger = await asTenant(behind, 7, (trx) => trx.selectFrom("ledger").selectAll().execute());
    heads = await asTenant(behind, 7, (trx) => trx.selectFrom("ledger_heads").selectAll().execute());
  });
  afterAll(async () => {
    await behind.close();
    await store.close();
    await database.drop();
  });

  async function asItWas(trx: Db): Promise<void> {
    await trx.deleteFrom("ledger").execute();
    await trx.deleteFrom("ledger_heads").execute();
    await trx.insertInto("ledger").values(ledger).execute();
    await trx.insertInto("ledger_heads").values(heads).execute();
  }

  it.each(TAMPERINGS.map(([statements, code, needs]) => ({ statements, code, needs })))("$statements", async (one) => {
    const { statements, code, needs } = one;
    expect(await store.ledger.verify(7, kept)).toMatchObject({ fault: null, entries: ENTRIES, checkedTo: ENTRIES });
    try {
      await asTenant(behind, 7, async (trx) => {
        for (const statement of statements.split("; ")) await sql.raw(statement).execute(trx);
      });
      expect((await store.ledger.verify(7, kept)).fault).toMatchObject({ code });
      const alone = await store.ledger.verify(7);
      expect(alone.tail).toBe("not checked");
      expect(alone.fault?.code ?? null).toBe(needs === undefined ? code : null);
    } finally {
      await asTenant(behind, 7, asItWas);
    }
  });

  it("a clock that is set back does not take the ledger with it", async () => {
    const late = await openStore({ url: database.url, durability: "waived", stay: "visit", clock: () => 4_000 });
    await late.wake(pull(2), 4_000);
    const lease = await mustTake(late);
    await late.ledger.record(lease, { key: "late", kind: "test.fact", by: null, data: {} });
    await late.close();
    expect((await store.ledger.list({ installation: 7, after: ENTRIES, limit: 1 }))[0]).toMatchObject({ at: 5_000 });
    expect(await store.ledger.verify(7, kept)).toMatchObject({ fault: null, entries: ENTRIES + 1, checkedTo: ENTRIES });
  });
});
