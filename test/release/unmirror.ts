// Writes what the pretend GitHub holds into a real repository: commits that it merged, and the pull request's own ref.
import { execFileSync } from "node:child_process";
import type { GitObject } from "../pretend-github/git/objects.ts";
import type { Repository } from "../pretend-github/state/repositories.ts";

export function unmirror(repository: Repository, folder: string, number: number): void {
  const git = (args: string[], input: string | Buffer = ""): string =>
    execFileSync("git", ["-C", folder, ...args], { input, encoding: "utf8", maxBuffer: 1 << 28 }).trim();
  const there = new Set(git(["cat-file", "--batch-all-objects", "--batch-check=%(objectname)"]).split("\n"));
  for (const [sha, object] of repository.objects) {
    if (there.has(sha)) continue;
    const made = git(["hash-object", "-w", "-t", object.kind, "--stdin", "--literally"], payload(object));
    if (made !== sha) throw new Error(`${object.kind} ${sha} became ${made}`);
  }
  for (const [ref, sha] of repository.refs) if (ref.startsWith("refs/heads/")) git(["update-ref", ref, sha]);
  const pull = repository.issues.get(number)?.pull;
  if (pull != null) git(["update-ref", `refs/pull/${number}/head`, pull.head.sha]);
}

function payload(object: GitObject): Buffer {
  if (object.kind === "blob") return object.bytes;
  if (object.kind === "tree")
    return Buffer.concat(
      object.entries.flatMap(({ mode, name, sha }) => [
        Buffer.from(`${mode.replace(/^0/, "")} ${name}\0`),
        Buffer.from(sha, "hex"),
      ]),
    );
  if (object.kind !== "commit") return Buffer.alloc(0);
  const print = ({ name, email, at }: { name: string; email: string; at: number }): string =>
    `${name} <${email}> ${Math.floor(at / 1000)} +0000`;
  const head = [
    `tree ${object.tree}`,
    ...object.parents.map((parent) => `parent ${parent}`),
    `author ${print(object.author)}`,
    `committer ${print(object.committer)}`,
    ...(object.signature === null ? [] : [`gpgsig ${object.signature.replaceAll("\n", "\n ")}`]),
  ];
  return Buffer.from(`${head.join("\n")}\n\n${object.message}`);
}
