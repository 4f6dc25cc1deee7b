import { describe, expect, it } from "vitest";
import { changeConfig } from "../../src/change/config.ts";
import type { BranchMove } from "../../src/core/branch.ts";
import { movesSince, positionIn, pushedIn, type Position } from "../../src/sensor/moves.ts";
import { reviewersOf, type WatchedChange } from "../../src/sensor/policy.ts";
import type { Entry } from "../../src/sensor/records.ts";
import { ada, MONDAY, sha } from "../world.ts";

const NONE = "0".repeat(40);
const [A, B, C] = [sha("a"), sha("b"), sha("c")];
const moved = (id: number, before: string, after: string, kind = "push"): BranchMove => {
  return { id, before, after, kind, by: ada, at: MONDAY };
};
const told = (before: string, after: string) => {
  return { id: null, before, after, kind: "push", by: ada, at: null } as const;
};
const at = (tip: string, id: number | null = 1): Position => ({ tip, isDeleted: false, id });
const paths = (moves: readonly { before: string; after: string; kind: string }[]): string[] =>
  moves.map(({ before, after, kind }) => `${before.slice(0, 1)}${after.slice(0, 1)} ${kind}`);

describe("the moves since the last look", () => {
  it.each([
    ["none", { position: at(A), tip: A, activity: [moved(1, NONE, A)], pushed: [] }, []],
    [
      "one after the other",
      { position: at(A), tip: C, activity: [moved(2, A, B), moved(3, B, C)], pushed: [] },
      ["ab push", "bc push"],
    ],
    [
      "there and back",
      { position: at(A), tip: A, activity: [moved(2, A, B), moved(3, B, A, "force_push")], pushed: [] },
      ["ab push", "ba force_push"],
    ],
    [
      "older ones are not looked at again",
      { position: at(B, 2), tip: C, activity: [moved(1, A, B), moved(2, A, B), moved(3, B, C)], pushed: [] },
      ["bc push"],
    ],
    [
      "without a number, from where the position was reached",
      { position: at(B, null), tip: C, activity: [moved(1, A, B), moved(3, B, C)], pushed: [] },
      ["bc push"],
    ],
    [
      "what activity does not know yet, an event tells",
      { position: at(A), tip: C, activity: [moved(2, A, B)], pushed: [told(B, C)] },
      ["ab push", "bc push"],
    ],
    [
      "an event that leads elsewhere tells nothing",
      { position: at(A), tip: C, activity: [], pushed: [told(B, A)] },
      ["ac unknown"],
    ],
    [
      "events in a circle end",
      { position: at(A), tip: C, activity: [], pushed: [told(A, B), told(B, A)] },
      ["ac unknown"],
    ],
    [
      "what nobody tells of is one move of an unknown kind",
      { position: at(A), tip: C, activity: [moved(9, B, C)], pushed: [] },
      ["ac unknown"],
    ],
    [
      "a deletion",
      { position: at(A), tip: null, activity: [moved(2, A, NONE, "branch_deletion")], pushed: [] },
      ["a0 branch_deletion"],
    ],
    [
      "made again after a deletion",
      {
        position: { ...at(A, 2), isDeleted: true },
        tip: B,
        activity: [moved(3, NONE, B, "branch_creation")],
        pushed: [],
      },
      ["0b branch_creation"],
    ],
    [
      "made for the first time, by the first move that GitHub tells of",
      {
        position: { ...at(A, 0), isDeleted: true },
        tip: C,
        activity: [moved(3, NONE, B, "branch_creation"), moved(4, B, C)],
        pushed: [],
      },
      ["0b branch_creation", "bc push"],
    ],
    [
      "made, deleted and made again: each of it",
      {
        position: { ...at(A, 0), isDeleted: true },
        tip: C,
        activity: [
          moved(3, NONE, B, "branch_creation"),
          moved(4, B, NONE, "branch_deletion"),
          moved(5, NONE, C, "branch_creation"),
        ],
        pushed: [],
      },
      ["0b branch_creation", "b0 branch_deletion", "0c branch_creation"],
    ],
  ])("%s", (_, args, expected) => {
    expect(paths(movesSince(args))).toEqual(expected);
  });
});

const baseline = (tip: string, id: number | null = null): Entry => ({
  kind: "sensor.baseline",
  by: null,
  recordedAt: MONDAY,
  data: { sha: tip, source: "first-look", because: "", id },
});
const made = (from: string, id: number): Entry => ({
  kind: "sensor.baseline",
  by: null,
  recordedAt: MONDAY,
  data: { sha: from, source: "created", because: "", id },
});
const looked = (before: string, after: string, part = 1, parts = 1, id: number | null = 5): Entry => ({
  kind: "sensor.move",
  by: ada,
  recordedAt: MONDAY,
  data: { id, before, after, kind: "push", at: MONDAY, part, parts, commits: [], removed: [] },
});

describe("the position", () => {
  it.each([
    ["is nowhere before a baseline", [looked(A, B)], null],
    ["is the baseline", [baseline(A, 3)], { tip: A, isDeleted: false, id: 3 }],
    ["is the end of the last move", [baseline(A), looked(A, B)], { tip: B, isDeleted: false, id: 5 }],
    ["is not moved by a part of a move", [baseline(A), looked(A, B, 1, 2)], { tip: A, isDeleted: false, id: null }],
    [
      "is moved by the last part",
      [baseline(A), looked(A, B, 1, 2), looked(A, B, 2, 2)],
      { tip: B, isDeleted: false, id: 5 },
    ],
    ["keeps what a deleted branch had", [baseline(A), looked(A, NONE)], { tip: A, isDeleted: true, id: 5 }],
    [
      "of a branch that was made since is where it left the default branch: it is not there yet",
      [made(A, 3)],
      { tip: A, isDeleted: true, id: 3 },
    ],
    ["is the end of the move that made it", [made(A, 3), looked(NONE, B)], { tip: B, isDeleted: false, id: 5 }],
    ["begins anew at a new baseline", [baseline(A), looked(A, B), baseline(C)], { tip: C, isDeleted: false, id: null }],
  ])("%s", (_, entries, expected) => {
    expect(positionIn(entries)).toEqual(expected);
  });

  it("pushes on record say who and what kind", () => {
    const entry: Entry = { kind: "sensor.pushed", by: ada, recordedAt: MONDAY, data: { before: NONE, after: A } };
    expect(pushedIn([entry])).toMatchObject([{ kind: "branch_creation", by: ada, id: null }]);
  });
});

describe("the section of the change room", () => {
  it("has what this room reads of it, with and without an emergency", () => {
    const smallest: WatchedChange = changeConfig.parse({});
    expect(reviewersOf(smallest)).toEqual({ by: ["maintainers"], within: "2bd" });
    const whole: WatchedChange = changeConfig.parse({
      types: { emergency: { review_by: ["board"], review_within: "3bd" } },
    });
    expect(reviewersOf(whole)).toEqual({ by: ["board"], within: "3bd" });
  });
});
