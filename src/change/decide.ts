// Facts and policy in, a plan out. Only `allow` becomes a green check, and only here.
import type { Plan, Step } from "../core/plan.ts";
import type { PolicyState } from "../core/policy.ts";
import type { Pull } from "../core/pull.ts";
import type { Instant } from "../core/refs.ts";
import { termsOf } from "./binding/binding.ts";
import type { ChangeConfig } from "./config.ts";
import type { ChangeFacts } from "./facts.ts";
import { AGAIN_AFTER } from "./evaluate.ts";
import { benchOf, findingFor } from "./finding.ts";
import { CHECK_NAME, checkName, governingBranch } from "./governing.ts";
import { replySteps } from "./hearing/replies.ts";
import { hear, type Session } from "./hearing/session.ts";
import { mergeSteps } from "./merging.ts";
import { delegationsAt } from "./people/delegations.ts";
import { stepsFor } from "./people/judge-delegation.ts";
import type { PullFacts } from "./pull-facts.ts";
import { groupWakes } from "./queue/wake.ts";
import { entriesOf, type History } from "./records.ts";
import { checkSteps, commentSteps, ownRun, wakeSteps, type Decision } from "./steps.ts";
import { blindSteps, hungSteps, wouldStayBehind } from "./stranded.ts";
import type { Joined } from "./verdicts.ts";
import { remindSteps } from "./waiting/remind.ts";
import { requestSteps } from "./waiting/request.ts";

/** What one look rests on, once its commands are heard and its verdict is found. */
interface Look {
  readonly facts: ChangeFacts;
  readonly state: PolicyState<ChangeConfig>;
  readonly session: Session;
  readonly found: Joined;
  /** What was on record before; null where that could not be read: then nothing may rest on what it lacks. */
  readonly records: History | null;
}

interface Planned {
  readonly steps: readonly Step[];
  /** When to look again; the earliest counts. */
  readonly again: readonly Instant[];
}

export function decide(facts: ChangeFacts, state: PolicyState<ChangeConfig>): Plan {
  const records = facts.records.known ? facts.records.value : null;
  const session = hear({ facts, bench: benchOf(facts, state), history: records ?? [] });
  const found = findingFor({ facts, state, session });
  return planFor({ facts, state, session, found, records });
}

function planFor(look: Look): Plan {
  const { facts, state, session, found, records } = look;
  const { now, pull } = facts;
  const history = records && session.history;
  const { verdict, tuple } = found;
  const isMerged = pull.known && pull.value.merged;
  const unmerged = pull.known && !pull.value.merged ? stepsUnmerged(look, pull.value) : nothingPlanned;
  const merge = isMerged && history ? mergeSteps({ facts, state, history, pull: pull.value }) : null;
  // A merge that is not recorded yet is looked at again until it is.
  const isUnsure = isUnsureOf(look) || merge?.unknown || (isMerged && !history);
  const standing = delegationsAt(facts.delegations.known ? [facts.delegations.value] : [], now);
  const steps: Step[] = [
    ...keptUnder(state, session).flatMap((kept) => stepsFor({ ...kept, subject: facts.subject, now, standing })),
    ...unmerged.steps,
    ...(merge?.steps ?? []),
  ];
  steps.push(...groupWakes({ steps, facts, history: session.history }));
  if (!pull.known && history) steps.push(...blindSteps({ facts, state, history, found }));
  steps.push(...replySteps({ facts, session, verdict, tuple }));
  const again = [...(isUnsure ? [now + AGAIN_AFTER] : []), ...unmerged.again];
  return {
    verdict: merge?.unknown ?? verdict,
    steps,
    ...(again.length > 0 && { lookAgainAt: Math.min(...again) }),
  };
}

/** Without a policy nobody asks who pushed what. */
function keptUnder(state: PolicyState<ChangeConfig>, { kept }: Session): Session["kept"] {
  return state.is === "absent" ? kept.filter(({ record }) => record.kind !== "change.pushed") : kept;
}

const nothingPlanned: Planned = { steps: [], again: [] };

function isUnsureOf({ facts, session, found }: Look): boolean {
  const isHeldUp = session.blocking.length + session.waiting.length > 0;
  // An old run of ours may have to be taken back, which cannot be told while others that share the head are not known.
  const isLeftOpen = !facts.twins.known && ownRun(facts, CHECK_NAME) !== undefined;
  return found.verdict.state === "unknown" || isHeldUp || isLeftOpen;
}

/** What is shown of a pull request, and who is asked and woken for it, until it is merged. */
function stepsUnmerged(look: Look, pull: Pull): Planned {
  const { facts, state, session, found, records } = look;
  const { verdict } = found;
  const config = state.is === "ok" ? state.policy.section : null;
  const name = config ? checkName(config) : CHECK_NAME;
  const decision: Decision = { ...found, head: pull.head.sha, name, sharers: [found.number, ...found.twins] };
  const isMute = wouldStayBehind({ facts, state, verdict, name });
  const history = records && session.history;
  const shown = isMute ? nothingShown : checkSteps({ decision, facts, history });
  const hung = hungSteps({ facts, state, decision, base: governingBranch(pull) });
  const told = tell(look, pull, decision);
  const open = pull.state === "open" ? decision : null;
  const woken = wakeSteps({ facts, decision: open, history: session.history, shown: shown.steps });
  const again = [shown.renewAt, found.until].filter((at) => at !== null);
  return { steps: [...shown.steps, ...hung, ...told.steps, ...woken], again: [...again, ...told.again] };
}

const nothingShown = { steps: [], renewAt: null } as const;

/** Our comment, the reminders, and those who are asked for an approval. */
function tell(look: Look, pull: Pull, decision: Decision): Planned {
  const { facts, state, session, found, records } = look;
  const { own, now } = facts;
  if (!records || !own || state.is !== "ok") return nothingPlanned;
  const { history } = session;
  const { policy } = state;
  const terms = termsOf({ ...own, policy });
  const said = commentSteps({ decision, terms, facts, history, config: policy.section });
  // A review of a head that is only announced now counts from the next look on.
  const next = isReviewWaiting(own, history) ? now : null;
  const reminding = remindSteps({ ...decision, policy, history: records, now });
  const asking = requestSteps({ pull, policy, history, suggested: found.suggested ?? [] });
  const again = [next, reminding.next].filter((at) => at !== null);
  return { steps: [...said, ...reminding.steps, ...asking], again };
}

/** Whether the head was approved by a review before it was announced. */
function isReviewWaiting({ pull, reviews }: PullFacts, history: History): boolean {
  if (!reviews.known) return false;
  const head = pull.head.sha;
  const isAnnounced = entriesOf(history, "change.announced").some((entry) => entry.data.head === head);
  return !isAnnounced && reviews.value.some((review) => review.state === "approved" && review.commit === head);
}
