// Releases: backports and patch releases, asked for in comments and by labels.
// What needs to push is done by workflows that use our Actions; this side starts them and keeps what was asked.
// The computation itself (compute.ts, prepare.ts) is shared with those Actions and the command line.
import type { Capability } from "../core/capability.ts";
import { commands } from "./commands.ts";
import { releaseConfig, type ReleaseConfig } from "./config.ts";
import { decide } from "./decide.ts";
import { gather, type RoomFacts } from "./facts.ts";

export const release: Capability<ReleaseConfig, RoomFacts> = {
  name: "release",
  subjects: ["issue", "pull"],
  on: ["pull", "comment", "review", "reconcile"],
  commands,
  config: releaseConfig,
  gather,
  decide,
};
