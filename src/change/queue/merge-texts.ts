// What merging two texts of one file gives, as git does it: where only one side changed lines, that side's lines. The
// result is only believed when it is, to the byte, what GitHub put into the group.
import { linesOf } from "../binding/patch.ts";

/** More edits than this between two texts are not looked into: the search would need memory by their square. */
const MOST_EDITS = 1_000;

/** Lines `from` up to `to` of the old text become these. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Null where both changed the same lines, or lines that touch, or where the two differ too much to tell. */
export function mergeTexts(args: {
  readonly before: string;
  readonly ours: string;
  readonly theirs: string;
}): string | null {
  const base = linesOf(args.before);
  const [ours, theirs] = [editsTo(base, linesOf(args.ours)), editsTo(base, linesOf(args.theirs))];
  if (!ours || !theirs) return null;
  const all = [...ours.map((edit) => ({ edit, by: "us" })), ...theirs.map((edit) => ({ edit, by: "them" }))];
  all.sort((a, b) => a.edit.from - b.edit.from || a.edit.to - b.edit.to);
  const out: string[] = [];
  let done = 0;
  let last: (typeof all)[number] | undefined;
  for (const one of all) {
    const { edit } = one;
    if (last && last.by !== one.by && edit.from <= last.edit.to) {
      const isSame = last.edit.from === edit.from && last.edit.to === edit.to && last.edit.text === edit.text;
      if (!isSame) return null;
      continue;
    }
    out.push(...base.slice(done, edit.from), edit.text);
    done = edit.to;
    last = one;
  }
  return [...out, ...base.slice(done)].join("");
}

/** The fewest edits from one text to another (Myers 1986); null when there are more than {@link MOST_EDITS}. */
function editsTo(a: readonly string[], b: readonly string[]): readonly Edit[] | null {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const kept = sharedLines(a.slice(start, endA), b.slice(start, endB));
  if (!kept) return null;
  const edits: Edit[] = [];
  let [atA, atB] = [start, start];
  for (const [x, y] of [...kept.map(([x, y]) => [x + start, y + start] as const), [endA, endB] as const]) {
    if (x > atA || y > atB) edits.push({ from: atA, to: x, text: b.slice(atB, y).join("") });
    [atA, atB] = [x + 1, y + 1];
  }
  return edits;
}

type Pair = readonly [number, number];

/** Index pairs of the lines that both keep, ascending. */
function sharedLines(a: readonly string[], b: readonly string[]): readonly Pair[] | null {
  const limit = Math.min(a.length + b.length, MOST_EDITS);
  const middle = limit + 1;
  const reach = new Int32Array(2 * limit + 3);
  const get = (k: number): number => reach[k + middle] ?? 0;
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= limit; edits++) {
    trace.push(reach.slice(middle - edits - 1, middle + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      const isDown = k === -edits || (k !== edits && get(k - 1) < get(k + 1));
      let x = isDown ? get(k + 1) : get(k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[k + middle] = x;
      if (x >= a.length && x - k >= b.length) return pathBack(trace, a.length, b.length);
    }
  }
  return null;
}

function pathBack(trace: readonly Int32Array[], endA: number, endB: number): readonly Pair[] {
  const pairs: Pair[] = [];
  let [x, y] = [endA, endB];
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const row = trace[edits] ?? new Int32Array();
    const get = (k: number): number => row[k + edits + 1] ?? 0;
    const k = x - y;
    const before = k === -edits || (k !== edits && get(k - 1) < get(k + 1)) ? k + 1 : k - 1;
    const [fromX, fromY] = [get(before), get(before) - before];
    while (x > fromX && y > fromY) pairs.push([--x, --y]);
    [x, y] = [fromX, fromY];
  }
  while (x > 0 && y > 0) pairs.push([--x, --y]);
  return pairs.reverse();
}
