// What was merged into a base before, from our own ledger: no question to GitHub, and no more of it than the policy asks about.
import { branchSubject, MERGED, mergedIn, type Merged } from "../../core/merged.ts";
import { ReadError } from "../../core/known.ts";
import type { LedgerRecord, Reads } from "../../core/reads.ts";
import { printSubject, type Instant, type Subject } from "../../core/refs.ts";
import { readSetAside, SET_ASIDE, unreadable } from "../../core/set-aside.ts";
import { ANYWHERE } from "./past.ts";

/** So many of the latest merges are read first, and as many more where those do not reach back far enough. */
export const FIRST_READ = 100;
/** What lies behind so many merges is not asked about: a branch that takes so many has a short past. */
export const MOST_READ = 1000;
/** Records bear our clock's time, and merges GitHub's. */
const CLOCKS_DIFFER = 24 * 3_600_000;

/**
 * The merges on record since then, and some that are older. A change and what undid it stand in the order in which they
 * were merged or were heard of, so that whatever undid one of these is among them.
 */
export async function gatherPast(args: {
  readonly subject: Subject;
  /** The branch. */
  readonly base: string;
  readonly since: Instant;
  readonly reads: Pick<Reads, "records">;
}): Promise<readonly Merged[]> {
  const { subject, base, since, reads } = args;
  const about = printSubject(branchSubject(subject, base));
  const kinds = [MERGED, SET_ASIDE];
  const latest = await reads.records(about, kinds, { last: FIRST_READ });
  const isCut = latest.length === FIRST_READ && (latest[0]?.at ?? since) >= since - CLOCKS_DIFFER;
  const records = isCut ? await reads.records(about, kinds, { last: MOST_READ }) : latest;
  const merged = mergedIn(records);
  if (!("broken" in merged)) return [...merged, ...lostIn(records)];
  throw new ReadError({
    failure: "malformed",
    what: `the ledger of ${base}`,
    message: unreadable(merged),
  });
}

/** Merges whose records were set aside. Nobody knows of them any more, so each counts as one near to everything that went wrong. */
function lostIn(records: readonly LedgerRecord[]): readonly Merged[] {
  const isLost = ({ kind, data }: LedgerRecord): boolean =>
    kind === SET_ASIDE && (readSetAside(data)?.kind ?? MERGED) === MERGED;
  return records
    .filter(isLost)
    .map(({ sequence, at }) => ({ ...UNKNOWN, pull: -sequence, undoes: [-sequence], mergedAt: at }));
}

const UNKNOWN: Omit<Merged, "pull" | "undoes" | "mergedAt"> = {
  ...{ head: "", mergeBase: null, base: "", mergeCommit: null, commits: 0, mergedBy: null, author: null },
  ...{ verdict: "unknown", code: "set-aside", mode: "enforce", type: "normal", policy: null, counted: [], lenders: [] },
  ...{ sample: null, emergency: null, folders: [ANYWHERE] },
};
