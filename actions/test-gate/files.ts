// Finds reports by glob and reads them in pieces. Nothing outside the workspace is read: no `..`, no symlink that leads out.
import { closeSync, openSync, readdirSync, readSync, realpathSync, statSync, type Dirent } from "node:fs";
import { sep } from "node:path";
import { matchesGlob } from "../../src/core/glob.ts";
import { Refusal } from "../action.ts";
import { mayEnter, wantedOf, type Wanted } from "./wanted.ts";
import { within } from "./within.ts";

const MOST_ENTRIES = 2_000_000;

export interface Found {
  /** Relative to the workspace, with slashes, sorted. */
  readonly paths: string[];
  /** Symlinks that lead out of the workspace: found, and not read. */
  readonly outside: string[];
  /** Globs that matched nothing. */
  readonly idle: string[];
  /** Paths without a wildcard where there is no file. */
  readonly missing: string[];
  /** Folders that may not be opened. */
  readonly closed: string[];
}

export const NOTHING_FOUND: Found = { paths: [], outside: [], idle: [], missing: [], closed: [] };

/** Throws {@link Refusal} for a glob that leaves the workspace, or is none (ACT-18). */
export function findFiles(globs: readonly string[], workspace: string): Found {
  if (globs.length === 0) return NOTHING_FOUND;
  const wanted = globs.map((source) => wantedOf(source, workspace));
  const paths = new Set<string>();
  const outside = new Set<string>();
  const closed = new Set<string>();
  /** Link -> the file that it leads to, from the workspace on. */
  const links = new Map<string, string>();
  let left = MOST_ENTRIES;
  const home = realpathOf(workspace);
  if (home === null) throw noWorkspace(workspace);

  const look = (folder: string, mine: readonly Wanted[]): void => {
    const entries = entriesOf(within(workspace, folder));
    if (entries === null) closed.add(folder);
    for (const entry of entries ?? []) {
      left -= 1;
      if (left < 0) throw tooMany();
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        const below = mine.filter((one) => mayEnter(one, entry.name));
        if (below.length > 0) look(path, below);
      } else {
        const matching = mine.filter((one) => matchesGlob(one.glob, path));
        if (matching.length > 0) take(path, entry, matching);
      }
    }
  };
  const take = (path: string, entry: Dirent, matching: readonly Wanted[]): void => {
    if (entry.isSymbolicLink()) {
      const target = realpathOf(within(workspace, path));
      if (target !== null && !isInside(target, home)) {
        outside.add(path);
        return;
      }
      // What leads nowhere is told when it is read.
      if (target !== null && statSync(target, { throwIfNoEntry: false })?.isFile() === false) return;
      if (target !== null) links.set(path, target.slice(home.length + 1).replaceAll(sep, "/"));
    } else if (!entry.isFile()) return;
    for (const one of matching) one.matched += 1;
    paths.add(path);
  };
  for (const root of new Set(wanted.map((one) => one.root))) {
    const folder = root === "" ? home : realpathOf(within(workspace, root));
    const mine = wanted.filter((one) => one.root === root);
    if (folder === null) continue;
    if (isInside(folder, home)) look(root, mine);
    else outside.add(root);
  }
  const idle = wanted.filter((one) => one.matched === 0 && !outside.has(one.root));
  const sources = (is: Wanted["is"]): string[] => idle.filter((one) => one.is === is).map((one) => one.source);
  return {
    paths: withoutCopies(paths, links),
    outside: [...outside].sort(),
    idle: sources("glob"),
    missing: sources("path"),
    closed: [...closed].sort(),
  };
}

/** A link to a file that is read anyway would count its tests twice; so would a second link to one. */
function withoutCopies(paths: ReadonlySet<string>, links: ReadonlyMap<string, string>): string[] {
  const sorted = [...paths].sort();
  if (links.size === 0) return sorted;
  const read = new Set(sorted.filter((path) => !links.has(path)));
  return sorted.filter((path) => {
    const target = links.get(path);
    if (target === undefined) return true;
    const isNew = !read.has(target);
    read.add(target);
    return isNew;
  });
}

/** Null for a folder that we may not open. */
function entriesOf(folder: string): Dirent[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // A folder that goes away while we look holds no report of this job.
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    if (code === "EACCES" || code === "EPERM") return null;
    throw error;
  }
}

function realpathOf(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}

/** Both as the system resolves them: absolute, without links and dots. */
function isInside(path: string, home: string): boolean {
  return path === home || path.startsWith(home.endsWith(sep) ? home : home + sep);
}

function noWorkspace(workspace: string): Refusal {
  return new Refusal({
    code: "workspace-missing",
    message: `There is no workspace ${workspace}.`,
    cure: "Run this after actions/checkout, or where GITHUB_WORKSPACE names a folder.",
  });
}

function tooMany(): Refusal {
  return new Refusal({
    code: "too-many-files",
    message: `The globs lead through more than ${MOST_ENTRIES} files.`,
    cure: "Begin the glob with the folder that the reports are in.",
  });
}

/** Whether a file was last written before that instant; null is no instant. One that is gone is told when it is read. */
export const isStale = (path: string, notBefore: number | null): boolean =>
  notBefore !== null && (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? notBefore) < notBefore;

const PIECE = 256 * 1024;
const piece = Buffer.allocUnsafeSlow(PIECE);

/** A file in pieces, each of which is overwritten by the next. */
export function* piecesOf(path: string): Generator<Buffer, undefined> {
  const file = openSync(path, "r");
  try {
    for (let size = readSync(file, piece); size > 0; size = readSync(file, piece)) yield piece.subarray(0, size);
  } finally {
    closeSync(file);
  }
}
