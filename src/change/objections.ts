// What stands in the way whatever was approved: a stop, rejections, holds. All of them outlive pushes and retargets.
import type { Standing } from "../core/people.ts";
import type { Person } from "../core/refs.ts";
import { entriesOf, isWrittenAfter, type EntryOf, type History } from "./records.ts";
import { anyRoleOf, roleOf, type Scene } from "./scene.ts";

/** A rejection that stands; `lifters` are others with a role who want it lifted, one fewer than it takes. */
export interface Objection {
  readonly by: Person | null;
  readonly because: string;
  readonly lifters: readonly Person[];
}

/** So many others with a role end a rejection. */
export const LIFTERS_NEEDED = 2;

/** It ends by its author, by their approving since, or by two others who hold a role now (spec: change, "Decisions"). */
export function rejectionsIn(scene: Scene): readonly Objection[] {
  const { history } = scene;
  return latestOfEach(entriesOf(history, "change.rejection")).flatMap((entry) => {
    // Whichever came first: only an approval or a lift that was written after the rejection ends it (WH-12).
    const isOver = entriesOf(history, "change.rejection-lift", "change.approval").some(
      (one) => isBy(one, entry.by) && isWrittenAfter(one, entry),
    );
    if (isOver) return [];
    const others = entriesOf(history, "change.rejection-lift")
      .filter((one) => isWrittenAfter(one, entry) && !isBy(one, entry.by))
      .flatMap((one) => (one.by ? [one.by] : []));
    const lifters = [...new Map(others.map((person) => [person.id, person])).values()].filter((person) => {
      const { is } = anyRoleOf(scene, person);
      return is === "holds" || is === "owns";
    });
    return lifters.length >= LIFTERS_NEEDED ? [] : [{ by: entry.by, because: entry.data.because, lifters }];
  });
}

/** Whoever held lets go of their own; others of everybody's, while they have the role that it takes. */
export function holdsIn(scene: Scene): readonly Pick<Objection, "by" | "because">[] {
  const { history } = scene;
  return latestOfEach(entriesOf(history, "change.hold")).flatMap((entry) => {
    const isOver = entriesOf(history, "change.unhold").some(
      (one) =>
        isWrittenAfter(one, entry) && (isBy(one, entry.by) || (one.data.lifts === "all" && mayLift(scene, one.by))),
    );
    return isOver ? [] : [{ by: entry.by, because: entry.data.because }];
  });
}

/** What it takes to end somebody else's hold, asked anew like all that green rests on (spec: commands, "Authority"). */
function mayLift(scene: Scene, person: Person | null): boolean {
  if (person === null) return false;
  const { is } = standingToLift(scene, person);
  return is === "holds" || is === "owns";
}

export function standingToLift(scene: Scene, person: Person): Standing {
  const { hold } = scene.policy.section;
  return hold === "anyone" ? anyRoleOf(scene, person) : roleOf(scene, person, hold);
}

/** Who stopped Lamplighter here, if it is stopped. */
export function stopIn(history: History): EntryOf<"change.stop"> | undefined {
  const resumes = entriesOf(history, "change.resume");
  return entriesOf(history, "change.stop").findLast((stop) => !resumes.some((one) => isWrittenAfter(one, stop)));
}

/** Of each person what they wrote last, whatever came last. */
function latestOfEach<Entry extends EntryOf<"change.rejection" | "change.hold">>(entries: readonly Entry[]): Entry[] {
  const written = [...entries].sort((a, b) => (isWrittenAfter(a, b) ? 1 : isWrittenAfter(b, a) ? -1 : 0));
  return [...new Map(written.map((entry) => [entry.by?.id, entry])).values()];
}

function isBy(entry: { readonly by: Person | null }, person: Person | null): boolean {
  return entry.by !== null && entry.by.id === person?.id;
}
