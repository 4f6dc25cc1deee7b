// A patch as GitHub gives it for one file: hunks with three lines of context, without the file's header.
import type { Blob } from "./objects.ts";
import { edits, splitLines } from "./lines.ts";
import type { Edit } from "./lines.ts";

const CONTEXT = 3;
/** GitHub leaves the patch of a file out beyond these (docs: repository limits, "diff limits"). */
const MOST_LINES = 20_000;
const MOST_BYTES = 500_000;

export interface Patch {
  readonly additions: number;
  readonly deletions: number;
  /** Undefined for binary, too large, or when no line differs. */
  readonly text: string | undefined;
}

function isBinary(blob: Blob | undefined): boolean {
  return blob?.bytes.subarray(0, 8000).includes(0) ?? false;
}

export function textOf(blob: Blob | undefined): string {
  return blob?.bytes.toString("utf8") ?? "";
}

export function patchBetween(before: Blob | undefined, after: Blob | undefined): Patch {
  if (isBinary(before) || isBinary(after)) return { additions: 0, deletions: 0, text: undefined };
  const a = splitLines(textOf(before));
  const b = splitLines(textOf(after));
  const changed = edits(a, b);
  const additions = changed.reduce((sum, edit) => sum + edit.toB - edit.fromB, 0);
  const deletions = changed.reduce((sum, edit) => sum + edit.toA - edit.fromA, 0);
  const tooLarge = additions + deletions > MOST_LINES;
  const text = tooLarge ? "" : printHunks(a, b, changed);
  return { additions, deletions, text: text === "" || text.length > MOST_BYTES ? undefined : text };
}

function printHunks(a: readonly string[], b: readonly string[], changed: readonly Edit[]): string {
  const groups: Edit[][] = [];
  for (const edit of changed) {
    const last = groups.at(-1);
    if (last && edit.fromA - last.at(-1)!.toA <= 2 * CONTEXT) last.push(edit);
    else groups.push([edit]);
  }
  return groups.map((group) => printHunk(a, b, group)).join("\n");
}

function printHunk(a: readonly string[], b: readonly string[], group: readonly Edit[]): string {
  const first = group[0]!;
  const last = group.at(-1)!;
  const lead = Math.min(CONTEXT, first.fromA);
  const fromA = first.fromA - lead;
  const fromB = first.fromB - lead;
  const toA = Math.min(a.length, last.toA + CONTEXT);
  const lines: string[] = [];
  let x = fromA;
  for (const edit of group) {
    lines.push(...a.slice(x, edit.fromA).map((line) => print(" ", line)));
    lines.push(...a.slice(edit.fromA, edit.toA).map((line) => print("-", line)));
    lines.push(...b.slice(edit.fromB, edit.toB).map((line) => print("+", line)));
    x = edit.toA;
  }
  lines.push(...a.slice(x, toA).map((line) => print(" ", line)));
  const countB = last.toB - fromB + (toA - last.toA);
  const heading = headingBefore(a, fromA);
  return [`@@ -${range(fromA, toA - fromA)} +${range(fromB, countB)} @@${heading}`, ...lines].join("\n");
}

function print(sign: string, line: string): string {
  return line.endsWith("\n") ? `${sign}${line.slice(0, -1)}` : `${sign}${line}\n\\ No newline at end of file`;
}

/** Git names the line before an empty range, and leaves a count of one out. */
function range(from: number, count: number): string {
  if (count === 0) return `${from},0`;
  return count === 1 ? `${from + 1}` : `${from + 1},${count}`;
}

/** The last line before the hunk that starts in the first column with a letter, `_` or `$`: git's default. */
function headingBefore(a: readonly string[], from: number): string {
  for (let index = from - 1; index >= 0; index--) {
    if (/^[A-Za-z_$]/.test(a[index]!)) return ` ${a[index]!.trimEnd().slice(0, 80)}`;
  }
  return "";
}
