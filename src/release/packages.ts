// Repositories with several packages: which are released, and as what. Each package is a line of versions of its own,
// unless a group joins some: `fixed` ones are released together, `linked` ones share the number when they are released.
import type { Change, ParsedCommit } from "./commits/change.ts";
import { computeRelease, passedIn } from "./compute.ts";
import type { Ask, ReleaseFacts, ReleasePolicy } from "./compute.ts";
import type { Outcome, Release } from "./outcome.ts";
import { nextStable } from "./lines/next.ts";
import { rangeOf } from "./lines/line.ts";
import { printTag } from "./lines/tag.ts";
import type { TagTemplate } from "./lines/tag.ts";
import { words } from "./words.ts";
import { compare } from "./lines/version.ts";

export interface Package {
  /** Folder, without a slash at the end; `.` holds what is in no other package. */
  readonly path: string;
  readonly name: string;
  readonly tag: TagTemplate;
  readonly group: string | null;
  readonly grouping: "fixed" | "linked" | null;
  /** Paths of packages that this one is built from. */
  readonly needs: readonly string[];
}

export interface PackageFacts {
  readonly package: Package;
  readonly facts: ReleaseFacts;
  /** Where each commit stands in the one walk that all packages' commits are taken from. */
  readonly places: ReadonlyMap<string, number>;
}

export interface PackageOutcome {
  readonly package: Package;
  readonly outcome: Outcome;
}

/** The package that a path belongs to: the one with the longest folder above it. */
export function packageOf(path: string, packages: readonly Package[]): Package | null {
  let best: Package | null = null;
  for (const one of packages) {
    const inside = one.path === "." || path.startsWith(`${one.path}/`);
    if (inside && (best === null || best.path === "." || one.path.length > best.path.length)) best = one;
  }
  return best;
}

/** Whether a commit changes something in the package. */
export function touches(commit: ParsedCommit, one: Package, packages: readonly Package[]): boolean {
  return commit.paths.some((path) => packageOf(path, packages) === one);
}

/** The releases of all packages, in the order in which they are given. A refusal of one member stops its group. */
export function computePackages(
  all: readonly PackageFacts[],
  policy: Omit<ReleasePolicy, "tag">,
  ask: Ask,
): readonly PackageOutcome[] {
  const first = all.map(({ package: one, facts }) => ({
    package: one,
    outcome: computeRelease(facts, { ...policy, tag: one.tag }, ask),
  }));
  const grouped = first.map((each) => ({ ...each, outcome: inGroup(each, first, all, policy, ask) }));
  return patchDependants(grouped, all, policy);
}

type Group = readonly PackageOutcome[];

function inGroup(
  each: PackageOutcome,
  first: Group,
  all: readonly PackageFacts[],
  policy: Omit<ReleasePolicy, "tag">,
  ask: Ask,
): Outcome {
  const { group, grouping, tag } = each.package;
  if (group === null || grouping === null) return each.outcome;
  if (grouping === "linked" && each.outcome.is !== "release") return each.outcome;
  const members = first.filter((other) => other.package.group === group);
  const refused = members.find(({ outcome }) => outcome.is === "refused");
  const own = all.find((other) => other.package === each.package)?.facts;
  if (refused !== undefined) return own === undefined ? refused.outcome : standingAs(own, refused.outcome);
  const joined = all.filter((other) => other.package.group === group);
  const facts = joined.map((other) => other.facts);
  const highest = facts
    .map(({ previous }) => previous)
    .filter((previous) => previous !== null)
    .sort((a, b) => compare(b.version, a.version))[0];
  const joint: ReleaseFacts | undefined = facts[0] && {
    ...facts[0],
    previous: highest ?? null,
    taken: facts.flatMap(({ taken }) => taken),
    commits: united(joined),
  };
  if (joint === undefined || own === undefined) return each.outcome;
  const outcome = computeRelease(joint, { ...policy, tag }, ask);
  if (outcome.is !== "release") return standingAs(own, outcome);
  const changes = each.outcome.is === "release" ? each.outcome.changes : [];
  return standingAs(own, { ...outcome, changes });
}

/** What a group decides together stands on each package's own releases before: others' tags are not its to complete. */
function standingAs(facts: ReleaseFacts, outcome: Outcome): Outcome {
  const { previous, ahead, commits } = facts;
  const own = { previous, ahead, passed: passedIn(facts), commits: commits.length };
  return { ...outcome, looked: { ...outcome.looked, ...own } };
}

/**
 * The commits of several packages, each once, in the order of the walk: dates of commits lie, and a revert has to stand before
 * what it takes back.
 */
export function united(joined: readonly PackageFacts[]): readonly ParsedCommit[] {
  const places = joined[0]?.places ?? new Map<string, number>();
  const seen = new Map(joined.flatMap(({ facts }) => facts.commits).map((commit) => [commit.sha, commit]));
  return [...seen.values()].sort((a, b) => (places.get(a.sha) ?? 0) - (places.get(b.sha) ?? 0));
}

/** Who needs a package that is released is patched, and so are those that need it in turn. */
function patchDependants(
  outcomes: readonly PackageOutcome[],
  all: readonly PackageFacts[],
  policy: Omit<ReleasePolicy, "tag">,
): readonly PackageOutcome[] {
  const released = new Map<string, Release>();
  for (const { package: one, outcome } of outcomes) if (outcome.is === "release") released.set(one.path, outcome);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { package: one, outcome } of outcomes) {
      const needed = one.needs.find((path) => released.has(path));
      if (outcome.is !== "nothing" || released.has(one.path) || needed === undefined) continue;
      const facts = all.find((other) => other.package === one)?.facts;
      const cause = outcomes.find((other) => other.package.path === needed)?.package;
      const version = released.get(needed)?.version;
      if (facts === undefined || cause === undefined || version === undefined) continue;
      released.set(one.path, patched(one, facts, `${cause.name} ${version}`, policy));
      grew = true;
    }
  }
  return outcomes.map((each) => ({ ...each, outcome: released.get(each.package.path) ?? each.outcome }));
}

function patched(one: Package, facts: ReleaseFacts, needed: string, policy: Omit<ReleasePolicy, "tag">): Release {
  const version = patchOf(facts, policy.first);
  return {
    is: "release",
    version,
    tag: printTag(one.tag, version),
    level: "patch",
    prerelease: false,
    changes: [dependencyChange(facts.commits[0]?.sha ?? "", needed)],
    reason: words.dependant(needed),
    looked: {
      line: facts.line.branch,
      head: facts.head,
      previous: facts.previous,
      ahead: facts.ahead,
      passed: passedIn(facts),
      commits: facts.commits.length,
      // What it is built from is released with it, at the same commit.
      shas: facts.head === null ? [] : [facts.head],
      pulls: [],
      unparsed: [],
      doubts: [],
      cancelled: 0,
    },
  };
}

/** The version of a package that is released because of another. */
export function patchOf(
  { previous, line, lines }: Pick<ReleaseFacts, "previous" | "line" | "lines">,
  first: string,
): string {
  const last = previous?.version ?? null;
  return nextStable({ previous: last, ahead: null, level: "patch", range: rangeOf(line, lines, last), first });
}

/** What is new in a package that is released because of another: `needed` is that one's name and version. */
export function dependencyChange(sha: string, needed: string): Change {
  return {
    sha,
    type: "deps",
    scope: null,
    subject: `use ${needed}`,
    breaking: [],
    pull: null,
    references: [],
    advisories: [],
    authors: [],
  };
}
