import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tally } from "../../src/change/people/quorum.ts";
import { tallyVoices, type Speaker } from "../../src/change/people/voices.ts";
import { printSubject } from "../../src/core/refs.ts";
import { ada, bob, commit, contributor, copilot, cyd, DAY, dee, HOUR, olu, pull, pullSubject, sha } from "../world.ts";
import {
  check,
  commentIn,
  edit,
  later,
  look,
  policyOf,
  push,
  say,
  stage,
  summary,
  think,
  type Stage,
} from "./stage.ts";

const TOMORROW = "2026-03-03T09:00";
const handOn = (login: string, until = TOMORROW): string =>
  `/delegate-change @${login} because I am away until ${until}`;

/** ada and bob maintain; cyd and dee hold nothing. */
async function begun(change: object = {}, differs: Partial<Stage> = {}): Promise<Stage> {
  const at = stage({ policy: policyOf({ change }), ...differs });
  await look(at);
  return at;
}

function refusals(at: Stage): unknown[] {
  const records = at.records.get(printSubject(pullSubject(12))) ?? [];
  return records.filter(({ kind }) => kind === "change.refusal").map(({ data }) => (data as { code: string }).code);
}

describe("/delegate-change", () => {
  it("lets somebody approve in the delegator's place, and says for whom", async () => {
    const at = await begun();
    await say(at, cyd, "/approve-change");
    expect(check(at)).toBe("waiting");
    await say(at, ada, handOn("cyd"));
    await say(at, cyd, "/approve-change");
    expect(check(at)).toBe("success");
    expect(summary(at)).toContain("cyd, who stands in for");
    // Whose voice it was is on record: a review after the merge is not theirs to give.
    const decided = (at.records.get(printSubject(pullSubject(12))) ?? []).findLast(
      ({ kind }) => kind === "change.decided",
    );
    expect(decided?.data).toMatchObject({ counted: [cyd.id], as: { lenders: [ada.id] } });
  });

  it("holds on every pull request of the repository, and wakes them", async () => {
    const at = await begun();
    at.pulls.set(15, pull(15, { head: { sha: sha("d4"), ref: "other", repository: 4711 } }));
    at.pushers.set(sha("d4"), olu);
    at.commits.set(sha("d4"), [commit("d4", contributor(olu))]);
    await look(at, { number: 15 });
    at.woken.clear();
    await say(at, ada, handOn("cyd"));
    expect([...at.woken].sort()).toEqual([12, 15]);
    await say(at, cyd, "/approve-change", { on: 15 });
    expect(check(at, 15)).toBe("success");
    expect(check(at, 12)).toBe("waiting");
  });

  it("ends at its time, by the clock alone", async () => {
    const at = await begun();
    await say(at, ada, handOn("cyd"));
    await say(at, cyd, "/approve-change");
    const again = (await think(at)).lookAgainAt ?? 0;
    expect(new Date(again).toISOString()).toBe("2026-03-03T09:00:00.000Z");
    at.now = again;
    await look(at);
    expect(check(at)).toBe("waiting");
    expect(summary(at)).toContain("no longer holds a role");
  });

  it("counts only while the delegator holds the role; that could not be read is unknown and not green", async () => {
    const at = await begun();
    await say(at, ada, handOn("cyd"));
    await say(at, cyd, "/approve-change");
    at.permissions.set(ada.id, "read");
    await look(at);
    expect(check(at)).toBe("waiting");
    at.permissions.set(ada.id, "maintain");
    at.faults.set("permission", "server");
    await look(at);
    expect(check(at)).toBe("failure");
  });

  it.each([
    ["/undelegate-change", ada],
    ["/undelegate-change @cyd", ada],
    ["/undelegate-change @cyd because she has left", bob],
  ])("%s ends it, also on other pull requests that rest on it", async (words, who) => {
    const at = await begun();
    at.pulls.set(15, pull(15, { head: { sha: sha("d4"), ref: "other", repository: 4711 } }));
    at.pushers.set(sha("d4"), olu);
    at.commits.set(sha("d4"), [commit("d4", contributor(olu))]);
    await look(at, { number: 15 });
    await say(at, ada, handOn("cyd"));
    await say(at, cyd, "/approve-change", { on: 15 });
    expect(check(at, 15)).toBe("success");
    at.woken.clear();
    await say(at, who, words);
    expect([...at.woken]).toContain(15);
    await look(at, { number: 15 });
    expect(check(at, 15)).toBe("waiting");
  });

  it("WH-12 an end that was written later ends it, whichever comes first; a new one holds again", async () => {
    const at = await begun();
    await say(at, ada, handOn("cyd"));
    await say(at, ada, "/undelegate-change");
    await say(at, ada, handOn("cyd"));
    await say(at, cyd, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it.each([
    ["to oneself", ada, handOn("ada"), "to-oneself"],
    ["to a bot", ada, handOn("helper-app"), "not-a-person"],
    ["to nobody", ada, handOn("nobody"), "no-such-account"],
    ["by somebody without a role", cyd, handOn("dee"), "no-role"],
    ["without an end", ada, "/delegate-change @cyd because I am away", "no-until"],
    ["with an end that is past", ada, handOn("cyd", "2026-03-01T09:00"), "until-past"],
    ["for years", ada, handOn("cyd", "2028-03-01T09:00"), "until-too-far"],
    ["with an end and no reason", ada, `/delegate-change @cyd because until ${TOMORROW}`, "no-reason"],
    ["to two at once", ada, `/delegate-change @cyd @dee because I am away until ${TOMORROW}`, "no-name"],
  ])("is refused %s", async (_, who, words, code) => {
    const at = await begun();
    at.accounts.set("helper-app", { ...copilot, login: "helper-app" });
    await say(at, who, words);
    expect(refusals(at)).toEqual([code]);
    expect(commentIn(at, "answer")).toContain("Not done");
  });

  it("is handed on no further: whoever stands in for somebody holds nothing of their own", async () => {
    const at = await begun();
    await say(at, ada, handOn("cyd"));
    await say(at, cyd, handOn("dee"));
    expect(refusals(at)).toEqual(["no-role"]);
    await say(at, dee, "/approve-change");
    expect(check(at)).toBe("waiting");
  });

  it("ends with its delegator's role even where the delegate's delegate holds one", async () => {
    const at = await begun();
    // bob hands on to cyd, ada to bob; without his own role bob is only ada's voice, and cyd nobody's.
    await say(at, bob, handOn("cyd"));
    await say(at, ada, handOn("bob"));
    at.permissions.set(bob.id, "read");
    await say(at, cyd, "/approve-change");
    expect(check(at)).toBe("waiting");
  });

  it("AP-01 voids nothing and saves nothing: a push asks the delegate again", async () => {
    const at = await begun();
    await say(at, ada, handOn("cyd"));
    await say(at, cyd, "/approve-change");
    push(at, "b2");
    await look(at);
    expect(check(at)).toBe("waiting");
  });

  it("keeps duties separate: the delegate had no hand in it, and a contributor hands nothing on", async () => {
    const own = await begun();
    edit(own, 12, { author: cyd });
    await say(own, ada, handOn("cyd"));
    await say(own, cyd, "/approve-change");
    expect(check(own)).not.toBe("success");
    expect(refusals(own)).toEqual(["self-approval"]);

    const around = await begun();
    edit(around, 12, { author: ada });
    await say(around, ada, handOn("cyd"));
    await say(around, cyd, "/approve-change");
    expect(check(around)).not.toBe("success");
    expect(refusals(around)).toEqual(["no-role"]);
  });

  it("a delegator and their delegate fill one seat together; with somebody else there are two", async () => {
    const at = await begun({ approvals: { count: 2, from: ["maintainers"] } });
    await say(at, ada, handOn("cyd"));
    await say(at, ada, "/approve-change");
    await say(at, cyd, "/approve-change");
    expect(check(at)).toBe("waiting");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("two who stand in for one person are one, and one who stands in for two is one", async () => {
    const two = await begun({ approvals: { count: 2, from: ["maintainers"] } });
    await say(two, ada, handOn("cyd"));
    await say(two, ada, handOn("dee"));
    await say(two, cyd, "/approve-change");
    await say(two, dee, "/approve-change");
    expect(check(two)).toBe("waiting");
    const one = await begun({ approvals: { count: 2, from: ["maintainers"] } });
    await say(one, ada, handOn("cyd"));
    await say(one, bob, handOn("cyd"));
    await say(one, cyd, "/approve-change");
    expect(check(one)).toBe("waiting");
  });

  it("two maintainers who stand in for each other are still two", async () => {
    const at = await begun({ approvals: { count: 2, from: ["maintainers"] } });
    await say(at, ada, handOn("bob"));
    await say(at, bob, handOn("ada"));
    await say(at, ada, "/approve-change");
    expect(check(at)).toBe("waiting");
    await say(at, bob, "/approve-change");
    expect(check(at)).toBe("success");
  });

  it("overrides a freeze in the delegator's place, and never lifts a rejection in it", async () => {
    const WEEKEND = { name: "weekend", weekly: "fri 16:00 - mon 08:00", zone: "UTC" };
    const at = await begun({ freezes: [WEEKEND], override_freeze: ["maintainers"] });
    await say(at, bob, "/approve-change");
    await say(at, ada, handOn("cyd", "2026-03-10T09:00"));
    at.now += 4 * DAY + 8 * HOUR;
    await look(at);
    expect(check(at)).toBe("failure");
    await say(at, cyd, "/override-freeze weekend because it burns until 2026-03-07T12:00");
    expect(check(at)).toBe("success");
    await say(at, bob, "/reject-change because no");
    await say(at, cyd, "/reject-change cancel");
    await say(at, ada, "/reject-change cancel");
    expect(check(at)).toBe("failure");
  });

  it("is kept once when the same delivery comes again, and nothing moves after it", async () => {
    const at = await begun();
    await say(at, ada, handOn("cyd"));
    later(at, HOUR);
    await look(at);
    expect((await think(at)).steps).toEqual([]);
    const about = printSubject({ ...pullSubject(12), kind: "repository", name: "" });
    expect((at.records.get(about) ?? []).map(({ kind }) => kind)).toEqual(["change.delegation"]);
  });
});

describe("voices", () => {
  const roles = fc.subarray(["board", "release"]);
  const right = fc.record({ counts: fc.boolean(), seats: roles });
  /** People 0-4 speak, each in their own right and for some of 0-6. */
  const speakers = fc
    .tuple(
      fc.array(right, { minLength: 7, maxLength: 7 }),
      fc.array(fc.subarray([0, 1, 2, 3, 4, 5, 6], { maxLength: 2 }), { minLength: 1, maxLength: 5 }),
    )
    .map(([rights, lent]) => {
      const candidate = (id: number) => ({ id, ...rights[id]! });
      return lent.map(
        (through, id): Speaker => ({
          ...candidate(id),
          standsInFor: through.filter((other) => other !== id).map(candidate),
        }),
      );
    });
  const wanted = fc.record({
    count: fc.integer({ min: 1, max: 4 }),
    seats: fc.record({ board: fc.integer({ min: 0, max: 2 }), release: fc.integer({ min: 0, max: 1 }) }),
  });

  it("are never heard twice, and what they reach together somebody's choice of voices reaches", () => {
    const seen = { reached: 0, lent: 0 };
    fc.assert(
      fc.property(speakers, wanted, (all, asked) => {
        const found = tallyVoices(all, asked);
        // By brute force: every way to let each speak for themselves or for one other who is silent, each other once.
        const present = all.map(({ id }) => id);
        const ways = all.reduce<readonly (readonly (number | null)[])[]>(
          (before, { standsInFor }) =>
            before.flatMap((way) =>
              [null, ...standsInFor.map(({ id }) => id)]
                .filter((id) => id === null || (!present.includes(id) && !way.includes(id)))
                .map((id) => [...way, id]),
            ),
          [[]],
        );
        const tallies = ways.map((way) =>
          tally(
            all.map(({ standsInFor, ...own }, index) => {
              const lent = standsInFor.find(({ id }) => id === way[index]);
              return lent
                ? { id: own.id, counts: own.counts || lent.counts, seats: [...own.seats, ...lent.seats] }
                : own;
            }),
            asked,
          ),
        );
        expect(found.reached).toBe(tallies.some(({ reached }) => reached));
        // Also where it is reached: who approved must be known as such, or could review it later.
        const alike = tallies.filter(({ reached }) => reached === found.reached);
        expect(found.counted.length).toBe(Math.max(...alike.map(({ counted }) => counted.length)));
        expect(new Set(found.counted).size).toBe(found.counted.length);
        if (found.reached) seen.reached++;
        if (found.reached && !tally(all, asked).reached) seen.lent++;
      }),
      { numRuns: 1_000, seed: 20260302 },
    );
    expect(seen.reached).toBeGreaterThan(200);
    expect(seen.lent).toBeGreaterThan(30);
  });

  it("many who stand in for many cost a bounded number of tries, and are counted in fewer roles, never in more", () => {
    const silent = Array.from({ length: 12 }, (_, index) => ({ id: 100 + index, counts: true, seats: ["board"] }));
    const all = Array.from({ length: 12 }, (_, id): Speaker => ({ id, counts: false, seats: [], standsInFor: silent }));
    const found = tallyVoices(all, { count: 13, seats: {} });
    expect(found.reached).toBe(false);
    expect(found.counted.length).toBe(12);
  });
});
