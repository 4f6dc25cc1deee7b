import { describe, expect, it } from "vitest";

import { playAll, print } from "./shards.ts";

/** `npm test` plays 100,000; `npm run soak -- --histories n --seed s` any number of any others. */
const HISTORIES = Number(process.env["HISTORIES"] ?? 10_000);
const SEED = Number(process.env["SEED"] ?? 1);

/** So many that each reason comes up in at least one history of a hundred, but for chance. */
const ENOUGH = 5_000;

/** Every reason for voiding an approval, but for `not-heard`: at the end everything has been heard. */
const REASONS = [
  ...["unfit", "reviews-ignored", "short-sha", "other-sha", "unannounced", "other-announced", "other-terms"],
  ...["head-moved-unseen", "while-closed", "while-draft", "no-role", "role-lost", "not-asked", "author", "contributor"],
  ...["pushed-once", "declarer", "withdrawn", "closed-since", "draft-since", "retargeted-since", "second-of-epoch"],
  ...["other-head", "other-merge-base", "other-policy", "expired", "other-patch", "cut-patch", "repeated-hunk"],
  ...["not-a-base-merge", "altered-merge", "both-sides"],
];

describe("the room and the model of approved", () => {
  it("agree on what is allowed, who counts, and why the others do not", { timeout: 7_200_000 }, async () => {
    const share = await playAll({ histories: HISTORIES, seed: SEED });
    console.log(print(share));
    expect(share.disagreement).toBeUndefined();
    expect(share.played).toBe(HISTORIES);
    expect(share.allowed / share.played).toBeGreaterThan(0.2);
    if (HISTORIES < ENOUGH) return;
    const least = HISTORIES / 100;
    expect(REASONS.filter((reason) => (share.voids[reason] ?? 0) < least)).toEqual([]);
    expect(REASONS).toEqual(expect.arrayContaining(Object.keys(share.voids)));
  });
});
