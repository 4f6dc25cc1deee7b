// Three-way merges: of trees by path, of files by lines. A conflict is told, not thrown.
import { blobAt, commitAt, EMPTY_TREE, writeBlob } from "./objects.ts";
import type { Objects, Sha } from "./objects.ts";
import { changesBetween } from "./changes.ts";
import type { Change, Side } from "./changes.ts";
import { mergeBase } from "./history.ts";
import { edits, splitLines } from "./lines.ts";
import type { Edit } from "./lines.ts";
import { textOf } from "./patch.ts";
import { changeTree, entryAt } from "./trees.ts";
import type { PathChange } from "./trees.ts";

export type Merged =
  | { readonly clean: true; readonly tree: Sha }
  | { readonly clean: false; readonly paths: readonly string[] };

/** What merging `theirs` into `ours` gives, both commits. */
export function mergeCommits(objects: Objects, ours: Sha, theirs: Sha): Merged {
  const base = mergeBase(objects, ours, theirs);
  const baseTree = base === undefined ? EMPTY_TREE : commitAt(objects, base).tree;
  return mergeTrees(objects, {
    base: baseTree,
    ours: commitAt(objects, ours).tree,
    theirs: commitAt(objects, theirs).tree,
  });
}

export function mergeTrees(objects: Objects, trees: { base: Sha; ours: Sha; theirs: Sha }): Merged {
  const changes = new Map<string, PathChange>();
  const conflicts: string[] = [];
  for (const change of changesBetween(objects, trees.base, trees.theirs).flatMap(withoutRename)) {
    const here = entryAt(objects, trees.ours, change.path);
    const ours = here && here.mode !== "040000" ? { mode: here.mode, sha: here.sha } : null;
    const merged = mergePath(objects, { before: change.before, ours, theirs: change.after });
    if (merged === "conflict") conflicts.push(change.path);
    else changes.set(change.path, merged);
  }
  if (conflicts.length > 0) return { clean: false, paths: conflicts };
  return { clean: true, tree: changeTree(objects, trees.ours, changes) };
}

function withoutRename(change: Change): Change[] {
  if (change.previousPath === null) return [change];
  const gone: Change = { ...change, path: change.previousPath, previousPath: null, status: "removed", after: null };
  return [gone, { ...change, previousPath: null, status: "added", before: null }];
}

interface Sides {
  readonly before: Side | null;
  readonly ours: Side | null;
  readonly theirs: Side | null;
}

function mergePath(objects: Objects, { before, ours, theirs }: Sides): Side | null | "conflict" {
  const equal = (a: Side | null, b: Side | null): boolean => a?.sha === b?.sha && a?.mode === b?.mode;
  if (equal(ours, before) || equal(ours, theirs)) return theirs;
  if (equal(theirs, before)) return ours;
  if (!before || !ours || !theirs) return "conflict";
  const read = (side: Side): string => textOf(blobAt(objects, side.sha));
  const text = mergeTexts(read(before), read(ours), read(theirs));
  return text === null ? "conflict" : { mode: ours.mode, sha: writeBlob(objects, text) };
}

/** Null when both sides changed the same lines, or lines that touch. */
export function mergeTexts(before: string, ours: string, theirs: string): string | null {
  const base = splitLines(before);
  const a = splitLines(ours);
  const b = splitLines(theirs);
  const replace = (edit: Edit, lines: readonly string[]) => ({
    ...edit,
    text: lines.slice(edit.fromB, edit.toB).join(""),
  });
  const all = [
    ...edits(base, a).map((edit) => ({ ...replace(edit, a), by: "ours" })),
    ...edits(base, b).map((edit) => ({ ...replace(edit, b), by: "theirs" })),
  ].sort((x, y) => x.fromA - y.fromA || x.toA - y.toA);
  const out: string[] = [];
  let at = 0;
  let last: (typeof all)[number] | undefined;
  for (const edit of all) {
    if (last && last.by !== edit.by && edit.fromA <= last.toA) {
      if (last.fromA === edit.fromA && last.toA === edit.toA && last.text === edit.text) continue;
      return null;
    }
    out.push(...base.slice(at, edit.fromA), edit.text);
    at = edit.toA;
    last = edit;
  }
  return [...out, ...base.slice(at)].join("");
}
