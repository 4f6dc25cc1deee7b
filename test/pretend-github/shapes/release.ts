// Releases and annotated tags as GitHub's JSON.
import { createHash } from "node:crypto";
import type { Tag } from "../git/objects.ts";
import type { Sha } from "../git/objects.ts";
import { stamp, stampOrNull } from "../state/clock.ts";
import { nodeId } from "../state/ids.ts";
import type { Asset, Release } from "../state/releases.ts";
import type { Repository } from "../state/repositories.ts";
import type { World } from "../state/world.ts";
import { userShape } from "./account.ts";
import type { Shape } from "./account.ts";
import { repositoryPage, repositoryUrl } from "./repository.ts";

export function releaseShape(world: World, repository: Repository, release: Release): Shape {
  const api = repositoryUrl(world, repository);
  const page = repositoryPage(world, repository);
  const url = `${api}/releases/${release.id}`;
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    html_url: `${page}/releases/tag/${release.draft ? `untagged-${release.id}` : release.tag}`,
    id: release.id,
    node_id: nodeId("release", release.id),
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    body: release.body,
    draft: release.draft,
    prerelease: release.prerelease,
    immutable: false,
    created_at: stamp(release.createdAt),
    published_at: stampOrNull(release.publishedAt),
    updated_at: stamp(release.publishedAt ?? release.createdAt),
    author: userShape(world, release.author),
    assets: release.assets.map((asset) => assetShape(world, repository, { release, asset })),
    tarball_url: release.draft ? null : `${api}/tarball/${release.tag}`,
    zipball_url: release.draft ? null : `${api}/zipball/${release.tag}`,
  };
}

export function assetShape(
  world: World,
  repository: Repository,
  { release, asset }: { readonly release: Release; readonly asset: Asset },
): Shape {
  const { id, name, label, bytes } = asset;
  return {
    url: `${repositoryUrl(world, repository)}/releases/assets/${id}`,
    browser_download_url: `${repositoryPage(world, repository)}/releases/download/${release.tag}/${name}`,
    id,
    node_id: nodeId("asset", id),
    name,
    label,
    // The description has no word for what an upload that broke off leaves behind, and GitHub calls it `starter`.
    state: "uploaded",
    content_type: "application/octet-stream",
    size: bytes.length,
    digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
    download_count: 0,
    created_at: stamp(asset.createdAt),
    updated_at: stamp(asset.createdAt),
    uploader: userShape(world, asset.uploader),
  };
}

export function tagShape(world: World, repository: Repository, at: { sha: Sha; tag: Tag }): Shape {
  const { sha, tag } = at;
  const api = repositoryUrl(world, repository);
  const type = repository.objects.get(tag.object)?.kind ?? "commit";
  return {
    node_id: `TA_${sha}`,
    sha,
    url: `${api}/git/tags/${sha}`,
    tag: tag.name,
    message: tag.message,
    tagger: { name: tag.tagger.name, email: tag.tagger.email, date: stamp(tag.tagger.at) },
    object: { sha: tag.object, type, url: `${api}/git/${type}s/${tag.object}` },
    verification: { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null },
  };
}
