// Issues, and pull requests through the paths of issues.
import * as z from "zod";
import {
  closeIssue,
  editIssue,
  openIssue,
  reopenIssue,
  remember,
  labelsFor,
  setAssignees,
  setLabels,
  setLock,
  setMilestone,
  tellIssue,
} from "../acts/issues.ts";
import { list } from "../http/page.ts";
import { found, invalid, Refusal } from "../http/refusal.ts";
import { by, json, may, NOTHING, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { accountByLogin } from "../state/accounts.ts";
import { atLeast, roleIn } from "../state/authority.ts";
import type { Issue, Milestone } from "../state/issues.ts";
import { commitsOf } from "../state/pulls.ts";
import { userShape } from "../shapes/account.ts";
import { gitCommitShape } from "../shapes/commit.ts";
import { commentShape, fullIssueShape, happenedShape, issueShape, milestoneShape } from "../shapes/issue.ts";
import { reviewShape } from "../shapes/pull.ts";
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
    if (body.type !== undefined && body.type !== issue.type) {
      issue.type = body.type;
      remember(world, at, who, { event: body.type === null ? "issue_type_removed" : "issue_type_added" });
      tellIssue(world, at, who, { action: body.type === null ? "untyped" : "typed" });
    }
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

/** Comments, reviews, commits and events of one issue or pull request, by time. */
function timeline(ask: RepositoryAsk) {
  const { world, repository } = ask;
  const issue = issueIn(ask);
  demandOn(ask, issue, "read");
  const said = issue.comments.map((comment) => ({
    at: comment.createdAt,
    shape: {
      event: "commented",
      actor: userShape(world, comment.by.account),
      ...commentShape(world, repository, { issue, comment }),
    },
  }));
  const { pull } = issue;
  const reviewed = (pull?.reviews ?? [])
    .filter((review) => review.submittedAt !== null)
    .map((review) => {
      const whole = reviewShape(world, repository, issue as Issue & { pull: NonNullable<Issue["pull"]> }, review);
      return {
        at: review.submittedAt!,
        shape: { event: "reviewed", ...whole, state: review.state.toLowerCase() },
      };
    });
  const committed = pull
    ? commitsOf(repository, issue as Issue & { pull: typeof pull }).map((sha) => ({
        at: issue.createdAt,
        shape: { event: "committed", ...gitCommitShape(world, repository, sha) },
      }))
    : [];
  // What REST has no type for is left out, as at GitHub.
  const known = issue.timeline.filter((each) => !each.event.includes("base"));
  const events = known.map((each) => ({ at: each.at, shape: happenedShape(world, repository, each) }));
  const all = [...committed, ...said, ...reviewed, ...events].sort((a, b) => a.at - b.at);
  return list(ask, all, ({ shape }) => shape);
}

const whoAssigns = z.strictObject({ assignees: z.array(z.string()).max(10) });

function assign(ask: RepositoryAsk<z.infer<typeof whoAssigns>>, how: "add" | "remove") {
  const issue = issueIn(ask);
  demandOn(ask, issue, "write");
  // Who cannot be assigned is passed over in silence, as at GitHub.
  const named = peopleNamed(ask, ask.body.assignees).filter((each) => isAssignable(ask, each.id));
  const others = issue.assignees.filter((each) => !named.includes(each));
  const wanted =
    how === "add" ? [...issue.assignees, ...named.filter((each) => !issue.assignees.includes(each))] : others;
  setAssignees(ask.world, { repository: ask.repository, issue }, by(ask), wanted.slice(0, 10));
  return json(fullIssueShape(ask.world, ask.repository, issue), how === "add" ? 201 : 200);
}

/** Those with access, and the author or commenter of a public repository's issue. */
function isAssignable(ask: RepositoryAsk, id: number): boolean {
  const account = ask.world.accounts.get(id);
  if (!account || account.type === "Organization") return false;
  const { owner, collaborators } = ask.repository;
  const known = owner === account || collaborators.has(id) || owner.organization?.members.has(id) === true;
  const spoke = [...ask.repository.issues.values()].some(
    (issue) => issue.author === account || issue.comments.some((comment) => comment.by.account === account),
  );
  return (known && atLeast(roleIn(ask.world, ask.repository, account).level, "read")) || spoke;
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
  onRepository({ on: "GET /repos/:owner/:repo/issues/:number/timeline", app: null, user: "read", answer: timeline }),
  onRepository({
    on: "GET /repos/:owner/:repo/issues/:number/events",
    app: null,
    user: "read",
    answer: (ask) => {
      const issue = issueIn(ask);
      demandOn(ask, issue, "read");
      const known = issue.timeline.filter((each) => !each.event.includes("base"));
      return list(ask, known, (each) => happenedShape(ask.world, ask.repository, each));
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/issues/:number/assignees",
    app: null,
    user: "triage",
    body: whoAssigns,
    answer: (ask) => assign(ask, "add"),
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/issues/:number/assignees",
    app: null,
    user: "triage",
    body: whoAssigns,
    answer: (ask) => assign(ask, "remove"),
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/assignees/:login",
    app: ["issues", "read"],
    user: "read",
    answer: (ask) => {
      const account = found(accountByLogin(ask.world, ask.params["login"]!));
      if (!isAssignable(ask, account.id)) throw new Refusal(404, "Not Found");
      return NOTHING;
    },
  }),
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
