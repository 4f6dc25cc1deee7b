// The changelog of a whole history, release by release as the log streams by.
import prereleaseOf from "semver/functions/prerelease.js";
import { parseCommit } from "./commits/parse.ts";
import { settledChanges } from "./compute.ts";
import { findLine, taggedVersions } from "./history-facts.ts";
import { HistorySorter } from "./notes/history.ts";
import type { ReleasedGroup } from "./notes/history.ts";
import { writeNotes } from "./notes/write.ts";
import { tagTemplate } from "./lines/tag.ts";
import type { Question } from "./prepare.ts";

/** The sections of all releases, newest first; what is not released yet is left out. Prereleases only when asked for. */
export async function* writeWholeHistory(
  question: Omit<Question, "ask" | "path" | "firstVersion" | "pulls">,
  prereleases: "with" | "without",
): AsyncGenerator<string> {
  const { reads, config } = question;
  const place = await findLine(reads, config, question.line);
  const template = tagTemplate(question.tagTemplate ?? config.tag, { name: "", path: "" });
  const tags = taggedVersions(place.refs.tags, template).filter(
    ({ version }) => prereleases === "with" || prereleaseOf(version) === null,
  );
  const sorter = new HistorySorter(new Map(tags.map((tagged) => [tagged.sha, tagged])));
  const read = { commits: config.commits, squash: config.squash };
  const follow = config.commits === "titles" ? "first-parent" : "all";
  // A section names the release before it, so each one waits for the next.
  const waiting: ReleasedGroup[] = [];
  const next = (group: ReleasedGroup | null): string => {
    const done = waiting.shift();
    if (group !== null) waiting.push(group);
    return done === undefined ? "" : writeGroup(done, group?.tag ?? null, question);
  };
  for await (const batch of reads.log({ to: place.tip, without: [], follow, paths: "none" })) {
    let text = "";
    for (const raw of batch) for (const group of sorter.add(parseCommit(raw, read))) text += next(group);
    if (text !== "") yield text;
  }
  let rest = "";
  for (const group of [...sorter.end(), null]) rest += next(group);
  if (rest !== "") yield rest;
}

function writeGroup(
  group: ReleasedGroup,
  previousTag: string | null,
  { repository, config }: Pick<Question, "repository" | "config">,
): string {
  if (group.tag === null || group.version === null) return "";
  const tagged = group.commits[0];
  const text = writeNotes(settledChanges(group.commits).changes, {
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
