// What a maintenance line has of its own: fixes that were brought to it, and bugs that never were.
import type { ParsedCommit } from "../commits/change.ts";
import { parseCommit } from "../commits/parse.ts";
import { standingsOf } from "../each-package.ts";
import { readCommits } from "../history-facts.ts";
import type { Place } from "../history-facts.ts";
import { refOf } from "../main-line.ts";
import type { Question } from "../prepare.ts";
import { backportedFrom } from "./proposal.ts";

export interface Contents {
  has(sha: string, pull: number | null): "released" | "merged" | "missing";
}

/** What a line has of its own: picked with `-x`, or brought by a pull request that says what it is a backport of. */
export async function contentsOf(question: Question, line: Place, main: Place): Promise<Contents> {
  const { reads, config } = question;
  const own = await readCommits({ reads, place: line, read: config }, [main.tip], "none");
  const standings = await standingsOf(question, line, "believed");
  const unreleased = new Set(standings.flatMap(({ facts }) => facts.commits.map(({ sha }) => sha)));
  const picked = new Map<string, ParsedCommit>();
  const brought = new Map<number, ParsedCommit>();
  for (const commit of own) {
    for (const origin of commit.pickedFrom) picked.set(origin, commit);
    const of = backportedFrom(commit.header);
    if (of !== null) brought.set(of, commit);
  }
  return {
    has(sha, pull) {
      const there = picked.get(sha) ?? (pull === null ? undefined : brought.get(pull));
      if (there === undefined) return "missing";
      return unreleased.has(there.sha) ? "merged" : "released";
    },
  };
}

/** A commit that brought a bug, and the refs that contain it; null where this clone does not know it. */
export interface Origin {
  readonly sha: string;
  readonly pull: number | null;
  readonly refs: ReadonlySet<string>;
}

/** So many of them are looked for, two processes each; a fix of what another brought stays missing. */
const MOST_ORIGINS = 200;

/** Looks commits up, each once. */
export function originsIn({ reads, config }: Question): (name: string) => Promise<Origin | null> {
  const known = new Map<string, Origin | null>();
  const look = async (name: string): Promise<Origin | null> => {
    const refs = await reads.containing(name);
    if (refs === null) return null;
    for await (const batch of reads.log({ to: name, without: [], follow: "all", paths: "none", most: 1 }))
      for (const raw of batch) return { sha: raw.sha, pull: parseCommit(raw, config).pull, refs };
    return null;
  };
  return async (name) => {
    const found = known.get(name);
    if (found !== undefined || known.size >= MOST_ORIGINS) return found ?? null;
    const origin = await look(name);
    known.set(name, origin);
    return origin;
  };
}

/** Why a line needs no fix: it has nothing of what brought the bug, neither by itself nor picked. Empty where that is not known. */
export async function neverHad(
  line: Place,
  contents: Contents,
  names: readonly string[],
  origins: (name: string) => Promise<Origin | null>,
): Promise<string> {
  for (const name of names) {
    const origin = await origins(name);
    if (origin === null || origin.refs.has(refOf(line, line.line.branch))) return "";
    if (contents.has(origin.sha, origin.pull) !== "missing") return "";
  }
  const [first] = names;
  return first === undefined ? "" : `${line.line.branch} never had ${first.slice(0, 9)}, which brought it`;
}
