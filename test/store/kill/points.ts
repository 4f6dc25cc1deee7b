// Where a process of the kill test dies. Each is a moment at which something is half done.
export const POINTS = [
  // Any transaction, whatever it is for.
  "before-commit",
  "after-commit",
  // A webhook: stored but not answered, answered but not sorted.
  "after-accept",
  "after-answer",
  "before-sort",
  "after-sort",
  // A turn.
  "after-take",
  "after-intent",
  "effect-in-flight",
  "after-effect",
  "after-outcome",
  "before-finish",
  "after-finish",
] as const;

export type Point = (typeof POINTS)[number];

/** Environment of the process that is killed. */
export interface Life {
  readonly STORE_URL: string;
  readonly ENDPOINT: string;
  readonly SECRET: string;
  /** A point, or nothing for a life that is not cut short from within. */
  readonly KILL_AT: Point | "";
  /** At which of its passages, from 1. */
  readonly KILL_AFTER: string;
}
