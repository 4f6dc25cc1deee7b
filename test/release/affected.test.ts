// Which versions have a bug: a table of what is known.
import { describe, expect, it } from "vitest";
import { affectedBy, culpritsIn, printAffected, toldIn } from "../../src/release/affected/affected.ts";
import type { Affected, BugFacts } from "../../src/release/affected/affected.ts";

const tags = ["1.3.0", "1.2.1", "1.2.0", "1.1.0", "1.0.0"].map((version) => ({
  version,
  tag: `v${version}`,
  sha: version,
}));
const refs = (...names: string[]) =>
  new Set(names.map((name) => (/^\d+\.\d+\.\d/.test(name) ? `refs/tags/v${name}` : `refs/heads/${name}`)));
const lines = ["main", "1.x"].map((branch) => ({ branch, ref: `refs/heads/${branch}` }));
const NOTHING: BugFacts = { tags, lines, brought: null, seen: null, mended: new Map() };
const since11 = refs("1.1.0", "1.2.0", "1.2.1", "1.3.0", "main", "1.x");

describe("the versions that have a bug", () => {
  it.each<[string, Partial<BugFacts>, Partial<Affected> | null]>([
    ["are not told where nothing is known", {}, null],
    [
      "are all that contain what brought it, where nothing mends it",
      { brought: since11 },
      { since: "brought", affected: ["v1.3.0", "v1.2.1", "v1.2.0", "v1.1.0"], unknown: [], mendedIn: [] },
    ],
    [
      "end with the fix on each line",
      {
        brought: since11,
        mended: new Map([
          ["f", refs("1.3.0", "main")],
          ["p", refs("1.2.1")],
        ]),
      },
      {
        affected: ["v1.2.0", "v1.1.0"],
        mendedIn: ["v1.3.0", "v1.2.1"],
        lines: [
          { line: "main", state: "mended" },
          { line: "1.x", state: "affected" },
        ],
      },
    ],
    [
      "a line without it never had it",
      { brought: refs("1.3.0", "main"), mended: new Map([["f", refs("main")]]) },
      {
        affected: ["v1.3.0"],
        lines: [
          { line: "main", state: "mended" },
          { line: "1.x", state: "never" },
        ],
      },
    ],
    [
      "older ones than the one it was seen in are unknown, not well",
      { seen: refs("1.2.0", "1.2.1", "1.3.0", "main"), mended: new Map([["f", refs("1.3.0", "main")]]) },
      {
        since: "seen",
        affected: ["v1.2.1", "v1.2.0"],
        unknown: ["v1.1.0", "v1.0.0"],
        lines: [
          { line: "main", state: "mended" },
          { line: "1.x", state: "unknown" },
        ],
      },
    ],
    ["what brought it is more than where it was seen", { brought: since11, seen: refs("1.3.0") }, { since: "brought" }],
  ])("%s", (_, facts, expected) => {
    const found = affectedBy({ ...NOTHING, ...facts });
    if (expected === null) expect(found).toBeNull();
    else expect(found).toMatchObject(expected);
  });

  it("are printed with what to do about the unknown", () => {
    const found = affectedBy({ ...NOTHING, seen: refs("1.3.0", "main") });
    expect(found === null ? "" : printAffected(7, found)).toBe(
      "#7: in v1.3.0\nmended in none\nnot known: v1.2.1, v1.2.0, v1.1.0, v1.0.0; name the commit that brought it with --introduced-by SHA\n  main: has it\n  1.x: not known",
    );
  });
});

describe("what is told", () => {
  it.each([
    ["### Version\n\nv1.2.0\n\n### What happened\n\nx", { seen: "1.2.0", broughtBy: [] }],
    ["### Affected version\r\n\r\n1.2.0-rc.1", { seen: "1.2.0-rc.1", broughtBy: [] }],
    ["### Version\n\nlatest", { seen: null, broughtBy: [] }],
    ["my version is 1.2.0", { seen: null, broughtBy: [] }],
    ["### Version of Node\n### Version\n\n1.2.0", { seen: "1.2.0", broughtBy: [] }],
    ["x\nIntroduced-by: ABCDEF1", { seen: null, broughtBy: ["abcdef1"] }],
  ])("by %j", (report, expected) => {
    expect(toldIn(report)).toEqual(expected);
  });

  it("by a report of blanks that can be parted in many ways is read line by line", () => {
    const longest = `#${" ".repeat(32_000)}${"version ".repeat(4_000)}`;
    expect(toldIn(`${longest}\n### Version\n\n1.2.0`).seen).toBe("1.2.0");
  });

  it.each([
    ['fix: x\n\nFixes: 1a2b3c4d ("feat: y")\nFixes #12', ["1a2b3c4d"]],
    ["fix: x\n\nFixes #12\nFixes: #13\nCaused-by: nobody", []],
    ["fix: x\n\nRegression-of: 1a2b3c4d\nCaused-by: 1A2B3C4D", ["1a2b3c4d"]],
  ])("by the message %j", (message, expected) => {
    expect(culpritsIn(message)).toEqual(expected);
  });
});
