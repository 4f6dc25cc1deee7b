// [Types] and [Freezes]: which kind of change it is, whose approvals it takes, and whether a freeze stops it.

import type { Instant } from "../../src/core/refs.ts";
import { isMeant } from "./binding.ts";
import { speaksFor } from "./delegations.ts";
import { approvalsAt, levelOf } from "./risk.ts";
import type { Approvals, Freeze, History, Kind, Policy, Reading, Who } from "./events.ts";
import {
  baseOf,
  commands,
  filesOf,
  hasOneOf,
  headOf,
  heads,
  isIncident,
  isOfAnEarlierSecond,
  once,
  policyOf,
  type Spoken,
  untilHeard,
} from "./past.ts";

/** [Commands: `/x cancel` undoes what `/x` set] Whether one who might have set it took it back later. */
function isTakenBack(history: History, set: Spoken, by: { readonly do: Spoken["command"]["do"]; may: May }): boolean {
  const both = commands(history, set.command.do, by.do);
  const place = both.findIndex((one) => one.said === set.said && one.command === set.command);
  return both.slice(place + 1).some(({ said, command }) => {
    const then = untilHeard(history, said)!;
    return command.do === by.do && (said.by === set.said.by || by.may(then, said.by));
  });
}
type May = (history: History, who: Who) => boolean;

const mayDeclare: May = (history, who) => hasOneOf(history, who, policyOf(history).emergency?.declare ?? []);
const mayOverride: May = (history, who) => speaksFor(history, who, policyOf(history).overrideFreeze ?? []);

/**
 * [Types: emergency] Who declared it: by `declare`, then and now; #n is an open issue here with the label `incident`, then
 * and, since an emergency `needs: [incident]`, now. Of several declarations the one written last is the one that stands.
 */
export const declarer = once<Who | undefined>((history) => {
  const last = commands(history, "emergency", "no emergency").reduce<Spoken | undefined>((standing, spoken) => {
    const { said, command } = spoken;
    const then = untilHeard(history, said)!;
    const isOwn = command.do === "no emergency" && standing?.said.by === said.by;
    const isSo = command.do !== "emergency" || isIncident(then, command.incident);
    return isOwn || (isSo && mayDeclare(then, said.by)) ? spoken : standing; // what is refused does nothing
  }, undefined);
  if (last?.command.do !== "emergency") return undefined;
  const isStill = isIncident(history, last.command.incident) && mayDeclare(history, last.said.by);
  return isStill ? last.said.by : undefined;
});

/** [Predicates: only_paths] "Renames count under both names." */
export function isStandard(history: History): boolean {
  const { standard } = policyOf(history);
  if (standard === undefined) return false;
  const names = filesOf(history).flatMap(({ path, was }) => (was === undefined ? [path] : [path, was]));
  return names.length > 0 && names.every((name) => name.startsWith(standard));
}

/** [Types] "Precedence: emergency, standard, normal." */
export function kindOf(history: History): Kind {
  if (declarer(history) !== undefined) return "emergency";
  return isStandard(history) ? "standard" : "normal";
}

/** Whose approvals it takes; nobody's for a standard change. */
export function approvalsFor(history: History): Approvals | undefined {
  const { emergency } = policyOf(history);
  const kind = kindOf(history);
  if (kind === "standard") return undefined;
  return kind === "emergency" ? emergency!.approvals : approvalsAt(policyOf(history), levelOf(history));
}

/** [Who counts: seats count towards `count`] Roles whose holders fill the count or a seat. */
export const rolesIn = ({ from, of_which = {} }: Approvals) => [...from, ...Object.keys(of_which)];
/** Those of any kind of change: "A change of type voids no approval; the quorum is counted anew." */
export const everyRoleIn = ({ approvals, emergency, risk }: Policy) => [
  ...[approvals, ...Object.values(risk ?? {})].flatMap(rolesIn),
  ...(emergency ? rolesIn(emergency.approvals) : []),
];

/** When it is asked, and by which reading. */
export interface At {
  readonly now: Instant;
  readonly reading: Reading;
}

/** [Freezes: `/override-freeze`] binds to (freeze, pull request and sha, until) and ends on push. */
function isOverridden(history: History, freeze: Freeze, at: At): boolean {
  return commands(history, "override").some((spoken) => {
    const { said, command } = spoken;
    const then = untilHeard(history, said)!;
    return (
      command.do === "override" &&
      command.freeze === freeze.name &&
      at.now < command.until &&
      (policyOf(then).freezes ?? []).some(
        (one) => one.name === freeze.name && mayBeOverridden(then, spoken, one, at),
      ) &&
      (at.reading === "letter" || baseOf(then) === baseOf(history)) &&
      mayOverride(then, said.by) &&
      mayOverride(history, said.by) &&
      isMeant(history, said, at.reading) &&
      !heads(history.slice(history.indexOf(said))).length &&
      !isTakenBack(history, spoken, { do: "no override", may: mayOverride })
    );
  });
}

const concerns = (history: History, { branches }: Freeze): boolean => branches?.includes(baseOf(history)) ?? true;

/** Of what is told in one look, nobody in the house can say which came first. */
const isHeardWithAnotherHead = (then: History): boolean => {
  const before = then.findLastIndex(({ is }) => is === "looked");
  return heads(then.slice(before + 1)).some(({ head }) => head !== headOf(then));
};

/** In the house nobody lets a change through for longer than the freeze, nor one that it does not concern, nor an earlier one. */
const mayBeOverridden = (then: History, { said, command }: Spoken, freeze: Freeze, { reading }: At): boolean =>
  reading === "letter" ||
  (command.do === "override" &&
    command.until <= freeze.to &&
    concerns(then, freeze) &&
    !isHeardWithAnotherHead(then) &&
    !isOfAnEarlierSecond(then, said));

/** [Freezes] "one calendar; half-open, scope by branch, type": the names of those that stop it now. */
export function freezesOn(history: History, at: At): string[] {
  const kind = kindOf(history);
  return (policyOf(history).freezes ?? [])
    .filter(({ from, to }) => from <= at.now && at.now < to)
    .filter((freeze) => concerns(history, freeze))
    .filter(({ allow }) => !allow?.includes(kind))
    .filter((freeze) => !isOverridden(history, freeze, at))
    .map((freeze) => freeze.name);
}
