// Which approvals on record count now, and why the others do not. What was voided stays in sight.
import type { Unknown } from "../../core/known.ts";
import type { Instant, Person, Sha } from "../../core/refs.ts";
import { ownership } from "../../core/people.ts";
import type { VoidCode } from "../binding/binding.ts";
import { boundTo, type Keep, type Lack } from "../binding/keep.ts";
import { expiryOf } from "../config.ts";
import { handsThatExclude, type Contributors, type Hand } from "./contributors.ts";
import { entriesOf, isWrittenAfter, type EntryOf } from "../records.ts";
import { roleOf, type Scene } from "../scene.ts";
import { declarerLeftOut, rolesAskedFor } from "../types/asked-for.ts";
import type { Quorum } from "../rules/approval-rule.ts";
import { delegationsTo, lentUntil, standingFor } from "./delegations.ts";
import type { Tally } from "./quorum.ts";
import { tallyVoices } from "./voices.ts";

export type ApprovalState =
  /** `kept`: it was given for another head or merge base, and the policy keeps it over what came since. */
  | { readonly is: "counts"; readonly kept: Keep | null }
  | { readonly is: "void"; readonly code: VoidCode; readonly lacks: readonly Lack[] }
  | { readonly is: "void"; readonly code: "role-lost"; readonly invited: string | null }
  | { readonly is: "void"; readonly code: "own-hand"; readonly hands: readonly Hand[] }
  | { readonly is: "unknown"; readonly why: Unknown };

export interface Approval {
  readonly by: Person;
  readonly head: Sha;
  readonly because: string;
  /** Its life ends then, or the time in which its giver stands in for somebody. */
  readonly until: Instant;
  /** Whom its giver stands in for here. */
  readonly standsInFor: readonly Person[];
  readonly state: ApprovalState;
}

type Entry = EntryOf<"change.approval">;

/** Each person's latest approval of each head, in the order in which they were given; those that count last of all. */
export function approvalsIn(scene: Scene, contributors: Contributors): readonly Approval[] {
  const latest = new Map<string, Approval>();
  for (const entry of entriesOf(scene.history, "change.approval")) {
    const { by } = entry;
    if (by === null) continue;
    const key = `${by.id} ${entry.data.tuple.head}`;
    const before = latest.get(key);
    const approval = {
      by,
      head: entry.data.tuple.head,
      because: entry.data.because,
      until: Math.min(
        expiryOf(scene.policy, entry.data.saidAt),
        lentUntil(scene, by, rolesAskedFor(scene)) ?? Infinity,
      ),
      standsInFor: delegationsTo(scene, by).map((one) => one.by),
      state: stateOf({ entry, by, scene, contributors }),
    };
    // A review's approval that went away takes nothing from a command's that stands, nor the other way round.
    if (before?.state.is === "counts" && approval.state.is !== "counts") continue;
    latest.delete(key);
    latest.set(key, approval);
  }
  return [...latest.values()];
}

function stateOf(args: {
  readonly entry: Entry;
  readonly by: Person;
  readonly scene: Scene;
  readonly contributors: Contributors;
}): ApprovalState {
  const { entry, by, scene, contributors } = args;
  const taken = whyTakenBack(entry, by, scene);
  if (taken) return { is: "void", code: taken, lacks: [] };
  const keeps = scene.policy.section.keep_approval_on;
  const bound = boundTo({ was: entry.data.tuple, is: scene.tuple, keeps, evidence: scene.evidence });
  if (bound.is === "void") return bound;
  if (scene.now >= expiryOf(scene.policy, entry.data.saidAt)) return { is: "void", code: "expired", lacks: [] };
  if (bound.is === "unknown") return bound;

  const hands = handsThatExclude(by, contributors, scene.policy.section.separation);
  if (hands.length > 0) return { is: "void", code: "own-hand", hands };

  const standings = rolesAskedFor(scene).map((name) => standingFor(scene, by, name));
  if (standings.some((one) => one.is === "holds" || one.is === "owns")) return { is: "counts", kept: bound.kept };
  for (const one of standings) if (one.is === "unknown") return { is: "unknown", why: one.why };
  const invited = standings.flatMap((one) => (one.is === "no" && one.invited !== null ? [one.invited] : []));
  return { is: "void", code: "role-lost", invited: invited[0] ?? null };
}

/**
 * The latest intent of a person wins: a withdrawal or a rejection takes back what they approved before, whichever
 * arrived first (WH-12). Within one second of a comment and a review nobody can say: then it is taken back.
 */
function whyTakenBack(entry: Entry, by: Person, scene: Scene): VoidCode | undefined {
  const isTaken = entriesOf(scene.history, "change.withdrawal", "change.rejection").some(
    (one) => one.by?.id === by.id && !isWrittenAfter(entry, one),
  );
  if (isTaken) return "withdrawn";
  if (entry.data.source === "command") return undefined;

  const review = scene.reviews.find(({ id }) => id === entry.data.at.id);
  if (!review) return "review-not-there";
  if (review.state !== "approved") return "review-dismissed";
  // When it was submitted counts: one that was begun earlier may come later, and has the smaller id. Of a dismissed one
  // GitHub no longer tells what it said: had it asked for changes, dismissing it must not bring the approval back.
  const isTakenByAnother = scene.reviews.some(
    ({ id, by: other, state, submittedAt }) =>
      id !== review.id &&
      other?.id === by.id &&
      (state === "changes_requested" || state === "dismissed") &&
      submittedAt >= review.submittedAt,
  );
  return isTakenByAnother ? "review-dismissed" : undefined;
}

export interface Coverage {
  /** Paths whose owners have not approved. */
  readonly uncovered: readonly string[];
  /** Paths of which it could not be found out. */
  readonly unknown: readonly Unknown[];
}

/** Whether these people together own every touched path that has an owner. */
export function coverageBy(people: readonly Person[], scene: Scene): Coverage {
  const uncovered: string[] = [];
  const unknown: Unknown[] = [];
  for (const path of scene.owned) {
    const answers = people.map((person) => ownership({ path, person, authority: scene.authority }));
    if (answers.some((one) => one.is === "owns")) continue;
    uncovered.push(path.path);
    unknown.push(...answers.flatMap((one) => (one.is === "unknown" ? [one.why] : [])));
  }
  return { uncovered, unknown };
}

export interface Count {
  readonly tally: Tally;
  readonly coverage: Coverage;
}

/** Counts the people whose approvals stand. Who is only an owner counts when the owners together cover all that is owned. */
export function countOf(approvals: readonly Approval[], scene: Scene, quorum: Quorum): Count {
  const people = [...new Map(approvals.map(({ by }) => [by.id, by])).values()];
  const coverage = coverageBy(people, scene);
  const fills = (person: Person, role: string): boolean => {
    const { is } = roleOf(scene, person, role);
    return is === "holds" || (is === "owns" && coverage.uncovered.length === 0);
  };
  const { from, of_which, count } = quorum;
  const leftOut = declarerLeftOut(scene, quorum);
  const candidate = (person: Person, may: (person: Person, role: string) => boolean) => ({
    id: person.id,
    counts: from.some((role) => may(person, role)),
    seats: Object.keys(of_which).filter((role) => may(person, role)),
  });
  const lends = (person: Person, role: string): boolean => roleOf(scene, person, role).is === "holds";
  const speakers = people.map((person) => ({
    ...candidate(person, fills),
    standsInFor: delegationsTo(scene, person)
      .filter(({ by, doubt }) => by.id !== leftOut?.id && doubt === null)
      .map(({ by }) => candidate(by, lends)),
  }));
  return { tally: tallyVoices(speakers, { count, seats: of_which }), coverage };
}
