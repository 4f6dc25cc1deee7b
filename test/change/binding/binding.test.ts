import { describe, expect, it } from "vitest";
import { epochOf, problemOfBinding, whyUnbound } from "../../../src/change/binding/binding.ts";
import type { Terms, Tuple } from "../../../src/change/record-shapes.ts";
import type { History } from "../../../src/change/records.ts";
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
  it("rises with close, draft and retarget, and not with what ends these", () => {
    const kinds = ["closed", "reopened", "converted-to-draft", "ready-for-review", "base-changed"] as const;
    expect(epochOf(kinds.map((kind, index) => ({ kind, at: index })))).toBe(3);
    expect(epochOf([])).toBe(0);
  });
});

describe("what an approval may be for", () => {
  const terms: Terms = { base: "main", stackBase: null, mergeBase: sha("ba5e"), policy: "p0" };
  const announced = (head: string, second: number, differs: Partial<Terms> | null = {}): History[number] => ({
    kind: "change.announced",
    sequence: second,
    by: null,
    recordedAt: MONDAY,
    data: {
      head: sha(head),
      terms: differs && { ...terms, ...differs },
      body: "",
      twins: [],
      commentId: 1,
      updatedAt: MONDAY + second * SECOND,
    },
  });
  const head = sha("b2");
  const is: Tuple = { ...terms, mergeBase: sha("ba5e"), epoch: 1, head };
  const first = announced("a1", 10);

  interface Case {
    readonly is: string;
    readonly args?: string;
    readonly second: number;
    readonly review?: string | null;
    readonly events?: readonly EpochEvent[];
    /** What was announced after the first head; the second head at 20, unless told. */
    readonly then?: readonly History[number][];
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
      is: "while it was a draft, and it is ready since",
      second: 30,
      args: head,
      events: [{ kind: "ready-for-review", at: MONDAY + 31 * SECOND }],
      problem: "older-epoch",
    },
    {
      is: "after a retarget",
      second: 30,
      events: [{ kind: "base-changed", at: MONDAY + 29 * SECOND }],
      problem: undefined,
    },
  ];

  const late: readonly Case[] = [
    {
      is: "before another policy was announced",
      second: 25,
      then: [announced("b2", 20, { policy: "p9" })],
      problem: "announced-otherwise",
    },
    {
      is: "while another base was announced",
      second: 25,
      then: [announced("b2", 20, { base: "next" })],
      problem: "announced-otherwise",
    },
    {
      is: "while another stack was announced",
      second: 25,
      then: [announced("b2", 20, { stackBase: "main" })],
      problem: "announced-otherwise",
    },
    {
      is: "while another merge base was announced",
      second: 25,
      then: [announced("b2", 20, { mergeBase: sha("ee") })],
      problem: "announced-otherwise",
    },
    {
      is: "while the merge base had not been read",
      second: 25,
      then: [announced("b2", 20, { mergeBase: null })],
      problem: "announced-in-part",
    },
    {
      is: "after a record of old, which tells the head alone",
      second: 25,
      then: [announced("b2", 20, null)],
      problem: "announced-in-part",
    },
    {
      is: "after the policy was announced anew",
      second: 25,
      then: [announced("b2", 20, { policy: "p9" }), announced("b2", 24)],
      problem: undefined,
    },
    {
      is: "in the second of that",
      second: 24,
      then: [announced("b2", 20, { policy: "p9" }), announced("b2", 24)],
      problem: "announced-otherwise",
    },
    {
      is: "while the present policy was announced, another one since, and this one again",
      second: 22,
      then: [announced("b2", 20), announced("b2", 24, { policy: "p9" }), announced("b2", 26)],
      problem: undefined,
    },
    ...[{ args: head }, { review: head }].flatMap((names): Case[] => [
      {
        ...names,
        is: "naming the head, while another policy was announced",
        second: 25,
        then: [announced("b2", 20, { policy: "p9" })],
        problem: "announced-otherwise",
      },
      {
        ...names,
        is: "naming the head before it was announced, when another policy was",
        second: 15,
        then: [announced("b2", 20, { policy: "p9" }), announced("b2", 24)],
        problem: undefined,
      },
      {
        ...names,
        is: "naming the head, when the stack was another one",
        second: 25,
        then: [announced("b2", 20, { stackBase: "main" })],
        problem: "announced-otherwise",
      },
      {
        ...names,
        is: "naming the head, when its merge base was another one",
        second: 25,
        then: [announced("b2", 20, { mergeBase: sha("ee") }), announced("b2", 30)],
        problem: "announced-otherwise",
      },
      {
        ...names,
        is: "naming the head before it was announced, when its merge base was another one",
        second: 15,
        then: [announced("b2", 20, { mergeBase: sha("ee") }), announced("b2", 30)],
        problem: "announced-otherwise",
      },
      {
        ...names,
        is: "naming the head before anything was announced, when the policy was another one",
        second: 1,
        then: [announced("b2", 20, { policy: "p9" })],
        problem: undefined,
      },
      {
        ...names,
        is: "naming the head after another one, whose merge base was another one",
        second: 15,
        then: [announced("b2", 20)],
        problem: undefined,
      },
      {
        ...names,
        is: "naming the head after a record of old",
        second: 25,
        then: [announced("b2", 20, null)],
        problem: undefined,
      },
      {
        ...names,
        is: "naming the head while the base of its retarget was not announced yet",
        second: 25,
        then: [announced("b2", 20, { base: "next" })],
        problem: undefined,
      },
    ]),
  ];

  it.each([...cases, ...late])("$is: $problem", ({ args = "", second, review, events = [], then, problem }) => {
    const channel = review === undefined ? "comment" : "review";
    const spoken = {
      at: { channel, id: 1, line: 1 },
      args,
      createdAt: MONDAY + second * SECOND,
      commit: review ?? null,
    } as const;
    const history = [first, ...(then ?? [announced("b2", 20)])];
    expect(problemOfBinding({ spoken, history, tuple: is, events })?.code).toBe(problem);
  });

  it("a review of a head that was never announced waits for the announcement", () => {
    const spoken = {
      at: { channel: "review", id: 1, line: 0 },
      args: "",
      createdAt: MONDAY,
      commit: sha("c3"),
    } as const;
    const history = [first, announced("b2", 20)];
    expect(problemOfBinding({ spoken, history, tuple: { ...is, head: sha("c3") }, events: [] })?.code).toBe(
      "not-announced",
    );
  });
});
