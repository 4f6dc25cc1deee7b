// Files of a branch or a commit.
import * as z from "zod";
import { moveRef, signatureOf, webFlow } from "../acts/pushes.ts";
import { blobAt, commitAt, EMPTY_TREE, writeBlob, writeCommit } from "../git/objects.ts";
import type { Mode, Sha } from "../git/objects.ts";
import { changeTree, entryAt, walk } from "../git/trees.ts";
import type { PathChange } from "../git/trees.ts";
import { found, Refusal } from "../http/refusal.ts";
import { by, json, onRepository } from "../http/route.ts";
import type { RepositoryAsk, Route } from "../http/route.ts";
import { branchTip, resolveCommit } from "../state/repositories.ts";
import { contentShape, gitCommitShape } from "../shapes/commit.ts";
import { refuseMove } from "./refusals.ts";

/** Larger files have no content in the answer; beyond 100 MB there is none at all. */
const MOST_INLINE = 1024 * 1024;

const READ = { app: ["contents", "read"], user: "read" } as const;
const WRITE = { app: ["contents", "write"], user: "write" } as const;

function getContents(ask: RepositoryAsk) {
  const { world, repository } = ask;
  const ref = ask.query.get("ref") ?? repository.defaultBranch;
  const commit = resolveCommit(repository, ref);
  if (commit === undefined) throw new Refusal(404, `No commit found for the ref ${ref}`);
  const path = (ask.params["rest"] ?? "").replace(/\/$/, "");
  const entry = found(entryAt(repository.objects, commitAt(repository.objects, commit).tree, path));
  const shape = (at: { path: string; mode: Mode; sha: Sha }) => contentShape(world, repository, { ...at, ref });
  if (entry.mode === "040000") {
    // One level: GitHub lists at most 1,000 entries here and has the trees API for more.
    const inside = [...walkOne(ask, entry.sha, path)].slice(0, 1_000);
    return json(inside.map(shape));
  }
  const { bytes } = found(blobAt(repository.objects, entry.sha));
  if (String(ask.headers["accept"]).includes("raw")) return json(bytes.toString("utf8"));
  const inline = bytes.length <= MOST_INLINE;
  const content = inline ? bytes.toString("base64").replace(/.{60}/g, "$&\n") : "";
  return json({ ...shape(entry), content, encoding: inline ? "base64" : "none" });
}

export function* walkOne(ask: RepositoryAsk, tree: Sha, path: string) {
  const prefix = path === "" ? "" : `${path}/`;
  for (const entry of walk(ask.repository.objects, tree, prefix)) {
    if (!entry.path.slice(prefix.length).includes("/")) yield entry;
  }
}

export const person = z.strictObject({
  name: z.string(),
  email: z.string(),
  date: z.iso.datetime({ offset: true }).optional(),
});
const fileBody = z.strictObject({
  message: z.string(),
  content: z.string(),
  sha: z.string().optional(),
  branch: z.string().optional(),
  committer: person.optional(),
  author: person.optional(),
});
const deletion = fileBody.omit({ content: true }).required({ sha: true });

function changeFile(ask: RepositoryAsk<z.infer<typeof fileBody> | z.infer<typeof deletion>>) {
  const { world, repository, body } = ask;
  const { objects } = repository;
  const branch = body.branch ?? repository.defaultBranch;
  const path = ask.params["rest"]!;
  const tip = branchTip(repository, branch);
  if (tip === undefined && repository.refs.size > 0) throw new Refusal(404, `Branch ${branch} not found`);
  const tree = tip === undefined ? EMPTY_TREE : commitAt(objects, tip).tree;
  const there = entryAt(objects, tree, path);
  const content = "content" in body ? body.content : null;
  if (there && body.sha === undefined) throw new Refusal(422, `Invalid request.\n\n"sha" wasn't supplied.`);
  if (body.sha !== undefined && there?.sha !== body.sha) throw new Refusal(409, `${path} does not match ${body.sha}`);
  const change: PathChange =
    content === null
      ? null
      : { mode: there?.mode ?? "100644", sha: writeBlob(objects, Buffer.from(content, "base64")) };
  const who = by(ask);
  const isPerson = ask.actor.kind === "user";
  const author = signatureGiven(world.clock.now(), body.author ?? body.committer) ?? signatureOf(world, who.account);
  const sha = writeCommit(objects, {
    tree: changeTree(objects, tree, new Map([[path, change]])),
    parents: tip === undefined ? [] : [tip],
    author,
    committer: signatureGiven(world.clock.now(), body.committer) ?? (isPerson ? webFlow(world) : author),
    message: body.message,
    signature: body.committer ? null : "web-flow",
  });
  refuseMove(ask, { branch, from: tip, to: sha });
  moveRef(world, repository, who, { ref: `refs/heads/${branch}`, to: sha });
  const shape = change && contentShape(world, repository, { path, ref: branch, ...change });
  return json(
    { content: shape, commit: gitCommitShape(world, repository, sha) },
    there ? 200 : content === null ? 200 : 201,
  );
}

export function signatureGiven(now: number, given: z.infer<typeof person> | undefined) {
  if (!given) return null;
  return { name: given.name, email: given.email, at: given.date === undefined ? now : Date.parse(given.date) };
}

export const contentRoutes: readonly Route[] = [
  onRepository({ on: "GET /repos/:owner/:repo/contents/*", ...READ, answer: getContents }),
  onRepository({ on: "PUT /repos/:owner/:repo/contents/*", ...WRITE, body: fileBody, answer: changeFile }),
  onRepository({ on: "DELETE /repos/:owner/:repo/contents/*", ...WRITE, body: deletion, answer: changeFile }),
];
