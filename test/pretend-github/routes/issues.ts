// Issues, and pull requests through the paths of issues.
import * as z from "zod";
import {
  closeIssue,
  editIssue,
  openIssue,
  reopenIssue,
  labelsFor,
  setAssignees,
  setLabels,
  setLock,
  setMilestone,
  setType,
} from "../acts/issues.ts";
import { list } from "../http/page.ts";
import { invalid, Refusal } from "../http/refusal.ts";
import { by, json, may, NOTHING, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import type { Issue, Milestone } from "../state/issues.ts";
import { fullIssueShape, issueShape, milestoneShape } from "../shapes/issue.ts";
import { demandOn, demandOwnOr, issueIn, peopleNamed } from "./subject.ts";

const labelName = z.union([z.string(), z.strictObject({ name: z.string() })]);
const fields = {
  body: z.string().max(65_536).nullable().optional(),
  labels: z.array(labelName).max(100).optional(),
  assignees: z.array(z.string()).max(10).optional(),
  milestone: z.int().nullable().optional(),
  type: z.string().nullable().optional(),
};
const opening = z.strictObject({ title: z.string().min(1).max(256), ...fields });
const edit = z.strictObject({
  title: z.string().min(1).max(256).optional(),
  ...fields,
  state: z.enum(["open", "closed"]).optional(),
  state_reason: z.enum(["completed", "not_planned", "duplicate", "reopened"]).nullable().optional(),
  duplicate_issue_id: z.int().optional(),
});

function names(labels: z.infer<typeof labelName>[] | undefined): string[] {
  return (labels ?? []).map((label) => (typeof label === "string" ? label : label.name));
}

function milestoneNumbered(ask: RepositoryAsk, number: number | null): Milestone | null {
  if (number === null) return null;
  const milestone = ask.repository.milestones.find((each) => each.number === number);
  if (!milestone) throw invalid({ resource: "Issue", field: "milestone", code: "invalid", value: number });
  return milestone;
}

const TRIAGE = { user: "triage", app: ["issues", "write"] } as const;

function open(ask: RepositoryAsk<z.infer<typeof opening>>) {
  if (!ask.repository.hasIssues) throw new Refusal(410, "Issues has been disabled in this repository.");
  const { title, body = null, type = null, milestone = null } = ask.body;
  // Without a role, labels and assignees are dropped in silence, as at GitHub.
  const trusted = may(ask, TRIAGE);
  const issue = openIssue(ask.world, ask.repository, by(ask), {
    title,
    body,
    type,
    labels: trusted ? names(ask.body.labels) : [],
    assignees: trusted ? peopleNamed(ask, ask.body.assignees ?? []) : [],
    milestone: trusted ? milestoneNumbered(ask, milestone) : null,
  });
  return json(fullIssueShape(ask.world, ask.repository, issue), 201);
}

function change(ask: RepositoryAsk<z.infer<typeof edit>>) {
  const { world, repository, body } = ask;
  const issue = issueIn(ask);
  demandOn(ask, issue, "write");
  const who = by(ask);
  const at = { repository, issue };
  const beyondText = body.labels ?? body.assignees ?? body.milestone ?? body.type;
  if (beyondText === undefined) demandOwnOr(ask, issue.author, "triage");
  if (body.title !== undefined || body.body !== undefined) {
    demandOwnOr(ask, issue.author, "write");
    editIssue(world, at, who, {
      title: body.title ?? issue.title,
      body: body.body === undefined ? issue.body : body.body,
    });
  }
  if (may(ask, TRIAGE)) {
    if (body.labels) setLabels(world, at, who, labelsFor(world, repository, who, names(body.labels)));
    if (body.assignees) setAssignees(world, at, who, peopleNamed(ask, body.assignees));
    if (body.milestone !== undefined) setMilestone(world, at, who, milestoneNumbered(ask, body.milestone));
    if (body.type !== undefined) setType(world, at, who, body.type);
  }
  if (body.state === "closed") closeIssue(world, at, who, issue.pull ? null : (body.state_reason ?? "completed"));
  if (body.state === "open") {
    if (issue.pull?.mergedAt != null)
      throw invalid({
        resource: "PullRequest",
        code: "custom",
        field: "state",
        message: "state cannot be changed. The pull request was merged.",
      });
    reopenIssue(world, at, who);
  }
  return json(fullIssueShape(world, repository, issue));
}

function matching(ask: RepositoryAsk): Issue[] {
  const { query, repository } = ask;
  const state = query.get("state") ?? "open";
  const labels = query.get("labels")?.split(",") ?? [];
  const creator = query.get("creator");
  const assignee = query.get("assignee");
  const since = query.get("since");
  const wanted = [...repository.issues.values()].filter(
    (issue) =>
      (state === "all" || issue.state === state) &&
      labels.every((name) => issue.labels.some((label) => label.name.toLowerCase() === name.toLowerCase())) &&
      (creator === null || issue.author.login === creator) &&
      (assignee === null || assignee === "*" || issue.assignees.some((each) => each.login === assignee)) &&
      (since === null || issue.updatedAt >= Date.parse(since)),
  );
  const key =
    query.get("sort") === "updated" ? "updatedAt" : query.get("sort") === "comments" ? "comments" : "createdAt";
  const rank = (issue: Issue): number => (key === "comments" ? issue.comments.length : issue[key]);
  const ascending = wanted.sort((a, b) => rank(a) - rank(b) || a.number - b.number);
  return query.get("direction") === "asc" ? ascending : ascending.reverse();
}

export const issueRoutes: readonly Route[] = [
  onRepository({
    on: "GET /repos/:owner/:repo/issues",
    app: ["issues", "read"],
    user: "read",
    answer: (ask) => list(ask, matching(ask), (issue) => issueShape(ask.world, ask.repository, issue)),
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/issues",
    app: ["issues", "write"],
    user: "read",
    body: opening,
    content: true,
    answer: open,
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/issues/:number",
    app: null,
    user: "read",
    answer: (ask) => {
      const issue = issueIn(ask);
      demandOn(ask, issue, "read");
      return json(fullIssueShape(ask.world, ask.repository, issue));
    },
  }),
  onRepository({ on: "PATCH /repos/:owner/:repo/issues/:number", app: null, user: "read", body: edit, answer: change }),
  onRepository({
    on: "PUT /repos/:owner/:repo/issues/:number/lock",
    app: null,
    user: "write",
    body: z.strictObject({ lock_reason: z.string().optional() }),
    answer: (ask) => {
      const issue = issueIn(ask);
      demandOn(ask, issue, "write");
      setLock(ask.world, { repository: ask.repository, issue }, by(ask), "locked");
      return NOTHING;
    },
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/issues/:number/lock",
    app: null,
    user: "write",
    answer: (ask) => {
      const issue = issueIn(ask);
      demandOn(ask, issue, "write");
      setLock(ask.world, { repository: ask.repository, issue }, by(ask), "unlocked");
      return NOTHING;
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/milestones",
    app: ["issues", "read"],
    user: "read",
    answer: (ask) => list(ask, ask.repository.milestones, (each) => milestoneShape(ask.world, ask.repository, each)),
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/milestones",
    app: ["issues", "write"],
    user: "write",
    body: z.strictObject({
      title: z.string(),
      description: z.string().optional(),
      due_on: z.string().optional(),
      state: z.enum(["open", "closed"]).optional(),
    }),
    answer: (ask) => {
      const { repository, world } = ask;
      const creator = by(ask).account;
      const number = repository.milestones.length + 1;
      const milestone = {
        id: world.ids.next("milestone"),
        number,
        title: ask.body.title,
        creator,
        createdAt: world.clock.now(),
      };
      repository.milestones.push(milestone);
      const shape = milestoneShape(world, repository, milestone);
      world.tell({ name: "milestone", action: "created", repository, sender: creator, body: { milestone: shape } });
      return json(shape, 201);
    },
  }),
];
