import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { isOutage } from "../../src/store/outage.ts";
import { startWorker } from "../../src/worker.ts";
import type { WorkerTold } from "../../src/worker.ts";
import { allOf, deliver, drain, LEASE_MS, mustTake, pull } from "./conformance.ts";
import { asSuperuser, ENGINES, freshDatabase, openFresh, postgresServer } from "./databases.ts";

describe("a disk that is full", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lamplighter-full-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Files of more than `kilobytes` cannot be written: to whoever writes, a disk that is full. */
  const acceptUntilFull = (args: { kilobytes: number; bodyBytes: number; rounds: number }) => {
    const script = `import { openStore } from ${JSON.stringify(join(import.meta.dirname, "../../src/store/open.ts"))};
      import { randomBytes } from "node:crypto";
      const store = await openStore({ url: ${JSON.stringify(`sqlite:${join(folder, "store.sqlite")}`)}, durability: "waived" });
      const accepted = [], refused = [];
      for (let n = 0; n < ${args.rounds}; n += 1) {
        await store.accept({ id: "d" + n, event: "push", body: randomBytes(${args.bodyBytes}), receivedAt: 1 })
          .then(() => accepted.push("d" + n), (error) => refused.push(error.message));
      }
      const read = (await store.unsorted(999)).filter(({ body }) => body.length === ${args.bodyBytes}).map(({ id }) => id);
      console.log(JSON.stringify({ accepted, refused, read }));
      process.kill(process.pid, "SIGKILL");`;
    const limited = `ulimit -f ${args.kilobytes}; exec "$0" --input-type=module -e "$1"`;
    try {
      execFileSync("bash", ["-c", limited, process.execPath, script], { encoding: "utf8" });
    } catch (error) {
      const { stdout } = error as { stdout: string };
      return JSON.parse(stdout) as { accepted: string[]; refused: string[]; read: string[] };
    }
    throw new Error("the process was not killed");
  };

  it.each([
    ["the spool", { kilobytes: 700, bodyBytes: 250_000, rounds: 8 }, /the disk took \d+ of \d+ bytes/],
    ["a body larger than all that is left", { kilobytes: 700, bodyBytes: 900_000, rounds: 8 }, /the disk took/],
    ["the database", { kilobytes: 700, bodyBytes: 10, rounds: 100 }, /disk I\/O error|full/],
  ])("met by %s refuses what it cannot keep, says why, and loses nothing it took", async (_what, args, reason) => {
    await (await openStore({ url: `sqlite:${join(folder, "store.sqlite")}`, durability: "waived" })).close();
    const { accepted, refused, read } = acceptUntilFull(args);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.join("\n")).toMatch(reason);
    expect(read).toEqual(accepted);
    const store = await openStore({ url: `sqlite:${join(folder, "store.sqlite")}`, durability: "waived" });
    expect((await store.unsorted(999)).map(({ id }) => id)).toEqual(expect.arrayContaining(accepted));
    await deliver(store, pull(1), "after");
    expect(new Set(await drain(store))).toEqual(new Set(["7#1"]));
    // A file that nothing was taken into does not stay.
    expect(readdirSync(join(folder, "store.sqlite-spool")).length).toBeLessThanOrEqual(accepted.length + 1);
    await store.close();
  });
});

/** A file system of so many megabytes in memory; undefined where nobody may mount one. PostgreSQL's own user owns it. */
function smallDisk(megabytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-small-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "ignore" });
    execFileSync("chown", ["postgres", folder], { stdio: "ignore" });
    execFileSync("chmod", ["755", join(folder, "..")], { stdio: "ignore" });
    return folder;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
}

describe("a disk that is full under PostgreSQL", () => {
  it("refuses what it cannot keep and says why; what was taken is done once there is room again", async (context) => {
    const database = await freshDatabase("postgres");
    const disk = smallDisk(24);
    if (disk === undefined) {
      context.skip();
      return;
    }
    const ballast = join(disk, "ballast");
    const name = new URL(database.url).pathname.slice(1);
    const space = `small_${name}`;
    try {
      await asSuperuser(database.url, async (client) => {
        await client.query(`create tablespace ${space} location '${disk}'`);
        await client.query(`alter database ${name} set default_tablespace = ${space}`);
      });
      const store = await openStore({ url: database.url, durability: "waived", connections: 4 });
      await deliver(store, pull(0), "before");
      writeFileSync(ballast, Buffer.alloc(8 * 1024 * 1024));
      const accepted: string[] = [];
      const refused: unknown[] = [];
      for (let n = 0; n < 40; n += 1) {
        const one = { id: `d${n}`, event: "push", body: randomBytes(500_000), receivedAt: 1 };
        await store.accept(one).then(
          () => accepted.push(one.id),
          (error: unknown) => refused.push(error),
        );
      }
      expect(accepted.length).toBeGreaterThan(5);
      expect(refused.length).toBeGreaterThan(5);
      for (const error of refused) {
        expect(isOutage(error)).toBe(true);
        expect(error).toMatchObject({ message: expect.stringMatching(/No space left on device/) as string });
      }
      await store.ping();

      // The worker goes on all the while, and has done everything that was taken soon after there is room.
      const told: Parameters<WorkerTold>[0][] = [];
      const done = new Set<string>();
      const worker = startWorker({
        store,
        triggersOf: ({ id }) => ({
          triggers: [{ ...clockOf(id === "before" ? 0 : 1 + Number(id.slice(1))), kind: "clock" }],
        }),
        told: (event) => told.push(event),
        look: async (taken) => {
          for (let step = 0; step < 20; step += 1) {
            const key = `k${step}`;
            await store.ledger.intend(taken, { key, why: "w".repeat(7_000), do: "label" });
            await store.ledger.outcome(taken, key, {});
          }
          for (const { id } of taken.deliveries) done.add(id);
          return { handled: allOf(taken) };
        },
        attempts: 3,
        leaseMs: 500,
        pollMs: 20,
        pause: () => 20,
      });
      await expect.poll(() => told.length, { timeout: 20_000 }).toBeGreaterThan(6);
      rmSync(ballast);
      await worker.settled();
      await worker.stop();
      expect([...done].sort()).toEqual(["before", ...accepted].sort());
      expect(await store.deadLetters(9)).toEqual([]);
      expect(new Set(told.map(({ what }) => what))).not.toContain("gave-up");
      expect(told.map(({ reason }) => reason).join()).toContain("No space left on device");
      expect((await store.ledger.verify(7)).fault).toBeNull();
      // What was refused is taken when GitHub sends it again.
      expect(await store.accept({ id: "again", event: "push", body: randomBytes(500_000), receivedAt: 1 })).toBe("new");
      await store.close();
    } finally {
      await asSuperuser(await postgresServer(), async (client) => {
        await client.query(`drop database ${name} with (force)`);
        await client.query(`drop tablespace if exists ${space}`);
      });
      execFileSync("umount", ["-l", disk], { stdio: "ignore" });
      rmSync(disk, { recursive: true, force: true });
    }
  });
});

const clockOf = (number: number) => ({ subject: pull(number), repo: null, by: null, delivery: null, at: 1 }) as const;

describe.each(ENGINES)("a clock that is set back on %s", (engine) => {
  it("delays what was to come, and neither what comes now nor anybody's turn", async () => {
    let now = 10_000_000;
    const store = await openFresh(engine, { clock: () => now });
    await store.wake(pull(1), now + 1_000);
    await deliver(store, pull(2), "a");
    const lease = await mustTake(store);
    now -= 3_600_000;
    await store.heartbeat(lease, LEASE_MS);
    await store.finish(lease, { handled: allOf(lease) });
    await deliver(store, pull(2), "b");
    const next = await mustTake(store);
    expect(next.token).toBeGreaterThan(lease.token);
    await store.finish(next, { handled: allOf(next) });
    expect(await drain(store)).toEqual([]);
    now += 3_601_000;
    expect(await drain(store)).toEqual(["7#1"]);
    await store.close();
  });
});

const LABEL = { key: "k", why: "w", do: "label" } as const;

it("PostgreSQL lost in the middle of a turn: the turn is told as failed, tried again, and done once", async () => {
  const database = await freshDatabase("postgres");
  let lost = 0;
  const onLost = () => (lost += 1);
  const store = await openStore({ url: database.url, durability: "waived", connections: 4, onLost });
  await deliver(store, pull(1), "a");
  const told: Parameters<WorkerTold>[0][] = [];
  let looks = 0;
  const worker = startWorker({
    store,
    triggersOf: () => ({ ignored: "nothing new comes" }),
    told: (event) => told.push(event),
    look: async (taken) => {
      looks += 1;
      if (looks === 1) await loseConnections(database.url, () => store.ledger.intend(taken, LABEL));
      await store.ledger.intend(taken, LABEL);
      await store.ledger.outcome(taken, "k", {});
      return { handled: allOf(taken) };
    },
    leaseMs: 500,
    pollMs: 20,
    pause: () => 20,
  });
  await expect.poll(() => looks, { timeout: 20_000 }).toBe(2);
  await worker.settled();
  await worker.stop();
  expect(lost).toBeGreaterThan(0);
  expect(told.length).toBeGreaterThan(0);
  expect(told.map(({ reason }) => reason).join("\n")).toMatch(/terminat|connection/i);
  expect((await store.ledger.list({ installation: 7, limit: 9 })).map(({ kind }) => kind)).toEqual([
    "intent",
    "outcome",
  ]);
  expect(await store.depth()).toMatchObject({ due: 0, leased: 0, dead: 0 });
  await store.close();
});

/** As when the server restarts: every connection breaks, the one that `write` waits on too. */
async function loseConnections(url: string, write: () => Promise<unknown>): Promise<void> {
  await asSuperuser(url, async (client) => {
    await client.query("begin; lock table ledger in access exclusive mode");
    const writing = write();
    writing.catch(() => undefined);
    await expect
      .poll(async () => (await client.query("select 1 from pg_locks where not granted")).rows.length)
      .toBeGreaterThan(0);
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await client.query("rollback");
    await writing;
  });
}
