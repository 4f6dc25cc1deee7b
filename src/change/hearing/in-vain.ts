// How long a command waits that cannot be judged. Until then nothing is green, so nobody may hold a change up at will;
// and whoever has a say must not lose it to a fault that passes.
import { hopeOf, mostHopeful } from "../../core/hope.ts";
import type { Unknown } from "../../core/known.ts";
import type { Instant } from "../../core/refs.ts";
import type { Spoken } from "../record-shapes.ts";
import { entriesOf, type History } from "../records.ts";
import * as answers from "./answers.ts";
import { isLoosening } from "./judge.ts";
import type { Judgement } from "./judgement.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Milliseconds. A fault that another look may get over has so long to do so. */
const LONGEST_WAIT = 60 * MINUTE;
/** One that a person has to mend is believed when it is still there after so long: GitHub answers so in outages too. */
const SECOND_LOOK = 5 * MINUTE;

/** A command, or a review. */
type Speech = Pick<Spoken, "name" | "args" | "by">;
type Later = Extract<Judgement, { readonly is: "later" }>;

/** The same judgement while there is hope; else a refusal that says what is not known and who can mend it. */
export function unlessInVain(args: {
  readonly judgement: Later;
  readonly spoken: Speech;
  readonly history: History;
  /** Milliseconds since it was first looked at. */
  readonly waited: number;
  readonly now: Instant;
}): Judgement {
  const { judgement, waited } = args;
  const why = mostHopeful(judgement.whys);
  if (!why || waited < patienceFor(why, args)) return judgement;
  const refusal = hopeOf(why) === "never" ? answers.cannotBeKnown(why) : answers.neverFoundOut(why);
  return { is: "refused", refusal };
}

/** Milliseconds that a command waits for the answer to a question. */
function patienceFor(
  why: Unknown,
  args: { readonly spoken: Speech; readonly history: History; readonly now: Instant },
): number {
  // Who was told once that it cannot be found out holds nothing up so long again.
  const isTold = wasTold(args);
  switch (hopeOf(why)) {
    case "passes":
      // What was said against a change waits for an outage to end, however long it takes.
      return isLoosening(args.spoken) ? LONGEST_WAIT : Infinity;
    case "may pass":
      return isTold ? SECOND_LOOK : LONGEST_WAIT;
    case "needs a person":
      return isTold ? 0 : SECOND_LOOK;
    case "never":
      return 0;
  }
}

function wasTold(args: { readonly spoken: Speech; readonly history: History; readonly now: Instant }): boolean {
  const { spoken, history, now } = args;
  return entriesOf(history, "change.refusal").some(
    (entry) =>
      entry.by?.id === spoken.by.id && entry.data.code === answers.NOT_FOUND_OUT && now - entry.recordedAt < DAY,
  );
}
