// Moving a ref, by whomever and however: the one place where branches change, and what follows from it.
import { commitsBetween, isAncestor } from "../git/history.ts";
import { blobAt, peel, writeBlob, writeCommit, ZERO, commitAt, EMPTY_TREE } from "../git/objects.ts";
import type { Sha, Signature } from "../git/objects.ts";
import { changeTree, entryAt } from "../git/trees.ts";
import type { PathChange } from "../git/trees.ts";
import { noreplyOf } from "../state/accounts.ts";
import type { Account } from "../state/accounts.ts";
import type { By } from "../state/issues.ts";
import { filesBetween } from "../state/pulls.ts";
import { branchTip } from "../state/repositories.ts";
import type { Activity, Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { userShape } from "../shapes/account.ts";
import { commitInEvent } from "../shapes/commit.ts";
import { repositoryPage, repositoryShape } from "../shapes/repository.ts";
import { requestSuites } from "./checks.ts";
import { followBase, followHead } from "./follow.ts";

/** `push.commits` holds at most this many. */
const MOST_COMMITS = 2_048;

export interface Move {
  /** Full name, as in `refs/heads/main`. */
  readonly ref: string;
  /** Null deletes the ref. */
  readonly to: Sha | null;
  readonly kind?: Activity["kind"];
}

/** Sets, moves or deletes a ref. Nothing is checked here: whether it may be is the caller's business. */
export function moveRef(world: World, repository: Repository, by: By, move: Move): void {
  const before = repository.refs.get(move.ref) ?? ZERO;
  const after = move.to ?? ZERO;
  if (before === after) return;
  if (move.to === null) repository.refs.delete(move.ref);
  else repository.refs.set(move.ref, move.to);
  const { objects } = repository;
  const forced = before !== ZERO && after !== ZERO && !isAncestor(objects, peel(objects, before), peel(objects, after));
  repository.pushedAt = world.clock.now();
  const change = { ref: move.ref, before, after, forced };
  recordActivity(world, repository, by.account, { ...change, kind: move.kind });
  const named = /^refs\/(heads|tags)\/(.+)$/.exec(move.ref);
  if (!named) return;
  const [, kind, name = ""] = named;
  const branchOrTag = { ref: name, ref_type: kind === "heads" ? "branch" : "tag", pusher_type: "user" };
  const about = { repository, sender: by.account, action: null };
  if (before === ZERO) {
    const body = { ...branchOrTag, master_branch: repository.defaultBranch, description: repository.description };
    world.tell({ ...about, name: "create", body });
  }
  tellPush(world, repository, by, change);
  if (after === ZERO) world.tell({ ...about, name: "delete", body: branchOrTag });
  if (kind !== "heads") return;
  if (after !== ZERO) requestSuites(world, repository, by, { sha: after, branch: name });
  followHead(world, repository, by, { branch: name, before, after, forced });
  followBase(world, repository, by, { branch: name, before, after });
}

interface Moved {
  readonly ref: string;
  readonly before: Sha;
  readonly after: Sha;
  readonly forced: boolean;
}

function recordActivity(
  world: World,
  repository: Repository,
  actor: Account,
  moved: Moved & { kind: Activity["kind"] | undefined },
): void {
  const { ref, before, after } = moved;
  const plain =
    before === ZERO ? "branch_creation" : after === ZERO ? "branch_deletion" : moved.forced ? "force_push" : "push";
  const id = world.ids.next("activity");
  repository.activity.push({ id, ref, before, after, actor, kind: moved.kind ?? plain, at: world.clock.now() });
}

function tellPush(world: World, repository: Repository, by: By, moved: Moved): void {
  const { ref, before, after, forced } = moved;
  const { objects } = repository;
  const to = peel(objects, after);
  const known = [...repository.refs].filter(([name]) => name !== ref && name.startsWith("refs/heads/"));
  const since = before === ZERO ? (branchTip(repository, repository.defaultBranch) ?? null) : peel(objects, before);
  const fresh =
    after === ZERO || known.some(([, tip]) => tip === to)
      ? []
      : commitsBetween(objects, since === to ? null : since, to);
  const commits = fresh.slice(-MOST_COMMITS).map((sha) => {
    const parent = commitAt(objects, sha).parents[0] ?? null;
    return commitInEvent(world, repository, sha, filesBetween(objects, parent, sha));
  });
  const page = repositoryPage(world, repository);
  const seconds = (instant: number): number => Math.floor(instant / 1000);
  const body = {
    ref,
    before,
    after,
    base_ref: null,
    created: before === ZERO,
    deleted: after === ZERO,
    forced,
    compare: `${page}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits,
    head_commit: after === ZERO ? null : (commits.at(-1) ?? commitInEvent(world, repository, to, [])),
    pusher: { name: by.account.login, email: noreplyOf(by.account) },
    repository: {
      ...repositoryShape(world, repository),
      created_at: seconds(repository.createdAt),
      pushed_at: seconds(repository.pushedAt),
      owner: { ...userShape(world, repository.owner), name: repository.owner.login, email: null },
      master_branch: repository.defaultBranch,
      stargazers: 0,
    },
  };
  world.tell({ name: "push", action: null, repository, sender: by.account, body });
}

export function signatureOf(world: World, account: Account): Signature {
  return { name: account.name ?? account.login, email: noreplyOf(account), at: world.clock.now() };
}

/** GitHub itself commits what is made through its pages and its merge button. */
export function webFlow(world: World): Signature {
  return { name: "GitHub", email: "noreply@github.com", at: world.clock.now() };
}

export interface NewCommit {
  readonly branch: string;
  readonly message: string;
  /** New content by path; null deletes. */
  readonly files: Readonly<Record<string, string | Buffer | null>>;
  readonly author?: Signature;
  readonly committer?: Signature;
  /** Where the branch starts when it is new. */
  readonly from?: string;
}

/** One commit on a branch, which is made when it is missing. Answers the new tip. */
export function commitFiles(world: World, repository: Repository, by: By, fresh: NewCommit): Sha {
  const { objects } = repository;
  const parent = branchTip(repository, fresh.branch) ?? branchTip(repository, fresh.from ?? repository.defaultBranch);
  const before = parent === undefined ? EMPTY_TREE : commitAt(objects, parent).tree;
  const changes = new Map<string, PathChange>();
  for (const [path, content] of Object.entries(fresh.files)) {
    const mode = entryAt(objects, before, path)?.mode ?? "100644";
    changes.set(path, content === null ? null : { mode, sha: writeBlob(objects, content) });
  }
  const author = fresh.author ?? signatureOf(world, by.account);
  const sha = writeCommit(objects, {
    tree: changeTree(objects, before, changes),
    parents: parent === undefined ? [] : [parent],
    author,
    committer: fresh.committer ?? author,
    message: fresh.message,
    signature: null,
  });
  moveRef(world, repository, by, { ref: `refs/heads/${fresh.branch}`, to: sha });
  return sha;
}

/** The text of a file at a commit; undefined when there is none. */
export function readText(repository: Repository, commit: Sha, path: string): string | undefined {
  const entry = entryAt(repository.objects, commitAt(repository.objects, commit).tree, path);
  return entry && blobAt(repository.objects, entry.sha)?.bytes.toString("utf8");
}
