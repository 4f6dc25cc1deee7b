import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csv, csvLine } from "../../src/core/csv.ts";

describe("comma-separated values", () => {
  it.each([
    ["a formula", "=HYPERLINK(1)", `"'=HYPERLINK(1)"`],
    ["a plus", "+1", `"'+1"`],
    ["a minus", "-1+2", `"'-1+2"`],
    ["an at", "@SUM(A1)", `"'@SUM(A1)"`],
    ["a formula behind white space", " \t=1", `"' \t=1"`],
    ["a line end in front of one", "\r\n=1", `"'\r\n=1"`],
    ["a full-width sign", "\uFF1D1", `"'\uFF1D1"`],
    ["a quote", 'say "hi"', `"say ""hi"""`],
    ["a comma and a line", "a,b\nc", `"a,b\nc"`],
    ["an ordinary title", "Mend it", `"Mend it"`],
    ["a word behind a control", "\u0007Mend it", `"\u0007Mend it"`],
    ["a formula behind a control", "\u0007=1", `"'\u0007=1"`],
    ["a sign inside", "1+1=2, says @ada", `"1+1=2, says @ada"`],
    ["a word and then a formula", "a =1", `"a =1"`],
  ])("WEB-09 %s is text", (_, text, printed) => {
    expect(csv([[text]])).toBe(`${printed}\r\n`);
  });

  it("each row is a line, and nothing stands between them", () => {
    expect(csv([["a", 1], [], ["b"]])).toBe(`"a",1\r\n\r\n"b"\r\n`);
    expect(csv([])).toBe("");
  });

  it("numbers, truths and nothing are themselves", () => {
    expect(csv([[1, -2, true, null, ""]])).toBe(`1,-2,true,,""\r\n`);
  });

  it("no text begins a formula, and every text can be read back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const cell = csv([[text]])
          .slice(1, -3)
          .replaceAll('""', '"');
        expect(cell === text || cell === `'${text}`).toBe(true);
        expect(cell.trimStart()).not.toMatch(/^[=+\-@]/);
      }),
    );
  });
});

it.each([
  ["=1", "'=1"],
  ["'quoted'", "''quoted'"],
  ["plain", "plain"],
])("in a line that is read back %j stands as %j", (cell, written) => {
  expect(csvLine([cell])).toBe(`"${written}"`);
});

it("whoever takes one leading apostrophe away has every cell as it was, and none begins as a formula", () => {
  const cell = fc.string({ unit: fc.constantFrom(...Array.from("=+-@'\"\t\r\n ,;ab\uff1d\uff20\u00a0")) });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
      const line = csvLine(cells);
      const read = [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, raw = ""]) => raw.replaceAll('""', '"'));
      expect(read.map((one) => one.replace(/^'/, ""))).toEqual(cells);
      for (const one of read) expect(one.trimStart()).not.toMatch(/^[=+\-@\uff1d\uff0b\uff0d\uff20]/);
    }),
    { numRuns: 2_000 },
  );
});
