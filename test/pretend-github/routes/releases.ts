// Releases, and the tags that they name. A published release makes its tag where it is missing.
import * as z from "zod";
import { moveRef, signatureOf } from "../acts/pushes.ts";
import { writeTag } from "../git/objects.ts";
import { list } from "../http/page.ts";
import { found, invalid, Refusal } from "../http/refusal.ts";
import { by, json, may, NOTHING, numberIn, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import type { Asset, Release } from "../state/releases.ts";
import { resolveCommit } from "../state/repositories.ts";
import { assetShape, releaseShape, tagShape } from "../shapes/release.ts";

const READ = { app: ["contents", "read"], user: "read" } as const;
const WRITE = { app: ["contents", "write"], user: "write" } as const;

const fields = {
  target_commitish: z.string().optional(),
  name: z.string().nullable().optional(),
  body: z.string().max(125_000, "body is too long (maximum is 125000 characters)").nullable().optional(),
  draft: z.boolean().optional(),
  prerelease: z.boolean().optional(),
  make_latest: z.enum(["true", "false", "legacy"]).optional(),
  discussion_category_name: z.string().optional(),
};
const creation = z.strictObject({
  tag_name: z.string(),
  ...fields,
  generate_release_notes: z.literal(false).optional(),
});
const edit = z.strictObject({ tag_name: z.string().optional(), ...fields });

function tell(ask: RepositoryAsk, action: string, release: Release, more: Record<string, unknown> = {}): void {
  const shape = { ...releaseShape(ask.world, ask.repository, release), mentions_count: undefined };
  const body = { release: shape, ...more };
  ask.world.tell({ name: "release", action, repository: ask.repository, sender: by(ask).account, body });
}

/** Publishes: the tag is made at the target where there is none, and the release is told of. */
function publish(ask: RepositoryAsk, release: Release): void {
  const { repository, world } = ask;
  const ref = `refs/tags/${release.tag}`;
  if (!repository.refs.has(ref)) {
    const sha = resolveCommit(repository, release.target);
    if (sha === undefined) throw invalid({ resource: "Release", code: "invalid", field: "target_commitish" });
    moveRef(world, repository, by(ask), { ref, to: sha });
  }
  release.publishedAt = world.clock.now();
  tell(ask, "published", release);
  tell(ask, release.prerelease ? "prereleased" : "released", release);
}

function create(ask: RepositoryAsk<z.infer<typeof creation>>) {
  const { body, repository, world } = ask;
  const draft = body.draft ?? false;
  const taken = repository.releases.some((each) => each.tag === body.tag_name && !each.draft);
  if (taken && !draft) throw invalid({ resource: "Release", code: "already_exists", field: "tag_name" });
  const target = body.target_commitish ?? repository.defaultBranch;
  if (!draft && !repository.refs.has(`refs/tags/${body.tag_name}`) && resolveCommit(repository, target) === undefined) {
    throw invalid({ resource: "Release", code: "invalid", field: "target_commitish" });
  }
  const release: Release = {
    id: world.ids.next("release"),
    tag: body.tag_name,
    target,
    name: body.name ?? null,
    body: body.body ?? null,
    draft,
    prerelease: body.prerelease ?? false,
    author: by(ask).account,
    createdAt: world.clock.now(),
    publishedAt: null,
    assets: [],
    makeLatest: body.make_latest ?? "true",
  };
  repository.releases.push(release);
  tell(ask, "created", release);
  if (!draft) publish(ask, release);
  return json(releaseShape(world, repository, release), 201);
}

/** Drafts are seen by those who can push. */
function seen(ask: RepositoryAsk): Release[] {
  const writes = may(ask, { user: "write", app: ["contents", "write"] });
  return ask.repository.releases.filter((each) => writes || !each.draft).toReversed();
}

function releaseIn(ask: RepositoryAsk): Release {
  const id = numberIn(ask, "release");
  return found(seen(ask).find((each) => each.id === id));
}

function change(ask: RepositoryAsk<z.infer<typeof edit>>) {
  const { body } = ask;
  const release = releaseIn(ask);
  const before = { name: release.name ?? "", body: release.body ?? "" };
  const wasDraft = release.draft;
  release.tag = body.tag_name ?? release.tag;
  release.target = body.target_commitish ?? release.target;
  release.name = body.name === undefined ? release.name : body.name;
  release.body = body.body === undefined ? release.body : body.body;
  release.draft = body.draft ?? release.draft;
  release.prerelease = body.prerelease ?? release.prerelease;
  release.makeLatest = body.make_latest ?? release.makeLatest;
  tell(ask, "edited", release, { changes: { name: { from: before.name }, body: { from: before.body } } });
  if (wasDraft && !release.draft) publish(ask, release);
  return json(releaseShape(ask.world, ask.repository, release));
}

/** The newest full release; a release may say that it is, or is not. */
function latest(ask: RepositoryAsk): Release {
  const full = ask.repository.releases.filter((each) => !each.draft && !each.prerelease && each.makeLatest !== "false");
  return found(full.findLast((each) => each.makeLatest === "true") ?? full.at(-1));
}

/** GitHub changes names with other signs than these; ours must not rely on it. */
const ASSET_NAME = /^[A-Za-z0-9_][A-Za-z0-9._+@-]*$/;

function upload(ask: RepositoryAsk<Buffer>) {
  const { body: bytes, query, repository, world } = ask;
  const release = releaseIn(ask);
  const name = query.get("name") ?? "";
  const field = "name";
  if (!ASSET_NAME.test(name) || bytes.length === 0) throw invalid({ resource: "ReleaseAsset", code: "invalid", field });
  if (release.assets.some((each) => each.name === name)) {
    throw invalid({ resource: "ReleaseAsset", code: "already_exists", field });
  }
  const asset: Asset = {
    id: world.ids.next("asset"),
    name,
    label: query.get("label"),
    bytes,
    uploader: by(ask).account,
    createdAt: world.clock.now(),
  };
  release.assets.push(asset);
  return json(assetShape(world, repository, { release, asset }), 201);
}

function deleteAsset(ask: RepositoryAsk) {
  const id = numberIn(ask, "asset");
  const release = found(seen(ask).find(({ assets }) => assets.some((each) => each.id === id)));
  release.assets.splice(
    release.assets.findIndex((each) => each.id === id),
    1,
  );
  return NOTHING;
}

const tagBody = z.strictObject({
  tag: z.string(),
  message: z.string(),
  object: z.string(),
  type: z.enum(["commit", "tree", "blob"]),
  tagger: z.strictObject({ name: z.string(), email: z.string(), date: z.string().optional() }).optional(),
});

export const releaseRoutes: readonly Route[] = [
  onRepository({
    on: "GET /repos/:owner/:repo/releases",
    ...READ,
    answer: (ask) => list(ask, seen(ask), (each) => releaseShape(ask.world, ask.repository, each)),
  }),
  onRepository({ on: "POST /repos/:owner/:repo/releases", ...WRITE, body: creation, content: true, answer: create }),
  onRepository({
    on: "GET /repos/:owner/:repo/releases/latest",
    ...READ,
    answer: (ask) => json(releaseShape(ask.world, ask.repository, latest(ask))),
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/releases/tags/*",
    ...READ,
    answer: (ask) => {
      const release = ask.repository.releases.find((each) => each.tag === ask.params["rest"] && !each.draft);
      return json(releaseShape(ask.world, ask.repository, found(release)));
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/releases/:release",
    ...READ,
    answer: (ask) => json(releaseShape(ask.world, ask.repository, releaseIn(ask))),
  }),
  onRepository({ on: "PATCH /repos/:owner/:repo/releases/:release", ...WRITE, body: edit, answer: change }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/releases/:release",
    ...WRITE,
    answer: (ask) => {
      const release = releaseIn(ask);
      ask.repository.releases.splice(ask.repository.releases.indexOf(release), 1);
      tell(ask, "deleted", release);
      return NOTHING;
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/releases/:release/assets",
    ...READ,
    answer: (ask) => {
      const release = releaseIn(ask);
      return list(ask, release.assets, (asset) => assetShape(ask.world, ask.repository, { release, asset }));
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/releases/:release/assets",
    ...WRITE,
    body: z.instanceof(Buffer),
    answer: upload,
  }),
  onRepository({ on: "DELETE /repos/:owner/:repo/releases/assets/:asset", ...WRITE, answer: deleteAsset }),
  onRepository({
    on: "POST /repos/:owner/:repo/git/tags",
    ...WRITE,
    body: tagBody,
    answer: (ask) => {
      const { objects } = ask.repository;
      const { tag: name, object, message, type, tagger } = ask.body;
      if (objects.get(object)?.kind !== type) throw new Refusal(422, "Could not verify object");
      const now = ask.world.clock.now();
      const given = tagger && {
        name: tagger.name,
        email: tagger.email,
        at: tagger.date === undefined ? now : Date.parse(tagger.date),
      };
      const sha = writeTag(objects, {
        object,
        name,
        message,
        tagger: given ?? signatureOf(ask.world, by(ask).account),
      });
      const tag = objects.get(sha);
      return json(tagShape(ask.world, ask.repository, { sha, tag: found(tag?.kind === "tag" ? tag : undefined) }), 201);
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/git/tags/:sha",
    ...READ,
    answer: (ask) => {
      const sha = ask.params["sha"]!;
      const tag = ask.repository.objects.get(sha);
      return json(tagShape(ask.world, ask.repository, { sha, tag: found(tag?.kind === "tag" ? tag : undefined) }));
    },
  }),
];
