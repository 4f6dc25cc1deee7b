// The changelog of a whole history, release by release as the log streams by.
import type { ParsedCommit } from "./commits/change.ts";
import { parseCommit } from "./commits/parse.ts";
import { settledChanges } from "./compute.ts";
import { taggedVersions } from "./lines/tagged.ts";
import { findLine, HistoryRefused } from "./history-facts.ts";
import { HistorySorter } from "./notes/history.ts";
import type { ReleasedGroup } from "./notes/history.ts";
import { writeNotes } from "./notes/write.ts";
import { tagTemplate } from "./lines/tag.ts";
import { touches } from "./packages.ts";
import type { Package } from "./packages.ts";
import { folder, packagesFor, refuseUntouched } from "./prepare.ts";
import type { Question } from "./prepare.ts";
import { isPrerelease } from "./lines/version.ts";

/** The sections of all releases, newest first; what is not released yet is left out. Prereleases only when asked for. */
export async function* writeWholeHistory(
  question: Omit<Question, "ask" | "firstVersion" | "pulls">,
  prereleases: "with" | "without",
): AsyncGenerator<string> {
  const { reads, config } = question;
  const place = await findLine(reads, config, question.line);
  const packages = packagesFor(question);
  const one = packageAsked(question, packages);
  if (question.path !== null) await refuseUntouched({ reads, config, path: question.path }, place);
  const template = one?.tag ?? tagTemplate(question.tagTemplate ?? config.tag, { name: "", path: "" });
  const tags = taggedVersions(place.refs.tags, template).filter(
    ({ version }) => prereleases === "with" || !isPrerelease(version),
  );
  // What is not the package's is in the release as well, and nothing of it is told.
  const isOwn = (commit: ParsedCommit): boolean => one === null || touches(commit, one, packages);
  const sorter = new HistorySorter(new Map(tags.map((tagged) => [tagged.sha, tagged])));
  const read = { commits: config.commits, squash: config.squash };
  const follow = config.commits === "titles" ? "first-parent" : "all";
  // A section names the release before it, so each one waits for the next.
  const waiting: ReleasedGroup[] = [];
  const next = (group: ReleasedGroup | null): string => {
    const done = waiting.shift();
    if (group !== null) waiting.push(group);
    return done === undefined ? "" : writeGroup(done, group?.tag ?? null, { ...question, isOwn });
  };
  for await (const batch of reads.log({
    to: place.tip,
    without: [],
    follow,
    paths: one === null ? "none" : "changed",
  })) {
    let text = "";
    for (const raw of batch) for (const group of sorter.add(parseCommit(raw, read))) text += next(group);
    if (text !== "") yield text;
  }
  let rest = "";
  for (const group of [...sorter.end(), null]) rest += next(group);
  if (rest !== "") yield rest;
}

/** Null in a repository without packages. Throws `HistoryRefused`: each package has a history of releases of its own. */
function packageAsked({ path }: Pick<Question, "path">, packages: readonly Package[]): Package | null {
  if (packages.length === 0) return null;
  const found = packages.find((one) => path !== null && one.path === folder(path));
  if (found !== undefined) return found;
  throw new HistoryRefused({
    code: "no-package",
    message: "This repository has packages, and each has a changelog of its own.",
    cure: `Name one with --path, as in ${packages[0]?.path ?? "packages/a"}.`,
  });
}

function writeGroup(
  group: ReleasedGroup,
  previousTag: string | null,
  told: Pick<Question, "repository" | "config"> & { readonly isOwn: (commit: ParsedCommit) => boolean },
): string {
  if (group.tag === null || group.version === null) return "";
  const { repository, config, isOwn } = told;
  const tagged = group.commits[0];
  const text = writeNotes(settledChanges(group.commits.filter(isOwn)).changes, {
    repository,
    version: group.version,
    tag: group.tag,
    previousTag,
    date: new Date(tagged?.at ?? 0).toISOString().slice(0, 10),
    sections: config.sections,
    people: new Map(),
  });
  return `${text}
`;
}
