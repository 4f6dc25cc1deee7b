// Sensor: looks after what was merged. Each commit of a governed branch gets its change or its exception, once; what went in
// by emergency, by lot or without approval gets an issue in which a review is owed. It knows the change room by its
// records alone (core/merged.ts), and governs what that room's section governs.
import type { Capability } from "../core/capability.ts";
import type { Plan } from "../core/plan.ts";
import type { PolicyState } from "../core/policy.ts";
import type { Reads } from "../core/reads.ts";
import type { Turn } from "../core/trigger.ts";
import { decideRepository } from "./adoption/decide.ts";
import { gatherRepository, type AdoptionFacts } from "./adoption/facts.ts";
import { decideBranch } from "./branch/decide.ts";
import { gatherBranch, type BranchFacts } from "./branch/facts.ts";
import { commands } from "./commands.ts";
import type { WatchedChange } from "./policy.ts";
import { decideIssue } from "./reviews/decide.ts";
import { gatherIssue, type IssueFacts } from "./reviews/facts.ts";
import * as words from "./words.ts";

/** Nothing is asked about branches while nobody can say which of them are governed. */
interface Nothing {
  readonly is: "nothing";
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
    if (state.is !== "ok") return { is: "nothing" };
    return turn.subject.kind === "branch"
      ? gatherBranch(turn, state.policy, reads)
      : gatherRepository(turn, state.policy, reads);
  },
  decide(facts: SensorFacts, state: PolicyState<WatchedChange>): Plan {
    switch (facts.is) {
      case "branch":
        return decideBranch(facts, state);
      case "repository":
        return decideRepository(facts, state);
      case "issue":
        return decideIssue(facts, state);
      case "nothing":
        return { verdict: state.is === "absent" ? words.noPolicy() : words.policyUnread(), steps: [] };
    }
  },
};
