// Hunks as git prints them, read back byte by byte: what they take away, what they put there, and where that can stand.

/** One hunk. Lines keep their line end, so that a missing last one is a difference; a CR is a byte like any other. */
export interface Hunk {
  /** The line of the old text at which it begins, from 0. */
  readonly at: number;
  /** Context and removed lines, as the old text has them. */
  readonly before: readonly string[];
  /** Context and added lines, as the new text has them. */
  readonly after: readonly string[];
  /** All of its lines with their signs, as one text: equal bodies are equal bytes. */
  readonly body: string;
  readonly additions: number;
  readonly deletions: number;
}

const HEADER = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** The lines of a text, each with its line end. */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Null where a header counts other lines than follow it: the patch was cut, or is none. */
export function parseHunks(patch: string): readonly Hunk[] | null {
  const lines = patch.replace(/\n$/, "").split("\n");
  const hunks: Hunk[] = [];
  let next = 0;
  while (next < lines.length) {
    const header = HEADER.exec(lines[next] ?? "");
    if (!header) return null;
    const [, start = "0", taken = "1", put = "1"] = header;
    const end = endOfHunk(lines, next + 1, { before: Number(taken), after: Number(put) });
    if (end === null) return null;
    // Before an empty range git names the line above it.
    const at = Number(taken) === 0 ? Number(start) : Number(start) - 1;
    hunks.push(readHunk(lines.slice(next + 1, end), at));
    next = end;
  }
  return hunks.length > 0 ? hunks : null;
}

/** The line after a hunk of so many lines; null when they are not there. */
function endOfHunk(
  lines: readonly string[],
  from: number,
  counts: { readonly before: number; readonly after: number },
): number | null {
  let { before, after } = counts;
  let next = from;
  for (; before > 0 || after > 0; next++) {
    const sign = lines[next]?.[0];
    if (sign === " " || sign === "-") before--;
    if (sign === " " || sign === "+") after--;
    if (sign === undefined || !" -+\\".includes(sign) || before < 0 || after < 0) return null;
  }
  return lines[next]?.startsWith("\\") === true ? next + 1 : next;
}

function readHunk(lines: readonly string[], at: number): Hunk {
  const before: string[] = [];
  const after: string[] = [];
  let [additions, deletions] = [0, 0];
  for (const [index, line] of lines.entries()) {
    const [sign, rest] = [line[0], line.slice(1)];
    if (sign === "\\") continue;
    // "\ No newline at end of file" belongs to the line above it.
    const text = lines[index + 1]?.startsWith("\\") === true ? rest : `${rest}\n`;
    if (sign !== "+") before.push(text);
    if (sign !== "-") after.push(text);
    if (sign === "+") additions++;
    if (sign === "-") deletions++;
  }
  return { at, before, after, body: lines.join("\n"), additions, deletions };
}

/** How often a run of lines stands in a text, counted to two; no line at all stands nowhere. One pass (Knuth, Morris, Pratt). */
export function occurrences(text: readonly string[], run: readonly string[]): 0 | 1 | 2 {
  if (run.length === 0) return 0;
  const fall = [0];
  for (let index = 1, matched = 0; index < run.length; index++) {
    while (matched > 0 && run[index] !== run[matched]) matched = fall[matched - 1] ?? 0;
    if (run[index] === run[matched]) matched++;
    fall.push(matched);
  }
  let found: 0 | 1 | 2 = 0;
  let matched = 0;
  for (const line of text) {
    while (matched > 0 && line !== run[matched]) matched = fall[matched - 1] ?? 0;
    if (line === run[matched]) matched++;
    if (matched < run.length) continue;
    if (found === 1) return 2;
    found = 1;
    matched = fall[matched - 1] ?? 0;
  }
  return found;
}

/** The text with the hunks applied where they say that they stand; null where something else stands there. */
export function applyHunks(text: readonly string[], hunks: readonly Hunk[]): string | null {
  const out: string[] = [];
  let done = 0;
  for (const { at, before, after } of hunks) {
    if (at < done || before.some((line, index) => text[at + index] !== line)) return null;
    out.push(...text.slice(done, at), ...after);
    done = at + before.length;
  }
  return [...out, ...text.slice(done)].join("");
}
