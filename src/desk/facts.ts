import type { PolicyState } from "../core/policy.ts";
import { known } from "../core/known.ts";
import type { Known } from "../core/known.ts";
import type { LedgerRecord, Reads } from "../core/reads.ts";
import { type Instant, printSubject, type Subject, subjectNumber } from "../core/refs.ts";
import type { Heard, Misheard, Turn } from "../core/trigger.ts";
import { menuOf, type Menu, type Offer } from "./offers.ts";

export const ANSWERED_RECORD = "desk.answered";
export const HINT_RECORD = "desk.hint";

export interface DeskFacts {
  readonly now: Instant;
  readonly number: number;
  /** The whole repository: a person gets a hint once a day, wherever in it they slip. */
  readonly repository: Subject;
  readonly menu: Menu;
  readonly asked: readonly Heard[];
  readonly misheard: readonly Misheard[];
  /** Comments here that were answered, and who was given a hint in this repository. Not asked for when nobody said anything. */
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
  const records = isQuiet
    ? { known: true as const, value: [] }
    : await known(
        Promise.all([
          reads.records(printSubject(subject), [ANSWERED_RECORD]),
          reads.records(printSubject(repository), [HINT_RECORD]),
        ]).then((both) => both.flat()),
      );
  return { now, number: subjectNumber(subject), repository, menu, asked: heard, misheard, records };
}
