// What changes a clone or its remote. Only backports need it: releases go through GitHub's API.
import { rm, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { git, GitError, tryGit } from "./run.ts";
import type { GitPlace } from "./run.ts";

export interface Picked {
  readonly is: "clean" | "conflict" | "empty";
  /** Paths with conflict markers, and others that git could not settle; sorted. */
  readonly conflicts: readonly string[];
  /** The new tip of the branch. */
  readonly head: string;
}

export interface PickPlan {
  /** The commit to start from. */
  readonly onto: string;
  /** Oldest first. A merge commit is picked against its first parent. */
  readonly commits: readonly { readonly sha: string; readonly merge: boolean }[];
  readonly author: { readonly name: string; readonly email: string };
}

/**
 * Picks commits onto another one in a work tree of its own, with `-x`; the clone that the job works in is not touched.
 * A conflict is committed as it stands, markers and all, and picking goes on after it, so that nothing is left out.
 */
export async function pickCommits(place: GitPlace, plan: PickPlan): Promise<Picked> {
  const parent = await mkdtemp(join(tmpdir(), "lamplighter-pick-"));
  const folder = join(parent, "tree");
  const tree = inTree(place, folder, plan.author);
  try {
    await git(place, ["worktree", "add", "--quiet", "--detach", "--end-of-options", folder, plan.onto]);
    const conflicts = new Set<string>();
    for (const commit of plan.commits) for (const path of await pickOne(tree, commit)) conflicts.add(path);
    const head = (await git(tree, ["rev-parse", "HEAD"])).trim();
    const is = conflicts.size > 0 ? "conflict" : head === plan.onto ? "empty" : "clean";
    return { is, conflicts: [...conflicts].sort(), head };
  } finally {
    await tryGit(place, ["worktree", "remove", "--force", folder]);
    await rm(parent, { recursive: true, force: true });
  }
}

/** The difference between `base` and `head`, since they parted, as one commit that no ref names. */
export async function squashCommit(
  place: GitPlace,
  wanted: { readonly head: string; readonly base: string; readonly author: PickPlan["author"] },
): Promise<string> {
  const { head, base, author } = wanted;
  const parted = (await git(place, ["merge-base", "--end-of-options", base, head])).trim();
  const { name, email } = author;
  const authored = { ...place.env, GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email };
  const own = inTree({ ...place, env: authored }, place.cwd, author);
  const args = ["commit-tree", "-p", parted, "-m", "The pull request as one commit", `${head}^{tree}`];
  return (await git(own, args)).trim();
}

function inTree(place: GitPlace, cwd: string, author: PickPlan["author"]): GitPlace {
  const committer = { GIT_COMMITTER_NAME: author.name, GIT_COMMITTER_EMAIL: author.email };
  // No editor, no signing with somebody's key, no hooks of the repository: this runs on a runner with a token.
  const settings = [
    ["commit.gpgSign", "false"],
    ["core.hooksPath", "/dev/null"],
    ["core.editor", "true"],
    ["merge.conflictStyle", "merge"],
    ["rerere.enabled", "false"],
  ];
  const config = Object.fromEntries(
    settings.flatMap(([key = "", value = ""], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  );
  return { cwd, env: { ...place.env, ...committer, ...config, GIT_CONFIG_COUNT: String(settings.length) } };
}

async function pickOne(tree: GitPlace, commit: { readonly sha: string; readonly merge: boolean }): Promise<string[]> {
  const mainline = commit.merge ? ["--mainline", "1"] : [];
  const args = ["cherry-pick", "-x", "--allow-empty", ...mainline, "--end-of-options", commit.sha];
  const { code, stderr } = await tryGit(tree, args);
  if (code === 0) return [];
  const state = (await git(tree, ["status", "--porcelain", "-z"])).split("\0").filter(Boolean);
  const unmerged = state.filter((entry) => /^(?:DD|AU|UD|UA|DU|AA|UU) /.test(entry)).map((entry) => entry.slice(3));
  const picking = (await tryGit(tree, ["rev-parse", "--verify", "--quiet", "CHERRY_PICK_HEAD"])).code === 0;
  if (!picking)
    throw new GitError({
      code: "git-failed",
      message: `${commit.sha.slice(0, 9)} could not be picked: ${stderr.trim().split("\n")[0] ?? ""}`,
      cure: "See that the clone holds the commit: fetch-depth: 0 at actions/checkout.",
    });
  if (unmerged.length === 0) {
    // Nothing is left of it: the line has the change already.
    await git(tree, ["cherry-pick", "--skip"]);
    return [];
  }
  await git(tree, ["add", "--all"]);
  // The message by hand: git's own would hold its list of conflicts as comments. The author stays the commit's.
  const message = await git(tree, ["log", "-1", "--format=%B", "--end-of-options", commit.sha]);
  const told = `${message.trimEnd()}\n\n(cherry picked from commit ${commit.sha})\n`;
  await git(tree, ["commit", "--quiet", "--no-verify", "--allow-empty", "--cleanup=verbatim", "--file=-"], told);
  return unmerged;
}

/**
 * Pushes a commit to a new branch of the remote. `exists`: the branch is there, from a run that broke off or from a person;
 * it is left as it is. Never forces.
 */
export async function pushBranch(
  place: GitPlace,
  wanted: { readonly remote: string; readonly branch: string; readonly sha: string },
): Promise<"done" | "exists"> {
  const { remote, branch, sha } = wanted;
  const there = await git(place, ["ls-remote", "--end-of-options", remote, `refs/heads/${branch}`]);
  if (there.trim() !== "") return "exists";
  await git(place, ["push", "--quiet", "--no-verify", "--end-of-options", remote, `${sha}:refs/heads/${branch}`]);
  return "done";
}

/** Paths that differ between two commits. */
export async function changedPaths(place: GitPlace, from: string, to: string): Promise<readonly string[]> {
  const out = await git(place, ["diff", "--name-only", "-z", "--no-renames", "--end-of-options", from, to]);
  return out.split("\0").filter(Boolean);
}

/** Makes a commit known here; also one that only the pull request's ref holds. */
export async function fetchRefs(place: GitPlace, remote: string, refs: readonly string[]): Promise<void> {
  await git(place, ["fetch", "--quiet", "--no-tags", "--end-of-options", remote, ...refs]);
}
