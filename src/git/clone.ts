// What kind of clone this is, from its files: asking git would cost a process.
import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { GitError } from "./run.ts";
import type { GitPlace } from "./run.ts";

/** The repository's own folder (`.git`, shared by work trees); null when there is none at or above the place. */
export function gitFolder(place: GitPlace): string | null {
  const given = place.env["GIT_COMMON_DIR"];
  const own = given ? resolve(physical(place), given) : treeFolder(place);
  return own === null ? null : commonOf(own);
}

/** The folder of this work tree, which holds its HEAD; null where git would find none or another. */
function treeFolder(place: GitPlace): string | null {
  const given = place.env["GIT_DIR"];
  const start = physical(place);
  if (given) return repositoryAt(resolve(start, given));
  for (let folder = start; ; folder = dirname(folder)) {
    const inside = join(folder, ".git");
    // A file leads to the repository or to nothing; a folder that is none is passed over.
    if (existsSync(inside) && (!statSync(inside).isDirectory() || isRepository(inside))) return repositoryAt(inside);
    if (isRepository(folder)) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/** Where the place really is: git starts from there, and links lead elsewhere upwards. */
function physical({ cwd }: GitPlace): string {
  return existsSync(cwd) ? realpathSync.native(cwd) : resolve(cwd);
}

function repositoryAt(path: string): string | null {
  if (!existsSync(path)) return null;
  const folder = statSync(path).isDirectory() ? path : linked(path);
  return isRepository(folder) ? folder : null;
}

/** By what git asks of one. Objects may be elsewhere by the environment: then git is asked for all else. */
function isRepository(folder: string): boolean {
  if (!existsSync(join(folder, "HEAD"))) return false;
  const common = commonOf(folder);
  return existsSync(join(common, "objects")) && existsSync(join(common, "refs"));
}

/** The top of the work tree that the place is in; the place itself where the files do not tell. */
export function workTree(place: GitPlace): string {
  if (place.env["GIT_DIR"]) return place.cwd;
  for (let folder = physical(place); ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return place.cwd;
  }
}

/** The branch that is checked out; null for a detached head; undefined when the files do not tell (another ref store). */
export function checkedOut(place: GitPlace): string | null | undefined {
  const folder = treeFolder(place);
  const file = folder === null ? "" : join(folder, "HEAD");
  // As a link it names the branch by where it leads, which only git reads.
  if (file === "" || !existsSync(file) || lstatSync(file).isSymbolicLink()) return undefined;
  const head = readFileSync(file, "utf8").trim();
  if (/^[0-9a-f]{40,64}$/.test(head)) return null;
  const branch = /^ref: refs\/heads\/(.+)$/.exec(head)?.[1];
  return branch === ".invalid" ? undefined : branch;
}

/** Throws {@link GitError} `shallow`: a history with its end cut off would give a wrong version. */
export function refuseShallow(place: GitPlace): void {
  const folder = gitFolder(place);
  if (folder === null || !existsSync(join(folder, "shallow"))) return;
  throw new GitError({
    code: "shallow",
    message: "This clone is shallow: it does not hold the history since the last release.",
    cure: "Set fetch-depth: 0 at actions/checkout (filter: tree:0 keeps it small), or run git fetch --unshallow --tags.",
  });
}

/** Where the clone came from, as its configuration says; null when it has no `origin`. */
export function originUrl(place: GitPlace): string | null {
  const folder = gitFolder(place);
  if (folder === null || !existsSync(join(folder, "config"))) return null;
  const section = readFileSync(join(folder, "config"), "utf8").split(/^\s*\[remote "origin"\]\s*$/m)[1];
  return /^\s*url\s*=\s*(\S+)\s*$/m.exec(section?.split(/^\s*\[/m)[0] ?? "")?.[1] ?? null;
}

/** The default branch of where the clone came from, as it was when it was cloned; null when the files do not tell. */
export function originBranch(place: GitPlace): string | null {
  const folder = gitFolder(place);
  const file = folder === null ? "" : join(folder, "refs/remotes/origin/HEAD");
  if (file === "" || !existsSync(file)) return null;
  return /^ref: refs\/remotes\/origin\/(.+)$/.exec(readFileSync(file, "utf8").trim())?.[1] ?? null;
}

/** `https://github.com/octo/app` for any of the ways to write a remote, without credentials; null for a local one. */
export function webAddress(url: string): string | null {
  const scp = /^(?:[\w.-]+@)?([\w.-]+):(?!\/)([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url);
  if (scp !== null && !url.includes("://")) return `https://${scp[1] ?? ""}/${scp[2] ?? ""}`;
  const full = /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([\w.-]+)(?::\d+)?\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url);
  return full === null ? null : `https://${full[1] ?? ""}/${full[2] ?? ""}`;
}

function linked(file: string): string {
  const target = /^gitdir:\s*(.*)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? "";
  return resolve(dirname(file), target.trim());
}

function commonOf(folder: string): string {
  const file = join(folder, "commondir");
  return existsSync(file) ? resolve(folder, readFileSync(file, "utf8").trim()) : folder;
}
