// What a moved branch does to the pull requests that hang on it.
import { isAncestor } from "../git/history.ts";
import { writeCommit, ZERO } from "../git/objects.ts";
import type { Sha } from "../git/objects.ts";
import { pullsOf } from "../state/issues.ts";
import type { By, PullIssue } from "../state/issues.ts";
import { effectiveBase, mergeBaseOf, testMerge } from "../state/pulls.ts";
import { branchTip } from "../state/repositories.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { reviewInEvent } from "../shapes/pull.ts";
import { fullPullShape } from "../shapes/pull.ts";
import { closeIssue, remember, tellIssue } from "./issues.ts";

/** GitHub's test merge: `refs/pull/7/merge`, by web-flow, not on any branch. Null when it conflicts. */
export function refreshTestMerge(repository: Repository, issue: PullIssue): void {
  const { pull } = issue;
  repository.refs.set(`refs/pull/${issue.number}/head`, pull.head.sha);
  const merged = testMerge(repository, issue);
  if (!merged.clean) {
    pull.mergeCommit = null;
    repository.refs.delete(`refs/pull/${issue.number}/merge`);
    return;
  }
  const base = effectiveBase(repository, issue);
  const github = { name: "GitHub", email: "noreply@github.com", at: issue.createdAt };
  pull.mergeCommit = writeCommit(repository.objects, {
    tree: merged.tree,
    parents: [base, pull.head.sha],
    author: github,
    committer: github,
    message: `Merge ${pull.head.sha} into ${base}`,
    signature: null,
  });
  repository.refs.set(`refs/pull/${issue.number}/merge`, pull.mergeCommit);
}

interface BranchMove {
  readonly branch: string;
  readonly before: Sha;
  readonly after: Sha;
}

/** Open pull requests *from* this branch, also those to the repository that it was forked from. */
export function followHead(world: World, source: Repository, by: By, move: BranchMove & { forced: boolean }): void {
  for (const repository of world.repositories.values()) {
    for (const issue of pullsOf(repository)) {
      const { head } = issue.pull;
      if (issue.state !== "open" || head.repository !== source || head.ref !== move.branch) continue;
      if (move.after === ZERO) closeIssue(world, { repository, issue }, by, null);
      else synchronize(world, { repository, issue }, by, move);
    }
  }
}

function synchronize(
  world: World,
  at: { repository: Repository; issue: PullIssue },
  by: By,
  move: BranchMove & { forced: boolean },
): void {
  const { repository, issue } = at;
  const { pull } = issue;
  pull.head.sha = move.after;
  pull.base.sha = branchTip(repository, pull.base.ref) ?? pull.base.sha;
  refreshTestMerge(repository, issue);
  if (move.forced) remember(world, at, by, { event: "head_ref_force_pushed", commit: move.after, before: move.before });
  issue.updatedAt = world.clock.now();
  tellIssue(world, at, by, { action: "synchronize", more: { before: move.before, after: move.after } });
  if (!repository.protections.get(pull.base.ref)?.requiredReviews?.dismissStale) return;
  for (const review of pull.reviews.filter((each) => each.state === "APPROVED")) {
    review.state = "DISMISSED";
    const body = {
      review: reviewInEvent(world, repository, issue, review),
      pull_request: fullPullShape(world, repository, issue),
    };
    world.tell({ name: "pull_request_review", action: "dismissed", repository, sender: by.account, body });
  }
}

/** Open pull requests *to* this branch. One whose head is now in it was merged, by whoever pushed. */
export function followBase(world: World, repository: Repository, by: By, move: BranchMove): void {
  for (const issue of pullsOf(repository)) {
    if (issue.state !== "open" || issue.pull.base.ref !== move.branch) continue;
    const at = { repository, issue };
    if (move.after === ZERO) baseIsGone(world, at, by);
    else if (isAncestor(repository.objects, issue.pull.head.sha, move.after)) {
      markMerged(world, at, by, { commit: move.after, base: move.before });
    } else refreshTestMerge(repository, issue);
  }
}

/** GitHub moves a pull request on to where its base was merged, and closes it when its base was not. */
function baseIsGone(world: World, at: { repository: Repository; issue: PullIssue }, by: By): void {
  const { repository, issue } = at;
  const below = pullsOf(repository).find(
    (each) =>
      each.pull.mergedAt !== null &&
      each.pull.head.repository === repository &&
      each.pull.head.ref === issue.pull.base.ref,
  );
  if (!below) closeIssue(world, at, by, null);
  else retarget(world, at, by, { to: below.pull.base.ref, event: "automatic_base_change_succeeded" });
}

export function retarget(
  world: World,
  at: { repository: Repository; issue: PullIssue },
  by: By,
  change: { to: string; event: "base_ref_changed" | "automatic_base_change_succeeded" },
): void {
  const { repository, issue } = at;
  const { pull } = issue;
  const from = { ref: pull.base.ref, sha: pull.base.sha };
  pull.base.ref = change.to;
  pull.base.sha = branchTip(repository, change.to) ?? pull.base.sha;
  refreshTestMerge(repository, issue);
  remember(world, at, by, { event: change.event, oldBase: from.ref, newBase: change.to });
  const changes = { base: { ref: { from: from.ref }, sha: { from: from.sha } } };
  tellIssue(world, at, by, { action: "edited", more: { changes } });
}

const CLOSES = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)/gi;

export function markMerged(
  world: World,
  at: { repository: Repository; issue: PullIssue },
  by: By,
  merge: { commit: Sha; base: Sha },
): void {
  const { repository, issue } = at;
  const now = world.clock.now();
  const base =
    mergeBaseOf(repository.objects, merge.base, issue.pull.head.sha) === undefined ? issue.pull.base.sha : merge.base;
  issue.pull.base.sha = base;
  Object.assign(issue.pull, { mergedAt: now, mergedBy: by.account, mergeCommit: merge.commit });
  Object.assign(issue, { state: "closed", closedAt: now, closedBy: by.account });
  repository.refs.delete(`refs/pull/${issue.number}/merge`);
  remember(world, at, by, { event: "merged", commit: merge.commit });
  remember(world, at, by, { event: "closed" });
  tellIssue(world, at, by, { action: "closed" });
  if (issue.pull.base.ref !== repository.defaultBranch) return;
  for (const [, number] of (issue.body ?? "").matchAll(CLOSES)) {
    const linked = repository.issues.get(Number(number));
    if (linked && !linked.pull) closeIssue(world, { repository, issue: linked }, by, "completed");
  }
}
