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
function printedRows(coverage: Coverage): string[] {
  const told = printCovered(coverage);
  if (told.is === "too-large") throw new Error(told.why);
  const rows = [...told.rows()];
  expect(told.files).toBe(rows.length);
  return rows;
}
const rowsOf = (coverage: Coverage): Map<string, string> =>
  new Map(
    printedRows(coverage)
      .map((row) => JSON.parse(row) as [string, string, string])
      .map(([, file, runs]) => [file, runs]),
  );
const lines = (coverage: Coverage): string[] =>
  [...coverage.files].map(([file, states]) => `${file} ${[...states].join("").replace(/0+$/, "")}`).sort();

describe("covered lines on their way", () => {
  it("are runs of equal lines, without what comes after the last", () => {
    expect([...rowsOf(covered({ "src/a.ts": "--hhhm---h", "src/b.ts": "m", "none.ts": "---" }))]).toEqual([
      ["src/a.ts", "2-3hm3-h"],
      ["src/b.ts", "m"],
    ]);
  });

  it("are a row a file", () => {
    expect(printedRows(covered({ "a.ts": "-h" }))).toEqual([`["C","a.ts","-h"]\n`]);
  });

  it.each([1, 62, 63, 64, 127, 128])("of a file of %i lines are all told", (length) => {
    for (const sign of ["h", "m"])
      expect([...rowsOf(covered({ a: sign.repeat(length) }))]).toEqual([["a", `${length === 1 ? "" : length}${sign}`]]);
  });

  it("of files whose lines stand far apart are none: they would fill the memory", () => {
    const far = new Coverage();
    const lines = new Uint8Array(10_000_000).fill(2, -1);
    for (let file = 0; file < 10; file += 1) far.files.set(`${file}`, lines);
    expect(printedRows(far)).toHaveLength(10);
    far.files.set("one more", lines.subarray(-1));
    expect(printCovered(far)).toMatchObject({ is: "too-large" });
  });

  it("up to the last line that a file may have are read", () => {
    const coverage = new Coverage();
    joinCovered(coverage, new Map([["a", "999999-h"]]));
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

  it("of a large project stay small: 120 bytes for a file of 300 lines", () => {
    const file = "---hhhhhhm-hhhhh--mmm-hhhhhhh-".repeat(10);
    const rows = printedRows(
      covered(Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`src/file-${n}.ts`, file]))),
    );
    expect(rows.join("").length).toBeLessThan(200 * 250);
  });

  it("of a monorepo of 100,000 files are told", () => {
    const file = Uint8Array.from({ length: 128 }, (_, line) => (line % 9 === 0 ? 1 : line % 4 === 0 ? 0 : 2));
    const coverage = new Coverage();
    for (let n = 0; n < 100_000; n += 1) coverage.files.set(`packages/some-package/src/folder/file-${n}.ts`, file);
    const told = printCovered(coverage);
    expect(told).toMatchObject({ is: "told", files: 100_000 });
  });

  it("too many to be merged are none, with the numbers and what to do", () => {
    const line = Uint8Array.of(0, 2);
    const coverage = new Coverage();
    for (let n = 0; n < 64; n += 1) coverage.files.set(`${n}`.padStart(1024 * 1024 - 20, "x"), line);
    expect(printCovered(coverage)).toMatchObject({ is: "told" });
    coverage.files.set("one more".repeat(100), line);
    expect(printCovered(coverage)).toEqual({
      is: "too-large",
      why: "Its coverage is of 65 files with 130 lines, 65 MiB; 100000000 lines and 64 MiB of a leg can be merged. Leave generated files out of its coverage report; or keep the report itself as an artifact, and name it under coverage: of the job that merges instead of this leg's.",
    });
  });

  it.each([
    ["a sign that there is not", "3x"],
    ["a run of nothing", "0h"],
    ["a count without its sign", "3"],
    ["nothing", ""],
    ["something before it", " 3h"],
    ["something behind it", "3h "],
    ["more lines than a file has", "1000000h1m"],
    ["a count that is too long", "12345678h"],
  ])("%s is refused", (_, runs) => {
    expect(() => joinCovered(new Coverage(), new Map([["a.ts", runs]]))).toThrow(/not as we write them|more lines/);
  });

  it("few bytes that tell of many lines are refused before they fill the memory", () => {
    const files = new Map(Array.from({ length: 101 }, (_, n): [string, string] => [`${n}`, "999999-h"]));
    expect(() => joinCovered(new Coverage(), files)).toThrow("more lines than a project has");
  });
});
