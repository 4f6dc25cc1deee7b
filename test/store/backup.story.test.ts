import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../src/store/open.ts";
import { deliver, drain, mustTake, pull, raw } from "./conformance.ts";
import { ENGINES, openFresh } from "./databases.ts";
import type { Engine } from "./databases.ts";

const WAYS = ENGINES.flatMap((from) => ENGINES.map((to): [Engine, Engine] => [from, to]));

/** A store with something in every table, a dead letter and an unsorted delivery among it. */
async function fill(store: Store): Promise<void> {
  for (const installation of [7, 8]) {
    await store.installations.see({ installation, account: 1, login: "octo", state: "active", since: 1 });
    const seen = { installation, repository: 700, seenAt: 1 };
    await store.repositories.see({
      ...seen,
      id: 700,
      owner: "octo",
      name: "app",
      defaultBranch: "main",
      state: "here",
    });
    await store.pulls.see({ ...seen, number: 1, head: "h", base: "main", state: "open" });
    await deliver(store, pull(1, installation), `done-${installation}`);
    const lease = await mustTake(store);
    await store.ledger.intend(lease, { key: "k", why: "w", do: "label" });
    await store.ledger.record(lease, {
      key: "f",
      kind: "test.fact",
      by: { id: 1, login: "ada", type: "User" },
      data: { é: "\u{1f600}\n" },
    });
    await store.fail(lease, { code: "fault", reason: "broken", retryInMs: null });
  }
  await store.accept({ id: "bytes", event: "push", body: new Uint8Array([0, 1, 255, 254]), receivedAt: 9 });
}

describe.each(WAYS)("a backup of %s restored into %s", (from, to) => {
  let folder: string;
  let path: string;
  let source: Store;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lamplighter-backup-"));
    path = join(folder, "backup.jsonl");
    source = await openFresh(from, { clock: () => 1_000_000 });
    await fill(source);
  });
  afterEach(async () => {
    await source.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("is the same store: records, chain, queue, dead letters, bytes", async () => {
    const moved = await source.backup(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const target = await openFresh(to, { clock: () => 1_000_000 });
    expect({ ...(await target.restore(path)), gone: 0 }).toEqual(moved);
    const head = await source.ledger.head(7);
    expect(await target.ledger.verify(7, head)).toEqual({
      fault: null,
      entries: 2,
      asides: [],
      tail: "checked",
      checkedTo: head.sequence,
      head,
    });
    expect(await target.ledger.list({ installation: 8, limit: 9 })).toEqual(
      await source.ledger.list({ installation: 8, limit: 9 }),
    );
    expect(await target.deadLetters(9)).toEqual(await source.deadLetters(9));
    expect(await target.repositories.list(7)).toEqual(await source.repositories.list(7));
    expect(await target.pulls.open(8, 700)).toEqual(await source.pulls.open(8, 700));
    expect(await target.installations.list()).toEqual(await source.installations.list());
    const again = join(folder, "again.jsonl");
    expect(await target.backup(again)).toEqual(moved);
    expect(await readFile(again, "utf8")).toBe(await readFile(path, "utf8"));
    await target.close();
  });

  it("goes on: new deliveries get new rows, known ones are known, what waited is looked at", async () => {
    await source.backup(path);
    const target = await openFresh(to, { clock: () => 1_000_000 });
    await target.restore(path);
    expect(await target.accept(raw("done-7"))).toBe("reopened");
    expect(await target.accept(raw("later"))).toBe("new");
    const waiting = await target.unsorted(9);
    expect(waiting.map(({ id }) => id).sort()).toEqual(["bytes", "done-7", "later"]);
    await target.sort(waiting.map(({ row }) => ({ row, into: { subjects: [pull(5)] } })));
    expect(await drain(target)).toEqual(["7#5"]);
    await target.close();
  });
});

describe.each(ENGINES)("restoring into %s", (engine) => {
  let folder: string;
  let path: string;
  let store: Store;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lamplighter-backup-"));
    path = join(folder, "backup.jsonl");
    const source = await openFresh("sqlite");
    await fill(source);
    await source.backup(path);
    await source.close();
    store = await openFresh(engine);
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("is refused where there are records already", async () => {
    await store.accept(raw("mine"));
    await expect(store.restore(path)).rejects.toMatchObject({ code: "store-not-empty" });
    expect(await store.unsorted(9)).toHaveLength(1);
  });

  it.each<[string, (lines: string[]) => string[]]>([
    ["an edited line", (lines) => lines.map((line) => line.replace('"octo"', '"evil"'))],
    ["a missing line", (lines) => lines.toSpliced(5, 1)],
    ["a missing end", (lines) => lines.slice(0, -1)],
    ["half a line", (lines) => [...lines.slice(0, -2), lines.at(-2)!.slice(0, 10)]],
    ["lines after the end", (lines) => [...lines, lines[1]!]],
    ["a table of its own", (lines) => lines.toSpliced(3, 0, '["sqlite_master",{"name":"x"}]')],
  ])("a file with %s is refused, and nothing is restored", async (_name, damage) => {
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    await writeFile(path, `${damage(lines).join("\n")}\n`);
    await expect(store.restore(path)).rejects.toMatchObject({ code: "backup-damaged" });
    expect(await store.unsorted(99)).toEqual([]);
    expect(await store.installations.list()).toEqual([]);
  });

  it("a file of something else, or of another schema, is refused", async () => {
    const [, ...lines] = (await readFile(path, "utf8")).split("\n");
    await writeFile(path, ['{"format":"other"}', ...lines].join("\n"));
    await expect(store.restore(path)).rejects.toMatchObject({ code: "backup-format" });
    await writeFile(path, ['{"format":"lamplighter-backup-1","schema":99}', ...lines].join("\n"));
    await expect(store.restore(path)).rejects.toMatchObject({ code: "backup-format", message: /schema 99/ });
    await expect(store.restore(join(folder, "nowhere"))).rejects.toMatchObject({ code: "backup-format" });
  });

  it("an existing partial file is not written over", async () => {
    await writeFile(`${path}.partial`, "");
    await expect(store.backup(path)).rejects.toMatchObject({ code: "backup-format" });
  });
});

it("a backup on SQLite does not hold up the intake, and shows one moment", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lamplighter-backup-"));
  const store = await openFresh("sqlite");
  for (let n = 0; n < 100; n += 1) await store.accept(raw(`before-${n}`));
  const writing = store.backup(join(folder, "backup"));
  const accepted = await Promise.all(Array.from({ length: 50 }, (_, n) => store.accept(raw(`during-${n}`))));
  expect(new Set(accepted)).toEqual(new Set(["new"]));
  const { rows } = await writing;
  const text = await readFile(join(folder, "backup"), "utf8");
  const during = text.split("during-").length - 1;
  // All of the commit or none of it.
  expect([0, 50]).toContain(during);
  expect(rows).toBe(100 + during);
  await store.close();
  await rm(folder, { recursive: true });
});
