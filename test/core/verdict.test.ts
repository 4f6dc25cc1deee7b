import { describe, expect, test } from "vitest";
import { type VerdictState, worst } from "../../src/core/verdict.ts";

describe("the worst of several states", () => {
  test("nothing at all is unknown: zero of zero is never green", () => {
    expect(worst([])).toBe("unknown");
  });

  // From the mildest on: each one outranks all before it, in either order.
  const ranks: VerdictState[] = ["off", "allow", "wait", "block", "unknown"];
  const pairs = ranks.flatMap((mild, at) => ranks.slice(at).map((bad) => [bad, mild] as const));
  test.each(pairs)("%s outranks or equals %s", (bad, mild) => {
    expect(worst([bad, mild])).toBe(bad);
    expect(worst([mild, bad])).toBe(bad);
    expect(worst([mild, bad, mild])).toBe(bad);
  });
});
