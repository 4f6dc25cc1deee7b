// The files of a release: versions where the policy says, and the changelog.
import type { HistoryReads } from "../../core/history.ts";
import type { FileChange } from "../../core/release-host.ts";
import type { ReleaseConfig } from "../config.ts";
import { addToChangelog } from "../notes/changelog.ts";
import type { Release } from "../outcome.ts";
import type { Package } from "../packages.ts";
import { FileRefused } from "./refused.ts";
import { updateVersion } from "./update.ts";

/** What the release pull request changes, read at the commit that it is made on. Throws {@link FileRefused}. */
export async function releaseFiles(
  reads: Pick<HistoryReads, "fileAt">,
  what: {
    readonly config: Pick<ReleaseConfig, "files" | "changelog">;
    readonly release: Release;
    readonly notes: string;
    readonly package: Package | null;
  },
): Promise<readonly FileChange[]> {
  const { config, release, notes } = what;
  const commit = release.looked.head ?? "";
  const folder = what.package === null || what.package.path === "." ? "" : `${what.package.path}/`;
  const changes: FileChange[] = [];
  for (const file of config.files) {
    const { path: own, at } = typeof file === "string" ? { path: file } : file;
    const path = `${folder}${own}`;
    if (path.startsWith(".github/workflows/"))
      throw new FileRefused(
        `${path} is a workflow, and no token here is given the permission that changing one takes.`,
      );
    const text = await reads.fileAt(commit, path);
    if (text === null) throw new FileRefused(`${path} is not in the repository.`);
    const updated = updateVersion({ path, at, text }, release.version);
    if (!updated.ok) throw new FileRefused(updated.reason);
    changes.push({ path, text: updated.value });
  }
  if (config.changelog !== null) {
    const path = `${folder}${config.changelog}`;
    changes.push({ path, text: addToChangelog(await reads.fileAt(commit, path), release.version, notes) });
  }
  return changes;
}
