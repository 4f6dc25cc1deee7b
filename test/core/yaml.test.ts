import { describe, expect, test } from "vitest";
import { parseYaml } from "../../src/core/yaml.ts";
import type { Path } from "../../src/core/yaml-tree.ts";

/** `line:column code: message Expected: expected.` of each problem. */
const problems = (text: string): string[] => {
  const parsed = parseYaml(text);
  return parsed.ok
    ? []
    : parsed.problems.map(
        ({ line, column, code, message, expected }) => `${line}:${column} ${code}: ${message} Expected: ${expected}.`,
      );
};
const document = (text: string) => {
  const parsed = parseYaml(text);
  if (!parsed.ok) throw new Error(problems(text).join("\n"));
  return parsed.document;
};
const KEY = "This key is not a name. Expected: a name or a whole number; put others in quotes.";
const NUMBER = (source: string) =>
  `${source} is a number in an uncommon form. Expected: plain decimal digits, or text in quotes.`;

describe("what a policy's YAML says", () => {
  test.each<[string, unknown]>([
    ["", null],
    ["# nothing", null],
    ["---\n", null],
    ["a: 1", { a: 1 }],
    [
      "a: [12, -3, 0, 1.25, -0.5, true, false, null, ~, on, yes]",
      { a: [12, -3, 0, 1.25, -0.5, true, false, null, null, "on", "yes"] },
    ],
    ["a:", { a: null }],
    ["- a\n- b: c", ["a", { b: "c" }]],
    ["1: x\n12: y\n0: z\n'1.5': w", { "0": "z", "1": "x", "12": "y", "1.5": "w" }],
    ["a: 2026-11-22", { a: "2026-11-22" }],
    ["a: |\n  b\n  c\n", { a: "b\nc\n" }],
    ["<<: { a: 1 }", { "<<": { a: 1 } }],
    ["{".repeat(0) + "[".repeat(10) + "]".repeat(10), [[[[[[[[[[]]]]]]]]]]],
  ])("%j", (text, data) => {
    expect(JSON.parse(JSON.stringify(document(text).data))).toEqual(data);
  });

  test("objects have no prototype", () => {
    expect(Object.getPrototypeOf(document("a: 1").data)).toBeNull();
  });
});

describe("what it cannot say", () => {
  test.each<[string, string[]]>([
    ["a: &x 1", ["1:4 anchor: Anchors are not allowed. Expected: the value itself, without &."]],
    ["a: *x", ["1:4 alias: Aliases are not allowed. Expected: the value itself, without *."]],
    ["a: !x 1", ["1:4 tag: Tags are not allowed. Expected: the value itself, without !."]],
    [
      "%YAML 1.2\n---\na: &x 1",
      ["1:1 directive: Directives are not allowed. Expected: a file without lines that begin with %."],
    ],
    [
      "a: 1\n---\nb: 2",
      ["2:1 documents: The file holds more than one document. Expected: one document, without `---`."],
    ],
    ["a: 1\na: 2", ['2:1 duplicate-key: The key "a" stands here twice. Expected: each key once.']],
    ["__proto__: 1", ['1:1 key: "__proto__" cannot be a key. Expected: another name.']],
    ["a: { constructor: 1 }", ['1:6 key: "constructor" cannot be a key. Expected: another name.']],
    ["prototype: 1", ['1:1 key: "prototype" cannot be a key. Expected: another name.']],
    ["[a]: 1", [`1:1 key: ${KEY}`]],
    ["? { a: 1 }\n: 2", [`1:3 key: ${KEY}`]],
    ["1.5: x", [`1:1 key: ${KEY}`]],
    ["1e3: x", [`1:1 key: ${KEY}`]],
    ["01: x", [`1:1 key: ${KEY}`]],
    ["-1: x", [`1:1 key: ${KEY}`]],
    ["true: x", [`1:1 key: ${KEY}`]],
    ["a: 1e3", [`1:4 number-form: ${NUMBER("1e3")}`]],
    ["a: 0x1f", [`1:4 number-form: ${NUMBER("0x1f")}`]],
    ["a: .5", [`1:4 number-form: ${NUMBER(".5")}`]],
    ["a: 012", [`1:4 number-form: ${NUMBER("012")}`]],
    ["a: +1", [`1:4 number-form: ${NUMBER("+1")}`]],
    ["a: .inf\nb: 1.", [`1:4 number-form: ${NUMBER(".inf")}`, `2:4 number-form: ${NUMBER("1.")}`]],
  ])("%j", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test("what is no YAML", () => {
    expect(problems("a: [1")).toHaveLength(1);
    expect(problems("a: [1")[0]).toMatch(/^1:\d+ yaml: .+\. Expected: valid YAML 1\.2\.$/);
  });

  test("at most twenty problems are told", () => {
    expect(problems("a: 1\n".repeat(30))).toHaveLength(20);
  });

  test("a file has at most 262,144 characters", () => {
    expect(problems("#".repeat(262_144))).toEqual([]);
    expect(problems("#".repeat(262_145))).toEqual([
      "1:1 too-large: The file is larger than 262144 characters. Expected: a smaller file.",
    ]);
  });

  test("a file holds thousands of values, and not any number", () => {
    expect(problems("- 1\n".repeat(6_000))).toEqual([]);
    expect(problems("- 1\n".repeat(30_000))).toEqual([
      expect.stringMatching(/^\d+:\d+ too-many: The file holds too many values\. Expected: a simpler file\.$/),
    ]);
  });

  test("a value is nested at most forty deep", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(problems(nested(39))).toEqual([]);
    expect(problems(nested(60))).toEqual([
      expect.stringMatching(/^1:\d+ too-deep: This is nested more than 40 deep\. Expected: a simpler file\.$/),
    ]);
  });
});

describe("where it says it", () => {
  const text = "\na:\n  - x: 1\n    y: 2\n  -\nb: { x: 3 }\nc:\nd: { e }\n";
  const there = document(text);
  const place = (path: Path): string => {
    const { offset, depth } = there.find(path);
    const { line, column } = there.place(offset);
    return `${line}:${column} ${depth}`;
  };
  const key = (path: Path): string => {
    const { line, column } = there.place(there.findKey(path).offset);
    return `${line}:${column}`;
  };

  test.each<[Path, string]>([
    [[], "2:1 0"],
    [["a"], "3:3 1"],
    [["a", 0], "3:5 2"],
    [["a", 0, "y"], "4:8 3"],
    [["a", "0", "y"], "4:8 3"],
    [["a", 2], "3:3 1"],
    [["b", "x"], "6:9 2"],
    [["b", "q", "r"], "6:4 1"],
    [["c"], "7:3 1"],
    [["c", "d"], "7:3 1"],
    [["d", "e"], "8:6 2"],
    [["q"], "2:1 0"],
  ])("the value at %j is at %s", (path, expected) => {
    expect(place(path)).toBe(expected);
  });

  test.each<[Path, string]>([
    [["a"], "2:1"],
    [["a", 0, "y"], "4:5"],
    [["b", "x"], "6:6"],
    [["b", "q"], "6:4"],
    [["q", "x"], "2:1"],
    [["a", 7, "x"], "3:3"],
    [["c", "d"], "7:3"],
    [["c", "d", "e"], "7:3"],
    [["d", "e"], "8:6"],
  ])("the key of %j is at %s", (path, expected) => {
    expect(key(path)).toBe(expected);
  });

  test("an empty file is at its beginning", () => {
    const empty = document("");
    expect(empty.place(empty.find(["a"]).offset)).toEqual({ line: 1, column: 1 });
    expect(empty.place(empty.findKey(["a"]).offset)).toEqual({ line: 1, column: 1 });
  });
});
