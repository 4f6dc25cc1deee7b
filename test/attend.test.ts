import { expect, it } from "vitest";
import { attend } from "../src/attend.ts";
import type { House } from "../src/attend.ts";
import { deliveryReader } from "../src/read-delivery.ts";
import { pull } from "./store/conformance.ts";

it("a delivery whose body is gone fails the turn with its name, and is not taken for nothing to do", async () => {
  const gone = { row: 1, id: "guid-1", event: "issue_comment", body: new Uint8Array(0), receivedAt: 0 };
  const taken = { subject: pull(1), token: 1, deliveries: [gone], attempts: 1, now: 0 };
  // Nothing else of the house is asked before the deliveries are read.
  const house = { triggersOf: deliveryReader(1) } as House;
  await expect(attend(taken, house, new AbortController().signal)).rejects.toThrow(
    /guid-1 cannot be read again\. .*redeliver/,
  );
});
