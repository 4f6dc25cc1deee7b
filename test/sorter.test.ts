import { describe, expect, it } from "vitest";
import type { Trigger } from "../src/core/trigger.ts";
import { sortDeliveries } from "../src/sorter.ts";
import type { TriggersOf } from "../src/sorter.ts";
import type { Delivery } from "../src/store/bodies.ts";
import type { SortedDelivery } from "../src/store/deliveries.ts";

const delivery = (row: number): Delivery => ({
  row,
  id: `d${row}`,
  event: "push",
  body: new Uint8Array(),
  receivedAt: 0,
});

const trigger = (name: string): Trigger => ({
  kind: "issue",
  action: "opened",
  subject: { installation: 7, repository: 1, kind: "issue", name },
  repo: null,
  by: null,
  delivery: null,
  at: 0,
});

async function sorted(deliveries: readonly Delivery[], triggersOf: TriggersOf): Promise<readonly SortedDelivery[]> {
  const kept: SortedDelivery[] = [];
  const store = {
    unsorted: (limit: number) => Promise.resolve(deliveries.slice(0, limit)),
    sort: (into: readonly SortedDelivery[]) => Promise.resolve(void kept.push(...into)),
  };
  expect(await sortDeliveries({ store, triggersOf, limit: 50 })).toBe(Math.min(50, deliveries.length));
  return kept;
}

describe("sorting deliveries", () => {
  it("a delivery goes to each subject of its triggers once", async () => {
    const [one] = await sorted([delivery(1)], () => ({ triggers: [trigger("1"), trigger("2"), trigger("1")] }));
    expect(one).toMatchObject({ row: 1, into: { subjects: [{ name: "1" }, { name: "2" }] } });
  });

  it("WH-15 an unknown event is ignored with its reason", async () => {
    const into = { ignored: "an event that nobody listens to", installation: 7 };
    expect(await sorted([delivery(1)], () => into)).toEqual([{ row: 1, into }]);
  });

  it("WH-16 a payload that breaks the reader is a dead letter, and holds up nothing behind it", async () => {
    const kept = await sorted([delivery(1), delivery(2)], ({ row }) => {
      if (row === 1) throw new TypeError("repository is null");
      return { triggers: [trigger("2")] };
    });
    expect(kept[0]!.into).toEqual({
      dead: {
        code: "unreadable",
        reason: "It could not be read (TypeError: repository is null). After a fix, replay it.",
      },
    });
    expect(kept[1]!.into).toMatchObject({ subjects: [{ name: "2" }] });
  });

  it("nothing waiting is no transaction", async () => {
    expect(await sorted([], () => ({ triggers: [] }))).toEqual([]);
  });
});
