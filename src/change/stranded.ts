// Check runs that nobody would decide again: required where nothing answers, left over from before, or of a pull
// request that can no longer be read. None of them may stay green, and none may hang.
import type { Step } from "../core/plan.ts";
import type { PolicyState } from "../core/policy.ts";
import type { Verdict } from "../core/verdict.ts";
import { announcedHead } from "./binding/binding.ts";
import * as checkWords from "./check-words.ts";
import type { ChangeConfig } from "./config.ts";
import type { ChangeFacts } from "./facts.ts";
import { isGovernedAsFarAsSeen } from "./finding.ts";
import { CHECK_NAME, checkName } from "./governing.ts";
import { entriesOf, type History } from "./records.ts";
import { checkSteps, ownRun, type Decision } from "./steps.ts";
import { findingOfTwin, type Joined } from "./verdicts.ts";
import * as words from "./words.ts";

/** Where it is not even known whether the base is governed, a check would stay behind; without one nothing is green. */
export function wouldStayBehind(args: {
  readonly facts: ChangeFacts;
  readonly state: PolicyState<ChangeConfig>;
  readonly verdict: Verdict;
  readonly name: string;
}): boolean {
  const { facts, state, verdict, name } = args;
  return verdict.state === "unknown" && !isGovernedAsFarAsSeen(facts, state) && !mayHaveRun(facts, name);
}

/** The gate's words are the head's, not one pull request's: whoever looks writes the same. */
const nobodys = { tuple: null, as: null, twins: [], sharers: [] } as const;

/** Our required check, red, where this room will never decide it. */
export function hungSteps(args: {
  readonly facts: ChangeFacts;
  readonly state: PolicyState<ChangeConfig>;
  readonly decision: Decision;
  readonly base: string;
}): readonly Step[] {
  const { facts, decision } = args;
  const verdict = gateThatWouldHang(args);
  if (!verdict) return [];
  const gate = { ...decision, ...nobodys, name: CHECK_NAME, verdict };
  return checkSteps({ decision: gate, facts, history: null }).steps;
}

/**
 * What our required check has to say where this room will never decide it: in `mode: observe`; and where it was posted
 * while the pull request was open and its base governed, since an old green one must not wait for better days.
 */
function gateThatWouldHang(args: {
  readonly facts: ChangeFacts;
  readonly state: PolicyState<ChangeConfig>;
  readonly decision: Decision;
  readonly base: string;
}): Verdict | null {
  const { facts, state, decision, base } = args;
  const isLeftOver = ownRun(facts, CHECK_NAME) !== undefined;
  if (decision.verdict.state === "off") {
    // With another pull request on this head that is judged, the check is that one's.
    return isLeftOver && !isJudgedBesides(facts, state) ? checkWords.leftOver() : null;
  }
  const isRequired = facts.requirement.known && facts.requirement.value.required === "yes";
  const observes = state.is === "ok" && state.policy.section.mode === "observe";
  return observes && (isRequired || isLeftOver) ? checkWords.wouldHang(words.onlyObserved(), base) : null;
}

/** Whether the head is, or may be, that of another pull request which this room judges. */
function isJudgedBesides(facts: ChangeFacts, state: PolicyState<ChangeConfig>): boolean {
  if (!facts.twins.known) return true;
  if (state.is !== "ok") return false;
  return facts.twins.value.some((twin) => findingOfTwin(facts, twin, state.policy).verdict.state !== "off");
}

/** Whether a run of ours may stand on the head: seen there; or, where that cannot be seen, something was decided before. */
function mayHaveRun(facts: ChangeFacts, name: string): boolean {
  if (facts.app.known && facts.checkRuns.known) return ownRun(facts, name) !== undefined;
  return !facts.records.known || entriesOf(facts.records.value, "change.decided").length > 0;
}

/**
 * The pull request itself cannot be read, and its last word was green: that word is taken back on the head that was
 * announced, whatever the head is now. Said once; with the pull request the check comes back.
 */
export function blindSteps(args: {
  readonly facts: ChangeFacts;
  readonly state: PolicyState<ChangeConfig>;
  readonly history: History;
  readonly found: Joined;
}): readonly Step[] {
  const { facts, state, history, found } = args;
  const head = announcedHead(history);
  if (head === null || entriesOf(history, "change.decided").at(-1)?.data.state !== "allow") return [];
  const decision: Decision = {
    name: state.is === "ok" ? checkName(state.policy.section) : CHECK_NAME,
    number: found.number,
    head,
    verdict: found.verdict,
    tuple: null,
    as: null,
    counted: [],
    twins: [],
    sharers: [found.number],
  };
  const { steps } = checkSteps({ decision, facts, history });
  return steps.map((step) => (step.do === "check" ? { ...step, onlyIfHeadOf: null } : step));
}
