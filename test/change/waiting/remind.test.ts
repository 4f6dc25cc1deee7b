import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBusinessTime, nextBusinessTime } from "../../../src/core/calendar.ts";
import { ada, bob, DAY, HOUR, MINUTE, MONDAY } from "../../world.ts";
import { check, edit, look, policyOf, push, say, stage, think, type Stage } from "../stage.ts";

const calendar = {
  zone: "UTC",
  days: ["mon", "tue", "wed", "thu", "fri"],
  hours: { from: "09:00", to: "17:00" },
  holidays: [],
} as const;

async function waiting(change: object = { remind: "1bd" }): Promise<Stage> {
  const at = stage({ policy: policyOf({ change }) });
  await look(at);
  return at;
}

/** Reminders that stand on the pull request, as text. */
function reminders(at: Stage): string[] {
  return [...at.comments].flatMap(([place, { body }]) => (place.startsWith("12:remind-") ? [body] : []));
}

/** Looks whenever the room asked to be looked at, until then; at least daily, as the reconciler does. */
async function pass(at: Stage, until: number): Promise<void> {
  for (let round = 0; round < 400 && at.now < until; round++) {
    const due = (await think(at)).lookAgainAt ?? until;
    at.now = Math.min(Math.max(due, at.now + 1), at.now + DAY, until);
    await look(at);
  }
}

describe("whoever owes the next move", () => {
  it("is reminded once after a business day, then weekly, each time in a comment of its own", async () => {
    const at = await waiting();
    await pass(at, MONDAY + DAY - MINUTE);
    expect(reminders(at)).toEqual([]);
    await pass(at, MONDAY + DAY + MINUTE);
    expect(reminders(at)).toHaveLength(1);
    expect(reminders(at)[0]).toContain("**Waiting** for somebody from maintainers since 2026-03-02");
    expect(reminders(at)[0]).toContain("/approve-change");
    await pass(at, MONDAY + 8 * DAY - MINUTE);
    expect(reminders(at)).toHaveLength(1);
    await pass(at, MONDAY + 8 * DAY + MINUTE);
    expect(reminders(at)).toHaveLength(2);
  });

  it("is called by name where it is one person", async () => {
    const at = await waiting();
    await say(at, bob, "/hold because the release is being cut");
    await say(at, ada, "/approve-change");
    await pass(at, MONDAY + DAY + HOUR);
    expect(reminders(at)).toHaveLength(1);
    expect(reminders(at)[0]).toContain("for @bob since");
  });

  it("is not reminded at night, at the weekend or on a holiday", async () => {
    const at = await waiting({ remind: "10h" });
    // Friday at 16:00; ten hours later it is Saturday.
    at.now = MONDAY + 4 * DAY + 7 * HOUR;
    push(at, "b2");
    await look(at);
    await pass(at, MONDAY + 7 * DAY - MINUTE);
    expect(reminders(at)).toEqual([]);
    await pass(at, MONDAY + 7 * DAY + MINUTE);
    expect(reminders(at)).toHaveLength(1);
  });

  it("is left alone again with a push, and when the move is made", async () => {
    const at = await waiting();
    await pass(at, MONDAY + DAY - HOUR);
    push(at, "b2");
    await look(at);
    await pass(at, MONDAY + DAY + HOUR);
    expect(reminders(at)).toEqual([]);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
    await pass(at, MONDAY + 10 * DAY);
    expect(reminders(at)).toEqual([]);
  });

  it.each([
    ["a draft", async (at: Stage) => look((edit(at, 12, { draft: true }), at))],
    ["a change that is rejected: it blocks", async (at: Stage) => say(at, bob, "/reject-change because no")],
  ])("is not reminded of %s", async (_, prepare) => {
    const at = await waiting();
    await prepare(at);
    await pass(at, MONDAY + 10 * DAY);
    expect(reminders(at)).toEqual([]);
  });

  it.each([
    ["without `remind:`", {}],
    ["in `mode: observe`", { mode: "observe", remind: "1h" }],
  ])("is never reminded %s", async (_, change) => {
    const at = await waiting(change);
    await pass(at, MONDAY + 10 * DAY);
    expect(reminders(at)).toEqual([]);
  });

  it("is reminded at most twelve times of one head, and the room is quiet in between", async () => {
    const at = await waiting();
    for (let day = 1; day < 120; day++) {
      await pass(at, MONDAY + day * DAY);
      expect((await think(at)).steps).toEqual([]);
    }
    expect(reminders(at)).toHaveLength(12);
    expect(new Set(at.comments.keys()).size).toBe(13);
  });

  it("the next business time is the first one at or after an instant", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 * 24 * 30 }), (minutes) => {
        const instant = MONDAY + minutes * MINUTE;
        const next = nextBusinessTime(calendar, instant);
        expect(isBusinessTime(calendar, next)).toBe(true);
        expect(next).toBeGreaterThanOrEqual(instant);
        for (let at = instant; at < next; at += 30 * MINUTE) expect(isBusinessTime(calendar, at)).toBe(false);
      }),
    );
  });
});
