// From where a branch was looked at last to where it is now, move by move. GitHub's activity says who moved it and how;
// events fill in what it does not know yet; and what nobody tells of is one move of an unknown kind.
import type { BranchMove } from "../core/branch.ts";
import type { Instant, Person, Sha } from "../core/refs.ts";
import { entriesOf, type Entry } from "./records.ts";

export interface Move extends Omit<BranchMove, "id" | "at"> {
  readonly id: number | null;
  readonly at: Instant | null;
}

/**
 * Up to where everything was looked at. `tip` is the last commit that the branch had, or, of one that was made since we
 * came, where it left the default branch.
 */
export interface Position {
  readonly tip: Sha;
  /** It is not there: deleted, or not made yet. The move that makes it comes next. */
  readonly isDeleted: boolean;
  /** GitHub's number of the last move that was looked at. */
  readonly id: number | null;
}

export const isNothing = (sha: Sha): boolean => /^0+$/.test(sha);

/** Merges that GitHub itself makes: nobody else can move a branch so. */
export const isMerge = ({ kind }: Pick<Move, "kind">): boolean => kind === "pr_merge" || kind === "merge_queue_merge";

export function positionIn(entries: readonly Entry[], begin: Position | null = null): Position | null {
  return entries.reduce<Position | null>((position, { kind, data }) => {
    if (kind === "sensor.baseline") return { tip: data.sha, isDeleted: data.source === "created", id: data.id };
    if (kind !== "sensor.move" || data.part !== data.parts || position === null) return position;
    const isDeleted = isNothing(data.after);
    return { tip: isDeleted ? position.tip : data.after, isDeleted, id: data.id ?? position.id };
  }, begin);
}

/** How many moves were looked at to the end. */
export function movesIn(entries: readonly Entry[]): number {
  return entriesOf(entries, "sensor.move").filter(({ data }) => data.part === data.parts).length;
}

/** Pushes that events told of, oldest first. */
export function pushedIn(entries: readonly Entry[]): readonly Move[] {
  return entriesOf(entries, "sensor.pushed").map(({ by, data: { before, after } }) => {
    const kind = isNothing(before) ? "branch_creation" : isNothing(after) ? "branch_deletion" : "push";
    return { id: null, before, after, kind, by, at: null };
  });
}

const NOTHING = "0".repeat(40);

/** Where the next move begins: at zeros, where the branch is not there. */
export const startOf = ({ tip, isDeleted }: Position): Sha => (isDeleted ? NOTHING : tip);

/** The moves since the position, each beginning where the one before it ended; nothing where the branch has not moved. */
export function movesSince(args: {
  readonly position: Position;
  /** Null where there is no such branch. */
  readonly tip: Sha | null;
  /** Oldest first. */
  readonly activity: readonly BranchMove[];
  readonly pushed: readonly Move[];
}): readonly Move[] {
  const { position, activity, pushed } = args;
  const end = args.tip ?? NOTHING;
  const begin = startOf(position);
  const told = follow({ from: begin, moves: afterPosition(position, activity) });
  const last = told.at(-1)?.after ?? begin;
  // Events come in any order, and the same two commits may come again: only what leads on is followed.
  const filled = last === end ? told : [...told, ...leadingTo({ from: last, to: end, pushed })];
  const reached = filled.at(-1)?.after ?? begin;
  if (reached === end) return filled;
  return [...filled, { id: null, before: reached, after: end, kind: "unknown", by: null, at: null }];
}

function afterPosition(position: Position, activity: readonly BranchMove[]): readonly BranchMove[] {
  const { id } = position;
  const later = id === null ? activity : activity.filter((move) => move.id > id);
  const begin = startOf(position);
  if (id !== null && later[0]?.before === begin) return later;
  const arrival = later.findLastIndex(({ after }) => after === begin);
  const first = later.findIndex(({ before }) => before === begin);
  return arrival !== -1 ? later.slice(arrival + 1) : first === -1 ? [] : later.slice(first);
}

function follow({ from, moves }: { readonly from: Sha; readonly moves: readonly BranchMove[] }): readonly Move[] {
  let at = from;
  const followed: Move[] = [];
  for (const move of moves) {
    if (move.before !== at) return followed;
    followed.push(move);
    at = move.after;
  }
  return followed;
}

function leadingTo(args: { readonly from: Sha; readonly to: Sha; readonly pushed: readonly Move[] }): readonly Move[] {
  const { from, to, pushed } = args;
  const path: Move[] = [];
  let at = from;
  while (at !== to) {
    const next = pushed.findLast(({ before }) => before === at);
    if (!next || path.length >= pushed.length) return [];
    path.push(next);
    at = next.after;
  }
  return path;
}

/** Who made the last of these moves, as far as anybody says. */
export function moverOf(moves: readonly Move[]): Person | null {
  return moves.findLast(({ by }) => by !== null)?.by ?? null;
}
