// What chance alone seldom brings: each stands between arbitrary moves.

import * as fc from "fast-check";

import { DAY, HOUR, KNOWS, PEOPLE, POLICIES } from "./cast.ts";
import type { Policy, Who } from "./events.ts";
import type { Move, Push, Saying } from "./moves.ts";

const person = fc.constantFrom<Who[]>(...PEOPLE);
export const weighted = <T>(...many: readonly (readonly [number, ...T[]])[]) =>
  fc.oneof(...many.map(([weight, ...values]) => ({ weight, arbitrary: fc.constantFrom<T[]>(...values) })));
export const flaws = weighted<Push["flaw"]>([1, "none"], [2, "cut", "repeated"]);
const saying = (by: Who, ...says: readonly Saying[]): Move => ({ move: "say", by, says, heard: true });
const yes = (by: Who): Move => saying(by, { do: "approve", sha: "none" });
const pushBy = (by: Who, kind: Push["how"], flaw: Push["flaw"] = "none"): Move => {
  return { move: "push", by, made: [], how: kind, nameless: false, docs: false, flaw };
};
const look: Move = { move: "look" };
const pause: Move = { move: "wait", seconds: 2 };
const wait = (seconds: number): Move => ({ move: "wait", seconds });
const role = (who: Who, name: string): Move => ({ move: "role", who, role: name });
const reviewBy = (by: Who, state: "approved" | "changes", heard: boolean): Move => {
  return { move: "review", by, state, older: false, says: [], heard };
};
const policiesWith = (has: (policy: Policy) => boolean) =>
  fc.constantFrom(...POLICIES.flatMap((policy, index) => (has(policy) ? [index] : [])));

export interface Scene {
  readonly weight: number;
  readonly policy: fc.Arbitrary<number>;
  readonly moves: fc.Arbitrary<readonly Move[]>;
}

const KINDS: readonly Push["how"][] = [
  ...(["rebase", "rebase", "rebase", "rebase", "altered", "altered", "clean"] as const),
  ...(["both sides", "both sides", "both sides", "both sides", "both sides"] as const),
];

/** What makes of the pull request another one than somebody has written of. */
const CHANGES: readonly Move[] = [
  ...[pushBy(1, "on top"), pushBy(2, "on top"), pushBy(1, "back"), pushBy(3, "clean"), pushBy(1, "rebase")],
  ...([
    { move: "retarget", base: "next" },
    { move: "retarget", base: "main" },
  ] as const),
  ...([{ move: "rewrite base", keeps: true }, { move: "open or close" }, { move: "draft or ready" }] as const),
  ...POLICIES.map((_, index): Move => ({ move: "policy", index })).slice(0, 6),
  ...[role(2, "maintainers"), role(4, "maintainers"), role(4, "board"), role(5, "board")],
  ...[look, look, look, pause, pause, wait(DAY)],
];

const some = (least: number, most: number, ...moves: readonly Move[]) =>
  fc.array(fc.constantFrom(...moves), { minLength: least, maxLength: most });

/** Rejected between approvals; and all that may end it, or seem to. */
const rejected: Scene = {
  weight: 2,
  policy: policiesWith(() => true),
  moves: some(
    2,
    5,
    ...[2, 3, 4, 5, 6].map((by) => saying(by, { do: "unreject" })),
    ...[saying(3, { do: "approve", sha: "full" }), reviewBy(3, "approved", true), reviewBy(3, "approved", false)],
    ...[saying(4, { do: "unreject" }), saying(5, { do: "unreject" }), saying(3, { do: "withdraw" })],
    ...[role(3, "maintainers"), role(4, "maintainers"), role(4, "board"), role(5, "board"), pushBy(1, "on top")],
    ...([{ move: "dismiss", which: 0 }, { move: "retarget", base: "next" }, look, pause] as const),
  ).map((moves) => [look, pause, yes(2), yes(4), saying(3, { do: "reject" }), ...moves, yes(2), yes(5)]),
};

const held: Scene = {
  weight: 1,
  policy: policiesWith(() => true),
  moves: fc
    .record({
      by: fc.constantFrom(4, 5, 6),
      moves: some(
        1,
        4,
        ...[1, 2, 4, 5, 6].map((by) => saying(by, { do: "unhold" })),
        ...[role(4, "board"), role(5, "board"), role(2, "maintainers"), pushBy(1, "on top"), look, pause],
      ),
    })
    .map(({ by, moves }) => [look, pause, saying(by, { do: "hold" }), ...moves, yes(2), yes(5)]),
};

/** Approved, frozen, and let through: until something ends that. */
const overridden: Scene = {
  weight: 2,
  policy: policiesWith(({ freezes }) => freezes !== undefined),
  moves: fc
    .record({
      by: fc.constantFrom(4, 5, 5, 2),
      hours: fc.constantFrom(1, 20),
      to: fc.constantFrom("main", "next"),
      moves: some(
        0,
        3,
        ...[2, 4, 5, 5].map((who) => saying(who, { do: "no override" })),
        ...[pushBy(1, "rebase"), pushBy(1, "on top"), pushBy(1, "back"), role(5, "board"), role(4, "board")],
        ...([
          { move: "retarget", base: "next" },
          { move: "retarget", base: "main" },
        ] as const),
        ...[look, pause, wait(HOUR), wait(DAY)],
        ...POLICIES.flatMap(({ freezes }, index): Move[] => (freezes ? [{ move: "policy", index }] : [])),
      ),
    })
    .map(({ by, hours, to, moves }): Move[] => [
      ...[{ move: "retarget", base: to } as const, look, wait(HOUR), yes(3), yes(5)],
      ...[saying(by, { do: "override", hours }), ...moves, yes(3), yes(5)],
    ]),
};

/** Written while one thing was so, and heard when another is. */
const late: Scene = {
  weight: 3,
  policy: policiesWith(() => true),
  moves: fc
    .record({
      by: fc.constantFrom(2, 3, 4, 5),
      says: weighted<Saying>(
        [4, { do: "approve", sha: "none" }, { do: "approve", sha: "full" }],
        [1, { do: "withdraw" }, { do: "reject" }, { do: "hold" }, { do: "override", hours: 20 }, { do: "unreject" }],
      ),
      isReview: fc.constantFrom(true, false, false),
      moves: some(1, 4, ...CHANGES),
    })
    .map(({ by, says, isReview, moves }): Move[] => [
      ...[look, pause, isReview ? reviewBy(by, "approved", false) : unheard(by, says)],
      ...[...moves, look, { move: "catch up" } as const, pause, yes(4)],
    ]),
};

/** What one person says in reviews, one after the other. */
const reviewed: Scene = {
  weight: 1,
  policy: policiesWith(({ reviews }) => reviews === "count"),
  moves: some(
    1,
    3,
    ...[reviewBy(3, "changes", true), reviewBy(3, "changes", false), reviewBy(3, "approved", true)],
    ...([{ move: "dismiss", which: 0 }, look, pause] as const),
  ).map((moves) => [look, pause, reviewBy(3, "approved", true), pause, ...moves, yes(5)]),
};

const unheard = (by: Who, says: Saying): Move => ({ move: "say", by, says: [says], heard: false });

const backAgain: Scene = {
  weight: 2,
  policy: policiesWith(() => true),
  moves: person.map((by) => [pushBy(1, "on top"), look, pause, pushBy(by, "back"), pause, yes(2), yes(4)]),
};

const kept: Scene = {
  weight: 6,
  policy: policiesWith(({ keep }) => keep !== undefined),
  moves: fc
    .record({ kind: fc.constantFrom(...KINDS), by: person, flaw: flaws })
    .map(({ kind, by, flaw }) => [look, pause, yes(3), yes(4), pushBy(by, kind, flaw), look]),
};

const declared: Scene = {
  weight: 2,
  policy: policiesWith(({ emergency }) => emergency !== undefined),
  moves: fc
    .record({ by: fc.constantFrom(2, 3, 4), other: fc.constantFrom(4, 5) })
    .map(({ by, other }): Move[] => [
      { move: "incident", open: true, labelled: true },
      ...[pause, yes(by), saying(by, { do: "emergency" }), yes(by), yes(other)],
    ]),
};

/** Who says what of the risk, to begin with. */
const BEGUN: readonly (readonly Move[])[] = [
  [],
  [saying(2, { do: "risk", level: "high" }), saying(3, { do: "risk", level: "medium" })],
  [saying(3, { do: "risk", level: "medium" }), saying(5, { do: "risk", level: "high" })],
];

/** Somebody raises the risk of what others approve, and they or others take that back, or try to. */
const raised: Scene = {
  weight: 1,
  policy: policiesWith(({ risk }) => risk !== undefined),
  moves: fc
    .record({
      begun: fc.constantFrom(...BEGUN),
      moves: some(
        1,
        4,
        ...[2, 3, 5, 6].map((by) => saying(by, { do: "risk", level: "low" })),
        ...[2, 3, 5].flatMap((by) => [saying(by, { do: "no risk" }), saying(by, { do: "risk", level: "high" })]),
        ...[
          unheard(3, { do: "no risk" }),
          unheard(3, { do: "risk", level: "high" }),
          saying(4, { do: "risk", level: "medium" }),
        ],
        ...[role(3, "maintainers"), role(5, "board"), pushBy(1, "on top"), look, pause],
        { move: "deliver", which: 0 },
      ),
    })
    .map(({ begun, moves }) => [look, pause, yes(2), ...begun, ...moves, pause, yes(2), yes(4)]),
};

const handOn = (by: Who, to: Who, hours = 20): Move => saying(by, { do: "delegate", to, hours });
const takeBack = (by: Who, to: Who | null): Move => saying(by, { do: "undelegate", to });

/** Who stands in for whom, to begin with, and who approves by it. */
const LENT: readonly (readonly Move[])[] = [
  [handOn(2, 6), yes(6)],
  [handOn(5, 6), handOn(2, 6, 1), yes(6)],
  // Two who stand in for one person; one who stands in for two.
  [role(3, "maintainers"), handOn(2, 3), handOn(2, 6), yes(6), yes(3)],
  [handOn(2, 6), handOn(5, 6), yes(6), yes(2)],
  [handOn(4, 3), yes(3)],
  [handOn(3, 4), handOn(4, 3), yes(3)],
  [handOn(1, 6), handOn(6, 3), yes(6)],
];

/** Somebody stands in for another, until something ends that. */
const lent: Scene = {
  weight: 1,
  policy: policiesWith(() => true),
  moves: fc
    .record({
      begun: fc.constantFrom(...LENT),
      moves: some(
        0,
        3,
        ...[takeBack(2, 6), takeBack(2, null), takeBack(5, null), takeBack(3, 6), takeBack(4, 3), takeBack(6, null)],
        ...[unheard(5, { do: "delegate", to: 6, hours: 20 }), unheard(2, { do: "undelegate", to: null })],
        ...[role(2, "maintainers"), role(5, "board"), role(4, "board"), pushBy(2, "on top"), handOn(5, 6, 1)],
        ...[look, wait(HOUR), wait(HOUR), wait(DAY), saying(6, { do: "reject" })],
        ...[saying(6, { do: "override", hours: 20 }), handOn(2, 6)],
        ...([{ move: "open or close" }, { move: "deliver", which: 0 }, { move: "rename", who: 6 }] as const),
      ),
      end: fc.constantFrom([], [yes(4)], [yes(6), yes(4)]),
    })
    .map(({ begun, moves, end }) => [look, pause, ...begun, ...moves, pause, ...end]),
};

export const scenes: readonly Scene[] = [
  ...[backAgain, rejected, held, late, reviewed],
  ...(KNOWS.keep ? [kept] : []),
  ...(KNOWS.types ? [declared] : []),
  ...(KNOWS.freezes ? [overridden] : []),
  ...(KNOWS.risk ? [raised] : []),
  ...(KNOWS.delegations ? [lent] : []),
];
