// Puts what a real git repository holds into the pretend GitHub, object for object: both have the same shas.
import { execFileSync } from "node:child_process";
import { writeBlob, writeCommit, writeTree } from "../pretend-github/git/objects.ts";
import type { Mode, Signature } from "../pretend-github/git/objects.ts";
import type { Repository } from "../pretend-github/state/repositories.ts";

/** Copies all objects, and the branches and tags of `folder`, which may be bare. */
export function mirror(folder: string, repository: Repository): void {
  const git = (args: string[], input = ""): Buffer =>
    execFileSync("git", ["-C", folder, ...args], { input, maxBuffer: 1 << 28 });
  // The refs first: a push that comes in between brings objects that no ref of these names, never a ref without its objects.
  const refs = git(["for-each-ref", "--format=%(objectname) %(*objectname) %(refname)", "refs/heads", "refs/tags"]);
  const list = git(["cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)"]).toString().trim();
  const objects = list === "" ? [] : list.split("\n").map((line) => line.split(" ") as [string, string]);
  for (const kind of ["blob", "tree", "commit"])
    for (const [sha, type] of objects)
      if (type === kind && !repository.objects.has(sha)) copy(git(["cat-file", kind, sha]), { sha, kind, repository });
  for (const line of refs.toString().trim().split("\n").filter(Boolean)) {
    const [object = "", peeled = "", ref = ""] = line.split(" ");
    // A tag that is there is not moved: it may be annotated there and light here.
    if (ref.startsWith("refs/tags/") && repository.refs.has(ref)) continue;
    repository.refs.set(ref, peeled === "" ? object : peeled);
  }
}

function copy(bytes: Buffer, what: { sha: string; kind: string; repository: Repository }): void {
  const { objects } = what.repository;
  const made =
    what.kind === "blob"
      ? writeBlob(objects, bytes)
      : what.kind === "tree"
        ? writeTree(objects, entriesOf(bytes))
        : writeCommit(objects, commitOf(bytes.toString("utf8")));
  if (made !== what.sha) throw new Error(`${what.kind} ${what.sha} became ${made}`);
}

function entriesOf(bytes: Buffer): { mode: Mode; name: string; sha: string }[] {
  const entries: { mode: Mode; name: string; sha: string }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const end = bytes.indexOf(0, space);
    const mode = bytes.subarray(at, space).toString().padStart(6, "0") as Mode;
    entries.push({
      mode,
      name: bytes.subarray(space + 1, end).toString(),
      sha: bytes.subarray(end + 1, end + 21).toString("hex"),
    });
    at = end + 21;
  }
  return entries;
}

function commitOf(text: string): Parameters<typeof writeCommit>[1] {
  const end = text.indexOf("\n\n");
  const head = text.slice(0, end).split("\n");
  const value = (key: string): string => head.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1) ?? "";
  return {
    tree: value("tree"),
    parents: head.filter((line) => line.startsWith("parent ")).map((line) => line.slice(7)),
    author: signature(value("author")),
    committer: signature(value("committer")),
    message: text.slice(end + 2),
    signature: /^gpgsig (.*(?:\n .*)*)/m.exec(text.slice(0, end))?.[1]?.replaceAll("\n ", "\n") ?? null,
  };
}

function signature(text: string): Signature {
  const [, name = "", email = "", at = ""] = /^(.*) <(.*)> (\d+) \+0000$/.exec(text) ?? [];
  return { name, email, at: Number(at) * 1000 };
}
