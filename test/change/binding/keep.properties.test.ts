// Whatever happens to a branch: an approval that is kept is for the same content, by another way of telling than the room's.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeTrees } from "../../pretend-github/git/merge.ts";
import { answer, type Question } from "./kept.ts";
import { littleGit, type Files, type LittleGit } from "./little-git.ts";

// Few different lines, so that the same ones come up in several places.
const line = fc.constantFrom("a\n", "b\n", "c\n", "  c\n", "d\n", "\n");
const text = fc.array(line, { minLength: 6, maxLength: 24 });
const path = fc.constantFrom("one", "two", "sub/three");
/** Replace `take` lines at `at` by these. */
const edit = fc.record({ path, at: fc.nat(20), take: fc.nat(2), put: fc.array(line, { maxLength: 2 }) });
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

const draw = fc.record({
  files: fc.record({ one: text, two: text, "sub/three": text }),
  change: fc.array(edit, { minLength: 1, maxLength: 3 }),
  base: fc.array(edit, { minLength: 1, maxLength: 2 }),
  /** What whoever rebases or merges does besides; mostly nothing. */
  byHand: fc.oneof(
    { weight: 3, arbitrary: fc.constant<Edit[]>([]) },
    { weight: 2, arbitrary: fc.array(edit, { maxLength: 2 }) },
  ),
  how: fc.constantFrom("rebase" as const, "merge" as const, "copy" as const),
});

type Drawn = typeof draw extends fc.Arbitrary<infer T> ? T : never;

function edited(git: LittleGit, commit: string, edits: readonly Edit[]): Files {
  const files: Record<string, string> = {};
  for (const { path: name, at, take, put } of edits) {
    const before = (files[name] ?? git.text(commit, name) ?? "").split(/(?<=\n)/);
    files[name] = before.toSpliced(Math.min(at, before.length), take, ...put).join("");
  }
  return files;
}

function story({ files, change, base, byHand, how }: Drawn): Question | undefined {
  const git = littleGit();
  const start = git.commit([], Object.fromEntries(Object.entries(files).map(([name, all]) => [name, all.join("")])));
  const head = git.commit([start], edited(git, start, change));
  const tip = git.commit([start], edited(git, start, base));
  const clean = how === "merge" ? git.merge(head, tip) : git.rebase(head, tip);
  // By hand: the same edits at the same lines of another text, which may well be other places.
  const copied = how === "copy" ? edited(git, tip, change) : {};
  const from = how === "copy" ? tip : clean;
  if (from === null) return undefined;
  const more = { ...copied, ...edited(git, from, byHand) };
  const parents = how === "merge" ? [head, tip] : [tip];
  const present = git.commitTree(parents, git.tree(from), more);
  return { git, tips: [start, tip], heads: [head, present], keeps: [how === "merge" ? "base-merge" : "same-patch"] };
}

/** Git's own three-way merge of the approved change and the new base. */
function expectedTree({ git, tips, heads }: Question): string | null {
  const trees = { base: git.tree(tips[0]), ours: git.tree(tips[1]), theirs: git.tree(heads[0]) };
  const merged = mergeTrees(git.objects, trees);
  return merged.clean ? merged.tree : null;
}

describe("an approval that is kept", () => {
  it("is for the content that git makes of the approved change on the new base", async () => {
    const seen = new Map<string, number>();
    for (const drawn of fc.sample(draw, { numRuns: 3_000, seed: 11 })) {
      const question = story(drawn);
      if (!question) continue;
      const kept = await answer(question);
      seen.set(kept, (seen.get(kept) ?? 0) + 1);
      if (!kept.startsWith("kept")) continue;
      const expected = expectedTree(question);
      // Git calls touching edits a conflict: then there is no other way to tell.
      if (expected !== null) expect(question.git.tree(question.heads[1])).toBe(expected);
      else seen.set("kept, git in doubt", (seen.get("kept, git in doubt") ?? 0) + 1);
    }
    expect(seen.get("kept by same-patch")).toBeGreaterThan(200);
    expect(seen.get("kept by base-merge")).toBeGreaterThan(50);
    expect(seen.get("kept, git in doubt") ?? 0).toBeLessThan(20);
    const reasons = [...seen.keys()].join(" ");
    for (const code of ["other-content", "other-paths", "ambiguous-place", "both-sides-changed", "merge-has-its-own"]) {
      expect(reasons).toContain(code);
    }
  });
});
