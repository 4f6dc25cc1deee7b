// What is read and written by hand for speed, against the libraries that it stands in for: conventional-commits-parser for
// messages, conventional-changelog-writer for the grouping of notes, and the slow form of anything that has a fast one.
import fc from "fast-check";
import semver from "semver";
import { writeChangelogString } from "conventional-changelog-writer";
import { describe, expect, it } from "vitest";
import type { Change } from "../../src/release/commits/change.ts";
import { readLong, readMessage } from "../../src/release/commits/message.ts";
import type { Message } from "../../src/release/commits/message.ts";
import { readReferences } from "../../src/release/commits/references.ts";
import { pullStart, withoutPull } from "../../src/release/commits/trailing-pull.ts";
import { WITHOUT_POLICY } from "../../src/commands/release-policy.ts";
import { releaseConfig } from "../../src/release/config.ts";
import { writeNotes } from "../../src/release/notes/write.ts";
import type { NotesContext } from "../../src/release/notes/write.ts";
import { versionOfTag } from "../../src/release/lines/tag.ts";
import { compareVersions, isAbove, isBelow, isFirst } from "../../src/release/lines/version.ts";
import { parsed } from "./world.ts";

/** The parser leaves out a reference that it has read in the same words; ours are made unique later, by number. */
function unique(message: Message | null): Message | null {
  if (message === null) return null;
  return { ...message, references: [...new Map(message.references.map((one) => [JSON.stringify(one), one])).values()] };
}

const RUNS = Number(process.env["RUNS"] ?? 3000);
const header = fc.constantFrom(
  "fix: x",
  "feat(a/b)!: y (#3)",
  "fix(x): closes #4",
  "no convention #5",
  "deps: a fixes b#6",
);
const word = fc.constantFrom(
  ...[
    "#1",
    "#12",
    "#a1",
    "#-1",
    "#x",
    "##2",
    "octo/app#7",
    "app#8",
    "a/b/c#9",
    "x.y-z/w_v#10",
    "(#11)",
    "[#13]",
    "#14,",
  ],
  ...[
    "#15.",
    "#16;",
    "#17)",
    "#18]",
    "#19:",
    "#1.b#2",
    "x#1#2",
    "gh-20",
    "#",
    "# 21",
    "http://x.io/#22",
    "https://a.b/c#23",
  ],
  ...[
    "://x #24",
    "closes",
    "Closes",
    "FIXES",
    "fix",
    "fixed",
    "fixes:",
    "resolves",
    "Resolve:",
    "prefixes",
    "fixups",
    "xfixes",
  ],
  ...["_close", "and", ",", ":", "closes:#25", "fix:\t#26", "\u00a0", "é#27", "#28é", "\t", "  ", "-", "."],
);
const line = fc
  .tuple(
    fc.constantFrom("", "", "Refs: ", "Closes: ", "Fixes ", "see-also: ", "BREAKING CHANGE ", "  ", "> "),
    fc.array(word, { maxLength: 6 }),
  )
  .map(([start, words]) => start + words.join(" "));
const tight = fc.tuple(line, line).map(([a, b]) => a + b);
const message = fc
  .tuple(header, fc.array(fc.oneof(line, tight, fc.constant("")), { maxLength: 5 }))
  .map(([first, lines]) => [first, ...lines].join("\n").trim());

describe("messages read by hand, against conventional-commits-parser", () => {
  it("any message with references of any kind", () => {
    fc.assert(
      fc.property(message, (text) => {
        expect(unique(readMessage(text))).toEqual(unique(readLong(text)));
      }),
      { numRuns: RUNS },
    );
  });

  it("any text at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from("fix:(a)! #1/\n.-, closesé\t")) }), (noise) => {
        const text = `fix: x\n\n${noise}`.trim();
        expect(unique(readMessage(text))).toEqual(unique(readLong(text)));
      }),
      { numRuns: RUNS },
    );
  });

  it.each(["BREAKING CHANGE: x #1", "BREAKING-CHANGE #x", "gpg: #1", "a\r#1", "a\u2028closes #1"])(
    "what is not read by hand goes to the parser: %j",
    (body) => {
      const text = `fix: x\n\n${body}`;
      expect(readMessage(text)).toEqual(readLong(text));
    },
  );

  it("every line of a long message is read", () => {
    expect(readReferences("fix: x\n\ncloses #1, fixes octo/app#2 and #3\n".repeat(100))).toHaveLength(300);
  });
});

describe("the trailing pull request of a title", () => {
  it("is found from the end as a pattern finds it", () => {
    const part = fc.constantFrom("x", " ", "(", ")", "#", "1", "23", "(#4)", " (#56) ", "\u00a0", "\t");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
        const title = parts.join("");
        const found = /\(#(\d{1,15})\)\s*$/.exec(title);
        expect(pullStart(title)).toBe(found === null ? -1 : found.index);
        expect(withoutPull(title)).toBe(found === null ? title : title.slice(0, found.index).trimEnd());
      }),
      { numRuns: RUNS },
    );
  });
});

const CONTEXT: NotesContext = {
  repository: null,
  version: "1.2.4",
  tag: "v1.2.4",
  previousTag: "v1.2.3",
  date: "2026-11-22",
  sections: releaseConfig.parse({ sections: { chore: "Chores", docs: "hidden", style: "Fixes" } }).sections,
  people: new Map(),
};

/** The same lines, put in groups and in order by the library. */
async function grouped(changes: readonly Change[]): Promise<string[]> {
  interface Own {
    section: string;
    scope: string;
    place: number;
    header: string;
    hash: string;
    notes: never[];
    references: never[];
  }
  const order = [...new Set(["Security", ...Object.values(CONTEXT.sections)])];
  const secures = ({ type, scope }: Change): boolean => type === "security" || scope === "security";
  const own = changes.map((change, place): Own => {
    const section = secures(change) ? "Security" : (CONTEXT.sections[change.type] ?? "hidden");
    return {
      section,
      scope: change.scope ?? "",
      place,
      header: change.subject,
      hash: change.sha,
      notes: [],
      references: [],
    };
  });
  const text = await writeChangelogString<Own>(
    own.filter(({ section }) => section !== "hidden"),
    {},
    {
      groupBy: "section",
      transform: () => ({}),
      generateOn: null,
      ignoreReverted: false,
      commitsSort: (a, b) => (a.scope < b.scope ? -1 : a.scope > b.scope ? 1 : a.place - b.place),
      commitGroupsSort: (a, b) => order.indexOf(a.title) - order.indexOf(b.title),
      notesSort: () => 0,
      template: ({ commitGroups = [] }) =>
        commitGroups.flatMap(({ title, commits }) => [`### ${title}`, ...commits.map((one) => one.header)]).join("\n"),
    },
  );
  return text.split("\n").filter(Boolean);
}

describe("notes, against conventional-changelog-writer", () => {
  it("any changes stand in the same sections in the same order", async () => {
    const type = fc.constantFrom(
      "feat",
      "fix",
      "perf",
      "chore",
      "docs",
      "style",
      "security",
      "wibble",
      "Fix",
      "revert",
    );
    const scope = fc.constantFrom("", "(ui)", "(core)", "(security)", "(Ui)", "(é)");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(type, scope), { maxLength: 25 }), async (kinds) => {
        const changes = kinds.flatMap(([t, s], index) => parsed(`${t}${s}: subject ${index}`).changes);
        const ours = writeNotes(changes, CONTEXT)
          .split("\n")
          .filter((text) => text.startsWith("### ") || text.startsWith("- "))
          .map((text) => /subject \d+/.exec(text)?.[0] ?? text);
        expect(ours).toEqual(await grouped(changes));
      }),
      { numRuns: 500 },
    );
  });
});

describe("without a policy", () => {
  it("the settings are those that the schema gives to an empty section", () => {
    expect(WITHOUT_POLICY).toEqual(releaseConfig.parse({}));
  });
});

describe("versions of tags", () => {
  const number = fc.oneof(fc.nat(12), fc.constantFrom(0, 10, 9_007_199_254_740_991));
  const identifier = fc.constantFrom("rc", "alpha", "1", "01", "10", "2", "rc1", "-", "0a", "beta-x");
  const version = fc
    .tuple(number, number, number, fc.array(identifier, { maxLength: 3 }), fc.constantFrom("", "+b", "+1.2"))
    .map(([a, b, c, pre, build]) => `${a}.${b}.${c}${pre.length === 0 ? "" : `-${pre.join(".")}`}${build}`);
  const odd = fc.constantFrom(
    "1.2",
    "01.2.3",
    "1.02.3",
    "1.2.3.4",
    "v1.2.3",
    "1.2.3-",
    " 1.2.3",
    "1.2.99999999999999999",
  );
  const template = { prefix: "v", suffix: "" };

  it("are those that semver reads, strictly", () => {
    fc.assert(
      fc.property(fc.oneof(version, odd), (text) => {
        const strict = /^\d/.test(text) && semver.parse(text)?.raw === text ? semver.parse(text) : null;
        expect(versionOfTag(template, `v${text}`)?.version ?? null).toBe(strict?.version ?? null);
      }),
      { numRuns: RUNS },
    );
  });

  it("stand in semver's order", () => {
    fc.assert(
      fc.property(version, version, (left, right) => {
        const [a, b] = [versionOfTag(template, `v${left}`), versionOfTag(template, `v${right}`)];
        fc.pre(a !== null && b !== null);
        expect(Math.sign(compareVersions(a, b))).toBe(semver.compare(left, right));
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ["9999999999999999", "10000000000000000"],
    ["20261123052457123", "20261123052457124"],
    ["20261123052457123", "-"],
    ["9007199254740991", "9007199254740992"],
    ["5", "20261123052457123"],
    ["20261123052457123", "1a"],
  ])("a number too great to be counted on stands among numbers: %s before %s", (lower, higher) => {
    const [a, b] = [`1.0.0-rc.${lower}`, `1.0.0-rc.${higher}`];
    // semver itself rounds these.
    expect(semver.compare(a, b)).not.toBe(1);
    expect(isBelow(a, b)).toBe(true);
    expect(isAbove(b, a)).toBe(true);
  });

  it.each(["01.0.0", "1.00.0", "1.0.99999999999999999999", "1.0.0-rc", "1.0.0+1", "1.0"])(
    "no release begins with %s",
    (text) => {
      expect(isFirst(text)).toBe(false);
      expect(releaseConfig.safeParse({ first: text }).success).toBe(false);
    },
  );

  it("a release may begin with a plain version", () => {
    expect(releaseConfig.parse({ first: "1.20.0" }).first).toBe("1.20.0");
  });
});
