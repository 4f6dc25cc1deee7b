// A look reads what is new: how many records that is does not grow with the branch's past, and nothing is told otherwise.
import { describe, expect, it } from "vitest";
import { SETTLE_AFTER } from "../../src/sensor/branch/decide.ts";
import type { Trigger } from "../../src/core/trigger.ts";
import { bob, cyd, MINUTE } from "../world.ts";
import { begun, commit, look, MAIN, move, recordsOf, remember, squash, think, type Paper } from "./paper.ts";

async function merges(at: Paper, from: number, count: number): Promise<void> {
  for (let pull = from; pull < from + count; pull++) {
    at.now += MINUTE;
    const told = squash(at, pull);
    remember(at, pull);
    await rest(at, [told]);
  }
}

/** Looks until nothing is to be done; the most rows that one of the looks read. */
async function rest(at: Paper, triggers: readonly Trigger[] = []): Promise<number> {
  let most = 0;
  for (let looked = 0; looked < 20; looked++) {
    at.rows = 0;
    const { steps, lookAgainAt } = await look(at, MAIN, looked === 0 ? { triggers } : {});
    most = Math.max(most, at.rows);
    if (steps.length === 0 && lookAgainAt === undefined) return most;
    at.now += MINUTE;
  }
  throw new Error("it does not come to rest");
}

/** What one more merge costs, in rows read by the dearest of its looks. */
async function costOfOne(at: Paper, pull: number): Promise<number> {
  at.now += MINUTE;
  const told = squash(at, pull);
  remember(at, pull);
  return rest(at, [told]);
}

const kept = (at: Paper): readonly string[] =>
  recordsOf(at, MAIN, "sensor.move").flatMap(({ data }) =>
    (data as unknown as { commits: { sha: string; is: string; code: string }[] }).commits.map(
      (one) => `${one.sha.slice(-6)} ${one.is} ${one.code}`,
    ),
  );

describe("a look at a branch", () => {
  it("reads the new records alone, however many merges there were", async () => {
    const at = await begun();
    await merges(at, 20, 100);
    const early: number[] = [];
    for (let pull = 200; pull < 230; pull++) early.push(await costOfOne(at, pull));
    await merges(at, 300, 300);
    const late: number[] = [];
    for (let pull = 700; pull < 730; pull++) late.push(await costOfOne(at, pull));
    expect(Math.max(...early)).toBeLessThanOrEqual(SETTLE_AFTER + 10);
    expect(Math.max(...late)).toBeLessThanOrEqual(SETTLE_AFTER + 10);
    expect(recordsOf(at, MAIN, "sensor.settled").length).toBeGreaterThan(10);
    expect(kept(at).filter((one) => one.includes("exception"))).toEqual([]);
    // The past is there, and is not read: three times as many records, and the same rows.
    expect(recordsOf(at, MAIN, "sensor.move")).toHaveLength(460);
  });

  it("writes down that all is done only now and then, and is quiet after it", async () => {
    const at = await begun();
    await merges(at, 20, 10);
    expect(recordsOf(at, MAIN, "sensor.settled")).toEqual([]);
    await merges(at, 30, 40);
    expect(recordsOf(at, MAIN, "sensor.settled").length).toBeGreaterThan(0);
    expect((await think(at, MAIN)).steps).toEqual([]);
  });

  it("still finds a direct push, a red merge and a rewind, and asks for their reviews", async () => {
    const at = await begun();
    await merges(at, 20, 60);
    at.now += MINUTE;
    await rest(at, [move({ at, to: commit(at, [at.tips.get("main") ?? ""]), kind: "push", by: cyd })]);
    at.now += MINUTE;
    const red = squash(at, 900, { verdict: "wait", code: "approval-missing" });
    remember(at, 900);
    await rest(at, [red]);
    const back = at.graph.get(at.tips.get("main") ?? "")?.parents[0] ?? "";
    await rest(at, [move({ at, to: back, kind: "force_push", by: bob })]);
    expect(recordsOf(at, MAIN, "sensor.exception").map(({ data }) => (data as { code: string }).code)).toEqual([
      "direct-push",
      "merged-while-wait",
      "force-push",
    ]);
    const slots = recordsOf(at, MAIN, "sensor.exception").map(({ data }) => (data as { slot: string }).slot);
    expect(new Set([...at.issues.values()].map(({ slot }) => slot))).toEqual(new Set(slots));
  });

  it("knows what was settled when the branch is set back and brings the same commits again", async () => {
    const at = await begun();
    await merges(at, 20, 3);
    const tip = at.tips.get("main") ?? "";
    await merges(at, 30, 60);
    const top = at.tips.get("main") ?? "";
    await rest(at, [move({ at, to: tip, kind: "force_push", by: bob })]);
    const before = kept(at).length;
    await rest(at, [move({ at, to: top, kind: "force_push", by: bob })]);
    const again = kept(at).slice(before);
    expect(again).toHaveLength(60);
    expect(again.filter((one) => one.includes("exception"))).toEqual([]);
  });

  it("does not settle while a push is told of that GitHub does not show yet: nobody tells of it again", async () => {
    const at = await begun();
    await merges(at, 20, 16);
    const tip = at.tips.get("main") ?? "";
    const to = commit(at, [tip]);
    const told = move({ at, to, kind: "push", by: cyd });
    at.tips.set("main", tip);
    at.moves.pop();
    for (let looked = 0; looked < 3; looked++) await look(at, MAIN, looked === 0 ? { triggers: [told] } : {});
    expect(at.rows).toBeGreaterThan(SETTLE_AFTER);
    expect(recordsOf(at, MAIN, "sensor.settled")).toEqual([]);
    at.tips.set("main", to);
    await rest(at);
    expect(recordsOf(at, MAIN, "sensor.exception")).toMatchObject([{ by: cyd, data: { code: "direct-push" } }]);
  });

  it("a record of it that cannot be understood leaves everything unexplained", async () => {
    const at = await begun();
    await merges(at, 20, 60);
    const place = [...at.records.keys()].find((key) => key.includes("/branch/")) ?? "";
    const broken = (at.records.get(place) ?? []).map((one) =>
      one.kind === "sensor.settled" ? { ...one, data: {} } : one,
    );
    at.records.set(place, broken);
    expect((await think(at, MAIN)).verdict.state).toBe("unknown");
  });
});
