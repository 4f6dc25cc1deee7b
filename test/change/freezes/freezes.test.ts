import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printSubject, type Instant } from "../../../src/core/refs.ts";
import { ada, bob, cyd, DAY, HOUR, MINUTE, MONDAY, olu, pullSubject, repo, sha } from "../../world.ts";
import {
  check,
  codes,
  comment,
  commentIn,
  edit,
  gathered,
  kinds,
  later,
  look,
  policyOf,
  push,
  retarget,
  say,
  stage,
  summary,
  think,
  type Stage,
} from "../stage.ts";

/** Mondays to Fridays are open; MONDAY is nine o'clock. */
const WEEKEND = { name: "week end", weekly: "fri 16:00 - mon 08:00", zone: "UTC" };
const FRIDAY: Instant = MONDAY + 4 * DAY + 7 * HOUR;
const NEXT_MONDAY: Instant = MONDAY + 7 * DAY - HOUR;

async function green(freeze: object = {}, differs: Partial<Stage> = {}): Promise<Stage> {
  const freezes = [{ ...WEEKEND, ...freeze }];
  const policy = policyOf({
    change: { freezes, override_freeze: ["managers"], expires: "30d" },
    roles: { maintainers: { permission: "maintain" }, managers: { users: ["cyd"] } },
  });
  const at = stage({ policy, ...differs });
  await look(at);
  await say(at, ada, "/approve-change");
  expect(check(at)).toBe("success");
  return at;
}

/** What the last look asked the agenda for. */
async function again(at: Stage): Promise<Instant> {
  return (await think(at)).lookAgainAt ?? 0;
}

async function until(at: Stage, instant: Instant): Promise<void> {
  at.now = instant;
  await look(at);
}

describe("a freeze", () => {
  it("turns a green check at its beginning and gives it back at its end, by the clock alone", async () => {
    const at = await green();
    const begin = await again(at);
    expect(begin).toBeGreaterThanOrEqual(FRIDAY);
    expect(begin).toBeLessThanOrEqual(FRIDAY + 30_000);
    await until(at, begin);
    expect(check(at)).toBe("failure");
    const end = await again(at);
    expect(end).toBeGreaterThanOrEqual(NEXT_MONDAY);
    expect(end).toBeLessThanOrEqual(NEXT_MONDAY + 30_000);
    await until(at, end);
    expect(check(at)).toBe("success");
    expect(await again(at)).toBeGreaterThanOrEqual(FRIDAY + 7 * DAY);
  });

  it("is half-open: kept in its first moment and no longer in its last", async () => {
    const at = await green();
    await until(at, FRIDAY - 1);
    expect(check(at)).toBe("success");
    await until(at, FRIDAY);
    expect(check(at)).toBe("failure");
    await until(at, NEXT_MONDAY - 1);
    expect(check(at)).toBe("failure");
    await until(at, NEXT_MONDAY);
    expect(check(at)).toBe("success");
  });

  it("says its name, until when, who may override it and what passes", async () => {
    const at = await green({ zone: "Europe/Stockholm", allow: ["emergency"] });
    await until(at, FRIDAY);
    expect(summary(at)).toContain(
      "The freeze week end holds until 2026-03-09T07:00:00Z (2026-03-09 08:00 in Europe/Stockholm)",
    );
    expect(summary(at)).toContain("emergency changes pass");
    expect(summary(at)).toContain("Somebody from managers overrides it");
    expect(summary(at)).toContain("/override-freeze week end because ... until ...");
  });

  it("is kept so long before its beginning as its lead says", async () => {
    const at = await green({ lead: "10m" });
    await until(at, FRIDAY - 10 * MINUTE - 1);
    expect(check(at)).toBe("success");
    await until(at, FRIDAY - 10 * MINUTE);
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("is kept 10 minutes before");
  });

  it("voids no approval", async () => {
    const at = await green();
    await until(at, FRIDAY);
    expect(summary(at)).not.toContain("Void");
    await until(at, NEXT_MONDAY);
    expect(check(at)).toBe("success");
  });

  it.each([
    ["another branch", { branches: ["release/*"] }],
    ["another repository", { repositories: ["octo/other"] }],
    ["an environment", { environments: ["production"] }],
  ])("is not kept here when it is about %s", async (_, freeze) => {
    const at = await green(freeze);
    await until(at, FRIDAY);
    expect(check(at)).toBe("success");
  });

  it("judges a stacked pull request by the branch below the stack", async () => {
    const at = await green({ branches: ["main"] });
    edit(at, 12, { base: { sha: sha("ba5e"), ref: "below" }, stackBase: "main" });
    await until(at, FRIDAY);
    expect(codes((await think(at)).verdict)).toContain("frozen");
  });

  it("an unknown role under `override_freeze` blocks and is named", async () => {
    const at = stage({ policy: policyOf({ change: { override_freeze: ["nobodies"] } }) });
    await look(at);
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("nobodies");
  });

  it("those with the latest activity are turned first, and our own writing is no activity", async () => {
    const seen: [Instant, Instant][] = [];
    for (const idle of [0, MINUTE, HOUR, 3 * HOUR, DAY, 3 * DAY]) {
      const at = await green();
      edit(at, 12, { createdAt: MONDAY - 90 * DAY, updatedAt: FRIDAY - idle });
      at.now = FRIDAY - 1;
      seen.push([idle, await again(at)]);
    }
    const instants = seen.map(([, instant]) => instant);
    expect([...instants].sort((a, b) => a - b)).toEqual(instants);
    expect(new Set(instants).size).toBe(instants.length);
    const at = await green();
    await until(at, FRIDAY);
    // As GitHub has it after our comment was rewritten.
    edit(at, 12, { updatedAt: FRIDAY });
    const end = await again(at);
    edit(at, 12, { updatedAt: MONDAY });
    expect(end).toBe(await again(at));
  });
});

describe("/override-freeze", () => {
  const said = "/override-freeze week end because payments fail until 2026-03-07T12:00";
  const NOON: Instant = MONDAY + 5 * DAY + 3 * HOUR;

  async function frozen(freeze: object = {}): Promise<Stage> {
    const at = await green(freeze);
    await until(at, FRIDAY);
    expect(check(at)).toBe("failure");
    return at;
  }

  it("ends on a push, though the head is back before anybody looks, and not on news of that push again", async () => {
    const push = { subject: pullSubject(12), repo, kind: "pull", action: "synchronize", base: "main" } as const;
    const event = (head: string, delivery: string) => ({ ...push, head, before: null, by: olu, at: 0, delivery });
    const [here, away] = [sha("a1"), sha("b2")];
    const at = await frozen();
    await look(at, { triggers: [event(here, "1"), event(away, "2"), event(here, "3")] });
    await say(at, cyd, said);
    expect(check(at)).toBe("success");
    await look(at, { triggers: [event(away, "2"), event(here, "3")] });
    expect(check(at)).toBe("success");
    await look(at, { triggers: [event(away, "4"), event(here, "5")] });
    expect(check(at)).toBe("failure");
  });

  it("is refused in a look that tells of another head, too", async () => {
    const at = await frozen();
    const push = { subject: pullSubject(12), repo, kind: "pull", action: "synchronize", base: "main" } as const;
    const triggers = [{ ...push, head: sha("b2"), before: null, by: olu, at: 0, delivery: "1" }];
    await look(at, { triggers, said: [comment(at, cyd, said)] });
    expect(check(at)).toBe("failure");
  });

  it("lets this head through until then, and is shown with its reason", async () => {
    const at = await frozen();
    await say(at, cyd, said);
    expect(check(at)).toBe("success");
    expect(summary(at)).toContain("payments fail");
    expect(await again(at)).toBe(NOON);
    await until(at, NOON);
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("Its time is over");
    await until(at, NEXT_MONDAY);
    expect(check(at)).toBe("success");
  });

  it("`until` may stand before the reason, in any zone", async () => {
    const at = await frozen();
    await say(at, cyd, "/override-freeze Week End until 2026-03-07T13:00+01:00 because payments fail");
    expect(await again(at)).toBe(NOON);
  });

  it("ends with a push, and does not come with another head", async () => {
    const at = await frozen();
    await say(at, cyd, said);
    push(at, "b2");
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("It was for another head");
  });

  it("ends with a retarget", async () => {
    const at = await frozen();
    await say(at, cyd, said);
    retarget(at, "next");
    retarget(at, "main");
    await look(at);
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("success");
    retarget(at, "next");
    await look(at);
    expect(codes((await think(at)).verdict)).not.toContain("freeze-overridden");
  });

  it("ends when its giver loses the role, and a role that cannot be read is unknown and not green", async () => {
    const at = await frozen();
    await say(at, cyd, said);
    at.faults.set("person", "server");
    later(at, HOUR);
    await look(at);
    expect(check(at)).toBe("failure");
    expect((await think(at)).verdict.state).toBe("unknown");
    at.faults.clear();
    at.accounts.delete("cyd");
    await look(at);
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("no longer hold a role");
  });

  it.each([
    ["/override-freeze cancel", cyd],
    ["/remove-override-freeze", cyd],
  ])("%s takes it back", async (words, who) => {
    const at = await frozen();
    await say(at, cyd, said);
    await say(at, who, words);
    expect(check(at)).toBe("failure");
    expect(summary(at)).toContain("It was taken back");
  });

  it("may be given again after it was taken back", async () => {
    const at = await frozen();
    await say(at, cyd, said);
    await say(at, cyd, "/override-freeze cancel");
    await say(at, cyd, said);
    expect(check(at)).toBe("success");
  });

  it.each([
    ["an unknown freeze", cyd, "/override-freeze easter because x until 2026-03-07T12:00", "unknown-freeze"],
    ["a past time", cyd, "/override-freeze week end because x until 2026-03-06T12:00", "until-past"],
    ["more than the freeze", cyd, "/override-freeze week end because x until 2026-03-10T12:00", "until-after-freeze"],
    ["no end", cyd, "/override-freeze week end because x", "no-until"],
    ["an end that is none", cyd, "/override-freeze week end because x until tomorrow", "no-until"],
    ["somebody without the role", olu, said, "no-role"],
    ["a maintainer, whom the policy does not name", bob, said, "no-role"],
    ["an end and no reason", cyd, "/override-freeze week end because until 2026-03-07T12:00", "no-reason"],
  ])("is refused for %s", async (_, who, words, code) => {
    const at = await frozen();
    await say(at, who, words);
    expect(check(at)).toBe("failure");
    const records = at.records.get(printSubject(pullSubject(12))) ?? [];
    expect(records.filter(({ kind }) => kind === "change.refusal").map(({ data }) => data)).toMatchObject([{ code }]);
    expect(commentIn(at, "answer")).toContain("Not done");
  });

  it("nobody may where the policy names nobody", async () => {
    const at = stage({ policy: policyOf({ change: { freezes: [WEEKEND] } }) });
    await look(at);
    await until(at, FRIDAY);
    await say(at, ada, said);
    expect(commentIn(at, "answer")).toContain("Nobody may override a freeze here");
  });

  it("may be given before the freeze begins, for its next stretch and no earlier one", async () => {
    const at = await green();
    await say(at, cyd, "/override-freeze week end because x until 2026-03-05T12:00");
    expect(commentIn(at, "answer")).toContain("The freeze begins after that");
    await say(at, cyd, said);
    await until(at, FRIDAY);
    expect(check(at)).toBe("success");
  });

  it("AP-01 one that was written before a push counts for no head that came after it", async () => {
    const at = await frozen();
    push(at, "b2");
    await look(at);
    push(at, "c3");
    await say(at, cyd, said);
    expect(kinds(at)).not.toContain("change.override");
    expect(commentIn(at, "answer")).toContain("Look at the head as it is now");
  });
});

describe("what merges in a freeze", () => {
  async function merged(when: Instant, prepare?: (at: Stage) => Promise<unknown>): Promise<unknown[]> {
    const at = await green({ lead: "10m" });
    await prepare?.(at);
    const differs = { state: "closed", merged: true, mergedAt: when, mergedBy: bob, mergeCommit: sha("3e") } as const;
    edit(at, 12, differs);
    at.now = Math.max(at.now, when) + MINUTE;
    await look(at);
    expect((await think(at)).steps).toEqual([]);
    const records = at.records.get(printSubject(pullSubject(12))) ?? [];
    return records.filter(({ kind }) => kind === "change.merged-in-freeze");
  }

  it("on a check from before it is an exception, with who did it", async () => {
    const found = await merged(FRIDAY + 1000);
    expect(found).toMatchObject([
      {
        by: bob,
        data: { freeze: "week end", from: FRIDAY, to: NEXT_MONDAY, mergedAt: FRIDAY + 1000, verdict: "allow" },
      },
    ]);
  });

  it("in spite of a red check is one too", async () => {
    const found = await merged(FRIDAY + HOUR, (at) => until(at, FRIDAY));
    expect(found).toMatchObject([{ data: { verdict: "block" } }]);
  });

  it("before it or in its lead is none", async () => {
    expect(await merged(FRIDAY - HOUR)).toEqual([]);
    expect(await merged(FRIDAY - MINUTE)).toEqual([]);
  });

  it("by an override is none", async () => {
    const found = await merged(FRIDAY + HOUR, async (at) => {
      await until(at, FRIDAY);
      await say(at, cyd, "/override-freeze week end because x until 2026-03-07T12:00");
    });
    expect(found).toEqual([]);
  });

  it("after the end of its override, on a check that nobody turned, is one", async () => {
    const found = await merged(FRIDAY + 30 * HOUR, async (at) => {
      await until(at, FRIDAY);
      await say(at, cyd, "/override-freeze week end because x until 2026-03-07T12:00");
      expect(check(at)).toBe("success");
    });
    expect(found).toMatchObject([{ by: bob, data: { freeze: "week end", verdict: "allow" } }]);
  });
});

describe("over any histories with freezes", () => {
  const deed = fc.oneof(
    fc.constantFrom("/approve-change", "/approve-change cancel", "/override-freeze cancel").map((words) => ({ words })),
    fc.integer({ min: 1, max: 70 }).map((hours) => ({
      words: `/override-freeze week end because x until ${new Date(FRIDAY + hours * HOUR).toISOString().slice(0, 16)}Z`,
    })),
    fc.integer({ min: 1, max: 40 }).map((hours) => ({ hours })),
    fc.constantFrom("a1", "b2").map((head) => ({ head })),
  );

  it("the room settles, is quiet, wakes in time, and is never green while it is frozen without an override", async () => {
    const seen = { green: 0, frozen: 0, overridden: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat({ max: 2 }), deed), { maxLength: 12 }), async (deeds) => {
        const at = await green();
        at.now = FRIDAY - 6 * HOUR;
        for (const [index, one] of deeds) {
          const who = [ada, cyd, olu][index] ?? ada;
          if ("words" in one) await say(at, who, one.words);
          else if ("head" in one) push(at, one.head);
          else {
            // The agenda: whatever asked to be looked at before then is.
            const end = at.now + one.hours * HOUR;
            for (let round = 0; round < 40; round++) {
              const due = await again(at);
              if (due === 0 || due > end) break;
              await until(at, Math.max(due, at.now));
            }
            at.now = end;
          }
          await look(at);
          await look(at);
          expect((await think(at)).steps).toEqual([]);
          const week = 7 * DAY;
          const inside = (((at.now - FRIDAY) % week) + week) % week < NEXT_MONDAY - FRIDAY;
          if (inside) seen.frozen++;
          if (check(at) !== "success") continue;
          seen.green++;
          if (!inside) continue;
          seen.overridden++;
          const head = at.pulls.get(12)?.head.sha;
          const records = at.records.get(printSubject(pullSubject(12))) ?? [];
          const stands = records.some(({ kind, by, data }) => {
            const { head: bound, until: end } = data as unknown as { head: string; until: Instant };
            return kind === "change.override" && by?.id === cyd.id && bound === head && end > at.now;
          });
          expect(stands).toBe(true);
        }
      }),
      { numRuns: 60, seed: 20260306 },
    );
    expect(seen.frozen).toBeGreaterThan(40);
    expect(seen.overridden).toBeGreaterThan(3);
    expect(seen.green).toBeGreaterThan(seen.overridden);
  });

  it("the facts are the same whether or not it is frozen: a freeze costs no read", async () => {
    const at = await green();
    await gathered(at);
    const before = at.asked.length;
    await gathered(at);
    const calm = at.asked.length - before;
    at.now = FRIDAY;
    await gathered(at);
    expect(at.asked.length - before - calm).toBe(calm);
  });
});
