// Commits without an approved change: one exception for each pull request that was merged so, and one for the rest of a move.
import type { Merged } from "../../core/merged.ts";
import type { BranchCommit } from "../../core/branch.ts";
import type { Person, Sha } from "../../core/refs.ts";
import { createHash } from "node:crypto";
import { exceptionCode } from "../explain.ts";
import { isMerge, isNothing } from "../moves.ts";
import { reviewersOf, type WatchedChange } from "../policy.ts";
import { MOST_NAMED, type SensorData } from "../records.ts";
import type { BranchHistory } from "./history.ts";
import type { Span } from "./facts.ts";

export interface Exception {
  readonly data: SensorData<"sensor.exception">;
  /** Who did it, as far as anybody says. */
  readonly by: Person | null;
  /** All of its commits. */
  readonly all: readonly Sha[];
}

export function exceptionsOf(args: {
  readonly span: Span;
  readonly history: BranchHistory;
  readonly branch: string;
  readonly config: WatchedChange;
}): readonly Exception[] {
  const { span, history, branch, config } = args;
  const { move, commits, mapped, removed } = span;
  const review = config.mode === "observe" ? null : reviewersOf(config);
  const make = (of: {
    readonly slot: string;
    readonly code: string;
    readonly pull: number | null;
    readonly all: readonly BranchCommit[];
    readonly hands: readonly (number | null | undefined)[];
  }): Exception => {
    const people = [
      ...of.hands,
      move.by?.id,
      ...of.all.flatMap(({ author, committer }) => [author?.id, committer?.id]),
    ];
    const hands = [...new Set(people.filter((id) => typeof id === "number"))].sort((a, b) => a - b);
    const all = of.all.map(({ sha }) => sha);
    const { slot, code, pull } = of;
    const { before, after } = move;
    const data = { slot, code, pull, before, after, commits: all.slice(-MOST_NAMED), count: all.length, hands, review };
    return { data, by: move.by, all };
  };

  const red = new Map<number, BranchCommit[]>();
  const rest: BranchCommit[] = [];
  for (const commit of commits) {
    const found = mapped.get(commit.sha) ?? null;
    if (found === null) rest.push(commit);
    else if (found.is === "exception" && found.pull !== null)
      red.set(found.pull, [...(red.get(found.pull) ?? []), commit]);
  }
  const place = `${move.after.slice(0, 12)}-${createHash("sha256").update(branch).digest("hex").slice(0, 8)}`;
  const ofPulls = [...red].map(([pull, all]) => {
    const merged = history.merged.findLast((one) => one.pull === pull);
    return make({
      slot: pullSlot(pull),
      code: merged ? exceptionCode(merged) : "no-verdict",
      pull,
      all,
      hands: handsIn(merged),
    });
  });
  if (rest.length === 0 && removed.length === 0 && !isNothing(move.after)) return ofPulls;
  const [pull] = span.pulls;
  const code = restCode(span);
  const all = rest.length > 0 ? rest : removed;
  const own = make({ slot: `review/push-${place}`, code, pull: pull?.number ?? null, all, hands: [pull?.author?.id] });
  return [...ofPulls, own];
}

export const pullSlot = (pull: number): string => `review/pull-${pull}`;

export function handsIn(merged: Merged | undefined): readonly (number | null)[] {
  if (!merged) return [];
  const { author, mergedBy, counted, lenders, emergency } = merged;
  return [author, mergedBy, ...counted, ...lenders, emergency?.declarer ?? null];
}

function restCode({ move, removed, pulls }: Span): string {
  if (isNothing(move.after)) return "branch-deleted";
  if (removed.length > 0) return "force-push";
  if (isNothing(move.before)) return "branch-created";
  return isMerge(move) || pulls.length > 0 ? "no-verdict" : "direct-push";
}
