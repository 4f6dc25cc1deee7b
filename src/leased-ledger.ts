// The ledger under one turn's lease: intents, outcomes and failures as they are kept of each step.
import { createHash } from "node:crypto";
import * as z from "zod";
import type { LeasedLedger } from "./apply.ts";
import { ReadError } from "./core/known.ts";
import type { Effect, Json } from "./core/plan.ts";
import { mayPass, refusalOf } from "./core/refusal.ts";
import type { Refusal } from "./core/refusal.ts";
import { isUncertain } from "./github/outcome.ts";
import type { Store } from "./store/open.ts";
import type { Taken } from "./store/turn.ts";

/** What GitHub refused for good is asked for again after this (ms), also where no event tells of anything new. */
const ASKED_AGAIN_AFTER = 86_400_000;
/** A check that could not be set may be a green one that has to be red: where an outage may be the reason, no day goes by. */
const CHECKED_AGAIN_AFTER = 3_600_000;

/** Opened for a turn: a refusal stands against a step until something happens to the subject, or for a day. */
export function leasedLedger(store: Pick<Store, "ledger">, taken: Taken): LeasedLedger {
  const hasNews = taken.deliveries.length > 0 || taken.isReplayed;
  const standsAgainst = (step: Effect, failure: Json, at: number): boolean => {
    const refusal = refusalKept(failure);
    if (hasNews || refusal === null) return false;
    const again = step.do === "check" && mayPass(refusal.code) ? CHECKED_AGAIN_AFTER : ASKED_AGAIN_AFTER;
    return at > taken.now - again;
  };
  return {
    async intend(step) {
      const intent = { key: step.key, why: step.why, do: step.do, detail: detailOf(step) };
      const stands = (failure: Json, at: number): boolean => standsAgainst(step, failure, at);
      const begun = await store.ledger.intend(taken, { ...intent, stands });
      if (begun.is === "refused") return refusalKept(begun.failure);
      // Plans compare what is with what should be: a step that was done before and is planned again was undone since.
      if (begun.is === "done") await store.ledger.intendAgain(taken, intent);
      return null;
    },
    outcome: (step, { did, answer }) => store.ledger.outcome(taken, step.key, { did, ...answer }),
    failure: (step, error, refusal) => {
      // What may have been done stays open: the next attempt looks for it first.
      if (!(error instanceof ReadError) || isUncertain(error)) return Promise.resolve();
      const { failure, status } = error;
      return store.ledger.failure(taken, step.key, { failure, status, ...(refusal && { refused: refusal.code }) });
    },
    record: async (fact) => {
      await store.ledger.record(taken, fact);
    },
  };
}

const KeptFailure = z.object({ refused: z.string() });

function refusalKept(failure: Json): Refusal | null {
  const kept = KeptFailure.safeParse(failure);
  return kept.success ? refusalOf(kept.data.refused) : null;
}

/** What a reader of the ledger may want to see of a step. Texts are kept as their hash: they stand on GitHub. */
function detailOf(step: Effect): Json {
  const detail: Record<string, Json> = {};
  for (const [name, value] of Object.entries(step)) {
    if (name === "do" || name === "why" || name === "key" || name === "restsOn") continue;
    const isText = name === "body" || name === "summary";
    detail[name] = isText ? `sha256:${createHash("sha256").update(String(value)).digest("hex")}` : (value as Json);
  }
  return detail;
}
