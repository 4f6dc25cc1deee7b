// From the histories to the facts about one bug: which commits mend it, and which brought it.
import { backportedFrom } from "../backport/proposal.ts";
import { originsIn } from "../backport/contents.ts";
import type { ParsedCommit } from "../commits/change.ts";
import { parseCommit } from "../commits/parse.ts";
import { readReferences } from "../commits/references.ts";
import { settleReverts } from "../commits/revert.ts";
import { taggedVersions } from "../lines/tagged.ts";
import { findLine, HistoryRefused } from "../history-facts.ts";
import type { Place } from "../history-facts.ts";
import { tagTemplate } from "../lines/tag.ts";
import { findMain, refOf } from "../main-line.ts";
import { packageOf } from "../packages.ts";
import type { Package } from "../packages.ts";
import { folder, packagesFor } from "../prepare.ts";
import type { Question } from "../prepare.ts";
import { culpritsIn } from "./affected.ts";
import type { BugFacts } from "./affected.ts";

export interface Bug {
  readonly issue: number;
  /** Commits that are said to have brought it; the fixes may name more. */
  readonly broughtBy: readonly string[];
  /** The version in which it was seen, or its tag. */
  readonly seen: string | null;
}

interface Fix {
  readonly pulls: Set<number>;
  readonly culprits: Set<string>;
  /** Commits that mend it, and what took each of them back. */
  readonly shas: Map<string, readonly string[]>;
}

/** What the histories say of commits that came from others. */
interface Lineage {
  readonly picks: {
    readonly sha: string;
    readonly pull: number | null;
    readonly from: readonly string[];
    readonly of: number | null;
  }[];
  readonly reverts: { readonly sha: string; readonly targets: readonly string[] }[];
}

/** Throws {@link HistoryRefused} for a commit or version that is not there. */
export async function gatherBug(question: Question, bug: Bug): Promise<BugFacts> {
  const { reads, config } = question;
  const place = await findMain(reads, config, question.line);
  const others = place.lines.filter(({ branch, kind }) => kind !== "main" && branch !== place.line.branch);
  const fix: Fix = { pulls: new Set(), culprits: new Set(bug.broughtBy), shas: new Map() };
  const lineage: Lineage = { picks: [], reverts: [] };
  await findFixes(question, { place, without: [], issue: bug.issue, fix, lineage });
  for (const { branch } of others) {
    const own = await findLine(reads, config, branch);
    await findFixes(question, { place: own, without: [place.tip], issue: bug.issue, fix, lineage });
  }
  const brought = await broughtBy(question, fix, lineage);
  const mended = new Map<string, ReadonlySet<string>>();
  for (const [sha, undone] of fix.shas) {
    const without = new Set<string>();
    for (const one of undone) for (const ref of (await reads.containing(one)) ?? []) without.add(ref);
    const refs = [...((await reads.containing(sha)) ?? [])];
    mended.set(sha, new Set(refs.filter((ref) => !without.has(ref))));
  }
  const tags = await releasesWith(question, place, [...fix.shas.keys(), ...brought.shas]);
  const seen = bug.seen === null ? null : seenIn(tags, bug.seen);
  return {
    tags,
    lines: [place.line, ...others].map(({ branch }) => ({ branch, ref: refOf(place, branch) })),
    brought: brought.shas.length === 0 ? null : brought.refs,
    seen: seen === null ? null : await reads.containing(seen.sha),
    mended,
  };
}

/** Whatever closes the issue, and what was picked from it. A revert that closes it names what it takes back. */
async function findFixes(
  { reads, config }: Question,
  about: {
    readonly place: Place;
    readonly without: readonly string[];
    readonly issue: number;
    readonly fix: Fix;
    readonly lineage: Lineage;
  },
): Promise<void> {
  const { place, without, issue, fix, lineage } = about;
  const read = { commits: config.commits, squash: config.squash };
  const follow = config.commits === "titles" ? "first-parent" : "all";
  const commits: ParsedCommit[] = [];
  const messages = new Map<string, string>();
  for await (const batch of reads.log({ to: place.tip, without, follow, paths: "none" }))
    for (const raw of batch) {
      commits.push(parseCommit(raw, read));
      if (raw.message.includes(`#${issue}`) && closes(raw.message, issue)) messages.set(raw.sha, raw.message);
    }
  const undone = new Map<ParsedCommit, string[]>();
  for (const { revert, targets } of settleReverts(commits).cancelled) {
    lineage.reverts.push({ sha: revert.sha, targets: targets.map(({ sha }) => sha) });
    for (const target of targets) undone.set(target, [...(undone.get(target) ?? []), revert.sha]);
  }
  for (const commit of commits) {
    const { sha, pull, pickedFrom: from } = commit;
    const of = backportedFrom(commit.header);
    if (from.length > 0 || of !== null) lineage.picks.push({ sha, pull, from, of });
    const message = messages.get(sha);
    const picked = from.some((origin) => fix.shas.has(origin)) || (of !== null && fix.pulls.has(of));
    if (message === undefined && !picked) continue;
    fix.shas.set(sha, undone.get(commit) ?? []);
    if (pull !== null) fix.pulls.add(pull);
    for (const culprit of [...culpritsIn(message ?? ""), ...(commit.revert?.shas ?? [])]) fix.culprits.add(culprit);
  }
}

/** The commits that brought it: those that are named, and what was picked from them. What took one back mends it too. */
async function broughtBy(
  question: Question,
  fix: Fix,
  { picks, reverts }: Lineage,
): Promise<{ readonly shas: readonly string[]; readonly refs: ReadonlySet<string> }> {
  const origins = originsIn(question);
  const found = new Map<string, number | null>();
  const refs = new Set<string>();
  for (const name of fix.culprits) {
    const origin = await origins(name);
    if (origin === null)
      throw refused(
        `This clone has no commit ${name.slice(0, 64)}.`,
        "Name one of its history with --introduced-by SHA.",
      );
    found.set(origin.sha, origin.pull);
    for (const ref of origin.refs) refs.add(ref);
  }
  for (let grew = true; grew; ) {
    grew = false;
    const pulls = new Set([...found.values()].filter((pull) => pull !== null));
    for (const { sha, pull, from, of } of picks) {
      if (found.has(sha) || !(from.some((origin) => found.has(origin)) || (of !== null && pulls.has(of)))) continue;
      found.set(sha, pull);
      for (const ref of (await question.reads.containing(sha)) ?? []) refs.add(ref);
      grew = true;
    }
  }
  for (const { sha, targets } of reverts)
    if (!fix.shas.has(sha) && targets.some((target) => found.has(target))) fix.shas.set(sha, []);
  return { shas: [...found.keys()], refs };
}

type Releases = BugFacts["tags"];

/** All releases; in a repository with packages those of the packages that the bug is in, as far as its commits tell. */
async function releasesWith(question: Question, { refs }: Place, shas: readonly string[]): Promise<Releases> {
  const { reads, config, path } = question;
  const packages = packagesFor(question);
  if (packages.length === 0)
    return taggedVersions(refs.tags, tagTemplate(question.tagTemplate ?? config.tag, { name: "", path: "" }));
  const touched = new Set<Package | null>();
  for (const sha of path === null ? shas : [])
    for await (const batch of reads.log({ to: sha, without: [], follow: "all", paths: "changed", most: 1 }))
      for (const raw of batch) for (const file of raw.paths ?? []) touched.add(packageOf(file, packages));
  touched.delete(null);
  const isAsked = (one: Package): boolean =>
    path === null ? touched.size === 0 || touched.has(one) : one.path === folder(path);
  return packages
    .filter(isAsked)
    .flatMap((one) => taggedVersions(refs.tags, one.tag).map((tagged) => ({ ...tagged, of: one.name })));
}

function seenIn(tags: Releases, seen: string): Releases[number] {
  const found = tags.filter(({ tag, version }) => tag === seen || version === seen);
  const [first, ...more] = found;
  if (first === undefined)
    throw refused(`There is no release of version ${seen}.`, "Name one with --seen that git tag lists.");
  if (more.length > 0)
    throw refused(
      `${seen} is the version of several packages: ${found
        .map(({ tag }) => tag)
        .slice(0, 5)
        .join(", ")}.`,
      "Name its tag with --seen, or the package with --path.",
    );
  return first;
}

function closes(message: string, issue: number): boolean {
  const references = readReferences(message.replace(/\r\n?/g, "\n"));
  return references.some((one) => one.closes && one.repository === null && one.number === issue);
}

function refused(message: string, cure: string): HistoryRefused {
  return new HistoryRefused({ code: "no-such-commit", message, cure });
}
