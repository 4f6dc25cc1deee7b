import { describe, expect, it } from "vitest";

import { judge } from "./approved.ts";
import { announced, board, type Case, H1, H2, judged, past, plain, push, role, says, src, yes } from "./by-hand.ts";
import type { Command, Event, Freeze, Policy } from "./events.ts";

const one = { count: 1, from: ["maintainers"] };
const typed: Policy = {
  ...board,
  standard: "docs/",
  emergency: { declare: ["maintainers"], approvals: one },
  overrideFreeze: ["board"],
};
const two: Policy = { ...typed, emergency: { declare: ["maintainers"], approvals: { ...one, count: 2 } } };
const yearEnd: Freeze = { name: "year end", from: 50, to: 200, allow: ["emergency"] };
const frozen: Policy = { ...typed, freezes: [yearEnd] };
const incident = (at: number, open = true): Event => ({ is: "issue", at, issue: 7, open, incident: true });
const emergency: Command = { do: "emergency", incident: 7 };
const override: Command = { do: "override", freeze: "year end", until: 150 };
const docs = [src({ path: "docs/a.md" })];
const now = 100;

const TYPES: readonly Case[] = [
  { name: "a standard change is green without a person", policy: typed, files: docs, then: [], whys: [] },
  { name: "docs are not standard where the policy has no template", files: docs, then: [], whys: ["missing"] },
  {
    name: "renames count under both names",
    policy: typed,
    files: [src({ path: "docs/a.md", was: "src/a.ts" })],
    then: [],
    whys: ["missing"],
  },
  {
    name: "a standard change can be rejected",
    policy: typed,
    files: docs,
    then: [says(5, 2, { do: "reject" })],
    whys: ["rejected"],
  },
  {
    name: "an emergency asks its own quorum",
    policy: typed,
    then: [incident(2), says(5, 3, emergency), says(6, 2, yes)],
    whys: [],
  },
  {
    name: "the declarer's own approval does not count when one is enough",
    policy: typed,
    then: [incident(2), says(5, 2, emergency), says(6, 2, yes)],
    whys: ["missing"],
    voids: ["declarer"],
  },
  {
    name: "it counts when two are needed",
    policy: two,
    then: [incident(2), says(5, 2, emergency), says(6, 2, yes), says(7, 3, yes)],
    whys: [],
  },
  {
    name: "a change of type voids no approval: the quorum is counted anew",
    policy: typed,
    then: [incident(2), says(5, 2, yes), says(6, 3, emergency)],
    whys: [],
  },
  {
    name: "a role that only the other type asks for fills no place",
    policy: typed,
    then: [incident(2), says(5, 5, yes), says(6, 3, emergency)],
    whys: ["missing"],
    voids: ["not-asked"],
  },
  {
    name: "nor does the house hear it then",
    policy: typed,
    then: [incident(2), says(4, 3, emergency), says(5, 5, yes), says(6, 3, { do: "no emergency" }), says(7, 2, yes)],
    whys: ["missing"],
    voids: ["not-asked", ""],
  },
  {
    name: "an emergency goes before a standard change",
    policy: typed,
    files: docs,
    then: [incident(2), says(5, 3, emergency)],
    whys: ["missing"],
  },
  {
    name: "no incident, no emergency",
    policy: typed,
    then: [says(5, 3, emergency), says(6, 2, yes)],
    whys: ["missing"],
  },
  {
    name: "a closed incident is none",
    policy: typed,
    then: [incident(2), incident(3, false), says(5, 3, emergency), says(6, 2, yes)],
    whys: ["missing"],
  },
  {
    name: "an emergency needs its incident until the merge",
    policy: typed,
    then: [incident(2), says(5, 3, emergency), says(6, 2, yes), incident(7, false)],
    whys: ["missing"],
  },
  {
    name: "of two declarers the last one answers for it",
    policy: typed,
    then: [incident(2), says(5, 2, emergency), says(6, 3, emergency), says(7, 2, yes)],
    whys: [],
  },
  {
    name: "not everybody declares",
    policy: typed,
    then: [incident(2), says(5, 5, emergency), says(6, 2, yes)],
    whys: ["missing"],
  },
  {
    name: "a declaration rests on its role until the merge",
    policy: typed,
    then: [incident(2), says(5, 3, emergency), says(6, 2, yes), role(7, "lost", 3, "maintainers")],
    whys: ["missing"],
  },
  {
    name: "a declaration is taken back",
    policy: typed,
    then: [incident(2), says(5, 3, emergency), says(6, 2, yes), says(7, 3, { do: "no emergency" })],
    whys: ["missing"],
  },
  {
    name: "whose declaration was refused takes back nobody else's",
    policy: typed,
    then: [incident(2), says(5, 3, emergency), says(6, 5, emergency, { do: "no emergency" }), says(7, 2, yes)],
    whys: [],
  },
  {
    name: "an approval above a declaration in one comment was one, and ends its author's rejection",
    policy: typed,
    then: [incident(2), says(5, 3, { do: "reject" }), says(6, 3, yes, emergency), says(7, 2, yes)],
    whys: [],
  },
  {
    name: "an emergency outlives a push",
    policy: typed,
    then: [incident(2), says(5, 3, emergency), push(6, H2), announced(7, H2), says(8, 2, yes)],
    whys: [],
  },
];

const seats = [says(5, 2, yes), says(6, 4, yes)];
const FREEZES: readonly Case[] = [
  { name: "a freeze stops what is approved", policy: frozen, then: seats, now, whys: ["frozen"] },
  { name: "it has not begun", policy: frozen, then: seats, now: 49, whys: [] },
  { name: "its first second is inside", policy: frozen, then: seats, now: 50, whys: ["frozen"] },
  { name: "its last is outside", policy: frozen, then: seats, now: 200, whys: [] },
  { name: "it stops standard changes too", policy: frozen, files: docs, then: [], now, whys: ["frozen"] },
  {
    name: "an emergency passes a freeze that allows it",
    policy: frozen,
    then: [incident(2), says(5, 3, emergency), says(6, 2, yes)],
    now,
    whys: [],
  },
  {
    name: "and no other",
    policy: { ...typed, freezes: [{ ...yearEnd, allow: [] }] },
    then: [incident(2), says(5, 3, emergency), says(6, 2, yes)],
    now,
    whys: ["frozen"],
  },
  {
    name: "a freeze of another branch",
    policy: { ...typed, freezes: [{ ...yearEnd, branches: ["next"] }] },
    then: seats,
    now,
    whys: [],
  },
  {
    name: "freezes are not in the policy hash",
    policy: typed,
    then: [seats, { is: "policy", at: 20, policy: frozen } as const].flat(),
    now,
    whys: ["frozen"],
  },
  {
    name: "and gone again they void nothing",
    policy: frozen,
    then: [seats, { is: "policy", at: 20, policy: typed } as const].flat(),
    now,
    whys: [],
  },
  { name: "an override lets it pass", policy: frozen, then: [...seats, says(60, 5, override)], now, whys: [] },
  { name: "until its time", policy: frozen, then: [...seats, says(60, 5, override)], now: 150, whys: ["frozen"] },
  { name: "not by everybody", policy: frozen, then: [...seats, says(60, 2, override)], now, whys: ["frozen"] },
  {
    name: "it rests on its role",
    policy: frozen,
    then: [...seats, says(60, 5, override), role(61, "lost", 5, "board")],
    now,
    whys: ["frozen"],
  },
  {
    name: "it names a freeze",
    policy: frozen,
    then: [...seats, says(60, 5, { ...override, freeze: "weekend" })],
    now,
    whys: ["frozen"],
  },
  {
    name: "it ends on push",
    policy: { ...frozen, keep: ["same-patch"] },
    then: [...seats, says(60, 5, override), push(61, H2), announced(62, H2)],
    now,
    whys: ["frozen"],
  },
  {
    name: "it binds to an announced head, as approvals do",
    policy: { ...frozen, keep: ["same-patch"] },
    then: [...seats, push(59, H2), says(60, 5, override), announced(61, H2)],
    now,
    whys: ["frozen"],
  },
  {
    name: "nobody overrides what does not stop it yet",
    policy: { ...typed, freezes: [{ ...yearEnd, branches: ["next"] }] },
    then: [...seats, says(60, 5, override), { is: "policy", at: 61, policy: frozen }],
    now,
    whys: ["frozen"],
  },
  {
    name: "in the second of a retarget it is refused",
    policy: frozen,
    then: [
      { is: "retargeted", at: 60, base: "next" },
      says(60, 5, override),
      announced(61, H1),
      says(62, 2, yes),
      says(62, 5, yes),
    ],
    now,
    whys: ["frozen"],
  },
  {
    name: "it is taken back",
    policy: frozen,
    then: [...seats, says(60, 5, override), says(61, 5, { do: "no override" })],
    now,
    whys: ["frozen"],
  },
  {
    name: "another one is given",
    policy: frozen,
    then: [...seats, says(60, 5, override), says(61, 5, { do: "no override" }), says(62, 4, override)],
    now,
    whys: [],
  },
];

describe("types of change and freezes, by hand", () => {
  it.each([...TYPES, ...FREEZES])("$name", (row) => {
    const { whys, voids } = judged(row);
    expect(whys).toEqual(row.whys);
    if (row.voids) expect(voids).toEqual(row.voids);
  });

  it("says which kind it is", () => {
    const kindOf = (row: Omit<Case, "name" | "whys">) => judge(past({ name: "", whys: [], ...row }), now, "house").kind;
    expect(kindOf({ then: [], policy: plain })).toBe("normal");
    expect(kindOf({ then: [], policy: typed, files: docs })).toBe("standard");
    expect(kindOf({ then: [incident(2), says(5, 3, emergency)], policy: typed, files: docs })).toBe("emergency");
  });
});
