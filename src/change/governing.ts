// Which pull requests this room governs, and under which name its check stands.
import { anyGlob } from "../core/match.ts";
import type { Pull } from "../core/pull.ts";
import type { ChangeConfig } from "./config.ts";

export const CHECK_NAME = "lamplighter/change";
/** In `mode: observe` nothing waits for it. */
export const PREVIEW_NAME = "lamplighter/change-preview";

export function checkName(config: ChangeConfig): string {
  return config.mode === "observe" ? PREVIEW_NAME : CHECK_NAME;
}

/** GitHub judges a stacked pull request by the rules of the branch below the whole stack, and so do we. */
export function governingBranch(pull: Pull): string {
  return pull.stackBase ?? pull.base.ref;
}

export function isGoverned(args: {
  readonly pull: Pull;
  readonly config: ChangeConfig;
  readonly defaultBranch: string;
}): boolean {
  const branch = governingBranch(args.pull);
  return args.config.branches === undefined ? branch === args.defaultBranch : anyGlob(args.config.branches)(branch);
}
