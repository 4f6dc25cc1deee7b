// Branches and their classic protection.
import * as z from "zod";
import { list } from "../http/page.ts";
import { Refusal } from "../http/refusal.ts";
import { json, NOTHING, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { branchTip } from "../state/repositories.ts";
import type { Repository } from "../state/repositories.ts";
import type { Shape } from "../shapes/account.ts";
import { commitShape } from "../shapes/commit.ts";
import { repositoryPage, repositoryUrl } from "../shapes/repository.ts";

const READ = { app: ["contents", "read"], user: "read" } as const;

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

export const branchRoutes: readonly Route[] = [
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
