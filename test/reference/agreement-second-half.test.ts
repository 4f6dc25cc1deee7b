import { describe, it } from "vitest";

import { agree } from "./agree.ts";

describe("the room and the model of approved, over the other half of the histories", () => {
  it("agree on what is allowed, who counts, and why the others do not", { timeout: 7_200_000 }, async () => {
    await agree({ of: 2, number: 2 });
  });
});
