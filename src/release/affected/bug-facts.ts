// From the histories to the facts about one bug: which commits mend it, and which brought it.
import type { HistoryReads } from "../../core/history.ts";
import type { ParsedCommit } from "../commits/change.ts";
import { parseCommit } from "../commits/parse.ts";
import { readReferences } from "../commits/references.ts";
import { settleReverts } from "../commits/revert.ts";
import { findLine, HistoryRefused, taggedVersions } from "../history-facts.ts";
import type { Place } from "../history-facts.ts";
import { tagTemplate } from "../lines/tag.ts";
import type { Question } from "../prepare.ts";
import { culpritsIn } from "./affected.ts";
import type { BugFacts } from "./affected.ts";

export interface Bug {
  readonly issue: number;
  /** Commits that are said to have brought it; the fixes may name more. */
  readonly broughtBy: readonly string[];
  /** The version in which it was seen. */
  readonly seen: string | null;
}

const BACKPORT_OF = /\(backport of #(\d+) to /;

interface Fix {
  readonly pulls: Set<number>;
  readonly culprits: Set<string>;
  /** Commits that mend it, and what took each of them back. */
  readonly shas: Map<string, readonly string[]>;
}

/** Throws {@link HistoryRefused} for a commit or version that is not there. */
export async function gatherBug(question: Question, bug: Bug): Promise<BugFacts> {
  const { reads, config } = question;
  const place = await findLine(reads, config, question.line);
  const tags = taggedVersions(place.refs.tags, tagTemplate(question.tagTemplate ?? config.tag, { name: "", path: "" }));
  const seenTag = tags.find(({ version }) => version === bug.seen);
  if (bug.seen !== null && seenTag === undefined)
    throw refused(`There is no release of version ${bug.seen}.`, "Name one with --seen that git tag lists.");
  const others = place.lines.filter(({ branch, kind }) => kind !== "main" && branch !== place.line.branch);
  const fix: Fix = { pulls: new Set(), culprits: new Set(bug.broughtBy), shas: new Map() };
  await findFixes(question, { place, without: [], issue: bug.issue, fix });
  for (const { branch } of others) {
    const own = await findLine(reads, config, branch);
    await findFixes(question, { place: own, without: [place.tip], issue: bug.issue, fix });
  }
  const mended = new Map<string, ReadonlySet<string>>();
  for (const [sha, undone] of fix.shas) {
    const without = (await containedBy(reads, undone)) ?? new Set();
    const refs = [...((await reads.containing(sha)) ?? [])];
    mended.set(sha, new Set(refs.filter((ref) => !without.has(ref))));
  }
  return {
    tags,
    lines: [place.line, ...others].map(({ branch }) => ({ branch, ref: refOf(place, branch) })),
    brought: await containedBy(reads, [...fix.culprits]),
    seen: seenTag === undefined ? null : await containedBy(reads, [seenTag.sha]),
    mended,
  };
}

/** Whatever closes the issue, and what was picked from it. A revert that closes it names what it takes back. */
async function findFixes(
  { reads, config }: Question,
  about: { readonly place: Place; readonly without: readonly string[]; readonly issue: number; readonly fix: Fix },
): Promise<void> {
  const { place, without, issue, fix } = about;
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
  for (const { revert, targets } of settleReverts(commits).cancelled)
    for (const target of targets) undone.set(target, [...(undone.get(target) ?? []), revert.sha]);
  for (const commit of commits) {
    const message = messages.get(commit.sha);
    const from = Number(BACKPORT_OF.exec(commit.header)?.[1]);
    const picked = commit.pickedFrom.some((sha) => fix.shas.has(sha)) || fix.pulls.has(from);
    if (message === undefined && !picked) continue;
    fix.shas.set(commit.sha, undone.get(commit) ?? []);
    if (commit.pull !== null) fix.pulls.add(commit.pull);
    for (const sha of [...culpritsIn(message ?? ""), ...(commit.revert?.shas ?? [])]) fix.culprits.add(sha);
  }
}

function closes(message: string, issue: number): boolean {
  const references = readReferences(message.replace(/\r\n?/g, "\n"));
  return references.some((one) => one.closes && one.repository === null && one.number === issue);
}

/** Null without a culprit: then only where it was seen is known. */
async function containedBy(
  reads: Pick<HistoryReads, "containing">,
  shas: readonly string[],
): Promise<ReadonlySet<string> | null> {
  if (shas.length === 0) return null;
  const all = new Set<string>();
  for (const sha of shas) {
    const refs = await reads.containing(sha);
    if (refs === null)
      throw refused(
        `This clone has no commit ${sha.slice(0, 64)}.`,
        "Name one of its history with --introduced-by SHA.",
      );
    for (const ref of refs) all.add(ref);
  }
  return all;
}

function refOf({ refs }: Place, branch: string): string {
  const here = refs.branches.some(({ name, at }) => name === branch && at === "local");
  return here ? `refs/heads/${branch}` : `refs/remotes/origin/${branch}`;
}

function refused(message: string, cure: string): HistoryRefused {
  return new HistoryRefused({ code: "no-such-commit", message, cure });
}
