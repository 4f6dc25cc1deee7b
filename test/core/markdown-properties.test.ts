// Whatever a stranger writes, in whatever place of ours: what GitHub makes of it is their text and our structure.
import fc from "fast-check";
import { micromark, parse, postprocess, preprocess } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import { withoutInvisible } from "../../src/core/lookalike.ts";
import { bullets, code, details, link, type Markdown, md, table, text } from "../../src/core/markdown.ts";

/** What micromark sees in our Markdown, by type of token. */
function tokens(markdown: string): ReadonlySet<string> {
  const document = parse({ extensions: [gfm()] }).document();
  const events = postprocess(document.write(preprocess()(markdown, undefined, true)));
  return new Set(events.map(([, token]) => token.type));
}

/** What a reader sees: the rendered text, without what leaves no ink. */
function seen(markdown: string): string {
  const html = micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };
  return withoutInvisible(
    html.replace(/<[^>]*>/g, "").replace(/&(amp|lt|gt|quot);/g, (_, name: string) => entities[name] ?? ""),
  ).trim();
}

const plain = (foreign: string) =>
  withoutInvisible(foreign.toWellFormed())
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();

// What GitHub's filters look for in rendered text, outside code.
const MENTION = /@[a-z0-9]/i;
const REFERENCE = /#\d|\bgh-\d|https?:\/\/|www\./i;
const CLOSING = /\b(?:close[sd]?|fix(?:es|ed)?|resolve[sd]?)[\s:]+(?:[\w-]+\/[\w.-]+)?(?:#|gh-)\d/i;

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."@ada|@acme/board|#1|fixes |closes: |GH-1|octo/app#1|https://github.com/o/r/issues/1|www.a.example|http://|a@b.example|mailto:a@b.example".split(
          "|",
        ),
        ..."<img src=x>|<!--|-->|</details>|<b>|&#64;|&lt;|&amp;|![a](b)|[a](b)|[a][b]|[b]: c|[^1]|<http://a.b>".split(
          "|",
        ),
        ..."`|``|```|*|**|_|~~|~|\\|\\\\|$|$$|# |## |> |- |+ |* |1. |2) |---|===|    |\n|\r\n|\n\n|\t|:-:|-".split("|"),
        "|",
        "|-|-|",
        "\u202e",
        "\u2066",
        "\u200b",
        "\u2028",
        "\u0000",
        "\u00a0",
        "\ud800",
        ":",
        "www",
        "/",
        "GH",
      ),
      fc.string({ maxLength: 4 }),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(""));

/** Whatever the words around it, foreign text must stay text in each of these places. */
const PLACES: Readonly<Record<string, (value: Markdown) => Markdown>> = {
  "in a sentence": (value) => md`Refused, because ${value} was said.`,
  "at the beginning of a line": (value) => md`Refused.\n${value} was said.`,
  "alone on a line": (value) => md`Refused.\n\n${value}\n\nAsk again.`,
  "in a list": (value) => bullets([value, value]),
  "in a heading": (value) => md`### ${value}`,
  "in bold": (value) => md`**so ${value} so**`,
  "in a table": (value) =>
    table({
      head: [md`a`, md`b`],
      rows: [[value, md`x`]],
    }),
  "in a link": (value) => link({ label: md`see ${value}`, to: "https://example.com/" }),
};

/** Tokens that text is made of; everything else is structure, and structure is ours alone. */
const TEXT_TOKENS =
  /^(?:data|characterEscape|characterReference|escapeMarker|whitespace|lineSuffix|linePrefix|lineEnding|codeTextPadding)/;

function structure(markdown: string): readonly string[] {
  return [...tokens(markdown)].filter((type) => !TEXT_TOKENS.test(type));
}

const withoutSpace = (shown: string) => shown.replace(/\s/g, "");

describe("foreign text", () => {
  const put = (place: string, value: Markdown) => PLACES[place]!(value);

  test("CMD-20 TRI-13 text stays text and says the same, wherever it stands", () => {
    fc.assert(
      fc.property(nasty, fc.constantFrom(...Object.keys(PLACES)), (foreign, place) => {
        const markdown = put(place, text(foreign));
        const ours = structure(put(place, md`word`));
        expect(structure(markdown).filter((type) => !ours.includes(type))).toEqual([]);
        expect(withoutSpace(seen(markdown))).toBe(
          withoutSpace(seen(put(place, md`word`)).replaceAll("word", () => plain(foreign))),
        );
        const shown = micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
        const filtered = shown.replaceAll('href="https://example.com/"', "");
        expect(filtered).not.toMatch(MENTION);
        expect(filtered).not.toMatch(REFERENCE);
        expect(filtered).not.toMatch(CLOSING);
      }),
      { numRuns: 2000 },
    );
  });

  test("CMD-20 code is one code span that says the same, wherever it stands", () => {
    fc.assert(
      fc.property(nasty, fc.constantFrom(...Object.keys(PLACES)), (foreign, place) => {
        const markdown = put(place, code(foreign));
        expect(structure(markdown).toSorted()).toEqual(structure(put(place, md`\`word\``)).toSorted());
        expect(withoutSpace(seen(markdown)).replaceAll("\u2502", "|")).toBe(
          withoutSpace(seen(put(place, md`word`)).replaceAll("word", () => plain(foreign))),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("two foreign texts side by side do not join into something", () => {
    fc.assert(
      fc.property(nasty, nasty, (one, other) => {
        const markdown = md`It says ${text(one)}${text(other)} here.`;
        expect(structure(markdown)).toEqual(structure("It says so here."));
        expect(micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] })).not.toMatch(MENTION);
      }),
    );
  });

  test("the summary of details holds no HTML, mention or reference of a stranger", () => {
    fc.assert(
      fc.property(nasty, (foreign) => {
        const [first = ""] = details({
          summary: foreign,
          body: md`x`,
        }).split("\n");
        const inside = first.slice("<details><summary>".length, -"</summary>".length);
        expect(inside).not.toMatch(/[<>"]|&(?!(?:amp|lt|gt|quot|#39|#96|#124);)/);
        expect(inside).not.toMatch(MENTION);
        expect(inside.replace(/&#\d+;/g, "")).not.toMatch(REFERENCE);
      }),
    );
  });
});
