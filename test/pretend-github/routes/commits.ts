// Branches, commits, comparisons.
import * as z from "zod";
import { commitsBetween } from "../git/history.ts";
import { commitAt } from "../git/objects.ts";
import type { Sha } from "../git/objects.ts";
import { accountByEmail, accountByLogin } from "../state/accounts.ts";
import { list, pageOf } from "../http/page.ts";
import { found, notFound, Refusal } from "../http/refusal.ts";
import { json, NOTHING, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { pullsOf } from "../state/issues.ts";
import { commitsOf, filesBetween, mergeBaseOf, remembered, sumOf } from "../state/pulls.ts";
import { branchTip, resolveCommit } from "../state/repositories.ts";
import type { Repository } from "../state/repositories.ts";
import { commitShape, fileShape } from "../shapes/commit.ts";
import { pullShape } from "../shapes/pull.ts";
import { repositoryPage, repositoryUrl } from "../shapes/repository.ts";
import type { Shape } from "../shapes/account.ts";

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

function branchShape(ask: RepositoryAsk, branch: string): Shape {
  const { repository } = ask;
  const protection = repository.protections.get(branch);
  const checks = protection?.requiredChecks?.checks ?? [];
  const url = `${repositoryUrl(ask.world, repository)}/branches/${branch}/protection`;
  return {
    name: branch,
    protected: protection !== undefined,
    // The partial view that Contents read gives: names and Apps of required checks, and nothing else.
    protection: {
      enabled: protection !== undefined,
      required_status_checks: {
        enforcement_level: checks.length > 0 ? (protection?.enforceAdmins ? "everyone" : "non_admins") : "off",
        contexts: checks.map((check) => check.context),
        checks: checks.map((check) => ({ context: check.context, app_id: check.appId })),
      },
    },
    protection_url: url,
  };
}

function branchesOf(repository: Repository): string[] {
  const refs = [...repository.refs.keys()].filter((ref) => ref.startsWith("refs/heads/"));
  return refs.map((ref) => ref.slice("refs/heads/".length)).sort();
}

function getBranch(ask: RepositoryAsk) {
  const branch = ask.params["branch"]!;
  const tip = branchTip(ask.repository, branch);
  if (tip === undefined) throw new Refusal(404, "Branch not found");
  const self = `${repositoryUrl(ask.world, ask.repository)}/branches/${branch}`;
  const html = `${repositoryPage(ask.world, ask.repository)}/tree/${branch}`;
  return json({
    ...branchShape(ask, branch),
    commit: commitShape(ask.world, ask.repository, tip),
    _links: { self, html },
  });
}

const check = z.strictObject({ context: z.string(), app_id: z.int().optional() });
const protectionBody = z.strictObject({
  required_status_checks: z
    .strictObject({ strict: z.boolean(), contexts: z.array(z.string()).optional(), checks: z.array(check).optional() })
    .nullable(),
  enforce_admins: z.boolean().nullable(),
  required_pull_request_reviews: z
    .strictObject({
      required_approving_review_count: z.int().optional(),
      require_code_owner_reviews: z.boolean().optional(),
      dismiss_stale_reviews: z.boolean().optional(),
    })
    .nullable(),
  restrictions: z.null(),
  allow_force_pushes: z.boolean().nullable().optional(),
  allow_deletions: z.boolean().nullable().optional(),
});

function protect(ask: RepositoryAsk<z.infer<typeof protectionBody>>) {
  const { body, repository } = ask;
  const branch = ask.params["branch"]!;
  if (branchTip(repository, branch) === undefined) throw new Refusal(404, "Branch not found");
  const { required_status_checks: checks, required_pull_request_reviews: reviews } = body;
  const named = checks?.checks?.map((each) => ({ context: each.context, appId: each.app_id ?? null }));
  repository.protections.set(branch, {
    requiredChecks: checks && {
      strict: checks.strict,
      checks: named ?? (checks.contexts ?? []).map((context) => ({ context, appId: null })),
    },
    requiredReviews: reviews && {
      count: reviews.required_approving_review_count ?? 1,
      codeOwners: reviews.require_code_owner_reviews ?? false,
      dismissStale: reviews.dismiss_stale_reviews ?? false,
    },
    enforceAdmins: body.enforce_admins ?? false,
    allowForcePushes: body.allow_force_pushes ?? false,
    allowDeletions: body.allow_deletions ?? false,
  });
  return json(protectionShape(ask));
}

function protectionShape(ask: RepositoryAsk): Shape {
  const branch = ask.params["branch"]!;
  const protection = ask.repository.protections.get(branch);
  if (!protection) throw new Refusal(404, "Branch not protected");
  const url = `${repositoryUrl(ask.world, ask.repository)}/branches/${branch}/protection`;
  const { requiredChecks: checks, requiredReviews: reviews } = protection;
  return {
    url,
    ...(checks && {
      required_status_checks: {
        url: `${url}/required_status_checks`,
        strict: checks.strict,
        contexts: checks.checks.map((each) => each.context),
        contexts_url: `${url}/required_status_checks/contexts`,
        checks: checks.checks.map((each) => ({ context: each.context, app_id: each.appId })),
      },
    }),
    ...(reviews && {
      required_pull_request_reviews: {
        url: `${url}/required_pull_request_reviews`,
        dismiss_stale_reviews: reviews.dismissStale,
        require_code_owner_reviews: reviews.codeOwners,
        required_approving_review_count: reviews.count,
      },
    }),
    enforce_admins: { url: `${url}/enforce_admins`, enabled: protection.enforceAdmins },
    allow_force_pushes: { enabled: protection.allowForcePushes },
    allow_deletions: { enabled: protection.allowDeletions },
  };
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
  onRepository({
    on: "GET /repos/:owner/:repo/branches",
    ...READ,
    answer: (ask) => {
      const wanted = ask.query.get("protected");
      const names = branchesOf(ask.repository).filter(
        (branch) => wanted === null || (wanted === "true") === ask.repository.protections.has(branch),
      );
      return list(ask, names, (branch) => {
        const sha = branchTip(ask.repository, branch)!;
        const url = `${repositoryUrl(ask.world, ask.repository)}/commits/${sha}`;
        return { ...branchShape(ask, branch), commit: { sha, url } };
      });
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/branches/:branch/protection",
    app: ["administration", "read"],
    user: "admin",
    answer: (ask) => json(protectionShape(ask)),
  }),
  onRepository({
    on: "PUT /repos/:owner/:repo/branches/:branch/protection",
    app: ["administration", "write"],
    user: "admin",
    body: protectionBody,
    answer: protect,
  }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/branches/:branch/protection",
    app: ["administration", "write"],
    user: "admin",
    answer: (ask) => {
      if (!ask.repository.protections.delete(ask.params["branch"]!)) throw new Refusal(404, "Branch not protected");
      return NOTHING;
    },
  }),
  onRepository({ on: "GET /repos/:owner/:repo/branches/:branch", ...READ, answer: getBranch }),
];

/** Last of all, because its path takes everything after `commits/`. */
export const lastCommitRoutes: readonly Route[] = [
  onRepository({ on: "GET /repos/:owner/:repo/commits/*", ...READ, answer: getCommit }),
];
