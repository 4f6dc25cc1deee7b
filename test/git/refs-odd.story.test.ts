// Clones that people have and that git reads in its own way: what the files say of them is what git says, or nothing.
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { HistoryRefs } from "../../src/core/history.ts";
import { readHistory } from "../../src/git/read.ts";
import { findFolders } from "../../src/git/clone.ts";
import { refsInFiles } from "../../src/git/refs-in-files.ts";
import type { GitPlace } from "../../src/git/run.ts";
import { cloneOf, newClone, type Clone } from "./clone.ts";

const refsIn = (place: GitPlace): ReturnType<typeof refsInFiles> => refsInFiles(place, findFolders(place));
const clones: Clone[] = [];
afterEach(() => clones.splice(0).forEach((clone) => clone.remove()));

/** A repository with this tag, and all of it packed. */
function packed(tag: string, ...options: string[]): Clone {
  const clone = newClone();
  clones.push(clone);
  if (options.length > 0) {
    rmSync(join(clone.cwd, ".git"), { recursive: true });
    clone.git("init", "-q", "-b", "main", ...options);
  }
  clone.commit("feat: one", { "sub/a.txt": "a" });
  clone.git("tag", "-a", tag, "-m", tag);
  clone.git("tag", `${tag}-rc.1`);
  clone.git("pack-refs", "--all");
  return clone;
}

/** The same question to git alone: a namespace of nothing closes the files. */
async function told(place: GitPlace): Promise<HistoryRefs["tags"] | "refused"> {
  try {
    return (await readHistory({ ...place, env: { ...place.env, GIT_REFERENCE_BACKEND: "files" } }).refs()).tags;
  } catch {
    return "refused";
  }
}

const packedFile = (clone: Clone): string => join(clone.cwd, ".git/packed-refs");
const rewrite = (clone: Clone, how: (text: string) => string): undefined => {
  writeFileSync(packedFile(clone), how(readFileSync(packedFile(clone), "utf8")));
};

/** Changes a clone; answers from where it is then asked. */
type Odd = (clone: Clone) => Partial<GitPlace> | undefined;

describe("the files say what git says, or nothing", () => {
  it.each<[string, Odd]>([
    [
      "a work tree beside",
      (clone) => {
        clone.git("worktree", "add", "-q", "../beside", "-b", "beside");
        return { cwd: join(dirname(clone.cwd), "beside") };
      },
    ],
    [
      "GIT_DIR of a work tree",
      (clone) => {
        clone.git("worktree", "add", "-q", "../beside", "-b", "beside");
        return { cwd: "/", env: { GIT_DIR: join(clone.cwd, ".git/worktrees/beside") } };
      },
    ],
    [
      "GIT_DIR that is a file which leads to it",
      (clone) => {
        clone.git("worktree", "add", "-q", "../beside", "-b", "beside");
        return { env: { GIT_DIR: join(dirname(clone.cwd), "beside/.git") } };
      },
    ],
    ["GIT_COMMON_DIR", (clone) => ({ env: { GIT_DIR: ".git", GIT_COMMON_DIR: join(clone.cwd, ".git") } })],
    [
      "a folder below that has an empty .git of its own",
      (clone) => {
        mkdirSync(join(clone.cwd, "sub/.git"));
        return { cwd: join(clone.cwd, "sub") };
      },
    ],
    [
      "a folder below that looks like a bare repository and is none",
      (clone) => {
        mkdirSync(join(clone.cwd, "sub/objects"));
        writeFileSync(join(clone.cwd, "sub/HEAD"), "ref: refs/heads/main\n");
        return { cwd: join(clone.cwd, "sub") };
      },
    ],
    [
      "a .git file that leads nowhere",
      (clone) => {
        writeFileSync(join(clone.cwd, "sub/.git"), "gitdir: nowhere\n");
        return { cwd: join(clone.cwd, "sub") };
      },
    ],
    [
      "a link from one repository into another",
      (clone) => {
        const other = packed("v7.0.0");
        symlinkSync(join(other.cwd, "sub"), join(clone.cwd, "linked"));
        return { cwd: join(clone.cwd, "linked") };
      },
    ],
    [
      "a relative GIT_DIR behind a link",
      (clone) => {
        const other = packed("v7.0.0");
        symlinkSync(join(other.cwd, "sub"), join(clone.cwd, "linked"));
        return { cwd: join(clone.cwd, "linked"), env: { GIT_DIR: "../.git" } };
      },
    ],
    [
      ".git as a link",
      (clone) => {
        renameSync(join(clone.cwd, ".git"), join(dirname(clone.cwd), "kept"));
        symlinkSync(join(dirname(clone.cwd), "kept"), join(clone.cwd, ".git"));
        return undefined;
      },
    ],
    ["packed refs with the line ends of Windows", (clone) => rewrite(clone, (text) => text.replaceAll("\n", "\r\n"))],
    ["packed refs that are cut off", (clone) => rewrite(clone, (text) => text.slice(0, -3))],
    ["packed refs with a line that is none", (clone) => rewrite(clone, (text) => `${text}<<<<<<< main\n`)],
    [
      "packed refs in no order",
      (clone) =>
        rewrite(clone, (text) => {
          const [head = "", ...rest] = text.trimEnd().split(/\n(?!\^)/);
          return `${[head.replace(" sorted", ""), ...rest.reverse()].join("\n")}\n`;
        }),
    ],
    [
      "packed refs that name a tag twice",
      (clone) => rewrite(clone, (text) => text.replace(/^.* refs\/tags\/v1.0.0-rc.1\n/m, (line) => line + line)),
    ],
    [
      "a packed tag whose name git takes for broken",
      (clone) => rewrite(clone, (text) => text + `${clone.git("rev-parse", "HEAD")} refs/tags/v9.0.0.lock\n`),
    ],
    [
      "a packed tag whose name has a blank",
      (clone) => rewrite(clone, (text) => text + `${clone.git("rev-parse", "HEAD")} refs/tags/v9.0.0 x\n`),
    ],
    [
      "a branch that is a link to a folder",
      (clone) => {
        mkdirSync(join(clone.cwd, ".git/refs/heads"), { recursive: true });
        symlinkSync(dirname(clone.cwd), join(clone.cwd, ".git/refs/heads/linked"));
        return undefined;
      },
    ],
    [
      "tags in a folder that is a link",
      (clone) => {
        const kept = join(dirname(clone.cwd), "kept");
        mkdirSync(kept);
        rmSync(join(clone.cwd, ".git/refs/tags"), { recursive: true, force: true });
        symlinkSync(kept, join(clone.cwd, ".git/refs/tags"));
        clone.git("tag", "v8.0.0");
        return undefined;
      },
    ],
    [
      "another ref store, said in one line",
      (clone) => {
        // As a newer git writes it; the files below refs say nothing then.
        appendFileSync(join(clone.cwd, ".git/config"), "[extensions] refStorage = reftable\n");
        return undefined;
      },
    ],
    [
      "another ref store, whose refs/heads is a file",
      (clone) => {
        rmSync(join(clone.cwd, ".git/refs/heads"), { recursive: true });
        writeFileSync(join(clone.cwd, ".git/refs/heads"), "this repository uses the reftable format\n");
        return undefined;
      },
    ],
    [
      "a submodule",
      (clone) => {
        const other = packed("v7.0.0");
        clone.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", other.cwd, "module");
        return { cwd: join(clone.cwd, "module") };
      },
    ],
    [
      "a bare repository",
      (clone) => {
        clone.git("clone", "-q", "--bare", clone.cwd, "../bare.git");
        return { cwd: join(dirname(clone.cwd), "bare.git/refs") };
      },
    ],
    [
      "objects of another repository",
      (clone) => {
        clone.git("clone", "-q", "--shared", clone.cwd, "../shared");
        return { cwd: join(dirname(clone.cwd), "shared") };
      },
    ],
  ])("%s", async (_, odd) => {
    const clone = packed("v1.0.0");
    const { cwd = clone.cwd, env = {} } = odd(clone) ?? {};
    const place = { cwd, env: { ...clone.env, ...env } };
    const found = refsIn(place);
    if (found !== null) expect(found.tags).toEqual(await told(place));
  });

  it("a repository with long names of objects", async () => {
    const clone = packed("v1.0.0", "--object-format=sha256");
    expect(refsIn(clone)?.tags).toEqual(await told(clone));
    expect(await told(clone)).toHaveLength(2);
  });

  it("a HEAD that is a link is on its branch", async () => {
    const clone = packed("v1.0.0");
    const head = join(clone.cwd, ".git/HEAD");
    rmSync(head);
    symlinkSync("refs/heads/main", head);
    writeFileSync(join(clone.cwd, ".git/refs/heads/main"), `${clone.git("rev-parse", "v1.0.0^{}")}\n`);
    expect((await readHistory(clone).refs()).current).toBe("main");
  });
});

describe("the remote that a clone without tags is held against", () => {
  const withoutTags = (): Clone => {
    const clone = cloneOf(packed("v1.0.0"), "--no-tags");
    clones.push(clone);
    return clone;
  };

  it("may have another name", async () => {
    const clone = withoutTags();
    clone.git("remote", "rename", "origin", "upstream");
    expect(await readHistory(clone).remoteTags()).toBe(2);
  });

  it("may stand in a file that the configuration includes", async () => {
    const clone = withoutTags();
    const config = join(clone.cwd, ".git/config");
    renameSync(config, join(clone.cwd, ".git/remotes.config"));
    writeFileSync(config, "[core]\n\tbare = false\n[include]\n\tpath = remotes.config\n");
    expect(await readHistory(clone).remoteTags()).toBe(2);
  });

  it("may not be there", async () => {
    const clone = withoutTags();
    clone.git("remote", "remove", "origin");
    expect(await readHistory(clone).remoteTags()).toBeNull();
  });
});
