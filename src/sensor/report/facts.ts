// What a period's report rests on: a branch as GitHub has it now, and everything that is on record about it.
import type { BranchCommit } from "../../core/branch.ts";
import { known, ReadError, type Known } from "../../core/known.ts";
import type { Reads } from "../../core/reads.ts";
import { printSubject, type Instant, type Sha, type Subject } from "../../core/refs.ts";
import {
  judgedIn,
  overdueReviews,
  REVIEW_DONE,
  REVIEW_JUDGED,
  REVIEW_OVERDUE,
  type OpenedReview,
} from "../../core/review.ts";
import { unreadable } from "../../core/set-aside.ts";
import { historyOf, type BranchHistory } from "../branch/history.ts";
import { entriesOf } from "../records.ts";

export type ReviewState = "owed" | "overdue" | "accepted" | "rejected";

export interface ReportFacts {
  readonly branch: string;
  /** Null where there is no such branch any more. */
  readonly tip: Sha | null;
  readonly history: BranchHistory;
  /** Every commit since the first baseline; null where the record has not begun. */
  readonly since: readonly BranchCommit[] | null;
  /** Commits of the period that are older than the first baseline, by their own dates. */
  readonly older: readonly BranchCommit[];
  /** By slot. */
  readonly reviews: ReadonlyMap<string, ReviewState>;
}

export type ReportReads = Pick<Reads, "branch" | "records" | "commitsBetween" | "commitsDated">;

/** The whole of it, or why it could not be had: a report of a part would prove nothing. */
export function gatherReport(args: {
  readonly subject: Subject;
  readonly from: Instant;
  readonly to: Instant;
  readonly reads: ReportReads;
}): Promise<Known<ReportFacts>> {
  return known(gather(args));
}

async function gather(args: {
  readonly subject: Subject;
  readonly from: Instant;
  readonly to: Instant;
  readonly reads: ReportReads;
}): Promise<ReportFacts> {
  const { subject, from, to, reads } = args;
  const branch = subject.name;
  const [history, found] = await Promise.all([historyOf(subject, reads), reads.branch(branch)]);
  const tip = found?.sha ?? null;
  const [begin] = entriesOf(history.entries, "sensor.baseline");
  const isOlder = begin !== undefined && from < begin.recordedAt;
  const [since, older, reviews] = await Promise.all([
    begin === undefined ? null : tip === null ? [] : reads.commitsBetween(begin.data.sha, tip),
    isOlder ? reads.commitsDated({ at: begin.data.sha, since: from, until: Math.min(to, begin.recordedAt) }) : [],
    reviewsOf({ opened: history.opened, subject, reads }),
  ]);
  return { branch, tip, history, since, older, reviews };
}

async function reviewsOf(args: {
  readonly opened: readonly OpenedReview[];
  readonly subject: Subject;
  readonly reads: ReportReads;
}): Promise<ReadonlyMap<string, ReviewState>> {
  const { opened, subject, reads } = args;
  const repository = printSubject({ ...subject, kind: "repository", name: "" });
  const overdue = overdueReviews(await reads.records(repository, [REVIEW_OVERDUE, REVIEW_DONE]));
  if ("broken" in overdue)
    throw new ReadError({ failure: "malformed", what: `the ledger of ${repository}`, message: unreadable(overdue) });
  const late = new Set(overdue);
  const states = opened.map(async ({ slot, issue }): Promise<readonly [string, ReviewState]> => {
    const about = printSubject({ ...subject, kind: "issue", name: String(issue) });
    const judged = judgedIn(await reads.records(about, [REVIEW_JUDGED]));
    if (judged) return [slot, judged.outcome === "accept" ? "accepted" : "rejected"];
    return [slot, late.has(issue) ? "overdue" : "owed"];
  });
  return new Map(await Promise.all(states));
}
