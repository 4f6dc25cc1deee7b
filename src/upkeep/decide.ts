import type { Plan, Step } from "../core/plan.ts";
import type { OpenPull } from "../core/pull.ts";
import type { UpkeepFacts } from "./facts.ts";
import * as words from "./words.ts";

/** Every open pull request is looked at this often even if no event comes: a lost webhook heals by itself. */
export const RECONCILE_EVERY_MS = 3_600_000;
/** Turns of one repository are spread, so that a reconciliation does not spend the rate limit at once. */
export const SPREAD_MS = 250;
/** When something could not be read, soon. */
export const AGAIN_MS = 5 * 60_000;

/** Wakes what may have to be decided anew; decides nothing itself. */
export function decide(facts: UpkeepFacts): Plan {
  const { now, subject, changed, openPulls } = facts;
  const failed = [changed, openPulls].flatMap((fact) => (fact.known ? [] : [fact.why.what]));
  // Those first that somebody is at work on: a policy with a new freeze turns them before they go in.
  const pulls = (openPulls.known ? openPulls.value : [])
    .filter((pull) => isTouched(pull, facts))
    .sort((a, b) => b.updatedAt - a.updatedAt);
  const steps = pulls.map(({ number }, index) =>
    wake({ facts, kind: "pull", name: String(number), at: now + index * SPREAD_MS }),
  );
  // First contact waits for the policy file; and what could not be told here is found by the repository's own turn.
  const isOpen = failed.length > 0 || (changed.known && changed.value.policy);
  if (subject.kind === "branch" && isOpen) {
    steps.push(wake({ facts, kind: "repository", name: "", at: failed.length > 0 ? now + AGAIN_MS : now }));
  }
  if (changed.known && changed.value.extended) steps.push(wake({ facts, kind: "installation", name: "", at: now }));
  const verdict = failed.length > 0 ? words.couldNotFindOut(failed) : words.woken(pulls.length);
  if (subject.kind !== "repository") return { verdict, steps };
  return { verdict, steps, lookAgainAt: now + (failed.length > 0 ? AGAIN_MS : RECONCILE_EVERY_MS) };
}

/** A repository's own turn touches every open pull request; a branch's, those that rest on what changed. */
function isTouched(pull: OpenPull, { subject, heads, rewritten, changed }: UpkeepFacts): boolean {
  if (subject.kind === "repository") return true;
  if (heads.includes(pull.head.sha)) return true;
  // What was thrown off the base may be part of what is proposed now: the merge base is another one.
  if (rewritten && pull.base.ref === subject.name) return true;
  if (!changed.known) return pull.base.ref === subject.name;
  return changed.value.policy || (changed.value.codeowners && pull.base.ref === subject.name);
}

function wake(args: {
  readonly facts: UpkeepFacts;
  readonly kind: "pull" | "repository" | "installation";
  readonly name: string;
  readonly at: number;
}): Step {
  const { facts, kind, name, at } = args;
  const { installation } = facts.subject;
  const repository = kind === "installation" ? 0 : facts.subject.repository;
  return {
    do: "wake",
    subject: { installation, repository, kind, name },
    at,
    why: words.whyWoken(facts.subject.kind),
    key: `wake:${kind}:${name}:${at}`,
  };
}
