import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { followGlob, LONGEST_GLOB, matchesGlob, parseGlob, parsePathGlob } from "../../src/core/glob.ts";
import { anyGlob, anyPattern, occursIn, parsePattern } from "../../src/core/match.ts";
import { checked } from "../../src/core/parsed.ts";

const matches = (glob: string, path: string) => matchesGlob(checked(parseGlob(glob)), path);

describe("globs", () => {
  test.each([
    ["*.md", "a.md", true],
    ["*.md", ".md", true],
    ["*.md", "docs/a.md", false],
    ["**/*.md", "a.md", true],
    ["**/*.md", "a/b/c.md", true],
    ["docs/**", "docs/a/b", true],
    ["docs/**", "docs", false],
    ["docs/**", "docsy/a", false],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a/**/b", "axb", false],
    ["**", ".github/workflows/ci.yml", true],
    ["*", ".env", true],
    ["*", "a/b", false],
    ["a**z", "a/b/z", true],
    ["?.ts", "a.ts", true],
    ["?.ts", "/.ts", false],
    ["?", "\u{1f600}", true],
    ["[ab].ts", "b.ts", true],
    ["[!ab].ts", "b.ts", false],
    ["[a-c]x", "bx", true],
    ["[]a]", "]", false],
    ["[a-]", "-", true],
    ["[!a]", "/", false],
    ["[!a]", "!", true],
    ["[!a]", "[", true],
    ["[^ab]", "b", false],
    ["[^ab]", "c", true],
    ["[\\]]", "]", true],
    ["[\\]]", "\\", false],
    ["***", "a/b", true],
    ["***/a", "a", true],
    ["a,**/b", "a,b", false],
    ["a,**/b", "a,x/b", true],
    ["{xa**/b,c}", "xab", false],
    ["{c,**/b}", "b", true],
    ["\\{**/b", "{b", false],
    [`${"{".repeat(8)}a${"}".repeat(8)}`, "a", true],
    ["src/{a,b/c}/*.ts", "src/b/c/x.ts", true],
    ["src/{a,b/c}/*.ts", "src/b/x.ts", false],
    ["{a,{b,c}d}e", "cde", true],
    ["{,x}a", "a", true],
    ["a,b}", "a,b}", true],
    ["\\*", "*", true],
    ["\\*", "a", false],
    ["release/*", "release/1.2", true],
    ["Docs/*", "docs/a", false],
  ])("%s on %s: %s", (glob, path, expected) => {
    const parsed = parseGlob(glob);
    expect(parsed.ok && matchesGlob(parsed.value, path)).toBe(expected);
  });

  test.each([
    ["", "empty"],
    ["a[b", 'a "[" is not closed'],
    ["[a-", 'a "[" is not closed'],
    ["[\\", 'a "[" is not closed'],
    ["a[]", '"[]" holds no character'],
    ["[c-a]", "runs backwards"],
    ["[a/]", '"/" cannot stand'],
    ["{a,b", 'a "{" is not closed'],
    ["a\\", "backslash"],
    ["{".repeat(9) + "}".repeat(9), "nested more than 8"],
    ["a".repeat(LONGEST_GLOB + 1), "at most"],
  ])("%j is refused, because: %s", (glob, reason) => {
    const parsed = parseGlob(glob);
    expect(parsed.ok ? "" : parsed.reason).toContain(reason);
  });

  test.each([
    ["/docs/**", '"/docs/**" begins with "/" or dots. Paths begin at the root without them.'],
    ["./docs/*", '"./docs/*" begins with "/" or dots. Paths begin at the root without them.'],
    ["../a", '"../a" begins with "/" or dots. Paths begin at the root without them.'],
    ["!docs/**", '"!docs/**" begins with "!". There is no negation; use not_paths.'],
    ["docs/", '"docs/" matches no file. Write "docs/**" for all below.'],
  ])("%s can match no path and is refused", (glob, reason) => {
    expect(parsePathGlob(glob)).toEqual({ ok: false, reason });
  });

  test.each(["docs/**", ".github/*", "a./b", "a/!b"])("%s is taken for paths", (glob) => {
    expect(parsePathGlob(glob).ok).toBe(true);
  });

  test("the longest glob is taken", () => {
    expect(parseGlob("a".repeat(LONGEST_GLOB)).ok).toBe(true);
  });

  test("a step is a state entered or left, and a path that cannot match costs no more of them", () => {
    expect(followGlob(checked(parseGlob("ab")), "ab")).toEqual({ matches: true, steps: 5 });
    expect(followGlob(checked(parseGlob("ab")), "xbbbbb")).toEqual({ matches: false, steps: 2 });
  });

  test("agrees with a regular expression of the same meaning", () => {
    const piece = fc.constantFrom(
      "a",
      "b",
      "/",
      "*",
      "**",
      "**/",
      "?",
      "{a,b}",
      "{/a,}",
      "{**/a,b}",
      "[ab]",
      "[!a]",
      ".",
    );
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join("")),
        fc.array(fc.constantFrom("a", "b", "/", "."), { maxLength: 8 }).map((letters) => letters.join("")),
        (glob, path) => {
          expect(matches(glob, path)).toBe(asRegExp(glob).test(path));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test.each([
    ["POL-19 34 stars", "*a".repeat(34) + "b"],
    ["POL-19 nested alternatives", "{a,{a,{a,{a,{a,{a,b}}}}}}".repeat(20) + "c"],
    ["POL-19 stars in alternatives", "{*a,*b,**}".repeat(30) + "c"],
    ["POL-19 folders", "**/".repeat(60) + "c"],
  ])("%s: twice the path costs at most 2.5 times the steps", (_, source) => {
    const glob = checked(parseGlob(source));
    const steps = (length: number) => followGlob(glob, "a".repeat(length)).steps;
    expect(steps(2000)).toBeLessThanOrEqual(steps(1000) * 2.5);
    expect(steps(1000)).toBeLessThanOrEqual(1000 * source.length * 4);
  });

  test("any of several globs is enough", () => {
    const isGoverned = anyGlob(["main", "release/*"]);
    expect(["main", "release/2", "dev"].map(isGoverned)).toEqual([true, true, false]);
    expect(() => anyGlob(["["])).toThrow("not closed");
  });
});

/** Exponential in the worst case, and obviously right. */
function asRegExp(glob: string): RegExp {
  const body = glob.replace(/(?<=^|[/{,])\*{2,}\/|\*+|\?|\[!a\]|[{},.]/g, (found) => {
    if (found.endsWith("*/")) return "(?:.*/)?";
    if (found.startsWith("**")) return ".*";
    return { "*": "[^/]*", "?": "[^/]", "[!a]": "[^a/]", "{": "(?:", "}": ")", ",": "|", ".": "\\." }[found] ?? found;
  });
  return new RegExp(`^(?:${body})$`);
}

describe("patterns", () => {
  test.each([
    ["(?i)segfault|panic:", "a SegFault", true],
    ["^chore", "a chore", false],
    ["\\d{3}", "42", false],
  ])("%s in %j: %s", (source, text, expected) => {
    expect(occursIn(checked(parsePattern(source)), text)).toBe(expected);
  });

  test.each([
    ["", "empty"],
    ["(a", "not in RE2 syntax"],
    ["(?=a)b", "not in RE2 syntax"],
    ["(a)\\1", "not in RE2 syntax"],
    ["((a{30}){30}){30}", "not in RE2 syntax"],
    ["(?:a{999}b)", "too large"],
    ["a".repeat(513), "at most 512"],
    ["a{998}b", "too large"],
  ])("%s is refused, because it is %s", (source, reason) => {
    const parsed = parsePattern(source);
    expect(parsed.ok ? "" : parsed.reason).toContain(reason);
  });

  test.each(["a{997}b", "a".repeat(512)])("%s is just small enough", (source) => {
    expect(parsePattern(source).ok).toBe(true);
  });

  test("a pattern that is refused is shown, a long one by its first sixty characters", () => {
    const reason = (source: string): string => {
      const parsed = parsePattern(source);
      return parsed.ok ? "" : parsed.reason;
    };
    expect(reason(`(${"a".repeat(59)}`)).toContain(`The pattern "(${"a".repeat(59)}" is not in RE2 syntax: `);
    expect(reason(`(${"a".repeat(60)}`)).toContain(`The pattern "(${"a".repeat(59)}…" is not in RE2 syntax: `);
  });

  test("POL-18 a pattern that would explode by backtracking is matched at once", () => {
    const pattern = checked(parsePattern("^(a+)+$"));
    // Backtracking would need 2^5000 steps here, and never come back.
    expect(occursIn(pattern, `${"a".repeat(5000)}!`)).toBe(false);
    expect(anyPattern(["x", "^(a+)+$"])("aaa")).toBe(true);
  });
});
