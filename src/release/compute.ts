// Commits, tags and lines -> the next release, or why there is none. Pure: the App, the Actions and the command line
// ask the same question here. The answer is never a silently wrong number.
import type { Change, ParsedCommit } from "./commits/change.ts";
import { readChange } from "./commits/parse.ts";
import { reapplied } from "./commits/revert-forms.ts";
import { settleReverts } from "./commits/revert.ts";
import type { Settled } from "./commits/revert.ts";
import { exceeds, higher, levelOf } from "./levels.ts";
import type { Level, Levels } from "./levels.ts";
import { coreOf, isWithin, ownerOf, printRange, rangeOf } from "./lines/line.ts";
import type { Line, Range } from "./lines/line.ts";
import { distance, nextPrerelease, nextStable } from "./lines/next.ts";
import type { Tagged } from "./lines/next.ts";
import { printTag } from "./lines/tag.ts";
import type { TagTemplate } from "./lines/tag.ts";
import type { Guilty, Looked, Outcome, RefusalCode } from "./outcome.ts";
import { words } from "./words.ts";
import { isAbove, isBelow, isPrerelease, versionOf } from "./lines/version.ts";

export interface ReleaseFacts {
  readonly line: Line;
  /** Every line of the repository, this one included. */
  readonly lines: readonly Line[];
  /** Versions of all tags of this template, wherever they are. */
  readonly taken: readonly string[];
  /** The highest of those that the line might contain: of the stable ones, and of all. */
  readonly highest: { readonly stable: Tagged | null; readonly any: Tagged | null };
  /** The newest stable version that the line contains; null before the first release. */
  readonly previous: Tagged | null;
  /** The newest prerelease above `previous` that the line contains. */
  readonly ahead: Tagged | null;
  /** Not reachable from `previous`; newest first, children before parents. */
  readonly commits: readonly ParsedCommit[];
  /** The commit that the line is at; null for a line without commits. */
  readonly head: string | null;
  /** A level that the labels of a pull request ask for, by its number. */
  readonly labelled: ReadonlyMap<number, Level>;
}

export interface ReleasePolicy {
  readonly levels: Levels;
  readonly first: string;
  readonly tag: TagTemplate;
}

export interface Ask {
  /** No more than this; the line's own limit holds too. */
  readonly only: "patch" | "minor" | null;
  /** A prerelease with this identifier, whatever the line says. */
  readonly prerelease: string | null;
}

/** The next release of a line (spec: release, "Lines" to "Versions"). */
export function computeRelease(facts: ReleaseFacts, policy: ReleasePolicy, ask: Ask): Outcome {
  const { line, lines, previous, ahead } = facts;
  const { settled, changes: all } = settledChanges(facts.commits);
  const looked: Looked = {
    line: line.branch,
    head: facts.head,
    previous,
    ahead,
    passed: passedIn(facts),
    commits: facts.commits.length,
    shas: facts.commits.map(({ sha }) => sha),
    pulls: facts.commits.map(({ pull }) => pull).filter((pull) => pull !== null),
    unparsed: settled.standing.filter((commit) => commit.unparsed).map(({ sha, header }) => ({ sha, header })),
    doubts: settled.standing.filter(({ doubts }) => doubts.length > 0).flatMap(({ doubts }) => doubts),
    cancelled: facts.commits.length - settled.standing.length,
  };
  const major = previous === null ? null : versionOf(previous.version).major;
  const levelled = all.map((change) => ({ change, level: levelFor(change, facts.labelled, policy.levels, major) }));
  const level = levelled.reduce<Level>((most, each) => higher(most, each.level), "none");
  const releaseAs = settled.standing.find((commit) => commit.releaseAs !== null)?.releaseAs ?? null;
  const refused = (code: RefusalCode, reason: string, guilty: readonly Guilty[] = []): Outcome => ({
    is: "refused",
    code,
    reason,
    guilty,
    looked,
  });

  if (level === "none" && releaseAs === null) return { is: "nothing", reason: words.nothing(looked), looked };

  const range = rangeOf(line, lines, previous?.version ?? null);
  const limit = limitOf(line, ask, previous, range);
  if (limit !== null && releaseAs === null) {
    const guilty = guiltyOf(levelled, limit);
    if (guilty.length > 0) return refused("beyond-patch", words.beyond(line, limit, guilty.length, range), guilty);
  }

  const identifier = ask.prerelease ?? line.prerelease;
  const core =
    releaseAs ??
    nextStable({
      previous: previous?.version ?? null,
      ahead: ask.only === null ? (ahead?.version ?? null) : null,
      level: level === "none" ? "patch" : level,
      range,
      first: policy.first,
    });
  if (identifier !== null && !/^[A-Za-z][0-9A-Za-z-]*$/.test(identifier))
    return refused("bad-prerelease", words.badPrerelease(identifier));
  if (identifier !== null && ahead !== null && !isNewSince(ahead, facts.commits, levelled))
    return { is: "nothing", reason: words.nothingSince(ahead.tag, looked), looked };
  const version = identifier === null || isPrerelease(core) ? core : nextPrerelease(core, identifier, facts.taken);

  if (previous !== null && !isAbove(version, previous.version))
    return refused("release-as-not-higher", words.notHigher(version, previous.version));
  const owner = ownerOf(coreOf(version), line, lines);
  if (owner !== null) return refused("version-owned", words.owned(version, line, owner), guiltyOf(levelled, "patch"));
  if (!isWithin(version, range))
    return refused("outside-range", words.outside(version, line, printRange(line, range)), guiltyOf(levelled, "patch"));
  if (facts.taken.includes(version))
    return refused("version-taken", words.taken(version, printTag(policy.tag, version)));

  return {
    is: "release",
    version,
    tag: printTag(policy.tag, version),
    level: distance(previous?.version ?? null, version),
    prerelease: isPrerelease(version),
    changes: all,
    reason: releaseAs === null ? words.because(level, looked) : words.forced(releaseAs),
    looked,
  };
}

/** Whether a higher version is tagged than those that the line contains: of the highest that it does it is at one. */
export function passedIn({
  highest: { stable, any },
  previous,
  ahead,
}: Pick<ReleaseFacts, "highest" | "previous" | "ahead">): Looked["passed"] {
  return {
    stable: stable !== null && stable.tag !== previous?.tag,
    any: any !== null && any.tag !== previous?.tag && any.tag !== ahead?.tag,
  };
}

/** What is left of a range when reverts and their targets are gone, newest first. */
export function settledChanges(commits: readonly ParsedCommit[]): {
  readonly settled: Settled;
  readonly changes: readonly Change[];
} {
  const settled = settleReverts(commits);
  const { gone, reverting } = settled;
  const changes: Change[] = [];
  for (const commit of commits) {
    if (reverting.has(commit)) changes.push(...backChanges(commit));
    else if (commit.revert === null && !gone.has(commit)) for (const change of commit.changes) changes.push(change);
  }
  return { settled, changes };
}

type Levelled = readonly { readonly change: Change; readonly level: Level }[];

function levelFor(change: Change, labelled: ReadonlyMap<number, Level>, levels: Levels, major: number | null): Level {
  const asked = change.pull === null ? undefined : labelled.get(change.pull);
  return asked ?? levelOf(change, levels, major);
}

/** The first release of a maintenance line opens it and may hold anything, unless patches alone were asked for. */
function limitOf(line: Line, ask: Ask, previous: Tagged | null, range: Range): "patch" | "minor" | null {
  if (ask.only !== null) return ask.only === "minor" && line.only === "patch" ? "patch" : ask.only;
  if (line.kind === "main") return line.only;
  const opened = previous !== null && !isBelow(previous.version, range.low);
  return opened ? line.only : null;
}

function guiltyOf(levelled: Levelled, limit: Level): Guilty[] {
  return levelled
    .filter((each) => exceeds(each.level, limit))
    .map(({ change, level }) => ({ sha: change.sha, header: headerOf(change), level }));
}

function headerOf(change: Change): string {
  const scope = change.scope === null ? "" : `(${change.scope})`;
  const pull = change.pull === null ? "" : ` (#${change.pull})`;
  return `${change.type}${scope}${change.breaking.length > 0 ? "!" : ""}: ${change.subject}${pull}`;
}

/** Taking back what was released is news; taking back a revert brings the first change back. */
function backChanges(commit: ParsedCommit): readonly Change[] {
  if (commit.revert === null) return [];
  const raw = { sha: commit.sha, parents: [], author: { name: "", email: "" }, at: commit.at };
  const again = reapplied(commit.revert);
  const message = again ?? `revert: ${commit.revert.header ?? commit.header}`;
  const { pull, authors } = commit;
  const read = (text: string): Change | undefined => readChange({ ...raw, message }, text, { authors, pull });
  const change = read(message) ?? read(`revert: ${message}`);
  return change === undefined ? [] : [{ ...change, pull }];
}

/** Whether anything that releases came after the newest prerelease. */
function isNewSince(ahead: Tagged, commits: readonly ParsedCommit[], levelled: Levelled): boolean {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  const inside = new Set<string>();
  const open = [ahead.sha];
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    if (inside.has(sha)) continue;
    inside.add(sha);
    open.push(...(bySha.get(sha)?.parents ?? []));
  }
  return levelled.some((each) => each.level !== "none" && !inside.has(each.change.sha));
}
