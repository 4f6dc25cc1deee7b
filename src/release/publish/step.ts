// What is missing until a release is out: one step at a time, from what is there. Level, not edge: a run that broke off,
// an answer that was lost and another run at the same time all look the same here.
import type { Asset, HostedAsset, HostedRelease, HostedTag } from "../../core/release-host.ts";

export interface Wanted {
  readonly tag: string;
  readonly version: string;
  readonly sha: string;
  readonly notes: string;
  readonly prerelease: boolean;
  readonly latest: boolean;
  readonly mode: "tag" | "draft";
  /** Lines for the tag's message that say where its approvals stand; none where the policy asks for none. */
  readonly record?: readonly string[];
  /** Files that belong to it: it is published when all of them are there. */
  readonly assets: readonly Asset[];
  /** Which run wants it: the workflow run's id, or a random one. Letters, digits and hyphens. */
  readonly run: string;
}

export interface Seen {
  readonly tag: HostedTag | null;
  /** Oldest first. */
  readonly releases: readonly HostedRelease[];
  /** Files of the first release. */
  readonly assets: readonly HostedAsset[];
}

export type PublishStep =
  | { readonly do: "create-tag" }
  | { readonly do: "create-release" }
  | { readonly do: "upload-asset"; readonly release: HostedRelease; readonly asset: Asset }
  | { readonly do: "delete-asset"; readonly id: number }
  | { readonly do: "publish-draft"; readonly id: number; readonly body: string }
  | { readonly do: "delete-draft"; readonly id: number }
  /** It is there. `by`: whether this run put it there. */
  | { readonly do: "nothing"; readonly release: HostedRelease; readonly by: "us" | "another" }
  | { readonly do: "stop"; readonly code: "tag-elsewhere"; readonly sha: string };

const RUN = /<!-- lamplighter:run=([\w-]+) -->/;
const RELEASED = /^Lamplighter-Release: (tag|draft)$/m;

/** The body of a release of ours; its mark tells which run made it. */
export function bodyOf(wanted: Wanted): string {
  return `${wanted.notes.trimEnd()}\n\n<!-- lamplighter:run=${wanted.run} -->\n`;
}

/** The message of a tag of ours; its trailer tells a later run that a release belongs to it. */
export function tagMessage({ tag, mode, record = [] }: Pick<Wanted, "tag" | "mode" | "record">): string {
  return `${tag}\n\n${[`Lamplighter-Release: ${mode}`, ...record].join("\n")}\n`;
}

/** What a tag of ours was made for; null for a tag of somebody else, which nobody completes. */
export function modeOfTag(message: string | null): "tag" | "draft" | null {
  const mode = RELEASED.exec(message ?? "")?.[1];
  return mode === "tag" || mode === "draft" ? mode : null;
}

export function runOf(release: HostedRelease): string | null {
  return RUN.exec(release.body)?.[1] ?? null;
}

/** The next step towards what is wanted. Pure; done again after each step, and after each that may have been lost. */
export function nextStep(wanted: Wanted, seen: Seen): PublishStep {
  if (seen.tag === null) return { do: "create-tag" };
  const published = seen.releases.find(({ draft }) => !draft);
  if (published !== undefined) {
    // Made at the same time as another run published.
    const late = seen.releases.find((release) => release.draft && runOf(release) === wanted.run);
    if (late !== undefined) return { do: "delete-draft", id: late.id };
    return { do: "nothing", release: published, by: runOf(published) === wanted.run ? "us" : "another" };
  }
  if (seen.tag.sha !== wanted.sha) return { do: "stop", code: "tag-elsewhere", sha: seen.tag.sha };
  const [first, ...more] = seen.releases;
  if (first === undefined) return { do: "create-release" };
  // Two runs may each have made a draft: GitHub refuses a second release of a tag only once one is published.
  const surplus = more.find((draft) => runOf(draft) !== null);
  if (surplus !== undefined) return { do: "delete-draft", id: surplus.id };
  const missing = nextAsset(wanted, first, seen.assets);
  if (missing !== null) return missing;
  if (wanted.mode === "tag") return { do: "publish-draft", id: first.id, body: bodyOf(wanted) };
  return { do: "nothing", release: first, by: runOf(first) === wanted.run ? "us" : "another" };
}

/**
 * A published release may be immutable, so its files are sent while it is a draft. One that broke off, or that has other
 * bytes, makes way; files that nobody asked for stay.
 */
function nextAsset(wanted: Wanted, release: HostedRelease, there: readonly HostedAsset[]): PublishStep | null {
  for (const asset of wanted.assets) {
    const found = there.find(({ name }) => name === asset.name);
    if (found === undefined) return { do: "upload-asset", release, asset };
    const same = found.whole && found.size === asset.size && (found.digest ?? asset.digest) === asset.digest;
    if (!same) return { do: "delete-asset", id: found.id };
  }
  return null;
}
