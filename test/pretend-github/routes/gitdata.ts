// Git's own objects and refs.
import * as z from "zod";
import { moveRef, signatureOf } from "../acts/pushes.ts";
import { isAncestor } from "../git/history.ts";
import { blobAt, commitAt, EMPTY_TREE, peel, writeBlob, writeCommit } from "../git/objects.ts";
import type { Sha } from "../git/objects.ts";
import { changeTree, walk } from "../git/trees.ts";
import type { PathChange } from "../git/trees.ts";
import { list } from "../http/page.ts";
import { found, notFound, Refusal } from "../http/refusal.ts";
import { by, json, NOTHING, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { resolveCommit } from "../state/repositories.ts";
import { blobShape, gitCommitShape, refShape, treeEntryShape, treeShape } from "../shapes/commit.ts";
import { person, signatureGiven, walkOne } from "./contents.ts";
import { refuseMove } from "./refusals.ts";

const MOST_ENTRIES = 100_000;

const READ = { app: ["contents", "read"], user: "read" } as const;
const WRITE = { app: ["contents", "write"], user: "write" } as const;

const treeBody = z.strictObject({
  base_tree: z.string().optional(),
  tree: z.array(
    z.strictObject({
      path: z.string(),
      mode: z.enum(["100644", "100755", "040000", "160000", "120000"]),
      type: z.enum(["blob", "tree", "commit"]).optional(),
      sha: z.string().nullable().optional(),
      content: z.string().optional(),
    }),
  ),
});

function createTree(ask: RepositoryAsk<z.infer<typeof treeBody>>) {
  const { objects } = ask.repository;
  const changes = new Map<string, PathChange>();
  for (const { path, mode, sha, content } of ask.body.tree) {
    const object = content === undefined ? sha : writeBlob(objects, content);
    if (object === undefined) throw new Refusal(422, "tree.sha or tree.content must be supplied");
    if (object !== null && mode !== "160000" && !objects.has(object))
      throw new Refusal(422, `tree.sha ${object} is not a valid blob`);
    changes.set(path, object === null ? null : { mode, sha: object });
  }
  const base = ask.body.base_tree ?? EMPTY_TREE;
  const baseTree = objects.get(base)?.kind === "commit" ? commitAt(objects, base).tree : base;
  if (baseTree !== EMPTY_TREE && objects.get(baseTree)?.kind !== "tree")
    throw new Refusal(404, "base_tree is not a valid tree oid");
  const sha = changeTree(objects, baseTree, changes);
  return json(treeAnswer(ask, sha, "flat"), 201);
}

function treeAnswer(ask: RepositoryAsk, sha: Sha, depth: "flat" | "recursive") {
  const { world, repository } = ask;
  const all = depth === "recursive" ? walk(repository.objects, sha) : walkOne(ask, sha, "");
  const entries = [];
  for (const entry of all) {
    if (entries.length === MOST_ENTRIES) return treeShape(world, repository, sha, entries, true);
    entries.push(treeEntryShape(world, repository, entry));
  }
  return treeShape(world, repository, sha, entries, false);
}

const commitBody = z.strictObject({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).optional(),
  author: person.optional(),
  committer: person.optional(),
  signature: z.string().optional(),
});

function createCommit(ask: RepositoryAsk<z.infer<typeof commitBody>>) {
  const { world, repository, body } = ask;
  const { objects } = repository;
  const isTree = body.tree === EMPTY_TREE || objects.get(body.tree)?.kind === "tree";
  if (!isTree) throw new Refusal(422, "Tree SHA does not exist");
  const parents = body.parents ?? [];
  if (!parents.every((sha) => objects.get(sha)?.kind === "commit"))
    throw new Refusal(422, "Parent SHA does not exist or is not a commit object");
  const now = world.clock.now();
  const author = signatureGiven(now, body.author) ?? signatureOf(world, by(ask).account);
  const unsigned = body.author !== undefined || ask.actor.kind === "user";
  const sha = writeCommit(objects, {
    tree: body.tree,
    parents,
    author,
    committer: signatureGiven(now, body.committer) ?? author,
    message: body.message,
    signature: body.signature ?? (unsigned ? null : "web-flow"),
  });
  return json(gitCommitShape(world, repository, sha), 201);
}

function refIn(ask: RepositoryAsk): string {
  const ref = `refs/${ask.params["rest"]}`;
  if (!ask.repository.refs.has(ref)) throw notFound();
  return ref;
}

function isCommit(ask: RepositoryAsk, sha: Sha): boolean {
  return ask.repository.objects.get(sha)?.kind === "commit";
}

const refChange = z.strictObject({ sha: z.string(), force: z.boolean().optional() });

function updateRef(ask: RepositoryAsk<z.infer<typeof refChange>>) {
  const { world, repository, body } = ask;
  const ref = `refs/${ask.params["rest"]}`;
  const from = repository.refs.get(ref);
  if (from === undefined) throw new Refusal(422, "Reference does not exist");
  if (!isCommit(ask, body.sha)) throw new Refusal(422, "Object does not exist");
  if (body.force !== true && !isAncestor(repository.objects, from, body.sha))
    throw new Refusal(422, "Update is not a fast forward");
  if (ref.startsWith("refs/heads/")) refuseMove(ask, { branch: ref.slice("refs/heads/".length), from, to: body.sha });
  moveRef(world, repository, by(ask), { ref, to: body.sha });
  return json(refShape(world, repository, ref));
}

export const gitDataRoutes: readonly Route[] = [
  onRepository({
    on: "GET /repos/:owner/:repo/git/blobs/:sha",
    ...READ,
    answer: (ask) => {
      const blob = found(blobAt(ask.repository.objects, ask.params["sha"]!));
      if (String(ask.headers["accept"]).includes("raw")) return json(blob.bytes.toString("utf8"));
      return json(found(blobShape(ask.world, ask.repository, ask.params["sha"]!)));
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/git/blobs",
    ...WRITE,
    body: z.strictObject({ content: z.string(), encoding: z.enum(["utf-8", "base64"]).optional() }),
    answer: (ask) => {
      const { content, encoding } = ask.body;
      const sha = writeBlob(ask.repository.objects, Buffer.from(content, encoding === "base64" ? "base64" : "utf8"));
      return json({ sha, url: blobShape(ask.world, ask.repository, sha)!["url"] }, 201);
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/git/trees/:sha",
    ...READ,
    answer: (ask) => {
      const { objects } = ask.repository;
      const name = ask.params["sha"]!;
      const commit = resolveCommit(ask.repository, name);
      const sha = commit === undefined ? name : commitAt(objects, commit).tree;
      if (sha !== EMPTY_TREE && objects.get(sha)?.kind !== "tree") throw notFound();
      return json(treeAnswer(ask, sha, ask.query.has("recursive") ? "recursive" : "flat"));
    },
  }),
  onRepository({ on: "POST /repos/:owner/:repo/git/trees", ...WRITE, body: treeBody, answer: createTree }),
  onRepository({
    on: "GET /repos/:owner/:repo/git/commits/:sha",
    ...READ,
    answer: (ask) => {
      if (!isCommit(ask, ask.params["sha"]!)) throw notFound();
      return json(gitCommitShape(ask.world, ask.repository, ask.params["sha"]!));
    },
  }),
  onRepository({ on: "POST /repos/:owner/:repo/git/commits", ...WRITE, body: commitBody, answer: createCommit }),
  onRepository({
    on: "GET /repos/:owner/:repo/git/ref/*",
    ...READ,
    answer: (ask) => json(refShape(ask.world, ask.repository, refIn(ask))),
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/git/matching-refs/*",
    ...READ,
    answer: (ask) => {
      const refs = [...ask.repository.refs.keys()].filter((ref) => ref.startsWith(`refs/${ask.params["rest"]}`));
      return list(ask, refs.sort(), (ref) => refShape(ask.world, ask.repository, ref));
    },
  }),
  onRepository({
    on: "POST /repos/:owner/:repo/git/refs",
    ...WRITE,
    body: z.strictObject({ ref: z.string().regex(/^refs\/[^/]+\/.+/), sha: z.string() }),
    answer: (ask) => {
      const { ref, sha } = ask.body;
      if (ask.repository.refs.has(ref)) throw new Refusal(422, "Reference already exists");
      if (!isCommit(ask, peel(ask.repository.objects, sha))) throw new Refusal(422, "Object does not exist");
      moveRef(ask.world, ask.repository, by(ask), { ref, to: sha });
      return json(refShape(ask.world, ask.repository, ref), 201);
    },
  }),
  onRepository({ on: "PATCH /repos/:owner/:repo/git/refs/*", ...WRITE, body: refChange, answer: updateRef }),
  onRepository({
    on: "DELETE /repos/:owner/:repo/git/refs/*",
    ...WRITE,
    answer: (ask) => {
      const ref = `refs/${ask.params["rest"]}`;
      if (!ask.repository.refs.has(ref)) throw new Refusal(422, "Reference does not exist");
      if (ref.startsWith("refs/heads/"))
        refuseMove(ask, { branch: ref.slice("refs/heads/".length), from: undefined, to: null });
      moveRef(ask.world, ask.repository, by(ask), { ref, to: null });
      return NOTHING;
    },
  }),
  onRepository({
    on: "GET /repos/:owner/:repo/tags",
    ...READ,
    answer: (ask) => {
      const tags = [...ask.repository.refs].filter(([ref]) => ref.startsWith("refs/tags/"));
      return list(ask, tags.reverse(), ([ref, sha]) => {
        const name = ref.slice("refs/tags/".length);
        const commit = peel(ask.repository.objects, sha);
        const api = `${ask.world.url}/repos/${ask.params["owner"]}/${ask.params["repo"]}`;
        return {
          name,
          node_id: refShape(ask.world, ask.repository, ref)["node_id"],
          commit: { sha: commit, url: `${api}/commits/${commit}` },
          zipball_url: `${api}/zipball/${ref}`,
          tarball_url: `${api}/tarball/${ref}`,
        };
      });
    },
  }),
];
