// Names that a person takes for one another: case, accents, invisible characters, letters borrowed from other scripts.

/**
 * Characters that leave no ink: zero-width, joiners, soft hyphen, bidi controls and isolates, variation selectors, tags.
 * Stateless on purpose (no `g` flag), so that it can be shared.
 */
const INVISIBLE =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;
const EVERY_INVISIBLE = new RegExp(INVISIBLE.source, "gu");

/** Whether a text holds a character that nobody sees. */
export function hasInvisible(text: string): boolean {
  return INVISIBLE.test(text);
}

/** The text without the characters that nobody sees. */
export function withoutInvisible(text: string): string {
  return text.replace(EVERY_INVISIBLE, "");
}

// Letters that print like ASCII ones and that NFKD leaves alone (it takes care of full-width and mathematical letters).
// After Unicode's confusables table (UTS #39), cut down to what is drawn alike in the fonts of web pages; in the form
// that NFKD and lower case leave behind (the lunate sigma becomes a final one).
const LOOKS_LIKE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: "аɑα",
    b: "ьʙ",
    c: "сςᴄ",
    d: "ԁɗ",
    e: "еҽ℮ε",
    f: "ғ",
    g: "ɡց",
    h: "һհ",
    i: "іıɩι",
    j: "јϳ",
    k: "κкᴋ",
    l: "ӏⅼǀ",
    m: "мᴍ",
    n: "ոп",
    o: "оοօᴏσ",
    p: "рρ",
    q: "ԛգ",
    r: "гᴦ",
    s: "ѕꜱ",
    t: "тτᴛ",
    u: "υսᴜ",
    v: "ѵνᴠ",
    w: "ԝѡաᴡ",
    x: "хχ",
    y: "уγү",
    z: "ᴢ",
    "-": "‐‑‒–—―−﹘⁃",
    "/": "⁄∕╱⧸",
  }).flatMap(([ascii, others]) => Array.from(others, (other): [string, string] => [other, ascii])),
);

/**
 * What a name looks like: two names with equal skeletons are told apart by no reader. Lower-case; for comparing only,
 * never for printing. Cost is linear in the text.
 */
export function skeleton(text: string): string {
  const plain = withoutInvisible(text.normalize("NFKD")).replace(/\p{Mn}/gu, "");
  let seen = "";
  for (const character of plain.toLowerCase()) seen += LOOKS_LIKE.get(character) ?? character;
  return seen;
}

/** The existing names that a reader could take for `name`, exact matches first. */
export function lookAlikes(name: string, existing: readonly string[]): readonly string[] {
  const wanted = skeleton(name);
  const alike = existing.filter((other) => skeleton(other) === wanted);
  return [...alike.filter((other) => other === name), ...alike.filter((other) => other !== name)];
}
