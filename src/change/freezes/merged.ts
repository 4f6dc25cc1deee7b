// What went in during a freeze on a check from before it: an exception, for whoever proves the period.
import { keptAt } from "../../core/freezes.ts";
import type { Step } from "../../core/plan.ts";
import type { Known } from "../../core/known.ts";
import type { Pull } from "../../core/pull.ts";
import type { Repository } from "../../core/reads.ts";
import type { ChangeConfig } from "../config.ts";
import { governingBranch } from "../governing.ts";
import type { RecordData } from "../record-shapes.ts";
import { entriesOf, recordStep, type History } from "../records.ts";
import { freezesFor } from "./freezing.ts";
import { mergedInFreeze } from "./freeze-words.ts";
import { overridesIn } from "./override.ts";

type MergedInFreeze = RecordData<"change.merged-in-freeze">;

/**
 * Each freeze that was in force at the merge and that neither an override nor a verdict from within the freeze let it
 * pass. During the lead nothing is wrong yet: that is when checks are turned.
 */
export function frozenAtMerge(args: {
  readonly pull: Pull;
  /** Null where no policy can be read. */
  readonly section: ChangeConfig | null;
  readonly repository: Known<Repository>;
  readonly history: History;
}): readonly MergedInFreeze[] {
  const { pull, section, repository, history } = args;
  const { mergedAt } = pull;
  if (mergedAt === null || section === null || !repository.known) return [];
  const head = pull.head.sha;
  const base = pull.base.ref;
  const word = entriesOf(history, "change.decided")
    .filter(({ recordedAt }) => recordedAt <= mergedAt)
    .at(-1);
  const overrides = overridesIn({ history, head, base, at: mergedAt });
  const freezes = freezesFor({ section, repository: repository.value, branch: governingBranch(pull) });
  return freezes.flatMap((freeze): MergedInFreeze[] => {
    const span = keptAt(freeze, mergedAt);
    if (!span || mergedAt < span.from) return [];
    const own = overrides.filter((one) => one.freeze === freeze.name);
    if (own.some((one) => one.void === null)) return [];
    // A green word from within the freeze was given in its sight: to a type that passes it, or by an override, which may
    // have come to its end since.
    const isSeen = word?.data.state === "allow" && word.recordedAt >= span.from - freeze.lead;
    const type = word?.data.as?.type;
    const isPassing = type === undefined || freeze.allow.includes(type);
    if (isSeen && (isPassing || own.every((one) => one.void !== "over"))) return [];
    const { from, to } = span;
    const verdict = word?.data.state ?? null;
    return [{ freeze: freeze.name, from, to, mergedAt, head, base, commit: pull.mergeCommit, verdict }];
  });
}

/** One record for each, about the pull request. */
export function mergedInFreezeSteps(pull: Pull, frozen: readonly MergedInFreeze[]): readonly Step[] {
  return frozen.map((data) => {
    const record = { kind: "change.merged-in-freeze", by: pull.mergedBy, data } as const;
    return recordStep(record, mergedInFreeze(data.freeze), `${data.head}:${data.freeze}`);
  });
}
