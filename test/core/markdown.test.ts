import fc from "fast-check";
import { micromark, parse, postprocess, preprocess } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import { withoutInvisible } from "../../src/core/lookalike.ts";
import {
  bullets,
  code,
  cut,
  details,
  join,
  link,
  type Markdown,
  md,
  mention,
  paragraphs,
  table,
  text,
} from "../../src/core/markdown.ts";
import { clip } from "../../src/core/neutral.ts";

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

  test.each([
    ["@acme/everyone fixes #1", "@\u200bacme/everyone fixes #\u200b1"],
    ["GH-12 and gh-3", "GH\u200b-12 and gh\u200b-3"],
    ["https://github.com/o/r/issues/1", "https:\u200b//github.com/o/r/issues/1"],
    ["a | b", "a &#124; b"],
    ["<img src=x>", "&lt;img src=x&gt;"],
    ["one\r\n\r\n  two", "one two"],
    ["12. twelve", "12\\. twelve"],
    ["snake_case", "snake\\_case"],
    ["\u202eevil\u2069", "evil"],
  ])("%j becomes %j", (foreign, expected) => {
    expect(text(foreign)).toBe(expected);
  });

  test("a code span outgrows the backticks in it", () => {
    expect(code("a`b``c")).toBe("```a`b``c```");
    expect(code("`x`")).toBe("`` `x` ``");
    expect(code("")).toBe("` `");
  });
});

describe("Markdown of ours", () => {
  test("Markdown and numbers pass through, and a bare string does not compile", () => {
    const sha = code("abc");
    expect(md`Head ${sha}, ${2} files, ${md`**all** ${sha}`}.`).toBe("Head `abc`, 2 files, **all** `abc`.");
    const foreign = "@ada";
    // @ts-expect-error a string must say how it gets in: text(foreign), code(foreign)
    expect(md`${foreign}`).toBeDefined();
  });

  test("a mention calls a login, and what is no login becomes code", () => {
    expect(mention({ login: "ada" })).toBe("@ada");
    expect(mention({ login: "ada_acme" })).toBe("@ada_acme");
    expect(mention({ login: "dependabot[bot]" })).toBe("`dependabot[bot]`");
    expect(mention({ login: "acme/everyone" })).toBe("`acme/everyone`");
  });

  test.each(["javascript:alert(1)", "//x.example", "https://ada:secret@x.example/", "data:text/html,x", ""])(
    "%j is no address for a link",
    (to) => {
      expect(
        link({
          label: md`label`,
          to,
        }),
      ).toBe("label");
    },
  );

  test("an address cannot leave its link", () => {
    const to = "https://x.example/a)(b?q=[c]|d\"e'f`g*h_i<j>";
    const markdown = md`| ${link({
      label: md`label`,
      to,
    })} |`;
    expect(micromark(markdown)).toBe(
      '<p>| <a href="https://x.example/a%29%28b?q=%5Bc%5D%7Cd%22e%27f%60g%2Ah%5Fi%3Cj%3E">label</a> |</p>',
    );
  });

  test("lists indent what belongs to an item, tables fill short rows and refuse long ones", () => {
    expect(bullets([md`one`, join([md`two`, bullets([md`three`])], md`\n`)])).toBe("- one\n- two\n  - three");
    const head = [md`a`, md`b`];
    expect(
      table({
        head,
        rows: [[md`x\ny`]],
      }),
    ).toBe("| a | b |\n| --- | --- |\n| x y |  |");
    expect(() =>
      table({
        head,
        rows: [[md`1`, md`2`, md`3`]],
      }),
    ).toThrow("3 cells in a table of 2");
    expect(paragraphs([md`a`, md``, md`b`])).toBe("a\n\nb");
  });

  test("a cut keeps whole lines, closes what is open and stays under the limit", () => {
    const body = join(
      Array.from({ length: 50 }, (_, index) => md`line ${index}`),
      md`\n`,
    );
    const markdown = details({ summary: "all", body: details({ summary: "inner", body }) });
    const note = md`Cut here.`;
    for (let limit = note.length; limit < markdown.length + 2; limit++) {
      const shorter = cut({ markdown, limit, note });
      expect(shorter.length).toBeLessThanOrEqual(limit);
      expect(shorter.match(/<details>/g)?.length ?? 0).toBe(shorter.match(/<\/details>/g)?.length ?? 0);
      if (limit >= markdown.length) expect(shorter).toBe(markdown);
      else expect(shorter.endsWith(note)).toBe(true);
    }
    expect(cut({ markdown, limit: 120, note })).toContain("line 0\n");
  });

  test("a clip counts characters as people do", () => {
    expect(clip("abc", 3)).toBe("abc");
    expect(clip("abcd", 3)).toBe("ab…");
    expect(clip("\u{1f600}\u{1f600}\u{1f600}", 2)).toBe("\u{1f600}…");
  });
});
