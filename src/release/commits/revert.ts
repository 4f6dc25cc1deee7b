// Reverts. The specification leaves them open; these are the forms that git, GitHub and people write.
import type { ParsedCommit, Revert } from "./change.ts";
import { withoutPull } from "./trailing-pull.ts";

const QUOTED = /^Revert\s+"(.*)"(?:\s*\(#\d+\))?$/;
const REAPPLY = /^Reapply\s+"(.*)"(?:\s*\(#\d+\))?$/;
const TYPED = /^revert(?:\([^()]*\))?!?:[ \t]+(.+)$/i;
const REVERTED_COMMIT = /\bThis reverts commit ([0-9a-f]{7,64})\b/gi;
const REVERTED_PULL = /^Reverts (?:[\w.-]+\/[\w.-]+)?#(\d+)\s*$/im;
const REFS = /^Refs(?::[ \t]*| #)([0-9a-f]{7,64}(?:\s*,\s*[0-9a-f]{7,64})*)\s*$/gim;

/** What this message takes back; null when it takes nothing back. */
export function readRevert(message: string): Revert | null {
  const text = message.trim();
  const end = text.indexOf("\n");
  const first = (end === -1 ? text : text.slice(0, end)).trim();
  const quoted = QUOTED.exec(first)?.[1];
  const again = REAPPLY.exec(first)?.[1];
  const typed = TYPED.exec(first)?.[1];
  if (quoted === undefined && again === undefined && typed === undefined) return null;
  const shas = [...text.matchAll(REVERTED_COMMIT)].map((match) => (match[1] ?? "").toLowerCase());
  if (typed !== undefined)
    for (const [, list = ""] of text.matchAll(REFS))
      shas.push(...list.split(",").map((sha) => sha.trim().toLowerCase()));
  const pull = REVERTED_PULL.exec(text)?.[1];
  const header =
    quoted ??
    (again === undefined ? (typed ?? "").replace(/\s*\(#\d+\)$/, "").replace(/^"(.*)"$/, "$1") : `Revert "${again}"`);
  return { shas, header, pull: pull === undefined ? null : Number(pull) };
}

/**
 * The header that is in force again when a revert is itself taken back: `Reapply "feat: x"` and
 * `Revert "Revert "feat: x""` are `feat: x` again. Null for a plain revert.
 */
export function reapplied(revert: Revert): string | null {
  let header = revert.header ?? "";
  let depth = 1;
  for (let inner = QUOTED.exec(header)?.[1]; inner !== undefined; inner = QUOTED.exec(header)?.[1]) {
    header = inner;
    depth += 1;
  }
  return depth % 2 === 0 ? header : null;
}

export interface Settled {
  /** What is left after reverts and their targets are gone, in the given order. */
  readonly standing: readonly ParsedCommit[];
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
  if (reverts.length === 0) return { standing: commits, reverting: new Set(), cancelled: [] };
  const place = new Map(commits.map((commit, index) => [commit, index]));
  const index = indexOf(commits);
  const gone = new Set<ParsedCommit>();
  const reverting = new Set<ParsedCommit>();
  const cancelled: { revert: ParsedCommit; targets: readonly ParsedCommit[] }[] = [];
  for (const commit of reverts) {
    if (gone.has(commit) || commit.revert === null) continue;
    const after = place.get(commit) ?? 0;
    const targets = targetsOf(commit.revert, index).filter(
      (target) => !gone.has(target) && (place.get(target) ?? 0) > after,
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
      target.parents.length > 1 ? [target, ...broughtBy(target, index.bySha)] : [target],
    );
    for (const each of [commit, ...all]) gone.add(each);
    cancelled.push({ revert: commit, targets: all });
  }
  return { standing: commits.filter((commit) => !gone.has(commit)), reverting, cancelled };
}

interface Index {
  readonly bySha: ReadonlyMap<string, ParsedCommit>;
  readonly byOrigin: ReadonlyMap<string, ParsedCommit>;
  /** Sorted, to find a commit by the beginning of its name. */
  readonly shas: readonly string[];
  readonly byHeader: ReadonlyMap<string, readonly ParsedCommit[]>;
  readonly byPull: ReadonlyMap<number, readonly ParsedCommit[]>;
}

function indexOf(commits: readonly ParsedCommit[]): Index {
  const byHeader = new Map<string, ParsedCommit[]>();
  const byPull = new Map<number, ParsedCommit[]>();
  const byOrigin = new Map<string, ParsedCommit>();
  // Only titles that a revert names are looked for.
  const named = new Set(commits.flatMap(({ revert }) => (revert?.header == null ? [] : bare(revert.header))));
  for (const commit of commits) {
    const header = bare(commit.header);
    if (named.has(header)) push(byHeader, header, commit);
    if (commit.pull !== null) push(byPull, commit.pull, commit);
    for (const origin of commit.pickedFrom) byOrigin.set(origin, commit);
  }
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  return { bySha, byOrigin, shas: [...bySha.keys(), ...byOrigin.keys()].sort(), byHeader, byPull };
}

function push<Key>(map: Map<Key, ParsedCommit[]>, key: Key, commit: ParsedCommit): void {
  const list = map.get(key);
  if (list) list.push(commit);
  else map.set(key, [commit]);
}

/**
 * By the sha that is named, here or where it was cherry-picked from. A sha that is not in the range was released, unless
 * exactly one commit of the range has the title: a rebase merge gives commits new names and leaves the revert's text alone.
 */
function targetsOf(revert: Revert, index: Index): readonly ParsedCommit[] {
  const named = revert.shas.flatMap((sha) => bySha(sha, index) ?? []);
  if (named.length > 0) return named;
  const titled = revert.header === null ? [] : (index.byHeader.get(bare(revert.header)) ?? []);
  if (revert.shas.length > 0) return titled.length === 1 ? titled : [];
  if (revert.pull !== null) return index.byPull.get(revert.pull) ?? [];
  return titled;
}

function bySha(sha: string, index: Index): ParsedCommit | undefined {
  let low = 0;
  let high = index.shas.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((index.shas[middle] ?? "") < sha) low = middle + 1;
    else high = middle;
  }
  const found = index.shas[low];
  return found?.startsWith(sha) === true ? (index.bySha.get(found) ?? index.byOrigin.get(found)) : undefined;
}

function bare(header: string): string {
  return withoutPull(header).trim();
}

/** The commits of the range that a merge brought in: reachable from its other parents, not from its first. */
function broughtBy(merge: ParsedCommit, commits: ReadonlyMap<string, ParsedCommit>): readonly ParsedCommit[] {
  const [first, ...others] = merge.parents;
  const before = reachableFrom(first === undefined ? [] : [first], commits);
  return [...reachableFrom(others, commits)].filter((commit) => !before.has(commit));
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
