// Change: a required check that turns green when this change, to this base, has been approved as the policy asks.
// A look gathers what is so (facts.ts), judges what was said since (session.ts, judge.ts), counts what is on record
// (approvals.ts, quorum.ts) and plans what GitHub should show (steps.ts). An approval is a record that is tied to what
// it approved (binding/); it counts as long as all of that is as it was.
import type { Capability } from "../core/capability.ts";
import { commands } from "./commands.ts";
import { changeConfig, type ChangeConfig } from "./config.ts";
import { decide } from "./decide.ts";
import { gather, type ChangeFacts } from "./facts.ts";
import { faultsIn } from "./rules/asked.ts";

export const change: Capability<ChangeConfig, ChangeFacts> = {
  name: "change",
  subjects: ["pull"],
  on: ["pull", "comment", "review", "check", "status", "clock", "reconcile"],
  commands,
  config: changeConfig,
  faultsIn,
  gather,
  decide,
};
