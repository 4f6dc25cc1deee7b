// Which part of a range that was read is the range that is asked for.
import { describe, expect, it } from "vitest";
import { parseCommit } from "../../src/release/commits/parse.ts";
import { straightRange } from "../../src/release/straight-range.ts";

const OPTIONS = { squash: "title", commits: "all" } as const;

/** `c<b` is a commit c whose parent is b; newest first. */
const range = (text: string) =>
  text.split(" ").map((one) => {
    const [sha = "", parents = ""] = one.split("<");
    const raw = { sha, parents: parents.split("+").filter(Boolean), at: 0, message: `fix: ${sha}`, paths: [] };
    return parseCommit({ ...raw, author: { name: "a", email: "a@example.org" } }, OPTIONS);
  });

describe("the beginning of a range", () => {
  it.each<[string, string, string, string | null, string | null]>([
    ["a line", "d<c c<b b<a a<", "b", "d c", "d c"],
    ["the tip itself", "d<c c<b", "d", "", ""],
    ["a commit that is not in it", "d<c c<b", "z", null, null],
    ["the last that was read", "d<c c<b", "c", "d", "d"],
    ["a merge above it", "m<c+x x<b c<b b<a", "b", null, null],
    ["a merge whose other side was not read", "m<c+y c<b b<a", "b", null, "m c"],
    ["a merge below it", "d<m m<c+x x<a c<a a<", "m", "d", "d"],
    ["a commit beside it", "d<c x<b c<b b<a", "b", null, null],
  ])("%s: of %s until %s", (_, text, sha, all, titles) => {
    const found = (read: "all" | "titles") =>
      straightRange(range(text), { sha, read })
        ?.map((one) => one.sha)
        .join(" ") ?? null;
    expect(found("all")).toBe(all);
    expect(found("titles")).toBe(titles);
  });
});
