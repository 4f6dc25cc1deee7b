import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Coverage } from "../../src/gate/coverage.ts";
import { joinCovered, printCovered } from "../../src/gate/covered-lines.ts";

function covered(files: Readonly<Record<string, string>>): Coverage {
  const coverage = new Coverage();
  // `h` ran, `m` did not, `-` does not count: a sign a line, from the first.
  for (const [file, signs] of Object.entries(files))
    for (let line = 1; line <= signs.length; line += 1)
      if (signs[line - 1] !== "-") coverage.add(file, line, signs[line - 1] === "h" ? 1 : 0);
  return coverage;
}
const rowsOf = (coverage: Coverage): Map<string, string> =>
  new Map(
    (printCovered(coverage) ?? [])
      .map((row) => JSON.parse(row) as [string, string, string])
      .map(([, file, runs]) => [file, runs]),
  );
const lines = (coverage: Coverage): string[] =>
  [...coverage.files].map(([file, states]) => `${file} ${[...states].join("").replace(/0+$/, "")}`).sort();

describe("covered lines on their way", () => {
  it("are runs of equal lines, without what comes after the last", () => {
    expect([...rowsOf(covered({ "src/a.ts": "--hhhm---h", "src/b.ts": "m", "none.ts": "---" }))]).toEqual([
      ["src/a.ts", "2-3h1m3-1h"],
      ["src/b.ts", "1m"],
    ]);
  });

  it("are a row a file", () => {
    expect(printCovered(covered({ "a.ts": "-h" }))).toEqual([`["C","a.ts","1-1h"]\n`]);
  });

  it.each([1, 62, 63, 64, 127, 128])("of a file of %i lines are all told", (length) => {
    for (const sign of ["h", "m"])
      expect([...rowsOf(covered({ a: sign.repeat(length) }))]).toEqual([["a", `${length}${sign}`]]);
  });

  it("of files whose lines stand far apart are none: they would fill the memory", () => {
    const far = new Coverage();
    for (let file = 0; file < 19; file += 1) far.add(`${file}`, 1_000_000, 1);
    expect(printCovered(far)).toHaveLength(19);
    far.add("one more", 1_000_000, 1);
    expect(printCovered(far)).toBeNull();
  });

  it("up to the last line that a file may have are read", () => {
    const coverage = new Coverage();
    joinCovered(coverage, new Map([["a", "999999-1h"]]));
    expect(coverage.total).toEqual({ covered: 1, lines: 1 });
  });

  it("come back as they went, whatever they are", () => {
    const files = fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), fc.stringMatching(/^[-mh]{0,300}$/), {
      maxKeys: 5,
    });
    fc.assert(
      fc.property(files, (signs) => {
        const sent = covered(signs);
        const came = new Coverage();
        joinCovered(came, rowsOf(sent));
        expect(lines(came)).toEqual(lines(sent));
        expect(came.total).toEqual(sent.total);
      }),
    );
  });

  it("of two legs: a line is covered when either ran it, and counts when either counts it", () => {
    const both = new Coverage();
    for (const leg of [covered({ "a.ts": "hhm-", "linux.ts": "h" }), covered({ "a.ts": "mhmm", "mac.ts": "m" })])
      joinCovered(both, rowsOf(leg));
    expect(both.total).toEqual({ covered: 3, lines: 6 });
  });

  it("of a large project stay small: 150 bytes for a file of 300 lines", () => {
    const file = "---hhhhhhm-hhhhh--mmm-hhhhhhh-".repeat(10);
    const rows = printCovered(
      covered(Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`src/file-${n}.ts`, file]))),
    );
    expect(rows?.join("").length).toBeLessThan(200 * 300);
  });

  it("too many to stay small are none, and that is said", () => {
    const alternating = "hm".repeat(500_000);
    expect(printCovered(covered(Object.fromEntries(["a", "b", "c"].map((name) => [name, alternating]))))).toHaveLength(
      3,
    );
    expect(
      printCovered(covered(Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [name, alternating])))),
    ).toBeNull();
  });

  it.each([
    ["a sign that there is not", "3x"],
    ["a run of nothing", "0h"],
    ["a sign without its count", "h"],
    ["nothing", ""],
    ["something before it", " 3h"],
    ["something behind it", "3h "],
    ["more lines than a file has", "1000000h1m"],
    ["a count that is too long", "12345678h"],
  ])("%s is refused", (_, runs) => {
    expect(() => joinCovered(new Coverage(), new Map([["a.ts", runs]]))).toThrow(/not as we write them|more lines/);
  });

  it("few bytes that tell of many lines are refused before they fill the memory", () => {
    const files = new Map(Array.from({ length: 21 }, (_, n): [string, string] => [`${n}`, "999999-1h"]));
    expect(() => joinCovered(new Coverage(), files)).toThrow("more lines than a project has");
  });
});
