// Who stands in for whom (`/delegate-change`). A delegation hands on the delegator's own roles in one repository for a
// time. It is the delegator's voice with another mouth: both together fill one seat (docs/delegations.md).
import { mostHopeful } from "../../core/hope.ts";
import type { Unknown } from "../../core/known.ts";
import type { Instant, Person } from "../../core/refs.ts";
import type { Standing } from "../../core/people.ts";
import type { Spoken } from "../record-shapes.ts";
import { entriesOf, isWrittenAfter, printPlace, type EntryOf, type History } from "../records.ts";
import { contributorsIn, roleOf, type Scene } from "../scene.ts";
import { handsThatExclude } from "./contributors.ts";

export const DELEGATION_KINDS = [
  "change.delegation",
  "change.delegation-end",
  "change.delegation-doubt",
  "change.delegation-cleared",
] as const;

export interface Delegation {
  readonly by: Person;
  readonly to: Person;
  readonly until: Instant;
  /** Somebody may have ended it, which could not be found out yet: nothing may rest on it until then. */
  readonly doubt: Unknown | null;
}

type Given = EntryOf<"change.delegation">;
type End = EntryOf<"change.delegation-end" | "change.delegation-doubt">;

/** Milliseconds. So long others may put in doubt what somebody handed on; that somebody may for as long as it takes. */
const LONGEST_DOUBT = 86_400_000;

/** The delegations that hold at an instant, by several histories that may tell of the same ones. */
export function delegationsAt(histories: readonly History[], now: Instant): readonly Delegation[] {
  const all = histories.flat();
  const given = eachOnce(entriesOf(all, "change.delegation"));
  const ends = eachOnce(entriesOf(all, "change.delegation-end"));
  const doubts = doubtsIn(all);
  return given.flatMap((entry) => {
    const { by, data } = entry;
    if (!by || data.until <= now || ends.some((end) => isEndOf(end, entry))) return [];
    const doubt = doubts.find(
      (one) => isEndOf(one, entry) && (one.by?.id === by.id || now - one.recordedAt < LONGEST_DOUBT),
    );
    return [{ by, to: data.to, until: data.until, doubt: doubt ? inDoubt(doubt) : null }];
  });
}

/** A command is on record about its pull request and about the repository; where it stands tells that it is one. */
function eachOnce<One extends Placed>(entries: readonly One[]): One[] {
  return [...new Map(entries.map((entry) => [printPlace(entry.data.at), entry])).values()];
}

interface Placed {
  readonly data: { readonly at: Spoken["at"] };
}

/** What was put in doubt, and neither ended nor cleared since. */
export function doubtsIn(history: History): EntryOf<"change.delegation-doubt">[] {
  const over = entriesOf(history, "change.delegation-end", "change.delegation-cleared");
  const places = new Set(over.map(({ data }) => printPlace(data.at)));
  return eachOnce(entriesOf(history, "change.delegation-doubt")).filter(({ data }) => !places.has(printPlace(data.at)));
}

function inDoubt({ by }: End): Unknown {
  const what = `/undelegate-change${by ? ` by @${by.login}` : ""}`;
  return { failure: "incomplete", what, message: "it could not be judged yet" };
}

/** Whether an end, or what may be one, concerns what `by` handed on to `to`. */
export function isOf(end: Pick<End["data"], "from" | "to">, { by, to }: Pick<Delegation, "by" | "to">): boolean {
  return (end.from === null || end.from === by.id) && (end.to === null || end.to === to.id);
}

function isEndOf(end: End, given: Given): boolean {
  if (!given.by || !isOf(end.data, { by: given.by, to: given.data.to })) return false;
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
  const lent = delegationsTo(scene, person).map(({ by, doubt }): Standing => {
    const theirs = roleOf(scene, by, name);
    return doubt && theirs.is === "holds" ? { is: "unknown", why: doubt } : theirs;
  });
  if (lent.some(({ is }) => is === "holds")) return { is: "holds" };
  const why = mostHopeful([own, ...lent].flatMap((one) => (one.is === "unknown" ? [one.why] : [])));
  return why ? { is: "unknown", why } : own;
}

/** When the first of them ends on which this person's word rests here; null where they need none. */
export function lentUntil(scene: Scene, person: Person, roles: readonly string[]): Instant | null {
  const isOwn = roles.every((name) => roleOf(scene, person, name).is === "holds");
  const ends = isOwn ? [] : delegationsTo(scene, person).map(({ until }) => until);
  return ends.length > 0 ? Math.min(...ends) : null;
}
