import type { Plan, Step } from "../core/plan.ts";
import type { Instant } from "../core/refs.ts";
import type { UpkeepFacts } from "./facts.ts";
import * as words from "./words.ts";

/** Every open pull request is looked at this often even if no event comes: a lost webhook heals by itself. */
export const RECONCILE_EVERY_MS = 3_600_000;
/** Turns of one repository are spread, so that a reconciliation does not spend the rate limit at once. */
export const SPREAD_MS = 250;
/** When something could not be read, soon. */
const AGAIN_MS = 5 * 60_000;

/** Wakes what may have to be decided anew; decides nothing itself. */
export function decide(facts: UpkeepFacts): Plan {
  const { now, subject, governanceChanged, openPulls } = facts;
  if (!governanceChanged.known || !openPulls.known) {
    const failed = [governanceChanged, openPulls].flatMap((fact) => (fact.known ? [] : [fact.why.what]));
    const verdict = words.couldNotFindOut(failed);
    return { verdict, steps: wakeAll(facts, []), lookAgainAt: now + AGAIN_MS };
  }
  const steps = wakeAll(facts, openPulls.value);
  const verdict = words.lookedAt({ pulls: openPulls.value.length, changed: governanceChanged.value });
  return subject.kind === "repository" ? { verdict, steps, lookAgainAt: now + RECONCILE_EVERY_MS } : { verdict, steps };
}

function wakeAll({ now, subject, governanceChanged }: UpkeepFacts, pulls: readonly number[]): Step[] {
  const { installation, repository } = subject;
  const wake = (kind: "pull" | "repository", name: string, at: Instant): Step => ({
    do: "wake",
    subject: { installation, repository, kind, name },
    at,
    why: words.whyWoken(subject.kind),
    key: `wake:${kind}:${name}:${at}`,
  });
  const steps = pulls.map((number, index) => wake("pull", String(number), now + index * SPREAD_MS));
  const isChange = !governanceChanged.known || governanceChanged.value;
  // First contact waits for the policy file: its issue is looked at when the file changes.
  if (subject.kind === "branch" && isChange) steps.push(wake("repository", "", now));
  return steps;
}
