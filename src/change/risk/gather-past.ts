// What was merged into a base before, from our own ledger: no question to GitHub, and no more of it than the policy asks about.
import { branchSubject, MERGED, mergedIn, type Merged } from "../../core/merged.ts";
import { ReadError } from "../../core/known.ts";
import type { Reads } from "../../core/reads.ts";
import { printSubject, type Instant, type Subject } from "../../core/refs.ts";
import { unreadable } from "../../core/set-aside.ts";

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
  const latest = await reads.records(about, [MERGED], { last: FIRST_READ });
  const isCut = latest.length === FIRST_READ && (latest[0]?.at ?? since) >= since - CLOCKS_DIFFER;
  const merged = mergedIn(isCut ? await reads.records(about, [MERGED], { last: MOST_READ }) : latest);
  if (!("broken" in merged)) return merged;
  throw new ReadError({
    failure: "malformed",
    what: `the ledger of ${base}`,
    message: unreadable(merged),
  });
}
