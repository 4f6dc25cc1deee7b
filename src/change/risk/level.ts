// The level of risk: the sum, raised by anyone with a role, lowered by those whom the policy names (spec: change, "Risk").
import type { Unknown } from "../../core/known.ts";
import type { Person } from "../../core/refs.ts";
import { whyUnbound } from "../binding/binding.ts";
import { handsThatExclude } from "../people/contributors.ts";
import type { Level } from "../record-shapes.ts";
import { entriesOf, isWrittenAfter, type EntryOf } from "../records.ts";
import { isRiskAsked } from "../rules/asked.ts";
import { matterOf } from "../rules/matter.ts";
import { anyRoleOf, contributorsIn, roleOf, type Scene } from "../scene.ts";
import { isHigher, sumOf, type Sum } from "./sum.ts";

/** A word of somebody that moved the level, or that would have. */
export interface Said {
  readonly by: Person;
  readonly because: string;
  readonly level: Level;
  readonly moved: "raised" | "lowered" | "not";
}

export interface Risk {
  readonly level: Level;
  readonly sum: Sum;
  readonly said: readonly Said[];
  readonly unknown: readonly Unknown[];
}

/** Null where nothing rests on it. */
export function riskIn(scene: Scene): Risk | null {
  if (!isRiskAsked(scene.policy.section)) return null;
  const sum = sumOf(scene.policy.section.risk, matterOf(scene));
  const unknown: Unknown[] = [...sum.unknown];
  const said: Said[] = [];
  let { level } = sum;
  for (const { by, data } of standing(scene)) {
    if (data.level === null) continue;
    const wanted = data.level;
    const may = isHigher(wanted, level) ? mayRaise(scene, by) : mayLower(scene, by);
    if (may.is === "unknown") unknown.push(may.why);
    const isLowering = isHigher(level, wanted);
    const counts = may.is === "yes" && wanted !== level && (!isLowering || isBound(scene, data));
    said.push({
      by,
      because: data.because,
      level: wanted,
      moved: counts ? (isLowering ? "lowered" : "raised") : "not",
    });
    if (counts) level = wanted;
  }
  return { level, sum, said, unknown };
}

type Entry = EntryOf<"change.risk"> & { readonly by: Person };

/** Of each person what they wrote last, in the order of writing. */
function standing({ history }: Scene): readonly Entry[] {
  const entries = entriesOf(history, "change.risk").filter((entry): entry is Entry => entry.by !== null);
  const written = entries.sort((a, b) => (isWrittenAfter(a, b) ? 1 : isWrittenAfter(b, a) ? -1 : 0));
  const last = new Map<number, Entry>();
  for (const entry of written) {
    last.delete(entry.by.id);
    last.set(entry.by.id, entry);
  }
  return [...last.values()];
}

/** What was lowered was lowered for what stood there: another head, base or policy is judged anew. */
function isBound(scene: Scene, { tuple }: Entry["data"]): boolean {
  return tuple !== null && whyUnbound(tuple, scene.tuple) === undefined;
}

export type May =
  | { readonly is: "yes" }
  | { readonly is: "no"; readonly why: "no-role" | "own-hand" }
  | { readonly is: "unknown"; readonly why: Unknown };

export function mayRaise(scene: Scene, person: Person): May {
  const standing = anyRoleOf(scene, person);
  if (standing.is === "unknown") return standing;
  return standing.is === "no" ? { is: "no", why: "no-role" } : { is: "yes" };
}

/** By a role that the policy names, and as with approvals by nobody who had a hand in it. */
export function mayLower(scene: Scene, person: Person): May {
  const { risk, separation } = scene.policy.section;
  if (handsThatExclude(person, contributorsIn(scene), separation).length > 0) return { is: "no", why: "own-hand" };
  const standings = risk.lower.map((role) => roleOf(scene, person, role));
  if (standings.some(({ is }) => is === "holds" || is === "owns")) return { is: "yes" };
  for (const one of standings) if (one.is === "unknown") return one;
  return { is: "no", why: "no-role" };
}
