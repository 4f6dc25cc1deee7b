import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printCtrf } from "../../src/gate/results.ts";
import { Page } from "../../src/gate/page.ts";
import { Tests, type Outcome } from "../../src/gate/tests.ts";
import { configured, factsWith, judgementOf } from "./judge.ts";
import { digestOf, printed } from "./printed.ts";

const PAGE = 65_536;

describe("a page on its way to a file", () => {
  it.each([
    ["nothing", ""],
    ["a page of one byte a sign", "a".repeat(PAGE)],
    ["signs of two, three and four bytes", "ü名🕯".repeat(30_000)],
    ["half a character", "a\ud800b"],
  ])("%s comes out as it went in", (_, text) => {
    expect(printed((page) => page.text(text))).toBe(text.toWellFormed());
  });

  it("holds no more than it has room for, whatever comes after what", () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 3 * PAGE }), { maxLength: 8 });
    fc.assert(
      fc.property(lengths, (asked) => {
        const texts = asked.map((length, at) => (at % 2 === 0 ? "é" : "x").repeat(length));
        expect(printed((page) => texts.forEach((text) => page.text(text))) === texts.join("")).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it.each([0, 9, 10, 99, 100, 123_456_789, 999_999_999, 1e9, 1e15, 1e21])(
    "the number %d is written as it is",
    (number) => {
      const tests = new Tests();
      tests.add({ suite: "", name: "a", outcome: "passed", seconds: 0 });
      const row = { before: "<", names: tests.names, row: 0, after: ":", number, end: ">" };
      expect(printed((page) => void page.row(row))).toBe(`<a:${number}>`);
    },
  );

  it("is used again for all rows of a large run: no piece is larger, and none is one test's alone", () => {
    const tests = new Tests();
    for (let row = 0; row < 20_000; row += 1)
      tests.add({ suite: "suite", name: `test ${row}`, outcome: "passed", seconds: 0.001 });
    const sizes: number[] = [];
    const page = new Page((bytes) => void sizes.push(bytes.length));
    const facts = factsWith({ tests });
    printCtrf(page, facts, judgementOf(facts, configured()));
    page.end();
    expect(Math.max(...sizes)).toBeLessThanOrEqual(PAGE);
    expect(sizes.length).toBeLessThan(30);
  });
});

describe("tests in columns", () => {
  it("keep the outcome and the time of each, over many pieces", () => {
    const outcomes: Outcome[] = ["passed", "failed", "skipped", "flaky"];
    const tests = new Tests();
    const size = 10_000;
    for (let row = 0; row < size; row += 1)
      tests.add({ suite: "", name: `${row}`, outcome: outcomes[row % 4]!, seconds: row / 7 });
    expect(tests.counts).toEqual({ tests: size, passed: 2_500, failed: 2_500, skipped: 2_500, flaky: 2_500 });
    for (let row = 0; row < size; row += 1)
      expect([tests.outcomeAt(row), tests.secondsAt(row)]).toEqual([outcomes[row % 4], row / 7]);
    expect(tests.totalSeconds).toBeCloseTo(((size - 1) * size) / 14, 6);
  });

  it("names of more than a page of text are told apart and found again", () => {
    const tests = new Tests();
    const long = "x".repeat(900);
    for (let row = 0; row < 3_000; row += 1) tests.add({ suite: long, name: `${row}`, outcome: "passed", seconds: 0 });
    tests.add({ suite: long, name: "1500", outcome: "passed", seconds: 0 });
    expect(tests.names.at(3_000)).toBe(`${long} > 1500 #2`);
    expect(digestOf({ job: "", sha: "", run: "", problems: [], coverage: null, benchmarks: [] }, tests)).toContain(
      `["P","${long} > 2999",0]`,
    );
  });
});
