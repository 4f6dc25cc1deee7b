import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { Json } from "../../src/core/plan.ts";
import { type DataFault, faultsOf, nameOf, valueAt } from "../../src/core/policy-problems.ts";

function faults(schema: z.ZodType, data: Json): readonly DataFault[] {
  const parsed = schema.safeParse(data);
  return faultsOf({
    issues: parsed.success ? [] : parsed.error.issues,
    data,
    schema: z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }),
  });
}
/** `message Expected: expected.` of each fault. */
const told = (schema: z.ZodType, data: Json): string[] =>
  faults(schema, data).map(({ message, expected }) => `${message} Expected: ${expected}.`);
const a = (schema: z.ZodType) => z.strictObject({ a: schema });

describe("what was expected, and what stands there", () => {
  test.each<[string, z.ZodType, Json, string]>([
    ["text", z.string(), 1, "a is the number 1. Expected: text."],
    ["a number", z.number(), "x", 'a is the text "x". Expected: a number.'],
    ["a whole number", z.int(), 1.5, "a is the number 1.5. Expected: a whole number."],
    ["true or false", z.boolean(), [], "a is an empty list. Expected: true or false."],
    ["a map", z.strictObject({}), true, "a is the boolean true. Expected: a map of keys and values."],
    ["a record", z.record(z.string(), z.string()), "x", 'a is the text "x". Expected: a map of names and values.'],
    ["a list", z.array(z.string()), {}, "a is an empty map. Expected: a list."],
    ["nothing", z.null(), 1, "a is the number 1. Expected: nothing."],
    ["something", z.string(), null, "a is empty. Expected: text."],
    ["one word", z.literal("on"), null, "a is empty. Expected: on."],
    ["one of some", z.enum(["x", "y"]), "z", 'a is the text "z", which is not accepted. Expected: one of: x, y.'],
    ["enough", z.number().min(2), 1, "a is the number 1, which is not accepted. Expected: a number of at least 2."],
    ["more", z.number().gt(2), 2, "a is the number 2, which is not accepted. Expected: a number of more than 2."],
    [
      "not too much",
      z.number().max(2),
      3,
      "a is the number 3, which is not accepted. Expected: a number of at most 2.",
    ],
    ["less", z.number().lt(2), 2, "a is the number 2, which is not accepted. Expected: a number of less than 2."],
    ["a multiple", z.number().multipleOf(5), 7, "a is the number 7, which is not accepted. Expected: a multiple of 5."],
    [
      "some text",
      z.string().min(2),
      "x",
      'a is the text "x", which is not accepted. Expected: text of length at least 2.',
    ],
    [
      "a short text",
      z.string().max(2),
      "xyz",
      'a is the text "xyz", which is not accepted. Expected: text of length at most 2.',
    ],
    [
      "some items",
      z.array(z.string()).min(1),
      [],
      "a is an empty list, which is not accepted. Expected: a list of length at least 1.",
    ],
    [
      "a long text, of which the beginning is enough",
      z.enum(["x"]),
      `y\n${"z".repeat(100)}`,
      `a is the text "y\\n${"z".repeat(58)}...", which is not accepted. Expected: x.`,
    ],
    [
      "a longest text",
      z.enum(["x"]),
      "z".repeat(60),
      `a is the text "${"z".repeat(60)}", which is not accepted. Expected: x.`,
    ],
    ["a list with something in it", z.string(), [1], "a is a list. Expected: text."],
    ["a map with something in it", z.string(), { b: 1 }, "a is a map. Expected: text."],
    [
      "a check's own words",
      z.string().refine(() => false, "a sha"),
      "x",
      'a is the text "x", which is not accepted. Expected: a sha.',
    ],
    [
      "a form in words that end as a sentence does",
      z.string().regex(/^[a-z]$/, "one small letter."),
      "X",
      'a is the text "X", which is not accepted. Expected: one small letter..',
    ],
  ])("%s", (_, schema, value, expected) => {
    expect(told(a(schema), { a: value })).toEqual([expected]);
  });

  test("a check that says in whole sentences what is so and what to do is quoted alone", () => {
    const schema = a(z.string().refine(() => false, '"x" is no day. Write 2026-12-01.'));
    expect(faults(schema, { a: "x" })).toEqual([
      { path: ["a"], at: "value", code: "value", message: 'a: "x" is no day. Write 2026-12-01.', expected: "" },
    ]);
  });

  test("a key that is not there is missing", () => {
    expect(faults(a(z.string()), {})).toEqual([
      { path: ["a"], at: "value", code: "missing", message: "a is missing.", expected: "text" },
    ]);
  });

  test("the code of a wrong kind is another than that of a wrong value", () => {
    expect(faults(a(z.string().min(2)), { a: 1 })[0]).toMatchObject({ at: "value", code: "type" });
    expect(faults(a(z.string().min(2)), { a: "x" })[0]).toMatchObject({ at: "value", code: "value" });
  });

  test("the policy itself may be of the wrong kind", () => {
    expect(told(a(z.string()), "x")).toEqual(['the policy is the text "x". Expected: a map of keys and values.']);
  });
});

describe("a key that nobody knows", () => {
  const tree = z.strictObject({
    name: z.string().optional(),
    get child(): z.ZodType {
      return tree.optional();
    },
  });
  const list = z.array(z.strictObject({ c: z.string().optional(), d: z.string().optional() }));
  test.each<[string, z.ZodType, Json, DataFault["path"], string, string]>([
    ["at the top", a(z.string().optional()), { x: 1 }, ["x"], '"x" is not a key of the policy.', "one of: a"],
    [
      "where there is none",
      a(z.strictObject({})),
      { a: { x: 1 } },
      ["a", "x"],
      '"x" is not a key of a.',
      "no such key",
    ],
    [
      "where the names are a closed list",
      a(z.partialRecord(z.enum(["P1", "P2"]), z.string())),
      { a: { P9: "x" } },
      ["a", "P9"],
      '"P9" is not a key of a.',
      "one of: P1, P2",
    ],
    ["in a list", a(list), { a: [{}, { x: 1 }] }, ["a", 1, "x"], '"x" is not a key of a[1].', "one of: c, d"],
    [
      "in a map of names",
      a(z.record(z.string(), z.strictObject({ c: z.string().optional() }))),
      { a: { b: { x: 1 } } },
      ["a", "b", "x"],
      '"x" is not a key of a.b.',
      "one of: c",
    ],
    [
      "of all forms",
      z.intersection(
        z.object({ a: z.strictObject({ b: z.string().optional() }) }),
        z.object({ c: z.string().optional() }),
      ),
      { a: { x: 1 } },
      ["a", "x"],
      '"x" is not a key of a.',
      "one of: b",
    ],
    [
      "of all forms, each of which takes more",
      a(
        z.intersection(
          z.looseObject({ b: z.strictObject({ c: z.string().optional() }) }),
          z.looseObject({ b: z.looseObject({ d: z.string().optional() }) }),
        ),
      ),
      { a: { b: { x: 1 } } },
      ["a", "b", "x"],
      '"x" is not a key of a.b.',
      "one of: c, d",
    ],
    [
      "of forms of which others take no such key, or say nothing of it",
      z.union([
        a(z.strictObject({ b: z.string().optional() })),
        z.strictObject({ c: z.string(), d: z.string() }),
        z.object({ e: z.string(), f: z.string() }),
      ]),
      { a: { x: 1 } },
      ["a", "x"],
      '"x" is not a key of a.',
      "one of: b",
    ],
    [
      "of the form that another key chose",
      a(
        z.discriminatedUnion("k", [
          z.strictObject({ k: z.literal("x"), e: z.string().optional() }),
          z.strictObject({ k: z.literal("y") }),
        ]),
      ),
      { a: { k: "x", q: 1 } },
      ["a", "q"],
      '"q" is not a key of a.',
      "one of: k, e",
    ],
    [
      "in a form that holds itself",
      z.strictObject({ a: tree, b: tree.optional() }),
      { a: { child: { child: { x: 1 } } } },
      ["a", "child", "child", "x"],
      '"x" is not a key of a.child.child.',
      "one of: name, child",
    ],
  ])("%s", (_, schema, data, path, message, expected) => {
    expect(faults(schema, data)).toEqual([{ path, at: "key", code: "unknown-key", message, expected }]);
  });

  test("in a policy that holds itself", () => {
    const tree = z.strictObject({
      name: z.string().optional(),
      get child(): z.ZodType {
        return tree.optional();
      },
    });
    expect(told(tree, { child: { child: { x: 1 } } })).toEqual([
      '"x" is not a key of child.child. Expected: one of: name, child.',
    ]);
  });

  test("each is told", () => {
    expect(faults(a(z.string().optional()), { x: 1, y: 2 }).map(({ path }) => path)).toEqual([["x"], ["y"]]);
  });
});

describe("a key that cannot be one", () => {
  test("says so of itself, with all that it should be", () => {
    const name = z
      .string()
      .min(3)
      .regex(/^[a-z]+$/, "small letters");
    const schema = z.strictObject({ b: a(z.record(name, z.string())) });
    expect(faults(schema, { b: { a: { B: "x" } } })).toEqual([
      {
        path: ["b", "a", "B"],
        at: "key",
        code: "key",
        message: '"B" cannot be a key here.',
        expected: "text of length at least 3; small letters",
      },
    ]);
  });
});

describe("of several forms", () => {
  const text = z.string();
  const map = z.strictObject({ c: z.string(), d: z.string().optional() });
  const other = z.strictObject({ e: z.string(), f: z.string() });

  test.each<[string, z.ZodType, Json, string[]]>([
    ["the one that failed deeper was meant", z.union([text, map]), { c: 1 }, ["a.c is the number 1. Expected: text."]],
    [
      "one that failed at its own place, too, was not",
      z.union([text, z.array(z.number()).min(3)]),
      ["x"],
      ["a is a list of no known form. Expected: another value."],
    ],
    [
      "an unknown key is deep enough",
      z.union([text, map]),
      { c: "x", x: 1 },
      ['"x" is not a key of a. Expected: one of: c, d.'],
    ],
    [
      "a check of its own is deep enough",
      z.union([z.number(), text.refine(() => false, "a sha")]),
      "x",
      ['a is the text "x", which is not accepted. Expected: a sha.'],
    ],
    [
      "the one with the fewest faults was meant",
      z.union([map, other]),
      { c: 1 },
      ["a.c is the number 1. Expected: text."],
    ],
    [
      "of two that fail alike neither was meant",
      z.union([z.strictObject({ g: text }), z.strictObject({ h: text })]),
      {},
      ["a is an empty map of no known form. Expected: a map of some of: g, h."],
    ],
    [
      "none was meant where none begins to fit",
      z.union([text, z.number()], "text or a number"),
      [],
      ["a is an empty list of no known form. Expected: text or a number."],
    ],
    [
      "a form that fails at its beginning was not meant, though it fails below too",
      z.union([z.strictObject({ c: z.number() }), z.array(z.strictObject({ c: z.number() }))]),
      [{ c: "x" }],
      ['a[0].c is the text "x". Expected: a number.'],
    ],
    [
      "of two with nothing but unknown keys, the one with fewer faults was meant",
      z.union([
        z.strictObject({ c: text.optional() }),
        z.strictObject({ e: text.optional() }).refine(() => false, "never"),
      ]),
      { x: 1 },
      ['"x" is not a key of a. Expected: one of: c, e.'],
    ],
    [
      "of two whose own checks fail, the one with fewer faults was meant",
      z.union([text.refine(() => false, "a sha"), text.refine(() => false, "one").refine(() => false, "two")]),
      "x",
      ['a is the text "x", which is not accepted. Expected: a sha.'],
    ],
    [
      "all that they share are named",
      z.intersection(z.union([z.object({ e: text }), z.object({ f: text })]), z.object({ g: text.optional() })),
      {},
      ["a is an empty map of no known form. Expected: a map of some of: g, e, f."],
    ],
    [
      "none was meant of forms without keys",
      z.union([text, z.number()]),
      null,
      ["a is empty of no known form. Expected: another value."],
    ],
  ])("%s", (_, schema, value, expected) => {
    expect(told(a(schema), { a: value })).toEqual(expected);
  });
});

test("a value of several forms that is not there is missing", () => {
  expect(faults(a(z.union([z.string(), z.number()])), {})).toEqual([
    { path: ["a"], at: "value", code: "missing", message: "a is missing.", expected: "another value" },
  ]);
});

describe("a path", () => {
  test.each<[readonly (string | number)[], string]>([
    [[], "the policy"],
    [["change"], "change"],
    [["change", "approvals", "from", 0, "role"], "change.approvals.from[0].role"],
  ])("%j is called %s", (path, name) => {
    expect(nameOf(path)).toBe(name);
  });

  test.each<[readonly (string | number)[], Json | undefined]>([
    [[], { a: [{ b: null }], c: "text" }],
    [["a", 0, "b"], null],
    [["a", 0, "b", "x"], undefined],
    [["a", 1, "b"], undefined],
    [["c", "length"], undefined],
    [["d"], undefined],
  ])("%j leads to its value, or to none", (path, value) => {
    expect(valueAt({ a: [{ b: null }], c: "text" }, path)).toEqual(value);
  });
});
