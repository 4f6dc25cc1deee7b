// What an entry of the queue puts on the branch, against what its pull request does: every way in which they can differ.
import { describe, expect, it } from "vitest";
import { faultsOf, isBelowNeeded, textsNeeded, type Content, type Texts } from "../../../src/change/queue/content.ts";
import { contentOf } from "../../../src/change/queue/gather-content.ts";
import { blobHash } from "../../../src/change/hash.ts";
import { READ_FAILURES, ReadError } from "../../../src/core/known.ts";
import type { ChangedEntry, TreeSide } from "../../../src/core/pull.ts";
import { sha } from "../../world.ts";

const LIKE = sha("a1");
const blob = (text: string, mode = "100644"): TreeSide => ({ mode, sha: blobHash(text, LIKE) });
const changed = (path: string, before: string | null, after: string | null): ChangedEntry => ({
  path,
  before: before === null ? null : blob(before),
  after: after === null ? null : blob(after),
});
const content = (differs: Partial<Content>): Content => ({
  side: [],
  result: [],
  below: [],
  texts: new Map(),
  ...differs,
});
const TEXTS: Texts = { before: "a\nb\nc\n", ours: "A\nb\nc\n", theirs: "a\nb\nC\n" };
const MERGED = "A\nb\nC\n";
const both = (merged: string, texts: Texts | null = TEXTS): Content =>
  content({
    side: [changed("f", TEXTS.before, TEXTS.theirs)],
    result: [changed("f", TEXTS.ours, merged)],
    texts: new Map([["f", texts]]),
  });

const cases: readonly (readonly [string, Content, readonly (readonly [string, ...string[]])[]])[] = [
  ["nothing at all", content({}), []],
  ["the same", content({ side: [changed("f", "a", "b")], result: [changed("f", "a", "b")] }), []],
  [
    "a new file and one that is removed",
    content({
      side: [changed("f", null, "b"), changed("g", "a", null)],
      result: [changed("f", null, "b"), changed("g", "a", null)],
    }),
    [],
  ],
  ["more than it does", content({ result: [changed("f", null, "b")] }), [["other-content", "f"]]],
  ["less than it does", content({ side: [changed("f", "a", "b")] }), [["other-content", "f"]]],
  [
    "another text",
    content({ side: [changed("f", "a", "b")], result: [changed("f", "a", "c")] }),
    [["other-content", "f"]],
  ],
  [
    "a file instead of none",
    content({ side: [changed("f", "a", null)], result: [changed("f", "a", "c")] }),
    [["other-content", "f"]],
  ],
  ["what the branch has already", content({ side: [changed("f", "a", "b")], below: [changed("f", "a", "b")] }), []],
  [
    "what the branch has already, and something else",
    content({ side: [changed("f", "a", "b")], result: [changed("f", "b", "c")] }),
    [["other-content", "f"]],
  ],
  [
    "what the branch has otherwise, unread",
    content({ side: [changed("f", "a", "b")], below: [changed("f", "a", "c")] }),
    [["not-comparable", "f"]],
  ],
  ["a merge of both sides", both(MERGED), []],
  ["a merge of both sides that says more", both(`${MERGED}d\n`), [["other-content", "f"]]],
  ["a merge that takes the one side alone", both(TEXTS.theirs), [["other-content", "f"]]],
  ["a merge of texts that cannot be had", both(MERGED, null), [["not-comparable", "f"]]],
  [
    "a merge of texts that are others than the trees say",
    both(MERGED, { ...TEXTS, ours: "A\nb\nx\n" }),
    [["not-comparable", "f"]],
  ],
  ["a merge that says something of its own", both("A\nX\nC\n", { ...TEXTS }), [["other-content", "f"]]],
  [
    "a file that the branch renamed",
    content({
      side: [changed("f", "a", "b")],
      below: [changed("f", "a", null), changed("g", null, "a")],
      result: [changed("g", "a", "b")],
    }),
    [
      ["not-comparable", "f"],
      ["other-content", "g"],
    ],
  ],
  [
    "a conflict, whatever somebody made of it",
    content({
      side: [changed("f", "a\n", "b\n")],
      result: [changed("f", "c\n", "b\n")],
      texts: new Map([["f", { before: "a\n", ours: "c\n", theirs: "b\n" }]]),
    }),
    [["not-comparable", "f"]],
  ],
  [
    "a merge where the first text is another than its tree says",
    both(MERGED, { ...TEXTS, before: "a\nb\nc\nd\n" }),
    [["not-comparable", "f"]],
  ],
  [
    "a merge where the pull request's text is another than its tree says",
    both(MERGED, { ...TEXTS, theirs: "a\nb\nx\n" }),
    [["not-comparable", "f"]],
  ],
  [
    "a mode of the branch's with a text of both",
    content({
      side: [changed("f", TEXTS.before, TEXTS.theirs)],
      result: [{ path: "f", before: blob(TEXTS.ours, "100755"), after: blob(MERGED, "100755") }],
      texts: new Map([["f", TEXTS]]),
    }),
    [],
  ],
  [
    "a link that both changed, though its texts would merge",
    content({
      side: [{ path: "l", before: blob(TEXTS.before, "120000"), after: blob(TEXTS.theirs, "120000") }],
      result: [{ path: "l", before: blob(TEXTS.ours, "120000"), after: blob(MERGED, "120000") }],
      texts: new Map([["l", TEXTS]]),
    }),
    [["not-comparable", "l"]],
  ],
  [
    "several others, in order",
    content({ result: [changed("z", null, "b"), changed("y", null, "b")], side: [changed("x", "a", "b")] }),
    [["other-content", "x", "y", "z"]],
  ],
  [
    "a link that both changed",
    content({
      side: [{ path: "l", before: blob("a", "120000"), after: blob("b", "120000") }],
      result: [{ path: "l", before: blob("c", "120000"), after: blob("b", "120000") }],
    }),
    [["not-comparable", "l"]],
  ],
  [
    "a mode that nobody asked for",
    content({
      side: [changed("f", "a", "b")],
      result: [{ path: "f", before: blob("a"), after: blob("b", "100755") }],
    }),
    [["other-content", "f"]],
  ],
  [
    "a mode of the pull request's with a text of both",
    content({
      side: [{ path: "f", before: blob(TEXTS.before), after: blob(TEXTS.theirs, "100755") }],
      result: [{ path: "f", before: blob(TEXTS.ours), after: blob(MERGED, "100755") }],
      texts: new Map([["f", TEXTS]]),
    }),
    [],
  ],
  [
    "a mode of the pull request's that was lost",
    content({
      side: [{ path: "f", before: blob(TEXTS.before), after: blob(TEXTS.theirs, "100755") }],
      result: [{ path: "f", before: blob(TEXTS.ours), after: blob(MERGED) }],
      texts: new Map([["f", TEXTS]]),
    }),
    [["other-content", "f"]],
  ],
];

describe("an entry that does", () => {
  it.each(cases)("%s", (_, given, faults) => {
    expect(faultsOf(given).map(({ code, paths }) => [code, ...paths])).toEqual(faults);
  });
});

describe("what has to be read", () => {
  it("the branch's own changes only where something of the pull request's is missing", () => {
    expect(isBelowNeeded(content({ side: [changed("f", "a", "b")], result: [changed("f", "a", "c")] }))).toBe(false);
    expect(isBelowNeeded(content({ side: [changed("f", "a", "b")] }))).toBe(true);
    const one = { side: [changed("f", "a", "b"), changed("g", "a", "b")], result: [changed("f", "a", "b")] };
    expect(isBelowNeeded(content(one))).toBe(true);
  });

  it("texts only where both sides changed a file, and of no more than ten", () => {
    expect(textsNeeded(both(MERGED))).toEqual(["f"]);
    expect(textsNeeded(content({ side: [changed("f", "a", "b")], result: [changed("f", "a", "b")] }))).toEqual([]);
    const gone = { side: [changed("f", "a", "b")], result: [changed("f", "c", null)] };
    expect(textsNeeded(content(gone))).toEqual([]);
    const link = (text: string): TreeSide => blob(text, "120000");
    const linked = [{ path: "l", before: link("a"), after: link("b") }];
    expect(
      textsNeeded(content({ side: linked, result: [{ path: "l", before: link("c"), after: link("d") }] })),
    ).toEqual([]);
    const many = Array.from({ length: 11 }, (_, index) => `f${index}`);
    const all = content({
      side: many.map((path) => changed(path, "a\n", "b\n")),
      result: many.map((path) => changed(path, "c\n", "d\n")),
    });
    expect(textsNeeded(all)).toEqual([]);
    expect(faultsOf(all)).toMatchObject([{ code: "not-comparable", paths: { length: 11 } }]);
    expect(textsNeeded({ ...all, side: all.side.slice(1) })).toHaveLength(10);
  });

  const [BASE, ON, HEAD, GROUP] = [sha("b0"), sha("b1"), sha("a1"), sha("c1")];
  const trees: Readonly<Record<string, readonly ChangedEntry[]>> = {
    [`${BASE} ${HEAD}`]: [changed("f", TEXTS.before, TEXTS.theirs)],
    [`${ON} ${GROUP}`]: [changed("f", TEXTS.ours, MERGED)],
  };
  const texts: Readonly<Record<string, string>> = { [BASE]: TEXTS.before, [ON]: TEXTS.ours, [HEAD]: TEXTS.theirs };
  const reads = {
    mergeBase: () => Promise.resolve(BASE),
    changedEntries: (from: string, to: string) => Promise.resolve(trees[`${from} ${to}`] ?? []),
    file: (_: string, commit: string) => Promise.resolve(texts[commit] ?? null),
  };
  const entry = { base: ON, head: GROUP, pull: { head: HEAD } };

  it("is read, and is a merge of both", async () => {
    expect(faultsOf(await contentOf({ ...entry, reads }))).toEqual([]);
  });

  it.each(["refused", "malformed"] as const)("a file that is no text (%s) cannot be compared", async (failure) => {
    const file = () => Promise.reject(new ReadError({ failure, what: "f", message: "it is binary" }));
    expect(faultsOf(await contentOf({ ...entry, reads: { ...reads, file } }))).toMatchObject([
      { code: "not-comparable" },
    ]);
  });

  it.each(
    (["mergeBase", "changedEntries", "file"] as const).flatMap((read) =>
      READ_FAILURES.filter((one) => read !== "file" || (one !== "refused" && one !== "malformed")).map(
        (failure) => [read, failure] as const,
      ),
    ),
  )("%s that fails (%s) leaves it unknown", async (read, failure) => {
    const fail = () => Promise.reject(new ReadError({ failure, what: read, message: "it failed" }));
    await expect(contentOf({ ...entry, reads: { ...reads, [read]: fail } })).rejects.toBeInstanceOf(ReadError);
  });
});
