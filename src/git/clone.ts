// What kind of clone this is, from its files: asking git would cost a process. Names of files are put together as texts: what
// they are put to is in order already, and `join` would walk through every sign of it again, until V8 compiles it for that.
import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { GitError } from "./run.ts";
import type { GitPlace } from "./run.ts";

/** Where a clone keeps what git knows. To find it takes a dozen looks at files, so whoever asks twice keeps the answer. */
export interface CloneFolders {
  /** The folder of this work tree, which holds its HEAD; null where git would find none or another. */
  readonly tree: string | null;
  /** The repository's own folder (`.git`, shared by work trees); null when there is none at or above the place. */
  readonly common: string | null;
}

export function findFolders(place: GitPlace): CloneFolders {
  const tree = treeFolder(place);
  const given = place.env["GIT_COMMON_DIR"];
  const own = given ? resolve(physical(place), given) : tree;
  return { tree, common: own === null ? null : commonOf(own) };
}

function treeFolder(place: GitPlace): string | null {
  const given = place.env["GIT_DIR"];
  const start = physical(place);
  if (given) return repositoryAt(resolve(start, given)) ?? null;
  for (let folder = start; ; folder = dirname(folder)) {
    const inside = repositoryAt(`${folder}/.git`);
    if (inside !== undefined) return inside;
    if (isRepository(folder)) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/** Where the place really is: git starts from there, and links lead elsewhere upwards. */
function physical({ cwd }: GitPlace): string {
  return existsSync(cwd) ? realpathSync.native(cwd) : resolve(cwd);
}

/** A file leads to the repository, or to nothing (null); a folder that is none is passed over (undefined). */
function repositoryAt(path: string): string | null | undefined {
  if (!existsSync(path)) return undefined;
  if (statSync(path).isDirectory()) return isRepository(path) ? path : undefined;
  const folder = linked(path);
  return isRepository(folder) ? folder : null;
}

/** By what git asks of one. Objects may be elsewhere by the environment: then git is asked for all else. */
function isRepository(folder: string): boolean {
  if (!existsSync(`${folder}/HEAD`)) return false;
  const common = commonOf(folder);
  return existsSync(`${common}/objects`) && existsSync(`${common}/refs`);
}

/** The top of the work tree that the place is in; the place itself where the files do not tell. */
export function workTree(place: GitPlace): string {
  if (place.env["GIT_DIR"]) return place.cwd;
  for (let folder = physical(place); ; folder = dirname(folder)) {
    if (existsSync(`${folder}/.git`)) return folder;
    if (dirname(folder) === folder) return place.cwd;
  }
}

/** The branch that is checked out; null for a detached head; undefined when the files do not tell (another ref store). */
export function checkedOut({ tree }: CloneFolders): string | null | undefined {
  const file = tree === null ? "" : `${tree}/HEAD`;
  // As a link it names the branch by where it leads, which only git reads.
  if (file === "" || !existsSync(file) || lstatSync(file).isSymbolicLink()) return undefined;
  const head = readFileSync(file, "utf8").trim();
  const branch = /^ref: refs\/heads\/(.+)$/.exec(head)?.[1];
  if (branch === undefined && /^[0-9a-f]{40,64}$/.test(head)) return null;
  return branch === ".invalid" ? undefined : branch;
}

/** Throws {@link GitError} `shallow`: a history with its end cut off would give a wrong version. */
export function refuseShallow({ common }: CloneFolders): void {
  if (common === null || !existsSync(`${common}/shallow`)) return;
  throw new GitError({
    code: "shallow",
    message: "This clone is shallow: it does not hold the history since the last release.",
    cure: "Set fetch-depth: 0 at actions/checkout (filter: tree:0 keeps it small), or run git fetch --unshallow --tags.",
  });
}

/** Where the clone came from, as its configuration says; null when it has no `origin`. */
export function originUrl({ common }: CloneFolders): string | null {
  if (common === null || !existsSync(`${common}/config`)) return null;
  let isOrigin = false;
  for (const line of readFileSync(`${common}/config`, "utf8").split("\n")) {
    const text = line.trim();
    if (text.startsWith("[")) isOrigin = text === '[remote "origin"]';
    else if (isOrigin && text.startsWith("url")) {
      const url = /^url\s*=\s*(\S+)$/.exec(text)?.[1];
      if (url !== undefined) return url;
    }
  }
  return null;
}

/** The default branch of where the clone came from, as it was when it was cloned; null when the files do not tell. */
export function originBranch({ common }: CloneFolders): string | null {
  const file = common === null ? "" : `${common}/refs/remotes/origin/HEAD`;
  if (file === "" || !existsSync(file)) return null;
  return /^ref: refs\/remotes\/origin\/(.+)$/.exec(readFileSync(file, "utf8").trim())?.[1] ?? null;
}

/** `https://github.com/octo/app` for any of the ways to write a remote, without credentials; null for a local one. */
export function webAddress(url: string): string | null {
  if (!url.includes("://")) {
    const scp = /^(?:[\w.-]+@)?([\w.-]+):(?!\/)([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url);
    return scp === null ? null : `https://${scp[1] ?? ""}/${scp[2] ?? ""}`;
  }
  const full = /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([\w.-]+)(?::\d+)?\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url);
  return full === null ? null : `https://${full[1] ?? ""}/${full[2] ?? ""}`;
}

function linked(file: string): string {
  const target = /^gitdir:\s*(.*)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? "";
  return resolve(dirname(file), target.trim());
}

function commonOf(folder: string): string {
  const file = `${folder}/commondir`;
  return existsSync(file) ? resolve(folder, readFileSync(file, "utf8").trim()) : folder;
}
