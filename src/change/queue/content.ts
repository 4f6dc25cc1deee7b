// Whether what an entry of the queue would put on the branch is what its pull request does, whichever way GitHub merges
// it: the entry's own commits are new ones, so their names prove nothing, and their content is compared path by path.
import type { ChangedEntry, TreeSide } from "../../core/pull.ts";
import { blobHash } from "../hash.ts";
import { mergeTexts } from "./merge-texts.ts";

/** One entry's content: four trees, and texts where two sides changed one file. */
export interface Content {
  /** From the merge base of the pull request's head and what the entry stands on, to that head. */
  readonly side: readonly ChangedEntry[];
  /** From what the entry stands on to the entry's own commit. */
  readonly result: readonly ChangedEntry[];
  /** From that merge base to what the entry stands on; asked for only where {@link isBelowNeeded}. */
  readonly below: readonly ChangedEntry[];
  /** Of the paths in {@link textsNeeded}; null where a text cannot be had. */
  readonly texts: ReadonlyMap<string, Texts | null>;
}

/** One file at the merge base, in what the entry stands on, and at the pull request's head. */
export interface Texts {
  readonly before: string;
  readonly ours: string;
  readonly theirs: string;
}

export interface ContentFault {
  /** `other-content`: it does something else; `not-comparable`: nobody can tell by what GitHub shows. */
  readonly code: "other-content" | "not-comparable";
  readonly paths: readonly string[];
}

/** More files than this that both sides changed are not looked into: each costs three reads. */
const MOST_TEXTS = 10;

type Sides = Pick<Content, "side" | "result">;

const isSame = (a: TreeSide | null, b: TreeSide | null): boolean => a?.mode === b?.mode && a?.sha === b?.sha;
const isRegular = (side: TreeSide | null): side is TreeSide => side !== null && /^100(644|755)$/.test(side.mode);

/** Whether the pull request changes something that the entry leaves as it is: then the branch has to have it already. */
export function isBelowNeeded({ side, result }: Sides): boolean {
  const changed = new Set(result.map(({ path }) => path));
  return side.some(({ path }) => !changed.has(path));
}

/** A path of the pull request's: before it, with it, in what the entry stands on, and in the entry. */
interface Path {
  readonly path: string;
  readonly before: TreeSide | null;
  readonly theirs: TreeSide | null;
  readonly ours: TreeSide | null;
  readonly merged: TreeSide | null;
}

function pathsOf({ side, result, below }: Omit<Content, "texts">): readonly Path[] {
  const changed = new Map(result.map((entry) => [entry.path, entry]));
  const moved = new Map(below.map((entry) => [entry.path, entry]));
  return side.map(({ path, before, after }) => {
    const is = changed.get(path);
    const ours = is ? is.before : moved.has(path) ? (moved.get(path)?.after ?? null) : before;
    return { path, before, theirs: after, ours, merged: is ? is.after : ours };
  });
}

/** Both sides changed it, each in its own way. */
function isOfBoth({ before, theirs, ours }: Path): boolean {
  return !isSame(ours, before) && !isSame(ours, theirs);
}

/** The paths whose texts have to be read. */
export function textsNeeded(content: Omit<Content, "texts">): readonly string[] {
  const both = pathsOf(content).filter(isOfBoth);
  const readable = both.filter((one) => [one.before, one.theirs, one.ours, one.merged].every(isRegular));
  return readable.length > MOST_TEXTS ? [] : readable.map(({ path }) => path);
}

/** What the entry does that its pull request does not, or leaves out, or cannot be seen to do. */
export function faultsOf(content: Content): readonly ContentFault[] {
  const own = new Set(content.side.map(({ path }) => path));
  const others = content.result.flatMap(({ path }) => (own.has(path) ? [] : [path]));
  const unclear: string[] = [];
  for (const one of pathsOf(content)) {
    const is = isOfBoth(one) ? mergedRightly(one, content.texts.get(one.path) ?? null) : isTaken(one);
    if (is === "no") others.push(one.path);
    if (is === "unclear") unclear.push(one.path);
  }
  // What cannot be compared goes first: where the branch renamed a file, the other paths follow from it.
  const faults: readonly ContentFault[] = [
    { code: "not-comparable", paths: unclear.sort() },
    { code: "other-content", paths: others.sort() },
  ];
  return faults.filter(({ paths }) => paths.length > 0);
}

/** One side alone changed it: then the entry has what the pull request has. */
function isTaken({ theirs, merged }: Path): "yes" | "no" {
  return isSame(merged, theirs) ? "yes" : "no";
}

function mergedRightly({ before, theirs, ours, merged }: Path, texts: Texts | null): "yes" | "no" | "unclear" {
  if (!texts || !isRegular(before) || !isRegular(theirs) || !isRegular(ours) || !isRegular(merged)) return "unclear";
  const isRead = (text: string, side: TreeSide): boolean => blobHash(text, side.sha) === side.sha;
  // A text that does not give its own name back is not the one that is merged.
  if (!isRead(texts.before, before) || !isRead(texts.ours, ours) || !isRead(texts.theirs, theirs)) return "unclear";
  const text = mergeTexts(texts);
  if (text === null) return "unclear";
  const mode = theirs.mode === before.mode ? ours.mode : theirs.mode;
  return merged.mode === mode && isRead(text, merged) ? "yes" : "no";
}
