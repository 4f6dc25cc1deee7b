// What changes a clone or its remote. Only backports need it: releases go through GitHub's API.
import { rm, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withSettings } from "./credentials.ts";
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
  /** An SSH key's file, with which every pick is signed; absent: nothing is. */
  readonly signingKey?: string | undefined;
}

/**
 * Picks commits onto another one in a work tree of its own, with `-x`; the clone that the job works in is not touched.
 * A conflict is committed as it stands, markers and all, and picking goes on after it, so that nothing is left out.
 */
export async function pickCommits(place: GitPlace, plan: PickPlan): Promise<Picked> {
  const parent = await mkdtemp(join(tmpdir(), "lamplighter-pick-"));
  const folder = join(parent, "tree");
  const tree = inTree(place, folder, plan);
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
  const own = inTree({ ...place, env: authored }, place.cwd, { author });
  const args = ["commit-tree", "-p", parted, "-m", "The pull request as one commit", `${head}^{tree}`];
  return (await git(own, args)).trim();
}

function inTree(
  place: GitPlace,
  cwd: string,
  { author, signingKey }: Pick<PickPlan, "author" | "signingKey">,
): GitPlace {
  const committer = { GIT_COMMITTER_NAME: author.name, GIT_COMMITTER_EMAIL: author.email };
  // No editor, no signing with somebody's key, no hooks of the repository: this runs on a runner with a token.
  const env = withSettings({ ...place.env, ...committer }, [
    ["commit.gpgSign", String(signingKey !== undefined)],
    ["gpg.format", "ssh"],
    ["gpg.ssh.program", "ssh-keygen"],
    ["user.signingKey", signingKey ?? ""],
    ["core.hooksPath", "/dev/null"],
    ["core.editor", "true"],
    ["merge.conflictStyle", "merge"],
    ["rerere.enabled", "false"],
  ]);
  return { cwd, env };
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
  if (unmerged.length === 0 && state.length > 0) throw notCommitted(commit.sha, stderr);
  if (unmerged.length === 0) {
    // Nothing is left of it: the line has the change already.
    await git(tree, ["cherry-pick", "--skip"]);
    return [];
  }
  await git(tree, ["add", "--all"]);
  // The message by hand: git's own would hold its list of conflicts as comments. The author stays the commit's.
  const message = await git(tree, ["log", "-1", "--format=%B", "--end-of-options", commit.sha]);
  const told = `${message.trimEnd()}\n\n(cherry picked from commit ${commit.sha})\n`;
  const committing = ["commit", "--quiet", "--no-verify", "--allow-empty", "--cleanup=verbatim", "--file=-"];
  const committed = await tryGit(tree, committing, told);
  if (committed.code !== 0) throw notCommitted(commit.sha, committed.stderr);
  return unmerged;
}

/** It applied, and git would not commit it: without this it would look as if nothing were left of it. */
function notCommitted(sha: string, stderr: string): GitError {
  const said = stderr.trim().split("\n")[0] ?? "";
  return new GitError({
    code: "git-failed",
    message: `${sha.slice(0, 9)} was picked and could not be committed: ${said}`,
    cure: "Where it is signed, the signing key has to be an SSH private key without a passphrase; git has to be 2.34 or newer.",
  });
}

/**
 * Pushes a commit to a new branch of the remote. `exists`: the branch is there with the same content, from a run that broke
 * off; `other`: it is there with another. It is left as it is. Never forces.
 */
export async function pushBranch(
  place: GitPlace,
  wanted: { readonly remote: string; readonly branch: string; readonly sha: string },
): Promise<"done" | "exists" | "other"> {
  const { remote, branch, sha } = wanted;
  const there = await git(place, ["ls-remote", "--end-of-options", remote, `refs/heads/${branch}`]);
  const tip = there.split(/\s/)[0] ?? "";
  if (tip !== "") {
    await fetchRefs(place, remote, [`refs/heads/${branch}`]);
    return (await changedPaths(place, tip, sha)).length === 0 ? "exists" : "other";
  }
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
