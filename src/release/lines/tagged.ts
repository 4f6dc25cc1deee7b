// The versions of a history by its tags: all of them, and where a line stands among those that it contains.
import type { TagRef } from "../../core/history.ts";
import type { Tagged } from "./next.ts";
import { versionOfTag } from "./tag.ts";
import type { TagTemplate } from "./tag.ts";
import { compareVersions } from "./version.ts";
import type { Version } from "./version.ts";

/** A tag, and what its version says. */
export interface Read {
  readonly tagged: Tagged;
  readonly parsed: Version;
}

/** All tags of the template, in the order in which they come. */
export function readTags(tags: readonly TagRef[], template: TagTemplate): readonly Read[] {
  const found: Read[] = [];
  for (const { name, sha } of tags) {
    const parsed = versionOfTag(template, name);
    if (parsed !== null) found.push({ parsed, tagged: { version: parsed.version, tag: name, sha } });
  }
  return found;
}

/** All tags of the template, newest version first. */
export function taggedVersions(tags: readonly TagRef[], template: TagTemplate): readonly Tagged[] {
  return inOrder(readTags(tags, template)).map(({ tagged }) => tagged);
}

export interface Newest {
  readonly stable: Tagged | null;
  /** Prereleases above it, newest first. */
  readonly above: readonly Tagged[];
}

/**
 * The newest stable version, and the prereleases above it, newest first. To put a thousand tags in order for these would
 * cost a start more than all else that it does with them.
 */
export function newestOf(tags: readonly Read[]): Newest {
  let stable: Read | undefined;
  for (const one of tags) {
    if (one.parsed.prerelease.length > 0) continue;
    if (stable === undefined || compareVersions(one.parsed, stable.parsed) > 0) stable = one;
  }
  const newest = stable?.parsed;
  const above = tags.filter(
    ({ parsed }) => parsed.prerelease.length > 0 && (newest === undefined || compareVersions(parsed, newest) > 0),
  );
  return { stable: stable?.tagged ?? null, above: inOrder(above).map(({ tagged }) => tagged) };
}

/** The newest version, be it stable or not. */
export const highestOf = ({ stable, above }: Newest): Tagged | null => above[0] ?? stable;

/** Newest version first. */
export function inOrder(tags: readonly Read[]): readonly Read[] {
  return tags.toSorted((a, b) => compareVersions(b.parsed, a.parsed));
}
