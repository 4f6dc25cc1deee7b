import { describe, expect, it } from "vitest";

import { board, type Case, H2, heard, judged, plain, push, role, says, unheard, yes } from "./by-hand.ts";
import type { Command, Event, Policy, Who } from "./events.ts";

const to = (who: Who, until = 1_000): Command => ({ do: "delegate", login: `user${who}`, until });
const end = (who?: Who): Command =>
  who === undefined ? { do: "undelegate" } : { do: "undelegate", login: `user${who}` };
const renamed = (at: number, who: Who, login: string): Event => ({ is: "renamed", at, who, login });
const two: Policy = { ...plain, approvals: { count: 2, from: ["maintainers"] } };

const ROWS: readonly Case[] = [
  { name: "who has no role approves nothing", then: [says(5, 6, yes)], whys: ["missing"], voids: ["no-role"] },
  { name: "but for somebody else", then: [says(4, 2, to(6)), says(5, 6, yes)], whys: [] },
  {
    name: "not before that was handed on",
    then: [says(4, 6, yes), says(5, 2, to(6))],
    whys: ["missing"],
    voids: ["no-role"],
  },
  {
    name: "nor by whoever has no role to hand on",
    then: [says(4, 6, to(3)), role(4, "lost", 3, "maintainers"), says(5, 3, yes)],
    whys: ["missing"],
  },
  {
    name: "nor by a role that was handed on to the delegator",
    then: [says(3, 2, to(6)), role(4, "lost", 3, "maintainers"), says(4, 6, to(3)), says(5, 3, yes)],
    whys: ["missing"],
  },
  {
    name: "it ends at its time",
    then: [says(4, 2, to(6, 50)), says(5, 6, yes), { is: "looked", at: 50 }],
    whys: ["missing"],
    voids: ["role-lost"],
  },
  {
    name: "it is no more than the delegator has now",
    then: [says(4, 2, to(6)), says(5, 6, yes), role(6, "lost", 2, "maintainers")],
    whys: ["missing"],
    voids: ["role-lost"],
  },
  { name: "it is taken back", then: [says(4, 2, to(6)), says(5, 6, yes), says(6, 2, end(6))], whys: ["missing"] },
  { name: "with all others", then: [says(4, 2, to(6)), says(5, 6, yes), says(6, 2, end())], whys: ["missing"] },
  {
    name: "one's own alone, where one's own is what there is",
    then: [says(3, 3, to(6)), says(4, 2, to(6)), says(5, 6, yes), says(6, 2, end(6))],
    whys: [],
  },
  {
    name: "a maintainer ends anybody's",
    then: [says(4, 2, to(6)), says(5, 6, yes), says(6, 4, end(6))],
    whys: ["missing"],
  },
  { name: "nobody else does", then: [says(4, 2, to(6)), says(5, 6, yes), says(6, 5, end(6))], whys: [] },
  {
    name: "an end that is heard before what it ends ends it",
    then: (() => {
      const late = unheard(3, 2, to(6));
      const rest: (Event | Event[])[] = [says(4, 2, end()), { is: "looked", at: 4 }, ...heard(late).slice(1)];
      return [late, ...rest, { is: "looked", at: 5 }, says(6, 6, yes)];
    })(),
    whys: ["missing"],
  },
  {
    name: "both together are one voice",
    policy: two,
    then: [says(4, 2, to(6)), says(5, 6, yes), says(6, 2, yes)],
    whys: ["missing"],
  },
  {
    name: "two who stand in for one person are one",
    policy: two,
    then: [role(2, "lost", 3, "maintainers"), says(3, 2, to(3)), says(4, 2, to(6)), says(5, 6, yes), says(6, 3, yes)],
    whys: ["missing"],
  },
  {
    name: "two maintainers who stand in for each other are still two",
    policy: two,
    then: [says(3, 2, to(3)), says(4, 3, to(2)), says(5, 2, yes), says(6, 3, yes)],
    whys: [],
  },
  {
    name: "one person fills one seat, whomever they stand in for",
    policy: board,
    then: [says(3, 2, to(6)), says(4, 5, to(6)), says(5, 6, yes)],
    whys: ["missing"],
  },
  { name: "a seat of another's", policy: board, then: [says(4, 5, to(6)), says(5, 6, yes), says(6, 2, yes)], whys: [] },
  {
    name: "it gets round no separation of duties: not for the author",
    then: [says(4, 1, to(6)), says(5, 6, yes)],
    whys: ["missing"],
  },
  {
    name: "nor for who pushed since",
    then: [says(4, 2, to(6)), push(5, H2, 2), { is: "announced", at: 6, head: H2 }, says(7, 6, yes)],
    whys: ["missing"],
  },
  {
    name: "a login is whoever has it when it is heard",
    then: [renamed(3, 6, "six"), says(4, 2, to(6)), says(5, 6, yes)],
    whys: ["missing"],
  },
  { name: "it does not reject", then: [says(4, 2, to(6)), says(5, 6, yes), says(6, 6, { do: "reject" })], whys: [] },
];

describe("the reference model of delegations", () => {
  it.each(ROWS)("$name", (row) => {
    expect(judged(row)).toMatchObject({ whys: row.whys, ...(row.voids && { voids: row.voids }) });
  });
});
