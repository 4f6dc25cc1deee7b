// Which lines of a comment are plain prose. GitHub-flavoured Markdown is read by micromark, in two passes, because its
// cost grows with the square of the text for nested containers, lazy lines, unmatched brackets, stars and tags:
//   1. blocks only, with every inline construct switched off, of a comment that was tamed (comment-taming.ts);
//   2. inline constructs, for the paragraphs that hold a line somebody asks about, if they hold at most TANGLED specials.
// The bounds are constants, so the whole is linear in the length of the comment.
import { parse, postprocess, preprocess } from "micromark";
import { gfm } from "micromark-extension-gfm";
import { tame, type Tamed } from "./comment-taming.ts";

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

/** Every inline construct switched off: some of them cost the square of the text. */
export const BLOCKS_ONLY = {
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
  /** Where the last container ended, if it was cut. */
  let cutEnd = -1;
  for (const [what, token] of events) {
    if (CONTAINERS.has(token.type)) {
      depth += what === "enter" ? 1 : -1;
      const wasCut = tamed.cutsUpTo(token.end.line) > tamed.cutsUpTo(token.start.line - 1);
      cutEnd = wasCut ? token.end.line : -1;
    } else if (token.type === "paragraph" && what === "enter" && depth === 0) {
      // Right below containers that were cut we cannot tell a lazy continuation from a paragraph: it stays inert.
      const above = token.start.line - 1;
      if (cutEnd >= above && !tamed.isEmpty(above)) continue;
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
  for (const [, token] of context.text().write(preprocess()(paragraph, undefined, true))) {
    if (!SPANNING.has(token.type)) continue;
    for (let line = token.start.line; line < token.end.line; line++) spanned.add(line);
  }
  return spanned;
}
