// Releases and annotated tags as GitHub's JSON.
import type { Tag } from "../git/objects.ts";
import type { Sha } from "../git/objects.ts";
import { stamp, stampOrNull } from "../state/clock.ts";
import { nodeId } from "../state/ids.ts";
import type { Release } from "../state/releases.ts";
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
    assets: [],
    tarball_url: release.draft ? null : `${api}/tarball/${release.tag}`,
    zipball_url: release.draft ? null : `${api}/zipball/${release.tag}`,
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
