import { describe, expect, test } from "vitest";
import { hasInvisible, lookAlikes, skeleton, withoutInvisible } from "../../src/core/lookalike.ts";

describe("TRI-01 look-alike names", () => {
  test.each([
    ["Bug", "case"],
    ["bug\u200b", "zero-width"],
    ["b\u00ad\u2060ug", "soft hyphen and joiner"],
    ["\u202ebug", "bidi"],
    ["b\u03c5g", "Greek upsilon"],
    ["\uff42\uff55\uff47", "full width"],
    ["\u{1d41b}\u{1d42e}\u{1d420}", "mathematical"],
    ["b\u00fcg", "accent"],
    ["bu\u0261", "script g"],
  ])("%j looks like bug (%s)", (name) => {
    expect(skeleton(name)).toBe("bug");
    expect(lookAlikes(name, ["feature", "bug", "kind/bug"])).toEqual(["bug"]);
  });

  test.each(["bugs", "kind/bug", "8ug", "bu9", ""])("%j does not look like bug", (name) => {
    expect(lookAlikes(name, ["bug"])).toEqual([]);
  });

  test("an exact name comes first", () => {
    expect(lookAlikes("Bug", ["bug", "BUG", "Bug"])).toEqual(["Bug", "bug", "BUG"]);
  });

  test("what nobody sees is found and taken out", () => {
    expect(hasInvisible("a\u2066b")).toBe(true);
    expect(hasInvisible("a b\u00e9\u{1f600}")).toBe(false);
    expect(withoutInvisible("a\u200b\u200db\ufeff")).toBe("ab");
  });
});
