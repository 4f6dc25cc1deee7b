// Releases of a repository as a runner finds them, and where their files go.
import { HostError } from "../../core/release-host.ts";
import type { HostedRelease } from "../../core/release-host.ts";
import { pagesOf } from "./call.ts";
import type { RunnerAccess } from "./call.ts";
import { readRelease } from "./shapes.ts";
import { find } from "./written.ts";

/** Drafts have no address by tag: they are looked for among so many of the newest releases. */
const NEWEST_RELEASES = 300;

/** Published and drafts, oldest first. */
export async function releasesOf(access: RunnerAccess, tag: string): Promise<readonly HostedRelease[]> {
  const found: HostedRelease[] = [];
  const published = await find(access, `/releases/tags/${encodeURIComponent(tag)}`);
  if (published !== null) found.push(readRelease(published));
  let seen = 0;
  for await (const page of pagesOf(access, "/releases")) {
    for (const item of page) {
      const release = readRelease(item);
      if (release.tag === tag && !found.some(({ id }) => id === release.id)) found.push(release);
    }
    seen += page.length;
    if (found.length > 0 || seen >= NEWEST_RELEASES) break;
  }
  return found.sort((a, b) => a.id - b.id);
}

export async function draftsIn(access: RunnerAccess): Promise<readonly HostedRelease[]> {
  const newest: HostedRelease[] = [];
  for await (const page of pagesOf(access, "/releases")) {
    newest.push(...page.map(readRelease));
    if (newest.length >= NEWEST_RELEASES) break;
  }
  return newest.filter(({ draft }) => draft);
}

/**
 * Where a release's files go, as GitHub says. The token goes there too: so it is the host of the API itself, as Enterprise
 * Server has it, or `uploads` where the API is `api`. Throws `HostError`.
 */
export function uploadsOf({ api }: Pick<RunnerAccess, "api">, uploads: string): string {
  const own = new URL(api);
  const to = URL.canParse(uploads) ? new URL(uploads) : null;
  const beside = `https://${own.host.replace(/^api\./, "uploads.")}`;
  if (to !== null && (to.origin === own.origin || to.origin === beside)) return uploads;
  const message = `GitHub names "${uploads.slice(0, 200)}" for the release's files, which does not belong to ${own.origin}; nothing was sent. Check GITHUB_API_URL, and any proxy in between.`;
  throw new HostError({ kind: "refused", status: null, message });
}
