// Versions as Semantic Versioning 2.0.0 has them (https://semver.org): read, put in order, made higher. By hand, because a
// repository has a thousand tags, and reading them is most of what a computation does before it asks git for commits.

export interface Version {
  /** Without build metadata. */
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** Its identifiers: numbers, and words. A number beyond the safe ones is its digits. */
  readonly prerelease: readonly (string | number)[];
}

/** Longer ones are no versions: nobody could read them. */
const LONGEST = 256;
const VERSION =
  /^(0|[1-9]\d{0,15})\.(0|[1-9]\d{0,15})\.(0|[1-9]\d{0,15})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
const NO_IDENTIFIERS: readonly string[] = [];

/** A version, strictly; null for any other text, and for numbers that cannot be counted on. */
export function parseVersion(text: string): Version | null {
  const found = text.length > LONGEST ? null : VERSION.exec(text);
  if (found === null) return null;
  const major = Number(found[1]);
  const minor = Number(found[2]);
  const patch = Number(found[3]);
  if (!Number.isSafeInteger(major) || !Number.isSafeInteger(minor) || !Number.isSafeInteger(patch)) return null;
  const identifiers = found[4];
  const build = text.indexOf("+");
  const version = build === -1 ? text : text.slice(0, build);
  if (identifiers === undefined) return { version, major, minor, patch, prerelease: NO_IDENTIFIERS };
  const prerelease = identifiers.split(".").map(identifierOf);
  return prerelease.includes("") ? null : { version, major, minor, patch, prerelease };
}

/** A number without leading zeros, or a word; empty for what is neither. */
function identifierOf(text: string): string | number {
  const first = text.charCodeAt(0);
  if (first < 48 || first > 57) return text;
  const number = Number(text);
  if (Number.isSafeInteger(number) && String(number) === text) return number;
  return first === 48 && isNumeric(text) ? "" : text;
}

/** Whether a release may begin with it: a version without prerelease and build metadata. */
export function isFirst(text: string): boolean {
  const version = parseVersion(text);
  return version !== null && version.version === text && version.prerelease.length === 0;
}

/** The version that a text of ours is. Throws `RangeError` when it is none. */
export function versionOf(text: string): Version {
  const version = parseVersion(text);
  if (version === null) throw new RangeError(`${JSON.stringify(text.slice(0, LONGEST))} is no version.`);
  return version;
}

/** Below 0 when `a` comes first, by semver's order (its rule 11). */
export function compareVersions(a: Version, b: Version): number {
  const numbers = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
  if (numbers !== 0 || (a.prerelease.length === 0 && b.prerelease.length === 0)) return numbers;
  if (a.prerelease.length === 0) return 1;
  if (b.prerelease.length === 0) return -1;
  const both = Math.min(a.prerelease.length, b.prerelease.length);
  for (let index = 0; index < both; index += 1) {
    const order = compareIdentifiers(a.prerelease[index] ?? "", b.prerelease[index] ?? "");
    if (order !== 0) return order;
  }
  return a.prerelease.length - b.prerelease.length;
}

/** Numbers stand before words, and words by their code points. */
function compareIdentifiers(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (a === b) return 0;
  const isNumber = isNumeric(a);
  if (isNumber !== isNumeric(b)) return isNumber ? -1 : 1;
  const [own, other] = [String(a), String(b)];
  // Too great to be counted on, as a time to the millisecond is: the one with more digits is higher.
  if (isNumber && own.length !== other.length) return own.length - other.length;
  return own < other ? -1 : own > other ? 1 : 0;
}

function isNumeric(identifier: string | number): boolean {
  return typeof identifier === "number" || /^\d+$/.test(identifier);
}

/** {@link compareVersions} for texts. Throws `RangeError` for what is no version. */
export const compare = (a: string, b: string): number => compareVersions(versionOf(a), versionOf(b));
export const isAbove = (a: string, b: string): boolean => compare(a, b) > 0;
export const isBelow = (a: string, b: string): boolean => compare(a, b) < 0;

/** Without build metadata, which a version of ours has not, a hyphen begins its prerelease. */
export const isPrerelease = (version: string): boolean => version.includes("-");
