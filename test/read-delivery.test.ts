import { expect, it } from "vitest";
import { deliveryReader } from "../src/read-delivery.ts";

const read = (body: string) =>
  deliveryReader(1)({ row: 1, id: "a", event: "push", body: new TextEncoder().encode(body), receivedAt: 0 });

it("a body that the store has no more is a dead letter that says how to get it back", () => {
  expect(read("")).toMatchObject({ dead: { code: "body-lost", reason: /spool.*redeliver/ } });
});

it("a body that does not hold what its event says is a dead letter that names the place", () => {
  expect(read('{"installation":{"id":"seven"}}')).toMatchObject({
    dead: { code: "malformed", reason: /\. After an upgrade/ },
  });
});

it("a body that is no JSON is a dead letter", () => {
  expect(read("payload=%7B%7D")).toMatchObject({ dead: { code: "not-json", reason: /look at what is in front/ } });
});
