import { describe, expect, it } from "vitest";

import { announced, type Case, H1, H2, H3, judged, merge, plain, push, says, src, yes } from "./by-hand.ts";
import type { Policy } from "./events.ts";
import { AUTHOR, commit } from "./cast.ts";

const samePatch: Policy = { ...plain, keep: ["same-patch"] };
const baseMerge: Policy = { ...plain, keep: ["base-merge"] };
const both: Policy = { ...plain, keep: ["same-patch", "base-merge"] };
const elsewhere = { mergeBase: commit(98) };

/** In each H1 is approved by 3 at 5. */
const CASES: readonly Case[] = [
  { name: "a rebase of the same patch", policy: samePatch, then: [push(6, H2, AUTHOR, elsewhere)], whys: [] },
  {
    name: "it asks again where nothing is kept",
    then: [push(6, H2, AUTHOR, elsewhere)],
    whys: ["missing"],
    voids: ["other-head other-merge-base"],
  },
  {
    name: "white space counts",
    policy: samePatch,
    then: [push(6, H2, AUTHOR, { files: [src({ hunks: ["-a  +b"] })] })],
    whys: ["missing"],
    voids: ["other-head other-patch"],
  },
  {
    name: "the mode counts",
    policy: samePatch,
    then: [push(6, H2, AUTHOR, { files: [src({ mode: "100755" })] })],
    whys: ["missing"],
    voids: ["other-head other-patch"],
  },
  {
    name: "a path more is another patch",
    policy: samePatch,
    then: [push(6, H2, AUTHOR, { files: [src(), src({ path: "src/b.ts" })] })],
    whys: ["missing"],
    voids: ["other-head other-patch"],
  },
  {
    name: "a hunk that fits in two places of the new base",
    policy: samePatch,
    then: [push(6, H2, AUTHOR, { files: [src({ on: 1, repeated: true })] })],
    whys: ["missing"],
    voids: ["other-head repeated-hunk"],
  },
  {
    name: "a patch that GitHub cuts",
    policy: samePatch,
    files: [src({ cut: true })],
    then: [push(6, H2, AUTHOR, { files: [src({ on: 1, cut: true })] })],
    whys: ["missing"],
    voids: ["other-head cut-patch"],
  },
  {
    name: "a rewritten base under the same patch",
    policy: samePatch,
    then: [{ is: "base-moved", at: 6, mergeBase: commit(98) }],
    whys: [],
  },
  {
    name: "a rewritten base that changes the patch",
    policy: samePatch,
    then: [{ is: "base-moved", at: 6, mergeBase: commit(98), files: [src({ hunks: ["-b +b"] })] }],
    whys: ["missing"],
    voids: ["other-merge-base other-patch"],
  },
  {
    name: "the same patch through another one",
    policy: samePatch,
    then: [push(6, H2, AUTHOR, { files: [] }), announced(7, H2), push(8, H3)],
    whys: [],
  },
  { name: "a clean merge of the base", policy: baseMerge, then: [merge(6, H2, "clean")], whys: [] },
  {
    name: "a clean merge where only the same patch is kept",
    policy: samePatch,
    then: [merge(6, H2, "clean")],
    whys: ["missing"],
    voids: ["other-head other-merge-base other-patch"],
  },
  { name: "one proof is enough", policy: both, then: [merge(6, H2, "clean")], whys: [] },
  {
    name: "a merge of another branch",
    policy: baseMerge,
    then: [merge(6, H2, "of another branch")],
    whys: ["missing"],
    voids: ["other-head other-merge-base not-a-base-merge"],
  },
  {
    name: "a merge that hides a change",
    policy: baseMerge,
    then: [merge(6, H2, "altered")],
    whys: ["missing"],
    voids: ["other-head other-merge-base altered-merge"],
  },
  {
    name: "a path changed on both sides",
    policy: baseMerge,
    then: [merge(6, H2, "both sides")],
    whys: ["missing"],
    voids: ["other-head other-merge-base both-sides"],
  },
  {
    name: "each new commit is asked: a merge on a merge",
    policy: baseMerge,
    then: [merge(6, H2, "clean"), merge(7, H3, "clean", { merge: { onto: H2, how: "clean" } })],
    whys: [],
  },
  {
    name: "each new commit is asked: a merge on a push",
    policy: baseMerge,
    then: [push(6, H2), merge(7, H3, "clean", { merge: { onto: H2, how: "clean" } })],
    whys: ["missing"],
    voids: ["other-head other-merge-base not-a-base-merge"],
  },
  {
    name: "a rewritten base is no merge",
    policy: baseMerge,
    then: [{ is: "base-moved", at: 6, mergeBase: commit(98) }],
    whys: ["missing"],
    voids: ["other-merge-base not-a-base-merge"],
  },
  {
    name: "whoever made a clean merge is no contributor for it",
    then: [merge(6, H2, "clean"), announced(7, H2), says(8, 2, yes)],
    whys: [],
  },
  {
    name: "whoever pushes somebody else's merge again is one",
    then: [merge(6, H2, "clean"), push(7, H1), { ...merge(8, H2, "clean"), by: 4 }, announced(9, H2), says(10, 4, yes)],
    whys: ["missing"],
    voids: ["other-head other-merge-base", "contributor"],
  },
  {
    name: "whoever made another merge is one",
    then: [merge(6, H2, "altered", { made: [AUTHOR, 2] }), announced(7, H2), says(8, 2, yes)],
    whys: ["missing"],
    voids: ["other-head other-merge-base", "contributor"],
  },
];

describe("what keeps an approval, by hand", () => {
  it.each(CASES)("$name", (row) => {
    const { whys, voids } = judged({ ...row, then: [says(5, 3, yes), ...row.then] });
    expect(whys).toEqual(row.whys);
    if (row.voids) expect(voids).toEqual(row.voids);
  });

  it("H1 itself is approved", () => {
    expect(judged({ name: H1, then: [says(5, 3, yes)], whys: [] }).whys).toEqual([]);
  });
});
