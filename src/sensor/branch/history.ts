// What the ledger remembers about a branch, and from where on it has to be read.
import { ReadError } from "../../core/known.ts";
import { MERGED, mergedIn, type Merged } from "../../core/merged.ts";
import type { LedgerRecord, Reads } from "../../core/reads.ts";
import { printSubject, type Instant, type Subject } from "../../core/refs.ts";
import { openedIn, REVIEW_OPENED, type OpenedReview } from "../../core/review.ts";
import { leftOf, SET_ASIDE, unreadable } from "../../core/set-aside.ts";
import { movesIn, positionIn, type Position } from "../moves.ts";
import { entriesOf, readEntries, SENSOR_KINDS, type Entry, type SensorData } from "../records.ts";

/** What this room and others remember about the branch: all of it, or what came after it was settled last. */
export interface BranchHistory {
  readonly settled: SensorData<"sensor.settled"> | null;
  /** The sequence number of the last record that was read, and how many were. */
  readonly upTo: number;
  readonly rows: number;
  readonly entries: readonly Entry[];
  /** A record was set aside: where the branch was looked at to the end is lost, and somebody has to say where it begins. */
  readonly isAside: boolean;
  /** How many moves were looked at that are lost with it. */
  readonly lostMoves: number;
  readonly merged: readonly Merged[];
  readonly opened: readonly OpenedReview[];
}

/** Where the branch was when all of it had been looked at last. */
export function positionOf({ entries, settled }: BranchHistory): Position | null {
  return positionIn(entries, settled && { tip: settled.tip, isDeleted: settled.isDeleted, id: settled.id });
}

const KINDS = [...SENSOR_KINDS.filter((kind) => kind !== "sensor.settled"), MERGED, REVIEW_OPENED, SET_ASIDE];

/** What says of something that nobody has to look at it any more. The rest says what happened, and what is owed. */
const OPENING: ReadonlySet<string> = new Set(["sensor.baseline", "sensor.move", "sensor.draw", MERGED]);

/** Everything on record about the branch. */
export function historyOf(subject: Subject, reads: Pick<Reads, "records">): Promise<BranchHistory> {
  return historyAfter({ subject, settled: null, reads });
}

/** What came after the branch was settled last; everything where it never was. */
export async function freshHistoryOf(subject: Subject, reads: Pick<Reads, "records">): Promise<BranchHistory> {
  const last = await reads.records(printSubject(subject), ["sensor.settled", SET_ASIDE], { last: 1 });
  const [settled] = entriesOf(understood(subject, readEntries(last)), "sensor.settled");
  const fresh = await historyAfter({ subject, settled: settled?.data ?? null, reads });
  // It was set aside while a look was under way that settled the branch after it.
  return settled && fresh.isAside ? historyOf(subject, reads) : fresh;
}

async function historyAfter(args: {
  readonly subject: Subject;
  readonly settled: BranchHistory["settled"];
  readonly reads: Pick<Reads, "records">;
}): Promise<BranchHistory> {
  const { subject, settled, reads } = args;
  const after = settled?.upTo ?? 0;
  const records = await reads.records(printSubject(subject), KINDS, { after });
  const left = leftOf(records, ({ kind }) => OPENING.has(kind));
  const entries = understood(subject, readEntries(left.records));
  const lostMoves = readEntries(left.lost.filter(({ kind }) => kind === "sensor.move"));
  return {
    settled,
    upTo: records.at(-1)?.sequence ?? after,
    rows: records.length,
    entries,
    isAside: left.asides.length > 0,
    lostMoves: "broken" in lostMoves ? left.lost.length : movesIn(lostMoves),
    merged: understood(subject, mergedIn(left.records)),
    opened: openedIn(left.records),
  };
}

function understood<T>(subject: Subject, read: readonly T[] | { readonly broken: string }): readonly T[] {
  if (!("broken" in read)) return read;
  const what = `the ledger of ${printSubject(subject)}`;
  throw new ReadError({ failure: "malformed", what, message: unreadable(read) });
}

/** The first look at the repository, by the ledger, and when it was, by GitHub's clock; null before it. */
export async function adoptedIn(
  subject: Subject,
  reads: Pick<Reads, "records">,
): Promise<{ readonly lost: boolean; readonly at: Instant } | null> {
  const repository: Subject = { ...subject, kind: "repository", name: "" };
  const kinds = ["sensor.adopted", SET_ASIDE];
  const records: readonly LedgerRecord[] = await reads.records(printSubject(repository), kinds);
  const left = leftOf(records, () => true);
  const [first] = entriesOf(understood(repository, readEntries(left.records)), "sensor.adopted");
  // What was set aside about the repository may have been that our records were lost: then that is so.
  const [aside] = left.asides;
  if (aside) return { lost: true, at: aside.at };
  return first ? { lost: first.data.lost, at: first.data.at ?? first.recordedAt } : null;
}
