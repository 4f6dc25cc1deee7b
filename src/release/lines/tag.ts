// Tags <-> versions, by a template such as `v{version}` or `{name}@{version}`.
import parseVersion from "semver/functions/parse.js";

export interface TagTemplate {
  readonly prefix: string;
  readonly suffix: string;
}

/** `name` and `path` are a package's; a template needs `{version}` exactly once. Throws `RangeError` when it has not. */
export function tagTemplate(template: string, own: { readonly name: string; readonly path: string }): TagTemplate {
  const filled = template.replaceAll("{name}", own.name).replaceAll("{path}", own.path);
  const [prefix, suffix, ...rest] = filled.split("{version}");
  if (prefix === undefined || suffix === undefined || rest.length > 0)
    throw new RangeError(`The tag template "${template}" must hold {version} exactly once, as in "v{version}".`);
  return { prefix, suffix };
}

export function printTag(template: TagTemplate, version: string): string {
  return `${template.prefix}${version}${template.suffix}`;
}

/** A version as a tag holds it, with its numbers at hand: tags are many, and most are told apart by them. */
export interface TagVersion {
  /** Without build metadata. */
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: readonly (string | number)[];
}

const PLAIN = /^(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})$/;

/** The version of a tag, in strict semver; null for a tag of another kind. */
export function versionOfTag(template: TagTemplate, tag: string): TagVersion | null {
  const { prefix, suffix } = template;
  const digit = tag.charCodeAt(prefix.length);
  if (!(digit >= 48 && digit <= 57) || !tag.startsWith(prefix) || !tag.endsWith(suffix)) return null;
  const text = tag.slice(prefix.length, tag.length - suffix.length);
  const plain = PLAIN.exec(text);
  if (plain !== null)
    return { version: text, major: Number(plain[1]), minor: Number(plain[2]), patch: Number(plain[3]), prerelease: [] };
  const parsed = parseVersion(text);
  if (parsed?.raw !== text) return null;
  const { version, major, minor, patch, prerelease } = parsed;
  return { version, major, minor, patch, prerelease };
}

/** By semver's order (its rule 11), without reading each version anew for each comparison. */
export function compareVersions(a: TagVersion, b: TagVersion): number {
  const numbers = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
  if (numbers !== 0 || (a.prerelease.length === 0 && b.prerelease.length === 0)) return numbers;
  if (a.prerelease.length === 0) return 1;
  if (b.prerelease.length === 0) return -1;
  for (const [index, own] of a.prerelease.entries()) {
    const other = b.prerelease[index];
    if (other === undefined) return 1;
    const order = compareIdentifiers(own, other);
    if (order !== 0) return order;
  }
  return a.prerelease.length - b.prerelease.length;
}

/** Numbers stand before words, and words by their code points. */
function compareIdentifiers(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "number") return -1;
  if (typeof b === "number") return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
