// Who stands in for whom (`/delegate-change`). A delegation hands on the delegator's own roles in one repository for a
// time. It is the delegator's voice with another mouth: both together fill one seat (docs/delegations.md).
import type { Instant, Person } from "../../core/refs.ts";
import type { Standing } from "../../core/people.ts";
import { entriesOf, isWrittenAfter, printPlace, type EntryOf, type History } from "../records.ts";
import { contributorsIn, roleOf, type Scene } from "../scene.ts";
import { handsThatExclude } from "./contributors.ts";

export const DELEGATION_KINDS = ["change.delegation", "change.delegation-end"] as const;

export interface Delegation {
  readonly by: Person;
  readonly to: Person;
  readonly until: Instant;
}

type Given = EntryOf<"change.delegation">;
type End = EntryOf<"change.delegation-end">;

/** The delegations that hold at an instant, by several histories that may tell of the same ones. */
export function delegationsAt(histories: readonly History[], now: Instant): readonly Delegation[] {
  const entries = histories.flatMap((history) => entriesOf(history, ...DELEGATION_KINDS));
  // A command is on record about its pull request and about the repository; where it stands tells that it is one.
  const each = [...new Map(entries.map((entry) => [printPlace(entry.data.at), entry])).values()];
  const ends = each.filter((entry): entry is End => entry.kind === "change.delegation-end");
  const given = each.filter((entry): entry is Given => entry.kind === "change.delegation");
  return given.flatMap((entry) => {
    const { by, data } = entry;
    if (!by || data.until <= now || ends.some((end) => isEndOf(end, entry))) return [];
    return [{ by, to: data.to, until: data.until }];
  });
}

function isEndOf(end: End, given: Given): boolean {
  const { from, to } = end.data;
  if (from !== null && from !== given.by?.id) return false;
  if (to !== null && to !== given.data.to.id) return false;
  return isWrittenAfter(end, given) || (end.data.saidAt === given.data.saidAt && end.sequence > given.sequence);
}

/** What holds in this look, with what was said in it. */
export function delegationsIn(scene: Scene): readonly Delegation[] {
  return delegationsAt([scene.around.delegations, scene.history], scene.now);
}

/** Whom a person stands in for here: nobody who may not approve this change, or handing on would get round that. */
export function delegationsTo(scene: Scene, person: Person): readonly Delegation[] {
  const all = delegationsIn(scene).filter(({ to, by }) => to.id === person.id && by.id !== person.id);
  if (all.length === 0) return [];
  const contributors = contributorsIn(scene);
  const { separation } = scene.policy.section;
  return all.filter(({ by }) => handsThatExclude(by, contributors, separation).length === 0);
}

/**
 * Whether a person holds a role, or stands in for somebody who holds it now. Only held roles are handed on: whoever owns
 * touched paths answers for them in person. What was handed on is not handed further, since the delegator's own roles count.
 */
export function standingFor(scene: Scene, person: Person, name: string): Standing {
  const own = roleOf(scene, person, name);
  if (own.is === "holds" || own.is === "owns" || person.type !== "User") return own;
  const lent = delegationsTo(scene, person).map(({ by }) => roleOf(scene, by, name));
  if (lent.some(({ is }) => is === "holds")) return { is: "holds" };
  return own.is === "unknown" ? own : (lent.find(({ is }) => is === "unknown") ?? own);
}

/** When the first of them ends on which this person's word rests here; null where they need none. */
export function lentUntil(scene: Scene, person: Person, roles: readonly string[]): Instant | null {
  const isOwn = roles.every((name) => roleOf(scene, person, name).is === "holds");
  const ends = isOwn ? [] : delegationsTo(scene, person).map(({ until }) => until);
  return ends.length > 0 ? Math.min(...ends) : null;
}
