// The whole outbound surface: one case for each kind of step. Each is harmless if done twice, also when GitHub did it
// and its answer was lost: look first, then write; what is so already is left alone.
import type { Outcome } from "../core/outcome.ts";
import type { Effect } from "../core/plan.ts";
import type { Ask } from "./ask.ts";
import { orGone } from "./outcome.ts";
import type { OurApp } from "./own.ts";
import { writeCheck } from "./write-check.ts";
import type { LedgerHead } from "./write-check.ts";
import { writeComment, writeReaction } from "./write-comment.ts";
import type { Seen } from "./write-comment.ts";
import { openIssue, setState } from "./write-issue.ts";
import { dispatchWorkflow } from "./write-workflow.ts";
import { requestReviews } from "./write-reviewers.ts";
import { writeAssignees, writeLabels } from "./write-label.ts";

/**
 * Does one step in the repository that `ask` is for. Throws a ReadError when it could not be done now: `rate-limited`,
 * `server` and `timeout` pass by themselves; `forbidden` and `refused` need a person.
 */
export async function write(place: Place, step: Effect): Promise<Outcome> {
  return orGone(change(place, step));
}

interface Place {
  readonly ask: Ask;
  readonly app: OurApp;
  readonly seen: Seen;
  /** Printed on the checks that are written. */
  readonly head?: LedgerHead | undefined;
}

function change({ ask, app, seen, head }: Place, step: Effect): Promise<Outcome> {
  switch (step.do) {
    case "comment":
      return writeComment({ ask, app, seen }, step);
    case "react":
      return writeReaction(ask, step);
    case "label":
      return writeLabels(ask, step);
    case "assign":
      return writeAssignees(ask, step);
    case "request-reviews":
      return requestReviews(ask, step);
    case "check":
      return writeCheck({ ask, app, head }, step);
    case "open-issue":
      return openIssue(ask, app, step);
    case "dispatch-workflow":
      return dispatchWorkflow(ask, step);
    case "close":
    case "reopen":
      return setState(ask, step);
  }
}
