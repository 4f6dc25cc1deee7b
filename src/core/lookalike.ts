// Names that a person takes for one another: case, accents, invisible characters, letters borrowed from other scripts.
import { withoutInvisible } from "./invisible.ts";

export { hasInvisible, withoutInvisible } from "./invisible.ts";

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
