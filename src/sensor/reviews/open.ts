// Which merges and exceptions are to be reviewed, and the issue for each: one for a change, opened once.
import type { Merged } from "../../core/merged.ts";
import type { Step } from "../../core/plan.ts";
import type { Instant, Person, Sha, Subject } from "../../core/refs.ts";
import { REVIEW_OPENED } from "../../core/review.ts";
import { handsIn, pullSlot, type Exception } from "../branch/exceptions.ts";
import type { BranchHistory } from "../branch/history.ts";
import { reviewersOf, type WatchedChange } from "../policy.ts";
import { entriesOf, recordStep, type SensorData } from "../records.ts";
import * as words from "../words.ts";
import type { Owed } from "./owed.ts";

export function reviewSteps(args: {
  readonly now: Instant;
  readonly subject: Subject;
  readonly branch: string;
  readonly history: BranchHistory;
  /** Exceptions of this very look, which are not on record yet. */
  readonly exceptions: readonly Exception[];
  readonly lots: ReadonlyMap<Sha, number>;
  readonly config: WatchedChange;
}): readonly Step[] {
  const { now, subject, branch, history, lots, config } = args;
  const draws = drawsOf(history, lots);
  const recorded = entriesOf(history.entries, "sensor.exception");
  const exceptions = [...recorded, ...args.exceptions];
  const drawn = new Set(
    [...entriesOf(history.entries, "sensor.draw").map(({ data }) => data), ...draws].flatMap((one) =>
      one.drawn ? [one.commit] : [],
    ),
  );
  const at = { branch, now };
  const owed = [
    ...exceptions.flatMap((one) => ofException(one, at)),
    // Where one pull request has both, the emergency's own reviewers are asked.
    ...history.merged.flatMap((merged) => ofMerge({ merged, drawn, config, ...at })),
  ];
  const opened = new Set(history.opened.map(({ slot }) => slot));
  const fresh = new Map(owed.filter(({ review }) => !opened.has(review.slot)).map((one) => [one.review.slot, one]));
  return [
    ...draws.map((data) =>
      recordStep({ kind: "sensor.draw", by: null, data, why: words.whyDraw(data), meaning: data.commit }),
    ),
    ...[...fresh.values()].map((one) => openStep({ one, beside: subject, now })),
  ];
}

/** One in so many, by the lot of the merge commit. */
function drawsOf(history: BranchHistory, lots: ReadonlyMap<Sha, number>): readonly SensorData<"sensor.draw">[] {
  return history.merged.flatMap(({ pull, mergeCommit, sample }) => {
    const lot = mergeCommit === null ? undefined : lots.get(mergeCommit);
    if (mergeCommit === null || sample === null || lot === undefined) return [];
    return [{ pull, commit: mergeCommit, oneIn: sample, drawn: lot % sample === 0 }];
  });
}

function ofMerge(args: {
  readonly merged: Merged;
  readonly drawn: ReadonlySet<Sha>;
  readonly config: WatchedChange;
  readonly branch: string;
  readonly now: Instant;
}): readonly Owed[] {
  const { merged, drawn, config, branch, now } = args;
  const { emergency, pull, mergeCommit, head, mergedAt } = merged;
  if (merged.mode === "observe") return [];
  const base = {
    slot: pullSlot(pull),
    branch,
    pull,
    commit: mergeCommit ?? head,
    since: mergedAt ?? now,
    not: [...new Set(handsIn(merged).filter((id) => id !== null))],
  };
  const rest = { doer: null, exception: null, merged };
  if (merged.type === "emergency") {
    const usual = reviewersOf(config);
    const by = emergency?.reviewBy ?? usual.by;
    const within = emergency?.reviewWithin ?? usual.within;
    return [{ ...rest, review: { ...base, what: "emergency", code: "emergency", by, within } }];
  }
  if (merged.type !== "standard" || mergeCommit === null || !drawn.has(mergeCommit)) return [];
  const { by, within } = reviewersOf(config);
  return [{ ...rest, review: { ...base, what: "standard", code: "sampled", by, within } }];
}

function ofException(
  { data, by: doer }: { readonly data: SensorData<"sensor.exception">; readonly by: Person | null },
  at: { readonly branch: string; readonly now: Instant },
): readonly Owed[] {
  const { slot, code, pull, after, before, hands, review } = data;
  if (review === null) return [];
  const commit = /^0+$/.test(after) ? before : after;
  const rest = { doer, exception: data, merged: null };
  const { by, within } = review;
  return [
    {
      ...rest,
      review: { slot, what: "exception", code, branch: at.branch, pull, commit, since: at.now, within, by, not: hands },
    },
  ];
}

function openStep(args: { readonly one: Owed; readonly beside: Subject; readonly now: Instant }): Step {
  const { one, beside, now } = args;
  const { review } = one;
  const data = { ...review, by: [...review.by], not: [...review.not] };
  return {
    do: "open-issue",
    slot: review.slot,
    title: words.reviewTitle(review),
    body: words.reviewBody(one),
    labels: [],
    remember: { kind: REVIEW_OPENED, data, beside, lookAt: now },
    why: words.whyReview(review),
    key: `open-issue:${review.slot}`,
  };
}
