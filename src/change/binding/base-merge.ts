// `keep_approval_on: base-merge`: nothing came since but merges of the base, and none of them did anything of its own
// (spec: change). The same test says who is no contributor by having made one.
import type { Known, Unknown } from "../../core/known.ts";
import type { ChangedEntry, TreeSide } from "../../core/pull.ts";
import type { Sha } from "../../core/refs.ts";

/** One commit of two parents, with what tells whether it did nothing but merge. */
export interface MergeEvidence {
  readonly commit: Sha;
  readonly parents: readonly [first: Sha, second: Sha];
  /** Whether the second parent is a commit of the base branch. */
  readonly isOfBase: boolean;
  /** The merge base of the two parents. */
  readonly mergeBase: Sha;
  /** What the first parent's side had changed since the merge base. */
  readonly side: readonly ChangedEntry[];
  /** What the merge has that its second parent does not. */
  readonly result: readonly ChangedEntry[];
}

export type MergeFault =
  | { readonly code: "not-of-the-base"; readonly commit: Sha }
  | {
      readonly code: "both-sides-changed" | "merge-has-its-own";
      readonly commit: Sha;
      readonly paths: readonly string[];
    };

const isSame = (a: TreeSide | null, b: TreeSide | null): boolean => a?.mode === b?.mode && a?.sha === b?.sha;

/**
 * What a merge did beyond merging; undefined when every path is that of the only side that changed it. Said of entries:
 * from its second parent to the merge exactly what the first side had done since the merge base. Then a path of that
 * side was not touched by the base and is as that side has it, and every other path is as the base has it.
 */
export function faultOf({ commit, isOfBase, side, result }: MergeEvidence): MergeFault | undefined {
  if (!isOfBase) return { code: "not-of-the-base", commit };
  const wanted = new Map(side.map((entry) => [entry.path, entry]));
  const both = result.filter((entry) => {
    const own = wanted.get(entry.path);
    return own !== undefined && !isSame(own.before, entry.before);
  });
  if (both.length > 0) return { code: "both-sides-changed", commit, paths: both.map(({ path }) => path) };
  const there = new Map(result.map((entry) => [entry.path, entry]));
  const others = [...new Set([...wanted.keys(), ...there.keys()])].filter((path) => {
    const [own, is] = [wanted.get(path), there.get(path)];
    return !own || !is || !isSame(own.after, is.after);
  });
  return others.length > 0 ? { code: "merge-has-its-own", commit, paths: others.sort() } : undefined;
}

/** The merges of a pull request that were looked into, by their sha. */
export type Merges = ReadonlyMap<Sha, Known<MergeEvidence>>;

/** Whether this commit is known to be a merge of the base and nothing else. */
export function isBaseMerge(merges: Merges, commit: Sha): boolean {
  const merge = merges.get(commit);
  return merge?.known === true && faultOf(merge.value) === undefined;
}

/** From a head back over merges of the base alone, as far as they go; the last one is the first that is none. */
export function behindMerges(merges: Merges, head: Sha): readonly Sha[] {
  const passed = [head];
  for (let at = merges.get(head); at?.known === true; at = merges.get(at.value.parents[0])) {
    const { commit, parents } = at.value;
    if (!isBaseMerge(merges, commit) || passed.includes(parents[0])) break;
    passed.push(parents[0]);
  }
  return passed;
}

export type MergeDifference = MergeFault | { readonly code: "other-commits" } | { readonly code: "other-merge-base" };

interface Place {
  readonly head: Sha;
  readonly mergeBase: Sha;
}

/**
 * Why the way from the approved head to the present one is not merges of the base alone. Each has to begin where the
 * one before it ended, else the same commits would stand for another change: a base that was rewritten, say.
 */
export function differenceByMerges(args: {
  readonly was: Place;
  readonly is: Place;
  readonly merges: Merges;
}): { readonly is: "none" } | { readonly is: "unknown"; readonly why: Unknown } | MergesDiffer {
  const { was, is, merges } = args;
  let { head, mergeBase } = is;
  const seen = new Set<Sha>();
  while (head !== was.head) {
    const merge = merges.get(head);
    if (!merge || seen.has(head)) return { is: "differs", difference: { code: "other-commits" } };
    if (!merge.known) return { is: "unknown", why: merge.why };
    const fault = faultOf(merge.value);
    if (fault) return { is: "differs", difference: fault };
    if (merge.value.parents[1] !== mergeBase) return { is: "differs", difference: { code: "other-merge-base" } };
    seen.add(head);
    head = merge.value.parents[0];
    mergeBase = merge.value.mergeBase;
  }
  return mergeBase === was.mergeBase ? { is: "none" } : { is: "differs", difference: { code: "other-merge-base" } };
}

interface MergesDiffer {
  readonly is: "differs";
  readonly difference: MergeDifference;
}
