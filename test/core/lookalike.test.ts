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

  test.each([
    ["a", "\u0430"],
    ["b", "\u044c"],
    ["b", "\u042c"],
    ["c", "\u0441"],
    ["c", "\u03f2"],
    ["d", "\u0501"],
    ["e", "\u0435"],
    ["f", "\u0493"],
    ["g", "\u0581"],
    ["h", "\u04bb"],
    ["i", "\u0456"],
    ["j", "\u0458"],
    ["k", "\u043a"],
    ["l", "\u04cf"],
    ["m", "\u043c"],
    ["n", "\u0578"],
    ["o", "\u043e"],
    ["p", "\u0440"],
    ["q", "\u051b"],
    ["r", "\u0433"],
    ["s", "\u0455"],
    ["t", "\u0442"],
    ["u", "\u057d"],
    ["v", "\u0475"],
    ["w", "\u051d"],
    ["x", "\u0445"],
    ["y", "\u0443"],
    ["z", "\u1d22"],
    ["-", "\u2212"],
    ["/", "\u2215"],
  ])("%s has a double in another script or sign", (ascii, other) => {
    expect(skeleton(other)).toBe(ascii);
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
