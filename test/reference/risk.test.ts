import { describe, expect, it } from "vitest";

import { type Case, heard, judged, plain, role, says, src, unheard, yes } from "./by-hand.ts";
import type { Command, Level, Policy } from "./events.ts";

const one = { count: 1, from: ["maintainers"] };
const risky: Policy = {
  ...plain,
  risk: { medium: { ...one, count: 2 }, high: { count: 2, from: ["maintainers", "board"], of_which: { board: 1 } } },
};
const risk = (level: Level): Command => ({ do: "risk", level });
const no: Command = { do: "no risk" };

const ROWS: readonly Case[] = [
  { name: "without a word the risk is low", policy: risky, then: [says(5, 2, yes)], whys: [] },
  { name: "where nothing rests on it, nobody raises it", then: [says(4, 3, risk("high")), says(5, 2, yes)], whys: [] },
  {
    name: "anyone with a role raises it, and then more people are asked",
    policy: risky,
    then: [says(4, 3, risk("medium")), says(5, 2, yes)],
    whys: ["missing"],
  },
  {
    name: "the author has a role, too",
    policy: risky,
    then: [says(4, 1, risk("medium")), says(5, 2, yes)],
    whys: ["missing"],
  },
  {
    name: "who has no role raises nothing",
    policy: risky,
    then: [says(4, 6, risk("high")), says(5, 2, yes)],
    whys: [],
  },
  {
    name: "nor who has none any more",
    policy: risky,
    then: [says(4, 3, risk("high")), role(5, "lost", 3, "maintainers"), says(6, 2, yes)],
    whys: [],
  },
  {
    name: "the highest that anybody says counts: two maintainers do, and a seat is empty",
    policy: risky,
    then: [says(3, 5, risk("high")), says(4, 3, risk("medium")), says(5, 2, yes), says(6, 3, yes)],
    whys: ["missing"],
  },
  {
    name: "somebody in the seat, and it is filled",
    policy: risky,
    then: [says(3, 5, risk("high")), says(5, 2, yes), says(6, 4, yes)],
    whys: [],
  },
  {
    name: "whoever raised it takes that back",
    policy: risky,
    then: [says(3, 3, risk("high")), says(4, 3, no), says(5, 2, yes)],
    whys: [],
  },
  {
    name: "or says less",
    policy: risky,
    then: [says(3, 3, risk("high")), says(4, 3, risk("low")), says(5, 2, yes)],
    whys: [],
  },
  {
    name: "nobody else does",
    policy: risky,
    then: [says(3, 3, risk("high")), says(4, 4, no), says(5, 4, risk("low")), says(6, 2, yes)],
    whys: ["missing"],
  },
  {
    name: "what would lower what another says is refused, and one's own word stands",
    policy: risky,
    then: [
      says(2, 2, risk("medium")),
      says(3, 3, risk("high")),
      says(4, 3, risk("low")),
      says(5, 2, yes),
      says(6, 3, yes),
    ],
    whys: ["missing"],
  },
  {
    name: "what is heard late is no later word",
    policy: risky,
    then: (() => {
      const late = unheard(3, 3, risk("high"));
      return [late, says(4, 3, risk("low")), { is: "heard", at: 5, id: late.id }, says(6, 2, yes)];
    })(),
    whys: [],
  },
  {
    name: "what is taken back before it was heard is not taken back: there was nothing yet",
    policy: risky,
    then: (() => {
      const late = unheard(3, 3, risk("high"));
      return [
        late,
        says(4, 3, no),
        { is: "looked", at: 4 },
        ...heard(late).slice(1),
        { is: "looked", at: 5 },
        says(6, 2, yes),
      ];
    })(),
    whys: ["missing"],
  },
  {
    name: "a standard change has none",
    policy: { ...risky, standard: "docs/" },
    files: [src({ path: "docs/a.md" })],
    then: [says(4, 3, risk("high"))],
    whys: [],
  },
];

describe("the reference model of risk", () => {
  it.each(ROWS)("$name", (row) => {
    expect(judged(row).whys).toEqual(row.whys);
  });
});
