// What foreign text becomes, sign by sign. That it stays text wherever it stands: markdown-properties.test.ts.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clip, neutralBlock, neutralCode, neutralHtml, neutralText, plainLine } from "../../src/core/neutral.ts";

describe("one line", () => {
  test.each([
    ["a\r\n\t b", "a b"],
    ["a\u0007\u0000b", "a b"],
    ["a\u200bb\u202e", "ab"],
    ["a\ud800b", "a\ufffdb"],
    [" a ", " a "],
    ["a  ", "a "],
  ])("of %j is %j", (foreign, line) => {
    expect(plainLine(foreign)).toBe(line);
  });
});

test("a text to which nothing needs to be done comes out as if it had been looked through sign by sign", () => {
  const signs = fc.constantFrom(..."gGhHwW-:/.,1a ()+=?@#é".split(""));
  fc.assert(
    fc.property(fc.string({ unit: signs, maxLength: 12 }), (start) => {
      // The tilde makes the whole line one that something is done to.
      expect(neutralText(`${start} a ~`)).toBe(`${neutralText(`${start} a`)} \\~`);
    }),
    { numRuns: 2_000 },
  );
});

describe("text", () => {
  test.each([
    ["@ada", "@\u200bada"],
    ["#1 and #2", "#\u200b1 and #\u200b2"],
    ["GH-1, gh-2", "GH\u200b-1, gh\u200b-2"],
    ["http://a", "http:\u200b//a"],
    ["a:b", "a:b"],
    [" http://a", " http:\u200b//a"],
    ["http:", "http:\u200b"],
    ["www.a, WWW.b", "www\u200b.a, WWW\u200b.b"],
    ["www", "www\u200b"],
    ["wwwx", "wwwx"],
    ["a\\b*c_d[e]f~g$h", "a\\\\b\\*c\\_d\\[e\\]f\\~g\\$h"],
    ["a&b<c>d`e|f", "a&amp;b&lt;c&gt;d&#96;e&#124;f"],
    ["a\"b'c", "a\"b'c"],
    ["- a - b", "\\- a - b"],
    [" + a", " \\+ a"],
    ["  = a", " \\= a"],
    [": a", "\\: a"],
    [".) a", "\\.) a"],
    [") a", "\\) a"],
    ["12. a 3. b", "12\\. a 3. b"],
    [" 7) a", " 7\\) a"],
    ["0. a", "0\\. a"],
    ["9) a", "9\\) a"],
    ["0.a 9", "0\\.a 9"],
    ["1234567890. a", "1234567890. a"],
    ["123456789. a", "123456789\\. a"],
    ["a 1. b", "a 1. b"],
    ["plain", "plain"],
    [
      "3 tests passed, none failed; (so far). Not compared: there is no base.",
      "3 tests passed, none failed; (so far). Not compared: there is no base.",
    ],
    ["see aww.b: c", "see aww.b: c"],
    ["so: www.", "so: www\u200b."],
    ["1. a, b: c", "1\\. a, b: c"],
    ["(a): ", "(a): "],
  ])("%j becomes %j", (foreign, expected) => {
    expect(neutralText(foreign)).toBe(expected);
  });
});

describe("a code span", () => {
  test.each([
    ["a", "`a`"],
    ["", "` `"],
    [" \n ", "` `"],
    ["a|b", "`a\u2502b`"],
    ["a`b", "``a`b``"],
    ["a``b`c", "```a``b`c```"],
    ["`a", "`` `a ``"],
    ["a`", "`` a` ``"],
    [" a", "`  a `"],
    ["a ", "` a  `"],
    ["a b", "`a b`"],
    ["@ada #1", "`@ada #1`"],
  ])("of %j is %j", (foreign, expected) => {
    expect(neutralCode(foreign)).toBe(expected);
  });
});

describe("a block", () => {
  test.each([
    ["a\r\nb\rc\nd", "```text\na\nb\nc\nd\n```"],
    ["a\tb\u0007c\u0000", "```text\na\tb\ufffdc\ufffd\n```"],
    ["a\u200bb\ud800", "```text\nab\ufffd\n```"],
    ["a``b", "```text\na``b\n```"],
    ["```\n`````", "``````text\n```\n`````\n``````"],
  ])("of %j is %j", (foreign, expected) => {
    expect(neutralBlock(foreign)).toBe(expected);
  });
});

test("a text that needs nothing done becomes what the long way would make of it", () => {
  const sign = fc.constantFrom(...Array.from("abgGhHwW0. ,-+=()/'\"!?;%^{}:@#*_[]~$&<>`|\\\t\u00e9", (one) => one));
  fc.assert(
    fc.property(fc.string({ unit: sign, maxLength: 30 }), (foreign) => {
      // A sign that nobody sees is dropped, and takes the long way.
      expect(neutralText(foreign)).toBe(neutralText(`\u200b${foreign}`));
    }),
    { numRuns: 5000 },
  );
});

describe("text in HTML", () => {
  test.each([
    ["<b>\"a\"&'c'|`d`", "&lt;b&gt;&quot;a&quot;&amp;&#39;c&#39;&#124;&#96;d&#96;"],
    ["@ada\n#1 *x*", "@\u200bada #\u200b1 *x*"],
  ])("%j becomes %j", (foreign, expected) => {
    expect(neutralHtml(foreign)).toBe(expected);
  });
});

describe("a clip", () => {
  test.each<[string, number, string]>([
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["\u{1f600}\u{1f600}\u{1f600}", 3, "\u{1f600}\u{1f600}\u{1f600}"],
    ["\u{1f600}\u{1f600}\u{1f600}\u{1f600}", 3, "\u{1f600}\u{1f600}…"],
    ["a".repeat(100), 2, "a…"],
  ])("of %j to %i is %j", (foreign, most, expected) => {
    expect(clip(foreign, most)).toBe(expected);
  });
});
