// Whom the merge queue has to hear of.
import type { Step } from "../../core/plan.ts";
import type { ChangeFacts } from "../facts.ts";
import { entriesOf, type History } from "../records.ts";

/** How many of the merge queue's groups are told: it was in one more each time that it was put into the queue. */
const MOST_GROUPS = 3;

/** Something else is decided than before: a group of the merge queue that holds this pull request has to hear it. */
export function groupWakes(args: {
  readonly steps: readonly Step[];
  readonly facts: ChangeFacts;
  readonly history: History;
}): readonly Step[] {
  const { steps, facts, history } = args;
  const news = steps.find((step) => step.do === "record" && step.kind === "change.decided");
  if (!news) return [];
  return entriesOf(history, "change.queued")
    .slice(-MOST_GROUPS)
    .map(({ data: { group } }) => ({
      do: "wake",
      why: "what was decided of a pull request in this group has changed",
      key: `wake-group:${group}:${news.key}`,
      subject: { ...facts.subject, kind: "merge-group", name: group },
      at: facts.now,
    }));
}
