// Pull requests: opened, reviewed, drafted, merged.
import { commitAt, writeCommit } from "../git/objects.ts";
import type { Sha } from "../git/objects.ts";
import { mergeTrees } from "../git/merge.ts";
import type { Account, Team } from "../state/accounts.ts";
import type { By, PullIssue } from "../state/issues.ts";
import { commitsOf, effectiveBase, testMerge } from "../state/pulls.ts";
import type { LineComment, Pull, Review, ReviewState } from "../state/pulls.ts";
import { branchTip } from "../state/repositories.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { teamShape, userShape } from "../shapes/account.ts";
import type { Shape } from "../shapes/account.ts";
import { pullShape, reviewCommentShape, reviewInEvent } from "../shapes/pull.ts";
import { markMerged, refreshTestMerge } from "./follow.ts";
import { makeIssue, remember, tellIssue, touch } from "./issues.ts";
import { moveRef, signatureOf, webFlow } from "./pushes.ts";

export interface AtPull {
  readonly repository: Repository;
  readonly issue: PullIssue;
}

export function openPull(
  world: World,
  repository: Repository,
  by: By,
  fresh: { title: string; body: string | null; draft: boolean; head: Pull["head"]; base: string; modify: boolean },
): PullIssue {
  const pull: Pull = {
    id: world.ids.next("pull"),
    head: fresh.head,
    base: { ref: fresh.base, sha: branchTip(repository, fresh.base)! },
    draft: fresh.draft,
    mergedAt: null,
    mergedBy: null,
    mergeCommit: null,
    reviews: [],
    lineComments: [],
    reviewers: [],
    teams: [],
    stack: null,
    maintainerCanModify: fresh.modify,
  };
  const issue = makeIssue(world, repository, by, {
    title: fresh.title,
    body: fresh.body,
    labels: [],
    assignees: [],
    pull,
  }) as PullIssue;
  refreshTestMerge(repository, issue);
  tellIssue(world, { repository, issue }, by, { action: "opened" });
  return issue;
}

export function setDraft(world: World, at: AtPull, by: By, draft: "draft" | "ready"): void {
  if (at.issue.pull.draft === (draft === "draft")) return;
  at.issue.pull.draft = draft === "draft";
  remember(world, at, by, { event: draft === "draft" ? "convert_to_draft" : "ready_for_review" });
  tellIssue(world, at, by, { action: draft === "draft" ? "converted_to_draft" : "ready_for_review" });
}

function tellReview(world: World, at: AtPull, by: By, news: { action: string; review: Review; more?: Shape }): void {
  const { repository, issue } = at;
  const body = {
    review: reviewInEvent(world, repository, issue, news.review),
    pull_request: pullShape(world, repository, issue),
    ...news.more,
  };
  world.tell({ name: "pull_request_review", action: news.action, repository, sender: by.account, body });
}

/** A review; `PENDING` ones are seen by their author only until they are submitted. */
export function addReview(
  world: World,
  at: AtPull,
  by: By,
  said: { state: ReviewState; body: string; commit: Sha; byEmail?: boolean },
): Review {
  const now = world.clock.now();
  const review: Review = {
    id: world.ids.next("review"),
    by,
    state: said.state,
    body: said.body,
    commit: said.commit,
    submittedAt: said.state === "PENDING" ? null : now,
    lastEditedAt: null,
    editor: null,
    byEmail: said.byEmail ?? false,
    reactions: [],
    createdAt: now,
  };
  at.issue.pull.reviews.push(review);
  if (said.state !== "PENDING") afterSubmitting(world, at, by, review);
  return review;
}

/** Makes the review that the comment belongs to as well, as GitHub does. */
export function createReviewComment(
  world: World,
  at: AtPull,
  by: By,
  said: { commit: Sha; path: string; body: string; line: number | null },
): LineComment {
  const review = addReview(world, at, by, { state: "COMMENTED", body: "", commit: said.commit });
  const comment = { id: world.ids.next("reviewComment"), by, review: review.id, createdAt: world.clock.now(), ...said };
  at.issue.pull.lineComments.push(comment);
  const body = {
    comment: reviewCommentShape(world, at.repository, at.issue, comment),
    pull_request: pullShape(world, at.repository, at.issue),
  };
  const sender = by.account;
  world.tell({ name: "pull_request_review_comment", action: "created", repository: at.repository, sender, body });
  return comment;
}

export function submitReview(
  world: World,
  at: AtPull,
  by: By,
  submit: { review: Review; state: ReviewState; body: string },
): void {
  Object.assign(submit.review, { state: submit.state, body: submit.body, submittedAt: world.clock.now() });
  afterSubmitting(world, at, by, submit.review);
}

function afterSubmitting(world: World, at: AtPull, by: By, review: Review): void {
  at.issue.pull.reviewers = at.issue.pull.reviewers.filter((account) => account !== by.account);
  touch(world, at.issue);
  tellReview(world, at, by, { action: "submitted", review });
}

export function editReview(world: World, at: AtPull, by: By, edit: { review: Review; body: string }): void {
  const from = edit.review.body;
  if (from === edit.body) return;
  Object.assign(edit.review, { body: edit.body, lastEditedAt: world.clock.now(), editor: by.account });
  tellReview(world, at, by, { action: "edited", review: edit.review, more: { changes: { body: { from } } } });
}

export function dismissReview(world: World, at: AtPull, by: By, dismissal: { review: Review; message: string }): void {
  const { review, message } = dismissal;
  const dismissed = { review: review.id, state: review.state, message };
  review.state = "DISMISSED";
  remember(world, at, by, { event: "review_dismissed", dismissed });
  tellReview(world, at, by, { action: "dismissed", review });
}

export function setReviewers(world: World, at: AtPull, by: By, wanted: { people: Account[]; teams: Team[] }): void {
  const { pull } = at.issue;
  const people = changed(pull.reviewers, wanted.people);
  const teams = changed(pull.teams, wanted.teams);
  pull.reviewers = wanted.people;
  pull.teams = wanted.teams;
  const tell = (event: string, whom: Account | Team): void => {
    const person = "login" in whom ? { requested: whom } : {};
    remember(world, at, by, { event, ...person });
    const more =
      "login" in whom ? { requested_reviewer: userShape(world, whom) } : { requested_team: teamShape(world, whom) };
    tellIssue(world, at, by, { action: event, more });
  };
  for (const whom of [...people.added, ...teams.added]) tell("review_requested", whom);
  for (const whom of [...people.gone, ...teams.gone]) tell("review_request_removed", whom);
}

function changed<T>(before: readonly T[], after: readonly T[]): { added: T[]; gone: T[] } {
  return {
    added: after.filter((each) => !before.includes(each)),
    gone: before.filter((each) => !after.includes(each)),
  };
}

export type MergeMethod = "merge" | "squash" | "rebase";
export interface Merge {
  readonly method: MergeMethod;
  readonly title: string | undefined;
  readonly message: string | undefined;
}

/** Merges what {@link testMerge} says is clean; null when a rebase conflicts on the way. */
export function mergePull(world: World, at: AtPull, by: By, merge: Merge): Sha | null {
  const { repository, issue } = at;
  const base = effectiveBase(repository, issue);
  const sha = merge.method === "rebase" ? rebased(world, at, base) : merged(world, at, by, merge);
  if (sha === null) return null;
  const ref = `refs/heads/${issue.pull.base.ref}`;
  // First the pull request, so that the push below does not find it open and merge it a second time.
  markMerged(world, at, by, { commit: sha, base });
  moveRef(world, repository, by, { ref, to: sha, kind: "pr_merge" });
  const { head } = issue.pull;
  if (repository.deleteBranchOnMerge && head.repository === repository) {
    moveRef(world, repository, by, { ref: `refs/heads/${head.ref}`, to: null });
  }
  return sha;
}

function merged(world: World, { repository, issue }: AtPull, by: By, merge: Merge): Sha | null {
  const { pull } = issue;
  const result = testMerge(repository, issue);
  if (!result.clean) return null;
  const base = effectiveBase(repository, issue);
  const isSquash = merge.method === "squash";
  const usual = isSquash
    ? `${issue.title} (#${issue.number})`
    : `Merge pull request #${issue.number} from ${pull.head.owner.login}/${pull.head.ref}`;
  const body = merge.message ?? (isSquash ? "" : issue.title);
  return writeCommit(repository.objects, {
    tree: result.tree,
    parents: isSquash ? [base] : [base, pull.head.sha],
    author: signatureOf(world, isSquash ? issue.author : by.account),
    committer: webFlow(world),
    message: `${merge.title ?? usual}${body === "" ? "" : `\n\n${body}`}`,
    signature: "web-flow",
  });
}

function rebased(world: World, { repository, issue }: AtPull, base: Sha): Sha | null {
  const { objects } = repository;
  let tip = base;
  for (const sha of commitsOf(repository, issue)) {
    const commit = commitAt(objects, sha);
    const parent = commit.parents[0];
    if (commit.parents.length > 1 || parent === undefined) continue;
    const result = mergeTrees(objects, {
      base: commitAt(objects, parent).tree,
      ours: commitAt(objects, tip).tree,
      theirs: commit.tree,
    });
    if (!result.clean) return null;
    tip = writeCommit(objects, {
      ...commit,
      tree: result.tree,
      parents: [tip],
      committer: webFlow(world),
      signature: null,
    });
  }
  return tip;
}

/** Merges the base into the head branch, as the button "Update branch" does. False when it conflicts. */
export function updateBranch(world: World, { repository, issue }: AtPull, by: By): boolean {
  const { pull } = issue;
  const result = testMerge(repository, issue);
  if (!result.clean || !pull.head.repository) return false;
  const base = effectiveBase(repository, issue);
  const sha = writeCommit(repository.objects, {
    tree: result.tree,
    parents: [pull.head.sha, base],
    author: signatureOf(world, by.account),
    committer: webFlow(world),
    message: `Merge branch '${pull.base.ref}' into ${pull.head.ref}`,
    signature: "web-flow",
  });
  moveRef(world, pull.head.repository, by, { ref: `refs/heads/${pull.head.ref}`, to: sha });
  return true;
}
