// A freeze that is known to hold a change up is said first, whatever else could not be found out; it is red either way.
import { describe, expect, it } from "vitest";
import type { Reads } from "../../../src/core/reads.ts";
import { ada, bob, cyd, DAY, HOUR, MINUTE, MONDAY, olu, pull } from "../../world.ts";
import { check, look, policyOf, say, stage, summary, think, type Stage } from "../stage.ts";

const FRIDAY = MONDAY + 4 * DAY + 7 * HOUR;
const WEEKEND = { name: "week end", weekly: "fri 16:00 - mon 08:00", zone: "UTC", allow: ["emergency"] };

/** Approved on Monday, and looked at again on Friday evening. */
async function frozen(freeze: object = {}, change: object = {}): Promise<Stage> {
  const policy = policyOf({
    change: { freezes: [{ ...WEEKEND, ...freeze }], override_freeze: ["managers"], expires: "30d", ...change },
    roles: { maintainers: { permission: "maintain" }, managers: { users: ["cyd"] } },
  });
  const issues = new Map([[41, { labels: ["incident"] }]]);
  const at = stage({ policy, issues });
  await look(at);
  await say(at, ada, "/approve-change");
  at.now = FRIDAY + HOUR;
  return at;
}

const emergency = { types: { emergency: { review_by: ["maintainers"] } } };
const standard = { types: { standard: { if: { only_paths: ["docs/**"] } } } };

describe("a freeze beside what could not be found out", () => {
  it.each<keyof Reads>(["pullCommits", "permission", "openHeads", "epochEvents", "mergeBase", "pusher"])(
    "%s is lost: it says the freeze first, and looks again within five minutes",
    async (read) => {
      const at = await frozen();
      at.faults.set(read, "incomplete");
      const plan = await look(at);
      expect(plan.verdict).toMatchObject({ state: "block", code: "frozen" });
      expect(plan.verdict.title).toContain("The freeze week end holds until");
      expect(check(at)).toBe("failure");
      expect(summary(at)).toContain("Could not find out");
      expect(plan.lookAgainAt).toBeLessThanOrEqual(at.now + 5 * MINUTE);
    },
  );

  it("is not said first where nothing is frozen, or where it may be passed after all", async () => {
    const unknown = async (at: Stage): Promise<void> => {
      at.faults.set("pullCommits", "incomplete");
      expect((await think(at)).verdict).toMatchObject({ state: "unknown" });
    };
    const before = await frozen();
    before.now = FRIDAY - HOUR;
    await unknown(before);
    await unknown(await frozen({ allow: ["normal"] }));
    await unknown(await frozen({ allow: ["standard"] }, standard));
    await unknown(await frozen({ branches: ["next"] }));
    const declared = await frozen({}, emergency);
    await say(declared, ada, "/change-type emergency #41 because nobody can pay");
    await unknown(declared);
    const overridden = await frozen();
    await say(overridden, cyd, "/override-freeze week end because it burns until 2026-03-07T12:00");
    await unknown(overridden);
  });

  it("is said first again once the override is over, or where no such type is declared", async () => {
    const overridden = await frozen();
    await say(overridden, cyd, "/override-freeze week end because it burns until 2026-03-07T12:00");
    overridden.now += DAY;
    const plain = await frozen({}, emergency);
    for (const at of [overridden, plain]) {
      at.faults.set("pullCommits", "incomplete");
      expect((await think(at)).verdict).toMatchObject({ state: "block", code: "frozen" });
    }
  });

  it("where the incident of an emergency cannot be read nobody knows whether the freeze applies", async () => {
    const at = await frozen({}, emergency);
    await say(at, ada, "/change-type emergency #41 because nobody can pay");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
    at.faults.set("issue", "server");
    expect((await think(at)).verdict).toMatchObject({ state: "unknown" });
  });

  it("without its records nothing is known of overrides", async () => {
    const at = await frozen();
    at.faults.set("records", "server");
    expect((await think(at)).verdict).toMatchObject({ state: "unknown" });
  });

  it("more twins than are looked into do not hide it", async () => {
    const at = await frozen();
    for (let number = 20; number < 27; number++) at.pulls.set(number, pull(number, { author: olu }));
    const { verdict } = await think(at);
    expect(verdict).toMatchObject({
      state: "block",
      code: "frozen",
      because: [{ code: "frozen" }, { state: "unknown" }],
    });
    expect(verdict.cure).toContain("/override-freeze week end");
    at.now = FRIDAY - HOUR;
    expect((await think(at)).verdict).toMatchObject({ state: "unknown" });
  });
});
