// What a change is judged as, for the record: whoever looks back after the merge starts from it (records.ts).
import type { JudgedAs } from "../record-shapes.ts";
import { foldersOf, undoneBy } from "../risk/past.ts";
import { isPastAsked } from "../rules/asked.ts";
import { touchedPaths } from "../rules/paths.ts";
import type { Scene } from "../scene.ts";
import { askedFor } from "./asked-for.ts";

/** Null while its type or its risk could not be found out. */
export function judgedAs(scene: Scene, lenders: readonly number[]): JudgedAs | null {
  const { typed, risk } = askedFor(scene);
  if (typed.unknown.length > 0 || (risk?.unknown ?? []).length > 0) return null;
  const { standard } = scene.policy.section.types;
  return {
    type: typed.type,
    author: scene.pull.author?.id ?? null,
    sample: typed.type === "standard" ? (standard?.sample ?? null) : null,
    emergency: typed.emergency,
    folders: isPastAsked(scene.policy.section) ? foldersOf(touchedPaths(scene.files)) : null,
    undoes: isPastAsked(scene.policy.section) ? undoneBy(scene.pull.body, scene.repository) : [],
    lenders: [...lenders],
    risk: risk ? { level: risk.level, points: risk.sum.points } : null,
  };
}
