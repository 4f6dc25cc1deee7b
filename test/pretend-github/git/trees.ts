// Paths in trees: find one, list all, and write a tree in which some paths differ.
import { EMPTY_TREE, treeAt, writeTree } from "./objects.ts";
import type { Mode, Objects, Sha, TreeEntry } from "./objects.ts";

export interface PathEntry {
  readonly path: string;
  readonly mode: Mode;
  readonly sha: Sha;
}

/** The entry at a path; the root has the empty path. Undefined when the tree has none. */
export function entryAt(objects: Objects, root: Sha, path: string): PathEntry | undefined {
  let found: PathEntry = { path: "", mode: "040000", sha: root };
  for (const name of path.split("/").filter((part) => part !== "")) {
    if (found.mode !== "040000") return undefined;
    const next = treeAt(objects, found.sha).entries.find((entry) => entry.name === name);
    if (!next) return undefined;
    found = { path: found.path === "" ? name : `${found.path}/${name}`, mode: next.mode, sha: next.sha };
  }
  return found;
}

/** Every entry below a tree, folders before what they hold, in git's order. */
export function* walk(objects: Objects, root: Sha, prefix = ""): Generator<PathEntry> {
  for (const entry of treeAt(objects, root).entries) {
    const path = prefix + entry.name;
    yield { path, mode: entry.mode, sha: entry.sha };
    if (entry.mode === "040000") yield* walk(objects, entry.sha, `${path}/`);
  }
}

/** What a path becomes: another object, or nothing. */
export type PathChange = { readonly mode: Mode; readonly sha: Sha } | null;

/** A tree in which these paths are so and all others are as before. Folders come and go with what they hold. */
export function changeTree(objects: Objects, root: Sha, changes: ReadonlyMap<string, PathChange>): Sha {
  if (changes.size === 0) return root;
  const here = new Map<string, TreeEntry>(treeAt(objects, root).entries.map((entry) => [entry.name, entry]));
  const below = new Map<string, Map<string, PathChange>>();
  for (const [path, change] of changes) {
    const slash = path.indexOf("/");
    const name = slash < 0 ? path : path.slice(0, slash);
    if (slash >= 0) {
      const inner = below.get(name) ?? new Map<string, PathChange>();
      inner.set(path.slice(slash + 1), change);
      below.set(name, inner);
    } else if (change === null) here.delete(name);
    else here.set(name, { name, ...change });
  }
  for (const [name, inner] of below) {
    const before = here.get(name);
    const sha = changeTree(objects, before?.mode === "040000" ? before.sha : EMPTY_TREE, inner);
    if (sha !== EMPTY_TREE) here.set(name, { name, mode: "040000", sha });
    else if (before?.mode === "040000") here.delete(name);
  }
  return here.size === 0 ? EMPTY_TREE : writeTree(objects, [...here.values()]);
}
