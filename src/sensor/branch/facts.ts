// What is so of one governed branch: where we looked last, how it moved since, and which commits came with that.
import type { BranchCommit } from "../../core/branch.ts";
import { known, type Known } from "../../core/known.ts";
import type { OpenPull } from "../../core/pull.ts";
import type { Reads, Repository } from "../../core/reads.ts";
import type { Instant, Sha, Subject } from "../../core/refs.ts";
import type { Turn } from "../../core/trigger.ts";
import { explain } from "../explain.ts";
import { isMerge, isNothing, movesSince, pushedIn, type Move, type Position } from "../moves.ts";
import { isWatched, type SensorPolicy } from "../policy.ts";
import { entriesOf, type Mapped } from "../records.ts";
import { adoptedIn, freshHistoryOf, historyOf, positionOf, type BranchHistory } from "./history.ts";
import { pushedNow, type Pushed } from "./pushed.ts";

/** One move with all that it did. */
export interface Span {
  readonly move: Move;
  readonly commits: readonly BranchCommit[];
  /** What became of each, as far as recorded merges say. */
  readonly mapped: ReadonlyMap<Sha, Mapped | null>;
  /** What the branch had before and has no more. */
  readonly removed: readonly BranchCommit[];
  /** Pull requests merged into this branch that GitHub knows unexplained commits from. */
  readonly pulls: readonly OpenPull[];
}

export interface BranchFacts {
  readonly is: "branch";
  readonly now: Instant;
  readonly subject: Subject;
  readonly branch: string;
  readonly repository: Known<Repository>;
  readonly watched: boolean;
  readonly history: Known<BranchHistory>;
  /** The first look at the repository; null before it. */
  readonly adopted: Known<{ readonly lost: boolean; readonly at: Instant } | null>;
  /** Pushes that this turn's events tell of. */
  readonly pushed: readonly Pushed[];
  readonly tip: Known<Sha | null>;
  /** For a branch whose record has not begun: where it is to begin, and GitHub's number of its last move. */
  readonly beginning: Known<{
    readonly sha: Sha;
    readonly source: "first-look" | "created";
    readonly id: number | null;
  } | null>;
  readonly spans: Known<readonly Span[]>;
  /** Lots for standard changes that are not drawn yet, by merge commit. */
  readonly lots: Known<ReadonlyMap<Sha, number>>;
}

export type BranchReads = Pick<
  Reads,
  "repository" | "branch" | "branchMoves" | "commitsBetween" | "mergeBase" | "pullsWith" | "records" | "lot"
>;

const nothing = { known: true, value: null } as const;
const none = { known: true, value: [] } as const;

/** More moves than this are looked at in the next turn; more unexplained commits are not asked about one by one. */
const MOST_MOVES = 20;
const MOST_ASKED = 5;

export async function gatherBranch(turn: Turn, policy: SensorPolicy, reads: BranchReads): Promise<BranchFacts> {
  const { subject, now } = turn;
  const branch = subject.name;
  const repository = await known(reads.repository());
  const watched = repository.known && isWatched(branch, policy.section, repository.value.defaultBranch);
  const pushed = pushedNow(turn);
  const base = { is: "branch", now, subject, branch, repository, watched, pushed } as const;
  if (!watched) {
    const lots = { known: true, value: new Map() } as const;
    return { ...base, history: unasked, adopted: nothing, tip: nothing, beginning: nothing, spans: none, lots };
  }
  const [history, adopted, tip] = await Promise.all([
    known(freshHistoryOf(subject, reads)),
    known(adoptedIn(subject, reads)),
    known(reads.branch(branch).then((found) => found?.sha ?? null)),
  ]);
  const found = {
    ...base,
    history,
    adopted,
    tip,
    lots: history.known ? await known(lotsOf(history.value, reads)) : history,
  };
  if (!history.known || !tip.known || !adopted.known) return { ...found, beginning: nothing, spans: none };

  const position = positionOf(history.value);
  if (position) {
    const asked = { branch, position, tip: tip.value, pushed, reads };
    const spans = await known(spansOf({ ...asked, history: history.value }));
    if (history.value.settled === null || !spans.known || spans.value.every(isExplained))
      return { ...found, beginning: nothing, spans };
    // What is settled may explain it after all: a branch that is set back and forth brings the same commits again.
    const whole = await known(historyOf(subject, reads));
    const again = whole.known ? await known(spansOf({ ...asked, history: whole.value })) : whole;
    return { ...found, history: whole, beginning: nothing, spans: again };
  }
  if (tip.value === null || adopted.value === null) return { ...found, beginning: nothing, spans: none };
  const { defaultBranch } = repository.value;
  const beginning = await known(
    beginningOf({ branch, tip: tip.value, defaultBranch, adoptedAt: adopted.value.at, pushed, reads }),
  );
  return { ...found, beginning, spans: none };
}

/** Only additions, each by an approved change. */
function isExplained({ move, mapped, removed }: Span): boolean {
  const isAdded = removed.length === 0 && !isNothing(move.after) && move.kind !== "unknown";
  return isAdded && [...mapped.values()].every((one) => one?.is === "change");
}

const unasked: Known<never> = {
  known: false,
  why: { failure: "incomplete", what: "the branch", message: "it was not asked for" },
};

/** One that was made after we came begins where it left the default branch; every other one where it is now. */
async function beginningOf(args: {
  readonly branch: string;
  readonly tip: Sha;
  readonly defaultBranch: string;
  readonly adoptedAt: Instant;
  readonly pushed: readonly Pushed[];
  readonly reads: BranchReads;
}): Promise<{ readonly sha: Sha; readonly source: "first-look" | "created"; readonly id: number | null }> {
  const { branch, tip, defaultBranch, adoptedAt, pushed, reads } = args;
  const moves = await reads.branchMoves(branch);
  const made = moves.findLastIndex(({ before, at }) => isNothing(before) && at >= adoptedAt);
  // An event may tell of it before GitHub shows it.
  const isNew = made !== -1 || pushed.some(({ before }) => isNothing(before));
  const main = branch === defaultBranch || !isNew ? null : await reads.branch(defaultBranch);
  if (!main) return { sha: tip, source: "first-look", id: moves.findLast(({ after }) => after === tip)?.id ?? null };
  const earlier = made === -1 ? moves.at(-1) : moves[made - 1];
  return { sha: await reads.mergeBase(main.sha, tip), source: "created", id: earlier?.id ?? 0 };
}

async function spansOf(args: {
  readonly branch: string;
  readonly position: Position;
  readonly tip: Sha | null;
  readonly history: BranchHistory;
  readonly pushed: readonly Pushed[];
  readonly reads: BranchReads;
}): Promise<readonly Span[]> {
  const { branch, position, tip, history, reads } = args;
  if (position.isDeleted ? tip === null : position.tip === tip) return [];
  const fresh = args.pushed.map(
    ({ before, after, by }): Move => ({ id: null, before, after, kind: "push", by, at: null }),
  );
  const moves = movesSince({
    position,
    tip,
    activity: await reads.branchMoves(branch),
    pushed: [...pushedIn(history.entries), ...fresh],
  });
  const spans: Span[] = [];
  let from = position.tip;
  for (const move of moves.slice(0, MOST_MOVES)) {
    spans.push(await spanOf({ move, from, branch, history, reads }));
    if (!isNothing(move.after)) from = move.after;
  }
  return spans;
}

/** `from` is what the branch had last: of one that was deleted and made again, what it had before. */
async function spanOf(args: {
  readonly move: Move;
  readonly from: Sha;
  readonly branch: string;
  readonly history: BranchHistory;
  readonly reads: BranchReads;
}): Promise<Span> {
  const { move, from, branch, history, reads } = args;
  if (isNothing(move.after)) return { move, commits: [], mapped: new Map(), removed: [], pulls: [] };
  const [commits, removed] = await Promise.all([
    reads.commitsBetween(from, move.after),
    // GitHub's own merges only add.
    isMerge(move) ? [] : reads.commitsBetween(move.after, from),
  ]);
  const mapped = explain({ move, commits, merged: history.merged });
  const open = commits.filter(({ sha }) => mapped.get(sha) === null).slice(-MOST_ASKED);
  const pulls = (await Promise.all(open.map(({ sha }) => reads.pullsWith(sha)))).flat();
  const here = pulls.filter(({ merged, base }) => merged && base.ref === branch);
  return { move, commits, mapped, removed, pulls: [...new Map(here.map((pull) => [pull.number, pull])).values()] };
}

async function lotsOf(history: BranchHistory, reads: Pick<Reads, "lot">): Promise<ReadonlyMap<Sha, number>> {
  const drawn = new Set(entriesOf(history.entries, "sensor.draw").map(({ data }) => data.commit));
  const open = history.merged.flatMap(({ type, sample, mergeCommit }) =>
    type === "standard" && sample !== null && mergeCommit !== null && !drawn.has(mergeCommit) ? [mergeCommit] : [],
  );
  return new Map(await Promise.all(open.map(async (sha) => [sha, await reads.lot(sha)] as const)));
}
