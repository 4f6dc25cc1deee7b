import { describe, expect, test } from "vitest";
import type { Verdict, VerdictState } from "../../src/core/verdict.ts";
import { leafReasons, verdictMarkdown, verdictText } from "../../src/core/verdict-print.ts";

function node(
  state: VerdictState,
  code: string,
  because: readonly Verdict[] = [],
  more: Partial<Verdict> = {},
): Verdict {
  return { state, code, title: `The code is ${code}.`, because, ...more };
}

const tree = node(
  "wait",
  "approvals-missing",
  [
    node("allow", "author-known"),
    node("wait", "quorum", [node("wait", "one-of-two"), node("allow", "ada-approved")], {
      owes: "a maintainer",
      cure: "A maintainer comments /approve-change.",
    }),
    node("off", "no-freeze"),
  ],
  { title: "1 of 2 approvals" },
);

describe("a verdict as Markdown", () => {
  test("says what is so, who owes the next move and what to do, level by level", () => {
    expect(verdictMarkdown(tree)).toBe(
      [
        "⏳ 1 of 2 approvals",
        "",
        "- ✅ The code is author-known. `author-known`",
        "- ⏳ The code is quorum. **Next move: a maintainer.** *A maintainer comments /approve-change.* `quorum`",
        "  - ⏳ The code is one-of-two. `one-of-two`",
        "  - ✅ The code is ada-approved. `ada-approved`",
        "- ➖ The code is no-freeze. `no-freeze`",
      ].join("\n"),
    );
  });

  test.each<[VerdictState, string, string]>([
    ["allow", "✅", "yes"],
    ["block", "❌", "no"],
    ["wait", "⏳", "wait"],
    ["unknown", "❓", "unknown"],
    ["off", "➖", "off"],
  ])("%s has a mark of its own, and a word of its own in a terminal", (state, mark, word) => {
    expect(verdictMarkdown(node(state, "x"))).toBe(`${mark} The code is x.`);
    expect(verdictText(node(state, "x"))).toBe(`${word}: The code is x. [x]`);
  });

  test("TRI-13 foreign text in a title stays text", () => {
    const foreign = node("block", "title", [], { title: "@acme/all | <img src=x> [a](b)", cure: "*x* `y`\n# z" });
    expect(verdictMarkdown(foreign)).toBe(
      "❌ @\u200bacme/all &#124; &lt;img src=x&gt; \\[a\\](b) *\\*x\\* `y` #\u200b z*",
    );
  });

  test("what stands between backticks is one code span; a single backtick is text", () => {
    const spans = node("block", "spans", [], { title: "Say `/approve-change <x>` now.", cure: "A ` and <b>." });
    expect(verdictMarkdown(spans)).toBe("❌ Say `/approve-change <x>` now. *A &#96; and &lt;b&gt;.*");
  });

  test("what stands between backticks is code, unless they do not pair", () => {
    expect(verdictMarkdown(node("block", "x", [], { title: "`roles:` has no `@ada`" }))).toBe(
      "❌ `roles:` has no `@ada`",
    );
    expect(verdictMarkdown(node("block", "x", [], { title: "a ` b `c` @ada" }))).not.toContain("`");
  });

  test("a tree that is too wide or too deep is cut and says so", () => {
    const wide = node(
      "allow",
      "all",
      Array.from({ length: 1000 }, () => node("allow", "one")),
    );
    expect(verdictMarkdown(wide).split("\n").at(-1)).toBe("- … and 600 more");
    let deep = node("allow", "leaf");
    for (let depth = 0; depth < 20; depth++) deep = node("allow", `d${depth}`, [deep]);
    expect(verdictMarkdown(deep)).toContain("… and 1 more");
    expect(verdictMarkdown(deep)).not.toContain("leaf");
  });
});

describe("a verdict as text", () => {
  test("is the same tree, and no control character reaches the terminal", () => {
    const foreign = node("block", "title", [], { title: "red\u001b[31m\u0007\ralert\u202e" });
    expect(verdictText(node("block", "top", [foreign], { owes: "@ada", cure: "Do it." }))).toBe(
      ["no: The code is top. [top]", "  next move: @ada", "  to do: Do it.", "  no: red [31m alert [title]"].join("\n"),
    );
  });
});

describe("leaf reasons", () => {
  const codes = (verdict: Verdict) => leafReasons(verdict).map(({ code }) => code);

  test("are the leaves that are as bad as the whole", () => {
    expect(codes(tree)).toEqual(["one-of-two"]);
    expect(codes(node("allow", "x", [node("allow", "a"), node("allow", "b", [node("allow", "c")])]))).toEqual([
      "a",
      "c",
    ]);
    expect(codes(node("block", "x", [node("block", "a"), node("wait", "b"), node("block", "c")]))).toEqual(["a", "c"]);
  });

  test("a node without reasons is its own, and so is one that is worse than all below it", () => {
    expect(codes(node("unknown", "read-failed"))).toEqual(["read-failed"]);
    expect(leafReasons(node("block", "joined", [node("allow", "a")]))).toEqual([node("block", "joined")]);
  });
});
