// Pure: one issue while there is no policy that can be read, closed by itself once there is.
import { createHash } from "node:crypto";
import type { Markdown } from "../core/markdown.ts";
import type { Plan, Step } from "../core/plan.ts";
import type { PolicyState } from "../core/policy.ts";
import type { LedgerRecord } from "../core/reads.ts";
import { CLOSED_RECORD, SAID_RECORD, SLOT, type WelcomeFacts } from "./facts.ts";
import { starterPolicy } from "./starter.ts";
import * as words from "./words.ts";

const AGAIN_MS = 5 * 60_000;

export function decide(facts: WelcomeFacts, policy: PolicyState<null>): Plan {
  const { issue, records, starter, now } = facts;
  if (policy.is === "unknown") return again(words.unknown(policy.message), now);
  if (!issue.known) return again(words.unknown(issue.why.what), now);
  if (!records.known) return again(words.unknown(records.why.what), now);
  const open = issue.value?.state === "open" ? issue.value.number : null;

  if (policy.is === "ok") {
    const verdict = words.ready(policy.policy.sections);
    // Once: whoever opens it again has a reason of their own.
    const wasClosed = records.value.some(({ kind }) => kind === CLOSED_RECORD);
    if (open === null || wasClosed) return { verdict, steps: [] };
    return { verdict, steps: [...say(open, words.done(policy.policy.sections), records.value), ...close(open)] };
  }
  const verdict = policy.is === "broken" ? words.broken(policy.problems) : words.waiting();
  if (issue.value) {
    if (open === null || policy.is !== "broken") return { verdict, steps: [] };
    return { verdict, steps: say(open, words.problems(policy.problems), records.value) };
  }
  if (starter === null) return again(words.unknown("the repository"), now);
  if (!starter.known) return again(words.unknown(starter.why.what), now);
  if (starter.value.archived) return { verdict: words.archived(), steps: [] };
  const problems = policy.is === "broken" ? policy.problems : [];
  const body = words.welcome({ facts: starter.value, policy: starterPolicy(starter.value), problems });
  const why = words.whyOpen();
  return {
    verdict,
    steps: [{ do: "open-issue", slot: SLOT, title: words.title(), body, labels: [], why, key: `open-issue:${SLOT}` }],
  };
}

function again(verdict: Plan["verdict"], now: number): Plan {
  return { verdict, steps: [], lookAgainAt: now + AGAIN_MS };
}

/** One comment, rewritten when it has to say something else. */
function say(on: number, body: Markdown, records: readonly LedgerRecord[]): Step[] {
  const hash = createHash("sha256").update(body).digest("hex");
  const last = records.findLast(({ kind }) => kind === SAID_RECORD)?.data;
  if (typeof last === "object" && last !== null && "hash" in last && last.hash === hash) return [];
  const remember = { kind: SAID_RECORD, data: { hash } };
  return [{ do: "comment", on, slot: SLOT, body, remember, why: words.whySay(), key: `comment:${SLOT}:${hash}` }];
}

function close(on: number): Step[] {
  const why = words.whyClose();
  const key = `close:${SLOT}:${on}`;
  const record = { kind: CLOSED_RECORD, by: null, data: { issue: on }, restsOn: [key] };
  return [
    { do: "close", on, reason: "completed", why, key },
    { do: "record", ...record, why, key: `welcome:closed:${on}` },
  ];
}
