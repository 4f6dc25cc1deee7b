// The issues that declarations of an emergency name, and the reviews that are late.
import { known, ReadError, type Known } from "../../core/known.ts";
import type { Policy } from "../../core/policy.ts";
import type { LedgerRecord, Reads } from "../../core/reads.ts";
import { printSubject, type Subject } from "../../core/refs.ts";
import { overdueReviews, REVIEW_DONE, REVIEW_OVERDUE } from "../../core/review.ts";
import { unreadable } from "../../core/set-aside.ts";
import type { ChangeConfig } from "../config.ts";
import type { History } from "../records.ts";
import { lastDeclared } from "./declared.ts";
import { incidentIn, type Incidents } from "./incidents.ts";

/** Only where the policy knows emergencies: one read for each issue that is named. */
export async function incidentsOf(args: {
  readonly policy: Policy<ChangeConfig>;
  readonly records: Known<History>;
  readonly declared: readonly string[];
  readonly reads: Pick<Reads, "issue">;
}): Promise<Incidents> {
  const { policy, records, declared, reads } = args;
  if (!policy.section.types.emergency) return new Map();
  const standing = lastDeclared(records.known ? records.value : [])?.data.incident ?? null;
  const numbers = new Set([standing, ...declared.map(incidentIn)].filter((number) => number !== null));
  const each = [...numbers].map(async (number) => [number, await known(reads.issue(number))] as const);
  return new Map(await Promise.all(each));
}

/** Asked for only where somebody declares an emergency in this look. */
export async function lateReviewsOf(args: {
  readonly subject: Subject;
  readonly policy: Policy<ChangeConfig>;
  readonly declared: readonly string[];
  readonly reads: Pick<Reads, "records">;
}): Promise<Known<readonly number[]>> {
  const { subject, policy, declared, reads } = args;
  if (!policy.section.types.emergency || declared.every((one) => incidentIn(one) === null))
    return { known: true, value: [] };
  const repository = printSubject({ ...subject, kind: "repository", name: "" });
  return known(reads.records(repository, [REVIEW_OVERDUE, REVIEW_DONE]).then((records) => lateIn(repository, records)));
}

function lateIn(repository: string, records: readonly LedgerRecord[]): readonly number[] {
  const late = overdueReviews(records);
  if (!("broken" in late)) return late;
  throw new ReadError({ failure: "malformed", what: `the ledger of ${repository}`, message: unreadable(late) });
}
