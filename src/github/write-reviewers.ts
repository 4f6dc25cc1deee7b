// Asking people for their review: those who are not asked, one call for all.
import * as z from "zod";
import type { Outcome } from "../core/outcome.ts";
import type { StepOf } from "../core/plan.ts";
import type { Ask } from "./ask.ts";
import { outcome } from "./outcome.ts";
import { accountNow } from "./read-people.ts";
import { Account } from "./shapes.ts";

const Pull = z.object({ user: Account.nullable(), requested_reviewers: z.array(Account.nullable()).nullish() });

/**
 * 1 call to look; where somebody is missing 1 for each login and 1 to ask. Whoever reviewed already is on GitHub's list
 * no more, and is asked again only if the plan says so. Throws `refused` when GitHub will not ask one of them.
 */
export async function requestReviews(ask: Ask, step: StepOf<"request-reviews">): Promise<Outcome> {
  const what = `reviewers of ${ask.called}#${step.on}`;
  const { value } = await ask({
    route: "GET /repos/{owner}/{repo}/pulls/{pull_number}",
    parameters: { pull_number: step.on },
    what,
    schema: Pull,
  });
  // GitHub refuses the whole call for an author among them.
  const present = new Set([value.user?.id, ...(value.requested_reviewers ?? []).map((one) => one?.id)]);
  const missing = step.of.filter(({ id }) => !present.has(id));
  if (missing.length === 0) return outcome("already");
  const reviewers: string[] = [];
  for (const person of missing) reviewers.push((await accountNow(ask, person)).login);
  await ask({
    route: "POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers",
    parameters: { pull_number: step.on, reviewers },
    what,
    schema: z.unknown(),
  });
  return outcome("written");
}
