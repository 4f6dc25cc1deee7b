// From a verdict to the steps that make GitHub say it. A step whose effect is so already is not planned.
import type { Markdown } from "../core/markdown.ts";
import type { Step, StepOf } from "../core/plan.ts";
import type { CheckRun } from "../core/branch.ts";
import type { Instant, Sha } from "../core/refs.ts";
import type { Verdict } from "../core/verdict.ts";
import { announcedHead, isAnnounced } from "./binding/binding.ts";
import type { ChangeConfig } from "./config.ts";
import type { ChangeFacts } from "./facts.ts";
import { hashOfText } from "./hash.ts";
import { printComment, printSummary, printTitle } from "./print.ts";
import type { JudgedAs, RecordData, Terms, Tuple } from "./record-shapes.ts";
import { commentOf, entriesOf, recordStep, type History } from "./records.ts";
import { isOurs } from "./verdicts.ts";

const DAY = 86_400_000;
/** GitHub calls a check stale that did not complete within 14 days: ours is written again before it is this old. */
export const RENEW_AFTER = 13 * DAY;

const CHECK_STATE: Readonly<Record<Exclude<Verdict["state"], "off">, StepOf<"check">["state"]>> = {
  allow: "success",
  wait: "waiting",
  block: "failure",
  unknown: "failure",
};

export interface Decision {
  readonly name: string;
  readonly number: number;
  readonly head: Sha;
  readonly verdict: Verdict;
  readonly tuple: Tuple | null;
  readonly counted: readonly number[];
  /** As what it was judged; null where that cannot be said. */
  readonly as: JudgedAs | null;
  readonly twins: readonly number[];
  /** Whose the check is; empty where it is the head's and nobody's. */
  readonly sharers: readonly number[];
}

/** What is known about the checks on a head. */
export type CheckFacts = Pick<ChangeFacts, "now" | "app" | "checkRuns" | "pull">;

/** The check, and the record of what was decided when that is something else than before. */
export function checkSteps(args: {
  readonly decision: Decision;
  readonly facts: CheckFacts;
  readonly history: History | null;
}): { readonly steps: readonly Step[]; readonly renewAt: Instant | null } {
  const { decision, facts, history } = args;
  const { name, head, number, verdict, tuple } = decision;
  if (verdict.state === "off") return { steps: [], renewAt: null };
  const state = CHECK_STATE[verdict.state];
  const title = printTitle(verdict);
  const summary = printSummary(verdict, tuple);
  const numbers = [...decision.sharers].sort((a, b) => a - b).join("+");
  const said = [name, head, numbers, state, title, summary];
  const says = hashOfText([...said, JSON.stringify(decision.as)].join("\n"));

  const before = history ? entriesOf(history, "change.decided") : [];
  const steps: Step[] = [];
  if (history && before.at(-1)?.data.says !== says) {
    const counted = [...decision.counted];
    const base = facts.pull.known ? facts.pull.value.base.ref : null;
    const data: RecordData<"change.decided"> = {
      state: verdict.state,
      code: verdict.code,
      says,
      tuple,
      counted,
      head,
      base,
      as: decision.as,
    };
    steps.push(recordStep({ kind: "change.decided", by: null, data }, verdict.title, `${before.length}:${says}`));
  }
  const { number: round, endsAt } = renewal(head, facts.now);
  // Whichever of several is looked at writes the same check, though each is judged as what it is itself.
  const shown = decision.twins.length > 0 ? hashOfText([...said, "null"].join("\n")) : says;
  const externalId = `change/${numbers}/${shown.slice(0, 16)}${state === "waiting" ? `/${round}` : ""}`;
  if (!isThere({ facts, name, state, title, externalId })) {
    steps.push({
      do: "check",
      why: verdict.title,
      key: `check:${head}:${name}:${externalId}`,
      name,
      head,
      state,
      title,
      summary,
      externalId,
      onlyIfHeadOf: number,
    });
  }
  return { steps, renewAt: state === "waiting" ? endsAt : null };
}

/** Rounds of renewal follow from the clock alone, so that twins agree on them; heads take turns, so that not all are due at once. */
function renewal(head: Sha, now: Instant): { readonly number: number; readonly endsAt: Instant } {
  const offset = Number.parseInt(head.slice(0, 8), 16) % RENEW_AFTER;
  const number = Math.floor((now + offset) / RENEW_AFTER);
  return { number, endsAt: (number + 1) * RENEW_AFTER - offset };
}

/** Our latest run of that name on the head. */
export function ownRun(facts: Pick<CheckFacts, "app" | "checkRuns">, name: string): CheckRun | undefined {
  const { app, checkRuns } = facts;
  if (!app.known || !checkRuns.known) return undefined;
  const runs = checkRuns.value.filter((run) => run.name === name && isOurs(run, app.value.id));
  return [...runs].sort((a, b) => a.id - b.id).at(-1);
}

function isThere(args: {
  readonly facts: CheckFacts;
  readonly name: string;
  readonly state: StepOf<"check">["state"];
  readonly title: string;
  readonly externalId: string;
}): boolean {
  const run = ownRun(args.facts, args.name);
  if (!run || run.externalId !== args.externalId || run.title !== args.title) return false;
  return args.state === "waiting" ? run.status === "in_progress" : run.conclusion === args.state;
}

/**
 * Our one comment. It announces a head, and what else an approval of it is for, by naming them: that is kept with
 * GitHub's own stamp of the writing. While something could not be read the comment is not rewritten for that alone: the
 * check says it.
 */
export function commentSteps(args: {
  readonly decision: Decision;
  readonly terms: Terms;
  readonly facts: ChangeFacts;
  readonly history: History;
  readonly config: Pick<ChangeConfig, "mode" | "keep_approval_on">;
}): readonly Step[] {
  const { decision, terms, facts, history, config } = args;
  const { head, number, verdict } = decision;
  // Where nothing is approved, nothing but the head is news.
  const isKnown = verdict.state === "off" ? announcedHead(history) === head : isAnnounced(history, head, terms);
  const isNews = !isKnown || facts.commentTouched;
  const before = commentOf(history);
  if (verdict.state === "off" && !before) return [];
  if (verdict.state === "unknown" && !isNews) return [];
  const body = printComment({ verdict, head, terms, config });
  const hash = hashOfText(body);
  const twins = [...decision.twins].sort((a, b) => a - b);
  if (!isNews && before?.body === hash) return [];
  const writings = entriesOf(history, "change.announced", "change.updated").length;
  return [
    {
      do: "comment",
      why: isNews ? `head ${head} is announced with what an approval of it is for` : verdict.title,
      // The same words again are another writing: each has its own stamp, even within one second.
      key: `comment:change:${writings}:${hash}`,
      on: number,
      slot: "change",
      body,
      remember: { kind: isNews ? "change.announced" : "change.updated", data: { head, terms, body: hash, twins } },
    },
  ];
}

/**
 * Other pull requests of this head: those whose comment does not know yet who shares it now; and all of them when
 * something new was decided, since their turns may be under way by what was so before, and they write the same check.
 */
export function wakeSteps(args: {
  readonly facts: ChangeFacts;
  readonly decision: Decision | null;
  readonly history: History;
  /** What the check is to say, and the record of it when that is news. */
  readonly shown: readonly Step[];
}): readonly Step[] {
  const { facts, decision, history, shown } = args;
  const news = shown.find((step) => step.do === "record");
  const twins = facts.twins.known ? facts.twins.value : [];
  const own = decision?.verdict.state === "off" ? [] : decision ? [decision.number] : [];
  const isStale = twins.filter(({ pull, records }) => {
    const partners = decision?.twins ?? [];
    const expected = partners.includes(pull.number)
      ? [...own, ...partners].filter((number) => number !== pull.number).sort((a, b) => a - b)
      : [];
    const known = records.known ? (commentOf(records.value)?.twins ?? null) : null;
    return partners.includes(pull.number)
      ? news !== undefined || !isSame(known, expected)
      : known?.includes(Number(facts.subject.name)) === true;
  });
  // Those that were named before and have another head since: they are on their own again.
  const before = decision ? (commentOf(history)?.twins ?? []) : [];
  const here = new Set(twins.map(({ pull }) => pull.number));
  const left = before.filter((number) => !here.has(number));
  const numbers = [...new Set([...isStale.map(({ pull }) => pull.number), ...left])].sort((a, b) => a - b);
  return numbers.map((number) => ({
    do: "wake",
    why: `pull request ${number} shares its head with this one, or did`,
    key: `wake:${number}:${decision?.head ?? "closed"}:${own.join("+")}:${(decision?.twins ?? []).join("+")}:${news?.key ?? ""}`,
    subject: { ...facts.subject, name: String(number) },
    at: facts.now,
  }));
}

function isSame(known: readonly number[] | null, expected: readonly number[]): boolean {
  return (
    known !== null && known.length === expected.length && known.every((number, index) => number === expected[index])
  );
}

/** An answer to commands, in the one comment that is rewritten for them. */
export function answerStep(on: number, body: Markdown, why: string): Step {
  return { do: "comment", why, key: `answer:${hashOfText(body)}`, on, slot: "answer", body };
}
