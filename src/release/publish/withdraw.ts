// A bad release is marked, not deleted: people have it, and a tag that vanishes frightens more than a warning.
import type { ReleaseHost } from "../../core/release-host.ts";
import { code, md, paragraphs, text } from "../../core/markdown.ts";
import type { Markdown } from "../../core/markdown.ts";
import { compare, isPrerelease, parseVersion } from "../lines/version.ts";
import { WITHDRAWN as MARK } from "./step.ts";

// Comes last: a withdrawal that broke off lacks it, and is completed by the next one.
const TOLD = "<!-- lamplighter:withdrawn-told -->";

export interface Withdrawn {
  readonly ok: boolean;
  readonly code: "withdrawn" | "already-withdrawn" | "no-release";
  readonly reason: string;
}

/**
 * Marks the release, moves the latest pointer to the newest good one, and opens an issue. Doing it twice changes nothing;
 * doing it again after it broke off does what is missing.
 */
export async function withdrawRelease(
  host: Pick<ReleaseHost, "releases" | "changeRelease" | "ownIssue" | "openIssue">,
  wanted: { readonly tag: string; readonly tags: readonly string[]; readonly because: string },
): Promise<Withdrawn> {
  const { tag, tags, because } = wanted;
  const release = (await host.releases(tag)).find(({ draft }) => !draft);
  if (release === undefined)
    return {
      ok: false,
      code: "no-release",
      reason: `There is no published release of ${tag}. See the tags with git tag.`,
    };
  const marked = release.body.includes(MARK) ? release.body : `${warningOf(tag, because)}\n\n${release.body}`;
  if (marked !== release.body) await host.changeRelease(release.id, { body: marked, latest: false });
  const better = await newestGood(host, tag, tags);
  if (better !== null) await host.changeRelease(better, { latest: true });
  if (marked.includes(TOLD)) return { ok: true, code: "already-withdrawn", reason: `${tag} is withdrawn already.` };
  const marker = `<!-- lamplighter:withdrawn:${encodeURIComponent(tag)} -->`;
  if ((await host.ownIssue(marker)) === null)
    await host.openIssue({
      title: `${tag} was withdrawn`,
      body: `${paragraphs([md`${code(tag)} was withdrawn: ${text(because)}`, md`Release a version that mends it, and close this.`])}\n\n${marker}`,
    });
  await host.changeRelease(release.id, { body: marked.replace(MARK, `${MARK}\n${TOLD}`) });
  return { ok: true, code: "withdrawn", reason: `${tag} is withdrawn; its tag stays.` };
}

function warningOf(tag: string, because: string): Markdown {
  return paragraphs([
    md`> **Withdrawn**: ${text(because)}`,
    md`> Do not use ${code(tag)}.`,
    md`<!-- lamplighter:withdrawn -->`,
  ]);
}

/** Of the same kind of tag, the highest stable version that is out and not withdrawn. */
async function newestGood(
  host: Pick<ReleaseHost, "releases">,
  tag: string,
  tags: readonly string[],
): Promise<number | null> {
  const kind = tag.replace(/\d+\.\d+\.\d+.*$/, "");
  const candidates = tags
    .filter((name) => name !== tag && name.startsWith(kind))
    .map((name) => ({ name, version: parseVersion(name.slice(kind.length))?.version ?? null }))
    .filter((one): one is { name: string; version: string } => one.version !== null && !isPrerelease(one.version))
    .sort((a, b) => compare(b.version, a.version));
  for (const { name } of candidates.slice(0, 20)) {
    const release = (await host.releases(name)).find(({ draft }) => !draft);
    if (release !== undefined && !release.body.includes(MARK)) return release.id;
  }
  return null;
}
