// Who takes part in the histories, and under which policies. What the room cannot do yet is left out by asking its schema.

import { changeConfig } from "../../src/change/config.ts";
import { commands } from "../../src/change/commands.ts";
import type { Sha } from "../../src/core/refs.ts";
import type { Policy, Who } from "./events.ts";

export const AUTHOR = 1;
export const PEOPLE: readonly Who[] = [AUTHOR, 2, 3, 4, 5, 6];
/** Who has which role at the beginning; 6 has none, and the author has one. */
export const BEGIN: readonly (readonly [Who, string])[] = [
  [AUTHOR, "maintainers"],
  [2, "maintainers"],
  [3, "maintainers"],
  [4, "maintainers"],
  [4, "board"],
  [5, "board"],
];

/** 2026-03-02T09:00:00Z, a Monday, in seconds: where each history begins. */
export const START = Date.UTC(2026, 2, 2, 9) / 1000;
export const HOUR = 3_600;
export const DAY = 86_400;
/** The issue that emergencies are declared for. */
export const INCIDENT = 7;

const BOTH = ["author", "contributors"] as const;
const one = { count: 1, from: ["maintainers"] };
const two = { count: 2, from: ["maintainers", "board"], of_which: { board: 1 } };
/** The board counts in its seat alone. */
const seat = { count: 2, from: ["maintainers"], of_which: { board: 1 } };

const FIRST: readonly Policy[] = [
  { approvals: one, separation: BOTH, reviews: "ignore", hold: "anyone" },
  { approvals: one, separation: BOTH, reviews: "count", hold: "board", expires: DAY },
  { approvals: two, separation: BOTH, reviews: "count", hold: "anyone", expires: DAY },
  { approvals: one, separation: ["author"], reviews: "count", hold: "anyone" },
  { approvals: { ...one, count: 2 }, separation: [], reviews: "ignore", hold: "anyone", expires: DAY },
  { approvals: seat, separation: BOTH, reviews: "count", hold: "anyone" },
];

const has = (name: string) => commands.some((command) => command.name === name);
const takes = (section: unknown) => changeConfig.safeParse(section).success;
/** What the room has learned so far. */
export const KNOWS = {
  types: has("change-type") && takes({ types: { standard: { if: { only_paths: ["docs/**"] } } } }),
  freezes: has("override-freeze") && takes({ override_freeze: ["board"] }),
  delegations: has("delegate-change") && has("undelegate-change"),
  risk: has("risk") && takes({ approvals: { low: one, medium: one, high: one } }),
  keep: takes({ keep_approval_on: ["same-patch", "base-merge"] }),
};

const asked = { approvals: two, separation: BOTH, reviews: "ignore", hold: "anyone" } as const;
const typed: Policy = {
  ...asked,
  standard: "docs/",
  emergency: { declare: ["maintainers"], approvals: one },
};
const emergency = { declare: ["maintainers", "board"], approvals: { ...two, count: 2, of_which: {} } };
const yearEnd = { name: "year end", from: START + HOUR, to: START + DAY + HOUR, allow: ["emergency"] } as const;
const calm: Policy = { ...(KNOWS.types ? typed : asked), overrideFreeze: ["board"] };

export const POLICIES: readonly Policy[] = [
  ...FIRST,
  ...(KNOWS.keep ? FIRST.slice(0, 3).map((policy): Policy => ({ ...policy, keep: ["same-patch", "base-merge"] })) : []),
  ...(KNOWS.keep
    ? [
        { ...FIRST[0]!, keep: ["same-patch"] as const },
        { ...FIRST[1]!, keep: ["base-merge"] as const },
      ]
    : []),
  ...(KNOWS.types ? [typed, { ...typed, emergency, separation: ["author"] as const }] : []),
  ...(KNOWS.risk
    ? [
        { ...FIRST[0]!, risk: { medium: { ...one, count: 2 }, high: two } },
        {
          ...(KNOWS.types ? typed : asked),
          approvals: one,
          risk: { medium: { count: 1, from: ["board"] }, high: two },
        },
      ]
    : []),
  ...(KNOWS.freezes
    ? [calm, { ...calm, freezes: [yearEnd] }, { ...calm, freezes: [{ ...yearEnd, branches: ["next"], allow: [] }] }]
    : []),
];

/** A commit of this number: 40 hex digits that differ from every other's within the first three. */
export const commit = (n: number): Sha => (n + 256).toString(16).padStart(4, "0").slice(-4).repeat(10);
