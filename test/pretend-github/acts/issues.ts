// Changes of issues (and of pull requests as issues), each with its timeline and its webhook.
import type { Account } from "../state/accounts.ts";
import { isPull, labelByName } from "../state/issues.ts";
import type { By, Happened, Issue, Label, Milestone } from "../state/issues.ts";
import type { Pull } from "../state/pulls.ts";

import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { userShape } from "../shapes/account.ts";
import type { Shape } from "../shapes/account.ts";
import { issueShape, labelShape, milestoneShape, typeShape } from "../shapes/issue.ts";
import { fullPullShape } from "../shapes/pull.ts";

/** Where something happens. */
export interface At {
  readonly repository: Repository;
  readonly issue: Issue;
}

export function touch(world: World, issue: Issue): void {
  issue.updatedAt = world.clock.now();
}

export function remember(world: World, { issue }: At, by: By, happened: Omit<Happened, "id" | "at" | "by">): void {
  issue.timeline.push({ id: world.ids.next("event"), at: world.clock.now(), by, ...happened });
  touch(world, issue);
}

/** `issues` or `pull_request`, whichever it is. */
export function tellIssue(
  world: World,
  { repository, issue }: At,
  by: By,
  news: { action: string; more?: Shape },
): void {
  const body = isPull(issue)
    ? { number: issue.number, pull_request: fullPullShape(world, repository, issue), ...news.more }
    : { issue: issueShape(world, repository, issue), ...news.more };
  const name = isPull(issue) ? "pull_request" : "issues";
  world.tell({ name, action: news.action, repository, sender: by.account, body });
}

export interface NewIssue {
  readonly title: string;
  readonly body: string | null;
  readonly labels: readonly string[];
  readonly assignees: readonly Account[];
  readonly milestone?: Milestone | null;
  readonly type?: string | null;
}

/** Makes the record alone: the callers tell of it. `pull` for a pull request. */
export function makeIssue(
  world: World,
  repository: Repository,
  by: By,
  fresh: NewIssue & { pull: Pull | null },
): Issue {
  const now = world.clock.now();
  const issue: Issue = {
    id: world.ids.next("issue"),
    number: repository.nextNumber++,
    title: fresh.title,
    body: fresh.body,
    state: "open",
    stateReason: null,
    author: by.account,
    via: by.app,
    labels: [],
    assignees: [],
    milestone: fresh.milestone ?? null,
    locked: false,
    type: fresh.type ?? null,
    comments: [],
    reactions: [],
    timeline: [],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    closedBy: null,
    pull: fresh.pull,
  };
  repository.issues.set(issue.number, issue);
  return issue;
}

export function openIssue(world: World, repository: Repository, by: By, fresh: NewIssue): Issue {
  const issue = makeIssue(world, repository, by, { ...fresh, pull: null });
  const at = { repository, issue };
  // As at GitHub, `opened` already shows the labels, and each then has an event of its own.
  const labels = labelsFor(world, repository, by, fresh.labels);
  issue.labels = labels;
  issue.assignees = [...fresh.assignees];
  tellIssue(world, at, by, { action: "opened" });
  for (const label of labels) tellLabel(world, at, by, { action: "labeled", label });
  for (const assignee of fresh.assignees) tellAssigned(world, at, by, { action: "assigned", assignee });
  return issue;
}

/** The labels of these names; as GitHub does, an unknown one is created. */
export function labelsFor(world: World, repository: Repository, by: By, names: readonly string[]): Label[] {
  const distinct = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
  return distinct.map((name) => labelByName(repository, name) ?? createLabel(world, repository, by, { name }));
}

export function createLabel(
  world: World,
  repository: Repository,
  by: By,
  fresh: { name: string; color?: string | undefined; description?: string | null | undefined },
): Label {
  const label: Label = {
    id: world.ids.next("label"),
    name: fresh.name,
    color: fresh.color?.replace(/^#/, "") ?? "ededed",
    description: fresh.description ?? null,
    default: false,
  };
  repository.labels.push(label);
  const body = { label: labelShape(world, repository, label) };
  world.tell({ name: "label", action: "created", repository, sender: by.account, body });
  return label;
}

export function editLabel(
  world: World,
  repository: Repository,
  by: By,
  edit: { label: Label; name: string; color: string; description: string | null },
): void {
  const { label } = edit;
  const from = { name: label.name, color: label.color, description: label.description };
  Object.assign(label, { name: edit.name, color: edit.color, description: edit.description });
  const changes = changesOf(from, { name: label.name, color: label.color, description: label.description });
  const body = { label: labelShape(world, repository, label), changes };
  world.tell({ name: "label", action: "edited", repository, sender: by.account, body });
}

export function deleteLabel(world: World, repository: Repository, by: By, label: Label): void {
  repository.labels = repository.labels.filter((each) => each !== label);
  for (const issue of repository.issues.values()) issue.labels = issue.labels.filter((each) => each !== label);
  const body = { label: labelShape(world, repository, label) };
  world.tell({ name: "label", action: "deleted", repository, sender: by.account, body });
}

function tellLabel(world: World, at: At, by: By, news: { action: "labeled" | "unlabeled"; label: Label }): void {
  remember(world, at, by, { event: news.action, label: news.label });
  tellIssue(world, at, by, { action: news.action, more: { label: labelShape(world, at.repository, news.label) } });
}

export function setLabels(world: World, at: At, by: By, wanted: readonly Label[]): void {
  for (const label of at.issue.labels.filter((each) => !wanted.includes(each))) {
    at.issue.labels = at.issue.labels.filter((each) => each !== label);
    tellLabel(world, at, by, { action: "unlabeled", label });
  }
  for (const label of wanted.filter((each) => !at.issue.labels.includes(each))) {
    at.issue.labels = [...at.issue.labels, label];
    tellLabel(world, at, by, { action: "labeled", label });
  }
}

function tellAssigned(
  world: World,
  at: At,
  by: By,
  news: { action: "assigned" | "unassigned"; assignee: Account },
): void {
  remember(world, at, by, { event: news.action, assignee: news.assignee });
  tellIssue(world, at, by, { action: news.action, more: { assignee: userShape(world, news.assignee) } });
}

export function setAssignees(world: World, at: At, by: By, wanted: readonly Account[]): void {
  for (const assignee of at.issue.assignees.filter((each) => !wanted.includes(each))) {
    at.issue.assignees = at.issue.assignees.filter((each) => each !== assignee);
    tellAssigned(world, at, by, { action: "unassigned", assignee });
  }
  for (const assignee of wanted.filter((each) => !at.issue.assignees.includes(each))) {
    at.issue.assignees = [...at.issue.assignees, assignee];
    tellAssigned(world, at, by, { action: "assigned", assignee });
  }
}

/** `changes` of an `edited` event: what was there before, for each key that differs. */
export function changesOf(from: Shape, to: Shape): Shape {
  const differing = Object.keys(from).filter((key) => from[key] !== to[key]);
  return Object.fromEntries(differing.map((key) => [key, { from: from[key] ?? "" }]));
}

export function editIssue(world: World, at: At, by: By, edit: { title: string; body: string | null }): void {
  const { issue } = at;
  const changes = changesOf({ title: issue.title, body: issue.body }, { title: edit.title, body: edit.body });
  if (Object.keys(changes).length === 0) return;
  const rename = { from: issue.title, to: edit.title };
  Object.assign(issue, edit);
  if (rename.from !== rename.to) remember(world, at, by, { event: "renamed", rename });
  touch(world, issue);
  tellIssue(world, at, by, { action: "edited", more: { changes } });
}

export function closeIssue(world: World, at: At, by: By, reason: string | null): void {
  const { issue } = at;
  if (issue.state === "closed") {
    issue.stateReason = reason;
    return;
  }
  Object.assign(issue, { state: "closed", stateReason: reason, closedAt: world.clock.now(), closedBy: by.account });
  remember(world, at, by, { event: "closed", reason });
  tellIssue(world, at, by, { action: "closed" });
}

export function reopenIssue(world: World, at: At, by: By): void {
  const { issue } = at;
  if (issue.state === "open") return;
  const stateReason = issue.pull ? null : "reopened";
  Object.assign(issue, { state: "open", stateReason, closedAt: null, closedBy: null });
  remember(world, at, by, { event: "reopened" });
  tellIssue(world, at, by, { action: "reopened" });
}

export function setMilestone(world: World, at: At, by: By, milestone: Milestone | null): void {
  const before = at.issue.milestone;
  if (before === milestone) return;
  at.issue.milestone = milestone;
  const action = milestone ? "milestoned" : "demilestoned";
  remember(world, at, by, { event: action, milestone: (milestone ?? before)! });
  tellIssue(world, at, by, { action, more: { milestone: milestoneShape(world, at.repository, milestone ?? before) } });
}

export function setType(world: World, at: At, by: By, type: string | null): void {
  const before = at.issue.type;
  if (before === type) return;
  at.issue.type = type;
  remember(world, at, by, { event: type === null ? "issue_type_removed" : "issue_type_added" });
  const more = { type: typeShape((type ?? before)!) };
  tellIssue(world, at, by, { action: type === null ? "untyped" : "typed", more });
}

export function setLock(world: World, at: At, by: By, locked: "locked" | "unlocked"): void {
  at.issue.locked = locked === "locked";
  remember(world, at, by, { event: locked });
  tellIssue(world, at, by, { action: locked });
}
