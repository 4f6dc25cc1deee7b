import { describe, expect, test } from "vitest";
import * as z from "zod";
import { bad, checked, good, type Parsed, refusedBy } from "../../src/core/parsed.ts";

const parseEven = (text: string): Parsed<number> => (Number(text) % 2 === 0 ? good(Number(text)) : bad("It is odd."));

describe("what a parser of ours answers", () => {
  test("is the value, or the reason", () => {
    expect(parseEven("2")).toEqual({ ok: true, value: 2 });
    expect(parseEven("3")).toEqual({ ok: false, reason: "It is odd." });
  });

  test("of a text that was checked before is the value, or an error of ours", () => {
    expect(checked(parseEven("2"))).toBe(2);
    expect(() => checked(parseEven("3"))).toThrow("It is odd.");
  });

  test("is a schema's refusal, in the parser's own words", () => {
    const even = z.string().superRefine(refusedBy(parseEven));
    expect(even.safeParse("2").success).toBe(true);
    expect(even.safeParse("3").error?.issues).toMatchObject([{ code: "custom", message: "It is odd." }]);
  });
});
