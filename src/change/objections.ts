// What stands in the way whatever was approved: a stop, rejections, holds. All of them outlive pushes and retargets.
import type { Person } from "../core/refs.ts";
import { entriesOf, isWrittenAfter, type EntryOf, type History } from "./records.ts";
import { anyRoleOf, type Scene } from "./scene.ts";

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
    const after = history.slice(history.indexOf(entry) + 1);
    // An approval or a lift that was written before the rejection, and came late, does not end it (WH-12).
    const isOver = entriesOf(after, "change.rejection-lift", "change.approval").some(
      (one) => isBy(one, entry.by) && isWrittenAfter(one, entry),
    );
    if (isOver) return [];
    const others = entriesOf(after, "change.rejection-lift")
      .filter((one) => isWrittenAfter(one, entry))
      .flatMap((one) => (one.by ? [one.by] : []));
    const lifters = [...new Map(others.map((person) => [person.id, person])).values()].filter((person) => {
      const { is } = anyRoleOf(scene, person);
      return is === "holds" || is === "owns";
    });
    return lifters.length >= LIFTERS_NEEDED ? [] : [{ by: entry.by, because: entry.data.because, lifters }];
  });
}

export function holdsIn(history: History): readonly Pick<Objection, "by" | "because">[] {
  return latestOfEach(entriesOf(history, "change.hold")).flatMap((entry) => {
    const after = history.slice(history.indexOf(entry) + 1);
    const isOver = entriesOf(after, "change.unhold").some(
      (one) => (one.data.lifts === "all" || isBy(one, entry.by)) && isWrittenAfter(one, entry),
    );
    return isOver ? [] : [{ by: entry.by, because: entry.data.because }];
  });
}

/** Who stopped Lamplighter here, if it is stopped. */
export function stopIn(history: History): EntryOf<"change.stop"> | undefined {
  const last = entriesOf(history, "change.stop", "change.resume").at(-1);
  return last?.kind === "change.stop" ? last : undefined;
}

/** Of each person what they wrote last, whatever came last. */
function latestOfEach<Entry extends EntryOf<"change.rejection" | "change.hold">>(entries: readonly Entry[]): Entry[] {
  const written = [...entries].sort((a, b) => (isWrittenAfter(a, b) ? 1 : isWrittenAfter(b, a) ? -1 : 0));
  return [...new Map(written.map((entry) => [entry.by?.id, entry])).values()];
}

function isBy(entry: { readonly by: Person | null }, person: Person | null): boolean {
  return entry.by !== null && entry.by.id === person?.id;
}
