// Tags and branches from the files of a clone. Git keeps them in one file after a clone or a repack, and says there what each
// annotated tag names; asking git for the same costs a process. Whatever these files leave open is for git to say.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BranchRef, HistoryRefs, TagRef } from "../core/history.ts";
import { gitFolder } from "./clone.ts";
import type { GitPlace } from "./run.ts";

const TAGS = "refs/tags/";
const HEADS = "refs/heads/";
const REMOTES = "refs/remotes/origin/";
const SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
/** More files than that cost more than a process. */
const MOST_LOOSE = 256;

/**
 * Null when the files do not tell everything: another ref store, a namespace, tags that are not packed (what an annotated one
 * names stands in the object), branches that stand for others.
 */
export function refsInFiles(place: GitPlace): Omit<HistoryRefs, "current"> | null {
  const folder = gitFolder(place);
  if (folder === null || place.env["GIT_NAMESPACE"] || place.env["GIT_REFERENCE_BACKEND"]) return null;
  if (/^\s*refstorage\s*=/im.test(textOf(join(folder, "config")))) return null;
  // The loose ones first: one that is packed meanwhile is then seen twice, and not missed.
  const loose = looseRefs(folder);
  const packed = textOf(join(folder, "packed-refs"));
  if (loose === null || (packed !== "" && !/^# pack-refs with:.* fully-peeled /.test(packed))) return null;
  return readPacked(packed, loose);
}

/** Branches that stand in files of their own, by their full names; null for what is not a plain branch. */
function looseRefs(folder: string): Map<string, string> | null {
  if (filesBelow(join(folder, "refs/tags"))?.length !== 0) return null;
  const found = new Map<string, string>();
  for (const base of [HEADS, REMOTES]) {
    const names = filesBelow(join(folder, base));
    if (names === null) return null;
    for (const name of names) {
      if (base === REMOTES && name === "HEAD") continue;
      const sha = textOf(join(folder, base, name)).trim();
      if (!SHA.test(sha)) return null;
      found.set(base + name, sha);
    }
  }
  return found;
}

/** Paths with slashes; null for too many. */
function filesBelow(folder: string): string[] | null {
  if (!existsSync(folder)) return [];
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory() || entry.name.endsWith(".lock")) continue;
    if (found.length === MOST_LOOSE) return null;
    found.push(join(entry.parentPath, entry.name).slice(folder.length).replaceAll("\\", "/").replace(/^\//, ""));
  }
  return found;
}

interface Packed {
  readonly tags: TagRef[];
  /** Full name -> sha, of everything that is no tag. */
  readonly others: Map<string, string>;
  /** Whether the last line was a tag: what comes after one may say what it names. */
  after: "tag" | "other";
}

function readPacked(text: string, loose: ReadonlyMap<string, string>): Omit<HistoryRefs, "current"> {
  const packed: Packed = { tags: [], others: new Map(), after: "other" };
  for (const line of text.split("\n")) readLine(line, packed);
  for (const [ref, sha] of loose) packed.others.set(ref, sha);
  const branches = [...packed.others].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([ref, sha]) => branchOf(ref, sha));
  return { tags: packed.tags, branches };
}

/** `<sha> <ref>`; after an annotated tag `^<sha>`, what it names. Apart from its loop: see `readRef` in read.ts. */
function readLine(line: string, packed: Packed): void {
  const space = line.indexOf(" ");
  const sha = line.slice(0, space);
  if (line.startsWith("^")) {
    const tag = packed.after === "tag" ? packed.tags.pop() : undefined;
    if (tag !== undefined) packed.tags.push({ name: tag.name, sha: line.slice(1) });
    packed.after = "other";
  } else if (line.startsWith(TAGS, space + 1)) {
    packed.tags.push({ name: line.slice(space + 1 + TAGS.length), sha });
    packed.after = "tag";
  } else if (space > 0 && !line.startsWith("#")) {
    packed.others.set(line.slice(space + 1), sha);
    packed.after = "other";
  }
}

function branchOf(ref: string, sha: string): BranchRef[] {
  if (ref.startsWith(HEADS)) return [{ name: ref.slice(HEADS.length), sha, at: "local" }];
  if (ref.startsWith(REMOTES) && ref !== `${REMOTES}HEAD`)
    return [{ name: ref.slice(REMOTES.length), sha, at: "origin" }];
  return [];
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
