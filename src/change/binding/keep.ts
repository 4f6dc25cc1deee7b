// Whether an approval holds for what is there now: because nothing that it is tied to changed, or because the policy
// keeps approvals over such a change and it is proved to be one.
import type { Unknown } from "../../core/known.ts";
import type { ChangeConfig } from "../config.ts";
import type { Tuple } from "../record-shapes.ts";
import { differenceByMerges, type MergeDifference } from "./base-merge.ts";
import { whyUnbound, type VoidCode } from "./binding.ts";
import { isPassing, placeOf, type Evidence } from "./evidence.ts";
import { differenceOf, type PatchDifference } from "./same-patch.ts";

export type Keep = ChangeConfig["keep_approval_on"][number];

/** Why one way of keeping an approval does not keep this one. */
export type Lack =
  | { readonly keep: "same-patch"; readonly difference: PatchDifference }
  | { readonly keep: "base-merge"; readonly difference: MergeDifference }
  | { readonly keep: Keep; readonly difference: { readonly code: "not-looked-into" } }
  | { readonly keep: Keep; readonly difference: { readonly code: "no-evidence"; readonly why: Unknown } };

export type Bound =
  | { readonly is: "bound"; readonly kept: Keep | null }
  | { readonly is: "void"; readonly code: VoidCode; readonly lacks: readonly Lack[] }
  | { readonly is: "unknown"; readonly why: Unknown };

export function boundTo(args: {
  readonly was: Tuple;
  readonly is: Tuple;
  readonly keeps: readonly Keep[];
  readonly evidence: Evidence;
}): Bound {
  const { was, is, keeps, evidence } = args;
  const code = whyUnbound(was, is);
  if (code === undefined) return { is: "bound", kept: null };
  // Only another head or merge base can be the same change; all else that an approval is tied to has to be as it was.
  const rest = whyUnbound({ ...was, head: is.head, mergeBase: is.mergeBase }, is);
  if (rest !== undefined) return { is: "void", code, lacks: [] };
  const ways = keeps.map((keep) => (keep === "same-patch" ? byPatch(was, evidence) : byMerges(was, is, evidence)));
  for (const way of ways) if (way.is === "kept") return { is: "bound", kept: way.keep };
  for (const way of ways) if (way.is === "unknown") return way;
  return { is: "void", code, lacks: ways.flatMap((way) => (way.is === "lacking" ? [way.lack] : [])) };
}

type Way =
  | { readonly is: "kept"; readonly keep: Keep }
  | { readonly is: "unknown"; readonly why: Unknown }
  | { readonly is: "lacking"; readonly lack: Lack };

function unread(keep: Keep, why: Unknown): Way {
  return isPassing(why.failure)
    ? { is: "unknown", why }
    : { is: "lacking", lack: { keep, difference: { code: "no-evidence", why } } };
}

function byPatch(was: Tuple, { patches }: Evidence): Way {
  const keep = "same-patch";
  const evidence = patches.get(placeOf(was));
  if (!evidence) return { is: "lacking", lack: { keep, difference: { code: "not-looked-into" } } };
  if (!evidence.known) return unread(keep, evidence.why);
  const difference = differenceOf(evidence.value);
  return difference ? { is: "lacking", lack: { keep, difference } } : { is: "kept", keep };
}

function byMerges(was: Tuple, is: Tuple, { merges }: Evidence): Way {
  const keep = "base-merge";
  const found = differenceByMerges({ was, is, merges });
  if (found.is === "unknown") return unread(keep, found.why);
  return found.is === "none" ? { is: "kept", keep } : { is: "lacking", lack: { keep, difference: found.difference } };
}
