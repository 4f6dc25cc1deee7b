// What the ledger remembers about a branch, and from where on it has to be read.
import { ReadError } from "../../core/known.ts";
import { MERGED, mergedIn, type Merged } from "../../core/merged.ts";
import type { LedgerRecord, Reads } from "../../core/reads.ts";
import { printSubject, type Instant, type Subject } from "../../core/refs.ts";
import { openedIn, REVIEW_OPENED, type OpenedReview } from "../../core/review.ts";
import { positionIn, type Position } from "../moves.ts";
import { entriesOf, readEntries, SENSOR_KINDS, type Entry, type SensorData } from "../records.ts";

/** What this room and others remember about the branch: all of it, or what came after it was settled last. */
export interface BranchHistory {
  readonly settled: SensorData<"sensor.settled"> | null;
  /** The sequence number of the last record that was read, and how many were. */
  readonly upTo: number;
  readonly rows: number;
  readonly entries: readonly Entry[];
  readonly merged: readonly Merged[];
  readonly opened: readonly OpenedReview[];
}

/** Where the branch was when all of it had been looked at last. */
export function positionOf({ entries, settled }: BranchHistory): Position | null {
  return positionIn(entries, settled && { tip: settled.tip, isDeleted: settled.isDeleted, id: settled.id });
}

const KINDS = [...SENSOR_KINDS.filter((kind) => kind !== "sensor.settled"), MERGED, REVIEW_OPENED];

/** Everything on record about the branch. */
export function historyOf(subject: Subject, reads: Pick<Reads, "records">): Promise<BranchHistory> {
  return historyAfter({ subject, settled: null, reads });
}

/** What came after the branch was settled last; everything where it never was. */
export async function freshHistoryOf(subject: Subject, reads: Pick<Reads, "records">): Promise<BranchHistory> {
  const last = await reads.records(printSubject(subject), ["sensor.settled"], { last: 1 });
  const [settled] = entriesOf(understood(subject, readEntries(last)), "sensor.settled");
  return historyAfter({ subject, settled: settled?.data ?? null, reads });
}

async function historyAfter(args: {
  readonly subject: Subject;
  readonly settled: BranchHistory["settled"];
  readonly reads: Pick<Reads, "records">;
}): Promise<BranchHistory> {
  const { subject, settled, reads } = args;
  const after = settled?.upTo ?? 0;
  const records = await reads.records(printSubject(subject), KINDS, { after });
  const entries = understood(subject, readEntries(records));
  return {
    settled,
    upTo: records.at(-1)?.sequence ?? after,
    rows: records.length,
    entries,
    merged: understood(subject, mergedIn(records)),
    opened: openedIn(records),
  };
}

function understood<T>(subject: Subject, read: readonly T[] | { readonly broken: string }): readonly T[] {
  if (!("broken" in read)) return read;
  const what = `the ledger of ${printSubject(subject)}`;
  throw new ReadError({ failure: "malformed", what, message: `${read.broken} cannot be understood` });
}

/** The first look at the repository, by the ledger, and when it was, by GitHub's clock; null before it. */
export async function adoptedIn(
  subject: Subject,
  reads: Pick<Reads, "records">,
): Promise<{ readonly lost: boolean; readonly at: Instant } | null> {
  const repository: Subject = { ...subject, kind: "repository", name: "" };
  const records: readonly LedgerRecord[] = await reads.records(printSubject(repository), ["sensor.adopted"]);
  const [first] = entriesOf(understood(repository, readEntries(records)), "sensor.adopted");
  return first ? { lost: first.data.lost, at: first.data.at ?? first.recordedAt } : null;
}
