// Git's objects, hashed as git hashes them, so that every sha that the stand-in answers is a true one.
import { createHash } from "node:crypto";

export type Sha = string;
export type Mode = "100644" | "100755" | "120000" | "040000" | "160000";

export interface Blob {
  readonly kind: "blob";
  readonly bytes: Buffer;
}
export interface TreeEntry {
  readonly mode: Mode;
  readonly name: string;
  readonly sha: Sha;
}
export interface Tree {
  readonly kind: "tree";
  readonly entries: readonly TreeEntry[];
}
/** A git author or committer. `at` is milliseconds UTC; git keeps seconds. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly at: number;
}
export interface Commit {
  readonly kind: "commit";
  readonly tree: Sha;
  readonly parents: readonly Sha[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
  /** What stands in `gpgsig`; null for an unsigned commit. */
  readonly signature: string | null;
}
/** An annotated tag. */
export interface Tag {
  readonly kind: "tag";
  readonly object: Sha;
  readonly name: string;
  readonly tagger: Signature;
  readonly message: string;
}
export type GitObject = Blob | Tree | Commit | Tag;

/** The objects of one network of forks: as at GitHub, a fork's commits can be read through every member of the network. */
export type Objects = Map<Sha, GitObject>;

export const EMPTY_TREE: Sha = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
export const ZERO: Sha = "0".repeat(40);

function keep(objects: Objects, type: GitObject["kind"], payload: Buffer, object: GitObject): Sha {
  const sha = createHash("sha1").update(`${type} ${payload.length}\0`).update(payload).digest("hex");
  if (!objects.has(sha)) objects.set(sha, object);
  return sha;
}

export function writeBlob(objects: Objects, content: string | Buffer): Sha {
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  return keep(objects, "blob", bytes, { kind: "blob", bytes });
}

/** Git sorts a folder as if its name ended in a slash. */
function sortKey(entry: TreeEntry): string {
  return entry.mode === "040000" ? `${entry.name}/` : entry.name;
}

export function writeTree(objects: Objects, entries: readonly TreeEntry[]): Sha {
  const keyed = entries.map((entry) => ({ entry, key: Buffer.from(sortKey(entry)) }));
  const sorted = keyed.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ entry }) => entry);
  const parts = sorted.flatMap((entry) => [
    Buffer.from(`${entry.mode.replace(/^0/, "")} ${entry.name}\0`),
    Buffer.from(entry.sha, "hex"),
  ]);
  return keep(objects, "tree", Buffer.concat(parts), { kind: "tree", entries: sorted });
}

function printSignature(signature: Signature): string {
  return `${signature.name} <${signature.email}> ${Math.floor(signature.at / 1000)} +0000`;
}

export function writeCommit(objects: Objects, commit: Omit<Commit, "kind">): Sha {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${printSignature(commit.author)}`,
    `committer ${printSignature(commit.committer)}`,
    ...(commit.signature === null ? [] : [`gpgsig ${commit.signature.replaceAll("\n", "\n ")}`]),
  ];
  const payload = Buffer.from(`${lines.join("\n")}\n\n${commit.message}`);
  return keep(objects, "commit", payload, { kind: "commit", ...commit });
}

export function writeTag(objects: Objects, tag: Omit<Tag, "kind">): Sha {
  const type = objects.get(tag.object)?.kind ?? "commit";
  const lines = [`object ${tag.object}`, `type ${type}`, `tag ${tag.name}`, `tagger ${printSignature(tag.tagger)}`];
  return keep(objects, "tag", Buffer.from(`${lines.join("\n")}\n\n${tag.message}`), { kind: "tag", ...tag });
}

/** The commit behind a tag, or the sha itself. */
export function peel(objects: Objects, sha: Sha): Sha {
  const object = objects.get(sha);
  return object?.kind === "tag" ? peel(objects, object.object) : sha;
}

export function blobAt(objects: Objects, sha: Sha): Blob | undefined {
  const object = sha.length === 40 ? objects.get(sha) : undefined;
  return object?.kind === "blob" ? object : undefined;
}

/** Throws when there is no such tree: the caller holds a sha that came from an object. */
export function treeAt(objects: Objects, sha: Sha): Tree {
  if (sha === EMPTY_TREE) return { kind: "tree", entries: [] };
  const object = objects.get(sha);
  if (object?.kind !== "tree") throw new Error(`no tree ${sha}`);
  return object;
}

/** Throws when there is no such commit: the caller holds a sha that came from a ref or an object. */
export function commitAt(objects: Objects, sha: Sha): Commit {
  const object = objects.get(sha);
  if (object?.kind !== "commit") throw new Error(`no commit ${sha}`);
  return object;
}
