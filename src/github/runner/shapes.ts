// What GitHub answers to a runner, as far as we read it. Foreign data: checked here, plain values behind.
import * as z from "zod";
import { HostError } from "../../core/release-host.ts";
import type { TagRef } from "../../core/history.ts";
import type { HostedAsset, HostedCheck, HostedPull, HostedRelease } from "../../core/release-host.ts";

export const refShape = z.object({ object: z.object({ sha: z.string(), type: z.string() }) });
export const tagShape = z.object({ message: z.string(), object: z.object({ sha: z.string() }) });
/** A tag object that is a claim: who made it, and when by GitHub's clock. */
export const claimShape = z.object({ message: z.string(), tagger: z.object({ date: z.string() }) });
export const commitShape = z.object({
  sha: z.string(),
  tree: z.object({ sha: z.string() }),
  parents: z.array(z.object({ sha: z.string() })),
  message: z.string(),
});
/** How the second of two commits stands to the first, and a page of what it has beside it. */
export const comparedShape = z.object({
  status: z.string(),
  total_commits: z.number(),
  commits: z.array(z.object({ sha: z.string() })),
});
export const shaShape = z.object({ sha: z.string() });
export const issueShape = z.object({
  number: z.number(),
  body: z.string().nullable(),
  pull_request: z.unknown().optional(),
  user: z.object({ login: z.string(), type: z.string() }).nullable(),
  locked: z.boolean().optional(),
  author_association: z.string().optional(),
});
export const commentShape = z.object({ body: z.string().nullish() });

const release = z.object({
  id: z.number(),
  tag_name: z.string(),
  body: z.string().nullish(),
  draft: z.boolean(),
  prerelease: z.boolean(),
  target_commitish: z.string(),
  html_url: z.string(),
  upload_url: z.string(),
});

export function readRelease(body: unknown): HostedRelease {
  const one = release.parse(body);
  return {
    id: one.id,
    tag: one.tag_name,
    body: one.body ?? "",
    draft: one.draft,
    prerelease: one.prerelease,
    target: one.target_commitish,
    url: one.html_url,
    // A template: what stands in braces is for the query.
    uploads: one.upload_url.replace(/\{.*$/, ""),
  };
}

const listedTag = z.object({ name: z.string(), commit: z.object({ sha: z.string() }) });

/** A tag of the list, which names the commit also behind an annotated one. */
export function readTag(body: unknown): TagRef {
  const { name, commit } = listedTag.parse(body);
  return { name, sha: commit.sha };
}

const asset = z.object({
  id: z.number(),
  name: z.string(),
  size: z.number(),
  digest: z.string().nullish(),
  state: z.string(),
});

export function readAsset(body: unknown): HostedAsset {
  const { id, name, size, digest, state } = asset.parse(body);
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(digest ?? "")?.[1] ?? null;
  return { id, name, size, digest: sha256, whole: state === "uploaded" };
}

const pull = z.object({
  number: z.number(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.enum(["open", "closed"]),
  draft: z.boolean().optional(),
  merged_at: z.string().nullable(),
  merge_commit_sha: z.string().nullable(),
  head: z.object({ sha: z.string() }),
  base: z.object({ ref: z.string() }),
  labels: z.array(z.object({ name: z.string() })),
  user: z.object({ login: z.string(), type: z.string() }).nullable(),
  author_association: z.string(),
});

export function readPull(body: unknown): HostedPull {
  const one = pull.parse(body);
  return {
    number: one.number,
    url: one.html_url,
    title: one.title,
    body: one.body ?? "",
    state: one.state,
    draft: one.draft ?? false,
    head: one.head.sha,
    base: one.base.ref,
    mergedAs: one.merged_at === null ? null : one.merge_commit_sha,
    labels: one.labels.map(({ name }) => name),
    author: one.user === null ? null : { login: one.user.login, bot: one.user.type === "Bot" },
    association: one.author_association,
  };
}

const checks = z.object({
  total_count: z.number(),
  check_runs: z.array(
    z.object({ id: z.number(), conclusion: z.string().nullable(), app: z.object({ id: z.number() }).nullish() }),
  ),
});

/** Throws {@link HostError} when GitHub holds back some: a part is no basis for an approval. */
export function readChecks(body: unknown): readonly HostedCheck[] {
  const { total_count: total, check_runs: runs } = checks.parse(body);
  if (runs.length !== total)
    throw new HostError({
      kind: "refused",
      status: null,
      message: `GitHub lists ${runs.length} of ${total} check runs.`,
    });
  return runs.map(({ id, conclusion, app }) => ({ id, conclusion, app: app?.id ?? null }));
}
