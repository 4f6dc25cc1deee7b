// Git trees at a commit: what is there, what is not, and how two of them differ. Walked folder by folder, only where
// the shas differ, so GitHub's 100,000 entries of a recursive tree are no limit here. All answers are kept for good.
import * as z from "zod";
import { ReadError } from "../core/known.ts";
import type { ChangedEntry, TreeSide } from "../core/pull.ts";
import type { Sha } from "../core/refs.ts";
import type { Ask } from "./ask.ts";
import { ShaText } from "./shapes.ts";

const GitCommit = z.object({ tree: z.object({ sha: ShaText }) });
const Entry = z.object({
  path: z.string(),
  mode: z.string(),
  type: z.enum(["blob", "tree", "commit"]),
  sha: ShaText,
});
const Tree = z.object({ tree: z.array(Entry), truncated: z.boolean() });

export type TreeEntry = z.infer<typeof Entry>;

// A pull request that touches more folders than this is told that it is too large to be looked at whole.
const MOST_TREES = 4_000;
/** Where more folders than this differ in one, all below it is asked for at once; else so many are asked for together. */
const FEW = 8;

/** 1 call, kept for good. */
export async function treeOf(ask: Ask, commit: Sha): Promise<Sha> {
  const { value } = await ask({
    route: "GET /repos/{owner}/{repo}/git/commits/{commit_sha}",
    parameters: { commit_sha: commit },
    what: `commit ${commit.slice(0, 12)} of ${ask.called}`,
    schema: GitCommit,
    forever: true,
  });
  return value.tree.sha;
}

type Depth = "folder" | "whole";

/** 1 call, kept for good: a folder, or all that is below it. `cut` when GitHub shows only a part. */
async function treeAt(
  ask: Ask,
  tree: Sha,
  depth: Depth,
): Promise<{ readonly entries: readonly TreeEntry[]; readonly cut: boolean }> {
  const { value } = await ask({
    route: "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
    parameters: { tree_sha: tree, ...(depth === "whole" && { recursive: "1" }) },
    what: `tree ${tree.slice(0, 12)} of ${ask.called}`,
    schema: Tree,
    forever: true,
  });
  return { entries: value.tree, cut: value.truncated };
}

function tooLarge(ask: Ask, tree: Sha): ReadError {
  const what = `tree ${tree.slice(0, 12)} of ${ask.called}`;
  return new ReadError({ failure: "incomplete", what, message: `GitHub cut ${what}: it is too large.` });
}

/** 1 call, kept for good. Throws `incomplete` for a folder with more entries than GitHub shows. */
async function entriesOf(ask: Ask, tree: Sha): Promise<readonly TreeEntry[]> {
  const { entries, cut } = await treeAt(ask, tree, "folder");
  if (cut) throw tooLarge(ask, tree);
  return entries;
}

/** What a folder holds at a commit; null when the tree has no such folder. `""` is the root. */
export async function entriesAt(ask: Ask, path: string, commit: Sha): Promise<readonly TreeEntry[] | null> {
  let entries = await entriesOf(ask, await treeOf(ask, commit));
  for (const part of path.split("/").filter((one) => one !== "")) {
    const next = entries.find((entry) => entry.path === part);
    if (next?.type !== "tree") return null;
    entries = await entriesOf(ask, next.sha);
  }
  return entries;
}

/** Whether a commit's tree has this path: what a 404 of the contents API cannot say. */
export async function hasPath(ask: Ask, path: string, commit: Sha): Promise<boolean> {
  const cut = path.lastIndexOf("/");
  const entries = await entriesAt(ask, cut < 0 ? "" : path.slice(0, cut), commit);
  return entries?.some((entry) => entry.path === path.slice(cut + 1)) ?? false;
}

interface Folders {
  readonly prefix: string;
  readonly before: Sha | null;
  readonly after: Sha | null;
}

/**
 * Every path whose mode or content differs between two commits, sorted. A rename is a removal and an addition here: both
 * names are there, which is what rules look at (POL-13). Two calls for each folder that differs, or for a whole part of
 * the tree where many do, and two for the commits.
 */
export async function differences(ask: Ask, from: Sha, to: Sha): Promise<readonly ChangedEntry[]> {
  const changed: ChangedEntry[] = [];
  let trees = 0;
  const list = async (tree: Sha | null, depth: Depth): Promise<Entries | null> => {
    if (tree === null) return new Map();
    if (++trees > MOST_TREES) {
      const what = `files of ${ask.called} between ${from.slice(0, 12)} and ${to.slice(0, 12)}`;
      throw new ReadError({ failure: "incomplete", what, message: `More than ${MOST_TREES / 2} folders differ.` });
    }
    const { entries, cut } = await treeAt(ask, tree, depth);
    return cut ? null : new Map(entries.map((entry) => [entry.path, entry]));
  };
  /** Both whole parts in two calls; false where GitHub cuts one of them. */
  const walkAtOnce = async ({ prefix, before, after }: Folders): Promise<boolean> => {
    const [old, fresh] = await Promise.all([list(before, "whole"), list(after, "whole")]);
    if (!old || !fresh) return false;
    changed.push(...compareEntries(old, fresh, prefix).files);
    return true;
  };
  const walk = async (folders: Folders): Promise<void> => {
    const { prefix, before, after } = folders;
    const [old, fresh] = await Promise.all([list(before, "folder"), list(after, "folder")]);
    if (!old || !fresh) throw tooLarge(ask, (old ? after : before) ?? "");
    const { files, below } = compareEntries(old, fresh, prefix);
    if (below.length > FEW && (await walkAtOnce(folders))) return;
    changed.push(...files);
    for (let start = 0; start < below.length; start += FEW) {
      await Promise.all(below.slice(start, start + FEW).map(walk));
    }
  };
  const [before, after] = await Promise.all([treeOf(ask, from), treeOf(ask, to)]);
  if (before !== after) await walk({ prefix: "", before, after });
  return changed.sort((a, b) => (a.path < b.path ? -1 : 1));
}

type Entries = ReadonlyMap<string, TreeEntry>;

/** What differs between two lists of entries: files, links and submodules; and folders to look into. */
function compareEntries(old: Entries, fresh: Entries, prefix: string): { files: ChangedEntry[]; below: Folders[] } {
  const files: ChangedEntry[] = [];
  const below: Folders[] = [];
  for (const name of new Set([...old.keys(), ...fresh.keys()])) {
    const [a, b] = [old.get(name), fresh.get(name)];
    if (a?.sha === b?.sha && a?.mode === b?.mode) continue;
    const path = prefix + name;
    const [before, after] = [sideOf(a), sideOf(b)];
    if (before || after) files.push({ path, before, after });
    const [was, is] = [a?.type === "tree" ? a.sha : null, b?.type === "tree" ? b.sha : null];
    if (was !== is) below.push({ prefix: `${path}/`, before: was, after: is });
  }
  return { files, below };
}

function sideOf(entry: TreeEntry | undefined): TreeSide | null {
  return entry && entry.type !== "tree" ? { mode: entry.mode, sha: entry.sha } : null;
}
