import { describe, expect, it } from "vitest";
import { TestNames } from "../../src/gate/test-names.ts";
import { idOf, Tests } from "../../src/gate/tests.ts";
import { digestOf, readDigest } from "./printed.ts";

const HEAD = { job: "", sha: "a", run: "1", problems: [], coverage: null, benchmarks: [] };

const namesIn = (digest: string): string[] => [...readDigest(digest).rows.names.entries()].map(([, name]) => name);

function testsOf(cases: readonly (readonly [string, string])[]): Tests {
  const tests = new Tests();
  for (const [suite, name] of cases) tests.add({ suite, name, outcome: "passed", seconds: 0.001 });
  return tests;
}

describe("the names of tests", () => {
  const cases: [string, string, string][] = [
    ["a suite and a name", "a", "b"],
    ["no suite", "", "b"],
    ["a suite called like the test", "b", "b"],
    ["no name at all", "", ""],
    ["spaces around", " a", "b "],
    ["colours of a terminal", "\u001b[1ma\u001b[0m", "\u001b[31mb\u001b]8;;http://x\u0007\u001b[39m"],
    ["quotes and backslashes", 'say "a"', "c:\\b"],
    ["line breaks", "a\n", "b\tc"],
    ["another script and an emoji", "名前", "🕯 lit"],
    ["half a character", "a", "b\ud800"],
    ["a name of more than a thousand characters", "a", "ü".repeat(2_000)],
  ].map(([what = "", suite = "", name = ""]) => [what, suite, name]);
  it.each(cases)("%s: kept, printed and read back as one name", (_, suite, name) => {
    const tests = testsOf([[suite, name]]);
    const id = idOf({ suite, name }).toWellFormed();
    expect(tests.ids).toEqual([id]);
    expect(namesIn(digestOf(HEAD, tests))).toEqual([id]);
  });

  it("what only a terminal obeys is no part of a name", () => {
    expect(idOf({ suite: "\u001b[1;31ma\u001b[0m", name: "adds \u001b]8;;http://x\u0007one\u001b[39m\tmore" })).toBe(
      "a > adds one more",
    );
  });

  it("names that come again are numbered, however they are cut into suite and name", () => {
    const tests = testsOf([
      ["a", "b > c"],
      ["a > b", "c"],
      ["", "a > b > c"],
      ["", "a > b > c #2"],
      ["é", "b"],
      ["é", "b"],
    ]);
    expect(tests.ids).toEqual(["a > b > c", "a > b > c #2", "a > b > c #3", "a > b > c #2 #2", "é > b", "é > b #2"]);
  });

  it("names of one run are found among those of another, however each of them was kept", () => {
    const [one, other] = [new TestNames(), new TestNames()];
    for (const name of ["a > b", "é", "only here", "x".repeat(1_500)]) one.add(name);
    for (let row = 0; row < 3_000; row += 1) other.join("suite", `${row}`);
    other.join("a", "b");
    other.add("é");
    other.add("x".repeat(1_500));
    expect(Array.from({ length: one.size }, (_, row) => other.find(one, row))).toEqual([3_000, 3_001, -1, 3_002]);
    expect(one.find(other, 3_000)).toBe(0);
    expect(one.find(other, 17)).toBe(-1);
    expect([...one.entries()].map(([row, name]) => [row, name.slice(0, 9)])).toEqual([
      [0, "a > b"],
      [1, "é"],
      [2, "only here"],
      [3, "xxxxxxxxx"],
    ]);
  });

  it("fifty thousand names stay apart, over several pages, and come back in their order", () => {
    const cases = Array.from({ length: 50_000 }, (_, row): [string, string] => [
      `suite ${row % 7}`,
      `test ${row} of many`,
    ]);
    const tests = testsOf(cases);
    expect(tests.ids).toEqual(cases.map(([suite, name]) => `${suite} > ${name}`));
    expect(namesIn(digestOf(HEAD, tests))).toEqual(tests.ids);
  });
});
