// Commits, files, blobs and trees as GitHub's JSON.
import { blobAt, commitAt, treeAt } from "../git/objects.ts";
import type { Sha, Signature } from "../git/objects.ts";
import { accountByEmail } from "../state/accounts.ts";
import { stamp } from "../state/clock.ts";
import type { FileChange } from "../state/pulls.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { userShape } from "./account.ts";
import type { Shape } from "./account.ts";
import { repositoryPage, repositoryUrl } from "./repository.ts";

function personShape(signature: Signature): Shape {
  return { name: signature.name, email: signature.email, date: stamp(signature.at) };
}

export function commitNode(repository: Repository, sha: Sha): string {
  return `C_kwDO${Buffer.from(`${repository.id}:${sha}`).toString("base64url")}`;
}

function verificationShape(signature: string | null): Shape {
  const verified = signature !== null;
  return {
    verified,
    reason: verified ? "valid" : "unsigned",
    signature,
    payload: verified ? "" : null,
    verified_at: null,
  };
}

export function gitCommitShape(world: World, repository: Repository, sha: Sha): Shape {
  const commit = commitAt(repository.objects, sha);
  const api = repositoryUrl(world, repository);
  return {
    sha,
    node_id: commitNode(repository, sha),
    url: `${api}/git/commits/${sha}`,
    html_url: `${repositoryPage(world, repository)}/commit/${sha}`,
    author: personShape(commit.author),
    committer: personShape(commit.committer),
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    parents: parentsShape(world, repository, commit.parents, "git/commits"),
    verification: verificationShape(commit.signature),
  };
}

function parentsShape(world: World, repository: Repository, parents: readonly Sha[], kind: string): Shape[] {
  return parents.map((sha) => ({
    sha,
    url: `${repositoryUrl(world, repository)}/${kind}/${sha}`,
    html_url: `${repositoryPage(world, repository)}/commit/${sha}`,
  }));
}

/** `author` and `committer` beside `commit` are accounts, or null where no account has the address. */
export function commitShape(world: World, repository: Repository, sha: Sha): Shape {
  const commit = commitAt(repository.objects, sha);
  const api = repositoryUrl(world, repository);
  const account = (email: string): Shape | null => {
    const found = accountByEmail(world, email);
    return found ? userShape(world, found) : null;
  };
  return {
    sha,
    node_id: commitNode(repository, sha),
    commit: {
      author: personShape(commit.author),
      committer: personShape(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${sha}`,
      comment_count: 0,
      verification: verificationShape(commit.signature),
    },
    url: `${api}/commits/${sha}`,
    html_url: `${repositoryPage(world, repository)}/commit/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    author: account(commit.author.email),
    committer: account(commit.committer.email),
    parents: parentsShape(world, repository, commit.parents, "commits"),
  };
}

/** A commit inside a webhook payload. */
export function commitInEvent(world: World, repository: Repository, sha: Sha, files: readonly FileChange[]): Shape {
  const commit = commitAt(repository.objects, sha);
  const person = (signature: Signature): Shape => {
    const account = accountByEmail(world, signature.email);
    return {
      name: signature.name,
      email: signature.email,
      date: stamp(signature.at),
      ...(account && { username: account.login }),
    };
  };
  const paths = (...statuses: FileChange["status"][]): string[] =>
    files.filter((file) => statuses.includes(file.status)).map((file) => file.path);
  const oldNames = files.flatMap((file) => (file.previousPath === null ? [] : [file.previousPath]));
  return {
    id: sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: stamp(commit.committer.at),
    url: `${repositoryPage(world, repository)}/commit/${sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: paths("added", "renamed"),
    removed: [...paths("removed"), ...oldNames],
    modified: paths("modified", "changed"),
  };
}

export function fileShape(world: World, repository: Repository, head: Sha, file: FileChange): Shape {
  const page = repositoryPage(world, repository);
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  const at = file.after ? head : (commitAt(repository.objects, head).parents[0] ?? head);
  return {
    sha: (file.after ?? file.before)!.sha,
    filename: file.path,
    status: file.status,
    additions: file.patch.additions,
    deletions: file.patch.deletions,
    changes: file.patch.additions + file.patch.deletions,
    blob_url: `${page}/blob/${at}/${path}`,
    raw_url: `${page}/raw/${at}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${at}`,
    ...(file.patch.text !== undefined && { patch: file.patch.text }),
    ...(file.previousPath !== null && { previous_filename: file.previousPath }),
  };
}

export function blobShape(world: World, repository: Repository, sha: Sha): Shape | undefined {
  const blob = blobAt(repository.objects, sha);
  if (!blob) return undefined;
  return {
    sha,
    node_id: `B_kwDO${sha}`,
    size: blob.bytes.length,
    url: `${repositoryUrl(world, repository)}/git/blobs/${sha}`,
    content: blob.bytes.toString("base64").replace(/.{60}/g, "$&\n"),
    encoding: "base64",
  };
}

const TYPES = { "040000": "tree", "160000": "commit", "100644": "blob", "100755": "blob", "120000": "blob" } as const;

export function treeEntryShape(
  world: World,
  repository: Repository,
  entry: { path: string; mode: keyof typeof TYPES; sha: Sha },
): Shape {
  const type = TYPES[entry.mode];
  const blob = type === "blob" ? blobAt(repository.objects, entry.sha) : undefined;
  return {
    path: entry.path,
    mode: entry.mode,
    type,
    sha: entry.sha,
    ...(blob && { size: blob.bytes.length }),
    ...(type !== "commit" && { url: `${repositoryUrl(world, repository)}/git/${type}s/${entry.sha}` }),
  };
}

export function refShape(world: World, repository: Repository, ref: string): Shape {
  const sha = repository.refs.get(ref)!;
  const type = repository.objects.get(sha)?.kind ?? "commit";
  const api = repositoryUrl(world, repository);
  return {
    ref,
    node_id: `REF_kwDO${Buffer.from(`${repository.id}:${ref}`).toString("base64url")}`,
    url: `${api}/git/${ref.split("/").map(encodeURIComponent).join("/")}`,
    object: { sha, type, url: `${api}/git/${type}s/${sha}` },
  };
}

export function contentShape(
  world: World,
  repository: Repository,
  at: { path: string; ref: string; mode: string; sha: Sha },
): Shape {
  const api = repositoryUrl(world, repository);
  const page = repositoryPage(world, repository);
  const path = at.path.split("/").map(encodeURIComponent).join("/");
  const isFolder = at.mode === "040000";
  const type = isFolder ? "dir" : at.mode === "120000" ? "symlink" : at.mode === "160000" ? "submodule" : "file";
  const self = `${api}/contents/${path}?ref=${encodeURIComponent(at.ref)}`;
  const git = `${api}/git/${isFolder ? "trees" : "blobs"}/${at.sha}`;
  const html = `${page}/${isFolder ? "tree" : "blob"}/${at.ref}/${path}`;
  return {
    name: at.path.split("/").at(-1) ?? "",
    path: at.path,
    sha: at.sha,
    size: blobAt(repository.objects, at.sha)?.bytes.length ?? 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url: isFolder ? null : `${page}/raw/${at.ref}/${path}`,
    type,
    _links: { self, git, html },
  };
}

export function treeShape(
  world: World,
  repository: Repository,
  sha: Sha,
  entries: readonly Shape[],
  truncated: boolean,
): Shape {
  treeAt(repository.objects, sha);
  return { sha, url: `${repositoryUrl(world, repository)}/git/trees/${sha}`, tree: entries, truncated };
}
