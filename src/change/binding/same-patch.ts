// `keep_approval_on: same-patch`: what was approved and what is there now do the same to every path (spec: change).
import type { ChangedEntry, ChangedFile, TreeSide } from "../../core/pull.ts";
import { blobHash } from "../hash.ts";
import { applyHunks, linesOf, occurrences, parseHunks, type Hunk } from "./patch.ts";

/** What the approved change and the present one do: their tree entries, and for some paths their texts. */
export interface PatchEvidence {
  readonly approved: readonly ChangedEntry[];
  readonly present: readonly ChangedEntry[];
  /** As GitHub prints them, of the paths in {@link textsNeeded}. */
  readonly approvedPatches: readonly ChangedFile[];
  readonly presentPatches: readonly ChangedFile[];
  /** The present merge base's text of those paths; null where it has none. */
  readonly baseTexts: ReadonlyMap<string, string | null>;
}

export type PatchDifference =
  | { readonly code: "other-paths"; readonly paths: readonly string[] }
  | {
      readonly code: "other-content" | "other-mode" | "patch-cut" | "ambiguous-place" | "not-the-bytes";
      readonly paths: readonly [string];
    };

type Entries = Pick<PatchEvidence, "approved" | "present">;

const REGULAR: readonly string[] = ["100644", "100755"];

function isSameSide(a: TreeSide | null, b: TreeSide | null): boolean {
  return a?.mode === b?.mode && a?.sha === b?.sha;
}

/** A path that both change: from the same to the same is the same, whatever it is; else its texts have to tell. */
interface Pair {
  readonly path: string;
  readonly was: ChangedEntry;
  readonly is: ChangedEntry;
}

function pairsThatDiffer({ approved, present }: Entries): readonly Pair[] {
  const before = new Map(approved.map((entry) => [entry.path, entry]));
  return present.flatMap((is) => {
    const was = before.get(is.path);
    const isSame = was && isSameSide(was.before, is.before) && isSameSide(was.after, is.after);
    return was && !isSame ? [{ path: is.path, was, is }] : [];
  });
}

/** What the tree entries alone tell: paths of only one of the two, links, submodules, new and removed files, modes. */
export function differenceOfEntries(entries: Entries): PatchDifference | undefined {
  const counts = new Map<string, number>();
  for (const { path } of [...entries.approved, ...entries.present]) counts.set(path, (counts.get(path) ?? 0) + 1);
  const others = [...counts].flatMap(([path, count]) => (count === 1 ? [path] : [])).sort();
  if (others.length > 0) return { code: "other-paths", paths: others };
  for (const { path, was, is } of pairsThatDiffer(entries)) {
    const sides = [was.before, was.after, is.before, is.after];
    const isRegular = sides.every((side) => side !== null && REGULAR.includes(side.mode));
    const isSameMode = was.before?.mode === is.before?.mode && was.after?.mode === is.after?.mode;
    if (!isSameMode) return { code: "other-mode", paths: [path] };
    if (!isRegular) return { code: "other-content", paths: [path] };
  }
  return undefined;
}

/** The paths whose patches and base text have to be read. */
export function textsNeeded(entries: Entries): readonly string[] {
  return differenceOfEntries(entries) ? [] : pairsThatDiffer(entries).map(({ path }) => path);
}

/** Why the present change is not the one that was approved; undefined when it is. */
export function differenceOf(evidence: PatchEvidence): PatchDifference | undefined {
  const byEntry = differenceOfEntries(evidence);
  if (byEntry) return byEntry;
  for (const pair of pairsThatDiffer(evidence)) {
    const code = differenceOfTexts(pair, evidence);
    if (code) return { code, paths: [pair.path] };
  }
  return undefined;
}

function differenceOfTexts({ path, is }: Pair, evidence: PatchEvidence) {
  const [was, now] = [evidence.approvedPatches, evidence.presentPatches].map((files) => wholePatch(path, files));
  if (!was || !now || was === "binary" || now === "binary") {
    return was === "binary" || now === "binary" ? "other-content" : "patch-cut";
  }
  if (was.length !== now.length || was.some((hunk, index) => hunk.body !== now[index]?.body)) return "other-content";
  const text = linesOf(evidence.baseTexts.get(path) ?? "");
  // The same lines elsewhere would be another change: what a hunk replaces has to stand there once.
  if (now.some((hunk) => occurrences(text, hunk.before) !== 1)) return "ambiguous-place";
  // What GitHub printed is believed only when it gives the very bytes that are there.
  const result = applyHunks(text, now);
  return result === null || blobHash(result, is.after?.sha ?? "") !== is.after?.sha ? "not-the-bytes" : undefined;
}

/** The patch of a path, if GitHub printed the whole of it. */
function wholePatch(path: string, files: readonly ChangedFile[]): readonly Hunk[] | "binary" | undefined {
  const file = files.find((one) => one.path === path && one.previousPath === null);
  if (!file) return undefined;
  if (file.patch === null) return file.additions + file.deletions === 0 ? "binary" : undefined;
  const hunks = parseHunks(file.patch);
  const sum = (of: "additions" | "deletions"): number => hunks?.reduce((all, hunk) => all + hunk[of], 0) ?? -1;
  // U+FFFD stands for bytes that are no text: two different ones look alike.
  const isText = !file.patch.includes("\uFFFD");
  return hunks && isText && sum("additions") === file.additions && sum("deletions") === file.deletions
    ? hunks
    : undefined;
}
