// Branches, commits, comparisons.
import { commitsBetween } from "../git/history.ts";
import { commitAt } from "../git/objects.ts";
import type { Sha } from "../git/objects.ts";
import { accountByEmail, accountByLogin } from "../state/accounts.ts";
import { list, pageOf } from "../http/page.ts";
import { found, notFound, Refusal } from "../http/refusal.ts";
import { json, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { pullsOf } from "../state/issues.ts";
import { commitsOf, filesBetween, mergeBaseOf, remembered, sumOf } from "../state/pulls.ts";
import { resolveCommit } from "../state/repositories.ts";
import { commitShape, fileShape } from "../shapes/commit.ts";
import { pullShape } from "../shapes/pull.ts";
import { repositoryPage, repositoryUrl } from "../shapes/repository.ts";

const READ = { app: ["contents", "read"], user: "read" } as const;

export function commitIn(ask: RepositoryAsk, name: string): Sha {
  const sha = resolveCommit(ask.repository, name);
  if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${name}`);
  return sha;
}

function listCommits(ask: RepositoryAsk) {
  const { repository } = ask;
  const head = resolveCommit(repository, ask.query.get("sha") ?? repository.defaultBranch);
  if (head === undefined) throw notFound();
  const path = ask.query.get("path");
  const author = ask.query.get("author");
  const [since, until] = [ask.query.get("since"), ask.query.get("until")].map((text) =>
    text === null ? null : Date.parse(text),
  );
  const all = commitsBetween(repository.objects, null, head).toReversed();
  const wanted = all.filter((sha) => {
    const commit = commitAt(repository.objects, sha);
    const at = commit.committer.at;
    if ((since != null && at < since) || (until != null && at > until)) return false;
    if (author !== null) {
      const account = accountByEmail(ask.world, commit.author.email);
      if (commit.author.email !== author && account !== accountByLogin(ask.world, author)) return false;
    }
    if (path === null) return true;
    const files = filesBetween(repository.objects, commit.parents[0] ?? null, sha);
    return files.some((file) => file.path === path || file.path.startsWith(`${path}/`));
  });
  return list(ask, wanted, (sha) => commitShape(ask.world, repository, sha));
}

/** 300 files a page, up to 3,000. */
function getCommit(ask: RepositoryAsk) {
  const { world, repository } = ask;
  const sha = commitIn(ask, ask.params["rest"]!);
  const files = filesBetween(repository.objects, commitAt(repository.objects, sha).parents[0] ?? null, sha);
  const { items, headers } = pageOfFiles(ask, files.slice(0, 3_000));
  const sum = sumOf(files);
  const body = {
    ...commitShape(world, repository, sha),
    stats: { ...sum, total: sum.additions + sum.deletions },
    files: items.map((file) => fileShape(world, repository, sha, file)),
  };
  return { status: 200, body, headers };
}

function pageOfFiles<T>(ask: RepositoryAsk, files: readonly T[]) {
  const page = Math.max(1, Number(ask.query.get("page") ?? "1"));
  const link = page * 300 < files.length ? { link: `<${ask.url}?page=${page + 1}>; rel="next"` } : {};
  return { items: files.slice((page - 1) * 300, page * 300), headers: link as Record<string, string> };
}

/** Files stand on the first page only and end at 300; commits page to their end, and without paging end at 250. */
function compare(ask: RepositoryAsk) {
  const { world, repository } = ask;
  const { objects } = repository;
  const [left = "", right = ""] = ask.params["rest"]!.split("...");
  const [base, head] = [side(ask, left), side(ask, right)];
  const common = mergeBaseOf(objects, base, head);
  if (common === undefined) throw new Refusal(404, "No common ancestor between the two commits");
  const ahead = remembered(objects, `commits ${base} ${head}`, () => commitsBetween(objects, base, head));
  const behind = remembered(objects, `commits ${head} ${base}`, () => commitsBetween(objects, head, base));
  const files = filesBetween(objects, common, head).slice(0, 300);
  const paged = ask.query.has("page") || ask.query.has("per_page");
  const { items, headers } = paged ? pageOf(ask, ahead, 250) : { items: ahead.slice(-250), headers: {} };
  const first = Number(ask.query.get("page") ?? "1") === 1;
  const page = repositoryPage(world, repository);
  const url = `${repositoryUrl(world, repository)}/compare/${ask.params["rest"]}`;
  if (String(ask.headers["accept"]).includes("diff")) return json(diffText(files));
  const status =
    ahead.length === 0 ? (behind.length === 0 ? "identical" : "behind") : behind.length === 0 ? "ahead" : "diverged";
  const body = {
    url,
    html_url: `${page}/compare/${ask.params["rest"]}`,
    permalink_url: `${page}/compare/${base}...${head}`,
    diff_url: `${page}/compare/${ask.params["rest"]}.diff`,
    patch_url: `${page}/compare/${ask.params["rest"]}.patch`,
    base_commit: commitShape(world, repository, base),
    merge_base_commit: commitShape(world, repository, common),
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: items.map((sha) => commitShape(world, repository, sha)),
    ...(first && { files: files.map((file) => fileShape(world, repository, head, file)) }),
  };
  return { status: 200, body, headers };
}

function diffText(files: ReturnType<typeof filesBetween>): string {
  const printed = files.map((file) => {
    const from = file.previousPath ?? file.path;
    const old = file.before ? `a/${from}` : "/dev/null";
    const fresh = file.after ? `b/${file.path}` : "/dev/null";
    return `diff --git a/${from} b/${file.path}\n--- ${old}\n+++ ${fresh}\n${file.patch.text ?? "Binary files differ"}\n`;
  });
  return printed.join("");
}

/** `main`, a sha, or `octocat:main` of a fork. */
function side(ask: RepositoryAsk, name: string): Sha {
  const [owner, branch] = name.includes(":") ? (name.split(":") as [string, string]) : [null, name];
  const network = [...ask.world.repositories.values()].filter((each) => each.objects === ask.repository.objects);
  const repository =
    owner === null ? ask.repository : network.find((each) => each.owner.login.toLowerCase() === owner.toLowerCase());
  return found(repository && resolveCommit(repository, decodeURIComponent(branch)));
}

/** Of a branch's head in this repository; GitHub answers none for the commits of a fork. */
function pullsWith(ask: RepositoryAsk) {
  const sha = commitIn(ask, ask.params["sha"]!);
  const own = pullsOf(ask.repository).filter(
    (issue) =>
      (issue.pull.head.repository === ask.repository && commitsOf(ask.repository, issue).includes(sha)) ||
      (issue.pull.mergedAt !== null && issue.pull.mergeCommit === sha),
  );
  return list(ask, own, (issue) => pullShape(ask.world, ask.repository, issue));
}

export const commitRoutes: readonly Route[] = [
  onRepository({ on: "GET /repos/:owner/:repo/commits", ...READ, answer: listCommits }),
  onRepository({
    on: "GET /repos/:owner/:repo/commits/:sha/pulls",
    app: ["pull_requests", "read"],
    user: "read",
    answer: pullsWith,
  }),
  onRepository({ on: "GET /repos/:owner/:repo/compare/*", ...READ, answer: compare }),
];

/** Last of all, because its path takes everything after `commits/`. */
export const lastCommitRoutes: readonly Route[] = [
  onRepository({ on: "GET /repos/:owner/:repo/commits/*", ...READ, answer: getCommit }),
];
