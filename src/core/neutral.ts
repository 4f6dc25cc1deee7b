// The one neutraliser: what foreign text becomes before it enters Markdown of ours (design rule 17).
//
// GitHub looks for mentions, references and addresses after it has rendered the Markdown, so escapes do not stop it: a
// zero-width space in the middle does. The rest is stopped by Markdown's own means: a backslash, or a character reference
// where a backslash would not do (backticks in code, pipes in tables, everything in HTML).
import { withoutInvisible } from "./invisible.ts";

/** Breaks a word for GitHub's filters and not for readers. */
export const BREAK = "\u200b";

/** Whether a text is printable ASCII with single spaces. Most are, and the patterns below cost a millisecond to compile. */
function isPlain(text: string): boolean {
  let before = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign < 0x20 || sign > 0x7e || (sign === 0x20 && before === 0x20)) return false;
    before = sign;
  }
  return true;
}

/** One line, without controls and without what nobody sees; runs of white space are one space. */
export function plainLine(foreign: string): string {
  return isPlain(foreign) ? foreign : lookedThrough(foreign);
}

/** White space and controls. Those are \p{Cc}, which V8 would look up at each start. */
const BLANKS = /[\s\u0000-\u001f\u007f-\u009f]+/g;

function lookedThrough(foreign: string): string {
  return withoutInvisible(foreign.toWellFormed()).replace(BLANKS, " ");
}

const REFERENCE: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "`": "&#96;",
  "|": "&#124;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Stops mentions (`@`), references (`#1`, `GH-1`) and bare addresses (`://`, `www.`), wherever they stand. */
function unlinked(line: string): string {
  return line
    .replace(/[@#]/g, `$&${BREAK}`)
    .replace(/[Gg][Hh]-/g, (found) => `${found.slice(0, 2)}${BREAK}-`)
    .replace(/:(?=\/|$)/g, `:${BREAK}`)
    .replace(/[Ww]{3}(?=\.|$)/g, `$&${BREAK}`);
}

const isLetter = (sign: number): boolean => (sign | 0x20) >= 0x61 && (sign | 0x20) <= 0x7a;
const isDigit = (sign: number): boolean => sign >= 0x30 && sign <= 0x39;
const [SPACE, HYPHEN, COLON] = [0x20, 0x2d, 0x3a];
/** Small ones; a sign with 0x20 added to it is one of these when it is the letter, small or capital. */
const [LETTER_A, LETTER_G, LETTER_H, LETTER_W, LETTER_Z] = [0x61, 0x67, 0x68, 0x77, 0x7a];
/** Beside letters and spaces: what means nothing inside a line, wherever it stands. */
const QUIET = "0123456789,()/.'\"!?;+=%^{}";

/**
 * Whether nothing needs to be done to a text inside a line: most titles are so, and the patterns below cost a start more
 * than they do. Single spaces, a colon before a space, no `www` and no `GH-`.
 */
function isHarmless(text: string): boolean {
  let beforeLast = 0;
  let last = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (last === COLON && sign !== SPACE) return false;
    const small = sign | 0x20;
    if (small >= LETTER_A && small <= LETTER_Z) {
      if (small === LETTER_W && (last | 0x20) === LETTER_W && (beforeLast | 0x20) === LETTER_W) return false;
    } else if (sign === SPACE) {
      if (last === SPACE) return false;
    } else if (sign === HYPHEN) {
      if ((last | 0x20) === LETTER_H && (beforeLast | 0x20) === LETTER_G) return false;
    } else if (sign !== COLON && !QUIET.includes(text.charAt(at))) return false;
    beforeLast = last;
    last = sign;
  }
  return last !== COLON;
}

/** Only at the beginning of a line do these make lists, rules and tables. */
function unbulleted(line: string): string {
  const first = line.charCodeAt(line.startsWith(" ") ? 1 : 0);
  if (isLetter(first)) return line;
  return isDigit(first) ? unnumbered(line) : line.replace(/^( ?)([-+=:.)])/, "$1\\$2");
}

/** `1.` and `1)` begin a list, with at most nine digits. By hand, because the summary of every run begins with its numbers. */
function unnumbered(line: string): string {
  const from = line.startsWith(" ") ? 1 : 0;
  let end = from;
  while (end < from + 9 && isDigit(line.charCodeAt(end))) end += 1;
  const sign = line[end];
  return sign === "." || sign === ")" ? `${line.slice(0, end)}\\${line.slice(end)}` : line;
}

/** As plain text of a paragraph, list item, heading or table cell. */
export function neutralText(foreign: string): string {
  if (isHarmless(foreign)) return unbulleted(foreign);
  return unbulleted(
    unlinked(plainLine(foreign))
      .replace(/[\\*_[\]~$]/g, "\\$&")
      .replace(/[&<>`|]/g, (sign) => REFERENCE[sign] ?? sign),
  );
}

/** As one code span. A pipe is drawn by a look-alike, because it would end a table's cell even in code. */
export function neutralCode(foreign: string): string {
  const content = plainLine(foreign).replaceAll("|", "\u2502");
  if (content.trim() === "") return "` `";
  const runs = content.includes("`") ? (content.match(/`+/g) ?? []) : [];
  const fence = "`".repeat(runs.reduce((longest, run) => Math.max(longest, run.length), 0) + 1);
  const pad = ["`", " "].some((sign) => content.startsWith(sign) || content.endsWith(sign)) ? " " : "";
  return `${fence}${pad}${content}${pad}${fence}`;
}

/** As a code block of its own lines: no fence in it can end ours, and nothing in it is linked. Tabs and line breaks stay. */
export function neutralBlock(foreign: string): string {
  const lines = foreign
    .toWellFormed()
    .split(/\r\n?|\n/)
    .map((line) => withoutInvisible(line).replace(/(?!\t)\p{Cc}/gu, "\ufffd"));
  const content = lines.join("\n");
  const runs = content.match(/`{3,}/g) ?? [];
  const fence = "`".repeat(runs.reduce((longest, run) => Math.max(longest, run.length), 2) + 1);
  return `${fence}text\n${content}\n${fence}`;
}

/** As the text of an HTML element, where Markdown's escapes would be seen. */
export function neutralHtml(foreign: string): string {
  return unlinked(plainLine(foreign)).replace(/[&<>`|"']/g, (sign) => REFERENCE[sign] ?? sign);
}

/** At most `most` code points, with an ellipsis for what was left out. */
export function clip(foreign: string, most: number): string {
  if (foreign.length <= most) return foreign;
  const characters = Array.from(foreign.slice(0, 2 * most + 2));
  return characters.length <= most ? foreign : `${characters.slice(0, most - 1).join("")}…`;
}
