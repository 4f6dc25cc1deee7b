// Repositories made, forked, renamed, moved, deleted.
import type { GitObject, Sha } from "../git/objects.ts";
import type { Account } from "../state/accounts.ts";
import type { By } from "../state/issues.ts";
import { fullName, repositoryByName } from "../state/repositories.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { organizationShape, userShape } from "../shapes/account.ts";
import type { Shape } from "../shapes/account.ts";
import { repositoryShape } from "../shapes/repository.ts";
import { commitFiles } from "./pushes.ts";

export interface NewRepository {
  readonly owner: Account;
  readonly name: string;
  readonly description?: string | null;
  readonly private?: boolean;
  readonly defaultBranch?: string;
  readonly id?: number;
}

function make(world: World, fresh: NewRepository, parent: Repository | null): Repository {
  const now = world.clock.now();
  return {
    id: fresh.id ?? world.ids.next("repository"),
    owner: fresh.owner,
    name: fresh.name,
    oldNames: [],
    description: fresh.description ?? null,
    private: fresh.private ?? false,
    archived: false,
    defaultBranch: fresh.defaultBranch ?? "main",
    topics: [],
    hasIssues: true,
    properties: new Map(),
    parent,
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
    objects: parent?.objects ?? new Map<Sha, GitObject>(),
    refs: new Map([...(parent?.refs ?? [])].filter(([ref]) => !ref.startsWith("refs/pull/"))),
    collaborators: new Map(),
    labels: [],
    milestones: [],
    issues: new Map(),
    nextNumber: 1,
    checkSuites: [],
    checkRuns: [],
    statuses: [],
    protections: new Map(),
    rulesets: [],
    releases: [],
    deployments: [],
    environments: [],
    workflows: [],
    runs: [],
    queue: [],
    activity: [],
    allowed: { merge: true, squash: true, rebase: true },
    deleteBranchOnMerge: false,
  };
}

export interface Created {
  readonly made: Repository;
  /** Its first commit, on the default branch. */
  start(files: Readonly<Record<string, string>>): void;
}

export function createRepository(world: World, by: By, fresh: NewRepository): Created | "taken" {
  if (repositoryByName(world, fresh.owner.login, fresh.name)) return "taken";
  const made = make(world, fresh, null);
  world.repositories.set(made.id, made);
  tell(world, made, by, "created");
  return {
    made,
    start: (files) => {
      commitFiles(world, made, by, { branch: made.defaultBranch, message: "Initial commit", files });
    },
  };
}

/** A fork shares the objects of its parent, so that each can read the other's commits by sha. */
export function forkRepository(
  world: World,
  parent: Repository,
  by: By,
  fresh: { owner: Account; name: string },
): Repository {
  const known = repositoryByName(world, fresh.owner.login, fresh.name);
  if (known) return known;
  const fork = make(world, { ...fresh, defaultBranch: parent.defaultBranch, private: parent.private }, parent);
  world.repositories.set(fork.id, fork);
  const body = { forkee: { ...repositoryShape(world, fork), public: !fork.private } };
  world.tell({ name: "fork", action: null, repository: parent, sender: by.account, body });
  return fork;
}

function tell(world: World, repository: Repository, by: By, action: string, body: Shape = {}): void {
  world.tell({ name: "repository", action, repository, sender: by.account, body });
}

export interface RepositoryEdit {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly private?: boolean | undefined;
  readonly archived?: boolean | undefined;
  readonly default_branch?: string | undefined;
  readonly has_issues?: boolean | undefined;
  readonly allow_merge_commit?: boolean | undefined;
  readonly allow_squash_merge?: boolean | undefined;
  readonly allow_rebase_merge?: boolean | undefined;
  readonly delete_branch_on_merge?: boolean | undefined;
}

export function editRepository(world: World, repository: Repository, by: By, edit: RepositoryEdit): void {
  repository.updatedAt = world.clock.now();
  repository.hasIssues = edit.has_issues ?? repository.hasIssues;
  repository.allowed.merge = edit.allow_merge_commit ?? repository.allowed.merge;
  repository.allowed.squash = edit.allow_squash_merge ?? repository.allowed.squash;
  repository.allowed.rebase = edit.allow_rebase_merge ?? repository.allowed.rebase;
  repository.deleteBranchOnMerge = edit.delete_branch_on_merge ?? repository.deleteBranchOnMerge;
  if (edit.name !== undefined && edit.name !== repository.name) {
    const from = repository.name;
    repository.oldNames.push(fullName(repository).toLowerCase());
    repository.name = edit.name;
    tell(world, repository, by, "renamed", { changes: { repository: { name: { from } } } });
  }
  if (edit.description !== undefined && edit.description !== repository.description) {
    const from = repository.description;
    repository.description = edit.description;
    tell(world, repository, by, "edited", { changes: { description: { from } } });
  }
  if (edit.default_branch !== undefined && edit.default_branch !== repository.defaultBranch) {
    const from = repository.defaultBranch;
    repository.defaultBranch = edit.default_branch;
    tell(world, repository, by, "edited", { changes: { default_branch: { from } } });
  }
  if (edit.private !== undefined && edit.private !== repository.private) {
    repository.private = edit.private;
    tell(world, repository, by, edit.private ? "privatized" : "publicized");
  }
  if (edit.archived !== undefined && edit.archived !== repository.archived) {
    repository.archived = edit.archived;
    tell(world, repository, by, edit.archived ? "archived" : "unarchived");
  }
}

export function transferRepository(
  world: World,
  repository: Repository,
  by: By,
  to: { owner: Account; name: string },
): void {
  const from = repository.owner;
  repository.oldNames.push(fullName(repository).toLowerCase());
  // Those who had it learn that it is gone, those who get it that it came.
  for (const installation of world.installations.values()) installation.repositories?.delete(repository.id);
  repository.owner = to.owner;
  repository.name = to.name;
  const was = from.organization ? { organization: organizationShape(world, from) } : { user: userShape(world, from) };
  const owner = { from: was };
  tell(world, repository, by, "transferred", { changes: { owner } });
}

export function deleteRepository(world: World, repository: Repository, by: By): void {
  tell(world, repository, by, "deleted");
  world.repositories.delete(repository.id);
  for (const installation of world.installations.values()) installation.repositories?.delete(repository.id);
  for (const other of world.repositories.values()) {
    for (const issue of other.issues.values()) {
      if (issue.pull?.head.repository === repository) issue.pull.head.repository = null;
    }
  }
}
