// The rest: the server itself, search, merges of branches, line comments, CODEOWNERS, readme.
import * as z from "zod";
import { createReviewComment } from "../acts/pulls.ts";
import { moveRef, signatureOf, webFlow } from "../acts/pushes.ts";
import { isAncestor } from "../git/history.ts";
import { mergeCommits } from "../git/merge.ts";
import { blobAt, commitAt, writeCommit } from "../git/objects.ts";
import { entryAt } from "../git/trees.ts";
import { list, pageOf } from "../http/page.ts";
import { found, invalid, Refusal } from "../http/refusal.ts";
import { by, canSee, json, NOTHING, onRepository, route } from "../http/route.ts";
import type { Ask, RepositoryAsk, Route } from "../http/route.ts";
import type { Meter } from "../http/limits.ts";
import { accountOfLimit } from "../http/actor.ts";
import { accountByLogin, teamBySlug } from "../state/accounts.ts";
import { atLeast, roleIn } from "../state/authority.ts";
import type { Issue } from "../state/issues.ts";
import { branchTip, fullName, resolveCommit } from "../state/repositories.ts";
import type { Repository } from "../state/repositories.ts";
import { appShape, userShape } from "../shapes/account.ts";
import { commitShape, contentShape } from "../shapes/commit.ts";
import { issueShape } from "../shapes/issue.ts";
import { reviewCommentShape } from "../shapes/pull.ts";
import { pullIn } from "./subject.ts";

/** GitHub's search knows a language; these are the words of it that we use. */
function search(ask: Ask) {
  const text = ask.query.get("q") ?? "";
  const words = text.match(/[^\s"]*"[^"]*"|\S+/g) ?? [];
  const visible = [...ask.world.repositories.values()].filter((each) => canSee(ask.world, ask.actor, each));
  const all = visible.flatMap((repository) => [...repository.issues.values()].map((issue) => ({ repository, issue })));
  const hits = all.filter((at) => words.every((word) => fits(word, at)));
  hits.sort((a, b) => b.issue.createdAt - a.issue.createdAt || b.issue.number - a.issue.number);
  // Search ends at 1,000 results.
  const { items, headers } = pageOf(ask, hits.slice(0, 1_000));
  const body = {
    total_count: hits.length,
    incomplete_results: false,
    items: items.map(({ repository, issue }) => ({ ...issueShape(ask.world, repository, issue), score: 1 })),
  };
  return { status: 200, body, headers };
}

function fits(word: string, { repository, issue }: { repository: Repository; issue: Issue }): boolean {
  const [, key = "", quoted = ""] = /^([a-z-]+):(.+)$/.exec(word) ?? [];
  const value = quoted.replaceAll('"', "").toLowerCase();
  const has = (names: readonly string[]): boolean => names.some((name) => name.toLowerCase() === value);
  switch (key) {
    case "repo":
      return fullName(repository).toLowerCase() === value;
    case "org":
    case "user":
      return repository.owner.login.toLowerCase() === value;
    case "is":
    case "type":
      return value === "issue" || value === "pr"
        ? (value === "pr") === (issue.pull !== null)
        : value === "merged"
          ? issue.pull?.mergedAt != null
          : issue.state === value;
    case "state":
      return issue.state === value;
    case "label":
      return has(issue.labels.map((label) => label.name));
    case "author":
      return has([issue.author.login]);
    case "assignee":
      return has(issue.assignees.map((account) => account.login));
    case "in":
    case "sort":
      return true;
    default: {
      const text = word.replaceAll('"', "").toLowerCase();
      return `${issue.title}\n${issue.body ?? ""}`.toLowerCase().includes(text);
    }
  }
}

const merging = z.strictObject({ base: z.string(), head: z.string(), commit_message: z.string().optional() });

function merge(ask: RepositoryAsk<z.infer<typeof merging>>) {
  const { repository, world, body } = ask;
  const { objects } = repository;
  const base = branchTip(repository, body.base);
  const head = resolveCommit(repository, body.head);
  if (base === undefined) throw new Refusal(404, "Base does not exist");
  if (head === undefined) throw new Refusal(404, "Head does not exist");
  if (isAncestor(objects, head, base)) return NOTHING;
  const merged = mergeCommits(objects, base, head);
  if (!merged.clean) throw new Refusal(409, "Merge conflict");
  const sha = writeCommit(objects, {
    tree: merged.tree,
    parents: [base, head],
    author: signatureOf(world, by(ask).account),
    committer: webFlow(world),
    message: body.commit_message ?? `Merge ${body.head} into ${body.base}`,
    signature: "web-flow",
  });
  moveRef(world, repository, by(ask), { ref: `refs/heads/${body.base}`, to: sha });
  return json(commitShape(world, repository, sha), 201);
}

const PLACES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/** Owners that GitHub does not know, or who cannot write here. */
function codeownersErrors(ask: RepositoryAsk) {
  const { repository } = ask;
  const commit = resolveCommit(repository, ask.query.get("ref") ?? repository.defaultBranch);
  const tree = commit === undefined ? undefined : commitAt(repository.objects, commit).tree;
  const path = PLACES.find((place) => tree !== undefined && entryAt(repository.objects, tree, place));
  if (tree === undefined || path === undefined) throw new Refusal(404, "Not Found");
  const blob = blobAt(repository.objects, entryAt(repository.objects, tree, path)!.sha)!;
  const errors = blob.bytes
    .toString("utf8")
    .split("\n")
    .flatMap((source, index) => {
      const [, ...owners] = source
        .replace(/(^|\s)#.*$/, "")
        .trim()
        .split(/\s+/);
      const unknown = owners.filter((owner) => !isOwner(ask, owner));
      return unknown.map((owner) => ({
        line: index + 1,
        column: source.indexOf(owner) + 1,
        source,
        kind: "Unknown owner",
        suggestion: `make sure ${owner} exists and has write access to the repository`,
        message: `Unknown owner on line ${index + 1}: make sure ${owner} exists and has write access to the repository`,
        path,
      }));
    });
  return json({ errors });
}

function isOwner(ask: RepositoryAsk, owner: string): boolean {
  const { repository, world } = ask;
  const [, org, slug] = /^@([^/]+)\/(.+)$/.exec(owner) ?? [];
  if (org !== undefined && slug !== undefined) {
    const team =
      repository.owner.login.toLowerCase() === org.toLowerCase() ? teamBySlug(repository.owner, slug) : undefined;
    return atLeast(team?.repositories.get(repository.id) ?? "none", "write");
  }
  const account = owner.startsWith("@")
    ? accountByLogin(world, owner.slice(1))
    : [...world.accounts.values()].find((each) => each.emails.includes(owner));
  return account !== undefined && atLeast(roleIn(world, repository, account).level, "write");
}

const lineComment = z.strictObject({
  body: z.string().min(1),
  commit_id: z.string(),
  path: z.string(),
  position: z.int().optional(),
  side: z.enum(["LEFT", "RIGHT"]).optional(),
  line: z.int().optional(),
  start_line: z.int().optional(),
  start_side: z.enum(["LEFT", "RIGHT", "side"]).optional(),
  in_reply_to: z.int().optional(),
  subject_type: z.enum(["line", "file"]).optional(),
});

export function otherRoutes(meter: Meter): Route[] {
  return [
    route({
      on: "GET /rate_limit",
      answer: (ask) => {
        const headers = meter.headers(accountOfLimit(ask.actor));
        const number = (name: string): number => Number(headers[`x-ratelimit-${name}`]);
        const core = {
          limit: number("limit"),
          used: number("used"),
          remaining: number("remaining"),
          reset: number("reset"),
        };
        const search = { limit: 30, used: 0, remaining: 30, reset: core.reset };
        return json({ resources: { core, search, graphql: core }, rate: core });
      },
    }),
    route({
      on: "GET /meta",
      answer: () => json({ verifiable_password_authentication: false, hooks: ["127.0.0.1/32"] }),
    }),
    route({
      on: "GET /apps/:slug",
      answer: (ask) =>
        json(appShape(ask.world, found([...ask.world.apps.values()].find((app) => app.slug === ask.params["slug"])))),
    }),
    route({ on: "GET /search/issues", answer: search }),
    onRepository({
      on: "POST /repos/:owner/:repo/merges",
      app: ["contents", "write"],
      user: "write",
      body: merging,
      answer: merge,
    }),
    onRepository({
      on: "GET /repos/:owner/:repo/codeowners/errors",
      app: ["contents", "read"],
      user: "read",
      answer: codeownersErrors,
    }),
    onRepository({
      on: "GET /repos/:owner/:repo/readme",
      app: ["contents", "read"],
      user: "read",
      answer: (ask) => {
        const { repository } = ask;
        const ref = ask.query.get("ref") ?? repository.defaultBranch;
        const commit = found(resolveCommit(repository, ref));
        const entry = found(entryAt(repository.objects, commitAt(repository.objects, commit).tree, "README.md"));
        const content = blobAt(repository.objects, entry.sha)!.bytes.toString("base64");
        return json({ ...contentShape(ask.world, repository, { ...entry, ref }), content, encoding: "base64" });
      },
    }),
    onRepository({
      on: "GET /repos/:owner/:repo/assignees",
      app: ["issues", "read"],
      user: "read",
      answer: (ask) => {
        const { repository, world } = ask;
        const known = [...world.accounts.values()].filter((account) => {
          const inside =
            repository.collaborators.has(account.id) || repository.owner.organization?.members.has(account.id);
          return account.type === "User" && (account === repository.owner || inside === true);
        });
        return list(ask, known, (account) => userShape(world, account));
      },
    }),
    onRepository({
      on: "GET /repos/:owner/:repo/pulls/:number/comments",
      app: ["pull_requests", "read"],
      user: "read",
      answer: (ask) => {
        const { issue, repository } = pullIn(ask);
        return list(ask, issue.pull.lineComments, (each) => reviewCommentShape(ask.world, repository, issue, each));
      },
    }),
    onRepository({
      on: "POST /repos/:owner/:repo/pulls/:number/comments",
      app: ["pull_requests", "write"],
      user: "read",
      body: lineComment,
      content: true,
      answer: (ask) => {
        const at = pullIn(ask);
        const { commit_id: commit, path, body, line = null } = ask.body;
        if (resolveCommit(ask.repository, commit) === undefined) throw invalid({ code: "invalid", field: "commit_id" });
        const made = createReviewComment(ask.world, at, by(ask), { commit, path, body, line });
        return json(reviewCommentShape(ask.world, ask.repository, at.issue, made), 201);
      },
    }),
  ];
}
