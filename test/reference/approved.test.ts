import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { judge, type Judgement, type Void } from "./approved.ts";
import type { Command, Event, Policy, Said, Who } from "./events.ts";
import { histories } from "./histories.ts";
import { AUTHOR, BEGIN, commit, DAY, plainApp, play, POLICIES } from "./moves.ts";

const [H1, H2] = [commit(1), commit(2)];
const roles = BEGIN.map(([who, role]): Event => ({ is: "gained", at: 0, who, role }));
const push = (at: number, head: string, by: Who = AUTHOR): Event => {
  return { is: "pushed", at, by, head, made: [AUTHOR], mergeBase: commit(99) };
};
const announced = (at: number, head: string): Event => ({ is: "announced", at, head });
const unheard = (at: number, by: Who, ...commands: Command[]): Said => {
  return { is: "said", at, id: at * 100 + by, by, commands };
};
const heard = (said: Said): Event[] => [said, { is: "heard", at: said.at, id: said.id }];
const says = (at: number, by: Who, ...commands: Command[]): Event[] => heard(unheard(at, by, ...commands));
const review = (at: number, by: Who, on: string, state: "approved" | "changes" = "approved"): Event[] =>
  heard({ is: "said", at, id: at * 100 + by, by, commands: [], review: { on, state } });
const yes: Command = { do: "approve" };
const yesTo = (sha: string): Command => ({ do: "approve", sha });
const [plain, count, board, authorOnly] = POLICIES as [Policy, Policy, Policy, Policy];

interface Case {
  readonly name: string;
  readonly policy?: Policy;
  readonly then: readonly (Event | readonly Event[])[];
  readonly now?: number;
  readonly why: Judgement["why"];
  readonly voids?: readonly (Void | undefined)[];
}

/** Each begins with H1 opened at 0 by the author and announced at 1. */
const CASES: readonly Case[] = [
  { name: "one approval by a maintainer is enough", then: [says(5, 2, yes)], why: "approved" },
  { name: "nothing was said", then: [], why: "missing" },
  {
    name: "AP-01 a new push after approval",
    then: [says(5, 2, yes), push(6, H2), announced(7, H2)],
    why: "missing",
    voids: ["other-head"],
  },
  {
    name: "AP-03 a command written before the announcement of the new head",
    then: [push(6, H2), says(7, 2, yes), announced(8, H2)],
    why: "missing",
    voids: ["unannounced"],
  },
  {
    name: "the second of the announcement does not count",
    then: [push(6, H2), announced(7, H2), says(7, 2, yes)],
    why: "missing",
    voids: ["unannounced"],
  },
  {
    name: "a command that names the sha needs no announcement",
    then: [push(6, H2), says(7, 2, yesTo(H2)), announced(7, H2)],
    why: "approved",
  },
  {
    name: "AP-07 a retarget voids, and back again it stays void",
    then: [says(5, 2, yes), { is: "retargeted", at: 6, base: "next" }, { is: "retargeted", at: 7, base: "main" }],
    why: "missing",
    voids: ["retargeted-since"],
  },
  {
    name: "AP-10 the head goes away and comes back",
    then: [says(5, 2, yes), push(6, H2), announced(7, H2), push(8, H1)],
    why: "approved",
  },
  {
    name: "who pushed the head back is a contributor of it",
    then: [says(5, 2, yes), push(6, H2), push(8, H1, 2)],
    why: "missing",
    voids: ["contributor"],
  },
  {
    name: "who pushed another head is one too, in the house",
    then: [push(2, H2, 2), push(3, H1), announced(4, H1), says(5, 2, yes)],
    why: "missing",
    voids: ["pushed-once"],
  },
  {
    name: "AP-16 close and reopen",
    then: [says(5, 2, yes), { is: "closed", at: 6 }, { is: "reopened", at: 7 }],
    why: "missing",
    voids: ["closed-since"],
  },
  {
    name: "in the second of the reopening a command is refused",
    then: [{ is: "closed", at: 6 }, { is: "reopened", at: 7 }, says(7, 2, yes)],
    why: "missing",
    voids: ["second-of-epoch"],
  },
  {
    name: "AP-17 a draft is not approved",
    then: [{ is: "draft", at: 4 }, says(5, 2, yes)],
    why: "draft",
    voids: ["while-draft"],
  },
  {
    name: "AP-23 a sha of seven digits is refused",
    then: [says(5, 2, yesTo(H1.slice(0, 7)))],
    why: "missing",
    voids: ["short-sha"],
  },
  { name: "AP-23 another sha is refused", then: [says(5, 2, yesTo(H2))], why: "missing", voids: ["other-sha"] },
  {
    name: "AP-26 an approval expires",
    policy: count,
    then: [says(5, 2, yes)],
    now: 6 + DAY,
    why: "missing",
    voids: ["expired"],
  },
  { name: "ID-01 no role", then: [says(5, 6, yes)], why: "missing", voids: ["no-role"] },
  {
    name: "ID-02 the author does not approve",
    policy: authorOnly,
    then: [says(5, AUTHOR, yes)],
    why: "missing",
    voids: ["author"],
  },
  {
    name: "ID-08 a bot's comment is nothing",
    then: [heard({ ...unheard(5, 2, yes), unfit: "bot" })],
    why: "missing",
    voids: ["unfit"],
  },
  {
    name: "ID-17 one person, two votes",
    policy: board,
    then: [says(5, 4, yes), review(6, 4, H1)],
    why: "missing",
    voids: [undefined, undefined],
  },
  {
    name: "a maintainer and one of the board fill the quorum",
    policy: board,
    then: [says(5, 3, yes), says(6, 5, yes)],
    why: "approved",
  },
  {
    name: "two maintainers do not fill the board's seat",
    policy: board,
    then: [says(5, 2, yes), says(6, 3, yes)],
    why: "missing",
  },
  {
    name: "two of the board fill seat and count",
    policy: board,
    then: [says(5, 4, yes), says(6, 5, yes)],
    why: "approved",
  },
  {
    name: "a role lost voids",
    then: [says(5, 2, yes), { is: "lost", at: 6, who: 2, role: "maintainers" }],
    why: "missing",
    voids: ["role-lost"],
  },
  {
    name: "reviews that are ignored approve nothing",
    then: [review(5, 2, H1)],
    why: "missing",
    voids: ["reviews-ignored"],
  },
  { name: "a review counts for its commit", policy: count, then: [review(5, 2, H1)], why: "approved" },
  {
    name: "changes requested withdraws the review",
    policy: count,
    then: [review(5, 2, H1), review(6, 2, H1, "changes")],
    why: "missing",
    voids: ["withdrawn"],
  },
  {
    name: "a dismissed review is withdrawn",
    policy: count,
    then: [review(5, 2, H1), { is: "dismissed", at: 6, id: 502 }],
    why: "missing",
    voids: ["withdrawn"],
  },
  {
    name: "the latest intent wins",
    then: [says(5, 2, yes), says(6, 2, { do: "withdraw" })],
    why: "missing",
    voids: ["withdrawn"],
  },
  {
    name: "another policy voids",
    then: [says(5, 2, yes), { is: "policy", at: 6, policy: authorOnly }],
    why: "missing",
    voids: ["other-policy"],
  },
  {
    name: "the policy put back, the tuple is equal again",
    then: [says(5, 2, yes), { is: "policy", at: 6, policy: count }, { is: "policy", at: 7, policy: plain }],
    why: "approved",
  },
  {
    name: "a rewritten base voids",
    then: [says(5, 2, yes), { is: "base-moved", at: 6, mergeBase: commit(98) }],
    why: "missing",
    voids: ["other-merge-base"],
  },
  {
    name: "a rejection blocks, over pushes",
    then: [says(4, 3, { do: "reject" }), push(5, H2), announced(6, H2), says(7, 2, yes)],
    why: "rejected",
  },
  {
    name: "one other does not end a rejection",
    then: [says(4, 3, { do: "reject" }), says(5, 2, yes, { do: "unreject" })],
    why: "rejected",
  },
  {
    name: "two others end a rejection",
    then: [says(4, 3, { do: "reject" }), says(5, 2, yes, { do: "unreject" }), says(6, 4, { do: "unreject" })],
    why: "approved",
  },
  { name: "a hold holds", then: [says(4, 6, { do: "hold" }), says(5, 2, yes)], why: "held" },
  {
    name: "AP-03 a command taken up after the head moved and came back",
    then: [{ ...unheard(5, 2, yes) }, push(6, H2), { is: "heard", at: 7, id: 502 }, push(8, H1)],
    why: "missing",
    voids: ["head-moved-unseen"],
  },
];

function past({ policy = plain, then }: Case): Event[] {
  const opened: Event = {
    is: "opened",
    at: 0,
    by: AUTHOR,
    head: H1,
    made: [AUTHOR],
    mergeBase: commit(99),
    base: "main",
    policy,
  };
  return [opened, ...roles, announced(1, H1), ...then.flat()];
}

describe("the model of approved, by hand", () => {
  it.each(CASES)("$name", (row) => {
    const judged = judge(past(row), row.now ?? 100, "house");
    expect(judged.why).toBe(row.why);
    if (row.voids) expect(judged.claims.map((claim) => claim.void)).toEqual(row.voids);
  });
});

describe("the model of approved, over histories", () => {
  it("the house counts nobody whom the letter does not, at least a fifth ends in allow, and every reason comes up", async () => {
    let allowed = 0;
    const reasons = new Set<Void | undefined>();
    const draws = fc.sample(histories, { numRuns: 2_000, seed: 7 });
    for (const draw of draws) {
      const { history, now } = await play(draw, plainApp);
      const [letter, house] = [judge(history, now, "letter"), judge(history, now, "house")];
      if (house.verdict === "allow") expect(letter.verdict).toBe("allow");
      expect(letter.counted).toEqual(expect.arrayContaining([...house.counted]));
      if (house.verdict === "allow") allowed += 1;
      for (const claim of house.claims) reasons.add(claim.void);
    }
    expect(allowed / draws.length).toBeGreaterThan(0.2);
    expect(reasons.size).toBeGreaterThan(20);
  });
});
