import { describe, expect, it } from "vitest";
import { ReadError } from "../src/core/reads.ts";
import { redeliver } from "../src/housekeeping.ts";

type House = Parameters<typeof redeliver>[0];

describe("asking for deliveries again", () => {
  it("goes on behind one that GitHub refuses to send, and passes over what is here", async () => {
    const asked: number[] = [];
    const house = {
      store: { knownDeliveries: () => Promise.resolve(new Set(["c"])) },
      github: {
        deliveries: {
          failedSince: () => Promise.resolve(["a", "b", "c", "d"].map((guid, id) => ({ guid, id, event: "push" }))),
          redeliver(id: number) {
            asked.push(id);
            const refusal = new ReadError({ failure: "refused", what: `delivery ${id}`, message: "422" });
            return id === 0 ? Promise.reject(refusal) : Promise.resolve();
          },
        },
      },
      log: () => undefined,
    } as unknown as House;
    await expect(redeliver(house)).rejects.toThrow("422");
    expect(asked).toEqual([0, 1, 3]);
  });
});
