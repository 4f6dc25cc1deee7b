// Finds reports by glob and reads them in pieces. Nothing outside the workspace is read: no `..`, no symlink that leads out.
import { closeSync, openSync, readdirSync, readSync, realpathSync, statSync, type Dirent } from "node:fs";
import { join, sep } from "node:path";
import { matchesGlob, parseGlob, type Glob } from "../../src/core/glob.ts";
import { Refusal } from "../action.ts";

const MOST_ENTRIES = 2_000_000;
/** Never looked into unless a glob names them: they hold the reports of others. */
const CLOSED = [".git", "node_modules"];

export interface Found {
  /** Relative to the workspace, with slashes, sorted. */
  readonly paths: string[];
  /** Symlinks that lead out of the workspace: found, and not read. */
  readonly outside: string[];
  /** Globs that matched nothing. */
  readonly idle: string[];
}

interface Wanted {
  readonly source: string;
  readonly glob: Glob;
  /** The folder that all its matches are in. */
  readonly root: string;
  matched: number;
}

/** Throws {@link Refusal} for a glob that leaves the workspace, or is none (ACT-18). */
export function findFiles(globs: readonly string[], workspace: string): Found {
  if (globs.length === 0) return { paths: [], outside: [], idle: [] };
  const wanted = globs.map((source) => wantedOf(source, workspace));
  const paths = new Set<string>();
  const outside = new Set<string>();
  let left = MOST_ENTRIES;
  const home = realpathSync.native(workspace);

  const look = (folder: string, mine: readonly Wanted[]): void => {
    for (const entry of entriesOf(join(workspace, folder))) {
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
      const target = realpathOf(join(workspace, path));
      if (target === null || !isInside(target, home) || !statSync(target).isFile()) {
        if (target !== null && !isInside(target, home)) outside.add(path);
        return;
      }
    } else if (!entry.isFile()) return;
    for (const one of matching) one.matched += 1;
    paths.add(path);
  };
  for (const root of new Set(wanted.map((one) => one.root))) {
    const folder = realpathOf(join(workspace, root));
    const mine = wanted.filter((one) => one.root === root);
    if (folder !== null && isInside(folder, home)) look(root, mine);
  }
  return {
    paths: [...paths].sort(),
    outside: [...outside].sort(),
    idle: wanted.filter((one) => one.matched === 0).map((one) => one.source),
  };
}

function wantedOf(source: string, workspace: string): Wanted {
  const slashed = sep === "/" ? source : source.replaceAll("\\", "/");
  const home = workspace.replaceAll("\\", "/");
  const plain = (slashed.startsWith(`${home}/`) ? slashed.slice(home.length + 1) : slashed).replace(/^(\.\/)+/, "");
  const segments = plain.split("/");
  if (plain.startsWith("/") || /^[A-Za-z]:/.test(plain) || segments.includes("..")) {
    throw new Refusal({
      code: "glob-outside",
      message: `${source} leads out of the workspace.`,
      cure: "Write the glob from the workspace's root, without ..",
    });
  }
  const glob = parseGlob(plain);
  if (!glob.ok) throw new Refusal({ code: "glob-malformed", message: glob.reason, cure: "Mend the glob." });
  const literal = segments.slice(0, -1).findIndex((segment) => /[*?[{\\]/.test(segment));
  const root = segments.slice(0, literal < 0 ? -1 : literal).join("/");
  return { source, glob: glob.value, root, matched: 0 };
}

const mayEnter = (one: Wanted, name: string): boolean => !CLOSED.includes(name) || one.source.includes(name);

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    // A folder that goes away while we look, or that we may not open, holds no report of this job.
    if (
      error instanceof Error &&
      "code" in error &&
      ["ENOENT", "EACCES", "EPERM", "ENOTDIR"].includes(String(error.code))
    )
      return [];
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

function tooMany(): Refusal {
  return new Refusal({
    code: "too-many-files",
    message: `The globs lead through more than ${MOST_ENTRIES} files.`,
    cure: "Begin the glob with the folder that the reports are in.",
  });
}

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
