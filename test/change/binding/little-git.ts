// Little git histories with true shas, and the reads that GitHub would answer about them. No process, no network.
import type { ChangedEntry, Commit } from "../../../src/core/pull.ts";
import type { EvidenceReads } from "../../../src/change/binding/evidence.ts";
import { ReadError } from "../../../src/core/known.ts";
import type { Sha } from "../../../src/core/refs.ts";
import { commitsBetween, mergeBase } from "../../pretend-github/git/history.ts";
import { mergeTrees } from "../../pretend-github/git/merge.ts";
import {
  blobAt,
  commitAt,
  EMPTY_TREE,
  writeBlob,
  writeCommit,
  type Mode,
  type Objects,
} from "../../pretend-github/git/objects.ts";
import { changeTree, entryAt, walk, type PathChange } from "../../pretend-github/git/trees.ts";
import { filesBetween } from "../../pretend-github/state/pulls.ts";

export type Content = string | Buffer | null | { readonly mode: Mode; readonly text: string };
/** Path -> what it becomes; null removes it. */
export type Files = Readonly<Record<string, Content>>;

export interface LittleGit {
  readonly objects: Objects;
  commit(parents: readonly Sha[], files: Files): Sha;
  /** A commit of any tree. */
  commitTree(parents: readonly Sha[], tree: Sha, files?: Files): Sha;
  /** As git merges, with what somebody adds by hand; null on a conflict. */
  merge(first: Sha, second: Sha, byHand?: Files): Sha | null;
  /** The change from its merge base with `onto` to `head`, put on `onto` as one commit; null on a conflict. */
  rebase(head: Sha, onto: Sha, byHand?: Files): Sha | null;
  mergeBase(one: Sha, other: Sha): Sha;
  text(commit: Sha, path: string): string | null;
  tree(commit: Sha): Sha;
  /** Commits of `head` that `base` has not. */
  commits(base: Sha, head: Sha): readonly Commit[];
  readonly reads: EvidenceReads;
}

export function littleGit(): LittleGit {
  const objects: Objects = new Map();
  let clock = Date.UTC(2026, 2, 2);
  const treeOf = (commit: Sha): Sha => commitAt(objects, commit).tree;
  const write = (tree: Sha, parents: readonly Sha[]): Sha => {
    const by = { name: "Olu", email: "olu@example.com", at: (clock += 1000) };
    return writeCommit(objects, { tree, parents, author: by, committer: by, message: "Change", signature: null });
  };
  const changed = (tree: Sha, files: Files): Sha => {
    const changes = new Map<string, PathChange>();
    for (const [path, content] of Object.entries(files)) changes.set(path, sideOf(content));
    return changeTree(objects, tree, changes);
  };
  const sideOf = (content: Content): PathChange => {
    if (content === null) return null;
    if (typeof content === "string" || Buffer.isBuffer(content))
      return { mode: "100644", sha: writeBlob(objects, content) };
    // A submodule's sha is a commit of somewhere else.
    if (content.mode === "160000") return { mode: content.mode, sha: content.text };
    return { mode: content.mode, sha: writeBlob(objects, content.text) };
  };
  const baseOf = (one: Sha, other: Sha): Sha => mergeBase(objects, one, other) ?? "";
  const joined = (base: Sha, ours: Sha, theirs: Sha): Sha | null => {
    const merged = mergeTrees(objects, { base: treeOf(base), ours: treeOf(ours), theirs: treeOf(theirs) });
    return merged.clean ? merged.tree : null;
  };
  const entriesAt = (commit: Sha): Map<string, { mode: string; sha: Sha }> =>
    new Map(
      [...walk(objects, treeOf(commit))].flatMap(({ path, mode, sha }) =>
        mode === "040000" ? [] : [[path, { mode, sha }] as const],
      ),
    );
  const git: LittleGit = {
    objects,
    commit: (parents, files) =>
      write(changed(parents[0] === undefined ? EMPTY_TREE : treeOf(parents[0]), files), parents),
    commitTree: (parents, tree, files = {}) => write(changed(tree, files), parents),
    merge(first, second, byHand = {}) {
      const tree = joined(baseOf(first, second), first, second);
      return tree === null ? null : write(changed(tree, byHand), [first, second]);
    },
    rebase(head, onto, byHand = {}) {
      const tree = joined(baseOf(head, onto), onto, head);
      return tree === null ? null : write(changed(tree, byHand), [onto]);
    },
    mergeBase: baseOf,
    tree: treeOf,
    text(commit, path) {
      const entry = entryAt(objects, treeOf(commit), path);
      return entry ? (blobAt(objects, entry.sha)?.bytes.toString("utf8") ?? null) : null;
    },
    commits: (base, head) =>
      commitsBetween(objects, base, head).map((sha) => {
        const by = { person: null, name: "Olu", email: "olu@example.com" };
        const { parents, message } = commitAt(objects, sha);
        return { sha, parents, message, authors: [by], committer: by, verified: false };
      }),
    reads: {
      mergeBase: (base, head) => Promise.resolve(baseOf(base, head)),
      changedEntries(from, to) {
        const [before, after] = [entriesAt(from), entriesAt(to)];
        const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
        const all = paths.map((path): ChangedEntry => {
          return { path, before: before.get(path) ?? null, after: after.get(path) ?? null };
        });
        const differs = ({ before: a, after: b }: ChangedEntry): boolean => a?.sha !== b?.sha || a?.mode !== b?.mode;
        return Promise.resolve(all.filter(differs));
      },
      patches: (from, to) =>
        Promise.resolve(
          filesBetween(objects, from, to).map((file) => ({
            path: file.path,
            previousPath: file.previousPath,
            status: file.status,
            additions: file.patch.additions,
            deletions: file.patch.deletions,
            blob: (file.after ?? file.before)?.sha ?? null,
            patch: file.patch.text ?? null,
          })),
        ),
      file(path, commit) {
        const entry = entryAt(objects, treeOf(commit), path);
        const bytes = entry && blobAt(objects, entry.sha)?.bytes;
        if (!bytes) return Promise.resolve(null);
        try {
          return Promise.resolve(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
        } catch {
          return Promise.reject(new ReadError({ failure: "malformed", what: path, message: "it is no text" }));
        }
      },
    },
  };
  return git;
}
