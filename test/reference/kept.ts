// [What is approved: `same-patch`, `base-merge`] What keeps an approval over a new head or another merge base.

import type { Sha } from "../../src/core/refs.ts";
import type { History, Patch } from "./events.ts";
import { filesOf, headOf, heads, mergeBaseOf, policyOf } from "./past.ts";

export type Moved =
  | "other-head"
  | "other-merge-base"
  | "other-patch" // a path, a mode or a hunk differs
  | "cut-patch" // "If GitHub cuts a patch, the approval is void, with that reason."
  | "repeated-hunk" // "each hunk's preimage occurs exactly once in the new base's file"
  | "not-a-base-merge" // a new commit is not a merge, or not with a commit of the base branch
  | "altered-merge" // a blob is not that of the only side that changed it
  | "both-sides"; // "A path changed on both sides voids, and is named."

/** [same-patch] for every path the mode and the exact bytes of each hunk are equal. */
function againstSamePatch(then: History, now: History): Moved[] {
  const [old, fresh] = [filesOf(then), filesOf(now)];
  const text = (files: readonly Patch[]) =>
    files.map(({ path, was, mode, hunks }) => JSON.stringify([path, was, mode, hunks])).sort();
  return [
    ...([...old, ...fresh].some((file) => file.cut) ? ["cut-patch" as const] : []),
    ...(JSON.stringify(text(old)) === JSON.stringify(text(fresh)) ? [] : ["other-patch" as const]),
    ...(fresh.some((file) => file.repeated) ? ["repeated-hunk" as const] : []),
  ];
}

const FAULTS = {
  "of another branch": "not-a-base-merge",
  altered: "altered-merge",
  "both sides": "both-sides",
} as const;

/** [base-merge] each new commit is a merge with a commit of the base branch; there is at least one new commit. */
function againstBaseMerge(now: History, then: Sha): Moved[] {
  const faults: Moved[] = [];
  let head = headOf(now);
  if (head === then) return ["not-a-base-merge"];
  while (head !== then) {
    const merge = heads(now).findLast((one) => one.head === head)?.merge;
    if (!merge) return [...faults, "not-a-base-merge"];
    if (merge.how !== "clean") faults.push(FAULTS[merge.how]);
    head = merge.onto;
  }
  return faults;
}

/** Why the head and merge base of now are not those of then, nor proved to be equivalent; nothing when they are. */
export function moved(then: History, now: History): Moved[] {
  const differs: Moved[] = [
    ...(headOf(then) === headOf(now) ? [] : ["other-head" as const]),
    ...(mergeBaseOf(then) === mergeBaseOf(now) ? [] : ["other-merge-base" as const]),
  ];
  if (differs.length === 0) return [];
  const against = (policyOf(now).keep ?? []).map((kind) =>
    kind === "same-patch" ? againstSamePatch(then, now) : againstBaseMerge(now, headOf(then)),
  );
  return against.some((reasons) => reasons.length === 0) ? [] : [...differs, ...against.flat()];
}
