// From a repository's history to the facts that a release is computed from. Reads only, through `HistoryReads`.
import type { HistoryReads, HistoryRefs, LogQuery, RawCommit } from "../core/history.ts";
import type { ParsedCommit } from "./commits/change.ts";
import { parseCommit } from "./commits/parse.ts";
import type { ReadOptions } from "./commits/parse.ts";
import type { ReleaseFacts } from "./compute.ts";
import type { ReleaseConfig } from "./config.ts";
import type { Level } from "./levels.ts";
import { configuredLine, linesAmong } from "./lines/configured.ts";
import { rangeOf } from "./lines/line.ts";
import type { Line } from "./lines/line.ts";
import type { Tagged } from "./lines/next.ts";
import type { TagTemplate } from "./lines/tag.ts";
import { highestOf, newestOf, readTags } from "./lines/tagged.ts";
import type { Newest, Read } from "./lines/tagged.ts";
import { compareVersions, versionOf } from "./lines/version.ts";
import { straightRange } from "./straight-range.ts";

/** The history cannot be used as it is; nothing was computed. */
export class HistoryRefused extends Error {
  override readonly name = "HistoryRefused";
  readonly code:
    | "no-line"
    | "no-package"
    | "no-such-branch"
    | "no-such-commit"
    | "no-such-folder"
    | "not-a-line"
    | "tags-missing"
    | "tags-of-another-kind"
    | "tags-unknown";
  readonly cure: string;

  constructor(args: { code: HistoryRefused["code"]; message: string; cure: string; cause?: unknown }) {
    super(args.message, { cause: args.cause });
    this.code = args.code;
    this.cure = args.cure;
  }
}

export interface Place {
  readonly line: Line;
  readonly lines: readonly Line[];
  /** What git calls the tip of the line: `HEAD`, or a sha. */
  readonly tip: string;
  readonly refs: HistoryRefs;
}

/** Which line is asked for, and which others there are. Throws {@link HistoryRefused}. */
export async function findLine(
  reads: Pick<HistoryReads, "refs">,
  config: Pick<ReleaseConfig, "lines">,
  asked: string | null,
): Promise<Place> {
  const refs = await reads.refs();
  const branch = asked ?? refs.current;
  if (branch === null)
    throw new HistoryRefused({
      code: "no-line",
      message: "No branch is checked out, so the line is not known.",
      cure: "Name it with --line (in the Action: the input line), as in main or 1.x.",
    });
  const line = configuredLine(branch, config);
  if (line === null)
    throw new HistoryRefused({
      code: "not-a-line",
      message: `The branch ${branch} is not a line of this repository.`,
      cure: "List it under release: lines: in .github/lamplighter.yml, or name another with --line.",
    });
  const tip = branch === refs.current ? "HEAD" : shaOf(refs, branch);
  const names = refs.branches.map(({ name }) => name);
  return { line, lines: linesAmong([...names, branch], config), tip, refs };
}

function shaOf(refs: HistoryRefs, branch: string): string {
  const found = refs.branches.filter(({ name }) => name === branch);
  const sha = (found.find(({ at }) => at === "local") ?? found[0])?.sha;
  // A runner checks out a commit without a branch when asked for a sha; then HEAD is what the line is at.
  if (sha === undefined && refs.current === null) return "HEAD";
  if (sha !== undefined) return sha;
  throw new HistoryRefused({
    code: "no-such-branch",
    message: `This clone has no branch ${branch}.`,
    cure: `Fetch it (git fetch origin ${branch}), or name another with --line.`,
  });
}

export interface GatherArgs {
  readonly reads: HistoryReads;
  readonly place: Place;
  readonly template: TagTemplate;
  readonly read: ReadOptions;
  /** Text that replaces a commit's message, from its pull request's override block; undefined leaves it. */
  readonly mend?: (commit: RawCommit) => string | undefined;
  readonly labelled?: ReadonlyMap<number, Level>;
  /** An empty set of tags is believed: the caller said which version is the first. */
  readonly believeNoTags?: true;
}

/** Everything that `computeRelease` wants to know about a line. Throws {@link HistoryRefused}. */
export async function gatherRelease(args: GatherArgs): Promise<ReleaseFacts> {
  const { place, template } = args;
  const tags = readTags(place.refs.tags, template);
  await believeTags(args);
  if (tags.length === 0) refuseOtherKind(args);
  const candidates = candidatesFor(place, tags);
  const newest = newestOf(candidates);
  const { previous, ahead, commits } = await sinceLast(args, { candidates, newest });
  return {
    line: place.line,
    lines: place.lines,
    taken: tags.map(({ tagged }) => tagged.version),
    highest: { stable: newest.stable, any: highestOf(newest) },
    previous,
    ahead,
    commits,
    // The log begins with the tip, unless the tip is what was released.
    head: commits[0]?.sha ?? previous?.sha ?? null,
    labelled: args.labelled ?? new Map(),
  };
}

interface Since {
  readonly previous: Tagged | null;
  readonly ahead: Tagged | null;
  readonly commits: readonly ParsedCommit[];
}

/**
 * Where the line stands, and what came after. The newest stable version is nearly always the line's last: the log without it
 * is read at once, and shows by where it ends whether the line contains it. Otherwise git is asked which it does contain.
 */
async function sinceLast(
  args: GatherArgs,
  { candidates, newest }: { readonly candidates: readonly Read[]; readonly newest: Newest },
): Promise<Since> {
  const { reads, place } = args;
  const { stable: previous, above } = newest;
  let read: readonly ParsedCommit[] = [];
  if (previous !== null) {
    const { commits, boundary } = await readRange(args, { without: [previous.sha], paths: "none", boundary: "shown" });
    read = commits;
    if (boundary.has(previous.sha) || tipOf(place) === previous.sha) {
      const ahead = await newestAhead(reads, { candidates: above, tip: place.tip, commits });
      return { previous, ahead, commits };
    }
  }
  const tags = candidates.map(({ tagged }) => tagged.tag);
  const contained = new Set(tags.length === 0 ? [] : await reads.contained(tags, place.tip));
  const stands = newestOf(candidates.filter(({ tagged }) => contained.has(tagged.tag)));
  const last = stands.stable?.sha;
  const straight = last === undefined ? null : straightRange(read, { sha: last, read: args.read.commits });
  const commits = straight ?? (await readCommits(args, last === undefined ? [] : [last], "none"));
  return { previous: stands.stable, ahead: stands.above[0] ?? null, commits };
}

/** What the line is at; null when only git knows. */
function tipOf({ tip, refs }: Place): string | null {
  if (tip !== "HEAD") return tip;
  return refs.branches.find(({ name, at }) => name === refs.current && at === "local")?.sha ?? null;
}

/** The newest of these prereleases that the line contains. Most are in the range that was read; git knows the others. */
async function newestAhead(
  reads: Pick<HistoryReads, "contained">,
  seen: { readonly candidates: readonly Tagged[]; readonly tip: string; readonly commits: readonly ParsedCommit[] },
): Promise<Tagged | null> {
  const { candidates, tip, commits } = seen;
  if (candidates.length === 0) return null;
  const range = new Set(commits.map(({ sha }) => sha));
  const elsewhere = candidates.filter(({ sha }) => !range.has(sha)).map(({ tag }) => tag);
  const contained = elsewhere.length === 0 ? new Set<string>() : await reads.contained(elsewhere, tip);
  return candidates.find(({ tag, sha }) => range.has(sha) || contained.has(tag)) ?? null;
}

/** The commits of the line that none of `without` contains, parsed as they stream in. */
export async function readCommits(
  args: Pick<GatherArgs, "reads" | "place" | "read" | "mend">,
  without: readonly string[],
  paths: "none" | "changed",
): Promise<readonly ParsedCommit[]> {
  return (await readRange(args, { without, paths })).commits;
}

/** The same, and the commits at which the range ends, when they are asked for. */
async function readRange(
  args: Pick<GatherArgs, "reads" | "place" | "read" | "mend">,
  range: Pick<LogQuery, "without" | "paths" | "boundary">,
): Promise<{ readonly commits: readonly ParsedCommit[]; readonly boundary: ReadonlySet<string> }> {
  const commits: ParsedCommit[] = [];
  const boundary = new Set<string>();
  const follow = args.read.commits === "titles" ? "first-parent" : "all";
  for await (const batch of args.reads.log({ ...range, to: args.place.tip, follow }))
    for (const raw of batch) {
      if (raw.boundary === true) boundary.add(raw.sha);
      else commits.push(parseMended(raw, args));
    }
  return { commits, boundary };
}

/** A mended message may hold several changes, however bodies are read otherwise. */
function parseMended(raw: RawCommit, { mend, read }: Pick<GatherArgs, "mend" | "read">): ParsedCommit {
  const message = mend?.(raw);
  if (message === undefined) return parseCommit(raw, read);
  return parseCommit({ ...raw, message }, { ...read, squash: "bullets" });
}

/** A maintenance line cannot contain a release beyond its range. */
export function candidatesFor({ line }: Place, tags: readonly Read[]): readonly Read[] {
  const { high } = rangeOf(line, [], null);
  if (high === null) return tags;
  const end = versionOf(`${high}-0`);
  return tags.filter(({ parsed }) => compareVersions(parsed, end) < 0);
}

const VERSION_AT_END = /^(.*?)(?<![\d.])\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/** Versions that are tagged in another way are no reason to begin with a first one. */
function refuseOtherKind({ place, believeNoTags }: Pick<GatherArgs, "place" | "believeNoTags">): void {
  if (believeNoTags !== undefined) return;
  const found = place.refs.tags.find(({ name }) => VERSION_AT_END.test(name))?.name;
  if (found === undefined) return;
  const template = `${VERSION_AT_END.exec(found)?.[1] ?? ""}{version}`;
  throw new HistoryRefused({
    code: "tags-of-another-kind",
    message: `No tag of this repository is of the kind that is looked for, but there are others, as in ${found}.`,
    cure: `Set release: tag: "${template}" in .github/lamplighter.yml (or --tag-template, in the Action the input tag-template), or name the first version with --first-version.`,
  });
}

/** A clone without any tags may be a young repository, or a clone that lacks them: the remote knows. */
export async function believeTags(args: Pick<GatherArgs, "reads" | "place" | "believeNoTags">): Promise<void> {
  if (args.place.refs.tags.length > 0 || args.believeNoTags !== undefined) return;
  let remote: number | null;
  try {
    remote = await args.reads.remoteTags();
  } catch (cause) {
    throw new HistoryRefused({
      code: "tags-unknown",
      message: "This clone has no tags, and the remote could not be asked whether there are any.",
      cure: "Fetch them (fetch-depth: 0 at actions/checkout, or git fetch --tags), or name the first version with --first-version.",
      cause,
    });
  }
  if (remote === null || remote === 0) return;
  throw new HistoryRefused({
    code: "tags-missing",
    message: `This clone has no tags, but its remote has ${remote}.`,
    cure: "Set fetch-depth: 0 at actions/checkout, or run git fetch --tags.",
  });
}
