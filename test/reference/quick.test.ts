import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { histories } from "./histories.ts";
import { play } from "./play.ts";
import { quickRoom } from "./quick.ts";
import { wholeRoom } from "./room.ts";

describe("the quick room and the whole one", () => {
  it("announce the same heads at the same times", async () => {
    for (const draw of fc.sample(histories, { numRuns: 100, seed: 7 })) {
      const whole = await play(draw, wholeRoom().app);
      expect(await play(draw, quickRoom().app)).toEqual(whole);
    }
  });
});
