// What was merged, as it was found at the merge: the change room writes it once, and whoever looks after what was merged
// reads it. The shape stands here because rooms know nothing of each other.
import * as z from "zod";
import type { Json } from "./plan.ts";
import type { LedgerRecord } from "./reads.ts";
import type { Subject } from "./refs.ts";

/** The record's kind. It stands once about the pull request and once about the branch that it was merged into. */
export const MERGED = "change.merged";

const sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);

const merged = z.object({
  pull: z.int().min(1),
  /** The head that was merged. */
  head: sha,
  /** From where on it was judged; null where several pull requests with one head were judged together. */
  mergeBase: sha.nullable(),
  /** The branch that it went into. */
  base: z.string().min(1),
  /** The commit that GitHub names for the merge: a merge commit, a squashed one, the last of a rebase, or the head itself. */
  mergeCommit: sha.nullable(),
  /** How many commits the pull request had. */
  commits: z.int().min(0),
  /** By GitHub's clock. */
  mergedAt: z.int().nullable(),
  /** Ids of people, here and below. */
  mergedBy: z.int().nullable(),
  author: z.int().nullable(),
  /** What the check said of this head when it was merged. Only `allow` explains a commit. */
  verdict: z.enum(["allow", "block", "wait", "unknown", "off"]),
  /** Why, for machines: `approved`, `never-decided`, `green-after-merge`, `red-at-merge`, `merged-in-freeze` or a verdict's own. */
  code: z.string(),
  mode: z.enum(["enforce", "observe"]),
  type: z.enum(["normal", "standard", "emergency"]),
  /** What the decision rested on; null where it rested on several pull requests with one head, or was never made. */
  policy: z.string().nullable(),
  /** Whose approvals were counted. */
  counted: z.array(z.int()),
  /** For whom they stood in. */
  lenders: z.array(z.int()).default([]),
  /** For a standard change: one in so many is reviewed after its merge; null where none is. */
  sample: z.int().min(1).nullable(),
  /** For an emergency: who declared it and why, for which issue, and who has to review it until when. */
  emergency: z
    .object({
      declarer: z.int(),
      because: z.string(),
      incident: z.int(),
      /** A length of time from the merge on, as in the policy: `2bd`. */
      reviewWithin: z.string(),
      /** Roles. */
      reviewBy: z.array(z.string()),
    })
    .nullable(),
  /** Folders that it touched; null where nobody asked, or they were too many. */
  folders: z.array(z.string()).nullable().default(null),
  /** Pull requests that its description says it undoes, or mends what they caused. */
  undoes: z.array(z.int()).default([]),
});

export type Merged = z.infer<typeof merged>;

export function readMerged(data: Json): Merged | undefined {
  return merged.safeParse(data).data;
}

/** The merges of a branch, in the order in which they were recorded; or which record cannot be understood. */
export function mergedIn(records: readonly LedgerRecord[]): readonly Merged[] | { readonly broken: string } {
  const found: Merged[] = [];
  for (const { kind, sequence, data } of records) {
    if (kind !== MERGED) continue;
    const read = readMerged(data);
    if (!read) return { broken: `record ${sequence} (${kind})` };
    found.push(read);
  }
  return found;
}

export function branchSubject(beside: Subject, branch: string): Subject {
  return { ...beside, kind: "branch", name: branch };
}
