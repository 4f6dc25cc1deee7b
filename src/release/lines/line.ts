// Lines: the branches that are released from, and the versions that each may claim.
import { compare, isAbove, isBelow, versionOf } from "./version.ts";

export interface LineConfig {
  /** RE2 with a group `v`, for names that do not say it themselves: `release/(?P<v>\d+\.\d+)`. Already applied here. */
  readonly version?: string | undefined;
  /** `rc`, `next`: every release of the line is a prerelease with this identifier. */
  readonly prerelease?: string | undefined;
  /** The highest level that the line takes; maintenance lines take patches, others anything. */
  readonly only?: "patch" | "minor" | undefined;
}

export interface Line {
  readonly branch: string;
  /** `main`: whatever nobody else owns; `major`: N.x; `minor`: N.M.x. */
  readonly kind: "main" | "major" | "minor";
  readonly major: number;
  readonly minor: number;
  readonly prerelease: string | null;
  readonly only: "patch" | "minor" | null;
}

const MINOR = /^v?(\d{1,9})\.(\d{1,9})(?:\.x)?$/i;
const MAJOR = /^v?(\d{1,9})(?:\.x)?$/i;

/** A branch as a line, by its name (`1.x`, `1.2.x`) or by the version that its configuration took from the name. */
export function lineOf(branch: string, config: LineConfig): Line {
  const named = config.version ?? (branch.endsWith(".x") || branch.endsWith(".X") ? branch : "");
  const prerelease = config.prerelease ?? null;
  const main: Line = { branch, kind: "main", major: 0, minor: 0, prerelease, only: config.only ?? null };
  if (named === "") return main;
  const minor = MINOR.exec(named);
  if (minor && !/^v?\d+\.x$/i.test(named))
    return {
      branch,
      kind: "minor",
      major: Number(minor[1]),
      minor: Number(minor[2]),
      prerelease,
      only: config.only ?? "patch",
    };
  const major = MAJOR.exec(named);
  if (major)
    return { branch, kind: "major", major: Number(major[1]), minor: 0, prerelease, only: config.only ?? "patch" };
  return main;
}

/** What a line may claim: `low` <= version < `high`; null is no bound. */
export interface Range {
  readonly low: string;
  readonly high: string | null;
}

/**
 * The range of a line among all that exist. `last` is the line's newest version: an `N.x` line ends at the next `N.M.x`
 * line above it.
 */
export function rangeOf(line: Line, lines: readonly Line[], last: string | null): Range {
  if (line.kind === "main") return { low: "0.0.0", high: null };
  if (line.kind === "minor") return { low: `${line.major}.${line.minor}.0`, high: `${line.major}.${line.minor + 1}.0` };
  const low = `${line.major}.0.0`;
  const ends = lines
    .filter((other) => other.kind === "minor" && other.major === line.major)
    .map((other) => `${other.major}.${other.minor}.0`)
    .filter((start) => last !== null && isAbove(start, last))
    .sort(compare);
  return { low, high: ends[0] ?? `${line.major + 1}.0.0` };
}

/** The other line that a version belongs to: the most specific one that exists. Null when `line` may have it. */
export function ownerOf(version: string, line: Line, lines: readonly Line[]): Line | null {
  const { major, minor } = versionOf(version);
  const specific = lines.find((other) => other.kind === "minor" && other.major === major && other.minor === minor);
  if (specific !== undefined && line.kind !== "minor") return specific;
  const general = lines.find((other) => other.kind === "major" && other.major === major);
  if (general !== undefined && line.kind === "main") return general;
  return null;
}

export function isWithin(version: string, range: Range): boolean {
  // A prerelease of the upper bound (2.0.0-rc.1 below 2.0.0) belongs to the next line, though semver sorts it lower.
  const core = coreOf(version);
  return !isBelow(core, range.low) && (range.high === null || isBelow(core, range.high));
}

/** The version without prerelease and build. */
export function coreOf(version: string): string {
  const { major, minor, patch } = versionOf(version);
  return `${major}.${minor}.${patch}`;
}

/** For people: `1.2.*`, `1.*`, `>=1.0.0 <1.4.0`. */
export function printRange(line: Line, range: Range): string {
  if (line.kind === "minor") return `${line.major}.${line.minor}.*`;
  if (line.kind === "major" && range.high === `${line.major + 1}.0.0`) return `${line.major}.*`;
  return range.high === null ? "any version" : `>=${range.low} <${range.high}`;
}
