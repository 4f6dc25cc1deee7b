// GitHub's merge queue: groups stacked on one another, merged in order once what is required is green.
import { mergeCommits } from "../git/merge.ts";
import { writeCommit } from "../git/objects.ts";
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
export function enqueue(world: World, { repository, issue }: Queued, by: By): MergeGroup | null {
  const branch = issue.pull.base.ref;
  const base = queueOf(repository, branch).at(-1)?.head ?? branchTip(repository, branch)!;
  const merged = mergeCommits(repository.objects, base, issue.pull.head.sha);
  if (!merged.clean) return null;
  const head = writeCommit(repository.objects, {
    tree: merged.tree,
    parents: [base, issue.pull.head.sha],
    author: webFlow(world),
    committer: webFlow(world),
    message: `Merge pull request #${issue.number} from ${issue.pull.head.owner.login}/${issue.pull.head.ref}\n\n${issue.title}`,
    signature: "web-flow",
  });
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

function strategyOf(repository: Repository, branch: string): unknown {
  const rule = rulesOf(repository, branch).find(({ rule: each }) => each.type === "merge_queue");
  return rule?.rule.parameters?.["grouping_strategy"];
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
