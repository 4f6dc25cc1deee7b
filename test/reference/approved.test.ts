import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { judge } from "./approved.ts";
import {
  announced,
  authorOnly,
  board,
  type Case,
  count,
  H1,
  H2,
  heard,
  judged,
  plain,
  push,
  review,
  role,
  says,
  unheard,
  unheardReview,
  yes,
  yesTo,
} from "./by-hand.ts";
import type { Void } from "./claims.ts";
import type { Event, Said } from "./events.ts";
import { histories } from "./histories.ts";
import { AUTHOR, commit, DAY } from "./cast.ts";
import { plainApp, play } from "./play.ts";

const late = unheard(5, 2, yes);
const lateToH1 = unheard(5, 2, yesTo(H1));
const reviewed: Said = { ...unheard(5, 2), review: { on: H1, state: "approved" } };
/** Its delivery comes late. */
const hear = (at: number, { id }: Said): Event => ({ is: "heard", at, id });

/** Each begins with H1 opened at 0 by the author and announced at 1. */
const CASES: readonly Case[] = [
  { name: "one approval by a maintainer is enough", then: [says(5, 2, yes)], whys: [] },
  { name: "nothing was said", then: [], whys: ["missing"] },
  {
    name: "AP-01 a new push after approval",
    then: [says(5, 2, yes), push(6, H2), announced(7, H2)],
    whys: ["missing"],
    voids: ["other-head"],
  },
  {
    name: "AP-03 a command written before the announcement of the new head",
    then: [push(6, H2), says(7, 2, yes), announced(8, H2)],
    whys: ["missing"],
    voids: ["unannounced"],
  },
  {
    name: "the second of the announcement does not count",
    then: [push(6, H2), announced(7, H2), says(7, 2, yes)],
    whys: ["missing"],
    voids: ["unannounced"],
  },
  {
    name: "a command that names the sha needs no announcement",
    then: [push(6, H2), says(7, 2, yesTo(H2)), announced(7, H2)],
    whys: [],
  },
  {
    name: "AP-07 a retarget voids, and back again it stays void",
    then: [says(5, 2, yes), { is: "retargeted", at: 6, base: "next" }, { is: "retargeted", at: 7, base: "main" }],
    whys: ["missing"],
    voids: ["retargeted-since"],
  },
  {
    name: "AP-10 the head goes away and comes back",
    then: [says(5, 2, yes), push(6, H2), announced(7, H2), push(8, H1)],
    whys: [],
  },
  {
    name: "who pushed the head back is a contributor of it",
    then: [says(5, 2, yes), push(6, H2), push(8, H1, 2)],
    whys: ["missing"],
    voids: ["contributor"],
  },
  {
    name: "who pushed another head is one too, in the house",
    then: [push(2, H2, 2), push(3, H1), announced(4, H1), says(5, 2, yes)],
    whys: ["missing"],
    voids: ["pushed-once"],
  },
  {
    name: "AP-16 close and reopen",
    then: [says(5, 2, yes), { is: "closed", at: 6 }, { is: "reopened", at: 7 }],
    whys: ["missing"],
    voids: ["closed-since"],
  },
  {
    name: "in the second of the reopening a command is refused",
    then: [{ is: "closed", at: 6 }, { is: "reopened", at: 7 }, says(7, 2, yes)],
    whys: ["missing"],
    voids: ["second-of-epoch"],
  },
  {
    name: "AP-17 a draft is not approved",
    then: [{ is: "draft", at: 4 }, says(5, 2, yes)],
    whys: ["draft", "missing"],
    voids: ["while-draft"],
  },
  {
    name: "AP-17 nor by what was written while it was one, and heard when it is none any more",
    then: [{ is: "draft", at: 4 }, late, { is: "ready", at: 6 }, hear(7, late)],
    whys: ["missing"],
    voids: ["while-draft second-of-epoch"],
  },
  {
    name: "AP-23 a sha of seven digits is refused",
    then: [says(5, 2, yesTo(H1.slice(0, 7)))],
    whys: ["missing"],
    voids: ["short-sha"],
  },
  { name: "AP-23 another sha is refused", then: [says(5, 2, yesTo(H2))], whys: ["missing"], voids: ["other-sha"] },
  {
    name: "AP-26 an approval expires",
    policy: count,
    then: [says(5, 2, yes)],
    now: 6 + DAY,
    whys: ["missing"],
    voids: ["expired"],
  },
  { name: "ID-01 no role", then: [says(5, 6, yes)], whys: ["missing"], voids: ["no-role"] },
  {
    name: "ID-02 the author does not approve",
    policy: authorOnly,
    then: [says(5, AUTHOR, yes)],
    whys: ["missing"],
    voids: ["author"],
  },
  {
    name: "ID-08 a bot's comment is nothing",
    then: [heard({ ...unheard(5, 2, yes), unfit: "bot" })],
    whys: ["missing"],
    voids: ["unfit"],
  },
  {
    name: "ID-17 one person, two votes",
    policy: board,
    then: [says(5, 4, yes), review(6, 4, H1)],
    whys: ["missing"],
    voids: ["", ""],
  },
  {
    name: "a maintainer and one of the board fill the quorum",
    policy: board,
    then: [says(5, 3, yes), says(6, 5, yes)],
    whys: [],
  },
  {
    name: "two maintainers do not fill the board's seat",
    policy: board,
    then: [says(5, 2, yes), says(6, 3, yes)],
    whys: ["missing"],
  },
  {
    name: "two of the board fill seat and count",
    policy: board,
    then: [says(5, 4, yes), says(6, 5, yes)],
    whys: [],
  },
  {
    name: "a role lost voids",
    then: [says(5, 2, yes), role(6, "lost", 2, "maintainers")],
    whys: ["missing"],
    voids: ["role-lost"],
  },
  {
    name: "reviews that are ignored approve nothing",
    then: [review(5, 2, H1)],
    whys: ["missing"],
    voids: ["reviews-ignored"],
  },
  { name: "a review counts for its commit", policy: count, then: [review(5, 2, H1)], whys: [] },
  {
    name: "changes requested withdraws the review",
    policy: count,
    then: [review(5, 2, H1), review(6, 2, H1, "changes")],
    whys: ["missing"],
    voids: ["withdrawn"],
  },
  {
    name: "a dismissed review is withdrawn",
    policy: count,
    then: [review(5, 2, H1), { is: "dismissed", at: 6, id: 502 }],
    whys: ["missing"],
    voids: ["withdrawn"],
  },
  {
    name: "the latest intent wins",
    then: [says(5, 2, yes), says(6, 2, { do: "withdraw" })],
    whys: ["missing"],
    voids: ["withdrawn"],
  },
  {
    name: "another policy voids",
    then: [says(5, 2, yes), { is: "policy", at: 6, policy: authorOnly }],
    whys: ["missing"],
    voids: ["other-policy"],
  },
  {
    name: "the policy put back, the tuple is equal again",
    then: [says(5, 2, yes), { is: "policy", at: 6, policy: count }, { is: "policy", at: 7, policy: plain }],
    whys: [],
  },
  {
    name: "what was written under another policy and heard under this one approves nothing",
    then: [late, { is: "policy", at: 6, policy: { ...plain, hold: "board" } }, announced(7, H1), hear(8, late)],
    whys: ["missing"],
    voids: ["other-terms"],
  },
  {
    name: "nor does what was written after another policy came, and before it was announced",
    then: [{ is: "policy", at: 4, policy: { ...plain, hold: "board" } }, late, announced(6, H1), hear(7, late)],
    whys: ["missing"],
    voids: ["other-terms"],
  },
  {
    name: "nor what was written on another merge base, though it names the head",
    then: [lateToH1, { is: "base-moved", at: 6, mergeBase: commit(98) }, announced(7, H1), hear(8, lateToH1)],
    whys: ["missing"],
    voids: ["other-terms"],
  },
  {
    name: "written after the announcement of another policy it counts",
    then: [{ is: "policy", at: 3, policy: { ...plain, hold: "board" } }, announced(4, H1), says(5, 2, yes)],
    whys: [],
  },
  {
    name: "a review of another policy's time approves nothing either",
    policy: count,
    then: [
      reviewed,
      { is: "policy", at: 6, policy: { ...count, hold: "anyone" } },
      announced(7, H1),
      hear(8, reviewed),
    ],
    whys: ["missing"],
    voids: ["other-terms"],
  },
  {
    name: "a rewritten base voids",
    then: [says(5, 2, yes), { is: "base-moved", at: 6, mergeBase: commit(98) }],
    whys: ["missing"],
    voids: ["other-merge-base"],
  },
  {
    name: "a review heard while reviews were ignored was under another policy",
    then: [review(5, 2, H1), { is: "policy", at: 6, policy: count }],
    whys: ["missing"],
    voids: ["reviews-ignored other-policy"],
  },
  {
    name: "a role is had by id: a new login takes nothing away",
    then: [says(5, 2, yes), { is: "renamed", at: 6, who: 2, login: "somebody-else" }],
    whys: [],
  },
  {
    name: "a role lost and gained again is there",
    then: [says(5, 2, yes), role(6, "lost", 2, "maintainers"), role(7, "gained", 2, "maintainers")],
    whys: [],
  },
  {
    name: "a comment heard twice is one approval",
    then: [says(5, 2, yes), { is: "heard", at: 8, id: 502 }],
    whys: [],
    voids: [""],
  },
  {
    name: "a withdrawal that is heard before its approval was written after it",
    then: [unheard(5, 2, yes), says(6, 2, { do: "withdraw" }), { is: "heard", at: 7, id: 502 }],
    whys: ["missing"],
    voids: ["withdrawn"],
  },
  {
    name: "an approval written after a withdrawal that comes late",
    then: [unheard(5, 2, { do: "withdraw" }), says(6, 2, yes), { is: "heard", at: 7, id: 502 }],
    whys: [],
  },
  {
    name: "a bare command written for another head, of the head that was announced before",
    then: [push(4, H2), unheard(5, 2, yes), push(6, H1), { is: "heard", at: 7, id: 502 }],
    whys: [],
  },
  {
    name: "who is nameless is kept from approving by nobody, and blocks",
    then: [{ ...push(4, H2), nameless: [H2] }, announced(5, H2), says(6, 2, yes)],
    whys: ["nameless"],
  },
  {
    name: "a role vouches for the head",
    then: [{ ...push(4, H2), nameless: [H2] }, announced(5, H2), says(6, 2, yes), says(7, 3, { do: "vouch", sha: H2 })],
    whys: [],
  },
  {
    name: "a vouching rests on the role that it was given with",
    then: [
      { ...push(4, H2), nameless: [H2] },
      announced(5, H2),
      says(6, 2, yes, { do: "vouch", sha: H2 }),
      says(7, 5, { do: "vouch", sha: H1 }),
      says(8, 6, { do: "vouch", sha: H2 }),
      says(8, 5, { do: "vouch", sha: H2.slice(0, 11) }),
      role(9, "lost", 2, "maintainers"),
      says(10, 3, yes),
    ],
    whys: ["nameless"],
  },
  {
    name: "its author's own approval ends a rejection, being the latest intent",
    then: [says(4, 3, { do: "reject" }), says(5, 3, yes)],
    whys: [],
  },
  {
    name: "an approval that is refused ends nothing",
    then: [says(4, 3, { do: "reject" }), says(5, 3, yesTo(H2)), says(6, 2, yes)],
    whys: ["rejected"],
  },
  {
    name: "its author's approving review ends a rejection where reviews count",
    policy: count,
    then: [says(4, 3, { do: "reject" }), review(5, 3, H1)],
    whys: [],
  },
  {
    name: "a review that was dismissed before anybody saw it ends no rejection",
    policy: count,
    then: [
      says(4, 3, { do: "reject" }),
      unheardReview(5, 3, H1),
      { is: "dismissed", at: 6, id: 503 },
      { is: "heard", at: 7, id: 503 },
      says(8, 2, yes),
    ],
    whys: ["rejected"],
  },
  {
    name: "one that waits for its head to be announced does, once it is",
    policy: count,
    then: [says(4, 3, { do: "reject" }), push(5, H2), review(6, 3, H2), announced(6, H2), says(8, 2, yes)],
    whys: [],
  },
  {
    name: "one that was seen first does, being what they meant then",
    policy: count,
    then: [says(4, 3, { do: "reject" }), review(5, 3, H1), { is: "dismissed", at: 6, id: 503 }, says(8, 2, yes)],
    whys: [],
  },
  {
    name: "and not where they are ignored",
    then: [says(4, 3, { do: "reject" }), review(5, 3, H1), says(6, 2, yes)],
    whys: ["rejected"],
  },
  {
    name: "a rejection takes its author's approval with it",
    then: [says(4, 3, yes), says(5, 3, { do: "reject" }), says(6, 2, yes)],
    whys: ["rejected"],
    voids: ["withdrawn", ""],
  },
  {
    name: "who has no role rejects nothing and lifts nothing",
    then: [says(4, 6, { do: "reject" }), says(5, 2, yes)],
    whys: [],
  },
  {
    name: "a rejection outlives the role that it was given with",
    then: [says(4, 3, { do: "reject" }), role(5, "lost", 3, "maintainers"), says(6, 2, yes)],
    whys: ["rejected"],
  },
  {
    name: "a lift does not",
    then: [
      says(4, 3, { do: "reject" }),
      says(5, 2, yes, { do: "unreject" }),
      says(6, 5, { do: "unreject" }),
      role(7, "lost", 5, "board"),
    ],
    whys: ["rejected"],
  },
  {
    name: "a rejection blocks, over pushes",
    then: [says(4, 3, { do: "reject" }), push(5, H2), announced(6, H2), says(7, 2, yes)],
    whys: ["rejected"],
  },
  {
    name: "one other does not end a rejection",
    then: [says(4, 3, { do: "reject" }), says(5, 2, yes, { do: "unreject" })],
    whys: ["rejected"],
  },
  {
    name: "two others end a rejection",
    then: [says(4, 3, { do: "reject" }), says(5, 2, yes, { do: "unreject" }), says(6, 4, { do: "unreject" })],
    whys: [],
  },
  { name: "a hold holds", then: [says(4, 6, { do: "hold" }), says(5, 2, yes)], whys: ["held"] },
  {
    name: "AP-03 a command taken up after the head moved and came back",
    then: [{ ...unheard(5, 2, yes) }, push(6, H2), { is: "heard", at: 7, id: 502 }, push(8, H1)],
    whys: ["missing"],
    voids: ["head-moved-unseen"],
  },
];

describe("the model of approved, by hand", () => {
  it.each(CASES)("$name", (row) => {
    const { whys, voids } = judged(row);
    expect(whys).toEqual(row.whys);
    if (row.voids) expect(voids).toEqual(row.voids);
  });
});

describe("the model of approved, over histories", () => {
  it("the house counts nobody whom the letter does not, at least a fifth ends in allow, and every reason comes up", async () => {
    let allowed = 0;
    const reasons = new Set<Void>();
    const draws = fc.sample(histories, { numRuns: 2_000, seed: 7 });
    for (const draw of draws) {
      const { history, now } = await play(draw, plainApp);
      const [letter, house] = [judge(history, now, "letter"), judge(history, now, "house")];
      if (house.whys.length === 0) expect(letter.whys).toEqual([]);
      expect(letter.standing).toEqual(expect.arrayContaining([...house.standing]));
      if (house.whys.length === 0) allowed += 1;
      for (const reason of house.claims.flatMap((claim) => claim.voids)) reasons.add(reason);
    }
    expect(allowed / draws.length).toBeGreaterThan(0.2);
    expect(reasons.size).toBeGreaterThan(20);
  });
});
