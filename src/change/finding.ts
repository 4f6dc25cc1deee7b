// What is thought of this pull request: where its commands are judged, and the one verdict that comes of them.
import type { PolicyState } from "../core/policy.ts";
import type { Unknown } from "../core/known.ts";
import type { Verdict } from "../core/verdict.ts";
import { rolesWithDefault } from "../core/people.ts";
import type { ChangeConfig } from "./config.ts";
import { isFrozen } from "./evaluate.ts";
import type { ChangeFacts } from "./facts.ts";
import { governingBranch, isGoverned } from "./governing.ts";
import * as answers from "./hearing/answers.ts";
import type { Bench } from "./hearing/bench.ts";
import type { Session } from "./hearing/session.ts";
import { delegationsAt } from "./people/delegations.ts";
import type { Lending } from "./people/judge-delegation.ts";
import {
  findingOf,
  findingOfTwin,
  remarksOn,
  seeGoverned,
  together,
  withSuggestion,
  ungoverned,
  verdictWithout,
  type Joined,
} from "./verdicts.ts";
import * as words from "./words.ts";

/** Where this look's commands are judged. */
export function benchOf(facts: ChangeFacts, state: PolicyState<ChangeConfig>): Bench {
  const bench = benchOfPull(facts, state);
  return bench.is === "scene" ? bench : { ...bench, lending: lendingOf(facts, state) };
}

/** Null where nothing is known of roles, or of what was said before. */
function lendingOf(facts: ChangeFacts, state: PolicyState<ChangeConfig>): Lending | null {
  const { pull, records, delegations, authority, now } = facts;
  if (state.is !== "ok" || !pull.known || !records.known || !delegations.known) return null;
  return {
    roles: rolesWithDefault(state.policy.roles),
    authority,
    delegations: delegationsAt([delegations.value, records.value], now),
    owned: null,
  };
}

function benchOfPull(facts: ChangeFacts, state: PolicyState<ChangeConfig>): Bench {
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
export function findingFor(args: {
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
  // Whoever else has this head, and whatever else is said of it: what a freeze stops is stopped.
  const unlessFrozen = (unknown: Verdict): Joined => {
    if (!isFrozen(own.verdict)) return alone(unknown);
    return { ...alone({ ...own.verdict, because: [own.verdict, unknown] }), until: own.until };
  };
  if (!facts.twins.known) return unlessFrozen(words.couldNotFindOut([facts.twins.why]));
  if (session.blocking.length > 0) return unlessFrozen(words.couldNotFindOut(session.blocking));
  const { history } = session;
  const others = facts.twins.value.map((twin) => findingOfTwin(facts, twin, policy));
  const joined = withSuggestion({ joined: together(own, others), facts, policy, history });
  const because = [...joined.verdict.because, ...(joined.twins.length === 0 ? remarksOn(facts) : [])];
  // An approval that could not be judged is not one, and what waits for approvals cannot be told from what has them.
  if (joined.verdict.state === "wait" && session.waiting.length > 0) {
    const unknown = words.couldNotFindOut(session.waiting);
    return { ...joined, verdict: { ...unknown, because: [...unknown.because, ...because] } };
  }
  return { ...joined, verdict: { ...joined.verdict, because } };
}

const unasked: Unknown = { failure: "incomplete", what: "the pull request", message: "it was not asked for" };

/** A policy that cannot be read governs, as far as GitHub says that our check is required. */
export function isGovernedAsFarAsSeen(facts: ChangeFacts, state: PolicyState<ChangeConfig>): boolean {
  if (isSurelyGoverned(facts, state)) return true;
  return state.is === "unknown" && facts.requirement.known && facts.requirement.value.required === "yes";
}
