import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Person } from "../../src/core/refs.ts";
import { printSubject } from "../../src/core/refs.ts";
import type { RecordBounds } from "../../src/core/reads.ts";
import type { Store } from "../../src/store/open.ts";
import type { Taken } from "../../src/store/turn.ts";
import { allOf, mustTake, pull } from "./conformance.ts";
import { ENGINES, openFresh } from "./databases.ts";

const ada: Person = { id: 1, login: "ada", type: "User" };
const step = { key: "check:1f2e:ab", why: "one approval is missing", do: "check" };

describe.each(ENGINES)("the ledger on %s", (engine) => {
  let store: Store;
  let now = 5_000;
  const turnOf = async (number: number, installation = 7): Promise<Taken> => {
    await store.wake(pull(number, installation), now);
    return mustTake(store);
  };
  beforeEach(async () => {
    now = 5_000;
    store = await openFresh(engine, { clock: () => now });
  });
  afterEach(() => store.close());

  it("an intent is new once, then unfinished, then done with its outcome", async () => {
    const lease = await turnOf(1);
    expect(await store.ledger.intend(lease, step)).toEqual({ is: "new" });
    expect(await store.ledger.intend(lease, step)).toEqual({ is: "unfinished", since: 5_000 });
    now = 6_000;
    await store.ledger.outcome(lease, step.key, { id: 12 });
    expect(await store.ledger.intend(lease, step)).toEqual({ is: "done", outcome: { id: 12 }, at: 6_000 });
    expect(await store.ledger.list({ installation: 7, limit: 9 })).toHaveLength(2);
  });

  it("after a crash the next turn learns that an effect was begun", async () => {
    const first = await turnOf(1);
    await store.ledger.intend(first, step);
    now += 600_000;
    expect(await store.ledger.intend(await mustTake(store), step)).toEqual({ is: "unfinished", since: 5_000 });
  });

  it("what is known to have failed may be begun anew", async () => {
    const lease = await turnOf(1);
    await store.ledger.intend(lease, step);
    await store.ledger.failure(lease, step.key, { status: 422 });
    expect(await store.ledger.intend(lease, step)).toEqual({ is: "new" });
  });

  it("a failure stands where whoever intends the step says so, until something else is known of it", async () => {
    const lease = await turnOf(1);
    await store.ledger.intend(lease, step);
    now = 6_000;
    await store.ledger.failure(lease, step.key, { refused: "locked" });
    now = 9_000;
    const asked: unknown[] = [];
    const stands = (failure: unknown, at: number) => asked.push([failure, at]) > 0;
    const refused = { is: "refused", failure: { refused: "locked" } };
    expect(await store.ledger.intend(lease, { ...step, stands })).toEqual(refused);
    expect(asked).toEqual([[{ refused: "locked" }, 6_000]]);
    expect(await store.ledger.intend(lease, { ...step, stands: () => false })).toEqual({ is: "new" });
    // What is unfinished or done is no failure, and nobody is asked.
    expect(await store.ledger.intend(lease, { ...step, stands })).toMatchObject({ is: "unfinished" });
    await store.ledger.outcome(lease, step.key, {});
    expect(await store.ledger.intend(lease, { ...step, stands })).toMatchObject({ is: "done" });
    expect(asked).toHaveLength(1);
  });

  it("an entry that is set aside is not read any more, under its key either, and stands in the chain", async () => {
    const lease = await turnOf(1);
    const fact = (key: string) => ({ key, kind: "change.hold", by: ada, data: { key } });
    for (const key of ["a", "b"]) await store.ledger.record(lease, fact(key));
    await store.ledger.intend(lease, step);
    await store.ledger.outcome(lease, step.key, { id: 12 });
    await store.finish(lease, { handled: [] });
    const cause = { installation: 7, by: "mona", because: "the disk" };
    expect(await store.ledger.entry(7, 1)).toMatchObject({ isWhole: true, isSetAside: false, data: { key: "a" } });
    expect(await store.ledger.setAside({ ...cause, sequence: 1 })).toMatchObject({
      kind: "change.hold",
      subject: printSubject(pull(1)),
    });
    await store.ledger.setAside({ ...cause, sequence: 4 });
    expect(await store.ledger.entry(7, 1)).toMatchObject({ isSetAside: true });
    expect(await store.ledger.entry(7, 99)).toBeNull();
    const about = printSubject(pull(1));
    const kept = await store.ledger.records(pull(1), ["change.hold", "audit.set-aside"]);
    expect(kept.map(({ sequence, kind }) => [sequence, kind])).toEqual([
      [2, "change.hold"],
      [5, "audit.set-aside"],
      [6, "audit.set-aside"],
    ]);
    expect(kept[1]!.data).toMatchObject({ sequence: 1, by: "mona", because: "the disk", kind: "change.hold" });
    // The same number in another subject's chain of records is another entry.
    expect((await store.ledger.records(pull(2), ["change.hold"])).length).toBe(0);
    const again = await mustTake(store);
    expect(printSubject(again.subject)).toBe(about);
    expect(await store.ledger.record(again, fact("a"))).toBe("new");
    expect(await store.ledger.record(again, fact("b"))).toBe("known");
    expect(await store.ledger.intend(again, step)).toMatchObject({ is: "unfinished" });
    expect(await store.ledger.verify(7)).toMatchObject({
      fault: null,
      asides: [{ sequence: 1, changed: false }, { sequence: 4 }],
    });
    for (const [sequence, code] of [
      [1, "set-aside-before"],
      [5, "not-to-be-set-aside"],
      [99, "no-such-entry"],
    ] as const) {
      await expect(store.ledger.setAside({ ...cause, sequence })).rejects.toMatchObject({ code });
    }
  });

  it("two people who set one entry aside at the same moment write one record", async () => {
    const lease = await turnOf(1);
    await store.ledger.record(lease, { key: "a", kind: "change.hold", by: ada, data: {} });
    await store.finish(lease, { handled: [] });
    const cause = { installation: 7, sequence: 1, because: "the disk" };
    const asked = ["mona", "nina", "olga"].map((by) => store.ledger.setAside({ ...cause, by }));
    const ends = await Promise.allSettled(asked);
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const end of ends)
      if (end.status === "rejected") expect(end.reason).toMatchObject({ code: "set-aside-before" });
    expect((await store.ledger.records(pull(1), ["audit.set-aside"])).length).toBe(1);
    expect(await store.ledger.verify(7)).toMatchObject({ fault: null, asides: [{ sequence: 1 }] });
  });

  it("what somebody undid may be intended again", async () => {
    const lease = await turnOf(1);
    await store.ledger.intend(lease, step);
    await store.ledger.outcome(lease, step.key, {});
    await store.ledger.intendAgain(lease, step);
    expect(await store.ledger.intend(lease, step)).toMatchObject({ is: "unfinished" });
  });

  it("an outcome without an intent is refused", async () => {
    const lease = await turnOf(1);
    await expect(store.ledger.outcome(lease, "nothing", {})).rejects.toMatchObject({ code: "no-intent" });
  });

  it("one key on two subjects is two effects", async () => {
    const one = await turnOf(1);
    const two = await turnOf(2);
    expect(await store.ledger.intend(one, step)).toEqual({ is: "new" });
    expect(await store.ledger.intend(two, step)).toEqual({ is: "new" });
  });

  it("a fact is kept once under its key, with who and what", async () => {
    const lease = await turnOf(1);
    const fact = {
      key: "approve:77",
      kind: "change.approval",
      by: ada,
      data: { head: "1f2e", nested: { b: 1, a: [null] } },
    };
    expect(await store.ledger.record(lease, fact)).toBe("new");
    expect(await store.ledger.record(lease, { ...fact, data: { head: "other" } })).toBe("known");
    expect(await store.ledger.records(pull(1), ["change.approval"])).toEqual([
      expect.objectContaining({ sequence: 1, at: 5_000, kind: "change.approval", by: ada, data: fact.data }),
    ]);
  });

  it("records are of one subject and of the kinds that were asked for", async () => {
    const one = await turnOf(1);
    const two = await turnOf(2);
    await store.ledger.record(one, { key: "a", kind: "change.approval", by: ada, data: 1 });
    await store.ledger.record(one, { key: "b", kind: "change.withdrawal", by: ada, data: 2 });
    await store.ledger.record(one, { key: "c", kind: "change.hold", by: null, data: 3 });
    await store.ledger.record(two, { key: "a", kind: "change.approval", by: ada, data: 4 });
    const records = await store.ledger.records(pull(1), ["change.approval", "change.withdrawal"]);
    expect(records.map(({ data }) => data)).toEqual([1, 2]);
    expect(await store.ledger.records(pull(1), [])).toEqual([]);
  });

  it("records are those after a sequence number, or the last so many, oldest first", async () => {
    const [one, two] = [await turnOf(1), await turnOf(2)];
    for (let number = 1; number <= 6; number++) {
      await store.ledger.record(number % 2 === 0 ? two : one, {
        key: `${number}`,
        kind: "test.fact",
        by: null,
        data: number,
      });
    }
    const read = async (bounds?: RecordBounds): Promise<readonly unknown[]> =>
      (await store.ledger.records(pull(1), ["test.fact"], bounds)).map(({ data }) => data);
    expect(await read()).toEqual([1, 3, 5]);
    const [, second] = await store.ledger.records(pull(1), ["test.fact"]);
    expect(await read({ after: 0 })).toEqual([1, 3, 5]);
    expect(await read({ after: second?.sequence ?? 0 })).toEqual([5]);
    expect(await read({ after: 1_000_000 })).toEqual([]);
    expect(await read({ last: 2 })).toEqual([3, 5]);
    expect(await read({ last: 0 })).toEqual([]);
    expect(await read({ last: 9 })).toEqual([1, 3, 5]);
    expect(await read({ after: 1, last: 1 })).toEqual([5]);
  });

  it("a fact may be about another subject of the installation, and of no other", async () => {
    const lease = await turnOf(1);
    const about = { installation: 7, repository: 700, kind: "repository", name: "" } as const;
    await store.ledger.record(lease, { key: "a", kind: "change.baseline", by: null, data: {}, about });
    expect(await store.ledger.records(about, ["change.baseline"])).toHaveLength(1);
    const foreign = { ...about, installation: 8 };
    await expect(
      store.ledger.record(lease, { key: "b", kind: "change.baseline", by: null, data: {}, about: foreign }),
    ).rejects.toThrow(/another installation/);
  });

  it("a chain of each installation verifies, against its head as well", async () => {
    for (const installation of [7, 8]) {
      const lease = await turnOf(1, installation);
      for (let n = 0; n < 12; n += 1) {
        await store.ledger.record(lease, {
          key: String(n),
          kind: "test.fact",
          by: n % 2 ? ada : null,
          data: { n, text: 'é\u{1f600}"' },
        });
      }
      await store.finish(lease, { handled: allOf(lease) });
    }
    const head = await store.ledger.head(7);
    expect(head.sequence).toBe(12);
    expect(await store.ledger.verify(7)).toEqual({
      fault: null,
      entries: 12,
      tail: "not checked",
      checkedTo: 0,
      head,
      asides: [],
    });
    expect(await store.ledger.verify(8, head)).toMatchObject({ fault: { code: "other-head" } });
    expect(await store.ledger.verify(7, head)).toMatchObject({ fault: null, tail: "checked" });
    expect(await store.ledger.verify(9)).toMatchObject({ fault: null, entries: 0 });
  });

  it("entries are listed page by page", async () => {
    const lease = await turnOf(1);
    for (let n = 0; n < 5; n += 1) {
      await store.ledger.record(lease, { key: String(n), kind: "test.fact", by: null, data: n });
    }
    const first = await store.ledger.list({ installation: 7, limit: 3 });
    const rest = await store.ledger.list({ installation: 7, after: 3, limit: 3 });
    expect([...first, ...rest].map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(first[0]).toMatchObject({
      subject: printSubject(pull(1)),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    });
  });

  it("writers of one installation at the same time make one chain", async () => {
    const numbers = [1, 2, 3, 4, 5, 6];
    await Promise.all(numbers.map((n) => store.wake(pull(n), now)));
    const taken: Taken[] = [];
    while (taken.length < numbers.length) taken.push(await mustTake(store));
    await Promise.all(
      taken.flatMap((lease) =>
        [1, 2, 3].map((n) => store.ledger.record(lease, { key: String(n), kind: "test.fact", by: null, data: n })),
      ),
    );
    expect(await store.ledger.verify(7)).toMatchObject({ fault: null, entries: 18 });
  });
});
