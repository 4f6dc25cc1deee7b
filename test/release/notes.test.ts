import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "../../src/release/commits/change.ts";
import { releaseConfig } from "../../src/release/config.ts";
import { addToChangelog } from "../../src/release/notes/changelog.ts";
import { fit, RELEASE_LIMIT } from "../../src/release/notes/fit.ts";
import { HistorySorter } from "../../src/release/notes/history.ts";
import { inert } from "../../src/release/notes/inert.ts";
import { writeNotes } from "../../src/release/notes/write.ts";
import type { NotesContext } from "../../src/release/notes/write.ts";
import { parsed, sha } from "./world.ts";

const CONTEXT: NotesContext = {
  repository: "https://github.com/octo/app",
  version: "1.2.4",
  tag: "v1.2.4",
  previousTag: "v1.2.3",
  date: "2026-11-22",
  sections: releaseConfig.parse({}).sections,
  people: new Map(),
};

const changes = (...messages: string[]): Change[] => messages.flatMap((message) => parsed(message).changes);
const notes = (messages: string[], more: Partial<NotesContext> = {}): string =>
  writeNotes(changes(...messages), { ...CONTEXT, ...more });

/** What GitHub would act on: a mention, a reference, a closing keyword before either, an address. */
const LIVE = /(?:^|[^\w`])@\w|(?:^|[^\w[`&])#\d|\bGH-\d|https?:\/\/(?!github\.com\/octo\/app\/|www\.cve\.org)/i;

describe("notes", () => {
  it("have a heading, sections in order, scopes, links and thanks", () => {
    const text = notes([
      "feat(ui): add ears (#12)",
      "fix: keep the tail\n\nFixes #7",
      "chore: tidy",
      "perf(core)!: drop the old engine (#9)\n\nBREAKING CHANGE: engines are gone\nuse motors",
      "fix(core): stop a leak (#10)\n\nCVE-2026-12345",
    ]);
    expect(text).toBe(`## [1.2.4](https://github.com/octo/app/compare/v1.2.3...v1.2.4) (2026-11-22)

### ⚠ Breaking changes

- **core:** engines are gone use motors ([#9](https://github.com/octo/app/pull/9))

### Security

- **core:** stop a leak ([#10](https://github.com/octo/app/pull/10), [CVE-2026-12345](https://www.cve.org/CVERecord?id=CVE-2026-12345))

### Features

- **ui:** add ears ([#12](https://github.com/octo/app/pull/12))

### Fixes

- keep the tail ([${sha("fix: keep the tail\n\nFixes #7").slice(0, 7)}](https://github.com/octo/app/commit/${sha("fix: keep the tail\n\nFixes #7")}), for [#7](https://github.com/octo/app/issues/7))

### Performance

- **core:** drop the old engine ([#9](https://github.com/octo/app/pull/9))

Thanks to Ada.
`);
  });

  it("a breaking change of a hidden type is shown", () => {
    expect(notes(["chore!: drop Node 20"])).toContain("### ⚠ Breaking changes\n\n- drop Node 20");
  });

  it("sections are another map than levels", () => {
    const sections = releaseConfig.parse({ sections: { chore: "Chores", fix: "hidden" } }).sections;
    const text = notes(["chore: tidy", "fix: x"], { sections });
    expect(text).toContain("### Chores\n\n- tidy");
    expect(text).not.toContain("### Fixes");
  });

  it("people are named by login without being called, and the first contribution is welcomed", () => {
    const people = new Map([
      [1, { login: "ada", bot: false, first: true }],
      [2, { login: "renovate[bot]", bot: true, first: false }],
    ]);
    const text = notes(["fix: x (#1)", "deps: y (#2)"], { people });
    expect(text).toContain(
      "### First contributions\n\n- [ada](https://github.com/ada) with [#1](https://github.com/octo/app/pull/1)",
    );
    expect(text).toContain("Thanks to [ada](https://github.com/ada).\n");
  });

  it("without a repository's address nothing is linked", () => {
    expect(notes(["fix: x (#3)"], { repository: null })).toBe(
      "## 1.2.4 (2026-11-22)\n\n### Fixes\n\n- x (#\u200b3)\n\nThanks to Ada.\n",
    );
  });

  it("REL-01 500 names and a team in a subject call nobody", () => {
    const names = Array.from({ length: 500 }, (_, index) => `@user${index}`).join(" ");
    const text = notes([`fix: thanks ${names} @org/team (#1)`, `feat!: y\n\nBREAKING CHANGE: ask ${names}`]);
    expect(text).toContain("user12");
    expect(text).not.toMatch(LIVE);
  });

  it("REL-03 closing keywords in subjects and footers close nothing", () => {
    const text = notes([
      "fix: fixes #12 and closes octo/app#13",
      "fix: resolve GH-14",
      "fix: closes https://github.com/octo/other/issues/15\n\nFixes #16",
    ]);
    expect(text).not.toMatch(LIVE);
    expect(text).not.toMatch(/\b(?:clos|fix|resolv)\w*:?\s+(?:\[|#\d|\w+\/\w+#\d|https?:\/)/i);
    expect(text).toContain("for [#16](https://github.com/octo/app/issues/16)");
  });
});

describe("inert text", () => {
  it.each([
    ["a <script>alert(1)</script> b", "a &lt;script&gt;alert(1)&lt;/script&gt; b"],
    ["![x](http://evil.example/y.png)", "!\\[x\\](http:\u200b//evil.example/y.png)"],
    ["use `<div>` and `@nobody #1`", "use `<div>` and `@nobody #1`"],
    ["an unclosed ` and @you", "an unclosed &#96; and @\u200byou"],
    ["``a ` b`` @you", "``a ` b`` @\u200byou"],
    ["a&#64;b", "a&amp;#\u200b64;b"],
    ["two\nlines | and a pipe", "two lines &#124; and a pipe"],
    ["hidden\u202e \u200btext", "hidden text"],
    ["www.evil.example", "www\u200b.evil.example"],
    ["__init__ *x*", "\\_\\_init\\_\\_ \\*x\\*"],
  ])("%s", (text, expected) => {
    expect(inert(text)).toBe(expected);
  });

  it("no text whatever becomes a mention, a reference or an address", () => {
    const piece = fc.constantFrom(
      "@ada",
      "#12",
      "`",
      "``",
      "fixes ",
      "GH-1",
      "https://x.example",
      "<b>",
      "[a](b)",
      " ",
      "\\",
      "&",
      "a",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const shown = inert(pieces.join("")).replace(/&#?\w+;/g, "");
        const outside = shown.replace(/(`+)(?!`)(?:[^`]|(?!\1(?!`))`+)*?\1(?!`)/g, "");
        return !/@\w|#\d|\bGH-\d|:\/\/|<|(?<!\\)\[/.test(outside);
      }),
      { numRuns: 2000 },
    );
  });

  it("long text is cut, never in the middle of a character", () => {
    expect(inert(`${"a".repeat(399)}😀b`)).toBe(`${"a".repeat(399)}…`);
  });
});

describe("REL-11 notes that are too long", () => {
  it("REL-11 are cut at a line with a link to the whole", () => {
    const long = notes(Array.from({ length: 4_000 }, (_, index) => `fix: number ${index} ${"x".repeat(40)}`));
    expect(long.length).toBeGreaterThan(RELEASE_LIMIT);
    const cut = fit(long, RELEASE_LIMIT, "https://github.com/octo/app/compare/v1...v2");
    expect(cut.length).toBeLessThanOrEqual(RELEASE_LIMIT);
    expect(cut).toMatch(
      /\)\n…and more: \[see all of it\]\(https:\/\/github\.com\/octo\/app\/compare\/v1\.\.\.v2\)\.\n$/,
    );
  });

  it("REL-11 short ones stay as they are", () => {
    expect(fit("short\n", RELEASE_LIMIT, null)).toBe("short\n");
  });
});

describe("CHANGELOG.md", () => {
  const section = "## [1.2.4](x) (2026-11-22)\n\n### Fixes\n\n- x\n";
  it.each<[string, string | null, string]>([
    ["is begun when it is missing", null, `# Changelog\n\n${section}`],
    [
      "takes the section above the newest",
      "# Changes\n\nHello.\n\n## 1.2.3\n\n- old\n",
      `# Changes\n\nHello.\n\n${section}\n## 1.2.3\n\n- old\n`,
    ],
    [
      "keeps what stands under Unreleased",
      "# Changes\n\n## Unreleased\n\n- mine\n\n## v1.2.3\n",
      `# Changes\n\n## Unreleased\n\n- mine\n\n${section}\n## v1.2.3\n`,
    ],
    ["takes it below an introduction", "# Changes\n\nHello.\n", `# Changes\n\nHello.\n\n${section}`],
    ["takes it below a lone Unreleased", "## Unreleased\n\n- mine\n", `## Unreleased\n\n- mine\n\n${section}`],
    [
      "does not see headings in code",
      "```\n## 1.0.0\n```\n\n## 1.2.3\n",
      `\`\`\`\n## 1.0.0\n\`\`\`\n\n${section}\n## 1.2.3\n`,
    ],
  ])("%s", (_, file, expected) => {
    expect(addToChangelog(file, "1.2.4", section)).toBe(expected);
  });

  it("a version that is there already is left as people mended it", () => {
    const file = "## [1.2.4] - mended\n\n- by hand\n";
    expect(addToChangelog(file, "1.2.4", section)).toBe(file);
  });

  it("line ends stay what they were, and doing it twice is doing it once", () => {
    const once = addToChangelog("# C\r\n\r\n## 1.2.3\r\n", "1.2.4", section);
    expect(once).not.toMatch(/[^\r]\n/);
    expect(addToChangelog(once, "1.2.4", section)).toBe(once);
  });
});

describe("a whole history sorted into releases", () => {
  const node = (name: string, ...parents: string[]) =>
    parsed(`fix: ${name}`, { sha: sha(name), parents: parents.map((one) => sha(one)) });
  const tag = (name: string, version: string) => [sha(name), { tag: `v${version}`, version }] as const;
  const sort = (commits: ReturnType<typeof node>[], tags: ReturnType<typeof tag>[]) => {
    const sorter = new HistorySorter(new Map(tags));
    const groups = [...commits.flatMap((commit) => sorter.add(commit)), ...sorter.end()];
    return groups.map((group) => [group.version, group.commits.map(({ header }) => header.slice(5)).join("")]);
  };

  it("a straight history", () => {
    const history = [node("e", "d"), node("d", "c"), node("c", "b"), node("b", "a"), node("a")];
    expect(sort(history, [tag("d", "1.1.0"), tag("b", "1.0.0")])).toEqual([
      [null, "e"],
      ["1.1.0", "dc"],
      ["1.0.0", "ba"],
    ]);
  });

  it("a hotfix that was merged back belongs to its own version", () => {
    // a - b(1.0.0) - c ---- m - d(1.1.0)
    //        \- h(1.0.1) --/
    const history = [node("d", "m"), node("m", "c", "h"), node("c", "b"), node("h", "b"), node("b", "a"), node("a")];
    expect(sort(history, [tag("d", "1.1.0"), tag("h", "1.0.1"), tag("b", "1.0.0")])).toEqual([
      [null, ""],
      ["1.1.0", "dmc"],
      ["1.0.1", "h"],
      ["1.0.0", "ba"],
    ]);
  });

  it("a group is given out as soon as nothing can be added to it", () => {
    const sorter = new HistorySorter(new Map([tag("b", "1.0.0")]));
    expect(sorter.add(node("c", "b")).length).toBe(0);
    expect(sorter.add(node("b", "a")).map(({ version }) => version)).toEqual([null]);
    expect(sorter.end().map(({ version }) => version)).toEqual(["1.0.0"]);
  });
});
