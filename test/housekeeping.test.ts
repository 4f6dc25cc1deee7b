import { describe, expect, it } from "vitest";
import { ReadError } from "../src/core/known.ts";
import type { FailedDelivery } from "../src/github/deliveries.ts";
import { MOST_ASKED, pauseAfter, redeliver } from "../src/housekeeping.ts";

type House = Parameters<typeof redeliver>[0];

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

/** A house of which GitHub says that these did not arrive; `asked` are those that it was asked for again. */
function house(failed: readonly Partial<FailedDelivery>[], known: readonly string[] = []) {
  const asked: number[] = [];
  const doing = {
    now: () => NOW,
    store: { knownDeliveries: () => Promise.resolve(new Set(known)) },
    github: {
      deliveries: {
        failedSince: () =>
          Promise.resolve(failed.map((one, id) => ({ id, event: "push", attempts: 1, triedAt: NOW - MINUTE, ...one }))),
        redeliver(id: number) {
          asked.push(id);
          const refusal = new ReadError({ failure: "refused", what: `delivery ${id}`, message: "422" });
          return failed[id]?.guid === "refused" ? Promise.reject(refusal) : Promise.resolve();
        },
      },
    },
    log: () => undefined,
  } as unknown as House;
  return { doing, asked };
}

describe("asking for deliveries again", () => {
  it("goes on behind one that GitHub refuses to send, and passes over what is here", async () => {
    const { doing, asked } = house([{ guid: "refused" }, { guid: "b" }, { guid: "c" }, { guid: "d" }], ["c"]);
    await expect(redeliver(doing)).rejects.toThrow("422");
    expect(asked).toEqual([0, 1, 3]);
  });

  it.each<[string, Partial<FailedDelivery>, boolean]>([
    ["one that was sent once is asked for at once", { attempts: 1, triedAt: NOW }, true],
    ["one that was sent twice waits five minutes", { attempts: 2, triedAt: NOW - 5 * MINUTE + 1 }, false],
    ["... and then is asked for", { attempts: 2, triedAt: NOW - 5 * MINUTE }, true],
    ["each time twice as long", { attempts: 4, triedAt: NOW - 20 * MINUTE + 1 }, false],
    ["... and then is asked for again", { attempts: 4, triedAt: NOW - 20 * MINUTE }, true],
    ["one that is refused each time is asked for a last time", { attempts: MOST_ASKED, triedAt: 0 }, true],
    ["... and then given up", { attempts: MOST_ASKED + 1, triedAt: 0 }, false],
  ])("%s", async (_what, failed, isAsked) => {
    const { doing, asked } = house([{ guid: "a", ...failed }]);
    await redeliver(doing);
    expect(asked).toEqual(isAsked ? [0] : []);
  });

  it("an outage of a day is outlived: the pauses add up to more", () => {
    const pauses = Array.from({ length: MOST_ASKED }, (_, index) => pauseAfter(index + 1));
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(24 * 60 * MINUTE);
  });
});
