// `/undelegate-change` concerns every pull request of the repository, and so does that it could not be judged yet.
import type { ChangeFacts } from "../facts.ts";
import { delegationsAt, doubtsIn } from "../people/delegations.ts";
import { doubtOf, lendingIn } from "../people/judge-delegation.ts";
import type { Spoken } from "../record-shapes.ts";
import { printPlace, type History, type NewRecord } from "../records.ts";
import type { Bench } from "./bench.ts";
import type { Judgement } from "./judgement.ts";

/** Who stands in for whom is the whole repository's: its end is judged where no pull request can be looked into, too. */
export function isEnding({ name }: Pick<Spoken, "name">): boolean {
  return name === "undelegate-change";
}

/** Whether what becomes of a command hangs on itself, and not on the pull request. */
export function isHeardAt(bench: Bench, spoken: Spoken): boolean {
  return bench.is === "scene" || (isEnding(spoken) && !!bench.lending);
}

/** The end of a delegation that cannot be judged yet puts it in doubt everywhere; one that is refused clears it. */
export function doubtAt(
  bench: Bench,
  args: {
    readonly spoken: Spoken;
    readonly judgement: Judgement;
    readonly facts: Pick<ChangeFacts, "delegations" | "now">;
    readonly history: History;
  },
): NewRecord | undefined {
  const { spoken, judgement, facts, history } = args;
  if (!isEnding(spoken) || !facts.delegations.known) return undefined;
  const around = facts.delegations.value;
  const place = printPlace(spoken.at);
  const isDoubted = doubtsIn(around).some(({ data }) => printPlace(data.at) === place);
  if (judgement.is === "refused" && isDoubted) {
    return { kind: "change.delegation-cleared", by: spoken.by, data: { at: spoken.at } };
  }
  if (judgement.is !== "later" || isDoubted) return undefined;
  const lending = bench.is === "scene" ? lendingIn({ ...bench.scene, history }) : (bench.lending ?? null);
  return doubtOf(spoken, { lending, delegations: delegationsAt([around, history], facts.now) });
}
