// Facts and policy in, a plan out. Only `allow` becomes a green check, and only here.
import type { Plan, Step } from "../core/plan.ts";
import type { PolicyState } from "../core/policy.ts";
import type { Unknown } from "../core/known.ts";
import type { Verdict } from "../core/verdict.ts";
import * as answers from "./hearing/answers.ts";
import { announcedHead } from "./binding/binding.ts";
import type { ChangeConfig } from "./config.ts";
import type { ChangeFacts } from "./facts.ts";
import { CHECK_NAME, checkName, governingBranch, isGoverned } from "./governing.ts";
import { entriesOf, recordStep, type History } from "./records.ts";
import { mergeSteps } from "./merging.ts";
import { stepsFor } from "./people/judge-delegation.ts";
import { replySteps } from "./hearing/replies.ts";
import { hear, type Bench, type Session } from "./hearing/session.ts";
import { requestSteps } from "./waiting/request.ts";
import { remindSteps } from "./waiting/remind.ts";
import { checkSteps, commentSteps, ownRun, wakeSteps, type Decision } from "./steps.ts";
import {
  findingOf,
  findingOfTwin,
  remarksOn,
  seeGoverned,
  together,
  withSuggestion,
  ungoverned,
  verdictWithout,
  type Finding,
  type Joined,
} from "./verdicts.ts";
import * as checkWords from "./check-words.ts";
import * as words from "./words.ts";

/** What could not be read is asked again this soon, in milliseconds. */
export const AGAIN_AFTER = 5 * 60_000;

export function decide(facts: ChangeFacts, state: PolicyState<ChangeConfig>): Plan {
  const session = hear({
    facts,
    bench: benchOf(facts, state),
    history: facts.records.known ? facts.records.value : [],
  });
  const found = findingFor({ facts, state, session });
  return planFor({ facts, state, session, found });
}

/** Where this look's commands are judged. */
function benchOf(facts: ChangeFacts, state: PolicyState<ChangeConfig>): Bench {
  const { pull, records, repository, own } = facts;
  if (!pull.known) return { is: "unknown", whys: [pull.why] };
  if (!records.known) return { is: "unknown", whys: [records.why] };
  if (pull.value.state === "closed") return { is: "refusing", refusal: answers.isClosed() };
  if (state.is === "absent") return { is: "refusing", refusal: answers.isOff() };
  if (state.is !== "ok") return { is: "unknown", whys: [unreadable(state)] };
  if (!repository.known) return { is: "unknown", whys: [repository.why] };
  if (!isSurelyGoverned(facts, state) || !own) return { is: "refusing", refusal: answers.isOff() };
  return seeGoverned(facts, own, state.policy);
}

/** False also where that could not be read. */
function isSurelyGoverned({ pull, repository }: ChangeFacts, state: PolicyState<ChangeConfig>): boolean {
  if (!pull.known || !repository.known || state.is !== "ok") return false;
  const { defaultBranch } = repository.value;
  return isGoverned({ pull: pull.value, config: state.policy.section, defaultBranch });
}

function unreadable(state: Extract<PolicyState<ChangeConfig>, { is: "broken" | "unknown" }>): Unknown {
  const message = state.is === "unknown" ? state.message : "the policy is wrong";
  return { failure: "malformed", what: "the policy", message };
}

/** The verdict that this pull request has, in itself and with those that share its head. */
function findingFor(args: {
  readonly facts: ChangeFacts;
  readonly state: PolicyState<ChangeConfig>;
  readonly session: Session;
}): Joined {
  const { facts, state, session } = args;
  const { pull, records } = facts;
  const alone = (verdict: Verdict): Joined => ({
    number: Number(facts.subject.name),
    verdict,
    counted: [],
    tuple: null,
    until: null,
    as: null,
    twins: [],
  });
  if (!pull.known) return alone(words.couldNotFindOut([pull.why]));
  if (pull.value.merged) return alone(words.merged());
  if (pull.value.state === "closed") return alone(words.closed());
  if (state.is === "absent")
    return alone(ungoverned(words.policyAbsent(), facts.requirement, governingBranch(pull.value)));
  if (state.is !== "ok") return alone(verdictWithout(state));
  if (!records.known) return alone(words.couldNotFindOut([records.why]));
  if (!facts.own) return alone(words.couldNotFindOut([unasked]));
  const { policy } = state;
  const own = findingOf({ facts, pull: facts.own, policy, history: session.history });
  if (own.verdict.state === "off") return { ...own, twins: [] };
  if (!facts.twins.known) return alone(words.couldNotFindOut([facts.twins.why]));
  if (session.blocking.length > 0) return alone(words.couldNotFindOut(session.blocking));
  const { history } = session;
  const joined = withSuggestion({ joined: together(own, othersOf(facts, state)), facts, policy, history });
  const because = [...joined.verdict.because, ...(joined.twins.length === 0 ? remarksOn(facts) : [])];
  // An approval that could not be judged is not one, and what waits for approvals cannot be told from what has them.
  if (joined.verdict.state === "wait" && session.waiting.length > 0) {
    const unknown = words.couldNotFindOut(session.waiting);
    return { ...joined, verdict: { ...unknown, because: [...unknown.because, ...because] } };
  }
  return { ...joined, verdict: { ...joined.verdict, because } };
}

/** What those think that share the head; nobody, where there is no policy to think by. */
function othersOf(facts: ChangeFacts, state: PolicyState<ChangeConfig>): readonly Finding[] {
  if (state.is !== "ok" || !facts.twins.known) return [];
  return facts.twins.value.map((twin) => findingOfTwin(facts, twin, state.policy));
}

const unasked: Unknown = { failure: "incomplete", what: "the pull request", message: "it was not asked for" };

/** How many of the merge queue's groups are told: it was in one more each time that it was put into the queue. */
const MOST_GROUPS = 3;

/** Something else is decided than before: a group of the merge queue that holds this pull request has to hear it. */
function groupWakes(args: {
  readonly steps: readonly Step[];
  readonly facts: ChangeFacts;
  readonly history: History;
}): readonly Step[] {
  const { steps, facts, history } = args;
  const news = steps.find((step) => step.do === "record" && step.kind === "change.decided");
  if (!news) return [];
  return entriesOf(history, "change.queued")
    .slice(-MOST_GROUPS)
    .map(({ data: { group } }) => ({
      do: "wake",
      why: "what was decided of a pull request in this group has changed",
      key: `wake-group:${group}:${news.key}`,
      subject: { ...facts.subject, kind: "merge-group", name: group },
      at: facts.now,
    }));
}

function planFor(args: {
  readonly facts: ChangeFacts;
  readonly state: PolicyState<ChangeConfig>;
  readonly session: Session;
  readonly found: Joined;
}): Plan {
  const { facts, state, session, found } = args;
  const { now, pull } = facts;
  const { verdict } = found;
  const history = facts.records.known ? session.history : null;
  const isHeldUp = session.blocking.length + session.waiting.length > 0;
  // An old run of ours may have to be taken back, which cannot be told while others that share the head are not known.
  const isLeftOpen = verdict.state === "off" && !facts.twins.known && ownRun(facts, CHECK_NAME) !== undefined;
  const isUnsure = verdict.state === "unknown" || isHeldUp || isLeftOpen;
  const again: number[] = isUnsure ? [now + AGAIN_AFTER] : [];
  const steps: Step[] = [
    ...pushRecords(facts, session.history, state),
    ...session.kept.flatMap((kept) => stepsFor({ ...kept, subject: facts.subject, now })),
  ];

  if (pull.known && !pull.value.merged) {
    const config = state.is === "ok" ? state.policy.section : null;
    const observes = config?.mode === "observe";
    const base = {
      number: found.number,
      head: pull.value.head.sha,
      tuple: found.tuple,
      counted: found.counted,
      as: found.as,
    };
    const decision: Decision = {
      ...base,
      verdict,
      twins: found.twins,
      sharers: [found.number, ...found.twins],
      name: config ? checkName(config) : CHECK_NAME,
    };
    // Where it is not even known whether the base is governed, a check would stay behind; without one nothing is green.
    const isMute =
      verdict.state === "unknown" && !isGovernedAsFarAsSeen(facts, state) && !mayHaveRun(facts, decision.name);
    const shown = isMute ? nothingShown : checkSteps({ decision, facts, history });
    const gate = gateThatWouldHang({ facts, state, verdict, observes, base: governingBranch(pull.value) });
    const hung = gate
      ? checkSteps({ decision: { ...decision, ...nobodys, name: CHECK_NAME, verdict: gate }, facts, history: null })
      : null;
    steps.push(...shown.steps, ...(hung?.steps ?? []));
    if (shown.renewAt !== null) again.push(shown.renewAt);
    if (history && facts.own) {
      const said = commentSteps({ decision, base: pull.value.base.ref, facts, history, config });
      steps.push(...said);
      // A review of a head that is only announced now counts from the next look on.
      if (said.length > 0 && isReviewWaiting(facts, history)) again.push(now);
    }
    if (history && facts.own && state.is === "ok") {
      const reminding = remindSteps({
        ...base,
        policy: state.policy,
        history: facts.records.known ? facts.records.value : [],
        verdict,
        now,
      });
      steps.push(...reminding.steps);
      if (reminding.next !== null) again.push(reminding.next);
    }
    if (history && state.is === "ok") {
      steps.push(
        ...requestSteps({ pull: pull.value, policy: state.policy, history, suggested: found.suggested ?? [] }),
      );
    }
    const isOpen = pull.value.state === "open";
    steps.push(...wakeSteps(facts, isOpen ? decision : null, session.history));
    if (found.until !== null) again.push(found.until);
  }
  const merge =
    pull.known && pull.value.merged && history ? mergeSteps({ facts, state, history, pull: pull.value }) : null;
  if (merge) steps.push(...merge.steps);
  // Not recorded yet: the merge is looked at again until it is.
  if (merge?.unknown || (pull.known && pull.value.merged && !history)) again.push(now + AGAIN_AFTER);
  steps.push(...groupWakes({ steps, facts, history: session.history }));
  if (!pull.known && history) steps.push(...blindSteps({ facts, state, history, found }));
  steps.push(...replySteps({ facts, session, verdict, tuple: found.tuple }));
  const said = merge?.unknown ?? verdict;
  return { verdict: said, steps, ...(again.length > 0 && { lookAgainAt: Math.min(...again) }) };
}

/** A policy that is wrong governs something; one that cannot be read does, as far as GitHub says that our check is required. */
function isGovernedAsFarAsSeen(facts: ChangeFacts, state: PolicyState<ChangeConfig>): boolean {
  if (state.is === "broken" || isSurelyGoverned(facts, state)) return true;
  return state.is === "unknown" && facts.requirement.known && facts.requirement.value.required === "yes";
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
function blindSteps(args: {
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

const nothingShown = { steps: [], renewAt: null } as const;

/** Pushes that this look's events tell of: for forks nobody else remembers who pushed. */
function pushRecords(facts: ChangeFacts, history: History, state: PolicyState<ChangeConfig>): readonly Step[] {
  if (state.is === "absent") return [];
  const known = entriesOf(history, "change.pushed").map((entry) => `${entry.data.head}:${entry.by?.id ?? 0}`);
  const news = new Map(facts.pushes.map((push) => [`${push.head}:${push.by.id}`, push]));
  return [...news]
    .filter(([meaning]) => !known.includes(meaning))
    .map(([meaning, { head, by }]) =>
      recordStep({ kind: "change.pushed", by, data: { head } }, `@${by.login} pushed ${head}`, meaning),
    );
}

/** The gate's words are the head's, not one pull request's: whoever looks writes the same. */
const nobodys = { tuple: null, as: null, twins: [], sharers: [] } as const;

/**
 * What our required check has to say where this room will never decide it: in `mode: observe`; and where it was posted
 * while the pull request was open and its base governed, since an old green one must not wait for better days.
 */
function gateThatWouldHang(args: {
  readonly facts: ChangeFacts;
  readonly state: PolicyState<ChangeConfig>;
  readonly verdict: Verdict;
  readonly observes: boolean;
  readonly base: string;
}): Verdict | null {
  const { facts, state, verdict, observes, base } = args;
  const isLeftOver = ownRun(facts, CHECK_NAME) !== undefined;
  if (verdict.state === "off") {
    // With another pull request on this head that is judged, the check is that one's.
    const isShared = !facts.twins.known || othersOf(facts, state).some((one) => one.verdict.state !== "off");
    return isLeftOver && !isShared ? checkWords.leftOver() : null;
  }
  const isRequired = facts.requirement.known && facts.requirement.value.required === "yes";
  return observes && (isRequired || isLeftOver) ? checkWords.wouldHang(words.onlyObserved(), base) : null;
}

function isReviewWaiting(facts: ChangeFacts, history: History): boolean {
  const own = facts.own;
  if (!own?.reviews.known) return false;
  const head = own.pull.head.sha;
  const isAnnounced = entriesOf(history, "change.announced").some((entry) => entry.data.head === head);
  return !isAnnounced && own.reviews.value.some((review) => review.state === "approved" && review.commit === head);
}
