// The first look at a repository: what is kept, which branches are looked at, and what is asked after a loss.
import { describe, expect, it } from "vitest";
import { decideRepository } from "../../../src/sensor/adoption/decide.ts";
import type { AdoptionFacts } from "../../../src/sensor/adoption/facts.ts";
import { HOUR, MINUTE, MONDAY } from "../../world.ts";
import { MAIN, WHOLE } from "../paper.ts";
import { holding, is, text, unread } from "../rows.ts";

/** A repository that was looked at before, and whose one branch is looked after. */
function facts(differs: Partial<AdoptionFacts> = {}): AdoptionFacts {
  return {
    is: "repository",
    now: MONDAY,
    nowOnGitHub: MONDAY - HOUR,
    subject: WHOLE,
    branches: is(["main"]),
    unbegun: is([]),
    adopted: is({ lost: false }),
    aside: is([]),
    lost: is(false),
    asked: is({ issue: null, answered: 0 }),
    ...differs,
  };
}

const wake = (name: string, at: number) => {
  return { do: "wake", subject: { ...MAIN, name }, at, why: text, key: `wake:branch:${name}:${at}` };
};
const adopted = (lost: boolean, at: number | null = MONDAY - HOUR) => {
  const why = lost ? holding("lost") : holding("first look");
  return { do: "record", kind: "sensor.adopted", by: null, data: { lost, at }, why, key: "sensor.adopted:first" };
};
const ask = (slot: string, because = "database was lost") => {
  const body = expect.stringMatching(new RegExp(`(?:${because})[^]*/baseline main because`, "u")) as string;
  const remember = { kind: "sensor.asked", data: {}, beside: WHOLE, lookAt: MONDAY };
  return { do: "open-issue", slot, title: text, body, labels: [], remember, why: text, key: `open-issue:${slot}` };
};
const answered = (issue: number) => [
  { do: "close", on: issue, reason: "completed", why: text, key: `close:${issue}` },
  {
    do: "record",
    kind: "sensor.answered",
    by: null,
    data: { issue },
    why: text,
    key: `answered:${issue}`,
    restsOn: [`close:${issue}`],
  },
];

describe("a look at a repository", () => {
  const lost = { adopted: is({ lost: true }) };
  it.each<[string, Partial<AdoptionFacts>, string, readonly unknown[]]>([
    ["wakes its one branch now", {}, "watching", [wake("main", MONDAY)]],
    [
      "wakes its branches one after the other, a quarter of a second apart",
      { branches: is(["1.x", "2.x", "main"]) },
      "watching",
      [wake("1.x", MONDAY), wake("2.x", MONDAY + 250), wake("main", MONDAY + 500)],
    ],
    ["wakes nothing where no branch is governed", { branches: is([]) }, "watching", []],
    [
      "keeps that it is the first, and that nothing was lost",
      { adopted: is(null), unbegun: is(["main"]) },
      "watching",
      [adopted(false), wake("main", MONDAY)],
    ],
    [
      "keeps no time of GitHub's where nobody asked it",
      { adopted: is(null), nowOnGitHub: undefined },
      "watching",
      [adopted(false, null), wake("main", MONDAY)],
    ],
    [
      "keeps that it is the first and our records were lost, and asks where they begin",
      { adopted: is(null), lost: is(true), unbegun: is(["main"]) },
      "baseline-needed",
      [adopted(true), ask("baseline"), wake("main", MONDAY)],
    ],
    [
      "asks after a loss that was found earlier",
      { ...lost, unbegun: is(["main"]) },
      "baseline-needed",
      [ask("baseline"), wake("main", MONDAY)],
    ],
    [
      "asks where a branch begins of which a record was set aside, and nothing of those that were never begun",
      { unbegun: is(["1.x", "main"]), aside: is(["main"]), branches: is(["1.x", "main"]) },
      "baseline-needed",
      [ask("baseline", "was set aside|set it aside"), wake("1.x", MONDAY), wake("main", MONDAY + 250)],
    ],
    [
      "asks once: an issue that is not answered yet stays the one",
      { ...lost, unbegun: is(["main"]), asked: is({ issue: 31, answered: 0 }) },
      "baseline-needed",
      [wake("main", MONDAY)],
    ],
    [
      "asks nothing where nothing was lost: what has not begun begins by itself",
      { unbegun: is(["main"]) },
      "watching",
      [wake("main", MONDAY)],
    ],
    [
      "closes the issue once every branch has its baseline again, and keeps that it was answered",
      { ...lost, asked: is({ issue: 31, answered: 0 }) },
      "watching",
      [...answered(31), wake("main", MONDAY)],
    ],
    ["closes nothing twice", { ...lost, asked: is({ issue: null, answered: 1 }) }, "watching", [wake("main", MONDAY)]],
    [
      "asks in another issue when a branch comes under the policy after the first was answered",
      { ...lost, unbegun: is(["main"]), asked: is({ issue: null, answered: 1 }) },
      "baseline-needed",
      [ask("baseline-2"), wake("main", MONDAY)],
    ],
    [
      "and in a third one after that",
      { ...lost, unbegun: is(["main"]), asked: is({ issue: null, answered: 2 }) },
      "baseline-needed",
      [ask("baseline-3"), wake("main", MONDAY)],
    ],
  ])("%s", (_, differs, code, steps) => {
    const plan = decideRepository(facts(differs));
    expect(plan.verdict).toMatchObject({ state: code === "watching" ? "allow" : "block", code });
    expect(plan.steps).toEqual(steps);
    expect(plan.lookAgainAt).toBeUndefined();
  });

  it("names the branches whose records were lost", () => {
    const plan = decideRepository(facts({ ...lost, unbegun: is(["1.x", "main"]) }));
    expect(plan.verdict.title).toBe("The records of 1.x, main were lost.");
  });

  it("says how many branches are looked after", () => {
    expect(decideRepository(facts({ branches: is(["1.x", "main"]) })).verdict.title).toBe(
      "2 branches are looked after.",
    );
  });

  it.each(["branches", "unbegun", "adopted", "aside", "lost", "asked"] as const)(
    "does nothing while %s cannot be read, says so, and looks again in five minutes",
    (fact) => {
      const plan = decideRepository(facts({ adopted: is(null), [fact]: unread }));
      expect(plan.verdict).toMatchObject({ state: "unknown", code: "read-failed" });
      expect(plan.verdict.title).toBe("Could not find out about the thing: 502.");
      expect(plan.steps).toEqual([]);
      expect(plan.lookAgainAt).toBe(MONDAY + 5 * MINUTE);
    },
  );
});
