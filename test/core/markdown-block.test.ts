import fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { codeBlock, md, paragraphs } from "../../src/core/markdown.ts";

const rendered = (markdown: string): string =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });

describe("a block of foreign code", () => {
  it("keeps its lines and tabs, and drops what nobody sees", () => {
    expect(codeBlock("at a\r\n\tat b\u202e\u0007")).toBe("```text\nat a\n\tat b\ufffd\n```");
  });

  it("no fence in it ends ours", () => {
    expect(codeBlock("```\n<img src=x>\n````")).toBe("`````text\n```\n<img src=x>\n````\n`````");
  });

  it("whatever it holds, it is one block and the next paragraph is ours", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.constantFrom("", "```", "\n~~~\n", "</code></pre>", "@octo #1"),
        (a, b) => {
          const html = rendered(paragraphs([codeBlock(`${a}${b}${a}`), md`the end`]));
          expect(html.match(/<pre>/g)?.length).toBe(1);
          expect(html.endsWith("</code></pre>\n<p>the end</p>")).toBe(true);
        },
      ),
    );
  });
});
