// The next version of a line: previous, level and range -> number. What is ours beside semver's arithmetic is who may have it.
import type { Level } from "../levels.ts";
import { coreOf } from "./line.ts";
import type { Range } from "./line.ts";
import { isAbove, isBelow, parseVersion, versionOf } from "./version.ts";

export interface Tagged {
  readonly version: string;
  readonly tag: string;
  readonly sha: string;
}

export interface NextFrom {
  /** The newest stable version that the line contains. */
  readonly previous: string | null;
  /** The newest prerelease above it that the line contains. */
  readonly ahead: string | null;
  readonly level: Exclude<Level, "none">;
  readonly range: Range;
  /** The first version of a repository. */
  readonly first: string;
}

/**
 * The next stable version. The first release of a line takes the lower end of its range; a prerelease that is out already
 * is promoted rather than passed by.
 */
export function nextStable(from: NextFrom): string {
  const { previous, ahead, level, range } = from;
  const start =
    previous === null
      ? highest(from.first, range.low)
      : isBelow(previous, range.low)
        ? range.low
        : bump(previous, level);
  return ahead === null ? start : highest(start, coreOf(ahead));
}

/** The next prerelease before `core`: one more than the highest counter that any line has used. */
export function nextPrerelease(core: string, identifier: string, taken: readonly string[]): string {
  const counters = taken
    .map((version) => parseVersion(version))
    .filter((version) => version !== null)
    .filter((version) => coreOf(version.version) === core && version.prerelease[0] === identifier)
    .map((version) => version.prerelease[1])
    .filter((counter) => typeof counter === "number");
  return `${core}-${identifier}.${Math.max(0, ...counters) + 1}`;
}

/** How far a version is from the previous one, for the output `level`. */
export function distance(previous: string | null, version: string): Exclude<Level, "none"> {
  const to = versionOf(version);
  if (previous === null) return "minor";
  const from = versionOf(previous);
  return to.major !== from.major ? "major" : to.minor !== from.minor ? "minor" : "patch";
}

function bump(version: string, level: Exclude<Level, "none">): string {
  const { major, minor, patch } = versionOf(version);
  if (level === "major") return `${major + 1}.0.0`;
  return level === "minor" ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

function highest(a: string, b: string): string {
  return isAbove(b, a) ? b : a;
}
