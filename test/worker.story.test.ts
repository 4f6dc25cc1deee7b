import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Trigger } from "../src/core/trigger.ts";
import type { Delivery } from "../src/store/bodies.ts";
import type { Store } from "../src/store/open.ts";
import { readTurn } from "../src/read-turn.ts";
import { startWorker } from "../src/worker.ts";
import type { Look, Worker, WorkerOptions, WorkerTold } from "../src/worker.ts";
import { allOf, pull, raw } from "./store/conformance.ts";
import { ENGINES, openFresh } from "./store/databases.ts";

/** The body is the number of the pull request, and `!` breaks the reader. */
function triggersOf({ body, id }: Delivery): { triggers: readonly Trigger[] } {
  const text = new TextDecoder().decode(body);
  const [number = ""] = text.split(" ");
  if (number === "!") throw new Error("unreadable");
  const subject = pull(Number(number));
  return {
    triggers: [{ kind: "issue", action: "opened", subject, repo: null, by: null, delivery: id, at: 0 }],
  };
}

const handled: Look = (taken) => Promise.resolve({ handled: allOf(taken) });

describe.each(ENGINES)("the worker on %s", (engine) => {
  let store: Store;
  let now = 0;
  let worker: Worker | undefined;
  let told: Parameters<WorkerTold>[0][];
  const start = (options: Partial<WorkerOptions> & { look: Look }): Worker => {
    const soon = { pollMs: 20, pause: () => 0, random: () => 0 };
    worker = startWorker({ store, triggersOf, told: (event) => told.push(event), ...soon, ...options });
    return worker;
  };
  beforeEach(async () => {
    told = [];
    worker = undefined;
    now = 1_000_000;
    store = await openFresh(engine, { clock: () => now });
  });
  afterEach(async () => {
    await worker?.stop(0);
    await store.close();
  });

  it("what is delivered is looked at, without waiting for a poll", async () => {
    const looked: string[] = [];
    const { nudge, settled } = start({
      pollMs: 60_000,
      look: (taken) => {
        looked.push(...taken.deliveries.map(({ id }) => `${taken.subject.name}:${id}`));
        return Promise.resolve({ handled: allOf(taken) });
      },
    });
    await Promise.all([raw("a", "1 a"), raw("b", "2 b"), raw("c", "1 c")].map((one) => store.accept(one)));
    nudge();
    await settled();
    expect(looked.sort()).toEqual(["1:a", "1:c", "2:b"]);
  });

  it("a timer is looked at when it is due", async () => {
    let looks = 0;
    start({
      look: (taken) => {
        looks += 1;
        now += 5;
        return Promise.resolve({ handled: [], lookAgainAt: looks < 3 ? taken.now + 5 : undefined });
      },
    });
    await store.wake(pull(1), 0);
    await expect.poll(() => looks).toBe(3);
    await worker!.settled();
    expect(looks).toBe(3);
  });

  it("no more turns run at once than are allowed, and never two of one subject", async () => {
    let most = 0;
    const now = new Set<string>();
    const doubled: string[] = [];
    const { settled } = start({
      concurrency: 3,
      look: async (taken) => {
        if (now.has(taken.subject.name)) doubled.push(taken.subject.name);
        now.add(taken.subject.name);
        most = Math.max(most, now.size);
        await new Promise((resolve) => setTimeout(resolve, 40));
        now.delete(taken.subject.name);
        return { handled: allOf(taken) };
      },
    });
    await Promise.all(Array.from({ length: 40 }, (_, n) => store.accept(raw(`d${n}`, `${n % 10} ${n}`))));
    await settled();
    expect({ most, doubled }).toEqual({ most: 3, doubled: [] });
  });

  it("a look that fails is tried again, and then it is done", async () => {
    let looks = 0;
    const { settled } = start({
      look: (taken) => {
        looks += 1;
        return looks < 3 ? Promise.reject(new Error(`503, ${looks}`)) : handled(taken, AbortSignal.abort());
      },
    });
    await store.accept(raw("a", "1"));
    await expect.poll(() => looks).toBe(3);
    await settled();
    expect(told).toEqual([
      { what: "turn-failed", subject: "7/700/pull/1", attempt: 1, code: "fault", reason: "503, 1" },
      { what: "turn-failed", subject: "7/700/pull/1", attempt: 2, code: "fault", reason: "503, 2" },
    ]);
    expect(await store.deadLetters(9)).toEqual([]);
  });

  it("a turn that meets a full database is tried until that is over, and is no worse for it", async () => {
    let looks = 0;
    const full = Object.assign(new Error("could not extend file: No space left on device"), { code: "53100" });
    const { settled } = start({
      attempts: 3,
      look: (taken) => {
        looks += 1;
        return looks <= 8 ? Promise.reject(full) : handled(taken, AbortSignal.abort());
      },
    });
    await store.accept(raw("a", "1"));
    await expect.poll(() => looks).toBe(9);
    await settled();
    expect(new Set(told.map(({ what, code, attempt }) => `${what} ${code} ${attempt}`))).toEqual(
      new Set(["turn-failed store-failed 1"]),
    );
    expect(await store.deadLetters(9)).toEqual([]);
  });

  it("a delivery that cannot be read again is given up alone, and what came with it is looked at", async () => {
    const looked: string[][] = [];
    const lost = { code: "body-lost", reason: "It is gone. Redeliver it." };
    start({
      look: (taken) => {
        const { triggers, ...ended } = readTurn(taken, (one) => (one.id === "b" ? { dead: lost } : triggersOf(one)));
        looked.push(triggers.map(({ delivery }) => delivery ?? "tick"));
        return Promise.resolve(ended);
      },
    });
    await Promise.all(["a", "b", "c"].map((id) => store.accept(raw(id, `1 ${id}`))));
    await worker!.settled();
    expect(looked.flat().sort()).toEqual(["a", "c", "tick"]);
    const { code } = lost;
    const reason = `${lost.reason} What it is about was looked at without it.`;
    expect(await store.deadLetters(9)).toMatchObject([{ delivery: "b", subject: "7/700/pull/1", code, reason }]);
    expect(told).toEqual([{ what: "delivery-lost", subject: "7/700/pull/1", code, reason: `b: ${reason}` }]);
  });

  it("a look that always fails is given up with its reason, and holds up nobody", async () => {
    const done: string[] = [];
    start({
      attempts: 3,
      look: (taken) => {
        if (taken.subject.name === "1") return Promise.reject(new Error("the team is gone"));
        done.push(taken.subject.name);
        return handled(taken, AbortSignal.abort());
      },
    });
    await Promise.all([raw("a", "1"), raw("b", "2")].map((one) => store.accept(one)));
    await expect.poll(() => store.deadLetters(9)).toMatchObject([{ delivery: "a", reason: "the team is gone" }]);
    expect(done).toEqual(["2"]);
    expect(told.map(({ what }) => what)).toEqual(["turn-failed", "turn-failed", "gave-up"]);
  });

  it("WH-16 what cannot be read is a dead letter, and what came after it is looked at", async () => {
    const done: string[] = [];
    const { settled } = start({
      look: (taken) => {
        done.push(taken.subject.name);
        return handled(taken, AbortSignal.abort());
      },
    });
    await Promise.all([raw("a", "! x"), raw("b", "2")].map((one) => store.accept(one)));
    await settled();
    expect(done).toEqual(["2"]);
    expect(await store.deadLetters(9)).toMatchObject([{ delivery: "a", subject: null, code: "unreadable" }]);
  });

  it("a failure that says when to come back is not tried before", async () => {
    let looks = 0;
    start({
      look: (taken) => {
        looks += 1;
        return Promise.reject(Object.assign(new Error("rate limit"), { retryAt: taken.now + 3_600_000 }));
      },
    });
    await store.accept(raw("a", "1"));
    await expect.poll(() => told).toHaveLength(1);
    await worker!.settled();
    expect(looks).toBe(1);
  });

  it("a subject whose process dies every time is given up in the end", async () => {
    await store.accept(raw("a", "1"));
    await store.sort((await store.unsorted(1)).map(({ row }) => ({ row, into: { subjects: [pull(1)] } })));
    for (let death = 0; death < 3; death += 1) {
      // Leased for no time at all: as if its worker had been killed, and the lease had run out.
      expect(await store.take({ worker: "dead", leaseMs: 0 })).not.toBeNull();
    }
    let looks = 0;
    start({ attempts: 3, look: (taken) => ((looks += 1), handled(taken, AbortSignal.abort())) });
    await expect
      .poll(() => store.deadLetters(9))
      .toMatchObject([{ delivery: "a", code: "process-ended", reason: /begun 3 times/ }]);
    expect(looks).toBe(0);
  });

  it("a turn longer than its lease keeps it by heartbeats", async () => {
    let beats = 0;
    let looks = 0;
    const stolen: unknown[] = [];
    const { settled } = start({
      concurrency: 1,
      leaseMs: 90,
      look: async (taken) => {
        looks += 1;
        for (let part = 0; part < 4; part += 1) {
          now += 60;
          const before = beats;
          await expect.poll(() => beats).toBeGreaterThan(before);
          stolen.push(await store.take({ worker: "thief", leaseMs: 60_000 }));
        }
        return { handled: allOf(taken) };
      },
      store: {
        ...store,
        heartbeat: async (lease, leaseMs) => {
          await store.heartbeat(lease, leaseMs);
          beats += 1;
        },
      },
    });
    await store.accept(raw("a", "1"));
    await settled();
    expect({ looks, stolen, told }).toEqual({ looks: 1, stolen: [null, null, null, null], told: [] });
  });

  it("a turn whose lease was taken over is told to stop, and its end changes nothing", async () => {
    let wasAborted = false;
    start({
      concurrency: 1,
      leaseMs: 90,
      look: async (taken, signal) => {
        // As if the process had been frozen for longer than its lease, and another worker had come by.
        now += 90;
        expect(await store.take({ worker: "thief", leaseMs: 60_000 })).not.toBeNull();
        await expect.poll(() => signal.aborted).toBe(true);
        wasAborted = true;
        return { handled: allOf(taken) };
      },
    });
    await store.accept(raw("a", "1"));
    await expect.poll(() => told).toMatchObject([{ what: "lease-lost" }]);
    expect(wasAborted).toBe(true);
    expect(await store.depth()).toMatchObject({ leased: 1 });
  });

  it("a stop lets running turns end and takes no more", async () => {
    const done: string[] = [];
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const { stop } = start({
      concurrency: 1,
      look: async (taken) => {
        begin();
        await new Promise((resolve) => setTimeout(resolve, 50));
        done.push(taken.subject.name);
        return { handled: allOf(taken) };
      },
    });
    await Promise.all([raw("a", "1"), raw("b", "2")].map((one) => store.accept(one)));
    await begun;
    await stop();
    expect(done).toHaveLength(1);
    expect(await store.depth()).toMatchObject({ due: 1, leased: 0 });
  });

  it("a store that fails for a while is tried again", async () => {
    let failures = 2;
    const looked: string[] = [];
    start({
      look: (taken) => {
        looked.push(taken.subject.name);
        return handled(taken, AbortSignal.abort());
      },
      store: {
        ...store,
        unsorted: (limit) => (failures-- > 0 ? Promise.reject(new Error("connection lost")) : store.unsorted(limit)),
      },
    });
    await store.accept(raw("a", "1"));
    await expect.poll(() => looked).toEqual(["1"]);
    expect(told.filter(({ what }) => what === "store-failed")).toHaveLength(2);
  });
});
