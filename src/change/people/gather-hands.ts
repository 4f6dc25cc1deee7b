// Who pushed a head, and who asked an agent for the work, as far as anything tells.
import type { Known } from "../../core/known.ts";
import type { Pull } from "../../core/pull.ts";
import type { Reads } from "../../core/reads.ts";
import type { Person, Sha } from "../../core/refs.ts";
import { BY_ACTIVITY } from "../record-shapes.ts";
import { entriesOf, type History } from "../records.ts";

/** A push that an event of this turn tells of. */
export interface Push {
  readonly head: Sha;
  readonly by: Person;
  /** Of the event that tells of it; a redelivery has the same. Null where none did. */
  readonly delivery: string | null;
}

/** Senders of the pushes that we saw; for a head that we did not see pushed, the repository's activity. */
export async function pushersOf(args: {
  readonly pull: Pull;
  readonly records: Known<History>;
  readonly pushes: readonly Push[];
  readonly reads: Pick<Reads, "pusher">;
}): Promise<readonly { readonly head: Sha; readonly by: Person | null }[]> {
  const { pull, records, pushes, reads } = args;
  const recorded = entriesOf(records.known ? records.value : [], "change.pushed");
  const seen = [...recorded.map(({ data, by }) => ({ head: data.head, by })), ...pushes];
  const head = pull.head.sha;
  // The activity is asked at each look: what it said before is kept for the heads that come after.
  const told = [
    ...recorded.flatMap(({ data, by }) => (data.delivery === BY_ACTIVITY ? [] : [{ head: data.head, by }])),
    ...pushes,
  ];
  const isTold = told.some((push) => push.head === head && push.by !== null);
  return isTold ? seen : [...seen, { head, by: await reads.pusher(pull.number, head) }];
}

/** Everybody who assigned, or is assigned to, an agent's pull request or an issue that it is linked to (ID-15). */
export async function requestersOf(
  pull: Pull,
  reads: Pick<Reads, "linkedIssues" | "issue" | "assignments">,
): Promise<readonly Person[]> {
  const issues = await reads.linkedIssues(pull.number);
  const assigned = await Promise.all(issues.map((issue) => reads.issue(issue)));
  const histories = await Promise.all([pull.number, ...issues].map((number) => reads.assignments(number)));
  const people = [
    ...pull.assignees,
    ...assigned.flatMap((issue) => issue.assignees),
    ...histories.flat().flatMap((one) => [one.by, one.to]),
  ];
  const named = people.filter((person): person is Person => person?.type === "User");
  return [...new Map(named.map((person) => [person.id, person])).values()];
}
