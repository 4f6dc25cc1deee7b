// A comment as the reader of its blocks (comment-structure.ts) gets it: the same blocks, in lines that cost no more than
// their length.

/** Containers (quotes, lists, footnotes) opened by one line; what is deeper is read as if it stood at this depth. */
const DEEPEST = 64;
/** Lines that may be lazy continuations of one container's paragraph, not counting plain ones. */
const LAZIEST = 500;

export interface Tamed {
  readonly text: string;
  /** The index in the comment of a line (1-based) of `text`. */
  readonly origin: (line: number) => number;
  /** The index of the last line of the comment that a line of `text` stands for. */
  readonly originEnd: (line: number) => number;
  readonly isEmpty: (line: number) => boolean;
  /** How many of the lines 1 to `line` were cut at DEEPEST containers. */
  readonly cutsUpTo: (line: number) => number;
}

/**
 * The same blocks in fewer lines; undefined when more lines could be lazy continuations than we read. Left out are:
 * of a run of empty lines all but the first, because each costs as much as the containers above it are deep;
 * of a run of plain lines all but the first two and the last: whether there is a paragraph, and what may head a table.
 */
export function tame(lines: readonly string[]): Tamed | undefined {
  const kept: string[] = [];
  const origins: number[] = [];
  const cuts: number[] = [0];
  let plain = 0;
  // Lines since a container was opened without an empty line in between: any of them may be lazy.
  let lazy = 0;
  let belowContainer = false;
  for (const [index, line] of lines.entries()) {
    const blank = isBlank(line);
    plain = isPlain(line) ? plain + 1 : 0;
    const isInside = plain > 2 && isPlain(lines[index + 1] ?? "");
    if (isInside || (blank && isBlank(kept.at(-1) ?? "-"))) continue;
    const opens = isContainer(line);
    belowContainer = opens || (belowContainer && !blank);
    lazy = belowContainer && !opens ? lazy + 1 : 0;
    if (lazy > LAZIEST) return undefined;
    const shallow = cutContainers(line);
    kept.push(shallow);
    origins.push(index);
    cuts.push((cuts.at(-1) ?? 0) + (shallow === line ? 0 : 1));
  }
  return {
    text: kept.join("\n"),
    origin: (line) => origins[line - 1] ?? lines.length - 1,
    originEnd: (line) => (origins[line] ?? lines.length) - 1,
    isEmpty: (line) => isBlank(kept[line - 1] ?? ""),
    cutsUpTo: (line) => cuts[Math.min(line, cuts.length - 1)] ?? 0,
  };
}

/** It cannot begin, end or divide any block; at most it begins a paragraph. */
function isPlain(line: string): boolean {
  return /^[^\s>#+*_=`~<|:[\d-][^<>|]*$/.test(line);
}

function isBlank(line: string): boolean {
  return /^[ \t]*$/.test(line);
}

const MARKER = /[ \t]*(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)|\[\^[^\]\s]{1,999}\]:)/y;
function isContainer(line: string): boolean {
  MARKER.lastIndex = 0;
  return MARKER.test(line) && !RULE.test(line);
}

const RULE = /^[ \t]*([-*_])[ \t]*(?:\1[ \t]*)*$/;

/** A line with its containers beyond DEEPEST taken out; what follows them stays. */
function cutContainers(line: string): string {
  let depth = 0;
  let end = 0;
  let kept = 0;
  for (;;) {
    MARKER.lastIndex = end;
    const marker = MARKER.exec(line);
    if (!marker) break;
    end = MARKER.lastIndex;
    depth++;
    if (depth === DEEPEST) kept = end;
  }
  // `- - - -` is a rule, not a list in a list.
  if (depth <= DEEPEST || RULE.test(line)) return line;
  return `${line.slice(0, kept)} ${line.slice(end).trimStart()}`;
}
