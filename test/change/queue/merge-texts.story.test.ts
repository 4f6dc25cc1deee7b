// The same merges by git itself: wherever both give a text it is the same, and that is nearly always.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { mergeTexts } from "../../../src/change/queue/merge-texts.ts";

const folder = mkdtempSync(join(tmpdir(), "lamplighter-merge-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Null on a conflict. */
function byGit(before: string, ours: string, theirs: string): string | null {
  for (const [name, text] of Object.entries({ before, ours, theirs })) writeFileSync(join(folder, name), text);
  const ran = spawnSync("git", ["merge-file", "-p", "ours", "before", "theirs"], { cwd: folder, encoding: "utf8" });
  return ran.status === 0 ? ran.stdout : null;
}

it("agrees with git merge-file", () => {
  expect(execFileSync("git", ["--version"], { encoding: "utf8" })).toContain("git version");
  const base = fc.array(
    fc.integer({ min: 0, max: 30 }).map((n) => `line ${n}`),
    { minLength: 20, maxLength: 60 },
  );
  const edit = fc.record({
    at: fc.nat(70),
    drop: fc.nat(2),
    put: fc.array(
      fc.nat(40).map((n) => `new ${n}`),
      { maxLength: 2 },
    ),
  });
  const apply = (
    lines: readonly string[],
    edits: readonly { at: number; drop: number; put: readonly string[] }[],
  ): string => {
    const out = [...lines];
    for (const { at, drop, put } of edits) out.splice(at % (out.length + 1), drop, ...put);
    return out.map((line) => `${line}\n`).join("");
  };
  const counts = { both: 0, git: 0 };
  const cases = fc.sample(fc.tuple(base, fc.array(edit, { maxLength: 3 }), fc.array(edit, { maxLength: 3 })), {
    numRuns: 300,
    seed: 7,
  });
  for (const [lines, one, other] of cases) {
    const [before, ours, theirs] = [apply(lines, []), apply(lines, one), apply(lines, other)];
    const [git, own] = [byGit(before, ours, theirs), mergeTexts({ before, ours, theirs })];
    if (git === null) continue;
    counts.git++;
    if (own === null) continue;
    expect(own).toBe(git);
    counts.both++;
  }
  expect(counts.git).toBeGreaterThan(150);
  expect(counts.both / counts.git).toBeGreaterThan(0.95);
});
