// Reverts and what they take back, cancelled within a range.
import type { ParsedCommit, Revert } from "./change.ts";
import { pullStart, withoutPull } from "./trailing-pull.ts";

export interface Settled {
  /** What is left after reverts and their targets are gone, in the given order. */
  readonly standing: readonly ParsedCommit[];
  /** The others: what was taken back, and what took it back. */
  readonly gone: ReadonlySet<ParsedCommit>;
  /** Reverts whose target is not in the range: it was released. */
  readonly reverting: ReadonlySet<ParsedCommit>;
  readonly cancelled: readonly { readonly revert: ParsedCommit; readonly targets: readonly ParsedCommit[] }[];
}

/**
 * Cancels reverts with their targets, also across merges. Commits come newest first, a child always before its parents
 * (`git log --topo-order`): so a revert that was taken back is gone before it can cancel anything.
 */
export function settleReverts(commits: readonly ParsedCommit[]): Settled {
  const reverts = commits.filter((commit) => commit.revert !== null);
  if (reverts.length === 0) return { standing: commits, gone: new Set(), reverting: new Set(), cancelled: [] };
  const index = new RangeIndex(commits, reverts);
  const gone = new Set<ParsedCommit>();
  const reverting = new Set<ParsedCommit>();
  const cancelled: { revert: ParsedCommit; targets: readonly ParsedCommit[] }[] = [];
  for (const commit of reverts) {
    if (gone.has(commit) || commit.revert === null) continue;
    const after = index.placeOf(commit);
    const targets = targetsOf(commit.revert, index).filter(
      (target) => !gone.has(target) && index.placeOf(target) > after,
    );
    const first = targets[0];
    if (first === undefined) {
      reverting.add(commit);
      continue;
    }
    const byName = commit.revert.shas.length > 0 || commit.revert.pull !== null;
    const chosen = byName ? targets : [first];
    // One of several shas was released: what is taken back of that is news.
    if (commit.revert.shas.length > targets.length) reverting.add(commit);
    const all = chosen.flatMap((target) =>
      target.parents.length > 1 ? [target, ...broughtBy(target, index)] : [target],
    );
    for (const each of [commit, ...all]) gone.add(each);
    cancelled.push({ revert: commit, targets: all });
  }
  return { standing: commits.filter((commit) => !gone.has(commit)), gone, reverting, cancelled };
}

const BUCKETS = 256;

/** A range by the names under which its reverts know their targets: one look at each commit, and only those are kept. */
class RangeIndex {
  readonly commits: readonly ParsedCommit[];
  readonly byHeader = new Map<string, ParsedCommit[]>();
  readonly byPull = new Map<number, ParsedCommit[]>();
  readonly #bySha = new Map<string, ParsedCommit>();
  readonly #places = new Map<ParsedCommit, number>();
  /** Made when a merge is taken back. */
  #all: ReadonlyMap<string, number> | null = null;

  constructor(commits: readonly ParsedCommit[], reverts: readonly ParsedCommit[]) {
    this.commits = commits;
    const wanted = wantedBy(reverts);
    for (const [place, commit] of commits.entries()) {
      const { pull, header, pickedFrom } = commit;
      let kept = commit.revert !== null;
      for (const sha of wanted.shas[bucketOf(commit.sha)] ?? []) kept = this.#name(sha, commit.sha, commit) || kept;
      for (const origin of pickedFrom)
        for (const sha of wanted.shas[bucketOf(origin)] ?? []) kept = this.#name(sha, origin, commit) || kept;
      if (pull !== null && wanted.pulls.has(pull)) kept = push(this.byPull, pull, commit);
      if (wanted.lengths.has(bareLength(header))) {
        const title = bare(header);
        if (wanted.titles.has(title)) kept = push(this.byHeader, title, commit);
      }
      if (kept) this.#places.set(commit, place);
    }
  }

  #name(wanted: string, own: string, commit: ParsedCommit): boolean {
    if (!own.startsWith(wanted)) return false;
    // A commit's own name goes before the name of what it was picked from; else the first of them, by name.
    const there = this.#bySha.get(wanted);
    if (there === undefined || (own === commit.sha && !there.sha.startsWith(wanted))) this.#bySha.set(wanted, commit);
    return true;
  }

  placeOf(commit: ParsedCommit): number {
    return this.#places.get(commit) ?? this.place(commit.sha) ?? 0;
  }

  place(sha: string): number | undefined {
    this.#all ??= new Map(this.commits.map((commit, place) => [commit.sha, place]));
    return this.#all.get(sha);
  }

  /** By a name or the beginning of one, here or where it was picked from. */
  bySha(sha: string): ParsedCommit | undefined {
    return this.#bySha.get(sha);
  }
}

interface Names {
  /** By the first two digits. */
  readonly shas: readonly (readonly string[] | undefined)[];
  readonly pulls: ReadonlySet<number>;
  readonly titles: ReadonlySet<string>;
  readonly lengths: ReadonlySet<number>;
}

function wantedBy(reverts: readonly ParsedCommit[]): Names {
  const shas: string[][] = Array.from({ length: BUCKETS }, () => []);
  const pulls = new Set<number>();
  const titles = new Set<string>();
  for (const { revert } of reverts) {
    for (const sha of revert?.shas ?? []) shas[bucketOf(sha)]?.push(sha);
    if (revert?.pull != null) pulls.add(revert.pull);
    if (revert?.header != null) titles.add(bare(revert.header));
  }
  const lengths = new Set([...titles].map(({ length }) => length));
  return { shas: shas.map((own) => (own.length === 0 ? undefined : own)), pulls, titles, lengths };
}

function bucketOf(sha: string): number {
  return (digit(sha.charCodeAt(0)) << 4) | digit(sha.charCodeAt(1));
}

function digit(code: number): number {
  return code <= 57 ? code & 15 : (code & 7) + 9;
}

function push<Key>(map: Map<Key, ParsedCommit[]>, key: Key, commit: ParsedCommit): true {
  const list = map.get(key);
  if (list) list.push(commit);
  else map.set(key, [commit]);
  return true;
}

/**
 * By the sha that is named, here or where it was cherry-picked from. A sha that is not in the range was released, unless
 * exactly one commit of the range has the title: a rebase merge gives commits new names and leaves the revert's text alone.
 */
function targetsOf(revert: Revert, index: RangeIndex): readonly ParsedCommit[] {
  const named = revert.shas.flatMap((sha) => index.bySha(sha) ?? []);
  if (named.length > 0) return named;
  const titled = revert.header === null ? [] : (index.byHeader.get(bare(revert.header)) ?? []);
  if (revert.shas.length > 0) return titled.length === 1 ? titled : [];
  if (revert.pull !== null) return index.byPull.get(revert.pull) ?? [];
  return titled;
}

function bareLength(header: string): number {
  return pullStart(header) === -1 ? header.length : bare(header).length;
}

function bare(header: string): string {
  return withoutPull(header).trim();
}

/**
 * The commits of the range that a merge brought in: reachable from its other parents, not from its first. Children come
 * before parents, so one walk down the range paints both sides; it ends when nothing is painted with the second side alone.
 */
function broughtBy(merge: ParsedCommit, index: RangeIndex): readonly ParsedCommit[] {
  const sides = new Map<number, "first" | "other">();
  let others = 0;
  const paint = (sha: string, side: "first" | "other"): void => {
    const place = index.place(sha);
    if (place === undefined) return;
    const before = sides.get(place);
    if (before === "first" || before === side) return;
    if (before === "other") others -= 1;
    if (side === "other") others += 1;
    sides.set(place, side);
  };
  const [first, ...rest] = merge.parents;
  for (const sha of rest) paint(sha, "other");
  if (first !== undefined) paint(first, "first");
  const brought: ParsedCommit[] = [];
  for (let place = index.placeOf(merge) + 1; others > 0 && place < index.commits.length; place += 1) {
    const commit = index.commits[place];
    const side = sides.get(place);
    if (commit === undefined || side === undefined) continue;
    if (side === "other") {
      brought.push(commit);
      others -= 1;
    }
    for (const parent of commit.parents) paint(parent, side);
  }
  return brought;
}

/** Those of the commits that can be reached from some of them, these included. */
export function reachableFrom(from: readonly string[], commits: ReadonlyMap<string, ParsedCommit>): Set<ParsedCommit> {
  const seen = new Set<ParsedCommit>();
  const open = [...from];
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    const commit = commits.get(sha);
    if (commit === undefined || seen.has(commit)) continue;
    seen.add(commit);
    open.push(...commit.parents);
  }
  return seen;
}
