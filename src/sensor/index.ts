// Sensor: looks after what was merged. Each commit of a governed branch gets its change or its exception, once; what went in
// by emergency, by lot or without approval gets an issue in which a review is owed. It knows the change room by its
// records alone (core/merged.ts), and governs what that room's section governs.
import type { Capability } from "../core/capability.ts";
import type { Plan } from "../core/plan.ts";
import type { PolicyState } from "../core/policy.ts";
import type { Reads } from "../core/reads.ts";
import type { Instant } from "../core/refs.ts";
import type { Turn } from "../core/trigger.ts";
import { decideRepository } from "./adoption/decide.ts";
import { gatherRepository, type AdoptionFacts } from "./adoption/facts.ts";
import { AGAIN_AFTER, decideBranch } from "./branch/decide.ts";
import { gatherBranch, type BranchFacts } from "./branch/facts.ts";
import { pushedNow, pushedSteps, type Pushed } from "./branch/pushed.ts";
import { commands } from "./commands.ts";
import type { WatchedChange } from "./policy.ts";
import { decideIssue } from "./reviews/decide.ts";
import { gatherIssue, type IssueFacts } from "./reviews/facts.ts";
import * as words from "./words.ts";

/** Nothing is asked about branches while nobody can say which of them are governed; what events tell of one is kept. */
interface Nothing {
  readonly is: "nothing";
  readonly now: Instant;
  readonly pushed: readonly Pushed[];
}

export type SensorFacts = AdoptionFacts | BranchFacts | IssueFacts | Nothing;

export const sensor: Capability<WatchedChange, SensorFacts> = {
  name: "sensor",
  subjects: ["branch", "repository", "issue"],
  on: ["push", "issue", "comment", "repository", "installation", "clock", "reconcile"],
  commands,
  config: null,
  section: "change",
  async gather(turn: Turn, state: PolicyState<WatchedChange>, reads: Reads): Promise<SensorFacts> {
    if (turn.subject.kind === "issue") return gatherIssue(turn, state, reads);
    const isBranch = turn.subject.kind === "branch";
    if (state.is !== "ok") return { is: "nothing", now: turn.now, pushed: isBranch ? pushedNow(turn) : [] };
    return isBranch ? gatherBranch(turn, state.policy, reads) : gatherRepository(turn, state.policy, reads);
  },
  decide(facts: SensorFacts, state: PolicyState<WatchedChange>): Plan {
    if (facts.is === "issue") return decideIssue(facts, state);
    if (facts.is === "nothing" || state.is !== "ok") return decideNothing(facts, state);
    return facts.is === "branch" ? decideBranch(facts, state.policy.section) : decideRepository(facts);
  },
};

/** A policy that could not be read may be there in five minutes; one that is not valid wakes every branch when it is mended. */
function decideNothing(facts: Nothing | BranchFacts | AdoptionFacts, state: PolicyState<WatchedChange>): Plan {
  if (state.is === "absent") return { verdict: words.noPolicy(), steps: [] };
  const steps = "pushed" in facts ? pushedSteps(facts.pushed, []) : [];
  if (state.is === "broken") return { verdict: words.policyBroken(), steps };
  return { verdict: words.policyUnread(), steps, lookAgainAt: facts.now + AGAIN_AFTER };
}
