// Cost: what each kind of event asks of GitHub for a pull request of 30 files and 10 commits, counted exactly.
import { expect, it } from "vitest";
import { costs } from "./spending.ts";

/** Read once for each commit of the default branch, whatever looks at it. */
const THE_POLICY = 1;
/** A push is told twice: the branch has a turn of its own, which asks what it is the base of. */
const THE_BRANCH: Readonly<Record<string, number>> = { pushed: 3 };

it("an event takes at most 8 reads with nothing kept, and at most 2 count when nothing changed", async () => {
  const all = await costs();
  expect(all.map(({ event }) => event)).toEqual(["opened", "edited", "approved", "reviewed", "pushed", "a tick"]);
  for (const { event, cold, warm } of all) {
    // Which are too many stands in the failure.
    expect([event, ...cold.look.slice(8 - THE_POLICY + (THE_BRANCH[event] ?? 0))]).toEqual([event]);
    expect([event, warm.writes]).toEqual([event, []]);
    expect([event, warm.counted]).toEqual([event, Math.min(warm.counted, 2)]);
  }
});
