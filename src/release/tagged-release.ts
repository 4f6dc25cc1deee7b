// A version that is tagged already, as if it were released now: what a run needs that completes what another one began.
import type { TagRef } from "../core/history.ts";
import type { Change } from "./commits/change.ts";
import { settledChanges } from "./compute.ts";
import { gatherRelease } from "./history-facts.ts";
import type { Place } from "./history-facts.ts";
import type { Tagged } from "./lines/next.ts";
import { taggedVersions } from "./lines/tagged.ts";
import { gatherPackages } from "./package-facts.ts";
import { dependencyChange, united } from "./packages.ts";
import type { Package, PackageFacts } from "./packages.ts";
import { notesFor, packagesFor, readOptions, templateFor } from "./prepare.ts";
import type { Question } from "./prepare.ts";

export interface Told {
  readonly notes: string;
  readonly changes: readonly Change[];
  /** The release before it. */
  readonly previous: Tagged | null;
  /** What its release rested on: its commits and those of its group, newest first. */
  readonly shas: readonly string[];
}

/** Its notes and changes. Throws as `prepareRelease` does. */
export async function notesOfTagged(
  question: Question,
  place: Place,
  one: Package | null,
  tagged: Tagged,
): Promise<Told> {
  // Packages that were released together are looked at together: their tags at that commit are of the same release.
  const isBefore = ({ name, sha }: TagRef): boolean => name !== tagged.tag && (one === null || sha !== tagged.sha);
  const before = { ...place.refs, tags: place.refs.tags.filter(isBefore) };
  const there: Place = { ...place, refs: before, tip: tagged.sha };
  const args = { reads: question.reads, place: there, read: readOptions(question), believeNoTags: true } as const;
  const all = one === null ? [] : await gatherPackages({ ...args, packages: packagesFor(question) });
  const facts =
    one === null
      ? await gatherRelease({ ...args, template: templateFor(question) })
      : all.find(({ package: { path } }) => path === one.path)?.facts;
  const previous = facts?.previous ?? null;
  const mates = one === null || one.group === null ? [] : all.filter(({ package: { group } }) => group === one.group);
  const commits = mates.length === 0 ? (facts?.commits ?? []) : united(mates);
  const own = settledChanges(facts?.commits ?? []).changes;
  const cause =
    one === null || commits.length > 0 ? null : await causeOf({ question, place, one, tagged, previous, all });
  const changes = cause === null ? own : [dependencyChange(tagged.sha, cause)];
  const notes = notesFor(question, { changes, tagged, previousTag: previous?.tag ?? null });
  const shas = commits.map(({ sha }) => sha);
  // Without any it was released because of what it is built from, as `patched` has it.
  return { notes, changes, previous, shas: one !== null && shas.length === 0 ? [tagged.sha] : shas };
}

/**
 * What a package without changes was released because of: of those that it is built from, the first that was released with it,
 * or since its own release before. Its name and version; null where the tags show none.
 */
async function causeOf({
  question: { reads },
  place,
  one,
  tagged,
  previous,
  all,
}: {
  readonly question: Question;
  readonly place: Place;
  readonly one: Package;
  readonly tagged: Tagged;
  readonly previous: Tagged | null;
  readonly all: readonly PackageFacts[];
}): Promise<string | null> {
  for (const path of one.needs) {
    const needed = all.find(({ package: other }) => other.path === path);
    if (needed === undefined) continue;
    const { name, tag } = needed.package;
    const [beside] = taggedVersions(place.refs.tags, tag).filter(({ sha }) => sha === tagged.sha);
    if (beside !== undefined) return `${name} ${beside.version}`;
    const last = needed.facts.ahead ?? needed.facts.previous;
    if (last === null) continue;
    const isOld = previous !== null && (await reads.contained([last.tag], previous.sha)).has(last.tag);
    if (!isOld) return `${name} ${last.version}`;
  }
  return null;
}
