// Upkeep: makes everything due again that a missed event, a new policy or a lost role may have left wrong.
// It decides nothing about issues or pull requests; it only sees to it that their rooms look again.
import type { Capability } from "../core/capability.ts";
import { decide } from "./decide.ts";
import { gather } from "./facts.ts";
import type { UpkeepFacts } from "./facts.ts";

export const upkeep: Capability<never, UpkeepFacts> = {
  name: "upkeep",
  subjects: ["repository", "branch"],
  on: ["push", "check", "status", "repository", "clock"],
  commands: [],
  config: null,
  gather: (turn, _policy, reads) => gather(turn, reads),
  decide: (facts) => decide(facts),
};
