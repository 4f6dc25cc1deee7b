import { describe, expect, it } from "vitest";
import { TapReader } from "../../../src/gate/readers/tap.ts";
import { read } from "../read.ts";

/** What is told of the one failure, below which the block stands. */
function told(block: string, indent = 2): unknown {
  const lines = ["---", ...block.split("\n"), "..."].map((line) => `${" ".repeat(indent)}${line}`);
  const { cases, wrong } = read((sink) => new TapReader(sink), ["1..1", "not ok 1 - a", ...lines, ""].join("\n"));
  expect(wrong).toEqual([]);
  const [test] = cases;
  return { message: test?.failure?.message, file: test?.file, line: test?.line, seconds: test?.seconds };
}

describe("what TAP tells of a failure", () => {
  it.each<[string, string, unknown]>([
    [
      "node",
      "error: '3 == 4'\nlocation: '/w/a.mjs:4:3'\nduration_ms: 1500",
      { message: "3 == 4", file: "/w/a.mjs", line: 4, seconds: 1.5 },
    ],
    [
      "vitest",
      `error:\n    name: "AssertionError"\n    message: "expected 3 to be 4"\nat: "/w/a.js:5:43"`,
      { message: "expected 3 to be 4", file: "/w/a.js", line: 5, seconds: 0 },
    ],
    [
      "tape, which indents twice",
      "  operator: equal\n  expected: 4\n  actual:   3\n  at: Test.<anonymous> (/w/a.js:3:26)",
      { message: "expected 4, but it is 3", file: "/w/a.js", line: 3, seconds: 0 },
    ],
    [
      "tap",
      "at:\n  fileName: a.mjs\n  lineNumber: 3\nmessage: no",
      { message: "no", file: "a.mjs", line: 3, seconds: 0 },
    ],
    ["a text of several lines", "error: |-\n  one\n  two", { message: "one\ntwo", seconds: 0 }],
    ["a folded text", "error: >-\n  one\n  two", { message: "one two", seconds: 0 }],
    ["nothing that we know: its first line", "what: ever", { message: "what: ever", seconds: 0 }],
  ])("%s", (_, block, expected) => {
    expect(told(block)).toEqual({ file: undefined, line: undefined, ...(expected as object) });
    expect(told(block, 4)).toEqual({ file: undefined, line: undefined, ...(expected as object) });
  });
});

describe("a directive of TAP makes no failure of a point", () => {
  it.each([
    ["not ok 1 - later # TODO", "skipped"],
    ["not ok 1 # todo", "skipped"],
    ["not ok 1 - off # SKIP no network", "skipped"],
    ["ok 1 - off # skipped", "skipped"],
    ["not ok 1 - fixes issue # todos", "failed"],
    ["not ok 1 - lists \\# TODO", "failed"],
    ["not ok 1 - colour#skip", "failed"],
  ])("%s: %s", (line, outcome) => {
    const { cases } = read((sink) => new TapReader(sink), `1..1\n${line}\n`);
    expect(cases.map((one) => one.outcome)).toEqual([outcome]);
  });
});
