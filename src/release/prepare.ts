// The question that every door asks: what would be released from this line now? Reads, computes, writes nothing.
import type { HistoryReads, RawCommit } from "../core/history.ts";
import { computeRelease } from "./compute.ts";
import type { Ask } from "./compute.ts";
import type { ReleaseConfig } from "./config.ts";
import { findLine, gatherRelease } from "./history-facts.ts";
import type { Place } from "./history-facts.ts";
import type { Level } from "./levels.ts";
import { tagTemplate } from "./lines/tag.ts";
import { fit, RELEASE_LIMIT } from "./notes/fit.ts";
import { writeNotes } from "./notes/write.ts";
import type { Contribution } from "./notes/write.ts";
import type { Outcome, Release } from "./outcome.ts";
import { configuredPackages, gatherPackages } from "./package-facts.ts";
import { computePackages } from "./packages.ts";
import type { Package } from "./packages.ts";

export interface Question {
  readonly reads: HistoryReads;
  readonly config: ReleaseConfig;
  /** The branch; null for the one that is checked out. */
  readonly line: string | null;
  readonly ask: Ask;
  /** A package of the policy, or a folder that is one; null for all. */
  readonly path: string | null;
  /** Also says that a clone without tags has none. */
  readonly firstVersion: string | null;
  readonly tagTemplate: string | null;
  /** `https://github.com/octo/app`; null when it is not known. */
  readonly repository: string | null;
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  /** What GitHub knows of the pull requests; null without a token. */
  readonly pulls: PullKnowledge | null;
}

/** What pull requests add to commits: overrides of messages, labels that stand for levels, people. */
export interface PullKnowledge {
  mend(commit: RawCommit): string | undefined;
  readonly labelled: ReadonlyMap<number, Level>;
  readonly people: ReadonlyMap<number, Contribution>;
}

export interface Prepared {
  /** Null in a repository without packages. */
  readonly package: Package | null;
  readonly outcome: Outcome;
  /** Cut to what GitHub takes for a release; empty when nothing is released. */
  readonly notes: string;
}

export interface Answer {
  readonly place: Place;
  readonly prepared: readonly Prepared[];
}

/** Throws `HistoryRefused` and `GitError`: the clone cannot answer. */
export async function prepareRelease(question: Question): Promise<Answer> {
  const { reads, config, ask, firstVersion, pulls } = question;
  const place = await findLine(reads, config, question.line);
  const common = {
    reads,
    place,
    read: { commits: config.commits, squash: config.squash },
    ...(pulls === null ? {} : { mend: (commit: RawCommit) => pulls.mend(commit), labelled: pulls.labelled }),
    ...(firstVersion === null ? {} : { believeNoTags: true as const }),
  };
  const policy = {
    levels: { types: config.levels, breaking: config.breaking, breakingBelowOne: config.breaking_below_one },
    first: firstVersion ?? config.first,
  };
  const packages = packagesFor(question);
  if (packages.length === 0) {
    const tag = tagTemplate(question.tagTemplate ?? config.tag, { name: "", path: "" });
    const facts = await gatherRelease({ ...common, template: tag });
    const outcome = computeRelease(facts, { ...policy, tag }, ask);
    return { place, prepared: [await prepared(question, null, outcome)] };
  }
  const facts = await gatherPackages({ ...common, packages });
  const outcomes = computePackages(facts, policy, ask);
  const asked = outcomes.filter((each) => question.path === null || each.package.path === folder(question.path));
  return {
    place,
    prepared: await Promise.all(asked.map(({ package: one, outcome }) => prepared(question, one, outcome))),
  };
}

/** Notes are written for what is released. */
async function prepared(question: Question, one: Package | null, outcome: Outcome): Promise<Prepared> {
  return { package: one, outcome, notes: outcome.is === "release" ? await notesFor(question, outcome) : "" };
}

function notesFor(question: Question, release: Release): Promise<string> {
  const { repository, config, date, pulls } = question;
  const previousTag = release.looked.previous?.tag ?? null;
  const whole =
    repository === null || previousTag === null ? null : `${repository}/compare/${previousTag}...${release.tag}`;
  return writeNotes(release.changes, {
    repository,
    version: release.version,
    tag: release.tag,
    previousTag,
    date,
    sections: config.sections,
    people: pulls?.people ?? new Map(),
  }).then((notes) => fit(notes, RELEASE_LIMIT, whole));
}

function packagesFor({ config, path, tagTemplate: template }: Question): readonly Package[] {
  const tag = template ?? config.tag;
  const configured = configuredPackages({ ...config, tag });
  if (path === null || configured.some((one) => one.path === folder(path))) return configured;
  // A folder that the policy does not list is a package of its own.
  return configuredPackages({ tag, groups: {}, packages: { [folder(path)]: { needs: [] } } });
}

function folder(path: string): string {
  return path.replace(/^\.\//, "").replace(/\/+$/, "") || ".";
}
