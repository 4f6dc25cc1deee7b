// What is missing until a release is out: one step at a time, from what is there. Level, not edge: a run that broke off,
// an answer that was lost and another run at the same time all look the same here.
import type { Asset, HostedAsset, HostedRelease, HostedTag } from "../../core/release-host.ts";
import { RELEASE_LIMIT } from "../notes/fit.ts";

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
  /** Tags of the packages that are released with it; none for a release of its own. */
  readonly beside?: readonly string[];
  /** Files that belong to it: it is published when all of them are there. */
  readonly assets: readonly Asset[];
  /** Which run wants it: the workflow run's id, or a random one. Letters, digits and hyphens. */
  readonly run: string;
}

export interface Seen {
  readonly tag: HostedTag | null;
  /** Oldest first. */
  readonly releases: readonly HostedRelease[];
  /** Files of {@link draftOf}. */
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
  | { readonly do: "stop"; readonly code: "tag-elsewhere"; readonly sha: string }
  /** Files that the tag promises, and that nobody has any more. */
  | { readonly do: "stop"; readonly code: "assets-missing"; readonly names: readonly string[] };

const RUN = /<!-- lamplighter:run=([\w-]+) -->/;
const TOLD = "<!-- lamplighter:told -->";
/** In the text of a release that was marked as bad. */
export const WITHDRAWN = "<!-- lamplighter:withdrawn -->";
const RELEASED = /^Lamplighter-Release: (tag|draft)$/m;
const RUN_OF_TAG = /^Lamplighter-Run: ([\w-]+)$/m;
const BESIDE = /^Lamplighter-Beside: (\S+)$/gm;
const ASSET = /^Lamplighter-Asset: (\S+)$/gm;

/** The body of a release of ours; its mark tells which run made it. */
export function bodyOf(wanted: Wanted): string {
  return `${wanted.notes.trimEnd()}\n\n<!-- lamplighter:run=${wanted.run} -->\n`;
}

/** What a person wrote into a draft of their own stands first: nobody has it elsewhere. */
function bodyAfter(draft: HostedRelease, wanted: Wanted): string {
  const own = runOf(draft) === null ? draft.body.trim() : "";
  const both = own === "" ? bodyOf(wanted) : `${own}\n\n${bodyOf(wanted)}`;
  // GitHub takes no more; the changes stand in the changelog as well.
  return both.length > RELEASE_LIMIT && own !== "" ? bodyOf({ ...wanted, notes: own }) : both;
}

/**
 * The message of a tag of ours. Its trailers tell a later run that a release belongs to it, which files that has, who made
 * it and where its approvals stand.
 */
export function tagMessage({
  tag,
  mode,
  run,
  assets,
  beside = [],
  record = [],
}: Omit<Wanted, "version" | "sha" | "notes">): string {
  const trailers = [
    `Lamplighter-Release: ${mode}`,
    `Lamplighter-Run: ${run}`,
    ...beside.map((other) => `Lamplighter-Beside: ${other}`),
    ...assets.map(({ name }) => `Lamplighter-Asset: ${name}`),
    ...record,
  ];
  return `${tag}\n\n${trailers.join("\n")}\n`;
}

/** What a tag of ours was made for; null for a tag of somebody else, which nobody completes. */
export function modeOfTag(message: string | null): "tag" | "draft" | null {
  const mode = RELEASED.exec(message ?? "")?.[1];
  return mode === "tag" || mode === "draft" ? mode : null;
}

/** The run that made a tag of ours; null for other tags, and for those of before runs were named in them. */
export function runOfTag(message: string | null): string | null {
  return RUN_OF_TAG.exec(message ?? "")?.[1] ?? null;
}

/** The tags that a tag of ours says are made with it. */
export function promisedBy(message: string | null): readonly string[] {
  return modeOfTag(message) === null ? [] : [...(message ?? "").matchAll(BESIDE)].map(([, name = ""]) => name);
}

/** Names of the files that a tag of ours promises. */
export function assetsOfTag(message: string | null): readonly string[] {
  return [...(message ?? "").matchAll(ASSET)].map(([, name = ""]) => name);
}

export function runOf(release: HostedRelease): string | null {
  return RUN.exec(release.body)?.[1] ?? null;
}

/**
 * The draft that is worked on. Before the tag each run has one of its own: whoever tags first has a whole one, and nobody
 * touches another's. After it, the one of the run that tagged.
 */
export function draftOf(wanted: Wanted, { tag, releases }: Omit<Seen, "assets">): HostedRelease | undefined {
  const drafts = releases.filter(({ draft }) => draft);
  if (tag === null) return drafts.find((draft) => runOf(draft) === wanted.run);
  const tagger = assetsOfTag(tag.message).length === 0 ? null : runOfTag(tag.message);
  return (tagger === null ? undefined : drafts.find((draft) => runOf(draft) === tagger)) ?? drafts[0];
}

/** Whether a release of ours is out and its threads have not all been told: a draft that a person published, a run that broke off. */
export function isUntold(release: HostedRelease): boolean {
  const { body, draft } = release;
  return !draft && runOf(release) !== null && !body.includes(TOLD) && !body.includes(WITHDRAWN);
}

/** The body of a release whose threads know of it. */
export function toldBody(body: string): string {
  return body.includes(TOLD) ? body : `${body.trimEnd()}\n${TOLD}\n`;
}

/** The next step towards what is wanted. Pure; done again after each step, and after each that may have been lost. */
export function nextStep(wanted: Wanted, seen: Seen): PublishStep {
  const { tag, releases } = seen;
  const published = releases.find(({ draft }) => !draft);
  if (published !== undefined && tag !== null) {
    // Made at the same time as another run published.
    const late = releases.find((release) => release.draft && isSurplus(release, wanted, tag));
    if (late !== undefined) return { do: "delete-draft", id: late.id };
    return { do: "nothing", release: published, by: runOf(published) === wanted.run ? "us" : "another" };
  }
  const draft = draftOf(wanted, seen);
  if (tag === null) return wanted.assets.length === 0 ? { do: "create-tag" } : beforeTag(wanted, draft, seen.assets);
  if (tag.sha !== wanted.sha) {
    const own = releases.find((release) => release.draft && runOf(release) === wanted.run);
    if (own !== undefined && runOfTag(tag.message) !== wanted.run) return { do: "delete-draft", id: own.id };
    return { do: "stop", code: "tag-elsewhere", sha: tag.sha };
  }
  const promised = assetsOfTag(tag.message);
  const broken = promised.filter((name) => !seen.assets.some((asset) => asset.name === name && asset.whole));
  const lost = broken.filter((name) => !wanted.assets.some((asset) => asset.name === name));
  if (lost.length > 0) return { do: "stop", code: "assets-missing", names: lost };
  if (draft === undefined) return { do: "create-release" };
  // Two runs may each have made a draft: GitHub refuses a second release of a tag only once one is published.
  const surplus = releases.find((other) => other.id !== draft.id && runOf(other) !== null);
  if (surplus !== undefined) return { do: "delete-draft", id: surplus.id };
  // What the tag promises was sent whole before it was made, and is not sent again.
  const due = wanted.assets.filter(({ name }) => promised.length === 0 || broken.includes(name));
  const missing = nextAsset(due, draft, seen.assets);
  if (missing !== null) return missing;
  if (wanted.mode === "tag") return { do: "publish-draft", id: draft.id, body: bodyAfter(draft, wanted) };
  return { do: "nothing", release: draft, by: runOf(draft) === wanted.run ? "us" : "another" };
}

/**
 * With files the tag comes after them: it is what others see, and what holds the line. A run that breaks off while it
 * sends leaves a draft and no promise.
 */
function beforeTag(wanted: Wanted, draft: HostedRelease | undefined, there: readonly HostedAsset[]): PublishStep {
  if (draft === undefined) return { do: "create-release" };
  return nextAsset(wanted.assets, draft, there) ?? { do: "create-tag" };
}

/** Once it is published nobody needs a draft of ours; before files came first, only one's own could be in the way. */
function isSurplus(draft: HostedRelease, wanted: Wanted, tag: HostedTag): boolean {
  const run = runOf(draft);
  return run !== null && (run === wanted.run || assetsOfTag(tag.message).length > 0);
}

/**
 * A published release may be immutable, so its files are sent while it is a draft. One that broke off, or that has other
 * bytes, makes way; files that nobody asked for stay.
 */
function nextAsset(
  wanted: readonly Asset[],
  release: HostedRelease,
  there: readonly HostedAsset[],
): PublishStep | null {
  for (const asset of wanted) {
    const found = there.find(({ name }) => name === asset.name);
    if (found === undefined) return { do: "upload-asset", release, asset };
    const same = found.whole && found.size === asset.size && (found.digest ?? asset.digest) === asset.digest;
    if (!same) return { do: "delete-asset", id: found.id };
  }
  return null;
}
