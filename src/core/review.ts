// Reviews after the merge, as records: opened about the branch and about the issue, judged about the issue; overdue and
// done about the repository, where other rooms read them. The shapes stand here because rooms know nothing of each other.
import * as z from "zod";
import type { Json } from "./plan.ts";
import type { LedgerRecord } from "./reads.ts";

export const REVIEW_OPENED = "review.opened";
export const REVIEW_JUDGED = "review.judged";
/** About the repository: its review is late, and no new emergency may begin without those who review. */
export const REVIEW_OVERDUE = "review.overdue";
/** About the repository: a review that was late is given. */
export const REVIEW_DONE = "review.done";

const sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);

const opened = z.object({
  slot: z.string(),
  what: z.enum(["emergency", "standard", "exception"]),
  /** For machines: `emergency`, `sampled`, or the exception's own. */
  code: z.string(),
  branch: z.string(),
  pull: z.int().nullable(),
  commit: sha,
  /** When its time began to run. */
  since: z.int(),
  /** How long it may take, as in the policy: `2bd`. */
  within: z.string(),
  /** Roles of those who may give it. */
  by: z.array(z.string()),
  /** Ids of those who may not: they had a hand in it. */
  not: z.array(z.int()),
  issue: z.int(),
});
export type OpenedReview = z.infer<typeof opened>;

/** The reviews among these records; a record that cannot be understood is left out, so that it counts as not opened. */
export function openedIn(records: readonly LedgerRecord[]): readonly OpenedReview[] {
  return records.flatMap(({ kind, data }) => {
    const read = kind === REVIEW_OPENED ? opened.safeParse(data) : undefined;
    return read?.success === true ? [read.data] : [];
  });
}

const judged = z.object({ outcome: z.enum(["accept", "reject"]), because: z.string() });
export type Judged = z.infer<typeof judged>;

export function judgedIn(records: readonly LedgerRecord[]): Judged | undefined {
  const all = records.flatMap(({ kind, data }) => {
    const read = kind === REVIEW_JUDGED ? judged.safeParse(data) : undefined;
    return read?.success === true ? [read.data] : [];
  });
  return all.at(-1);
}

const issueOf = (data: Json): number | null => {
  const read = z.object({ issue: z.int() }).safeParse(data);
  return read.success ? read.data.issue : null;
};

/**
 * Issues whose review is late and not given yet, from the records about a repository; or which record cannot be understood:
 * it may say that one is late.
 */
export function overdueReviews(records: readonly LedgerRecord[]): readonly number[] | { readonly broken: string } {
  const late = new Set<number>();
  for (const { kind, sequence, data } of records) {
    if (kind !== REVIEW_OVERDUE && kind !== REVIEW_DONE) continue;
    const issue = issueOf(data);
    if (issue === null) return { broken: `record ${sequence} (${kind})` };
    if (kind === REVIEW_OVERDUE) late.add(issue);
    if (kind === REVIEW_DONE) late.delete(issue);
  }
  return [...late];
}
