// What comment-structure.ts leaves out and cuts must change no answer: it is held against micromark on the whole text.
import fc from "fast-check";
import { parse, postprocess, preprocess } from "micromark";
import { gfm } from "micromark-extension-gfm";
import { expect, test } from "vitest";
import { splitLines, standings } from "../../src/core/comment-structure.ts";

const CONTAINERS = ["blockQuote", "listOrdered", "listUnordered", "gfmFootnoteDefinition"];
const SPANNING = ["link", "image", "codeText", "htmlText", "emphasis", "strong", "strikethrough"];

/** Lines (0-based) of top-level paragraphs that begin inside no inline construct. */
function proseLines(text: string): ReadonlySet<number> {
  const events = postprocess(
    parse({ extensions: [gfm()] })
      .document()
      .write(preprocess()(text, undefined, true)),
  );
  const prose = new Set<number>();
  const spanned = new Set<number>();
  let depth = 0;
  for (const [what, { type, start, end }] of events) {
    if (CONTAINERS.includes(type)) depth += what === "enter" ? 1 : -1;
    if (what === "exit") continue;
    if (type === "paragraph" && depth === 0) for (let line = start.line; line <= end.line; line++) prose.add(line - 1);
    if (SPANNING.includes(type)) for (let line = start.line; line < end.line; line++) spanned.add(line);
  }
  return new Set([...prose].filter((index) => !spanned.has(index)));
}

const line = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("/help", "text", "more text", "and more", "") },
  fc.constantFrom(
    "> q",
    ">> q",
    ">",
    "> - q",
    "- i",
    "  - i",
    "-",
    "* i",
    "1. i",
    "2. i",
    "   i",
    "    code",
    "\tcode",
    "  i",
  ),
  fc.constantFrom(
    "```",
    "~~~",
    "  ```",
    "> ```",
    "- ```",
    "# h",
    "---",
    "===",
    "***",
    "- - -",
    ":-:",
    "a|b",
    "-|-",
    "|",
  ),
  fc.constantFrom(
    "<!--",
    "-->",
    "<div>",
    "</div>",
    "<foo>",
    "<pre>",
    "</pre>",
    "<?",
    "?>",
    "text <!--",
    "<a b='",
    "'>",
  ),
  fc.constantFrom(
    "[a",
    "](b)",
    "][a]",
    "[a]: b",
    "[a]: b '",
    "'",
    "[a]:",
    "![a",
    "[^1]: f",
    "[^1]",
    "`a",
    "a`",
    "``",
    "\\`",
  ),
  fc.constantFrom("*a", "a*", "**a", "a**", "_a", "a_", "~~a", "a~~", "\\*a", "a  ", "&amp;", "https://x.example"),
);

test("every line stands as micromark says that it stands in the whole comment", () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 14 }), fc.constantFrom("\n", "\r\n"), (drawn, end) => {
      const text = drawn.join(end);
      const lines = splitLines(text);
      const asked = [...lines.keys()].filter((index) => lines[index] === "/help");
      const prose = proseLines(text);
      const standing = standings(lines, asked);
      expect(asked.map((index) => standing.get(index))).toEqual(
        asked.map((index) => (prose.has(index) ? "prose" : undefined)),
      );
    }),
    { numRuns: 1500 },
  );
});

test("below containers that are cut, a line is never prose that micromark holds for inert", () => {
  const deep = fc.constantFrom(
    ">".repeat(70),
    "- ".repeat(70),
    "> - ".repeat(40),
    ">".repeat(66) + "```",
    "- ".repeat(64) + "# x",
  );
  const around = fc.array(fc.oneof(line, deep), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(around, deep, around, (before, cut, behind) => {
      const lines = [...before, `${cut}x`, ...behind];
      const asked = [...lines.keys()].filter((index) => lines[index] === "/help");
      const prose = proseLines(lines.join("\n"));
      for (const [index, standing] of standings(lines, asked)) if (standing === "prose") expect(prose).toContain(index);
    }),
    { numRuns: 300 },
  );
});
