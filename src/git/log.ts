// The log of git, read block by block. Most of it is ASCII: a block becomes one string of which every commit keeps a part,
// so that little is made and thrown away; a record with other signs in it is decoded by itself.
import { closeSync, readSync } from "node:fs";
import type { LogQuery, RawCommit } from "../core/history.ts";
import { gitIntoFile } from "./run.ts";
import type { GitPlace } from "./run.ts";

// NUL before and after each record: what stands between a record's end and the next one's start are its paths.
const FORMAT = "format:%x00%m%H%n%P%n%an%n%ae%n%ct%n%B%x00";
/**
 * Bytes. A record that is larger makes its block grow. The commits of a block live at the same time: with half a megabyte of
 * them V8's young generation grew, and the memory that it touched cost a twentieth of a whole changelog.
 */
const BLOCK = 32_768;
const NUL = "\0";
const HYPHEN = 45;
const NO_PARENTS: readonly string[] = [];

/** Newest first, children before parents. Throws `GitError`. */
export function* readLog(place: GitPlace, query: LogQuery): Generator<readonly RawCommit[]> {
  const file = gitIntoFile(place, argumentsOf(query));
  try {
    const reading: Reading = { paths: query.paths, authors: new Map() };
    let block = Buffer.allocUnsafe(BLOCK);
    for (let filled = 0, count = -1; count !== 0; ) {
      count = readSync(file, block, filled, block.length - filled, null);
      filled += count;
      const { commits, used } = readBlock(block.subarray(0, filled), count === 0 ? "last" : "more", reading);
      if (commits.length > 0) yield commits;
      block.copyWithin(0, used, filled);
      filled -= used;
      if (filled === block.length) block = Buffer.concat([block], 2 * block.length);
    }
  } finally {
    closeSync(file);
  }
}

function argumentsOf(query: LogQuery): readonly string[] {
  return [
    "log",
    "--topo-order",
    "--no-decorate",
    "--no-color",
    "--encoding=UTF-8",
    `--format=${FORMAT}`,
    ...(query.most === undefined ? [] : [`--max-count=${query.most}`]),
    ...(query.follow === "first-parent" ? ["--first-parent"] : []),
    ...(query.boundary === undefined ? [] : ["--boundary"]),
    ...(query.paths === "changed" ? ["--name-only", "--no-renames", "--diff-merges=off"] : ["--no-patch"]),
    "--end-of-options",
    query.to,
    ...query.without.map((sha) => `^${sha}`),
    "--",
  ];
}

interface Reading {
  readonly paths: LogQuery["paths"];
  /** One object for each person: a history has many commits and few authors. */
  readonly authors: Map<string, RawCommit["author"]>;
}

/** The whole records of a block, and how many bytes they take. */
function readBlock(
  block: Buffer,
  follows: "more" | "last",
  reading: Reading,
): { readonly commits: readonly RawCommit[]; readonly used: number } {
  // One sign a byte, so that places in the text are places in the block.
  const text = block.toString("latin1");
  const commits: RawCommit[] = [];
  let beyond = -1;
  const decoded = (start: number, end: number): string | null => {
    if (beyond < start) beyond = nextBeyond(text, start);
    return beyond < end ? block.toString("utf8", start, end) : null;
  };
  let used = 0;
  for (let start = text.indexOf(NUL); start !== -1; start = text.indexOf(NUL, used)) {
    const end = text.indexOf(NUL, start + 1);
    const after = end === -1 || reading.paths === "none" ? end : endOfPaths(text, end, follows);
    if (after === -1) break;
    const own = decoded(start + 1, end);
    const commit =
      own === null
        ? readRecord(text, { start: start + 1, end }, reading)
        : readRecord(own, { start: 0, end: own.length }, reading);
    if (reading.paths === "none") commits.push(commit);
    else commits.push({ ...commit, paths: pathsIn(decoded(end + 1, after) ?? text.slice(end + 1, after)) });
    used = reading.paths === "none" ? end + 1 : after;
  }
  return { commits, used };
}

const BEYOND = /[\u0080-\u00ff]/g;

/** The first byte from here that is not ASCII; the end when there is none. */
function nextBeyond(text: string, from: number): number {
  BEYOND.lastIndex = from;
  return BEYOND.exec(text)?.index ?? text.length;
}

/** Paths end where the next record begins; -1 when that is not in the block. */
function endOfPaths(text: string, from: number, follows: "more" | "last"): number {
  const next = text.indexOf(NUL, from + 1);
  return next === -1 && follows === "last" ? text.length : next;
}

function pathsIn(text: string): readonly string[] {
  return text.split("\n").filter(Boolean).map(unquoted);
}

/** git quotes a path that holds a quote, a backslash or a control character. */
function unquoted(path: string): string {
  if (!path.startsWith('"')) return path;
  return path.slice(1, -1).replace(/\\([\\"])/g, "$1");
}

function readRecord(
  text: string,
  at: { readonly start: number; readonly end: number },
  { authors }: Reading,
): RawCommit {
  const { start, end } = at;
  const sha = text.indexOf("\n", start);
  const parents = text.indexOf("\n", sha + 1);
  const email = text.indexOf("\n", text.indexOf("\n", parents + 1) + 1);
  const date = text.indexOf("\n", email + 1);
  const names = text.slice(sha + 1, parents);
  const commit = {
    sha: text.slice(start + 1, sha),
    parents: names === "" ? NO_PARENTS : names.includes(" ") ? names.split(" ") : [names],
    author: authorOf(text.slice(parents + 1, email), authors),
    at: Number(text.slice(email + 1, date)) * 1000,
    message: text.slice(date + 1, end),
  };
  return text.charCodeAt(start) === HYPHEN ? { ...commit, boundary: true } : commit;
}

function authorOf(text: string, authors: Reading["authors"]): RawCommit["author"] {
  const known = authors.get(text);
  if (known !== undefined) return known;
  const end = text.indexOf("\n");
  const author = { name: text.slice(0, end), email: text.slice(end + 1) };
  authors.set(text, author);
  return author;
}
