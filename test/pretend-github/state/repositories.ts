// A repository and everything that hangs on it.
import { peel } from "../git/objects.ts";
import type { Objects, Sha } from "../git/objects.ts";
import type { Account } from "./accounts.ts";
import type { Role } from "./authority.ts";
import type { CheckRun, CheckSuite, Status } from "./checks.ts";
import type { Deployment, Environment } from "./deployments.ts";
import type { Issue, Label, Milestone } from "./issues.ts";
import type { MergeGroup } from "./mergequeue.ts";
import type { Protection, Ruleset } from "./protection.ts";
import type { Release } from "./releases.ts";
import type { Workflow, WorkflowRun } from "./workflows.ts";
import type { World } from "./world.ts";

export interface Repository {
  readonly id: number;
  owner: Account;
  name: string;
  /** Full names that it had before, lower case: GitHub redirects from them. */
  readonly oldNames: string[];
  description: string | null;
  private: boolean;
  archived: boolean;
  defaultBranch: string;
  topics: string[];
  hasIssues: boolean;
  readonly properties: Map<string, string | string[] | null>;
  readonly parent: Repository | null;
  readonly createdAt: number;
  updatedAt: number;
  pushedAt: number;
  readonly objects: Objects;
  /** Full names, as in `refs/heads/main`. */
  readonly refs: Map<string, Sha>;
  readonly collaborators: Map<number, Role>;
  labels: Label[];
  readonly milestones: Milestone[];
  readonly issues: Map<number, Issue>;
  nextNumber: number;
  readonly checkSuites: CheckSuite[];
  readonly checkRuns: CheckRun[];
  readonly statuses: Status[];
  readonly protections: Map<string, Protection>;
  readonly rulesets: Ruleset[];
  readonly releases: Release[];
  readonly deployments: Deployment[];
  readonly environments: Environment[];
  readonly workflows: Workflow[];
  readonly runs: WorkflowRun[];
  readonly queue: MergeGroup[];
  readonly activity: Activity[];
  readonly allowed: { merge: boolean; squash: boolean; rebase: boolean };
  deleteBranchOnMerge: boolean;
}

export interface Activity {
  readonly id: number;
  readonly ref: string;
  readonly before: Sha;
  readonly after: Sha;
  readonly kind: "push" | "force_push" | "branch_creation" | "branch_deletion" | "pr_merge" | "merge_queue_merge";
  /** Null as GitHub sometimes answers it. */
  actor: Account | null;
  readonly at: number;
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** By its present name. */
export function repositoryByName(world: World, owner: string, name: string): Repository | undefined {
  const wanted = `${owner}/${name}`.toLowerCase();
  return [...world.repositories.values()].find((repository) => fullName(repository).toLowerCase() === wanted);
}

/** By a name that it had before, unless another repository has it now. */
export function movedRepository(world: World, owner: string, name: string): Repository | undefined {
  const wanted = `${owner}/${name}`.toLowerCase();
  return [...world.repositories.values()].find((repository) => repository.oldNames.includes(wanted));
}

export function branchTip(repository: Repository, branch: string): Sha | undefined {
  return repository.refs.get(`refs/heads/${branch}`);
}

/** A sha, full or at least seven digits, a branch, a tag or a full ref, to a commit. */
export function resolveCommit(repository: Repository, name: string): Sha | undefined {
  const ref = [name, `refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`].find((each) =>
    repository.refs.has(each),
  );
  if (ref !== undefined) return peel(repository.objects, repository.refs.get(ref)!);
  if (name === "HEAD") return branchTip(repository, repository.defaultBranch);
  if (!/^[0-9a-f]{7,40}$/.test(name)) return undefined;
  const isCommit = (sha: Sha): boolean => repository.objects.get(sha)?.kind === "commit";
  if (name.length === 40) return isCommit(name) ? name : undefined;
  const found = [...repository.objects.keys()].filter((sha) => sha.startsWith(name) && isCommit(sha));
  return found.length === 1 ? found[0] : undefined;
}
