import { describe, expect, test } from "vitest";
import { misspelling } from "../../src/core/near-miss.ts";

const DECLARED = ["approve-change", "help", "hold", "label", "remove-hold", "example", "severity"];
const meant = (word: string, declared: readonly string[] = DECLARED) => misspelling(word, declared)?.meant;

describe("a word that is nearly a command", () => {
  test.each([
    ["a letter too many", "/holdd", "hold"],
    ["a letter too few", "/hld", "hold"],
    ["its first letter missing", "/old", "hold"],
    ["another letter", "/holt", "hold"],
    ["two neighbours swapped", "/hlod", "hold"],
    ["a sign behind it", "/help.", "help"],
    ["capitals", "/HELPP", "help"],
    ["one slip in seven letters", "/exampel", "example"],
    ["two slips in eight letters", "/sevrty", "severity"],
    ["two swaps in a long word", "/paprove-chnage", "approve-change"],
    ["a slip behind a prefix that it shares", "/remove-holt", "remove-hold"],
  ])("with %s: %s", (_, word, expected) => {
    expect(misspelling(word, DECLARED)).toEqual({
      meant: expected,
      message: `There is no such command. Did you mean /${expected}?`,
    });
  });

  test.each([
    ["a Cyrillic letter", "/h\u043eld"],
    ["a full-width slash", "\uff0fhold"],
    ["what nobody sees", "/ho\u200bld"],
    ["a no-break space and more behind it", "/hold\u00a0now\u00a0please"],
    ["a Kelvin sign, in a command with a k", "/hold\u200b"],
  ])("but for %s: %j", (_, word) => {
    expect(misspelling(word, DECLARED)).toEqual({
      meant: "hold",
      message:
        "It looks like /hold, but holds a character that is not plain ASCII. Did you mean /hold? Then type it by hand.",
    });
  });

  test("of several the nearest is meant, and of equally near ones the first", () => {
    expect(meant("/approve-chang", ["approve-chance", "approve-change"])).toBe("approve-change");
    expect(meant("/lapel", ["label", "lapels"])).toBe("label");
    expect(meant("/lapel", ["lapels", "label"])).toBe("lapels");
  });

  test("is compared up to 48 characters", () => {
    expect(meant(`/hold${"\u200b".repeat(43)}`)).toBe("hold");
    expect(meant(`/hold${"\u200b".repeat(44)}`)).toBeUndefined();
  });
});

describe("a word that is near nothing", () => {
  test.each([
    ["the command itself", "/help"],
    ["the command itself in capitals", "/HELP"],
    ["no word", ""],
    ["a slash", "/"],
    ["a word without its slash", "help"],
    ["a path", "/hel/p"],
    ["a path that ends like one", "//help"],
    ["a word in front of the slash", "x/help"],
    ["two slips in four letters", "/hxyd"],
    ["two letters that look swapped by the first alone", "/hxod"],
    ["two letters that look swapped by the second alone", "/hlxd"],
    ["two slips in seven letters", "/exmapel"],
    ["three slips in a long word", "/paprvoe-chnage"],
    ["another command behind a prefix that it shares", "/remove-help"],
  ])("%s: %s", (_, word) => {
    expect(meant(word)).toBeUndefined();
  });

  test("words of fewer than four letters allow no slip", () => {
    expect(meant("/hox", ["hol"])).toBeUndefined();
    expect(meant("/hoxd", ["hold"])).toBe("hold");
  });

  test("a prefix counts as shared only where both have it", () => {
    expect(meant("/remove-hold", ["approve-hold"])).toBeUndefined();
    expect(meant("/approve-hold", ["remove-hold"])).toBeUndefined();
  });

  test.each([
    "approve",
    "deployment-status",
    "e2e",
    "ok-to-test",
    "packit",
    "rerun-all",
    "restart",
    "uncc",
    "unlgtm",
    "wip",
  ])("another bot's /%s, though one of ours is one letter away", (other) => {
    expect(meant(`/${other}`, [`${other}x`])).toBeUndefined();
  });
});
