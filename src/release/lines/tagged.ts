// The versions of a history by its tags: all of them, and where a line stands among those that it contains.
import type { TagRef } from "../../core/history.ts";
import type { Tagged } from "./next.ts";
import { versionOfTag } from "./tag.ts";
import type { TagTemplate } from "./tag.ts";
import { compareVersions, isAbove, isPrerelease } from "./version.ts";
import type { Version } from "./version.ts";

/** The newest stable version among those that a line contains, and the newest prerelease above it. */
export function standsAt(contained: readonly Tagged[]): { previous: Tagged | null; ahead: Tagged | null } {
  const previous = contained.find(({ version }) => !isPrerelease(version)) ?? null;
  const isAhead = ({ version }: Tagged): boolean =>
    isPrerelease(version) && (previous === null || isAbove(version, previous.version));
  return { previous, ahead: contained.find(isAhead) ?? null };
}

/** All tags of the template, newest version first. */
export function taggedVersions(tags: readonly TagRef[], template: TagTemplate): readonly Tagged[] {
  const found: { readonly parsed: Version; readonly tagged: Tagged }[] = [];
  for (const { name, sha } of tags) {
    const parsed = versionOfTag(template, name);
    if (parsed !== null) found.push({ parsed, tagged: { version: parsed.version, tag: name, sha } });
  }
  return found.sort((a, b) => compareVersions(b.parsed, a.parsed)).map(({ tagged }) => tagged);
}
