// Issues and pull requests that a message names, line by line, as conventional-commits-parser reads them with `#` as the
// only prefix and GitHub's closing words as actions. Read by hand, because a history has many messages and most lines
// name nothing; test/release/differential.test.ts holds it against the parser.
import type { Reference } from "./change.ts";

const KEYWORD = /(?<!\w)(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?!\w)/gi;
/** Nearly every `fix: ...` title speaks of nothing: a closing word counts before white space, in a footer also before `: `. */
const MAYBE_CLOSES = { prose: /(?:clos|fix|resolv)\w*\s/i, footer: /(?:clos|fix|resolv)\w*:?\s/i };
const FOOTER = /^(?:BREAKING CHANGE|[\w-]+)(?::\s+|\s+#)./i;
// A sentence with an address in it names nothing: the `#` may be the address's own.
const ADDRESS = /\bhttps?:\/\/[-a-zA-Z0-9@:%_+.~#?&/=]+\b/;
const ENDS = " \t\v\f\u00a0\ufeff,;.)]";

/** The references of a message without line breaks other than `\n`. */
export function readReferences(message: string): readonly Reference[] {
  const found: Reference[] = [];
  let hash = message.indexOf("#");
  while (hash !== -1) {
    const start = message.lastIndexOf("\n", hash) + 1;
    const end = message.indexOf("\n", hash);
    const line = end === -1 ? message.slice(start) : message.slice(start, end);
    readLine(line, start > 0 && FOOTER.test(line) ? "footer" : "prose", found);
    hash = end === -1 ? -1 : message.indexOf("#", end);
  }
  return found;
}

/** A closing word, white space, and what it speaks of: up to the next closing word or the end of the line. */
function readLine(line: string, kind: "footer" | "prose", found: Reference[]): void {
  let from = 0;
  if (MAYBE_CLOSES[kind].test(line)) {
    const words = [...line.matchAll(KEYWORD)];
    for (const [index, word] of words.entries()) {
      if (word.index < from) continue;
      const colon = word.index + word[0].length;
      const after = kind === "footer" && line[colon] === ":" ? colon + 1 : colon;
      const start = line.length - line.slice(after).trimStart().length;
      if (start === after) continue;
      const end = words.slice(index + 1).find((next) => next.index >= start)?.index ?? line.length;
      readSentence(line.slice(from, word.index), false, found);
      readSentence(line.slice(start, end), true, found);
      from = end;
    }
  }
  readSentence(from === 0 ? line : line.slice(from), false, found);
}

function readSentence(text: string, closes: boolean, found: Reference[]): void {
  let hash = text.indexOf("#");
  if (hash === -1 || (text.includes("://") && ADDRESS.test(text))) return;
  let from = 0;
  for (; hash !== -1; hash = text.indexOf("#", hash + 1)) {
    let start = hash;
    while (start > 0 && isName(text.charCodeAt(start - 1))) start -= 1;
    let end = hash + 1;
    while (end < text.length && isWord(text.charCodeAt(end))) end += 1;
    // The repository is the whole word before the sign, and not the end of a number that was read already.
    if (start < from || !(end === text.length || isEnd(text[end] ?? ""))) continue;
    const issue = text.slice(hash + 1, end);
    if (!/\d/.test(issue)) continue;
    from = end;
    found.push({ ...place(text.slice(start, hash)), number: Number(issue), closes });
  }
}

function place(name: string): Pick<Reference, "owner" | "repository"> {
  if (name === "") return { owner: null, repository: null };
  const slash = name.indexOf("/");
  return slash === -1
    ? { owner: null, repository: name }
    : { owner: name.slice(0, slash), repository: name.slice(slash + 1) };
}

function isEnd(character: string): boolean {
  return ENDS.includes(character) || /\s/.test(character);
}

/** Letter, digit, `_` or `-`. */
function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    code === 95 ||
    code === 45
  );
}

/** What a repository's name may hold: also `.` and `/`. */
function isName(code: number): boolean {
  return isWord(code) || code === 46 || code === 47;
}
