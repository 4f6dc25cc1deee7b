import { expect, test } from "vitest";
import { HostError } from "../../src/core/release-host.ts";

test("an error of the host says its kind, its status and what lies below it", () => {
  const cause = new Error("below");
  const told = new HostError({ kind: "refused", status: 422, message: "no", cause });
  expect(told).toMatchObject({ name: "HostError", kind: "refused", status: 422, message: "no", cause });
});
