// Every sentence of the release room that a person reads. Foreign text (titles, branch names) is neutralised by whoever
// puts these sentences into Markdown.
import type { Looked } from "./outcome.ts";
import type { Level } from "./levels.ts";
import type { Line, Range } from "./lines/line.ts";
import { printRange } from "./lines/line.ts";

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;

export const words = {
  nothing(looked: Looked): string {
    const since = looked.previous === null ? "before a first release" : `since ${looked.previous.tag}`;
    const odd = looked.unparsed.length === 0 ? "" : `, ${looked.unparsed.length} of them not in the convention`;
    return `Nothing to release ${since}: ${count(looked.commits, "commit")} looked at${odd}.`;
  },
  nothingSince(tag: string, looked: Looked): string {
    return `Nothing to release since the prerelease ${tag}: ${count(looked.commits, "commit")} looked at.`;
  },
  because(level: Level, looked: Looked): string {
    const since = looked.previous === null ? "before the first release" : `since ${looked.previous.tag}`;
    return `The commits ${since} ask for level ${level}: ${count(looked.commits, "commit")} looked at.`;
  },
  forced(version: string): string {
    return `A commit asks for it: Release-As: ${version}.`;
  },
  dependant(needed: string): string {
    return `It is built from ${needed}, which is released.`;
  },
  beyond(line: Line, limit: string, commits: number, range: Range): string {
    return (
      `${count(commits, "commit")} on ${line.branch} ${commits === 1 ? "is" : "are"} more than a ${limit} release may hold. ` +
      `Take ${commits === 1 ? "it" : "them"} off the line, or say which version it shall be with a commit footer "Release-As: x.y.z" (${printRange(line, range)}).`
    );
  },
  owned(version: string, line: Line, owner: Line): string {
    return (
      `${version} belongs to the line ${owner.branch}, so ${line.branch} cannot release it. ` +
      `Release it from ${owner.branch}, choose a higher version with a commit footer "Release-As: x.y.z", or delete the branch ${owner.branch}.`
    );
  },
  outside(version: string, line: Line, range: string): string {
    return (
      `${version} is outside of what ${line.branch} may release (${range}). ` +
      `Take the commits that ask for it off the line, or choose a version inside with a commit footer "Release-As: x.y.z".`
    );
  },
  taken(version: string, tag: string): string {
    return (
      `The tag ${tag} exists already, but the line does not contain it. ` +
      `Merge ${tag} into the line, or choose another version than ${version} with a commit footer "Release-As: x.y.z".`
    );
  },
  notHigher(version: string, previous: string): string {
    return `Release-As: ${version} is not higher than ${previous}, which is out already. Ask for a higher version in a new commit.`;
  },
  cloneAlone(): string {
    return "This clone alone was looked at: what GitHub has besides, as newer tags and releases, `lamplighter release plan` asks with GITHUB_TOKEN, and the Action with its token.";
  },
  badPrerelease(identifier: string): string {
    return `"${identifier.slice(0, 40)}" cannot name a prerelease. Use letters, digits and hyphens, a letter first, as in "rc".`;
  },
};
