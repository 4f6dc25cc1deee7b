// What differs between two trees, with renames: by equal blob, or by more than half of the content.
import { blobAt, treeAt } from "./objects.ts";
import type { Mode, Objects, Sha } from "./objects.ts";
import { splitLines } from "./lines.ts";
import { textOf } from "./patch.ts";
import { walk } from "./trees.ts";

export interface Side {
  readonly mode: Mode;
  readonly sha: Sha;
}
export interface Change {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: "added" | "removed" | "modified" | "renamed" | "changed";
  readonly before: Side | null;
  readonly after: Side | null;
}

/** Beyond this many pairs git looks for equal blobs only (diff.renameLimit squared). */
const MOST_PAIRS = 1_000 * 1_000;

export function changesBetween(objects: Objects, before: Sha, after: Sha): Change[] {
  const raw = [...differences(objects, before, after, "")];
  return withRenames(objects, raw).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function* differences(objects: Objects, before: Sha, after: Sha, prefix: string): Generator<Change> {
  if (before === after) return;
  const old = new Map(treeAt(objects, before).entries.map((entry) => [entry.name, entry]));
  for (const entry of treeAt(objects, after).entries) {
    const was = old.get(entry.name);
    old.delete(entry.name);
    const path = prefix + entry.name;
    if (was?.mode === "040000" && entry.mode === "040000") {
      yield* differences(objects, was.sha, entry.sha, `${path}/`);
    } else if (was && was.mode !== "040000" && entry.mode !== "040000") {
      if (was.sha !== entry.sha || was.mode !== entry.mode) {
        const status = was.sha === entry.sha ? "changed" : "modified";
        yield { path, previousPath: null, status, before: side(was), after: side(entry) };
      }
    } else {
      if (was) yield* whole(objects, path, was, "removed");
      yield* whole(objects, path, entry, "added");
    }
  }
  for (const [name, entry] of old) yield* whole(objects, prefix + name, entry, "removed");
}

function* whole(objects: Objects, path: string, entry: Side, status: "added" | "removed"): Generator<Change> {
  const leaves = entry.mode === "040000" ? walk(objects, entry.sha, `${path}/`) : [{ path, ...entry }];
  for (const leaf of leaves) {
    if (leaf.mode === "040000") continue;
    const added = status === "added";
    const one = side(leaf);
    yield { path: leaf.path, previousPath: null, status, before: added ? null : one, after: added ? one : null };
  }
}

function side(entry: Side): Side {
  return { mode: entry.mode, sha: entry.sha };
}

function withRenames(objects: Objects, changes: readonly Change[]): Change[] {
  const removed = new Set(changes.filter((change) => change.status === "removed"));
  const added = new Set(changes.filter((change) => change.status === "added"));
  const renamed: Change[] = [];
  const pair = (from: Change, to: Change): void => {
    removed.delete(from);
    added.delete(to);
    renamed.push({ ...to, previousPath: from.path, status: "renamed", before: from.before });
  };
  const bySha = Map.groupBy(removed, (change) => change.before!.sha);
  for (const to of [...added]) {
    const from = bySha.get(to.after!.sha)?.shift();
    if (from && (blobAt(objects, to.after!.sha)?.bytes.length ?? 0) > 0) pair(from, to);
  }
  if (removed.size * added.size <= MOST_PAIRS) {
    for (const { from, to } of similarPairs(objects, [...removed], [...added])) {
      if (removed.has(from) && added.has(to)) pair(from, to);
    }
  }
  const plain = changes.filter((change) => change.status !== "added" && change.status !== "removed");
  return [...plain, ...removed, ...added, ...renamed];
}

function similarPairs(objects: Objects, removed: readonly Change[], added: readonly Change[]) {
  if (removed.length === 0 || added.length === 0) return [];
  const weigh = (change: Change) => ({
    change,
    ...weights(textOf(blobAt(objects, (change.before ?? change.after)!.sha))),
  });
  const sources = removed.map(weigh);
  const pairs: { from: Change; to: Change; score: number }[] = [];
  for (const target of added.map(weigh)) {
    for (const source of sources) {
      const larger = Math.max(source.size, target.size);
      if (Math.min(source.size, target.size) * 2 < larger || larger === 0) continue;
      const score = sharedWeight(source.lines, target.lines) / larger;
      if (score >= 0.5) pairs.push({ from: source.change, to: target.change, score });
    }
  }
  return pairs.sort((a, b) => b.score - a.score);
}

interface Weights {
  readonly size: number;
  readonly lines: ReadonlyMap<string, number>;
}

function weights(text: string): Weights {
  const lines = new Map<string, number>();
  for (const line of splitLines(text)) lines.set(line, (lines.get(line) ?? 0) + line.length);
  return { size: text.length, lines };
}

function sharedWeight(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [line, weight] of a) sum += Math.min(weight, b.get(line) ?? 0);
  return sum;
}
