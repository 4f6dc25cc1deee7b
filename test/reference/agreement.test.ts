import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { judge } from "./approved.ts";
import { differences } from "./compare.ts";
import { histories } from "./histories.ts";
import { play } from "./play.ts";
import { room } from "./room.ts";

const RUNS = Number(process.env["HISTORIES"] ?? 1_000);
const SEED = Number(process.env["SEED"] ?? 1);

describe("the room and the model of approved", () => {
  it("agree on what is allowed, over histories of which a fifth ends in allow", { timeout: 3_600_000 }, async () => {
    const draws = fc.sample(histories, { numRuns: RUNS, seed: SEED });
    const voids = new Map<string, number>();
    const apart: unknown[] = [];
    let allowed = 0;
    for (const [number, draw] of draws.entries()) {
      const { app, last } = room(number % 10 === 0 ? "whole" : "quick");
      const { history, now } = await play(draw, app);
      const judged = judge(history, now, "house");
      if (judged.whys.length === 0) allowed += 1;
      const differs = differences(judged, last());
      if (differs.length > 0) apart.push({ number, differs, history });
      for (const reason of judged.claims.flatMap((claim) => claim.voids))
        voids.set(reason, (voids.get(reason) ?? 0) + 1);
    }
    console.log(`${allowed} of ${RUNS} end in allow; ${JSON.stringify(Object.fromEntries(voids))}`);
    expect(apart).toEqual([]);
    expect(allowed / RUNS).toBeGreaterThan(0.2);
  });
});
