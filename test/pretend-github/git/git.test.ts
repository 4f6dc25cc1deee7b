// The git-like model: true shas, diffs that apply, renames, merge bases, merges.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changesBetween } from "./changes.ts";
import { commitsBetween, mergeBase } from "./history.ts";
import { edits, splitLines } from "./lines.ts";
import { mergeCommits, mergeTexts } from "./merge.ts";
import { EMPTY_TREE, writeBlob, writeCommit, writeTree } from "./objects.ts";
import type { Objects, Sha } from "./objects.ts";
import { patchBetween } from "./patch.ts";
import { changeTree, entryAt, walk } from "./trees.ts";

const ada = { name: "Ada", email: "ada@example.com", at: Date.UTC(2026, 10, 22) };

function treeOf(objects: Objects, files: Record<string, string>): Sha {
  const changes = Object.entries(files).map(
    ([path, text]) => [path, { mode: "100644", sha: writeBlob(objects, text) }] as const,
  );
  return changeTree(objects, EMPTY_TREE, new Map(changes));
}

function commit(objects: Objects, tree: Sha, ...parents: Sha[]): Sha {
  return writeCommit(objects, {
    tree,
    parents,
    author: ada,
    committer: ada,
    message: `m ${parents.length} ${tree}`,
    signature: null,
  });
}

describe("objects", () => {
  it("have the shas that git gives them", () => {
    const objects: Objects = new Map();
    expect(writeBlob(objects, "hello\n")).toBe("ce013625030ba8dba906f756967f9e9ca394464a");
    expect(writeTree(objects, [])).toBe(EMPTY_TREE);
    // printf 'hello\n' > a; git add a; git write-tree
    expect(treeOf(objects, { a: "hello\n" })).toBe("0976950c1fdbcb52435a433913017bf044b3a58f");
  });
});

describe("a tree", () => {
  it("lists folders before what they hold, and drops a folder with its last file", () => {
    const objects: Objects = new Map();
    const tree = treeOf(objects, { "src/a.ts": "a", "src.md": "m", "src/deep/b.ts": "b" });
    expect([...walk(objects, tree)].map((entry) => entry.path)).toEqual([
      "src.md",
      "src",
      "src/a.ts",
      "src/deep",
      "src/deep/b.ts",
    ]);
    const fewer = changeTree(objects, tree, new Map([["src/deep/b.ts", null]]));
    expect([...walk(objects, fewer)].map((entry) => entry.path)).toEqual(["src.md", "src", "src/a.ts"]);
    expect(entryAt(objects, fewer, "src/deep")).toBeUndefined();
  });
});

/** Puts a patch on a text, as a reader of it would; throws where its context does not fit. */
function applied(before: string, patch: string | undefined): string {
  const lines = splitLines(before);
  const out: string[] = [];
  let at = 0;
  for (const hunk of (patch ?? "").split(/^(?=@@ )/m).filter((part) => part !== "")) {
    const [head = "", ...body] = hunk.replace(/\n$/, "").split("\n");
    const [, from = "0", count = "1"] = /^@@ -(\d+)(?:,(\d+))? /.exec(head) ?? [];
    const start = count === "0" ? Number(from) : Number(from) - 1;
    out.push(...lines.slice(at, start));
    at = start;
    body.forEach((line, index) => {
      const end = body[index + 1]?.startsWith("\\") === true ? "" : "\n";
      const text = line.slice(1) + end;
      if (line.startsWith("+")) out.push(text);
      else if (!line.startsWith("\\")) {
        if (lines[at] !== text)
          throw new Error(`line ${at + 1} is ${JSON.stringify(lines[at])}, not ${JSON.stringify(text)}`);
        if (line.startsWith(" ")) out.push(text);
        at++;
      }
    });
  }
  return [...out, ...lines.slice(at)].join("");
}

const blob = (text: string) => ({ kind: "blob" as const, bytes: Buffer.from(text) });
const text = fc
  .array(fc.constantFrom("a", "b", "c", "fn()", ""), { maxLength: 40 })
  .chain((lines) => fc.constantFrom("", "\n").map((end) => (lines.length === 0 ? "" : lines.join("\n") + end)));

describe("a patch", () => {
  it("has three lines of context, GitHub's ranges and the line that stands above", () => {
    const before = "start\n1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    const { text: patch, additions, deletions } = patchBetween(blob(before), blob(before.replace("6\n", "six\nsix\n")));
    expect(patch).toBe("@@ -4,7 +4,8 @@ start\n 3\n 4\n 5\n-6\n+six\n+six\n 7\n 8\n 9");
    expect([additions, deletions]).toEqual([2, 1]);
  });
  it.each([
    ["a new file", "", "one\ntwo\n", "@@ -0,0 +1,2 @@\n+one\n+two"],
    ["a removed file", "one\n", "", "@@ -1 +0,0 @@\n-one"],
    ["a lost newline", "one\n", "one", "@@ -1 +1 @@\n-one\n+one\n\\ No newline at end of file"],
    ["no change", "one\n", "one\n", undefined],
    ["a binary file", "one\n", "one\0two", undefined],
  ])("of %s", (_name, before, after, patch) => {
    expect(patchBetween(before === "" ? undefined : blob(before), after === "" ? undefined : blob(after)).text).toBe(
      patch,
    );
  });
  it("joins changes up to six lines apart, and parts those further away", () => {
    const lines = (count: number): string => `x\n${"-\n".repeat(count)}y\n`;
    const hunks = (gap: number): number => {
      const before = lines(gap);
      const patch = patchBetween(blob(before), blob(before.replace("x", "X").replace("y", "Y"))).text!;
      return patch.split("\n").filter((line) => line.startsWith("@@")).length;
    };
    expect([hunks(6), hunks(7)]).toEqual([1, 2]);
  });
  it("turns the one text into the other, whatever they are", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applied(before, patchBetween(blob(before), blob(after)).text)).toBe(after);
      }),
    );
  });
  it("costs in proportion where nothing is shared", () => {
    const unlike = (sign: string, count: number): string[] =>
      Array.from({ length: count }, (_, index) => `${sign}${index}\n`);
    expect(edits(unlike("a", 20_000), unlike("b", 20_000))).toHaveLength(1);
  });
});

describe("a rename", () => {
  const body = Array.from({ length: 10 }, (_, index) => `line ${index} of the file\n`);
  const changed = (count: number): string =>
    body.map((line, index) => (index < count ? `other ${index} than before\n` : line)).join("");
  it.each([
    ["an equal blob", 0, true],
    ["four of ten lines changed", 4, true],
    ["six of ten lines changed", 6, false],
  ])("is seen with %s", (_name, count, renamed) => {
    const objects: Objects = new Map();
    const before = treeOf(objects, { "old.ts": body.join(""), "stays.ts": "x\n" });
    const after = treeOf(objects, { "new.ts": changed(count), "stays.ts": "x\n" });
    const found = changesBetween(objects, before, after).map(({ path, previousPath, status }) => [
      status,
      previousPath,
      path,
    ]);
    const apart = [
      ["added", null, "new.ts"],
      ["removed", null, "old.ts"],
    ];
    expect(found).toEqual(renamed ? [["renamed", "old.ts", "new.ts"]] : apart);
  });
  it("takes the most alike of several", () => {
    const objects: Objects = new Map();
    const before = treeOf(objects, { "a.ts": changed(3), "b.ts": changed(1) });
    const after = treeOf(objects, { "c.ts": changed(2), "d.ts": changed(0) });
    const found = changesBetween(objects, before, after).map(({ path, previousPath }) => [previousPath, path]);
    expect(found).toEqual([
      ["a.ts", "c.ts"],
      ["b.ts", "d.ts"],
    ]);
  });
  it("of empty files is none: they are alike for no reason", () => {
    const objects: Objects = new Map();
    const found = changesBetween(objects, treeOf(objects, { a: "" }), treeOf(objects, { b: "" }));
    expect(found.map((change) => change.status)).toEqual(["removed", "added"]);
  });
});

describe("history", () => {
  const objects: Objects = new Map();
  const root = commit(objects, treeOf(objects, { f: "0" }));
  const left = commit(objects, treeOf(objects, { f: "1" }), root);
  const right = commit(objects, treeOf(objects, { f: "2" }), root);
  const merge = commit(objects, treeOf(objects, { f: "3" }), left, right);
  it.each([
    ["two branches", left, right, root],
    ["a commit and its descendant", right, merge, right],
    ["a commit and itself", left, left, left],
    ["unrelated histories", left, commit(objects, treeOf(objects, { g: "0" })), undefined],
  ])("has the merge base of %s", (_name, one, other, base) => {
    expect(mergeBase(objects, one, other)).toBe(base);
    expect(mergeBase(objects, other, one)).toBe(base);
  });
  it("lists what one has and the other has not, parents first", () => {
    expect(commitsBetween(objects, left, merge)).toEqual([right, merge]);
    expect(commitsBetween(objects, null, merge)).toEqual([root, left, right, merge]);
    expect(commitsBetween(objects, merge, left)).toEqual([]);
  });
});

describe("a merge", () => {
  it.each([
    ["changes far apart", "1\n2\n3\n4\n5\n", "one\n2\n3\n4\n5\n", "1\n2\n3\n4\nfive\n", "one\n2\n3\n4\nfive\n"],
    ["the same change twice", "1\n2\n", "1\ntwo\n", "1\ntwo\n", "1\ntwo\n"],
    ["one line changed in two ways", "1\n2\n3\n", "1\nA\n3\n", "1\nB\n3\n", null],
    ["changes that touch", "1\n2\n3\n4\n", "1\nA\n3\n4\n", "1\n2\nB\n4\n", null],
  ])("of %s", (_name, base, ours, theirs, merged) => {
    expect(mergeTexts(base, ours, theirs)).toBe(merged);
  });
  it("of trees names the paths that conflict", () => {
    const objects: Objects = new Map();
    const root = commit(objects, treeOf(objects, { same: "x\n", both: "1\n", gone: "g\n" }));
    const ours = commit(objects, treeOf(objects, { same: "x\n", both: "2\n", gone: "changed\n" }), root);
    const theirs = commit(objects, treeOf(objects, { same: "x\n", both: "3\n", fresh: "f\n" }), root);
    expect(mergeCommits(objects, ours, theirs)).toEqual({ clean: false, paths: ["both", "gone"] });
  });
  it("with one side unchanged is the other side", () => {
    fc.assert(
      fc.property(text, text, (base, other) => {
        expect(mergeTexts(base, base, other)).toBe(other);
        expect(mergeTexts(base, other, base)).toBe(other);
      }),
    );
  });
});
