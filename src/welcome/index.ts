// First contact: one issue with a starter policy and three steps, which closes itself once the policy is there.
import type { Capability } from "../core/capability.ts";
import { decide } from "./decide.ts";
import { gather, type WelcomeFacts } from "./facts.ts";

export const welcome: Capability<null, WelcomeFacts> = {
  name: "welcome",
  subjects: ["repository"],
  on: ["installation", "repository", "push", "clock", "reconcile"],
  commands: [],
  config: null,
  gather,
  decide,
};
