// What a policy asks, over all of its rules: what has to be read, and which roles it names.
import { rolesWithDefault } from "../../core/people.ts";
import type { Policy } from "../../core/policy.ts";
import type { Instant } from "../../core/refs.ts";
import type { ChangeConfig } from "../config.ts";
import { questionsOfSignals } from "../risk/questions.ts";
import { conditionsOf, quorumsOf, rolesOf, rulesOf } from "./approval-rule.ts";
import { nextTurnOf } from "./by-state.ts";
import { nodesOf, questionsOf, rolesIn, type Condition } from "./condition.ts";
import type { Question } from "./predicate.ts";

/** Whether anything rests on the level of risk: where no rule asks by level and none is given, nothing is read for it. */
export function isRiskAsked({ approvals, types, risk }: ChangeConfig): boolean {
  const rules = [...rulesOf(approvals), ...(types.emergency ? rulesOf(types.emergency.approvals) : [])];
  return risk.rules.length > 0 || rules.some((rule) => rule.asks === "level");
}

/** The test gate's job and artifact, where its verdict counts towards the risk; else nothing is read of it. */
export function gateAsked(config: ChangeConfig): { readonly check: string; readonly artifact: string } | null {
  const { check, artifact, points } = config.risk.signals.test_gate;
  if (!isRiskAsked(config) || points === 0 || check === undefined || artifact === undefined) return null;
  return { check, artifact };
}

/** Whether recent changes near this one count towards its risk. */
export function isPastAsked(config: ChangeConfig): boolean {
  return isRiskAsked(config) && config.risk.signals.past.points > 0;
}

function conditionsIn(config: ChangeConfig): readonly Condition[] {
  const { approvals, types, require, risk } = config;
  return [
    require,
    ...conditionsOf(approvals),
    ...(types.standard ? [types.standard.if] : []),
    ...(types.emergency ? conditionsOf(types.emergency.approvals) : []),
    ...(isRiskAsked(config) ? risk.rules.map((rule) => rule.if) : []),
  ];
}

/** When a predicate about the calendar may next answer otherwise; null when none does. */
export function nextTurn({ section, calendar }: Policy<ChangeConfig>, now: Instant): Instant | null {
  const times = conditionsIn(section)
    .flatMap(nodesOf)
    .flatMap(({ at }) => (at === undefined ? [] : [nextTurnOf(at, calendar, now)]))
    .filter((turn) => turn !== undefined);
  return times.length > 0 ? Math.min(...times) : null;
}

export function questionsIn(config: ChangeConfig): ReadonlySet<Question> {
  return new Set([
    ...questionsOf(conditionsIn(config)),
    ...(isRiskAsked(config) ? questionsOfSignals(config.risk.signals) : []),
  ]);
}

/** Roles that predicates name: those of the author and the contributors have to be read for them. */
export function rolesOfPredicates(config: ChangeConfig): readonly string[] {
  return rolesIn(conditionsIn(config));
}

/** Every role that the section names. One that is no key under `roles:` makes the policy wrong, whatever the change. */
export function rolesNamed(config: ChangeConfig): readonly string[] {
  const { approvals, types, hold, risk, override_freeze } = config;
  const { emergency } = types;
  const quorums = [...quorumsOf(approvals), ...(emergency ? quorumsOf(emergency.approvals) : [])];
  return [
    ...new Set([
      ...quorums.flatMap(rolesOf),
      ...(emergency ? [...emergency.declare, ...emergency.review_by] : []),
      ...(hold === "anyone" ? [] : [hold]),
      ...risk.lower,
      ...override_freeze,
      ...rolesOfPredicates(config),
    ]),
  ];
}

/** A role that is no key under `roles:` lets nobody through: told before the policy is committed, and on every check. */
export function faultsIn({ section, roles }: Policy<ChangeConfig>): readonly string[] {
  const known = rolesWithDefault(roles);
  return rolesNamed(section)
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => `change names the role ${name}, which is no key under roles.`);
}
