// Which lines two texts share (Myers' shortest edit script), after dropping lines that only one of them has.

/** The lines of a text, each with its newline, so that a missing last newline is a difference. */
export function splitLines(text: string): string[] {
  if (text === "") return [];
  const lines = text.split("\n");
  const last = lines.pop()!;
  return [...lines.map((line) => `${line}\n`), ...(last === "" ? [] : [last])];
}

/** Beyond this many edits the rest counts as rewritten: the trace would need memory by its square. */
const MOST_EDITS = 2_000;

export type Pair = readonly [number, number];

/** Index pairs of the lines that are kept, ascending in both. */
export function sharedLines(a: readonly string[], b: readonly string[]): Pair[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const inA = new Set(a.slice(start, endA));
  const inB = new Set(b.slice(start, endB));
  const keptA = indices(start, endA).filter((index) => inB.has(a[index]!));
  const keptB = indices(start, endB).filter((index) => inA.has(b[index]!));
  const middle = shortestScript(
    keptA.map((index) => a[index]!),
    keptB.map((index) => b[index]!),
  ).map(([x, y]): Pair => [keptA[x]!, keptB[y]!]);
  const tail = indices(endA, a.length).map((index): Pair => [index, index - endA + endB]);
  return [...indices(0, start).map((index): Pair => [index, index]), ...middle, ...tail];
}

function indices(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);
}

function shortestScript(a: readonly string[], b: readonly string[]): Pair[] {
  const limit = Math.min(a.length + b.length, MOST_EDITS);
  const reach = new Int32Array(2 * limit + 3);
  const at = (k: number): number => k + limit + 1;
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= limit; edits++) {
    trace.push(reach.slice(at(-edits) - 1, at(edits) + 2));
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && reach[at(k - 1)]! < reach[at(k + 1)]!);
      let x = down ? reach[at(k + 1)]! : reach[at(k - 1)]! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[at(k)] = x;
      if (x >= a.length && x - k >= b.length) return backtrack(trace, a.length, b.length);
    }
  }
  return [];
}

function backtrack(trace: readonly Int32Array[], endA: number, endB: number): Pair[] {
  const pairs: Pair[] = [];
  let x = endA;
  let y = endB;
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const reach = trace[edits]!;
    const at = (k: number): number => k + edits + 1;
    const k = x - y;
    const down = k === -edits || (k !== edits && reach[at(k - 1)]! < reach[at(k + 1)]!);
    const before = down ? k + 1 : k - 1;
    const fromX = edits === 0 ? 0 : reach[at(before)]!;
    const fromY = edits === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY && x > 0 && y > 0) pairs.push([--x, --y]);
    x = fromX;
    y = fromY;
  }
  return pairs.reverse();
}

/** A run of lines of `a` that became a run of lines of `b`; ends are exclusive. */
export interface Edit {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

export function edits(a: readonly string[], b: readonly string[]): Edit[] {
  const found: Edit[] = [];
  let x = 0;
  let y = 0;
  for (const [nextX, nextY] of [...sharedLines(a, b), [a.length, b.length] as const]) {
    if (nextX > x || nextY > y) found.push({ fromA: x, toA: nextX, fromB: y, toB: nextY });
    x = nextX + 1;
    y = nextY + 1;
  }
  return found;
}
