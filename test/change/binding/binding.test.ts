import { describe, expect, it } from "vitest";
import { epochOf, problemOfBinding, whyUnbound } from "../../../src/change/binding/binding.ts";
import type { History, Tuple } from "../../../src/change/records.ts";
import type { EpochEvent } from "../../../src/core/pull.ts";
import { MONDAY, SECOND, sha } from "../../world.ts";

const tuple: Tuple = {
  epoch: 1,
  head: sha("a1"),
  base: "main",
  stackBase: null,
  mergeBase: sha("ba5e"),
  policy: "p0",
};

describe("an approval is tied to all of its tuple", () => {
  const changes: readonly (readonly [change: Partial<Tuple>, why: string | undefined])[] = [
    [{}, undefined],
    [{ epoch: 2 }, "new-epoch"],
    [{ head: sha("b2") }, "new-head"],
    [{ base: "next" }, "new-base"],
    [{ stackBase: "main" }, "new-stack-base"],
    [{ mergeBase: sha("ee") }, "new-merge-base"],
    [{ policy: "p1" }, "new-policy"],
    [{ epoch: 0 }, "new-epoch"],
  ];
  it.each(changes)("%j voids with %s", (change, why) => {
    expect(whyUnbound(tuple, { ...tuple, ...change })).toBe(why);
  });
});

describe("the epoch", () => {
  it("rises with close, draft and retarget, and not with reopening", () => {
    const kinds = ["closed", "reopened", "converted-to-draft", "base-changed"] as const;
    expect(epochOf(kinds.map((kind, index) => ({ kind, at: index })))).toBe(3);
    expect(epochOf([])).toBe(0);
  });
});

describe("what an approval may be for", () => {
  const announced = (head: string, second: number, sequence: number): History[number] => ({
    kind: "change.announced",
    sequence,
    by: null,
    recordedAt: MONDAY,
    data: { head: sha(head), body: "", twins: [], commentId: 1, updatedAt: MONDAY + second * SECOND },
  });
  const history = [announced("a1", 10, 1), announced("b2", 20, 2)];
  const head = sha("b2");

  interface Case {
    readonly is: string;
    readonly args?: string;
    readonly second: number;
    readonly review?: string | null;
    readonly events?: readonly EpochEvent[];
    readonly problem: string | undefined;
  }
  const cases: readonly Case[] = [
    { is: "a second after the announcement", second: 21, problem: undefined },
    { is: "in the second of the announcement", second: 20, problem: "another-head-announced" },
    { is: "while another head was announced", second: 15, problem: "another-head-announced" },
    { is: "before anything was announced", second: 10, problem: "not-announced" },
    { is: "naming the head, before anything was announced", second: 1, args: head, problem: undefined },
    { is: "naming twelve digits of it, in capitals", second: 1, args: "B2B2B2B2B2B2", problem: undefined },
    { is: "naming eleven", second: 30, args: "b2b2b2b2b2b", problem: "sha-too-short" },
    { is: "naming another", second: 30, args: sha("a1"), problem: "another-sha" },
    { is: "naming the head and a digit more", second: 30, args: `${head}b`, problem: "another-sha" },
    { is: "a review of the head, whenever it was", second: 1, review: head, problem: undefined },
    { is: "a review of another head", second: 30, review: sha("a1"), problem: "review-of-another-head" },
    { is: "a review of nothing", second: 30, review: null, problem: "review-of-another-head" },
    {
      is: "before a retarget",
      second: 30,
      args: head,
      events: [{ kind: "base-changed", at: MONDAY + 31 * SECOND }],
      problem: "older-epoch",
    },
    {
      is: "in the second of a close",
      second: 30,
      events: [{ kind: "closed", at: MONDAY + 30 * SECOND }],
      problem: "older-epoch",
    },
    {
      is: "while it was closed, and it was reopened since",
      second: 30,
      events: [
        { kind: "closed", at: MONDAY + 25 * SECOND },
        { kind: "reopened", at: MONDAY + 40 * SECOND },
      ],
      problem: "older-epoch",
    },
    {
      is: "after a retarget",
      second: 30,
      events: [{ kind: "base-changed", at: MONDAY + 29 * SECOND }],
      problem: undefined,
    },
  ];

  it.each(cases)("$is: $problem", ({ args = "", second, review, events = [], problem }) => {
    const channel = review === undefined ? "comment" : "review";
    const spoken = {
      at: { channel, id: 1, line: 1 },
      args,
      createdAt: MONDAY + second * SECOND,
      commit: review ?? null,
    } as const;
    expect(problemOfBinding({ spoken, history, head, events })?.code).toBe(problem);
  });

  it("a review of a head that was never announced waits for the announcement", () => {
    const spoken = {
      at: { channel: "review", id: 1, line: 0 },
      args: "",
      createdAt: MONDAY,
      commit: sha("c3"),
    } as const;
    expect(problemOfBinding({ spoken, history, head: sha("c3"), events: [] })?.code).toBe("not-announced");
  });
});
