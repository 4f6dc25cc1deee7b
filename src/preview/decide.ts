// Pure: one comment on the pull request, rewritten with each head. It decides nothing about the pull request.
import { createHash } from "node:crypto";
import type { Plan } from "../core/plan.ts";
import type { LedgerRecord } from "../core/reads.ts";
import { type PreviewFacts, SHOWN_RECORD } from "./facts.ts";
import * as words from "./words.ts";

const SLOT = "policy-preview";

export function decide({ number, records, proposal }: PreviewFacts): Plan {
  if (proposal === null) return { verdict: words.nothingNew(), steps: [] };
  if (!proposal.known) {
    const { what } = proposal.why;
    return { verdict: words.couldNotFindOut(what), steps: [] };
  }
  if (!records.known) return { verdict: words.couldNotFindOut(records.why.what), steps: [] };
  const { is } = proposal.value;
  const shown = records.value.at(-1);
  // Where nothing was ever shown, nothing has to be taken back.
  if (is === "untouched" && shown === undefined) return { verdict: words.untouched(), steps: [] };
  const body = words.preview(is);
  const says = createHash("sha256").update(body).digest("hex");
  const verdict = is === "untouched" ? words.untouched() : words.shown();
  if (saidBefore(shown) === says) return { verdict, steps: [] };
  const remember = { kind: SHOWN_RECORD, data: { says } };
  const why = words.whyShown();
  return {
    verdict,
    steps: [{ do: "comment", on: number, slot: SLOT, body, remember, why, key: `comment:${SLOT}:${says}` }],
  };
}

function saidBefore(record: LedgerRecord | undefined): unknown {
  const data = record?.data;
  return typeof data === "object" && data !== null && "says" in data ? data.says : undefined;
}
