// This run beside the base's digest: which failures are new, which tests are gone, which became slow or unreliable.
import type { Digest } from "./digest.ts";
import { historyOf } from "./digest.ts";
import type { Tests } from "./tests.ts";

export interface Slower {
  readonly id: string;
  readonly before: number;
  readonly now: number;
}

export interface Comparison {
  readonly newlyFailing: readonly string[];
  readonly stillFailing: readonly string[];
  readonly fixed: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly newlySkipped: readonly string[];
  readonly slower: readonly Slower[];
  /** Failed at least twice on the base branch and passed again, or on the very same commit: id and its outcomes, oldest first. */
  readonly flakyBefore: ReadonlyMap<string, string>;
  readonly testsBefore: number;
  /** Of those, how many were not skipped. */
  readonly ranBefore: number;
}

/** A test is told as slower from twice the time and half a second more: less is the machine's mood. */
const SLOWER_RATIO = 2;
const SLOWER_SECONDS = 0.5;

export function compare(tests: Tests, base: Digest, sha: string): Comparison {
  const newlyFailing: string[] = [];
  const stillFailing: string[] = [];
  const fixed: string[] = [];
  const added: string[] = [];
  const newlySkipped: string[] = [];
  const slower: Slower[] = [];
  const flakyBefore = new Map<string, string>();
  for (let index = 0; index < tests.size; index += 1) {
    const outcome = tests.outcomeAt(index);
    const before = base.rows.get(tests.names, index);
    const id = tests.names.at(index);
    if (before === undefined) added.push(id);
    if (outcome === "failed") (before?.outcome === "failed" ? stillFailing : newlyFailing).push(id);
    if (before === undefined) continue;
    if (before.outcome === "failed" && (outcome === "passed" || outcome === "flaky")) fixed.push(id);
    if (outcome === "skipped" && before.outcome !== "skipped") newlySkipped.push(id);
    const now = tests.secondsAt(index);
    const grew = now >= before.seconds * SLOWER_RATIO && now - before.seconds >= SLOWER_SECONDS;
    if (grew && outcome !== "skipped" && before.outcome !== "skipped") slower.push({ id, before: before.seconds, now });
    const history = historyOf(before, outcome);
    const sameCommit = base.head.sha === sha && failsAndPasses(before.outcome, outcome);
    if (sameCommit || isFlaky(history)) flakyBefore.set(id, history);
  }
  slower.sort((a, b) => b.now - b.before - (a.now - a.before));
  const removed: string[] = [];
  let ranBefore = 0;
  for (let row = 0; row < base.rows.size; row += 1) {
    if (tests.names.find(base.rows.names, row) < 0) removed.push(base.rows.names.at(row));
    if (base.rows.at(row).outcome !== "skipped") ranBefore += 1;
  }
  return {
    newlyFailing,
    stillFailing,
    fixed,
    added,
    removed,
    newlySkipped,
    slower,
    flakyBefore,
    testsBefore: base.rows.size,
    ranBefore,
  };
}

const failsAndPasses = (before: string, now: string): boolean =>
  (before === "failed" && now === "passed") || (before === "passed" && now === "failed");

/**
 * Two separate failures with a pass on either side, or two runs in which it failed and passed: one failure that lasted
 * for many runs is a bug that was there for many runs.
 */
export function isFlaky(history: string): boolean {
  const recoveries = history.match(/F+(?=[^F]*P)/g)?.length ?? 0;
  const within = history.match(/K/g)?.length ?? 0;
  return recoveries + within >= 2;
}
