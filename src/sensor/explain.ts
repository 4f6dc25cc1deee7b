// Which change a commit came with. A commit is explained by a pull request that was merged into this very branch with an
// approved head: as the merge commit that GitHub made, as one of the commits that GitHub put there for it, or as one that
// the approved head holds. Nothing else explains a commit.
import type { Merged } from "../core/merged.ts";
import type { BranchCommit } from "../core/branch.ts";
import type { Sha } from "../core/refs.ts";
import { isMerge, type Move } from "./moves.ts";
import type { Mapped } from "./records.ts";

interface Claim {
  readonly commits: ReadonlySet<Sha>;
  readonly merged: Merged;
}

/** What became of each commit of a move; `null` for those that no recorded merge speaks of. */
export function explain(args: {
  readonly move: Move;
  /** Every commit that the move brought. */
  readonly commits: readonly BranchCommit[];
  /** Merges into this branch. */
  readonly merged: readonly Merged[];
}): ReadonlyMap<Sha, Mapped | null> {
  const { move, commits, merged } = args;
  const graph = new Map(commits.map((commit) => [commit.sha, commit]));
  const touching = merged.filter(
    ({ mergeCommit, head }) => graph.has(head) || (mergeCommit !== null && graph.has(mergeCommit)),
  );
  const ends = new Set(touching.flatMap(({ mergeCommit }) => (mergeCommit === null ? [] : [mergeCommit])));
  const claims = touching.map((one): Claim => {
    return {
      merged: one,
      commits: new Set([...fromHead(one, graph), ...fromMerge({ merged: one, move, graph, ends })]),
    };
  });
  return new Map(commits.map(({ sha }) => [sha, mappedAs(sha, claims)]));
}

/** An approved change explains what another one with a red verdict holds too: it was approved on its own. */
function mappedAs(sha: Sha, claims: readonly Claim[]): Mapped | null {
  const own = claims.filter(({ commits }) => commits.has(sha));
  const allowed = own.find(({ merged }) => merged.verdict === "allow");
  const claim = allowed ?? own[0];
  if (!claim) return null;
  const { pull, code } = claim.merged;
  return allowed
    ? { sha, is: "change", pull, code }
    : { sha, is: "exception", pull, code: exceptionCode(claim.merged) };
}

/** What is wrong with the merge itself, where that is known; else what the verdict was. */
const OWN_CODES = [
  "never-decided",
  "green-after-merge",
  "green-for-another-base",
  "merged-in-freeze",
  "red-at-merge",
  "expired-before-merge",
  "no-time",
];

export function exceptionCode({ verdict, code }: Merged): string {
  return OWN_CODES.includes(code) ? code : `merged-while-${verdict}`;
}

type Graph = ReadonlyMap<Sha, BranchCommit>;

/** What can be reached from a commit, within the graph. Steps: each commit once. */
function reach(from: readonly Sha[], graph: Graph): ReadonlySet<Sha> {
  const found = new Set<Sha>();
  const left = [...from];
  for (let sha = left.pop(); sha !== undefined; sha = left.pop()) {
    const commit = graph.get(sha);
    if (!commit || found.has(sha)) continue;
    found.add(sha);
    left.push(...commit.parents);
  }
  return found;
}

/** The commits that were approved: what the head holds, and what it was judged from does not. */
function fromHead({ head, mergeBase, mergeCommit }: Merged, graph: Graph): readonly Sha[] {
  const merge = mergeCommit === null ? undefined : graph.get(mergeCommit);
  const ground = [
    ...(mergeBase === null ? [] : [mergeBase]),
    ...(merge && merge.parents.length > 1 ? merge.parents.filter((parent) => parent !== head) : []),
  ];
  // From where on it was judged is not known, and neither is what it was merged with: then it explains nothing.
  if (ground.length === 0) return [];
  const before = reach(ground, graph);
  return [...reach([head], graph)].filter((sha) => !before.has(sha));
}

/** The commits that GitHub made for the merge. */
function fromMerge(args: {
  readonly merged: Merged;
  readonly move: Move;
  readonly graph: Graph;
  readonly ends: ReadonlySet<Sha>;
}): readonly Sha[] {
  const { merged, move, graph, ends } = args;
  const end = merged.mergeCommit === null ? undefined : graph.get(merged.mergeCommit);
  if (!end || end.sha === merged.head) return [];
  if (end.parents.length > 1) {
    if (!end.parents.slice(1).includes(merged.head)) return [];
    const isSigned = end.byGitHub && !isPushed(move);
    return isSigned || isOnTheWay(end, move, graph) || isSameAsHead(end, merged, graph) ? [end.sha] : [];
  }
  // GitHub signs what it squashes, and not what it rebases: that is as many commits as the pull request had, or fewer.
  // Its editor signs, too: what stands on the head itself is neither.
  if (end.byGitHub) return reach([end.sha], graph).has(merged.head) ? [] : [end.sha];
  return isOnTheWay(end, move, graph) ? rebased({ end, most: merged.commits, before: move.before, graph, ends }) : [];
}

/**
 * GitHub says that a person pushed it. It also signs merges that a person made in its editor, of whatever content; and
 * where only an event tells of a move nobody says which of the two it was.
 */
function isPushed({ id, kind }: Move): boolean {
  return id !== null && (kind === "push" || kind === "force_push");
}

/** GitHub moved the branch itself, and this commit stands on the branch's own line within that move. */
function isOnTheWay(end: BranchCommit, move: Move, graph: Graph): boolean {
  if (!isMerge(move)) return false;
  for (let at = graph.get(move.after); at; at = graph.get(at.parents[0] ?? "")) if (at.sha === end.sha) return true;
  return false;
}

/** Back from the last one, to where the move began or another merge ended. */
function rebased(args: {
  readonly end: BranchCommit;
  readonly most: number;
  readonly before: Sha;
  readonly graph: Graph;
  readonly ends: ReadonlySet<Sha>;
}): readonly Sha[] {
  const { end, most, before, graph, ends } = args;
  const found: Sha[] = [end.sha];
  for (let at = end.parents[0]; at !== undefined && at !== before && !ends.has(at); ) {
    const commit = graph.get(at);
    if (commit?.parents.length !== 1 || commit.byGitHub || found.length >= most) break;
    found.push(at);
    at = commit.parents[0];
  }
  return found;
}

/** A merge made by hand of a head that was up to date: it holds what the head holds, to the byte. */
function isSameAsHead(end: BranchCommit, { head }: Merged, graph: Graph): boolean {
  const [onto = ""] = end.parents;
  if (end.parents.length !== 2 || graph.get(head)?.tree !== end.tree) return false;
  const held = [...reach([head], graph)];
  return held.some((sha) => sha === onto || graph.get(sha)?.parents.includes(onto) === true);
}
