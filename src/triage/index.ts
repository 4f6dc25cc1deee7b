// Triage: what an issue is, how urgent, whose; and which labels say so.
// It compares the issue as it is with what the policy and people have said, and does the difference, one label at a time.
// A label that a person set or removed stays so; a rule takes back only what it set itself. Pull requests are not triaged,
// but labels and assignees are set there by the same commands.
import type { Capability } from "../core/capability.ts";
import { commands } from "./commands.ts";
import { triageConfig, type TriageConfig } from "./config.ts";
import { decide } from "./decide.ts";
import { gather, type TriageFacts } from "./facts.ts";
import { faultsIn } from "./hearing/rights.ts";

export const triage: Capability<TriageConfig, TriageFacts> = {
  name: "triage",
  subjects: ["issue", "pull"],
  on: ["issue", "comment", "review", "clock", "reconcile"],
  commands,
  config: triageConfig,
  faultsIn,
  gather,
  decide,
};
