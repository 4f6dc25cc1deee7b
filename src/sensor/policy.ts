// What this room needs of the section `change:`, which is the change room's. A test holds the two together.
import { anyGlob } from "../core/match.ts";
import type { Policy } from "../core/policy.ts";

export interface WatchedChange {
  readonly mode: "enforce" | "observe";
  /** Globs; the default branch when absent. */
  readonly branches?: readonly string[] | undefined;
  readonly types?:
    | {
        readonly emergency?: { readonly review_by: readonly string[]; readonly review_within: string } | undefined;
      }
    | undefined;
}

export type SensorPolicy = Policy<WatchedChange>;

export function isWatched(branch: string, config: WatchedChange, defaultBranch: string): boolean {
  return config.branches === undefined ? branch === defaultBranch : anyGlob(config.branches)(branch);
}

/** Who reviews what came without an approved change, and until when: as for an emergency, else the maintainers. */
export function reviewersOf(config: WatchedChange): { by: string[]; within: string } {
  const emergency = config.types?.emergency;
  return { by: [...(emergency?.review_by ?? ["maintainers"])], within: emergency?.review_within ?? "2bd" };
}
