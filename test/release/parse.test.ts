// Each rule of Conventional Commits 1.0.0, and each edge case that has bitten other tools.
import { describe, expect, it } from "vitest";
import { parsed, raw, READ } from "./world.ts";
import { parseCommit } from "../../src/release/commits/parse.ts";

type Row = readonly [says: string, message: string, expected: Record<string, unknown> | null];

/** The first change, only with the keys that the row names; null when nothing could be read. */
function check([, message, expected]: Row): void {
  const [change] = parsed(message).changes;
  if (expected === null) expect(change).toBeUndefined();
  else expect(change).toMatchObject(expected);
}

describe("the specification's rules", () => {
  const rows: readonly Row[] = [
    [
      "1 a type, a colon and a space begin a commit",
      "feat: add ears",
      { type: "feat", subject: "add ears", scope: null },
    ],
    ["1 a scope is optional", "feat(ui): add ears", { type: "feat", scope: "ui" }],
    ["1 the bang is optional", "feat!: add ears", { type: "feat", breaking: ["add ears"] }],
    ["1 without a space after the colon it is no header", "feat:add ears", null],
    ["1 without a colon it is no header", "feat add ears", null],
    ["1 without a description it is no header", "feat: ", null],
    ["2 feat is a feature", "feat: x", { type: "feat" }],
    ["3 fix is a fix", "fix: x", { type: "fix" }],
    ["4 a scope is a noun in parentheses", "fix(parser): x", { scope: "parser" }],
    ["4 a scope may hold slashes, dots and an at sign", "fix(@scope/a.b): x", { scope: "@scope/a.b" }],
    ["4 an empty scope is none", "fix(): x", { scope: null }],
    ["4 a space before the scope is no header", "fix (parser): x", null],
    ["4 the bang comes after the scope", "fix!(parser): x", null],
    [
      "5 the description follows the colon and space",
      "fix: array parsing: spaces",
      { subject: "array parsing: spaces" },
    ],
    ["6 a body begins after a blank line", "fix: x\n\nbody", { subject: "x", breaking: [] }],
    ["7 a body has any number of paragraphs", "fix: x\n\na\n\nb\n\nc", { subject: "x" }],
    [
      "8 a footer has a token, a separator and a value",
      "fix: x\n\nReviewed-by: Z\nRefs: #123",
      { references: [{ number: 123 }] },
    ],
    ["8 ` #` is a separator", "fix: x\n\nFixes #12", { references: [{ number: 12, closes: true }] }],
    [
      "10 a footer's value may span lines",
      "feat: x\n\nBREAKING CHANGE: one\ntwo\nReviewed-by: Z",
      { breaking: ["one\ntwo"] },
    ],
    [
      "11 breaking is said in the prefix or in a footer",
      "chore: x\n\nBREAKING CHANGE: y",
      { type: "chore", breaking: ["y"] },
    ],
    [
      "12 the footer's token is upper case",
      "feat: x\n\nBREAKING CHANGE: env before files",
      { breaking: ["env before files"] },
    ],
    ["13 the bang alone makes the description the note", "refactor(core)!: drop 6", { breaking: ["drop 6"] }],
    ["13 bang and footer together: the footer is the note", "feat!: x\n\nBREAKING CHANGE: y", { breaking: ["y"] }],
    ["14 other types are allowed", "docs: x", { type: "docs" }],
    ["14 types with hyphens and digits", "build-2: x", { type: "build-2" }],
    ["15 types are not case-sensitive", "FeAt(UI): x", { type: "feat", scope: "UI" }],
    ["15 BREAKING CHANGE is: lower case is no breaking change", "feat: x\n\nbreaking change: y", { breaking: [] }],
    ["15 nor is mixed case", "feat: x\n\nBreaking Change: y", { breaking: [] }],
    ["16 BREAKING-CHANGE is a synonym in footers", "feat: x\n\nBREAKING-CHANGE: y", { breaking: ["y"] }],
  ];
  it.each(rows)("%s", (...row) => check(row));
});

describe("what the specification leaves open", () => {
  const rows: readonly Row[] = [
    ["a breaking footer separated by ` #`", "feat: x\n\nBREAKING CHANGE #y", { breaking: ["y"] }],
    [
      "two breaking footers are two notes",
      "feat: x\n\nBREAKING CHANGE: y\nBREAKING CHANGE: z",
      { breaking: ["y", "z"] },
    ],
    ["an empty breaking footer is breaking all the same", "feat: x\n\nBREAKING CHANGE:", { breaking: ["x"] }],
    [
      "a breaking footer straight under the header counts: better one too many",
      "feat: x\nBREAKING CHANGE: y",
      { breaking: ["y"] },
    ],
    ["BREAKING CHANGE in the middle of a line is prose", "fix: x\n\nno BREAKING CHANGE: at all", { breaking: [] }],
    ["CRLF", "fix(a): x\r\n\r\nBREAKING CHANGE: y\r\nmore\r\n", { subject: "x", breaking: ["y\nmore"] }],
    ["an emoji before the type", "✨ feat: x", { type: "feat" }],
    ["a joined emoji before the type", "👩‍💻 fix: x", { type: "fix" }],
    ["a named emoji before the type", ":bug: fix(ui): x", { type: "fix", scope: "ui" }],
    ["the trailing pull request is not part of the subject", "fix: x (#123)", { subject: "x", pull: 123 }],
    ["only the last one is the pull request", "fix: x (#12) (#123)", { subject: "x (#12)", pull: 123 }],
    [
      "`Refs: #99, #102` names both",
      "fix: x\n\nRefs: #99, #102",
      {
        references: [
          { number: 99, closes: false },
          { number: 102, closes: false },
        ],
      },
    ],
    [
      "another repository's issue",
      "fix: x\n\nCloses octo/app#7",
      { references: [{ owner: "octo", repository: "app", number: 7, closes: true }] },
    ],
    [
      "a bot's dependency title",
      "chore(deps): bump a from 1.0.0 to 2.0.0 (#9)",
      { type: "chore", scope: "deps", pull: 9 },
    ],
    [
      "a bot's development dependency title",
      "build(deps-dev): bump a from 1 to 2",
      { type: "build", scope: "deps-dev" },
    ],
    ["deps as a type", "deps: bump a", { type: "deps" }],
    [
      "a pull request's number in a title cut short",
      "chore(deps): bump a… (#1",
      { subject: "bump a… (#1", pull: null },
    ],
    ["leading blank lines", "\n\n  fix: x", { subject: "x" }],
    [
      "an advisory",
      "fix: x\n\nSee CVE-2026-12345 and ghsa-2C3f-4g5h-6j7m.",
      { advisories: ["CVE-2026-12345", "GHSA-2c3f-4g5h-6j7m"] },
    ],
    ["a merge header of git is no change", "Merge branch 'main' into x", null],
    ["an empty message is no change", "", null],
    ["prototype words are types like any other", "constructor: x", { type: "constructor" }],
  ];
  it.each(rows)("%s", (...row) => check(row));

  it("co-authors are authors, once", () => {
    const message = "fix: x\n\nCo-authored-by: Bob <bob@example.org>\nco-authored-by: Ada <ADA@example.org>";
    expect(parsed(message).changes[0]?.authors.map(({ name }) => name)).toEqual(["Ada", "Bob"]);
  });

  it("what does not parse is listed as such", () => {
    expect(parsed("Update readme").unparsed).toBe(true);
    expect(parsed("feat: x").unparsed).toBe(false);
  });

  it("a lower-case breaking change is a doubt, not a silence", () => {
    expect(parsed("feat: x\n\nbreaking change: y").doubts).toMatchObject([{ code: "lower-case-breaking" }]);
    expect(parsed("feat!: x\n\nbreaking change: y").doubts).toEqual([]);
  });

  it("a bang in a squashed body that is not read is a doubt", () => {
    expect(parsed("feat: x (#1)\n\n* feat!: y\n* fix: z").doubts).toMatchObject([{ code: "breaking-in-squash-body" }]);
  });
});

describe("Release-As", () => {
  it.each([
    ["Release-As: 1.4.0", "1.4.0"],
    ["release-as: v2.0.0-rc.1", "2.0.0-rc.1"],
    ["Release-As #3.0.0", "3.0.0"],
    ["Release-As: next", null],
    ["Release-As: 1.4", null],
    ["Release-As: 01.4.0", null],
    ["Release-As: 1.4.99999999999999999999", null],
    ["Release-As: 1.4.0-rc.01", null],
    ["Release-As: 1.4.0-rc..1", null],
    ["Release-As: 1.4.0+build", null],
    ["says Release-As: 1.4.0 in prose", null],
  ])("%s asks for %s", (footer, version) => {
    expect(parsed(`chore: x\n\n${footer}`).releaseAs).toBe(version);
  });

  it("a version that is none is a doubt", () => {
    expect(parsed("chore: x\n\nRelease-As: soon").doubts).toMatchObject([{ code: "bad-release-as" }]);
  });
});

describe("merge commits", () => {
  const merge = { parents: ["a", "b"] };
  const message = "Merge pull request #12 from octo/topic\n\nfeat: add ears";

  it("do not count twice: the commits that they bring do", () => {
    expect(parsed(message, merge).changes).toEqual([]);
    expect(parsed(message, merge)).toMatchObject({ pull: 12, unparsed: false });
  });

  it("carry the pull request's title with commits: titles", () => {
    const commit = parseCommit(raw(message, merge), { ...READ, commits: "titles" });
    expect(commit.changes).toMatchObject([{ type: "feat", subject: "add ears", pull: 12 }]);
  });

  it("may ask for a version", () => {
    expect(parsed(`${message}\n\nRelease-As: 2.0.0`, merge).releaseAs).toBe("2.0.0");
  });
});

describe("a squashed body with squash: bullets", () => {
  const read = { ...READ, squash: "bullets" as const };
  const types = (message: string): string[] =>
    parsed(message, {}, read).changes.map(
      ({ type, subject, breaking }) => `${type}${breaking.length > 0 ? "!" : ""} ${subject}`,
    );

  it.each<[string, string, string[]]>([
    [
      "GitHub's bullets are changes",
      "feat: a (#1)\n\n* feat: b\n\n* fix: c\n\n  detail",
      ["feat a", "feat b", "fix c"],
    ],
    ["a bullet that repeats the title counts once", "feat: a (#1)\n\n* feat: a\n* fix: c", ["feat a", "fix c"]],
    ["a paragraph with a bang splits too", "feat: a\n\nfeat!: b\n\nperf(x): c", ["feat a", "feat! b", "perf c"]],
    ["an unlisted type splits too", "feat: a\n\n* wibble: b", ["feat a", "wibble b"]],
    ["prose bullets are prose", "feat: a\n\n* adds ears\n* note: no, this is one", ["feat a", "note no, this is one"]],
    ["a footer does not begin a change", "feat: a\n\nSigned-off-by: Ada <a@b>\n\nReviewed-by: Bob", ["feat a"]],
    ["a breaking footer belongs to its bullet", "feat: a\n\n* fix: b\n\nBREAKING CHANGE: c", ["feat a", "fix! b"]],
    ["a title outside the convention leaves the bullets", "Many things (#3)\n\n* fix: b", ["fix b"]],
  ])("%s", (_, message, expected) => {
    expect(types(message)).toEqual(expected);
  });

  it("every change knows the pull request of the title", () => {
    expect(parsed("feat: a (#7)\n\n* fix: b", {}, read).changes.map(({ pull }) => pull)).toEqual([7, 7]);
  });
});

describe("hostile messages", () => {
  /** Long enough for the growth to be seen above the noise of a clock; the bound is a ratio, not a time. */
  it.each<[string, (n: number) => string]>([
    ["references", (n) => `fix: x\n\nfixes ${"#1 fixes ".repeat(n)}`],
    ["backticks and brackets", (n) => `fix: ${"`[(".repeat(n)}`],
    ["spaces", (n) => `fix: x${" ".repeat(n)}(#`],
    ["bullets", (n) => `fix: x\n\n${"* a: b\n".repeat(n)}`],
    ["quotes of reverts", (n) => `${'Revert "'.repeat(n)}${'"'.repeat(n)}`],
    ["emoji", (n) => `${":a:".repeat(n)} fix: x`],
  ])("%s are read without a hitch", (_, text) => {
    const commit = parsed(text(4_000), {}, { commits: "all", squash: "bullets" });
    expect(commit.header.length).toBeGreaterThan(0);
  });

  it("a body of 300 kB is cut, and its header counts", () => {
    expect(parsed(`feat!: x\n\n${"a".repeat(300_000)}`).changes).toMatchObject([{ type: "feat", breaking: ["x"] }]);
  });
});
