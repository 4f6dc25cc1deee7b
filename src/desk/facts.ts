import type { PolicyState } from "../core/policy.ts";
import { known } from "../core/known.ts";
import type { Known } from "../core/known.ts";
import type { LedgerRecord, Reads } from "../core/reads.ts";
import { type Instant, printSubject, type Subject, subjectNumber } from "../core/refs.ts";
import type { Heard, Misheard, Turn } from "../core/trigger.ts";
import { menuOf, type Menu, type Offer } from "./offers.ts";

export const ANSWERED_RECORD = "desk.answered";
export const HINT_RECORD = "desk.hint";

/**
 * So many records of each kind are read, the latest. A person is given one hint a day, so that beyond it the first of so
 * many people in one day may get a second one; an answer that is given twice is the same words in the same place.
 */
const MOST_RECORDS = 200;

export interface DeskFacts {
  readonly now: Instant;
  readonly number: number;
  /** The whole repository: a person gets a hint once a day, wherever in it they slip. */
  readonly repository: Subject;
  readonly menu: Menu;
  readonly asked: readonly Heard[];
  readonly misheard: readonly Misheard[];
  /** Comments here that were answered, and who was given a hint in this repository, the latest of them. Asked for only where they matter. */
  readonly records: Known<readonly LedgerRecord[]>;
}

export async function gather(args: {
  readonly turn: Turn;
  readonly policy: PolicyState<null>;
  readonly reads: Pick<Reads, "records">;
  readonly offers: readonly Offer[];
}): Promise<DeskFacts> {
  const { turn, policy, reads, offers } = args;
  const { subject, now, heard, misheard } = turn;
  const repository: Subject = { ...subject, kind: "repository", name: "" };
  const menu = menuOf(offers, subject.kind === "pull" ? "pull" : "issue", policy);
  const isQuiet = heard.length + misheard.length === 0;
  const isSlip = misheard.some(({ problem }) => problem.code === "near-miss");
  const latest = (about: Subject, kind: string): Promise<readonly LedgerRecord[]> =>
    reads.records(printSubject(about), [kind], { last: MOST_RECORDS });
  const records = await known(
    Promise.all([
      ...(isQuiet ? [] : [latest(subject, ANSWERED_RECORD)]),
      ...(isSlip ? [latest(repository, HINT_RECORD)] : []),
    ]).then((lists) => lists.flat()),
  );
  return { now, number: subjectNumber(subject), repository, menu, asked: heard, misheard, records };
}
