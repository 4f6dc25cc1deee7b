// What the reader of blocks gets of a comment: as few lines as it takes, and no deeper than it can bear.
import { describe, expect, it } from "vitest";
import { tame, type Tamed } from "../../src/core/comment-taming.ts";

const times = (count: number, line: string): readonly string[] => Array.from({ length: count }, () => line);

function tamed(lines: readonly string[]): Tamed {
  const read = tame(lines);
  if (!read) throw new Error("it was not read");
  return read;
}

/** The lines that are kept, by their place in the comment. */
const keptOf = (lines: readonly string[]): readonly number[] => {
  const { text, origin } = tamed(lines);
  return text.split("\n").map((_, index) => origin(index + 1));
};

describe("of plain lines", () => {
  it("the first two and the last are kept", () => {
    expect(keptOf(times(3, "text"))).toEqual([0, 1, 2]);
    expect(keptOf(times(4, "text"))).toEqual([0, 1, 3]);
    expect(keptOf(times(50, "text"))).toEqual([0, 1, 49]);
  });

  it("a run ends with whatever else stands there", () => {
    expect(keptOf([...times(4, "text"), "", ...times(4, "text")])).toEqual([0, 1, 3, 4, 5, 6, 8]);
    expect(keptOf([...times(4, "text"), "> q", ...times(4, "text")])).toEqual([0, 1, 3, 4, 5, 6, 8]);
  });

  it.each([
    ["a word", "text"],
    ["a slash", "/help"],
    ["one letter", "x"],
    ["marks further in", "a # b * d - e _ f = g ` h ~ i : j [ k 1."],
    ["brackets that close", "] ) }"],
    ["a letter of another script", "é"],
  ])("%s is plain", (_, line) => {
    expect(keptOf(times(4, line))).toEqual([0, 1, 3]);
  });

  it.each([
    ...Array.from("># +*_=`~<|:[-", (sign): [string, string] => [sign === " " ? "a blank" : sign, `${sign}a`]),
    ["a tab", "\ta"],
    ["a number", "1a"],
    ["a tag further in", "a <b"],
    ["the end of one", "a b>"],
    ["a cell further in", "a | b"],
  ])("%s is not", (_, line) => {
    expect(keptOf(times(4, line))).toEqual([0, 1, 2, 3]);
  });
});

describe("of empty lines", () => {
  it("the first is kept, whatever blanks they hold", () => {
    expect(keptOf(["text", "", "", "", "text"])).toEqual([0, 1, 4]);
    expect(keptOf(["text", " ", "\t", " \t ", "text"])).toEqual([0, 1, 4]);
    expect(keptOf(["", "", "text"])).toEqual([0, 2]);
  });

  it("all that a kept line stands for is told", () => {
    const read = tamed(["text", "", "", "", "more", "more", "more", "more"]);
    expect([1, 2, 3, 4, 5].map((line) => [read.origin(line), read.originEnd(line)])).toEqual([
      [0, 0],
      [1, 3],
      [4, 4],
      [5, 6],
      [7, 7],
    ]);
    expect([1, 2, 3].map((line) => read.isEmpty(line))).toEqual([false, true, false]);
  });

  it("no line beyond the end is asked for, and if it is, it is the end", () => {
    const read = tamed(["text", "more"]);
    expect([read.origin(3), read.originEnd(2), read.isEmpty(3), read.cutsUpTo(9)]).toEqual([1, 1, true, 0]);
  });
});

describe("containers beyond the 64th of a line", () => {
  const cut = (line: string): string => tamed([line]).text;

  it.each([
    ["64 quotes stay", ">".repeat(64) + " a", ">".repeat(64) + " a"],
    ["65 quotes", ">".repeat(65) + " a", ">".repeat(64) + " a"],
    ["what stands behind them stays", `${">".repeat(99)}   # a b`, `${">".repeat(64)} # a b`],
    ["quotes with blanks", "> ".repeat(70) + "a", "> ".repeat(63) + "> a"],
    ["quotes with tabs", ">\t".repeat(70) + "a", ">\t".repeat(63) + "> a"],
    ["lists of dashes", "- ".repeat(70) + "a", "- ".repeat(63) + "- a"],
    ["lists of plus signs", "+ ".repeat(70) + "a", "+ ".repeat(63) + "+ a"],
    ["lists of stars", "* ".repeat(70) + "a", "* ".repeat(63) + "* a"],
    ["lists of one digit", "1. ".repeat(70) + "a", "1. ".repeat(63) + "1. a"],
    ["lists of nine digits", "123456789) ".repeat(70) + "a", "123456789) ".repeat(63) + "123456789) a"],
    ["footnotes", "[^ab]: ".repeat(70) + "a", "[^ab]: ".repeat(63) + "[^ab]: a"],
    ["all of them", "> - 1. [^a]: ".repeat(20) + "a", "> - 1. [^a]: ".repeat(16).trimEnd() + " a"],
    ["a dash at the end of the line", ">".repeat(64) + "-", ">".repeat(64) + " "],
    ["a number at the end of the line", ">".repeat(64) + "1.", ">".repeat(64) + " "],
    ["numbers of ten digits are none", "1234567890. ".repeat(70) + "a", "1234567890. ".repeat(70) + "a"],
    ["dashes without a blank are none", "-".repeat(70) + "a", "-".repeat(70) + "a"],
    ["numbers without a blank are none", "1.".repeat(70) + "a", "1.".repeat(70) + "a"],
    ["numbers with another sign are none", "1: ".repeat(70) + "a", "1: ".repeat(70) + "a"],
    ["letters are none", "a. ".repeat(70) + "a", "a. ".repeat(70) + "a"],
    ["footnotes without a name are none", "[^]: ".repeat(70) + "a", "[^]: ".repeat(70) + "a"],
    ["footnotes with a blank in their name are none", "[^a b]: ".repeat(70) + "a", "[^a b]: ".repeat(70) + "a"],
    ["a rule of dashes is none", "- ".repeat(70).trimEnd(), "- ".repeat(70).trimEnd()],
    ["a rule of stars behind a blank is none", " " + "* ".repeat(70), " " + "* ".repeat(70)],
    ["a rule of several blanks is none", "*  ".repeat(70), "*  ".repeat(70)],
    ["what is a rule but for its end is one", "- ".repeat(70) + "+ -", "- ".repeat(64)],
    ["what is a rule but for its beginning is one", "+ " + "- ".repeat(70), "+ " + "- ".repeat(62) + "- "],
  ])("are taken out: %s", (_, line, expected) => {
    expect(cut(line).trimEnd()).toBe(expected.trimEnd());
  });

  it("are counted, line by line", () => {
    const deep = `${">".repeat(65)}a`;
    const read = tamed(["text", deep, "> a", deep, deep, "text"]);
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((line) => read.cutsUpTo(line))).toEqual([0, 0, 1, 1, 2, 3, 3, 3]);
  });
});

describe("lines that may go on a container's paragraph", () => {
  const isRead = (lines: readonly string[]): boolean => tame(lines) !== undefined;

  it.each([
    ["500 are read", ["> a", ...times(500, "1|2")], true],
    ["501 are not", ["> a", ...times(501, "1|2")], false],
    ["not those behind an empty line", ["> a", ...times(300, "1|2"), "", ...times(501, "1|2")], true],
    ["not those that open one themselves", times(600, "> a|b"), true],
    ["those between two that open one", ["> a", ...times(300, "1|2"), "> b", ...times(300, "1|2")], true],
    ["those below no container", times(600, "1|2"), true],
    ["those below a rule", ["- - -", ...times(600, "1|2")], true],
    ["those below a list", ["- a", ...times(501, "1|2")], false],
    ["those below an empty list, which has no paragraph", ["-", ...times(600, "1|2")], true],
    ["those below a number", ["1.", ...times(501, "1|2")], false],
    ["those below what only looks like a list", ["-a", ...times(600, "1|2")], true],
    ["plain ones are not counted", ["> a", ...times(3000, "text")], true],
  ])("%s", (_, lines, expected) => {
    expect(isRead(lines)).toBe(expected);
  });
});
