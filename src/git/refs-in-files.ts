// Tags and branches from the files of a clone. Git keeps them in one file after a clone or a repack, and says there what each
// annotated tag names; asking git for the same costs a process. Whatever these files leave open is for git to say.
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import type { BranchRef, HistoryRefs, TagRef } from "../core/history.ts";
import type { CloneFolders } from "./clone.ts";
import type { GitPlace } from "./run.ts";

const TAGS = "refs/tags/";
const HEADS = "refs/heads/";
const REMOTES = "refs/remotes/origin/";
const SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
/** More files than that cost more than a process. */
const MOST_LOOSE = 256;

/** A line that is neither `<sha> <ref>`, with what may stand in a name, nor `^<sha>`. What it is, git says. */
const ODD_LINE = /^(?![0-9a-f]{40}(?:[0-9a-f]{24})? refs\/[^\0- ~^:?*[\\\x7f]+$|\^[0-9a-f]{40}(?:[0-9a-f]{24})?$)./m;
/** What git takes for a broken name, at its end or in its middle. Each by itself: a pattern of them all is slow. */
const ODD_PARTS = ["..", "@{", "/.", "//", ".\n", "/\n", ".lock\n", ".lock/", "\r"];

/**
 * Null when the files do not tell everything: another ref store, a namespace, tags that are not packed (what an annotated one
 * names stands in the object), branches that stand for others; and when they are not as git writes them.
 */
export function refsInFiles({ env }: GitPlace, { common }: CloneFolders): Omit<HistoryRefs, "current"> | null {
  if (env["GIT_NAMESPACE"] || env["GIT_REFERENCE_BACKEND"]) return null;
  try {
    return common === null || /refstorage/i.test(textOf(`${common}/config`)) ? null : refsOf(common);
  } catch (error) {
    // What cannot be read, or went away meanwhile, is for git to read or to complain of.
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}

function refsOf(folder: string): Omit<HistoryRefs, "current"> | null {
  // The loose ones first: one that is packed meanwhile is then seen twice, and not missed.
  const loose = looseRefs(folder);
  const packed = textOf(`${folder}/packed-refs`);
  return loose === null || !isPlain(packed) ? null : readPacked(packed, loose);
}

function isPlain(packed: string): boolean {
  if (packed === "") return true;
  const first = packed.indexOf("\n") + 1;
  const header = packed.slice(0, first);
  if (!header.startsWith("# pack-refs with:") || !header.includes(" fully-peeled ")) return false;
  const lines = packed.slice(first);
  return (lines === "" || lines.endsWith("\n")) && !isOdd(lines) && !ODD_LINE.test(lines);
}

function isOdd(lines: string): boolean {
  return ODD_PARTS.some((part) => lines.includes(part));
}

/** Branches that stand in files of their own, by their full names; null for what is not a plain branch. */
function looseRefs(folder: string): Map<string, string> | null {
  if (filesBelow(`${folder}/refs/tags`)?.length !== 0) return null;
  const found = new Map<string, string>();
  for (const base of [HEADS, REMOTES]) {
    const names = filesBelow(`${folder}/${base.slice(0, -1)}`);
    if (names === null) return null;
    for (const name of names) {
      if (base === REMOTES && name === "HEAD") continue;
      const sha = textOf(`${folder}/${base}${name}`).trim();
      if (!SHA.test(sha) || isOdd(`/${name}\n`)) return null;
      found.set(base + name, sha);
    }
  }
  return found;
}

/** Paths with slashes; null for too many, and for links. */
function filesBelow(folder: string): string[] | null {
  const found: string[] = [];
  for (const entry of whereThere(folder, () => readdirSync(folder, { withFileTypes: true, recursive: true })) ?? []) {
    if (entry.isDirectory() || entry.name.endsWith(".lock")) continue;
    if (found.length === MOST_LOOSE || !entry.isFile()) return null;
    found.push(`${entry.parentPath}/${entry.name}`.slice(folder.length + 1).replaceAll("\\", "/"));
  }
  return found;
}

interface Packed {
  readonly tags: TagRef[];
  /** Full name -> sha, of everything that is no tag. */
  readonly others: Map<string, string>;
  /** Whether the last line was a tag: what comes after one may say what it names. */
  after: "tag" | "other";
  last: string;
  /** Whether each name comes after the one before it, as git writes them: in another order it may read one of two. */
  inOrder: boolean;
}

function readPacked(text: string, loose: ReadonlyMap<string, string>): Omit<HistoryRefs, "current"> | null {
  const packed: Packed = { tags: [], others: new Map(), after: "other", last: "", inOrder: true };
  for (const line of text.split("\n")) readLine(line, packed);
  if (!packed.inOrder) return null;
  for (const [ref, sha] of loose) packed.others.set(ref, sha);
  const branches = [...packed.others].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([ref, sha]) => branchOf(ref, sha));
  return { tags: packed.tags, branches };
}

/** `<sha> <ref>`; after an annotated tag `^<sha>`, what it names. Apart from its loop: see `readRef` in read.ts. */
function readLine(line: string, packed: Packed): void {
  if (line.startsWith("^")) {
    const tag = packed.after === "tag" ? packed.tags.pop() : undefined;
    if (tag !== undefined) packed.tags.push({ name: tag.name, sha: line.slice(1) });
    packed.after = "other";
    return;
  }
  if (line === "" || line.startsWith("#")) return;
  const space = line.indexOf(" ");
  const sha = line.slice(0, space);
  const ref = line.slice(space + 1);
  packed.inOrder &&= packed.last < ref;
  packed.last = ref;
  const isTag = ref.startsWith(TAGS);
  if (isTag) packed.tags.push({ name: ref.slice(TAGS.length), sha });
  else packed.others.set(ref, sha);
  packed.after = isTag ? "tag" : "other";
}

function branchOf(ref: string, sha: string): BranchRef[] {
  if (ref.startsWith(HEADS)) return [{ name: ref.slice(HEADS.length), sha, at: "local" }];
  if (ref.startsWith(REMOTES) && ref !== `${REMOTES}HEAD`)
    return [{ name: ref.slice(REMOTES.length), sha, at: "origin" }];
  return [];
}

function textOf(file: string): string {
  return whereThere(file, () => readFileSync(file, "utf8")) ?? "";
}

/** Null for what is not there; throws for what is there and cannot be read. */
function whereThere<T>(path: string, read: () => T): T | null {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined ? null : read();
}
