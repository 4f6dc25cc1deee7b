// The question that every door asks: what would be released from this line now? Reads, computes, writes nothing.
import type { HistoryReads, RawCommit } from "../core/history.ts";
import type { Change } from "./commits/change.ts";
import type { ReadOptions } from "./commits/parse.ts";
import { computeRelease } from "./compute.ts";
import type { Ask } from "./compute.ts";
import type { ReleaseConfig } from "./config.ts";
import { findLine, gatherRelease, HistoryRefused } from "./history-facts.ts";
import type { Place } from "./history-facts.ts";
import type { Level } from "./levels.ts";
import type { Tagged } from "./lines/next.ts";
import { tagTemplate } from "./lines/tag.ts";
import type { TagTemplate } from "./lines/tag.ts";
import { fit, RELEASE_LIMIT } from "./notes/fit.ts";
import { writeNotes } from "./notes/write.ts";
import type { Contribution } from "./notes/write.ts";
import type { Outcome } from "./outcome.ts";
import { configuredPackages, gatherPackages } from "./package-facts.ts";
import { computePackages } from "./packages.ts";
import type { Package, PackageFacts } from "./packages.ts";

export interface Question {
  readonly reads: HistoryReads;
  readonly config: ReleaseConfig;
  /** The branch; null for the one that is checked out. */
  readonly line: string | null;
  /** `HEAD`: what is checked out is looked at as if it were on the line, as for a pull request. */
  readonly tip?: "HEAD";
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
  const found = await findLine(reads, config, question.line);
  const place: Place = question.tip === undefined ? found : { ...found, tip: question.tip };
  const common = {
    reads,
    place,
    read: readOptions(question),
    ...(pulls === null ? {} : { mend: (commit: RawCommit) => pulls.mend(commit), labelled: pulls.labelled }),
    ...(firstVersion === null ? {} : { believeNoTags: true as const }),
  };
  const policy = {
    levels: { types: config.levels, breaking: config.breaking, breakingBelowOne: config.breaking_below_one },
    first: firstVersion ?? config.first,
  };
  const packages = packagesFor(question);
  if (packages.length === 0) {
    const tag = templateFor(question);
    const facts = await gatherRelease({ ...common, template: tag });
    const outcome = computeRelease(facts, { ...policy, tag }, ask);
    return { place, prepared: [withNotes(question, null, outcome)] };
  }
  const facts = await gatherPackages({ ...common, packages });
  await refuseUnknownFolder(question, place, facts);
  const outcomes = computePackages(facts, policy, ask);
  const asked = outcomes.filter((each) => question.path === null || each.package.path === folder(question.path));
  return {
    place,
    prepared: asked.map(({ package: one, outcome }) => withNotes(question, one, outcome)),
  };
}

/** A folder that no commit ever touched is a mistake of whoever named it, not a package without changes. */
async function refuseUnknownFolder(
  { reads, config, path }: Question,
  { line, tip }: Place,
  packages: readonly PackageFacts[],
): Promise<void> {
  if (path === null || folder(path) === ".") return;
  const own = packages.find(({ package: one }) => one.path === folder(path));
  if (own !== undefined && own.facts.commits.length === 0)
    await refuseUntouched({ reads, config, path }, { line, tip });
}

/** Throws {@link HistoryRefused} for a folder that the policy does not list and that no commit ever touched. */
export async function refuseUntouched(
  { reads, config, path }: Pick<Question, "reads" | "config"> & { readonly path: string },
  { line, tip }: Pick<Place, "line" | "tip">,
): Promise<void> {
  const listed = configuredPackages(config).some((one) => one.path === folder(path));
  if (listed || folder(path) === "." || (await reads.everTouched(tip, folder(path)))) return;
  throw new HistoryRefused({
    code: "no-such-folder",
    message: `No commit of ${line.branch} ever touched a folder ${folder(path).slice(0, 200)}.`,
    cure: "Name a folder of this repository with --path (in the Action: the input path), as in packages/a.",
  });
}

/** Notes are written for what is released. */
export function withNotes(question: Question, one: Package | null, outcome: Outcome): Prepared {
  if (outcome.is !== "release") return { package: one, outcome, notes: "" };
  const { changes, version, tag, looked } = outcome;
  const tagged = { version, tag, sha: looked.head ?? "" };
  const notes = notesFor(question, { changes, tagged, previousTag: looked.previous?.tag ?? null });
  return { package: one, outcome, notes };
}

/** Notes, cut to what GitHub takes for a release. */
export function notesFor(
  question: Question,
  what: { readonly changes: readonly Change[]; readonly tagged: Tagged; readonly previousTag: string | null },
): string {
  const { repository, config, date, pulls } = question;
  const { version, tag } = what.tagged;
  const people = pulls?.people ?? new Map<number, Contribution>();
  const context = { repository, version, tag, previousTag: what.previousTag, date, sections: config.sections, people };
  const whole =
    repository === null || what.previousTag === null ? null : `${repository}/compare/${what.previousTag}...${tag}`;
  return fit(writeNotes(what.changes, context), RELEASE_LIMIT, whole);
}

export function readOptions({ config }: Question): ReadOptions {
  return { commits: config.commits, squash: config.squash };
}

export function templateFor(question: Pick<Question, "tagTemplate" | "config">): TagTemplate {
  return tagTemplate(question.tagTemplate ?? question.config.tag, { name: "", path: "" });
}

/** The packages that a question is about or among; none in a repository without them. */
export function packagesFor({
  config,
  path,
  tagTemplate: template,
}: Pick<Question, "config" | "path" | "tagTemplate">): readonly Package[] {
  const tag = template ?? config.tag;
  const configured = configuredPackages({ ...config, tag });
  if (path === null || configured.some((one) => one.path === folder(path))) return configured;
  // A folder that the policy does not list is a package of its own.
  return configuredPackages({ tag, groups: {}, packages: { [folder(path)]: { needs: [] } } });
}

/** As the policy names a package. */
export function folder(path: string): string {
  return path.replace(/^\.\//, "").replace(/\/+$/, "") || ".";
}
