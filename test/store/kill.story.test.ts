import { describe, expect, it } from "vitest";
import { ENGINES, freshDatabase } from "./databases.ts";
import { soak } from "./kill/soak.ts";

const DELIVERIES = 2_000;
const KILLS = 40;

/** The same lives in each run. */
function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe.each(ENGINES)("kill -9 on %s", (engine) => {
  it(
    `WH-14 ${DELIVERIES} deliveries and ${KILLS} kills: nothing acknowledged is lost, no effect is doubled`,
    { timeout: 600_000 },
    async () => {
      const database = await freshDatabase(engine);
      const result = await soak({
        storeUrl: database.url,
        deliveries: DELIVERIES,
        kills: KILLS,
        random: repeatable(7),
      });
      await database.drop();
      const { kills, ...rest } = result;
      expect(rest).toEqual({
        acknowledged: DELIVERIES,
        lost: [],
        doubled: [],
        deadLetters: 0,
        unfinished: 0,
        faults: [],
      });
      expect(Object.values(kills).reduce((sum, times) => sum + times, 0)).toBe(KILLS);
      // Most must strike where they were meant to: a test that only kills idle processes shows nothing.
      expect(KILLS - (kills["outside"] ?? 0)).toBeGreaterThanOrEqual(KILLS * 0.7);
      console.info(`${engine}: ${JSON.stringify(kills)}`);
    },
  );
});
