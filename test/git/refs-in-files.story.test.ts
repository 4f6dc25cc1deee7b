// What the files of a clone say of its refs, beside what git says of them.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { findFolders } from "../../src/git/clone.ts";
import { refsInFiles } from "../../src/git/refs-in-files.ts";
import type { GitPlace } from "../../src/git/run.ts";
import { cloneOf, newClone, type Clone } from "./clone.ts";

const refsIn = (place: GitPlace): ReturnType<typeof refsInFiles> => refsInFiles(place, findFolders(place));
const clones: Clone[] = [];
const keep = (clone: Clone): Clone => {
  clones.push(clone);
  return clone;
};
afterEach(() => clones.splice(0).forEach((clone) => clone.remove()));

/** A clone as a runner has it: light and annotated tags, several branches, all packed. */
function packed(): Clone {
  const origin = keep(newClone());
  origin.commit("feat: one");
  origin.git("tag", "v1.0.0");
  origin.git("tag", "-a", "v1.1.0", "-m", "annotated");
  origin.git("tag", "-a", "v1.1.0-rc.1", "-m", "annotated", "v1.1.0^{}");
  origin.git("branch", "1.x");
  origin.commit("feat: two");
  origin.git("tag", "pkg/a@2.0.0");
  const clone = keep(cloneOf(origin));
  clone.git("pack-refs", "--all");
  return clone;
}

/** What git says, in the same shape. */
function told(clone: Clone): { tags: string[]; branches: string[] } {
  const lines = clone.git("show-ref", "--dereference").split("\n").filter(Boolean);
  const named = new Map<string, string>();
  for (const line of lines) {
    const [sha = "", ref = ""] = line.split(" ");
    named.set(ref.replace(/\^\{\}$/, ""), sha);
  }
  const of = (...prefixes: string[]): string[] =>
    [...named]
      .filter(([ref]) => prefixes.some((prefix) => ref.startsWith(prefix)) && ref !== "refs/remotes/origin/HEAD")
      .map(([ref, sha]) => `${ref.replace(/^refs\/(tags|heads|remotes)\//, "")} ${sha}`)
      .sort();
  return { tags: of("refs/tags/"), branches: of("refs/heads/", "refs/remotes/origin/") };
}

function read(clone: Clone): { tags: string[]; branches: string[] } | null {
  const refs = refsIn(clone);
  if (refs === null) return null;
  return {
    tags: refs.tags.map(({ name, sha }) => `${name} ${sha}`).sort(),
    branches: refs.branches.map(({ name, sha, at }) => `${at === "local" ? "" : `${at}/`}${name} ${sha}`).sort(),
  };
}

describe("refs that stand in files are those that git tells", () => {
  it.each<[string, (clone: Clone) => void]>([
    ["after a clone", () => undefined],
    ["with a branch that moved on since they were packed", (clone) => void clone.commit("fix: three")],
    ["with a new branch in a folder", (clone) => void clone.git("branch", "release/2.x")],
    [
      "with another kind of ref that names a tag",
      (clone) => {
        clone.git("update-ref", "refs/wip/x", clone.git("rev-parse", "v1.1.0").trim());
        clone.git("pack-refs", "--all");
      },
    ],
    [
      "with a branch that was deleted",
      (clone) => {
        clone.git("branch", "gone");
        clone.git("pack-refs", "--all");
        clone.git("branch", "-D", "gone");
      },
    ],
    [
      "with a lock that somebody left",
      (clone) => {
        mkdirSync(join(clone.cwd, ".git/refs/tags"), { recursive: true });
        writeFileSync(join(clone.cwd, ".git/refs/tags/v9.lock"), "");
      },
    ],
  ])("%s", (_, change) => {
    const clone = packed();
    change(clone);
    expect(read(clone)).toEqual(told(clone));
    expect(told(clone).tags).toHaveLength(4);
  });
});

describe("git is asked for what the files leave open", () => {
  it.each<[string, (clone: Clone) => void]>([
    ["a tag that is not packed, which may be annotated", (clone) => void clone.git("tag", "-a", "v3.0.0", "-m", "new")],
    [
      "a branch that stands for another",
      (clone) => void clone.git("symbolic-ref", "refs/heads/alias", "refs/heads/main"),
    ],
    [
      "another ref store",
      (clone) => appendFileSync(join(clone.cwd, ".git/config"), "[extensions]\n\trefStorage = reftable\n"),
    ],
    [
      "refs packed by a git that did not say what tags name",
      (clone) => {
        const file = join(clone.cwd, ".git/packed-refs");
        writeFileSync(file, readFileSync(file, "utf8").replace(/^#.*\n/, "# pack-refs with: peeled \n"));
      },
    ],
  ])("%s", (_, change) => {
    const clone = packed();
    change(clone);
    expect(refsIn(clone)).toBeNull();
  });

  it("a namespace, and a folder without a repository", () => {
    const clone = packed();
    expect(refsIn({ ...clone, env: { ...clone.env, GIT_NAMESPACE: "fork" } })).toBeNull();
    expect(refsIn({ cwd: "/", env: {} })).toBeNull();
  });
});
