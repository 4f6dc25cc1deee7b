// Files that belong to a release: found by glob in the workspace, hashed, under the names that GitHub will give them.
import { createHash } from "node:crypto";
import { createReadStream, globSync, realpathSync, statSync } from "node:fs";
import { basename, isAbsolute, relative, resolve } from "node:path";
import type { Asset } from "../core/release-host.ts";
import { AssetRefused } from "../release/files/refused.ts";

/** GitHub takes no more files for a release. */
const MOST_FILES = 1000;
/** And none that is larger. */
const MOST_BYTES = 2 * 1024 ** 3 - 1;
/** Every other name GitHub changes, so that nobody would find the file again. */
const KEPT_NAME = /^[A-Za-z0-9_][A-Za-z0-9._+@-]*$/;

/**
 * The files that these globs name below the workspace, by name. Throws {@link AssetRefused}: a glob that names nothing is
 * a build that did not run, and no release goes out without its files.
 */
export async function findAssets(globs: readonly string[], workspace: string): Promise<readonly Asset[]> {
  const home = realpathSync(workspace);
  const found = new Map<string, string>();
  for (const path of globs.flatMap((glob) => matchesOf(glob, home))) {
    const name = basename(path);
    const other = found.get(name);
    if (other !== undefined && other !== path) throw sameName(relative(home, path), relative(home, other));
    found.set(name, path);
  }
  if (found.size > MOST_FILES) throw tooMany(found.size);
  const assets: Asset[] = [];
  for (const [name, path] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) assets.push(await assetOf(name, path));
  return assets;
}

function matchesOf(glob: string, home: string): readonly string[] {
  if (isAbsolute(glob) || glob.split("/").includes("..")) throw outside(glob);
  const paths = globSync(glob, { cwd: home }).map((path) => realpathSync(resolve(home, path)));
  const files = [...new Set(paths)].filter((path) => statSync(path).isFile());
  if (files.length === 0) throw nothing(glob);
  for (const path of files) if (relative(home, path).startsWith("..")) throw outside(glob);
  return files;
}

async function assetOf(name: string, path: string): Promise<Asset> {
  if (!KEPT_NAME.test(name)) throw otherName(name);
  const { size } = statSync(path);
  if (size === 0 || size > MOST_BYTES) throw wrongSize(name, size);
  const hash = createHash("sha256");
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return { name, path, size, digest: hash.digest("hex") };
}

/** For a repository whose packages are released together: whose files they are cannot be told. */
export function ofMany(packages: number): AssetRefused {
  return new AssetRefused({
    code: "assets-of-many",
    message: `There are files for one release, and ${packages} packages to release.`,
    cure: "Name the package whose files they are by its folder, with path.",
  });
}

function nothing(glob: string): AssetRefused {
  return new AssetRefused({
    code: "asset-missing",
    message: `No file is named by ${glob}.`,
    cure: "Build the files before the release, or mend assets.",
  });
}

function outside(glob: string): AssetRefused {
  return new AssetRefused({
    code: "asset-outside",
    message: `${glob} leads out of the workspace.`,
    cure: "Name files below the workspace, relative to it.",
  });
}

function sameName(one: string, other: string): AssetRefused {
  return new AssetRefused({
    code: "asset-twice",
    message: `${one} and ${other} would have one name: a release knows no folders.`,
    cure: "Rename one of them, or leave it out of assets.",
  });
}

function otherName(name: string): AssetRefused {
  return new AssetRefused({
    code: "asset-name",
    message: `GitHub would change the name ${JSON.stringify(name)}.`,
    cure: "Use letters, digits and . _ + @ - alone, and none of . + @ - in the first place.",
  });
}

function wrongSize(name: string, size: number): AssetRefused {
  return new AssetRefused({
    code: "asset-size",
    message: `${name} has ${size} bytes.`,
    cure: "A release takes files of at least one byte and less than 2 GiB.",
  });
}

function tooMany(count: number): AssetRefused {
  return new AssetRefused({
    code: "asset-size",
    message: `These are ${count} files.`,
    cure: `A release takes ${MOST_FILES}: pack some of them together.`,
  });
}
