// [What is approved: `same-patch`, `base-merge`] What keeps an approval over a new head or another merge base.

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

/**
 * [same-patch] for every path the mode and the exact bytes of each hunk are equal. From the same file to the same file is
 * the same, whatever GitHub prints of it.
 */
function againstSamePatch(then: History, now: History): Moved[] {
  const text = ({ path, was, mode, hunks }: Patch) => JSON.stringify([path, was, mode, hunks]);
  const all = (files: readonly Patch[]) => JSON.stringify(files.map(text).sort());
  const [old, fresh] = [filesOf(then), filesOf(now)];
  const differs = fresh.flatMap((file) => {
    const before = old.find((one) => one.path === file.path);
    return before && before.on === file.on && text(before) === text(file) ? [] : [{ before, file }];
  });
  return [
    ...(all(old) === all(fresh) ? [] : ["other-patch" as const]),
    ...(differs.some(({ before, file }) => file.cut ?? before?.cut) ? ["cut-patch" as const] : []),
    ...(differs.some(({ file }) => file.repeated) ? ["repeated-hunk" as const] : []),
  ];
}

const FAULTS = {
  "of another branch": "not-a-base-merge",
  altered: "altered-merge",
  "both sides": "both-sides",
} as const;

/**
 * [base-merge] each new commit is a merge with a commit of the base branch; there is at least one new commit. Each begins
 * from the merge base where the one before it ended: a base that was rewritten in between is not proved by merging it.
 */
function againstBaseMerge(then: History, now: History): Moved[] {
  const faults: Moved[] = [];
  let [head, mergeBase] = [headOf(now), mergeBaseOf(now)];
  if (head === headOf(then)) return ["not-a-base-merge"];
  while (head !== headOf(then)) {
    const first = heads(now).find((one) => one.head === head)!;
    if (!first.merge) return [...faults, "not-a-base-merge"];
    if (first.merge.how !== "clean") faults.push(FAULTS[first.merge.how]);
    if (first.mergeBase !== mergeBase) return [...faults, "not-a-base-merge"];
    head = first.merge.onto;
    mergeBase = mergeBaseOf(now.slice(0, now.indexOf(first)));
  }
  return mergeBase === mergeBaseOf(then) ? faults : [...faults, "not-a-base-merge"];
}

/** Why the head and merge base of now are not those of then, nor proved to be equivalent; nothing when they are. */
export function moved(then: History, now: History): Moved[] {
  const differs: Moved[] = [
    ...(headOf(then) === headOf(now) ? [] : ["other-head" as const]),
    ...(mergeBaseOf(then) === mergeBaseOf(now) ? [] : ["other-merge-base" as const]),
  ];
  if (differs.length === 0) return [];
  const against = (policyOf(now).keep ?? []).map((kind) =>
    kind === "same-patch" ? againstSamePatch(then, now) : againstBaseMerge(then, now),
  );
  return against.some((reasons) => reasons.length === 0) ? [] : [...differs, ...against.flat()];
}
