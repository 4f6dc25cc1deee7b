// What is asked of a change as it stands: its type, its level of risk, and the rules about approvals that go with them.
import type { Person } from "../../core/refs.ts";
import { rolesOf, type ApprovalRule, type Quorum } from "../rules/approval-rule.ts";
import { applyingQuorums } from "../rules/approval-tree.ts";
import type { Matter } from "../rules/predicate.ts";
import { matterOf } from "../rules/matter.ts";
import { test } from "../rules/truth.ts";
import { riskIn, type Risk } from "../risk/level.ts";
import type { Scene } from "../scene.ts";
import { typeIn, type Typed } from "./type.ts";

export interface AskedFor {
  readonly typed: Typed;
  /** Null where nothing rests on it. */
  readonly risk: Risk | null;
  /** For a standard change what a normal one would need: nothing of it is asked, and approvals may be given. */
  readonly rule: ApprovalRule;
  readonly matter: Matter;
}

// One scene is asked many times in one decision; the answer follows from the scene alone.
const answers = new WeakMap<Scene, AskedFor>();

export function askedFor(scene: Scene): AskedFor {
  const known = answers.get(scene);
  if (known) return known;
  const typed = typeIn(scene);
  const { approvals, types } = scene.policy.section;
  const rule = typed.type === "emergency" && types.emergency ? types.emergency.approvals : approvals;
  const risk = typed.type === "standard" ? null : riskIn(scene);
  const asked = { typed, risk, rule, matter: matterOf(scene) };
  answers.set(scene, asked);
  return asked;
}

/** The quorums of the rules that apply. */
export function quorumsAskedFor(scene: Scene): readonly Quorum[] {
  const { risk, rule, matter } = askedFor(scene);
  return applyingQuorums(rule, { level: risk?.level ?? "low", test: (condition) => test(condition, matter) });
}

/** The roles whose approvals are asked for. */
export function rolesAskedFor(scene: Scene): readonly string[] {
  return [...new Set(quorumsAskedFor(scene).flatMap(rolesOf))];
}

/** Whose approval does not count in this quorum, having declared the emergency that it is for. */
export function declarerLeftOut(scene: Scene, quorum: Quorum): Person | null {
  const { emergency } = askedFor(scene).typed;
  return quorum.count === 1 ? (emergency?.by ?? null) : null;
}
