// The merge queue: GitHub tests pull requests together before they merge, and asks for our check on the group's head.
// Each member is judged as its own pull request is (../facts.ts, ../decide.ts), against the branch as it is now; the
// group gets the worst of their verdicts, and a failure for commits that none of them accounts for (explain.ts).
import type { Capability } from "../../core/capability.ts";
import { changeConfig, type ChangeConfig } from "../config.ts";
import { decideGroup } from "./decide.ts";
import { gatherGroup, type GroupFacts } from "./facts.ts";

export const changeInQueue: Capability<ChangeConfig, GroupFacts> = {
  name: "change",
  subjects: ["merge-group"],
  on: ["merge-group", "clock"],
  commands: [],
  config: changeConfig,
  gather: gatherGroup,
  decide: decideGroup,
};
