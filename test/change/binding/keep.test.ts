// What keeps an approval over a push and what does not: attacks on both ways, played on little git histories.
import { describe, expect, it } from "vitest";
import type { Keep } from "../../../src/change/binding/keep.ts";
import { READ_FAILURES, ReadError } from "../../../src/core/known.ts";
import type { Sha } from "../../../src/core/refs.ts";
import { answer, bound, type Question } from "./kept.ts";
import { littleGit, type Files, type LittleGit } from "./little-git.ts";

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join("");
const START: Files = {
  "a.txt": lines(1, 40),
  "b.txt": lines(1, 20),
  "run.sh": { mode: "100755", text: "#!/bin/sh\nexit 0\n" },
  link: { mode: "120000", text: "a.txt" },
  module: { mode: "160000", text: "1".repeat(40) },
  "pic.png": Buffer.from([0, 1, 2, 255]),
};
const PATCHED = lines(1, 19) + "mended\n" + lines(21, 40);

interface Played {
  readonly git: LittleGit;
  readonly start: Sha;
  /** The approved head. */
  readonly head: Sha;
}

function play(files: Files = { "a.txt": PATCHED }): Played {
  const git = littleGit();
  const start = git.commit([], START);
  return { git, start, head: git.commit([start], files) };
}

const sure = (sha: Sha | null): Sha => {
  if (sha === null) throw new Error("it conflicts");
  return sha;
};

type Story = (played: Played) => Pick<Question, "tips" | "heads"> & Partial<Question>;

interface Case {
  readonly is: string;
  readonly change?: Files;
  /** What the base does meanwhile. */
  readonly base?: Files;
  /** What the rebased or merged commit has besides. */
  readonly byHand?: Files;
  readonly answer: string;
}

const BASE_ABOVE: Files = { "a.txt": "new first\n" + lines(1, 40) };

const rebases: readonly Case[] = [
  { is: "a rebase onto a base that changed other files", base: { "b.txt": "other\n" }, answer: "kept by same-patch" },
  { is: "a rebase over lines that moved down", base: BASE_ABOVE, answer: "kept by same-patch" },
  {
    is: "one line more in the patch",
    base: BASE_ABOVE,
    byHand: { "a.txt": "new first\n" + PATCHED.replace("line 30\n", "line 30, too\n") },
    answer: "void: other-content",
  },
  {
    is: "white space alone (git patch-id ignores it)",
    base: BASE_ABOVE,
    byHand: { "a.txt": "new first\n" + PATCHED.replace("mended\n", "  mended\n") },
    answer: "void: other-content",
  },
  {
    is: "white space in a line of context",
    base: { "a.txt": lines(1, 40).replace("line 18\n", "line 18 \n") },
    answer: "void: other-content",
  },
  {
    is: "a line end of another kind",
    base: BASE_ABOVE,
    byHand: { "a.txt": "new first\n" + PATCHED.replace("mended\n", "mended\r\n") },
    answer: "void: other-content",
  },
  {
    is: "a base that went over to CRLF",
    base: { "a.txt": lines(1, 40).replaceAll("\n", "\r\n") },
    byHand: { "a.txt": PATCHED.replaceAll("\n", "\r\n") },
    answer: "void: other-content",
  },
  {
    is: "no line end at the end",
    base: BASE_ABOVE,
    byHand: { "a.txt": "new first\n" + PATCHED.slice(0, -1) },
    answer: "void: other-content",
  },
  {
    is: "the same lines at another place, where the first is still there",
    base: { "a.txt": lines(1, 40) + lines(1, 40) },
    byHand: { "a.txt": lines(1, 40) + PATCHED },
    answer: "void: ambiguous-place",
  },
  {
    is: "two hunks in the other order",
    change: { "a.txt": "one\nx1\nx2\nx3\n" + lines(1, 30) + "y1\ny2\ny3\ntwo\n" },
    base: { "a.txt": lines(1, 39) },
    answer: "void: other-content",
  },
  { is: "the mode besides", byHand: { "a.txt": { mode: "100755", text: PATCHED } }, answer: "void: other-mode" },
  {
    is: "the mode of another file besides",
    byHand: { "run.sh": { mode: "100644", text: "#!/bin/sh\nexit 0\n" } },
    answer: "void: other-paths",
  },
  { is: "another file besides", byHand: { "evil.txt": "x\n" }, answer: "void: other-paths" },
  {
    is: "a file less",
    change: { "a.txt": PATCHED, "b.txt": "b\n" },
    byHand: { "b.txt": lines(1, 20) },
    answer: "void: other-paths",
  },
  {
    is: "the same content under another name",
    byHand: { "a.txt": null, "c.txt": PATCHED },
    answer: "void: other-paths",
  },
  {
    is: "a rename that stays the same",
    change: { "a.txt": null, "c.txt": PATCHED },
    base: { "b.txt": "other\n" },
    answer: "kept by same-patch",
  },
  {
    is: "a rename of a file that the base changed",
    change: { "a.txt": null, "c.txt": PATCHED },
    base: { "a.txt": lines(1, 39) },
    byHand: { "a.txt": null, "c.txt": PATCHED },
    answer: "void: other-content",
  },
  {
    is: "a link to somewhere else",
    change: { link: { mode: "120000", text: "b.txt" } },
    byHand: { link: { mode: "120000", text: "/etc/passwd" } },
    answer: "void: other-content",
  },
  {
    is: "a link in place of a file",
    byHand: { "a.txt": { mode: "120000", text: PATCHED } },
    answer: "void: other-mode",
  },
  {
    is: "a submodule at another commit",
    change: { module: { mode: "160000", text: "2".repeat(40) } },
    byHand: { module: { mode: "160000", text: "3".repeat(40) } },
    answer: "void: other-content",
  },
  {
    is: "a submodule that the base moved",
    change: { module: { mode: "160000", text: "2".repeat(40) } },
    base: { module: { mode: "160000", text: "3".repeat(40) } },
    byHand: { module: { mode: "160000", text: "2".repeat(40) } },
    answer: "void: other-content",
  },
  {
    is: "a binary that is the same",
    change: { "pic.png": Buffer.from([0, 9, 9]) },
    base: { "b.txt": "other\n" },
    answer: "kept by same-patch",
  },
  {
    is: "a binary with one byte more",
    change: { "pic.png": Buffer.from([0, 9, 9]) },
    byHand: { "pic.png": Buffer.from([0, 9, 9, 9]) },
    answer: "void: other-content",
  },
  {
    is: "bytes that are no text, though they look alike",
    change: { "a.txt": Buffer.from(PATCHED.replace("mended", "mended \xff"), "latin1") },
    base: BASE_ABOVE,
    byHand: { "a.txt": Buffer.from("new first\n" + PATCHED.replace("mended", "mended \xfe"), "latin1") },
    answer: "void: patch-cut",
  },
  { is: "a new file that is the same", change: { "n.txt": "n\n" }, base: BASE_ABOVE, answer: "kept by same-patch" },
  {
    is: "a new file with another text",
    change: { "n.txt": "n\n" },
    byHand: { "n.txt": "m\n" },
    answer: "void: other-content",
  },
  {
    is: "a removed file that the base had changed",
    change: { "b.txt": null },
    base: { "b.txt": "other\n" },
    byHand: { "b.txt": null },
    answer: "void: other-content",
  },
];

const merges: readonly Case[] = [
  { is: "a merge of the base", base: { "b.txt": "other\n" }, answer: "kept by base-merge" },
  { is: "a merge of a new file", base: { "new.txt": "x\n" }, answer: "kept by base-merge" },
  { is: "a merge of a removal", base: { "b.txt": null }, answer: "kept by base-merge" },
  { is: "a path changed on both sides, though git merges it", base: BASE_ABOVE, answer: "void: both-sides-changed" },
  { is: "the same change on both sides", base: { "a.txt": PATCHED }, answer: "void: merge-has-its-own" },
  {
    is: "an evil merge: a file that neither side touched",
    base: { "b.txt": "other\n" },
    byHand: { "evil.txt": "x\n" },
    answer: "void: merge-has-its-own",
  },
  {
    is: "an evil merge: the base's file in another way",
    base: { "b.txt": "other\n" },
    byHand: { "b.txt": "evil\n" },
    answer: "void: merge-has-its-own",
  },
  {
    is: "an evil merge: the approved file in another way",
    base: { "b.txt": "other\n" },
    byHand: { "a.txt": PATCHED.replace("mended", "harmed") },
    answer: "void: merge-has-its-own",
  },
  {
    is: "an evil merge: the base's change dropped",
    base: { "b.txt": "other\n" },
    byHand: { "b.txt": lines(1, 20) },
    answer: "void: merge-has-its-own",
  },
  {
    is: "an evil merge: the approved change dropped",
    base: { "b.txt": "other\n" },
    byHand: { "a.txt": lines(1, 40) },
    answer: "void: merge-has-its-own",
  },
  {
    is: "an evil merge: a mode alone",
    base: { "b.txt": "other\n" },
    byHand: { "a.txt": { mode: "100755", text: PATCHED } },
    answer: "void: merge-has-its-own",
  },
  {
    is: "an evil merge: a link to somewhere else",
    base: { "b.txt": "other\n" },
    byHand: { link: { mode: "120000", text: "/etc/passwd" } },
    answer: "void: merge-has-its-own",
  },
];

function ask({ git, start, head }: Played, row: Case, how: "rebase" | "merge"): Question {
  const tip = git.commit([start], row.base ?? { "b.txt": "other\n" });
  const conflicts = row.byHand ?? {};
  const merged = how === "rebase" ? git.rebase(head, tip, conflicts) : git.merge(head, tip, conflicts);
  // What git cannot join somebody joins by hand: the base, and on it what the row says.
  const present =
    merged ?? git.commitTree(how === "rebase" ? [tip] : [head, tip], git.tree(tip), row.byHand ?? row.change ?? {});
  return { git, tips: [start, tip], heads: [head, present], keeps: how === "rebase" ? ["same-patch"] : ["base-merge"] };
}

describe("same-patch, after a rebase", () => {
  it.each(rebases)("$is: $answer", async (row) => {
    expect(await answer(ask(play(row.change), row, "rebase"))).toBe(row.answer);
  });
});

describe("base-merge", () => {
  it.each(merges)("$is: $answer", async (row) => {
    expect(await answer(ask(play(row.change), row, "merge"))).toBe(row.answer);
  });
});

const both: readonly Keep[] = ["same-patch", "base-merge"];

const stories: readonly { readonly is: string; readonly play: Story; readonly answer: string }[] = [
  {
    is: "nothing is kept where the policy keeps nothing",
    play({ git, start, head }) {
      const tip = git.commit([start], { "b.txt": "other\n" });
      return { tips: [start, tip], heads: [head, sure(git.rebase(head, tip))], keeps: [] };
    },
    answer: "void: ",
  },
  {
    is: "three merges of the base, one after the other",
    play({ git, start, head }) {
      const tips = [1, 2, 3].reduce<Sha[]>(
        (all, n) => [...all, git.commit([all.at(-1) ?? start], { "b.txt": `${n}\n` })],
        [],
      );
      const present = tips.reduce((at, tip) => sure(git.merge(at, tip)), head);
      return { tips: [start, tips.at(-1) ?? ""], heads: [head, present], keeps: ["base-merge"] };
    },
    answer: "kept by base-merge",
  },
  {
    is: "a merge of the base with a commit on top",
    play({ git, start, head }) {
      const tip = git.commit([start], { "b.txt": "other\n" });
      const present = git.commit([sure(git.merge(head, tip))], { "c.txt": "more\n" });
      return { tips: [start, tip], heads: [head, present], keeps: both };
    },
    answer: "void: other-paths, other-commits",
  },
  {
    is: "a commit hidden below a merge of the base",
    play({ git, start, head }) {
      const tip = git.commit([start], { "b.txt": "other\n" });
      const present = sure(git.merge(git.commit([head], { "c.txt": "more\n" }), tip));
      return { tips: [start, tip], heads: [head, present], keeps: both };
    },
    answer: "void: other-paths, other-commits",
  },
  {
    is: "a merge of another branch, which is no part of the base",
    play({ git, start, head }) {
      const side = git.commit([start], { "b.txt": "side\n" });
      const tip = git.commit([start], { "c.txt": "base\n" });
      return { tips: [start, tip], heads: [head, sure(git.merge(head, side))], keeps: ["base-merge"] };
    },
    answer: "void: not-of-the-base",
  },
  {
    is: "parents the wrong way round",
    play({ git, start, head }) {
      const tip = git.commit([start], { "b.txt": "other\n" });
      return { tips: [start, tip], heads: [head, sure(git.merge(tip, head))], keeps: ["base-merge"] };
    },
    answer: "void: other-commits",
  },
  {
    is: "three parents",
    play({ git, start, head }) {
      const tip = git.commit([start], { "b.txt": "other\n" });
      const merged = git.tree(sure(git.merge(head, tip)));
      const octopus = git.commitTree([head, tip, start], merged);
      return { tips: [start, tip], heads: [head, octopus], keeps: ["base-merge"] };
    },
    answer: "void: other-commits",
  },
  {
    is: "a base that was rewritten, so that what it dropped comes back with the merge",
    play({ git, start }) {
      const dropped = git.commit([start], { "b.txt": "bad\n" });
      const head = git.commit([dropped], { "a.txt": PATCHED });
      const tip = git.commit([start], { "c.txt": "instead\n" });
      return { tips: [dropped, tip], heads: [head, sure(git.merge(head, tip))], keeps: both };
    },
    answer: "void: other-paths, other-merge-base",
  },
  {
    is: "the same head on another merge base",
    play({ git, start }) {
      const dropped = git.commit([start], { "b.txt": "bad\n" });
      const head = git.commit([dropped], { "a.txt": PATCHED });
      const tip = git.commit([start], { "c.txt": "instead\n" });
      return { tips: [dropped, tip], heads: [head, head], keeps: both };
    },
    answer: "void: other-paths, other-merge-base",
  },
  {
    is: "a rebase, then a merge of the base",
    play({ git, start, head }) {
      const first = git.commit([start], { "b.txt": "1\n" });
      const second = git.commit([first], { "b.txt": "2\n" });
      const present = sure(git.merge(sure(git.rebase(head, first)), second));
      return { tips: [start, second], heads: [head, present], keeps: both };
    },
    answer: "kept by same-patch",
  },
  {
    is: "several commits made one",
    play({ git, start, head }) {
      const two = git.commit([head], { "b.txt": "b\n" });
      return { tips: [start, start], heads: [two, sure(git.rebase(two, start))], keeps: ["same-patch"] };
    },
    answer: "kept by same-patch",
  },
];

describe("over several commits", () => {
  it.each(stories)("$is: $answer", async ({ play: story, answer: expected }) => {
    const played = play();
    expect(await answer({ git: played.git, keeps: both, ...story(played) })).toBe(expected);
  });
});

describe("what GitHub does not show", () => {
  const moved = (played: Played, keeps: readonly Keep[]): Question => {
    const { git, start, head } = played;
    const tip = git.commit([start], keeps[0] === "same-patch" ? BASE_ABOVE : { "b.txt": "other\n" });
    const present = keeps[0] === "same-patch" ? git.rebase(head, tip) : git.merge(head, tip);
    return { git, tips: [start, tip], heads: [head, sure(present)], keeps };
  };

  const cuts: readonly { readonly is: string; readonly cut: (patch: string) => string | null }[] = [
    { is: "left out", cut: () => null },
    { is: "cut at a line", cut: (patch) => patch.split("\n").slice(0, -2).join("\n") },
    { is: "cut after the first hunk", cut: (patch) => patch.slice(0, patch.indexOf("\n@@", 2)) },
  ];
  it.each(cuts)("a patch that is $is keeps nothing, and that is the reason", async ({ cut }) => {
    const played = play({ "a.txt": "top\n" + PATCHED });
    const tip = played.git.commit([played.start], { "a.txt": lines(1, 40).replace("line 30\n", "line thirty\n") });
    const heads = [played.head, sure(played.git.rebase(played.head, tip))] as const;
    const question: Question = { git: played.git, tips: [played.start, tip], heads, keeps: ["same-patch"] };
    expect(await answer(question)).toBe("kept by same-patch");
    const patches = async (from: Sha, to: Sha) =>
      (await played.git.reads.patches(from, to)).map((file) => ({ ...file, patch: cut(file.patch ?? "") }));
    expect(await answer({ ...question, reads: { patches } })).toBe("void: patch-cut");
  });

  it("a patch that does not give the bytes keeps nothing", async () => {
    const question = moved(play(), ["same-patch"]);
    const patches = async (from: Sha, to: Sha) =>
      (await question.git.reads.patches(from, to)).map((file) => ({
        ...file,
        patch: file.patch?.replace("+mended", "+harmed") ?? null,
      }));
    expect(await answer({ ...question, reads: { patches } })).toBe("void: not-the-bytes");
  });
  const reads = ["changedEntries", "patches", "file", "mergeBase"] as const;
  const pairs = reads.flatMap((read) => READ_FAILURES.map((failure) => ({ read, failure })));
  it.each(pairs)("$read fails ($failure): it is not kept", async ({ read, failure }) => {
    const question = moved(play(), [read === "mergeBase" ? "base-merge" : "same-patch"]);
    expect(await answer(question)).toMatch(/^kept/);
    const fail = () => Promise.reject(new ReadError({ failure, what: read, message: "it failed" }));
    const found = await bound({ ...question, reads: { [read]: fail } });
    const isPassing = ["forbidden", "unauthorised", "rate-limited", "server", "timeout"].includes(failure);
    expect(found.is).toBe(isPassing ? "unknown" : "void");
  });
});
