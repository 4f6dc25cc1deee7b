import { beforeEach, describe, expect, test } from "vitest";
import { ReadError } from "../../src/core/known.ts";
import { GITHUB_LIMITS, openLimits } from "../../src/github/limits.ts";
import type { CallKind, LimitSettings } from "../../src/github/limits.ts";
import { openSlots } from "../../src/github/slots.ts";
import { pretendClock } from "./pretend.ts";

const T0 = Date.parse("2026-11-22T12:00:00Z");
let clock = pretendClock(T0);
beforeEach(() => (clock = pretendClock(T0)));

function open(change: Partial<LimitSettings> = {}) {
  const limits = openLimits({ ...GITHUB_LIMITS, patience: 24 * 3_600_000, ...change }, clock);
  /** Runs one call; answers when it went, in ms since the start. */
  const run = (kind: CallKind, account = 1, resource: "core" | "graphql" = "core"): Promise<number> =>
    limits.run({ account, kind, resource, what: "something" }, () => Promise.resolve(clock.now() - T0));
  return { limits, run };
}

describe("one installation", () => {
  test("writes are a second apart, reads are not", async () => {
    const { run } = open();
    expect([await run("write"), await run("write"), await run("read"), await run("write")]).toEqual([
      0, 1_000, 1_000, 2_000,
    ]);
  });

  test("80 contents a minute, and 500 an hour", async () => {
    const { run } = open({ betweenWrites: 0, pointsPerMinute: 1e9 });
    const went: number[] = [];
    for (let i = 0; i < 600; i++) went.push(await run("content"));
    const inWindow = (start: number, span: number): number =>
      went.filter((at) => at >= start && at < start + span).length;
    expect(Math.max(...went.map((at) => inWindow(at, 60_000)))).toBe(80);
    expect(Math.max(...went.map((at) => inWindow(at, 3_600_000)))).toBe(500);
    expect(went[80]).toBe(60_000);
    expect(went[500]).toBe(3_600_000);
  });

  test("900 points a minute, and a write is five", async () => {
    const { run } = open({ betweenWrites: 0 });
    for (let i = 0; i < 895; i++) expect(await run("read")).toBe(0);
    expect(await run("write")).toBe(0);
    expect(await run("read")).toBe(60_000);
  });

  test("what would have to wait long throws with the instant from which it can go, and takes no turn", async () => {
    const { run, limits } = open({ patience: 5_000 });
    limits.pause(1, T0 + 60_000);
    const error = await run("read").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ReadError);
    expect(error).toMatchObject({ failure: "rate-limited", retryAt: T0 + 60_000 });
    expect(clock.slept).toEqual([]);
    clock.tick(60_000);
    expect(await run("read")).toBe(60_000);
  });

  test("a short pause is waited for", async () => {
    const { run, limits } = open({ patience: 5_000 });
    limits.pause(1, T0 + 3_000);
    expect(await run("read")).toBe(3_000);
  });

  test("REST and GraphQL run out each on their own; a secondary limit stops both", async () => {
    const { run, limits } = open();
    limits.pause(1, T0 + 3_000, "graphql");
    expect(await run("read")).toBe(0);
    expect(await run("read", 1, "graphql")).toBe(3_000);
    limits.pause(1, T0 + 9_000);
    expect(await run("read")).toBe(9_000);
  });

  test("a call that was told to stop while it waited in line does stop", async () => {
    const { limits } = open({ patience: 5_000 });
    const stopped = openLimits(
      { ...GITHUB_LIMITS, patience: 5_000 },
      {
        now: () => clock.now(),
        sleep: (ms) => {
          stopped.pause(1, T0 + 60_000);
          return clock.sleep(ms);
        },
      },
    );
    expect(limits).toBeDefined();
    const go = () =>
      stopped.run({ account: 1, kind: "write", resource: "core", what: "w" }, () => Promise.resolve("went"));
    expect(await go()).toBe("went");
    await expect(go()).rejects.toMatchObject({ failure: "rate-limited", retryAt: T0 + 60_000 });
  });
});

describe("among installations", () => {
  test("TRI-05 one that has to wait does not make another wait", async () => {
    const { run, limits } = open({ patience: 5_000 });
    limits.pause(1, T0 + 3_600_000);
    await expect(run("content", 1)).rejects.toMatchObject({ failure: "rate-limited" });
    expect(await run("content", 2)).toBe(0);
  });

  test("a thousand calls of one leave room for the first call of another", async () => {
    const slots = openSlots({ all: 10, each: 5 });
    const order: string[] = [];
    const open: (() => void)[] = [];
    const enter = (account: number, name: string) =>
      slots.enter(account).then((leave) => {
        order.push(name);
        open.push(leave);
      });
    for (let i = 0; i < 1_000; i++) void enter(1, "noisy");
    void enter(2, "quiet");
    await Promise.resolve();
    await Promise.resolve();
    expect(order).toEqual(["noisy", "noisy", "noisy", "noisy", "noisy", "quiet"]);
  });

  test("when all is full, installations take turns", async () => {
    const slots = openSlots({ all: 2, each: 2 });
    const order: number[] = [];
    const leaves: (() => void)[] = [];
    const enter = (account: number) =>
      slots.enter(account).then((leave) => {
        order.push(account);
        leaves.push(leave);
      });
    const all = [1, 1, 1, 1, 2, 2, 3].map(enter);
    while (order.length < all.length) {
      await Promise.resolve();
      leaves.shift()?.();
      await Promise.resolve();
    }
    // The two that were admitted at once, then one of each in turn.
    expect(order.slice(0, 2)).toEqual([1, 1]);
    expect([...order.slice(2, 5)].sort()).toEqual([1, 2, 3]);
  });

  test("giving a place back twice gives it back once", async () => {
    const slots = openSlots({ all: 1, each: 1 });
    const leave = await slots.enter(1);
    leave();
    leave();
    const second = await slots.enter(1);
    let third = false;
    void slots.enter(1).then(() => (third = true));
    await Promise.resolve();
    await Promise.resolve();
    expect(third).toBe(false);
    second();
  });
});
