// Git trees at a commit: what is there, what is not, and how two of them differ. Walked folder by folder, only where
// the shas differ, so GitHub's 100,000 entries of a recursive tree are no limit here. All answers are kept for good.
import * as z from "zod";
import { ReadError } from "../core/reads.ts";
import type { ChangedFile } from "../core/reads.ts";
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

/** 1 call, kept for good. Throws `incomplete` for a folder with more entries than GitHub shows. */
async function entriesOf(ask: Ask, tree: Sha): Promise<readonly TreeEntry[]> {
  const what = `tree ${tree.slice(0, 12)} of ${ask.called}`;
  const { value } = await ask({
    route: "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
    parameters: { tree_sha: tree },
    what,
    schema: Tree,
    forever: true,
  });
  if (value.truncated)
    throw new ReadError({ failure: "incomplete", what, message: `GitHub cut ${what}: it is too large.` });
  return value.tree;
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

type Changed = Pick<ChangedFile, "path" | "status" | "blob">;

/**
 * Every path whose mode or content differs between two commits. A rename is a removal and an addition here: both names
 * are there, which is what rules look at (POL-13). Two calls for each folder that differs, and two for the commits.
 */
export async function differences(ask: Ask, from: Sha, to: Sha): Promise<readonly Changed[]> {
  const changed: Changed[] = [];
  let trees = 0;
  const list = async (tree: Sha | null): Promise<ReadonlyMap<string, TreeEntry>> => {
    if (tree === null) return new Map();
    if (++trees > MOST_TREES) {
      const what = `files of ${ask.called} between ${from.slice(0, 12)} and ${to.slice(0, 12)}`;
      throw new ReadError({ failure: "incomplete", what, message: `More than ${MOST_TREES / 2} folders differ.` });
    }
    return new Map((await entriesOf(ask, tree)).map((entry) => [entry.path, entry]));
  };
  const walk = async (prefix: string, before: Sha | null, after: Sha | null): Promise<void> => {
    if (before === after) return;
    const [old, fresh] = [await list(before), await list(after)];
    for (const name of [...new Set([...old.keys(), ...fresh.keys()])].sort()) {
      const [a, b] = [old.get(name), fresh.get(name)];
      if (a?.sha === b?.sha && a?.mode === b?.mode) continue;
      const path = prefix + name;
      const [wasFile, isFile] = [a && a.type !== "tree" ? a : null, b && b.type !== "tree" ? b : null];
      if (wasFile || isFile) {
        const status = !wasFile ? "added" : !isFile ? "removed" : "modified";
        changed.push({ path, status, blob: (isFile ?? wasFile)?.sha ?? null });
      }
      await walk(`${path}/`, a?.type === "tree" ? a.sha : null, b?.type === "tree" ? b.sha : null);
    }
  };
  await walk("", await treeOf(ask, from), await treeOf(ask, to));
  return changed;
}
