// GitHub's merge queue: groups stacked on one another, merged in order once what is required is green.
import { commitsBetween } from "../git/history.ts";
import { mergeCommits, mergeTrees } from "../git/merge.ts";
import { commitAt, EMPTY_TREE, writeCommit } from "../git/objects.ts";
import { changeTree } from "../git/trees.ts";
import type { PathChange } from "../git/trees.ts";
import type { Sha } from "../git/objects.ts";
import type { By, PullIssue } from "../state/issues.ts";
import type { MergeGroup } from "../state/mergequeue.ts";
import { requiredChecks, isFailed, isSatisfied, rulesOf } from "../state/requirements.ts";
import { branchTip } from "../state/repositories.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { headCommitShape } from "../shapes/check.ts";
import type { Shape } from "../shapes/account.ts";
import { markMerged } from "./follow.ts";
import { tellIssue } from "./issues.ts";
import { moveRef, webFlow } from "./pushes.ts";

export interface Queued {
  readonly repository: Repository;
  readonly issue: PullIssue;
}

function queueOf(repository: Repository, branch: string): MergeGroup[] {
  return repository.queue.filter((group) => group.branch === branch);
}

/** Puts a pull request at the end of its base's queue. Null when it conflicts with what is before it. */
export function enqueue(
  world: World,
  { repository, issue }: Queued,
  by: By,
  smuggled: ReadonlyMap<string, PathChange> = new Map(),
): MergeGroup | null {
  const branch = issue.pull.base.ref;
  const base = queueOf(repository, branch).at(-1)?.head ?? branchTip(repository, branch)!;
  const head = groupHead(world, { repository, issue }, { base, smuggled });
  if (head === null) return null;
  const group: MergeGroup = {
    id: world.ids.next("event"),
    branch,
    ref: `refs/heads/gh-readonly-queue/${branch}/pr-${issue.number}-${base}`,
    head,
    base,
    pull: issue.number,
    enqueuedAt: world.clock.now(),
    enqueuer: by.account.id,
    state: "AWAITING_CHECKS",
  };
  repository.queue.push(group);
  tellIssue(world, { repository, issue }, by, { action: "enqueued" });
  moveRef(world, repository, by, { ref: group.ref, to: head });
  tellGroup(world, repository, by, { group, action: "checks_requested" });
  return group;
}

/** As the queue's rule says: a merge, one commit in the place of all, or each commit anew. Null on a conflict. */
function groupHead(
  world: World,
  { repository, issue }: Queued,
  at: { base: Sha; smuggled: ReadonlyMap<string, PathChange> },
): Sha | null {
  const { objects } = repository;
  const { base, smuggled } = at;
  const { head } = issue.pull;
  const merged = mergeCommits(objects, base, head.sha);
  if (!merged.clean) return null;
  const method = queueRule(repository, issue.pull.base.ref)?.["merge_method"];
  const made = { author: webFlow(world), committer: webFlow(world), signature: "web-flow" } as const;
  const tree = smuggled.size > 0 ? changeTree(objects, merged.tree, smuggled) : merged.tree;
  if (method === "SQUASH")
    return writeCommit(objects, { ...made, tree, parents: [base], message: `${issue.title} (#${issue.number})` });
  if (method === "REBASE") {
    let on = base;
    for (const sha of commitsBetween(objects, base, head.sha)) {
      const { parents, author, message } = commitAt(objects, sha);
      const from = parents[0] === undefined ? EMPTY_TREE : commitAt(objects, parents[0]).tree;
      const trees = { base: from, ours: commitAt(objects, on).tree, theirs: commitAt(objects, sha).tree };
      const picked = mergeTrees(objects, trees);
      if (!picked.clean) return null;
      on = writeCommit(objects, { ...made, author, tree: picked.tree, parents: [on], message });
    }
    return on;
  }
  const { owner, ref } = head;
  const message = `Merge pull request #${issue.number} from ${owner.login}/${ref}\n\n${issue.title}`;
  return writeCommit(objects, { ...made, tree, parents: [base, head.sha], message });
}

function tellGroup(
  world: World,
  repository: Repository,
  by: By,
  news: { group: MergeGroup; action: "checks_requested" | "destroyed"; reason?: string },
): void {
  const { group } = news;
  const body: Shape = {
    merge_group: {
      head_sha: group.head,
      head_ref: group.ref,
      base_sha: group.base,
      base_ref: `refs/heads/${group.branch}`,
      head_commit: headCommitShape(world, repository, group.head),
    },
    ...(news.reason !== undefined && { reason: news.reason }),
  };
  world.tell({ name: "merge_group", action: news.action, repository, sender: by.account, body });
}

/** Looks at a queue after a check or a status: merges what is green, throws out what failed. */
export function advanceQueue(world: World, repository: Repository, by: By): void {
  for (const branch of new Set(repository.queue.map((group) => group.branch))) {
    const wanted = requiredChecks(repository, branch);
    const green = (group: MergeGroup): boolean => wanted.every((check) => isSatisfied(repository, group.head, check));
    const headGreen = strategyOf(repository, branch) === "HEADGREEN";
    for (;;) {
      const groups = queueOf(repository, branch);
      const last = headGreen ? groups.findLastIndex(green) : groups.findIndex((group) => !green(group)) - 1;
      const ready = headGreen || groups.some((group) => !green(group)) ? last + 1 : groups.length;
      if (ready > 0) {
        mergeGroups(world, repository, by, groups.slice(0, ready));
        continue;
      }
      const failed = groups.find((group) => wanted.some((check) => isFailed(repository, group.head, check)));
      if (!failed || headGreen) break;
      dequeue(world, repository, by, { group: failed, reason: "CI_FAILURE" });
    }
  }
}

function queueRule(repository: Repository, branch: string): Readonly<Record<string, unknown>> | undefined {
  return rulesOf(repository, branch).find(({ rule: each }) => each.type === "merge_queue")?.rule.parameters;
}

function strategyOf(repository: Repository, branch: string): unknown {
  return queueRule(repository, branch)?.["grouping_strategy"];
}

function mergeGroups(world: World, repository: Repository, by: By, groups: readonly MergeGroup[]): void {
  const last = groups.at(-1)!;
  for (const group of groups) {
    remove(repository, group);
    const issue = repository.issues.get(group.pull) as PullIssue;
    markMerged(world, { repository, issue }, by, { commit: group.head, base: group.base });
  }
  moveRef(world, repository, by, { ref: `refs/heads/${last.branch}`, to: last.head, kind: "merge_queue_merge" });
  for (const group of groups) {
    moveRef(world, repository, by, { ref: group.ref, to: null });
    tellGroup(world, repository, by, { group, action: "destroyed", reason: "merged" });
  }
}

function remove(repository: Repository, group: MergeGroup): void {
  repository.queue.splice(repository.queue.indexOf(group), 1);
}

/** Takes a pull request out; those behind it are put together anew, because they stood on it. */
export function dequeue(
  world: World,
  repository: Repository,
  by: By,
  out: { group: MergeGroup; reason: string },
): void {
  const behind = queueOf(repository, out.group.branch);
  const after = behind.slice(behind.indexOf(out.group));
  for (const group of after) {
    remove(repository, group);
    moveRef(world, repository, by, { ref: group.ref, to: null });
    const reason = group === out.group ? "dequeued" : "invalidated";
    tellGroup(world, repository, by, { group, action: "destroyed", reason });
  }
  const issue = repository.issues.get(out.group.pull) as PullIssue;
  tellIssue(world, { repository, issue }, by, { action: "dequeued", more: { reason: out.reason } });
  for (const group of after.slice(1)) {
    enqueue(world, { repository, issue: repository.issues.get(group.pull) as PullIssue }, by);
  }
}

/** The group whose head this is. */
export function groupAt(repository: Repository, head: Sha): MergeGroup | undefined {
  return repository.queue.find((group) => group.head === head);
}
