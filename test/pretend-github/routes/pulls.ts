// Pull requests: opened, listed, changed, with their files and commits.
import * as z from "zod";
import { closeIssue, editIssue, reopenIssue } from "../acts/issues.ts";
import { refreshTestMerge, retarget } from "../acts/follow.ts";
import { openPull } from "../acts/pulls.ts";
import { list } from "../http/page.ts";
import { invalid } from "../http/refusal.ts";
import { by, json, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { pullsOf } from "../state/issues.ts";
import type { PullIssue } from "../state/issues.ts";
import { commitsOf, filesOf, mergeBaseOf } from "../state/pulls.ts";
import type { Pull } from "../state/pulls.ts";
import { branchTip } from "../state/repositories.ts";
import { commitShape, fileShape } from "../shapes/commit.ts";
import { fullPullShape, pullShape } from "../shapes/pull.ts";
import { demandOwnOr, pullIn } from "./subject.ts";

/** GitHub lists no more than these of one pull request. */
const MOST_FILES = 3_000;
const MOST_COMMITS = 250;

export const READ = { app: ["pull_requests", "read"], user: "read" } as const;

const opening = z.strictObject({
  title: z.string().min(1).max(256).optional(),
  head: z.string(),
  head_repo: z.string().optional(),
  base: z.string(),
  body: z.string().max(65_536).nullable().optional(),
  draft: z.boolean().optional(),
  maintainer_can_modify: z.boolean().optional(),
  issue: z.int().optional(),
});

/** `branch`, or `owner:branch` of a fork. */
function headOf(ask: RepositoryAsk, text: string): Pull["head"] {
  const [owner, ref] = text.includes(":")
    ? (text.split(":", 2) as [string, string])
    : [ask.repository.owner.login, text];
  const network = [...ask.world.repositories.values()].filter((each) => each.objects === ask.repository.objects);
  const repository = network.find((each) => each.owner.login.toLowerCase() === owner.toLowerCase());
  const sha = repository && branchTip(repository, ref);
  if (!repository || sha === undefined) throw invalid({ resource: "PullRequest", field: "head", code: "invalid" });
  return { repository, owner: repository.owner, ref, sha };
}

function open(ask: RepositoryAsk<z.infer<typeof opening>>) {
  const { world, repository, body } = ask;
  const head = headOf(ask, body.head);
  const tip = branchTip(repository, body.base);
  if (tip === undefined) throw invalid({ resource: "PullRequest", field: "base", code: "invalid" });
  if (mergeBaseOf(repository.objects, tip, head.sha) === head.sha) {
    throw invalid({
      resource: "PullRequest",
      code: "custom",
      message: `No commits between ${body.base} and ${body.head}`,
    });
  }
  const twin = pullsOf(repository).find(
    ({ state, pull }) =>
      state === "open" &&
      pull.head.repository === head.repository &&
      pull.head.ref === head.ref &&
      pull.base.ref === body.base,
  );
  if (twin)
    throw invalid({
      resource: "PullRequest",
      code: "custom",
      message: `A pull request already exists for ${head.owner.login}:${head.ref}.`,
    });
  if (body.title === undefined) throw invalid({ resource: "PullRequest", field: "title", code: "missing_field" });
  const issue = openPull(world, repository, by(ask), {
    title: body.title,
    body: body.body ?? null,
    draft: body.draft ?? false,
    head,
    base: body.base,
    modify: body.maintainer_can_modify ?? head.repository !== repository,
  });
  return json(fullPullShape(world, repository, issue), 201);
}

const edit = z.strictObject({
  title: z.string().min(1).max(256).optional(),
  body: z.string().max(65_536).nullable().optional(),
  state: z.enum(["open", "closed"]).optional(),
  base: z.string().optional(),
  maintainer_can_modify: z.boolean().optional(),
});

function change(ask: RepositoryAsk<z.infer<typeof edit>>) {
  const { world, repository, body } = ask;
  const at = pullIn(ask);
  const { issue } = at;
  demandOwnOr(ask, issue.author, "write");
  const who = by(ask);
  if (body.title !== undefined || body.body !== undefined) {
    editIssue(world, at, who, {
      title: body.title ?? issue.title,
      body: body.body === undefined ? issue.body : body.body,
    });
  }
  if (body.base !== undefined && body.base !== issue.pull.base.ref) {
    if (branchTip(repository, body.base) === undefined)
      throw invalid({ resource: "PullRequest", field: "base", code: "invalid" });
    if (issue.state === "closed")
      throw invalid({
        resource: "PullRequest",
        code: "custom",
        message: "Cannot change the base branch of a closed pull request.",
      });
    retarget(world, at, who, { to: body.base, event: "base_ref_changed" });
  }
  issue.pull.maintainerCanModify = body.maintainer_can_modify ?? issue.pull.maintainerCanModify;
  if (body.state === "closed") closeIssue(world, at, who, null);
  if (body.state === "open" && issue.state === "closed") reopen(ask, issue);
  return json(fullPullShape(world, repository, issue));
}

function reopen(ask: RepositoryAsk, issue: PullIssue): void {
  const { pull } = issue;
  const message = "state cannot be changed.";
  const tip = pull.head.repository && branchTip(pull.head.repository, pull.head.ref);
  const lost = pull.mergedAt !== null || tip == null || branchTip(ask.repository, pull.base.ref) === undefined;
  if (lost) throw invalid({ resource: "PullRequest", code: "custom", field: "state", message });
  pull.head.sha = tip;
  reopenIssue(ask.world, { repository: ask.repository, issue }, by(ask));
  refreshTestMerge(ask.repository, issue);
}

function matching(ask: RepositoryAsk): PullIssue[] {
  const { query } = ask;
  const state = query.get("state") ?? "open";
  const [head, base] = [query.get("head"), query.get("base")];
  const wanted = pullsOf(ask.repository).filter(
    (issue) =>
      (state === "all" || issue.state === state) &&
      (base === null || issue.pull.base.ref === base) &&
      (head === null || `${issue.pull.head.owner.login}:${issue.pull.head.ref}`.toLowerCase() === head.toLowerCase()),
  );
  const key = query.get("sort") === "updated" ? "updatedAt" : "createdAt";
  const ascending = wanted.sort((a, b) => a[key] - b[key] || a.number - b.number);
  const usual = query.has("sort") && key === "createdAt" ? "desc" : query.has("sort") ? "asc" : "desc";
  return (query.get("direction") ?? usual) === "asc" ? ascending : ascending.reverse();
}

export const pullRoutes: readonly Route[] = [
  onRepository({
    on: "GET /repos/:owner/:repo/pulls",
    ...READ,
    answer: (ask) => list(ask, matching(ask), (issue) => pullShape(ask.world, ask.repository, issue)),
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/pulls",
    app: ["pull_requests", "write"],
    user: "read",
    body: opening,
    content: true,
    answer: open,
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/pulls/:number",
    ...READ,
    answer: (ask) => json(fullPullShape(ask.world, ask.repository, pullIn(ask).issue)),
  }),
  onRepository({
    on: "PATCH /repos/:owner/:repo/pulls/:number",
    app: ["pull_requests", "write"],
    user: "read",
    body: edit,
    answer: change,
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/pulls/:number/files",
    ...READ,
    answer: (ask) => {
      const { issue, repository } = pullIn(ask);
      const files = filesOf(repository, issue).slice(0, MOST_FILES);
      return list(ask, files, (file) => fileShape(ask.world, repository, issue.pull.head.sha, file));
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/pulls/:number/commits",
    ...READ,
    answer: (ask) => {
      const { issue, repository } = pullIn(ask);
      const commits = commitsOf(repository, issue).slice(0, MOST_COMMITS);
      return list(ask, commits, (sha) => commitShape(ask.world, repository, sha));
    },
  }),
];
