// A run of a commit that its line has moved on from, late or again: what is out already is followed by nothing older. GitHub
// is asked, since a clone may be from before the newer release.
import type { TagRef } from "../../core/history.ts";
import { candidatesFor } from "../history-facts.ts";
import type { TagTemplate } from "../lines/tag.ts";
import { inOrder, readTags } from "../lines/tagged.ts";
import type { Read } from "../lines/tagged.ts";
import { isPrerelease } from "../lines/version.ts";
import type { Package } from "../packages.ts";
import { packagesFor, templateFor } from "../prepare.ts";
import type { Prepared, Question } from "../prepare.ts";
import type { FlowArgs } from "./given.ts";
import { nothingYet } from "./result.ts";
import type { Result } from "./result.ts";
import { companyOf } from "./together.ts";

/**
 * A release of the line that is not contained in this commit, by its tag; null when there is none. Nothing is lost with the
 * older commit: a run of what the line is at now sees all of it. Throws `HostError`.
 */
export async function newerOnLine(
  { question, answer, host }: FlowArgs,
  { package: one, outcome }: Prepared,
  sha: string,
): Promise<string | null> {
  const { place } = answer;
  const prerelease =
    outcome.is === "release" ? outcome.prerelease : (question.ask.prerelease ?? place.line.prerelease) !== null;
  const templates = templatesOf(question, one);
  // What is out as a prerelease alone is not out for whoever takes stable versions.
  const isOut = ({ tagged }: Read): boolean => prerelease || !isPrerelease(tagged.version);
  let releases: readonly Read[] | null = null;
  for await (const commits of host.beyond(place.line.branch, sha)) {
    const here = new Set(commits);
    const isHere = ({ tagged }: Read): boolean => here.has(tagged.sha);
    if (releases === null) {
      const read: Read[] = [];
      for await (const tags of host.tags()) {
        const page = candidatesFor(place, releasesAmong(tags, templates).filter(isOut));
        const newer = page.find(isHere);
        if (newer !== undefined) return newer.tagged.tag;
        read.push(...page);
      }
      releases = read;
    }
    const newer = releases.find(isHere);
    if (newer !== undefined) return newer.tagged.tag;
  }
  return null;
}

/** The same for a commit that the line may not have gone on from yet. Throws `HostError`. */
export async function newerNow(args: FlowArgs, prepared: Prepared, sha: string): Promise<string | null> {
  const stands = await args.host.onBranch(args.answer.place.line.branch, sha);
  return stands === "passed" ? newerOnLine(args, prepared, sha) : null;
}

function releasesAmong(tags: readonly TagRef[], templates: readonly TagTemplate[]): readonly Read[] {
  return templates.flatMap((template) => inOrder(readTags(tags, template)));
}

/** The tags of a package, and of those that it is released together with. */
function templatesOf(question: Question, one: Package | null): readonly TagTemplate[] {
  if (one === null) return [templateFor(question)];
  return companyOf(one, packagesFor(question)).map(({ tag }) => tag);
}

/** A green answer, like that of a line where nothing is new. */
export function supersededBy(prepared: Prepared, reason: string): Result {
  const { looked } = prepared.outcome;
  const nothing: Prepared = { ...prepared, outcome: { is: "nothing", reason, looked }, notes: "" };
  return { ...nothingYet(nothing), code: "superseded", reason };
}
