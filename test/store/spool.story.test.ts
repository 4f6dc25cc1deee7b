import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bodyHash, framesOf } from "../../src/store/frames.ts";
import * as first from "../../src/store/migrations/0001-intake-agenda-ledger.ts";
import * as second from "../../src/store/migrations/0002-blinded-ledger.ts";
import { connect, openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/open.ts";
import { openSpool } from "../../src/store/spool.ts";
import { deliver, mustTake, pull, raw } from "./conformance.ts";

let folder: string;
let path: string;
let spool: string;
let clock: number;
const open = (stay: "own" | "visit" = "own"): Promise<Store> =>
  openStore({ url: `sqlite:${path}`, stay, durability: "waived", clock: () => clock });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lamplighter-spool-"));
  path = join(folder, "store.sqlite");
  spool = `${path}-spool`;
  clock = 1_000_000;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = () => (existsSync(spool) ? readdirSync(spool).map((name) => join(spool, name)) : []);
const kept = (text: string) => ({ raw: raw(text), hash: bodyHash(raw(text).body) });
const textsOf = async (store: Store) =>
  (await store.unsorted(999)).map(({ id, body }) => [id, new TextDecoder().decode(body)]);
const asStored = (...ids: string[]) => ids.map((id) => [id, `{"is":"${id}"}`]);

/** What the disk has after a power failure that took every commit since: the database as it was, the spool as it is. */
function snapshot(): () => void {
  const parts = [path, `${path}-wal`].filter(existsSync);
  for (const part of parts) copyFileSync(part, `${part}.then`);
  return () => {
    for (const part of [path, `${path}-wal`, `${path}-shm`]) rmSync(part, { force: true });
    for (const part of parts) copyFileSync(`${part}.then`, part);
  };
}

describe("a file of the spool", () => {
  let whole: Buffer;
  let begins: readonly number[];
  beforeEach(async () => {
    const one = openSpool(spool);
    await one.append([kept("a"), kept("b")]);
    await one.append([kept("c")]);
    one.close();
    whole = readFileSync(files()[0]!);
    begins = [...whole.toString("latin1").matchAll(/\n[0-9a-f]{8} \{/g)].map(({ index }) => index);
  });
  const idsIn = (bytes: Buffer): string[] => {
    writeFileSync(join(folder, "damaged"), bytes);
    return [...framesOf(join(folder, "damaged"))].map(({ id }) => id);
  };

  it("is for its owner alone, and has every delivery once", () => {
    expect(statSync(files()[0]!).mode & 0o777).toBe(0o600);
    expect(statSync(spool).mode & 0o777).toBe(0o700);
    expect(idsIn(whole)).toEqual(["a", "b", "c"]);
  });

  it("that was cut anywhere has every delivery that is whole before the cut", () => {
    for (let length = 0; length < whole.length; length += 1) {
      const wholeOnes = ["a", "b", "c"].filter((_, n) => (begins[n + 1] ?? whole.length) <= length);
      expect(idsIn(whole.subarray(0, length)), `cut at ${length}`).toEqual(wholeOnes);
    }
  });

  it("never gives out a delivery with a byte that is not as it was", () => {
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 1;
      const left = idsIn(damaged);
      // The one that was damaged, and where that was its head, all after it.
      expect(left.length, `damaged at ${at}`).toBeLessThan(3);
      expect(["a", "b", "c"]).toEqual(expect.arrayContaining(left));
    }
  });
});

describe("the spool of a store", () => {
  it("has the bodies, and the rows have none", async () => {
    const store = await open();
    await store.accept(raw("a"));
    expect(await textsOf(store)).toEqual(asStored("a"));
    const visitor = await open("visit");
    expect(await textsOf(visitor)).toEqual(asStored("a"));
    await visitor.close();
    await store.close();
    const { body, size } = new DatabaseSync(path).prepare("select body, size from deliveries").get() as {
      body: Uint8Array;
      size: number;
    };
    expect([body.length, size]).toEqual([0, raw("a").body.length]);
  });

  it("WH-14 brings back what a power failure took of the database, once", async () => {
    let store = await open();
    await deliver(store, pull(1), "before");
    const powerFails = snapshot();
    await Promise.all(Array.from({ length: 150 }, (_, n) => store.accept(raw(`after-${n}`))));
    await store.close();
    powerFails();
    store = await open();
    const back = await textsOf(store);
    expect(back).toHaveLength(150);
    expect(back).toEqual(expect.arrayContaining(asStored("after-0", "after-149")));
    expect(await store.accept(raw("after-7"))).toBe("known");
    await store.close();
    store = await open();
    expect(await store.unsorted(999)).toHaveLength(150);
    await store.close();
  });

  it("brings back what several lives wrote, although the database knows of none of them", async () => {
    await (await open()).close();
    const powerFails = snapshot();
    for (const id of ["a", "b", "c"]) {
      const store = await open();
      await store.accept(raw(id));
      await store.close();
    }
    expect(files()).toHaveLength(3);
    powerFails();
    const store = await open();
    expect(await textsOf(store)).toEqual(asStored("a", "b", "c"));
    await store.close();
  });

  it("what was accepted is committed lightly, and everything else in full", async () => {
    const connected = await connect({ url: `sqlite:${path}`, durability: "waived" });
    const synchronous = async () =>
      (await sql<{ synchronous: number }>`pragma synchronous`.execute(connected.db)).rows[0]?.synchronous;
    const { groupCommit } = await import("../../src/store/accept.ts");
    const accept = groupCommit(connected);
    expect(await accept(raw("a"))).toBe("new");
    expect(await synchronous()).toBe(2);
    await sql`alter table deliveries rename to elsewhere`.execute(connected.db);
    await expect(accept(raw("b"))).rejects.toThrow(/no such table/);
    expect(await synchronous()).toBe(2);
    await connected.close();
  });

  it("begins another file when one is full, and reads both", async () => {
    const one = openSpool(spool, 100);
    const places = [...(await one.append([kept("a")])), ...(await one.append([kept("b")]))];
    expect(new Set(places.map(({ segment }) => segment)).size).toBe(2);
    expect(one.closed()).toEqual([places[0]!.segment]);
    for (const [n, id] of ["a", "b"].entries()) {
      const { body } = raw(id);
      expect(Buffer.from(one.read({ ...places[n]!, size: body.length, hash: bodyHash(body) })!)).toEqual(
        Buffer.from(body),
      );
    }
    one.close();
  });

  it("loses a file one call after its last body was forgotten, and keeps what a dead letter needs", async () => {
    let store = await open();
    await store.accept(raw("dead"));
    await store.sort([
      { row: (await store.unsorted(1))[0]!.row, into: { dead: { code: "malformed", reason: "broken" } } },
    ]);
    await store.close();
    store = await open();
    await deliver(store, pull(1), "done");
    const lease = await mustTake(store);
    await store.finish(lease, { handled: lease.deliveries.map(({ row }) => row) });
    await store.close();
    store = await open();
    expect(files()).toHaveLength(2);
    expect(await store.forgetBodies(clock)).toBe(1);
    expect(files()).toHaveLength(2);
    expect(await store.forgetBodies(clock)).toBe(0);
    expect(files()).toHaveLength(1);
    await store.replay("dead");
    expect(await textsOf(store)).toEqual(asStored("dead"));
    expect(await store.accept(raw("done"))).toBe("known");
    await store.close();
  });

  it("a purge writes over its bodies, and they do not come back at the next start", async () => {
    let store = await open();
    await deliver(store, pull(1, 7), "secret-of-seven");
    await deliver(store, pull(1, 8), "kept-of-eight");
    await store.purge(7);
    const text = () =>
      files()
        .map((file) => readFileSync(file, "latin1"))
        .join("");
    expect(text()).not.toContain('{"is":"secret-of-seven"}');
    expect(text()).toContain('{"is":"kept-of-eight"}');
    await store.close();
    store = await open();
    expect(await store.unsorted(9)).toEqual([]);
    expect((await mustTake(store)).deliveries.map(({ id }) => id)).toEqual(["kept-of-eight"]);
    await store.close();
  });

  it("a purge writes over a body that came twice as well", async () => {
    let store = await open();
    await deliver(store, pull(1, 7), "secret-of-seven");
    expect(await store.accept(raw("secret-of-seven"))).toBe("known");
    await store.close();
    store = await open();
    expect(await store.accept(raw("secret-of-seven"))).toBe("known");
    await store.purge(7);
    expect(
      files()
        .map((file) => readFileSync(file, "latin1"))
        .join(""),
    ).not.toContain('{"is":"secret-of-seven"}');
    await store.close();
    store = await open();
    expect(await store.unsorted(9)).toEqual([]);
    await store.close();
  });

  it("a purge writes over a body that was forgotten and whose file is still there", async () => {
    let store = await open();
    await deliver(store, pull(1, 7), "secret-of-seven");
    const lease = await mustTake(store);
    await store.finish(lease, { handled: lease.deliveries.map(({ row }) => row) });
    await deliver(store, pull(1, 8), "kept-of-eight");
    expect(await store.forgetBodies(clock)).toBe(1);
    await store.purge(7);
    await store.close();
    store = await open();
    expect(await store.unsorted(9)).toEqual([]);
    await store.close();
  });

  it("a body whose file is gone or damaged is empty, and holds up no other", async () => {
    let store = await open();
    await store.accept(raw("gone"));
    await store.close();
    store = await open();
    await store.accept(raw("here"));
    rmSync(files().sort()[0]!);
    expect(await textsOf(store)).toEqual([["gone", ""], ...asStored("here")]);
    const damaged = readFileSync(files()[0]!);
    damaged[damaged.length - 1] = 0;
    writeFileSync(files()[0]!, damaged);
    expect(await textsOf(store)).toEqual([
      ["gone", ""],
      ["here", ""],
    ]);
    expect(await store.backup(join(folder, "backup"))).toMatchObject({ gone: 2 });
    await store.close();
  });

  it("a delivery whose body is gone is whole again when it is sent again", async () => {
    let store = await open();
    await store.accept(raw("gone"));
    await store.close();
    rmSync(files()[0]!);
    store = await open();
    await store.sort([
      { row: (await store.unsorted(1))[0]!.row, into: { dead: { code: "body-lost", reason: "its body is gone" } } },
    ]);
    expect(await store.accept(raw("gone"))).toBe("reopened");
    expect(await textsOf(store)).toEqual(asStored("gone"));
    await store.close();
  });

  it("without its database is refused, with a way out", async () => {
    const store = await open();
    await store.accept(raw("a"));
    await store.close();
    for (const part of ["", "-wal", "-shm"]) rmSync(`${path}${part}`, { force: true });
    await expect(open()).rejects.toMatchObject({ code: "store-orphaned", mend: /-?folder/ });
    rmSync(spool, { recursive: true });
    await (await open()).close();
  });
});

it("a store of schema 2 is brought up to date, and the bodies in its rows are read", async () => {
  const before = new DatabaseSync(path);
  const words = { kind: "sqlite", bytes: "blob", serial: "integer primary key" } as const;
  for (const statement of [...first.statements(words), ...second.statements()]) before.exec(statement);
  before.exec("create table schema_version (version bigint not null); insert into schema_version values (2)");
  before
    .prepare("insert into deliveries (id, event, body, size, body_hash, received_at) values (?, 'push', ?, ?, ?, 1)")
    .run("old", raw("old").body, raw("old").body.length, bodyHash(raw("old").body));
  before.close();
  const store = await open();
  await store.accept(raw("young"));
  expect(await textsOf(store)).toEqual(asStored("old", "young"));
  expect(await store.accept(raw("old"))).toBe("known");
  expect([...(await store.knownDeliveries(["old", "young", "never"]))]).toEqual(["old", "young"]);
  await store.close();
});
