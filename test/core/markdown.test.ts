import { micromark } from "micromark";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import {
  bullets,
  code,
  cut,
  details,
  join,
  link,
  md,
  mention,
  paragraphs,
  table,
  text,
} from "../../src/core/markdown.ts";
import { clip } from "../../src/core/neutral.ts";

describe("foreign text", () => {
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

  test.each([
    "javascript:alert(1)",
    "//x.example",
    "https://ada:secret@x.example/",
    "https://ada@x.example/",
    "https://:secret@x.example/",
    "data:text/html,x",
    "",
  ])("%j is no address for a link", (to) => {
    expect(
      link({
        label: md`label`,
        to,
      }),
    ).toBe("label");
  });

  test.each(["http://x.example/", "https://x.example/"])("%s is one", (to) => {
    expect(link({ label: md`label`, to })).toBe(`[label](${to})`);
  });

  test("parts are joined by nothing where nothing else is said", () => {
    expect(join([md`one`, md`two`])).toBe("onetwo");
  });

  test("a label cannot make a link the definition of a reference, which nobody sees", () => {
    const to = "https://x.example/";
    expect(micromark(link({ label: code("a]: b"), to }), { extensions: [gfm()] })).toBe(
      '<p><a href="https://x.example/"><code>a]\u200b: b</code></a></p>',
    );
  });

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
        rows: [[md`x\ny`], [md`1`, md`2`]],
      }),
    ).toBe("| a | b |\n| --- | --- |\n| x y |  |\n| 1 | 2 |");
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

  const closed = details({ summary: "all", body: md`inside` });
  test.each([
    ["just fits whole", md`one\ntwo`, 7, "one\ntwo"],
    ["is one longer", md`one\ntwo\nthree`, 12, "one\n\nNote."],
    ["just fits with the note", md`one\ntwo\nthree four`, 14, "one\ntwo\n\nNote."],
    ["would be one longer with the note", md`one\ntwo\nthree four`, 13, "one\n\nNote."],
    ["has no line that fits", md`one two three\nfour`, 12, "Note."],
    ["ends with an empty line", md`one\n\ntwo three four`, 12, "one\n\nNote."],
    ["was closed before", md`${closed}\nbehind it is more of it`, closed.length + 8, `${closed}\n\nNote.`],
    ["is cut inside", md`${closed}\nx`, closed.length + 1, "<details><summary>all</summary>\n\n</details>\n\nNote."],
  ])("a text that %s", (_, markdown, limit, expected) => {
    expect(cut({ markdown, limit, note: md`Note.` })).toBe(expected);
  });

  test("a note longer than the limit is an error of ours", () => {
    expect(() => cut({ markdown: md`one two`, limit: 4, note: md`Note.` })).toThrow(
      "a note of 5 characters under a limit of 4",
    );
    expect(cut({ markdown: md`one two`, limit: 5, note: md`Note.` })).toBe("Note.");
  });

  test("a clip counts characters as people do", () => {
    expect(clip("abc", 3)).toBe("abc");
    expect(clip("abcd", 3)).toBe("ab…");
    expect(clip("\u{1f600}\u{1f600}\u{1f600}", 2)).toBe("\u{1f600}…");
  });
});
