// Which lines of a comment are plain prose. GitHub-flavoured Markdown is read by micromark, in two passes, because its
// cost grows with the square of the text for nested containers, lazy lines, unmatched brackets, stars and tags:
//   1. blocks only, with every inline construct switched off, containers cut at DEEPEST levels, at most LAZIEST lazy lines;
//   2. inline constructs, for the paragraphs that hold a line somebody asks about, if they hold at most TANGLED specials.
// The bounds are constants, so the whole is linear in the length of the comment.
import { parse, postprocess, preprocess } from "micromark";
import { gfm } from "micromark-extension-gfm";

/** Containers (quotes, lists, footnotes) opened by one line; what is deeper is read as if it stood at this depth. */
const DEEPEST = 64;
/** Lines that may be lazy continuations of one container's paragraph, not counting plain ones. */
const LAZIEST = 500;
/** Characters in one paragraph that may open or close an inline construct. */
const TANGLED = 512;

const SPECIAL = /[`*_~[\]<>&\\!@]|www\.|:\/\//g;

/** Inline constructs that can reach over a line's end, and make what they hold something else than prose. */
const SPANNING: ReadonlySet<string> = new Set([
  "link",
  "image",
  "codeText",
  "htmlText",
  "emphasis",
  "strong",
  "strikethrough",
]);

const CONTAINERS: ReadonlySet<string> = new Set([
  "blockQuote",
  "listOrdered",
  "listUnordered",
  "gfmFootnoteDefinition",
]);

const BLOCKS_ONLY = {
  disable: {
    null: [
      "attention",
      "autolink",
      "characterEscape",
      "characterReference",
      "codeText",
      "hardBreakEscape",
      "htmlText",
      "labelEnd",
      "labelStartImage",
      "labelStartLink",
      "wwwAutolink",
      "protocolAutolink",
      "emailAutolink",
      "gfmFootnoteCall",
      "gfmPotentialFootnoteCall",
      "strikethrough",
    ],
  },
};

/**
 * - `prose`    a line of a top-level paragraph, inside no inline construct
 * - `tangled`  in a paragraph with more inline marks, or a comment with more lazy lines, than we read
 */
export type LineStanding = "prose" | "tangled";

/** Lines as Markdown counts them: ended by CRLF, LF or a lone CR. */
export function splitLines(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/);
}

/**
 * The standing of some lines of a comment (0-based indices into `lines`, ascending). What is inert has none: code, quote,
 * list, heading, table, HTML, link, image, emphasis ... Cost is linear in the comment's length.
 */
export function standings(lines: readonly string[], asked: readonly number[]): ReadonlyMap<number, LineStanding> {
  const answer = new Map<number, LineStanding>();
  if (asked.length === 0) return answer;
  const tamed = tame(lines);
  if (!tamed) return new Map(asked.map((index) => [index, "tangled"]));
  const { paragraphs, definitions } = topLevelParagraphs(tamed);
  let next = 0;
  for (const paragraph of paragraphs) {
    const inside: number[] = [];
    for (; next < asked.length && (asked[next] ?? 0) <= paragraph.to; next++) {
      const index = asked[next] ?? 0;
      if (index >= paragraph.from) inside.push(index);
    }
    if (inside.length === 0) continue;
    const text = lines.slice(paragraph.from, paragraph.to + 1).join("\n");
    const spanned = (text.match(SPECIAL)?.length ?? 0) > TANGLED ? undefined : spannedLines(text, definitions);
    for (const index of inside) {
      if (spanned === undefined) answer.set(index, "tangled");
      else if (!spanned.has(index - paragraph.from)) answer.set(index, "prose");
    }
  }
  return answer;
}

interface Tamed {
  readonly text: string;
  /** The index in the comment of a line (1-based) of `text`. */
  origin(line: number): number;
  /** The index of the last line of the comment that a line of `text` stands for. */
  originEnd(line: number): number;
  isEmpty(line: number): boolean;
  /** How many of the lines 1 to `line` were cut at DEEPEST containers. */
  cutsUpTo(line: number): number;
}

/**
 * The same blocks in fewer lines; undefined when more lines could be lazy continuations than we read. Left out are:
 * of a run of empty lines all but the first, because each costs as much as the containers above it are deep;
 * of a run of plain lines all but the first two and the last: whether there is a paragraph, and what may head a table.
 */
function tame(lines: readonly string[]): Tamed | undefined {
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

interface Paragraph {
  /** Indices of the comment's lines, both included. */
  readonly from: number;
  readonly to: number;
}

function topLevelParagraphs(tamed: Tamed): {
  readonly paragraphs: readonly Paragraph[];
  readonly definitions: readonly string[];
} {
  const context = parse({ extensions: [gfm(), BLOCKS_ONLY] });
  const events = postprocess(context.document().write(preprocess()(tamed.text, undefined, true)));
  const paragraphs: Paragraph[] = [];
  let depth = 0;
  let containerEnd = -1;
  let containerWasCut = false;
  for (const [what, token] of events) {
    if (CONTAINERS.has(token.type)) {
      depth += what === "enter" ? 1 : -1;
      if (depth > 0) continue;
      containerEnd = token.end.line;
      containerWasCut = tamed.cutsUpTo(token.end.line) > tamed.cutsUpTo(token.start.line - 1);
    } else if (token.type === "paragraph" && what === "enter" && depth === 0) {
      // Right below containers that were cut we cannot tell a lazy continuation from a paragraph: it stays inert.
      const above = token.start.line - 1;
      if (containerWasCut && containerEnd >= above && !tamed.isEmpty(above)) continue;
      paragraphs.push({ from: tamed.origin(token.start.line), to: tamed.originEnd(token.end.line) });
    }
  }
  return { paragraphs, definitions: context.defined };
}

/** Lines (0-based, of this paragraph) whose beginning is inside an inline construct. */
function spannedLines(paragraph: string, definitions: readonly string[]): ReadonlySet<number> {
  const context = parse({ extensions: [gfm()] });
  context.defined.push(...definitions);
  const spanned = new Set<number>();
  for (const [what, token] of context.text().write(preprocess()(paragraph, undefined, true))) {
    if (what === "exit" || !SPANNING.has(token.type)) continue;
    for (let line = token.start.line; line < token.end.line; line++) spanned.add(line);
  }
  return spanned;
}
