// Asking for reviews whom the search found (`reviewers: request`). Each person is asked once by us: whoever takes a
// request back meant it, and a push does not ask again by itself.
import type { Step } from "../../core/plan.ts";
import type { Policy } from "../../core/policy.ts";
import type { Pull } from "../../core/pull.ts";
import type { Person } from "../../core/refs.ts";
import type { ChangeConfig } from "../config.ts";
import { entriesOf, recordStep, type History } from "../records.ts";
import { list } from "../phrases.ts";

/** GitHub takes at most fifteen reviewers of a pull request. */
const MOST_REVIEWERS = 15;

export function requestSteps(args: {
  readonly pull: Pull;
  readonly policy: Policy<ChangeConfig>;
  readonly history: History;
  readonly suggested: readonly Person[];
}): readonly Step[] {
  const { pull, policy, history, suggested } = args;
  const { reviewers, mode } = policy.section;
  if (reviewers !== "request" || mode === "observe" || suggested.length > MOST_REVIEWERS) return [];
  const before = entriesOf(history, "change.asked").flatMap(({ data }) => data.people);
  const known = new Set([...before, ...pull.requestedReviewers.map(({ id }) => id)]);
  const of = suggested.filter(({ id }) => !known.has(id));
  if (of.length === 0) return [];
  const people = of.map(({ id }) => id).sort((a, b) => a - b);
  const why = `${list(of.map(({ login }) => `@${login}`))} could approve it`;
  const meaning = people.join("+");
  const key = `request-reviews:${meaning}`;
  return [
    { do: "request-reviews", why, key, on: pull.number, of },
    { ...recordStep({ kind: "change.asked", by: null, data: { people } }, why, meaning), restsOn: [key] },
  ];
}
