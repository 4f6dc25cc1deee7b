// Which lines are prose, line by line: the reasons why each cut changes no answer. Beside the properties, which hold all
// of it against micromark.
import { parse, postprocess, preprocess } from "micromark";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { BLOCKS_ONLY, splitLines, standings } from "../../src/core/comment-structure.ts";

/** How each line that is `/help` stands; `-` where it is inert. */
function standingOf(text: string | readonly string[]): string {
  const lines = typeof text === "string" ? splitLines(text) : text;
  const asked = [...lines.keys()].filter((index) => lines[index]?.trim().startsWith("/help") === true);
  const found = standings(lines, asked);
  return asked.map((index) => found.get(index) ?? "-").join(" ");
}

const times = (count: number, line: string): readonly string[] => Array.from({ length: count }, () => line);

describe("a line of a comment", () => {
  it.each<[string, string | readonly string[], string]>([
    ["alone is prose", "/help", "prose"],
    ["behind up to three blanks is prose", "   /help", "prose"],
    ["behind four blanks is code", "    /help", "-"],
    ["behind a tab is code", "\t/help", "-"],
    ["that goes on a paragraph is prose, however far in", "text\n        /help", "prose"],
    ["in a fence is code", "```\n/help\n```\n/help", "- prose"],
    ["in a fence that never ends is code", "~~~\n/help\n\n/help", "- -"],
    ["in a quote is no prose, nor is its lazy continuation", "> text\n/help\n\n/help", "- prose"],
    ["in a list is no prose", "- text\n  /help\n\n/help", "- prose"],
    ["behind a list's empty line, indented, is still in the list", "- text\n\n  /help\n\n/help", "- prose"],
    ["in an ordered list is no prose", "1. text\n   /help\n\n/help", "- prose"],
    ["in a footnote is no prose", "text[^1]\n\n[^1]: note\n    /help\n\n/help", "- prose"],
    ["between two containers is prose", "> one\n\n/help\n\n> two\n\n/help", "prose prose"],
    ["in a heading is no prose", "# title\n/help\n===\n\n/help", "- prose"],
    ["in a table is no prose", "a|b\n-|-\n/help|x\n\n/help", "- prose"],
    ["that heads a table is no prose", "/help|b\n-|-\n1|2", "-"],
    ["in HTML is no prose", "<div>\n/help\n</div>\n\n/help", "- prose"],
    ["in an HTML comment is no prose", "<!--\n\n/help\n\n-->\n/help", "- prose"],
    ["inside a code span is no prose, behind it it is", "text `a\n/help\nb` text\n/help", "- prose"],
    ["inside a link's text is no prose", "see [a\n/help\nb](c)\n/help", "- prose"],
    ["inside a picture's text is no prose", "see ![a\n/help\nb](c)\n/help", "- prose"],
    ["inside emphasis is no prose", "so *a\n/help\nb* it\n/help", "- prose"],
    ["inside strong emphasis is no prose", "so **a\n/help\nb** it\n/help", "- prose"],
    ["inside what is struck through is no prose", "so ~~a\n/help\nb~~ it\n/help", "- prose"],
    ["inside a tag is no prose", "so <a b='\n/help\n'> it\n/help", "- prose"],
    ["inside a link whose target stands elsewhere is no prose", "[a\n/help\nb][c]\n\n[c]: d", "-"],
    ["inside brackets that lead nowhere is prose", "[a\n/help\nb][c]", "prose"],
    ["inside a code span of a later paragraph is no prose", "text\n\ntext `a\n/help\nb`\n/help", "- prose"],
    ["right below a heading is prose", "# title\n/help", "prose"],
    ["ended by a lone CR is a line", "> text\r/help\r\r/help", "- prose"],
    ["behind a rule is prose", "- - -\n/help", "prose"],
    ["behind a rule of stars is prose", "* * *\n/help", "prose"],
    ["behind a rule of underscores is prose", "___\n/help", "prose"],
    ["behind a rule of 65 dashes is prose", `${"- ".repeat(65)}\n/help`, "prose"],
  ])("%s", (_, text, expected) => {
    expect(standingOf(text)).toBe(expected);
  });

  it("nothing is read where nothing is asked", () => {
    expect(standings(["/help"], [])).toEqual(new Map());
  });

  it("only what is asked is answered", () => {
    expect(standings(["text", "/help"], [1])).toEqual(new Map([[1, "prose"]]));
    expect(standings(["/help", "text", "", "/hold"], [3])).toEqual(new Map([[3, "prose"]]));
  });
});

describe("what is left out of a long comment changes no answer", () => {
  it.each<[string, string | readonly string[], string]>([
    ["a run of plain lines", [...times(50, "text"), "/help", "", "/help"], "prose prose"],
    ["a run of plain lines in a quote", ["> text", ...times(50, "text"), "/help", "", "/help"], "- prose"],
    ["a run of plain lines over a heading's underline", [...times(50, "text"), "===", "/help"], "prose"],
    [
      "a run of plain lines over a table",
      ["/help", ...times(9, "text"), "a|b", "-|-", "/help|", "", "/help"],
      "prose - prose",
    ],
    ["a line that heads a table behind plain ones", ["one", "two", "three", "four", "-|-", "/help"], "prose"],
    ["a run of plain lines in a code span", ["a `b", ...times(9, "text"), "/help", "c`", "/help"], "- prose"],
    ["a run of empty lines", ["- text", ...times(50, ""), "  /help", "", "/help"], "- prose"],
    ["a run of blank lines", ["text", " ", "\t", "  ", "/help"], "prose"],
    ["a run of empty lines in a fence", ["```", ...times(50, ""), "/help", "```", ...times(9, ""), "/help"], "- prose"],
    ["a run of plain lines in a fence", ["```", ...times(50, "text"), "/help", "```", "/help"], "- prose"],
    ["lines that begin like plain ones and hold a tag", [...times(9, "text <!--"), "/help", "-->", "/help"], "- prose"],
  ])("%s", (_, text, expected) => {
    expect(standingOf(text)).toBe(expected);
  });
});

describe("what is beyond the bounds is never prose", () => {
  const nested = (depth: number, marker = ">") => marker.repeat(depth);
  it.each<[string, string | readonly string[], string]>([
    ["a lazy line below 64 quotes", [`${nested(64)} text`, "/help", "", "/help"], "- prose"],
    ["a lazy line below 65 quotes, which are cut", [`${nested(65)} text`, "/help", "", "/help"], "- prose"],
    ["a line right below 70 quotes that hold a heading", [`${nested(70)}# text`, "/help", "", "/help"], "- prose"],
    ["a line right below 64 quotes that hold a heading", [`${nested(64)}# text`, "/help"], "prose"],
    ["a line right below 70 lists", [`${nested(70, "- ")}text`, "/help", "", "/help"], "- prose"],
    ["a line below a heading, far below cut quotes", [`${nested(70)}# a`, "", "# b", "/help"], "prose"],
    ["a line below a cut list's empty line", [`${nested(70, "- ")}text`, "", "/help"], "prose"],
    [
      "a line below cut quotes and an ordinary quote behind them",
      [`${nested(70)}# a`, "", "> b", "", "/help"],
      "prose",
    ],
    ["a line right below a quote that follows cut ones", [`${nested(70)}# a`, "", "> # b", "/help"], "prose"],
    ["the 500th lazy line", ["> text", ...times(498, "1|2"), "/help", "", "/help"], "- prose"],
    ["more than 500 lazy lines", ["> text", ...times(500, "1|2"), "/help", "", "/help"], "tangled tangled"],
    [
      "500 lazy lines, and 500 more behind an empty one",
      ["> a", ...times(499, "1|2"), "", "> a", ...times(499, "1|2"), "", "/help"],
      "prose",
    ],
    ["many lines in quotes of their own", [...times(600, "> a|b"), "", "/help"], "prose"],
    ["many lines below no container", [...times(600, "a|b"), "/help"], "prose"],
    ["a paragraph of 512 marks", `${"!".repeat(512)}\n/help`, "prose"],
    ["a paragraph of 513 marks", `${"!".repeat(513)}\n/help`, "tangled"],
    ["marks of another paragraph", `${"!".repeat(513)}\n\n/help`, "prose"],
    ["of a tangled and a quiet paragraph each", `${"!".repeat(513)}\n/help\n\n/help`, "tangled prose"],
  ])("%s", (_, text, expected) => {
    expect(standingOf(text)).toBe(expected);
  });

  it.each(["`", "*", "_", "~", "[", "]", "<", ">", "&", "\\", "!", "@", "www.", "://"])(
    "%s is a mark that costs time",
    (mark) => {
      expect(standingOf(`x${mark.repeat(513)}\n/help`)).toBe("tangled");
    },
  );
});

describe("in the first pass, over blocks, no inline construct is read", () => {
  /** Kinds of token besides those of blocks and plain text. */
  const inline = (text: string, extensions = [gfm(), BLOCKS_ONLY]): readonly string[] => {
    const events = postprocess(
      parse({ extensions })
        .document()
        .write(preprocess()(text, undefined, true)),
    );
    const plain = ["content", "paragraph", "data", "lineEnding", "linePrefix"];
    return [...new Set(events.map(([, { type }]) => type))].filter((type) => !plain.includes(type));
  };

  it.each([
    ["emphasis", "a *b* c"],
    ["an address in brackets", "a <https://x.example> c"],
    ["an escaped sign", "a \\* c"],
    ["an entity", "a &amp; c"],
    ["code", "a `b` c"],
    ["an escaped line end", "a \\\nb"],
    ["a tag", "a <b> c"],
    ["a link", "a [b](c) d"],
    ["a picture", "a ![b](c) d"],
    ["a bracket that closes nothing", "a b] c"],
    ["a bracket that opens nothing", "a [b c"],
    ["a picture that opens nothing", "a ![b c"],
    ["an address with www", "a www.x.example c"],
    ["an address", "a https://x.example c"],
    ["an address for mail", "a b@x.example c"],
    ["a footnote", "a [^b] c"],
    ["what is struck through", "a ~~b~~ c"],
  ])("%s", (_, text) => {
    expect(inline(text)).toEqual([]);
  });

  it("which the second pass does read", () => {
    expect(inline("a *b* c", [gfm()])).toContain("emphasis");
  });
});
