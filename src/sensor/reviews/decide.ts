// Pure: an issue in which a review is owed stays open until it is given, and says so every business day once it is late.
import { createHash } from "node:crypto";
import { instantAfter } from "../../core/calendar.ts";
import { parseDuration } from "../../core/clock.ts";
import { paragraphs } from "../../core/markdown.ts";
import type { Plan, Step } from "../../core/plan.ts";
import type { PolicyState } from "../../core/policy.ts";
import type { Issue } from "../../core/issue.ts";
import type { Unknown } from "../../core/known.ts";
import type { LedgerRecord } from "../../core/reads.ts";
import type { Instant, Subject } from "../../core/refs.ts";
import { branchSubject } from "../../core/merged.ts";
import {
  judgedIn,
  REVIEW_DONE,
  REVIEW_JUDGED,
  REVIEW_OVERDUE,
  type Judged,
  type OpenedReview,
} from "../../core/review.ts";
import type { Heard } from "../../core/trigger.ts";
import type { SensorPolicy, WatchedChange } from "../policy.ts";
import { recordStep } from "../records.ts";
import * as words from "../review-words.ts";
import { CLOSED, REMINDED, type IssueFacts } from "./facts.ts";
import { judge, type Judgement } from "./judge.ts";

const AGAIN_AFTER = 5 * 60_000;
const SLOT = "review";
export const OVERDUE_LABEL = "overdue";

export function decideIssue(facts: IssueFacts, state: PolicyState<WatchedChange>): Plan {
  const { now, records, owed, heard } = facts;
  if (!records.known) return unknown([records.why], now);
  if (!owed && heard.length === 0) return { verdict: words.nothingOwed(), steps: [] };
  if (state.is === "absent") return { verdict: words.isOff(), steps: [] };
  if (state.is !== "ok") return unknown([words.policyUnread()], now);

  const { policy } = state;
  const before = judgedIn(records.value);
  const spoken = judgeAll({ facts, policy, before });
  // One that cannot be judged yet holds up those after it, and all are heard again.
  if ("whys" in spoken) return unknown(spoken.whys, now);
  const said = spoken.flatMap((one) => spokenSteps(one, facts));
  if (!owed) return { verdict: words.nothingOwed(), steps: said };
  const { review: opened, issue } = owed;
  if (!issue.known) return unknown([issue.why], now);

  const [given] = spoken.flatMap(({ judgement }) => (judgement.is === "reviewed" ? [judgement.outcome] : []));
  const outcome = given ?? before?.outcome;
  const args = { facts, opened, issue: issue.value, records: records.value };
  if (outcome !== undefined) {
    return { verdict: words.given(outcome), steps: [...said, ...closeSteps({ ...args, outcome })] };
  }
  const late = lateness({ ...args, policy });
  const verdict = words.owed(opened);
  const steps = [...said, ...reopenSteps(args), ...late.steps];
  return { verdict, steps, lookAgainAt: late.next };
}

function unknown(whys: readonly Unknown[], now: Instant): Plan {
  return { verdict: words.couldNotFindOut(whys), steps: [], lookAgainAt: now + AGAIN_AFTER };
}

interface Spoken {
  readonly heard: Heard;
  readonly judgement: Exclude<Judgement, { readonly is: "unknown" }>;
}

/** In order, each counting for the ones after it; or why one of them cannot be judged. */
function judgeAll(args: {
  readonly facts: IssueFacts;
  readonly policy: SensorPolicy;
  readonly before: Judged | undefined;
}): readonly Spoken[] | { readonly whys: readonly Unknown[] } {
  const { facts, policy, before } = args;
  const spoken: Spoken[] = [];
  for (const heard of facts.heard) {
    const isGiven = before !== undefined || spoken.some(({ judgement }) => judgement.is === "reviewed");
    const judgement = judge({ heard, facts, policy, given: isGiven ? "given" : "owed" });
    if (judgement.is === "unknown") return judgement;
    spoken.push({ heard, judgement });
  }
  return spoken;
}

function spokenSteps({ heard, judgement }: Spoken, facts: IssueFacts): readonly Step[] {
  const { said, command } = heard;
  const place = `${said.channel}:${said.id}:${command.line}`;
  const to = { channel: said.channel, id: said.id, nodeId: said.nodeId };
  const react = (sign: "+1" | "-1"): Step => {
    return { do: "react", to, with: sign, why: words.whyReact(sign), key: `react:${said.channel}:${said.id}:${sign}` };
  };
  const at = { channel: said.channel, id: said.id, line: command.line };
  const { because } = command;
  const why = words.whySaid(command.name, said.by);
  const { number } = facts;
  switch (judgement.is) {
    case "reviewed": {
      const data = { outcome: judgement.outcome, because, at, saidAt: said.createdAt };
      return [{ do: "record", kind: REVIEW_JUDGED, by: said.by, data, why, key: `review:${place}` }, react("+1")];
    }
    case "baseline": {
      const { branch, sha } = judgement;
      const about = branchSubject(facts.subject, branch);
      const data = { sha, source: "person", because, id: null } as const;
      const record = recordStep({ kind: "sensor.baseline", by: said.by, data, why, meaning: place });
      return [
        { ...record, about },
        { do: "wake", subject: about, at: facts.now, why, key: `wake:${place}` },
        comment({ on: number, slot: "answer", body: words.baselineSet(branch, sha), why }),
        react("+1"),
      ];
    }
    case "refused": {
      const { refusal } = judgement;
      const data = { at, command: command.name, ...refusal };
      return [
        { do: "record", kind: "review.refusal", by: said.by, data, why, key: `refusal:${place}` },
        comment({ on: number, slot: "answer", body: paragraphs([words.refusal(command.name, refusal)]), why }),
        react("-1"),
      ];
    }
  }
}

function comment(args: {
  readonly on: number;
  readonly slot: string;
  readonly body: ReturnType<typeof words.reopened>;
  readonly why: string;
}): Step {
  const hash = createHash("sha256").update(args.body).digest("hex");
  return { do: "comment", ...args, key: `comment:${args.slot}:${hash}` };
}

interface Owed {
  readonly facts: IssueFacts;
  readonly opened: OpenedReview;
  readonly issue: Issue;
  readonly records: readonly LedgerRecord[];
}

/** Closed once: whoever opens it again afterwards has a reason of their own. */
function closeSteps({
  facts,
  opened,
  issue,
  records,
  outcome,
}: Owed & { readonly outcome: Judged["outcome"] }): Step[] {
  if (records.some(({ kind }) => kind === CLOSED)) return [];
  const { number, subject } = facts;
  const why = words.whyClose(outcome);
  const repository: Subject = { ...subject, kind: "repository", name: "" };
  const wasLate = records.some(({ kind }) => kind === REMINDED);
  const data = { slot: opened.slot, issue: number };
  return [
    ...(wasLate
      ? [{ do: "record", kind: REVIEW_DONE, by: null, data, about: repository, why, key: `done:${number}` } as const]
      : []),
    comment({ on: number, slot: SLOT, body: words.givenComment(outcome), why }),
    ...(issue.state === "open"
      ? [
          {
            do: "close",
            on: number,
            reason: outcome === "accept" ? "completed" : "not_planned",
            why,
            key: `close:${number}`,
          } as const,
        ]
      : []),
    { do: "record", kind: CLOSED, by: null, data, why, key: `closed:${number}`, restsOn: [`close:${number}`] },
  ];
}

function reopenSteps({ facts, opened, issue }: Owed): readonly Step[] {
  if (issue.state === "open") return [];
  const { number } = facts;
  const why = words.whyReopen();
  return [
    { do: "reopen", on: number, why, key: `reopen:${number}:${issue.updatedAt}` },
    comment({ on: number, slot: SLOT, body: words.reopened(opened), why }),
  ];
}

/** Late: a label, a line, and a fact for the whole repository; then a line each business day. */
function lateness({ facts, opened, records, policy }: Owed & { readonly policy: SensorPolicy }): {
  readonly steps: readonly Step[];
  readonly next: Instant;
} {
  const { now, number, subject } = facts;
  const { calendar } = policy;
  const lines = records.filter(({ kind }) => kind === REMINDED);
  const day = { count: 1, unit: "bd" } as const;
  const last = lines.at(-1)?.at;
  const due =
    last === undefined ? deadlineOf(opened, policy) : instantAfter({ instant: last, duration: day, calendar });
  if (now < due) return { steps: [], next: due };
  const why = words.whyLate();
  const repository: Subject = { ...subject, kind: "repository", name: "" };
  const data = { slot: opened.slot, issue: number };
  const steps: Step[] = [
    { do: "record", kind: REVIEW_OVERDUE, by: null, data, about: repository, why, key: `overdue:${number}` },
    {
      do: "label",
      on: number,
      add: [OVERDUE_LABEL],
      remove: [],
      create: true,
      why,
      key: `label:${number}:${lines.length}`,
    },
    comment({
      on: number,
      slot: `overdue-${lines.length + 1}`,
      body: words.late(opened, deadlineOf(opened, policy)),
      why,
    }),
    { do: "record", kind: REMINDED, by: null, data, why, key: `reminded:${number}:${lines.length}` },
  ];
  return { steps, next: instantAfter({ instant: now, duration: day, calendar }) };
}

/** A length of time that cannot be read has run out. */
export function deadlineOf({ since, within }: OpenedReview, { calendar }: Pick<SensorPolicy, "calendar">): Instant {
  const parsed = parseDuration(within);
  return parsed.ok ? instantAfter({ instant: since, duration: parsed.value, calendar }) : since;
}
