// Whoever owes the next move is reminded: once after `remind:`, then weekly, in business hours (spec: change, "Waiting is
// looked after"). A reminder is a comment of its own, since an edited one calls nobody.
import { instantAfter, nextBusinessTime } from "../../core/calendar.ts";
import { parseDuration } from "../../core/clock.ts";
import { md, mention, paragraphs, text, type Markdown } from "../../core/markdown.ts";
import { checked } from "../../core/parsed.ts";
import type { Step } from "../../core/plan.ts";
import type { Policy } from "../../core/policy.ts";
import type { Instant, Sha } from "../../core/refs.ts";
import { sentenceMarkdown } from "../../core/verdict-print.ts";
import type { Verdict } from "../../core/verdict.ts";
import type { ChangeConfig } from "../config.ts";
import { entriesOf, type History } from "../records.ts";

const WEEK = 604_800_000;
/** Of one head; who did not move after these has another reason. */
const MOST_REMINDERS = 12;
/** Waits that no comment helps: a draft's author works on it, a check is no person. */
const NOT_REMINDED: ReadonlySet<string> = new Set(["draft", "check-running"]);

export interface Reminding {
  readonly steps: readonly Step[];
  /** When the next one is due; null when none will be. */
  readonly next: Instant | null;
}

const nothing: Reminding = { steps: [], next: null };

/** The reminder that is due now, if one is. `history` is without what this look adds: a wait that begins now is told by the check. */
export function remindSteps(args: {
  readonly policy: Policy<ChangeConfig>;
  readonly history: History;
  readonly verdict: Verdict;
  readonly number: number;
  readonly head: Sha;
  readonly now: Instant;
}): Reminding {
  const { policy, history, verdict, number, head, now } = args;
  const { remind, mode } = policy.section;
  if (remind === undefined || mode === "observe") return nothing;
  if (verdict.state !== "wait" || NOT_REMINDED.has(verdict.code)) return nothing;
  const since = waitingSince({ history, verdict, head }) ?? now;
  const given = entriesOf(history, "change.reminded");
  const ofThis = given.filter(({ data, recordedAt }) => data.head === head && recordedAt >= since);
  if (ofThis.length >= MOST_REMINDERS) return nothing;
  const { calendar } = policy;
  const last = ofThis.at(-1);
  const due = last
    ? last.recordedAt + WEEK
    : instantAfter({ instant: since, duration: checked(parseDuration(remind)), calendar });
  const at = nextBusinessTime(calendar, Math.max(due, now));
  if (at > now) return { steps: [], next: nextBusinessTime(calendar, due) };
  const count = given.length + 1;
  const step: Step = {
    do: "comment",
    why: `${verdict.owes ?? "somebody"} owes the next move since ${new Date(since).toISOString()}`,
    key: `comment:remind:${head}:${count}`,
    on: number,
    slot: `remind-${count}`,
    body: reminder(verdict, since, head),
    remember: { kind: "change.reminded", data: { head, code: verdict.code } },
  };
  const isLast = ofThis.length + 1 >= MOST_REMINDERS;
  return { steps: [step], next: isLast ? null : nextBusinessTime(calendar, now + WEEK) };
}

/** Since when it has waited for the same thing on this head, as far as decisions on record tell. */
function waitingSince(args: {
  readonly history: History;
  readonly verdict: Verdict;
  readonly head: Sha;
}): Instant | undefined {
  const decided = entriesOf(args.history, "change.decided");
  const other = decided.findLastIndex(
    ({ data }) => data.code !== args.verdict.code || (data.head ?? data.tuple?.head) !== args.head,
  );
  return decided[other + 1]?.recordedAt;
}

function reminder(verdict: Verdict, since: Instant, head: Sha): Markdown {
  const { owes = "somebody", title, cure } = verdict;
  const [, login] = /^@([A-Za-z0-9_-]+)$/.exec(owes) ?? [];
  const who = login === undefined ? text(owes) : mention({ login });
  const day = text(new Date(since).toISOString().slice(0, 10));
  const heading = md`**Waiting** for ${who} since ${day}, on head ${text(head.slice(0, 12))}.`;
  const what = cure === undefined ? sentenceMarkdown(title) : md`${sentenceMarkdown(title)} ${sentenceMarkdown(cure)}`;
  return paragraphs([heading, what]);
}
