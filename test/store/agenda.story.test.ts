import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FencedError } from "../../src/store/refusal.ts";
import type { Store } from "../../src/store/open.ts";
import { allOf, deliver, drain, LEASE_MS, mustTake, pull, raw } from "./conformance.ts";
import { ENGINES, openFresh } from "./databases.ts";

describe.each(ENGINES)("intake and agenda on %s", (engine) => {
  let store: Store;
  let now = 0;
  beforeEach(async () => {
    now = 1_000_000;
    store = await openFresh(engine, { clock: () => now });
  });
  afterEach(() => store.close());

  describe("accepting", () => {
    it("a delivery is stored as it came", async () => {
      const body = new Uint8Array([0, 255, 10, 195, 40]);
      expect(await store.accept({ id: "a", event: "push", body, receivedAt: 5 })).toBe("new");
      const [delivery] = await store.unsorted(10);
      expect(delivery).toMatchObject({ id: "a", event: "push", receivedAt: 5 });
      expect(new Uint8Array(delivery!.body)).toEqual(body);
    });

    it("deliveries that come together are told apart, in one commit", async () => {
      const answers = await Promise.all(
        [raw("a"), raw("b"), raw("a"), raw("c", '{"is":"b"}')].map((one) => store.accept(one)),
      );
      expect(answers).toEqual(["new", "new", "known", "replayed"]);
      expect(await store.unsorted(10)).toHaveLength(2);
    });

    it("more than one commit's worth of deliveries is stored in order", async () => {
      const ids = Array.from({ length: 150 }, (_, n) => `d${n}`);
      expect(new Set(await Promise.all(ids.map((id) => store.accept(raw(id)))))).toEqual(new Set(["new"]));
      expect((await store.unsorted(200)).map(({ id }) => id)).toEqual(ids);
    });

    it("WH-08 a delivery that was handled and comes again has no effect", async () => {
      await deliver(store, pull(1), "a");
      await drain(store);
      expect(await store.accept(raw("a"))).toBe("known");
      expect(await store.unsorted(10)).toEqual([]);
      expect(await drain(store)).toEqual([]);
    });

    it("WH-08 a captured body under another id has no effect", async () => {
      await deliver(store, pull(1), "a");
      await drain(store);
      expect(await store.accept({ ...raw("forged", '{"is":"a"}'), event: "installation" })).toBe("replayed");
      expect(await drain(store)).toEqual([]);
    });

    it("WH-08 an id that a replay used up does not shadow the true delivery", async () => {
      await store.accept(raw("a"));
      expect(await store.accept(raw("b", '{"is":"a"}'))).toBe("replayed");
      expect(await store.accept(raw("b"))).toBe("new");
      expect(await store.accept(raw("a", "another body under a known id"))).toBe("new");
    });

    it("a redelivery re-opens work that was given up", async () => {
      await deliver(store, pull(1), "a");
      await store.fail(await mustTake(store), { code: "fault", reason: "broken", retryInMs: null });
      expect(await store.accept(raw("a"))).toBe("reopened");
      await store.sort((await store.unsorted(10)).map(({ row }) => ({ row, into: { subjects: [pull(1)] } })));
      expect(await drain(store)).toEqual(["7#1"]);
      expect(await store.deadLetters(10)).toEqual([]);
    });

    it("a redelivery re-opens what could not be sorted", async () => {
      await store.accept(raw("a"));
      const [delivery] = await store.unsorted(1);
      await store.sort([{ row: delivery!.row, into: { dead: { code: "not-json", reason: "the body is no JSON" } } }]);
      expect(await store.accept(raw("a"))).toBe("reopened");
      expect(await store.unsorted(10)).toHaveLength(1);
    });

    it("WH-15 what is ignored is done with, and counted nowhere as failed", async () => {
      await store.accept(raw("a"));
      await store.sort([{ row: (await store.unsorted(1))[0]!.row, into: { ignored: "an unknown action" } }]);
      expect(await store.depth()).toEqual({ unsorted: 0, due: 0, leased: 0, dead: 0, lateMs: 0 });
      expect(await store.accept(raw("a"))).toBe("known");
    });

    it("ids are known for the comparison with GitHub's list", async () => {
      await store.accept(raw("a"));
      expect(await store.knownDeliveries(["a", "b"])).toEqual(new Set(["a"]));
    });

    it("bodies that are done with are forgotten, and their replays are still seen", async () => {
      await deliver(store, pull(1), "done");
      await drain(store);
      await store.accept(raw("waiting"));
      expect(await store.forgetBodies(2_000)).toBe(1);
      expect(await store.accept(raw("x", '{"is":"done"}'))).toBe("replayed");
      expect((await store.unsorted(10)).map(({ id }) => id)).toEqual(["waiting"]);
      await expect(store.replay("done")).rejects.toMatchObject({ code: "no-such-delivery" });
    });
  });

  describe("turns", () => {
    it("ten deliveries about one pull request are one turn", async () => {
      await deliver(store, pull(1), ..."a b c d e f g h i j".split(" "));
      const taken = await mustTake(store);
      expect(taken.deliveries.map(({ id }) => id).join("")).toBe("abcdefghij");
      await store.finish(taken, { handled: allOf(taken) });
      expect(await drain(store)).toEqual([]);
    });

    it("one delivery about two subjects is a turn of each", async () => {
      await store.accept(raw("a"));
      const { row } = (await store.unsorted(1))[0]!;
      await store.sort([{ row, into: { subjects: [pull(1), pull(2)] } }]);
      expect(await drain(store)).toEqual(["7#1", "7#2"]);
    });

    it("a subject has one turn at a time", async () => {
      await deliver(store, pull(1), "a");
      await mustTake(store);
      await deliver(store, pull(1), "b");
      expect(await store.take({ worker: "other", leaseMs: LEASE_MS })).toBeNull();
    });

    it("what comes during a turn is looked at after it", async () => {
      await deliver(store, pull(1), "a");
      const taken = await mustTake(store);
      await deliver(store, pull(1), "b");
      await store.finish(taken, { handled: allOf(taken), lookAgainAt: now + 99_000 });
      expect((await mustTake(store)).deliveries.map(({ id }) => id)).toEqual(["b"]);
    });

    it("more deliveries than one turn can hold are several turns, and none is lost", async () => {
      await deliver(store, pull(1), ...Array.from({ length: 70 }, (_, n) => `d${n}`));
      const first = await mustTake(store);
      expect(first.deliveries).toHaveLength(50);
      await store.finish(first, { handled: allOf(first) });
      expect((await mustTake(store)).deliveries).toHaveLength(20);
    });

    it("a subject is looked at again when its plan said so, and not before", async () => {
      await deliver(store, pull(1), "a");
      const taken = await mustTake(store);
      await store.finish(taken, { handled: allOf(taken), lookAgainAt: now + 5_000 });
      expect(await store.take({ worker: "w", leaseMs: LEASE_MS })).toBeNull();
      now += 5_000;
      expect(await mustTake(store)).toMatchObject({ deliveries: [], attempts: 1 });
    });

    it("a wake brings a look forward and never puts it off", async () => {
      await store.wake(pull(1), now + 5_000);
      await store.wake(pull(1), now + 9_000);
      await store.wake(pull(2), now + 9_000);
      await store.wake(pull(2), now + 5_000);
      now += 5_000;
      expect(await drain(store)).toEqual(["7#1", "7#2"]);
    });

    it("a wake during a turn holds after it, also when the turn's worker died", async () => {
      await store.wake(pull(1), now);
      await mustTake(store, 1_000);
      await store.wake(pull(1), now + 60_000);
      now += 1_000;
      expect(await drain(store)).toEqual(["7#1"]);
      now += 59_000;
      expect(await drain(store)).toEqual(["7#1"]);
    });

    it("what a look left unhandled stays, and does not spin", async () => {
      await deliver(store, pull(1), "a");
      await store.finish(await mustTake(store), { handled: [] });
      expect(await store.take({ worker: "w", leaseMs: LEASE_MS })).toBeNull();
      now += 60_000;
      expect((await mustTake(store)).deliveries).toHaveLength(1);
    });
  });

  describe("leases", () => {
    it("a killed worker's turn is free when its lease ends, with a higher token", async () => {
      await deliver(store, pull(1), "a");
      const dead = await mustTake(store, 12_000);
      now += 12_000;
      const next = await mustTake(store);
      expect(next.token).toBeGreaterThan(dead.token);
      expect(next).toMatchObject({ attempts: 2 });
      expect(next.deliveries).toHaveLength(1);
    });

    it("a heartbeat keeps a turn", async () => {
      await deliver(store, pull(1), "a");
      const taken = await mustTake(store, 12_000);
      now += 11_000;
      await store.heartbeat(taken, 12_000);
      now += 11_000;
      expect(await store.take({ worker: "w", leaseMs: LEASE_MS })).toBeNull();
    });

    it("whoever lost the lease can write nothing", async () => {
      await deliver(store, pull(1), "a");
      const lost = await mustTake(store, 1_000);
      now += 1_000;
      const current = await mustTake(store);
      const writes = [
        store.heartbeat(lost, 1_000),
        store.finish(lost, { handled: allOf(lost) }),
        store.fail(lost, { code: "fault", reason: "late", retryInMs: null }),
        store.ledger.intend(lost, { key: "k", why: "w", do: "label" }),
        store.ledger.record(lost, { key: "k", kind: "change.approval", by: null, data: {} }),
      ];
      for (const result of await Promise.allSettled(writes)) {
        expect(result).toMatchObject({ status: "rejected", reason: expect.any(FencedError) as unknown });
      }
      expect(await store.ledger.list({ installation: 7, limit: 9 })).toEqual([]);
      await store.finish(current, { handled: allOf(current) });
    });

    it("a turn that ends with what nobody could be told is a dead letter until one ends without", async () => {
      await deliver(store, pull(1), "a");
      const untold = { code: "refused-locked", reason: "It is locked. Unlock it." };
      const taken = await mustTake(store);
      expect(taken.isReplayed).toBe(false);
      await store.finish(taken, { handled: allOf(taken), untold, lookAgainAt: now + 10 });
      expect(await store.deadLetters(9)).toMatchObject([
        { delivery: null, subject: "7/700/pull/1", ...untold, at: now },
      ]);
      // It is due again by the clock all the same, and by a person's word; these are two things.
      now += 10;
      const again = await mustTake(store);
      expect(again.isReplayed).toBe(false);
      await store.finish(again, { handled: [], untold });
      await store.replay("7/700/pull/1");
      const third = await mustTake(store);
      expect(third.isReplayed).toBe(true);
      expect(await store.deadLetters(9)).toMatchObject([{ subject: "7/700/pull/1", code: "replayed" }]);
      await store.finish(third, { handled: [] });
      expect(await store.deadLetters(9)).toEqual([]);
    });

    it("one delivery of a turn is given up by itself, and comes back by itself", async () => {
      await deliver(store, pull(1), "a", "b", "c");
      const taken = await mustTake(store);
      const [a = 0, b = 0, c = 0] = allOf(taken);
      await store.finish(taken, { handled: [a, c], dead: [{ row: b, code: "body-lost", reason: "it is gone." }] });
      expect(await store.take({ worker: "w", leaseMs: LEASE_MS })).toBeNull();
      const letter = { delivery: "b", subject: "7/700/pull/1", code: "body-lost", reason: "it is gone." };
      expect(await store.deadLetters(9)).toMatchObject([letter]);
      expect(await store.depth()).toMatchObject({ dead: 1, due: 0 });
      // Something else about the subject is looked at without it.
      await deliver(store, pull(1), "d");
      const next = await mustTake(store);
      expect(next.deliveries.map(({ id }) => id)).toEqual(["d"]);
      await store.finish(next, { handled: allOf(next) });
      // GitHub sends it again, or a person replays it.
      expect(await store.accept(raw("b"))).toBe("reopened");
      expect(await store.deadLetters(9)).toEqual([]);
      expect((await store.unsorted(9)).map(({ id }) => id)).toEqual(["b"]);
    });

    it("a turn that is over cannot be written to", async () => {
      await deliver(store, pull(1), "a");
      const taken = await mustTake(store);
      await store.finish(taken, { handled: allOf(taken) });
      await expect(store.finish(taken, { handled: [] })).rejects.toThrow(FencedError);
      await expect(store.ledger.intend(taken, { key: "k", why: "w", do: "label" })).rejects.toThrow(FencedError);
    });
  });

  describe("failures", () => {
    it("a failed turn is tried again after its pause, with the same deliveries", async () => {
      await deliver(store, pull(1), "a");
      await store.fail(await mustTake(store), { code: "fault", reason: "503", retryInMs: 2_000 });
      expect(await store.take({ worker: "w", leaseMs: LEASE_MS })).toBeNull();
      now += 2_000;
      expect(await mustTake(store)).toMatchObject({ attempts: 2, deliveries: [{ id: "a" }] });
    });

    const nothingDue = async () => {
      expect(await store.take({ worker: "w", leaseMs: LEASE_MS })).toBeNull();
    };

    it("a new event ends the pause of a subject that fails, once, and is not counted as an attempt", async () => {
      await deliver(store, pull(1), "a");
      await store.fail(await mustTake(store), { code: "fault", reason: "503", retryInMs: 2_000 });
      now += 2_000;
      await store.fail(await mustTake(store), { code: "fault", reason: "503", retryInMs: 4_000 });
      await deliver(store, pull(1), "b");
      now += 1;
      await deliver(store, pull(1), "c");
      const taken = await mustTake(store);
      expect(taken).toMatchObject({ attempts: 2, deliveries: [{ id: "a" }, { id: "b" }, { id: "c" }] });
      await store.fail(taken, { code: "fault", reason: "503", retryInMs: 4_000 });
      await nothingDue();
      now += 4_000;
      expect(await mustTake(store)).toMatchObject({ attempts: 3 });
    });

    it("an event that comes while a look fails is looked at now, once", async () => {
      await deliver(store, pull(1), "a");
      const taken = await mustTake(store);
      now += 5;
      await deliver(store, pull(1), "b");
      await store.fail(taken, { code: "fault", reason: "503", retryInMs: 2_000 });
      const second = await mustTake(store);
      expect(second).toMatchObject({ attempts: 1, deliveries: [{ id: "a" }, { id: "b" }] });
      now += 5;
      await store.fail(second, { code: "fault", reason: "503", retryInMs: 2_000 });
      await nothingDue();
      now += 2_000;
      expect(await mustTake(store)).toMatchObject({ attempts: 2 });
    });

    it("neither the clock nor what a turn left over ends a pause", async () => {
      await deliver(store, pull(1), ...Array.from({ length: 60 }, (_, n) => `d${n}`));
      const taken = await mustTake(store);
      now += 5;
      await store.fail(taken, { code: "fault", reason: "503", retryInMs: 2_000 });
      await store.wake(pull(1), now);
      await nothingDue();
      now += 2_000;
      expect(await mustTake(store)).toMatchObject({ attempts: 2 });
    });

    it("what was given up is listed with its reason, and a person can replay it", async () => {
      await deliver(store, pull(1), "a");
      await store.fail(await mustTake(store), { code: "fault", reason: "the policy is unreadable", retryInMs: null });
      expect(await store.deadLetters(10)).toEqual([
        {
          delivery: "a",
          event: "pull_request",
          subject: "7/700/pull/1",
          code: "fault",
          reason: "the policy is unreadable",
          at: 1_000,
        },
      ]);
      expect(await drain(store)).toEqual([]);
      await store.replay("a");
      await store.sort((await store.unsorted(10)).map(({ row }) => ({ row, into: { subjects: [pull(1)] } })));
      expect(await drain(store)).toEqual(["7#1"]);
      expect(await store.deadLetters(10)).toEqual([]);
    });

    it("WH-16 what cannot be sorted is a dead letter with its reason", async () => {
      await store.accept(raw("a"));
      await store.sort([
        { row: (await store.unsorted(1))[0]!.row, into: { dead: { code: "malformed", reason: "repository is null" } } },
      ]);
      expect(await store.deadLetters(10)).toMatchObject([
        { delivery: "a", subject: null, code: "malformed", reason: "repository is null" },
      ]);
      await store.replay("a");
      expect(await store.unsorted(10)).toHaveLength(1);
    });

    it("a subject that failed without a delivery is listed and can be replayed", async () => {
      await store.wake(pull(3), now);
      await store.fail(await mustTake(store), { code: "fault", reason: "no answer", retryInMs: null });
      expect(await store.deadLetters(10)).toMatchObject([
        { delivery: null, subject: "7/700/pull/3", code: "fault", reason: "no answer" },
      ]);
      await store.replay("7/700/pull/3");
      expect(await drain(store)).toEqual(["7#3"]);
      expect(await store.deadLetters(10)).toEqual([]);
    });

    it("what came during the last attempt is not given up with it", async () => {
      await deliver(store, pull(1), "a");
      const taken = await mustTake(store);
      await deliver(store, pull(1), "b");
      await store.fail(taken, { code: "fault", reason: "broken", retryInMs: null });
      expect(await mustTake(store)).toMatchObject({ attempts: 1, deliveries: [{ id: "b" }] });
    });

    it("replaying what is not there is refused with what to do", async () => {
      await expect(store.replay("nope")).rejects.toMatchObject({ code: "no-such-delivery", mend: /deadletters/ });
    });

    it("TEN-05 WEB-15 an error is kept without credentials and without line breaks", async () => {
      await deliver(store, pull(1), "a");
      const error = `bad\n{"level":"fatal"}\u001b[31m ghs_${"a".repeat(36)} ghs_123_eyJhbGciOi.eyJpc3Mi.c2ln-_ postgres://app:hunter22@db/x`;
      await store.fail(await mustTake(store), { code: "fault", reason: error, retryInMs: null });
      const [letter] = await store.deadLetters(10);
      expect(letter!.reason).not.toMatch(/ghs_|eyJ|hunter22|[\u0000-\u001f]/);
      expect(letter!.reason).toContain("[secret]");
    });
  });

  describe("fairness", () => {
    it("a noisy tenant does not delay another", async () => {
      for (let n = 0; n < 30; n += 1) await store.wake(pull(n, 1), now);
      now += 1;
      await store.wake(pull(1, 2), now);
      await store.wake(pull(2, 2), now);
      const order = await drain(store);
      expect(order).toHaveLength(32);
      expect(Math.max(order.indexOf("2#1"), order.indexOf("2#2"))).toBeLessThan(5);
    });

    it("among one tenant's subjects the longest-waiting comes first", async () => {
      await store.wake(pull(2), now);
      await store.wake(pull(1), now - 5);
      expect(await drain(store)).toEqual(["7#1", "7#2"]);
    });
  });

  it("two workers never hold one subject, and nothing is left over", async () => {
    const subjects = Array.from({ length: 20 }, (_, n) => pull(n, 1 + (n % 3)));
    for (const subject of subjects) await store.wake(subject, now);
    const held = new Set<string>();
    const seen: string[] = [];
    const work = async (worker: string): Promise<void> => {
      // On PostgreSQL a take may find the queue's row locked for a moment, so one empty answer proves nothing.
      for (let empty = 0; empty < 5; ) {
        const taken = await store.take({ worker, leaseMs: LEASE_MS });
        if (taken === null) {
          empty += 1;
          continue;
        }
        const key = `${taken.subject.installation}#${taken.subject.name}`;
        expect(held.has(key)).toBe(false);
        held.add(key);
        await store.heartbeat(taken, LEASE_MS);
        held.delete(key);
        seen.push(key);
        await store.finish(taken, { handled: [] });
      }
    };
    await Promise.all(["a", "b", "c", "d"].map(work));
    expect(seen).toHaveLength(20);
    expect(new Set(seen).size).toBe(20);
  });
});
