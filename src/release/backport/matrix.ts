// Which fix is in which line: read from the histories, then completed with what GitHub knows of backports under way.
import type { ParsedCommit } from "../commits/change.ts";
import { settledChanges } from "../compute.ts";
import { findLine, gatherRelease, readCommits } from "../history-facts.ts";
import type { Place } from "../history-facts.ts";
import { tagTemplate } from "../lines/tag.ts";
import type { Question } from "../prepare.ts";

/** `requested`, `open`, `conflict` and `not-needed` are GitHub's to tell; without it such a fix is `missing`. */
export type CellState = "released" | "merged" | "open" | "conflict" | "requested" | "not-needed" | "missing";

export interface Cell {
  readonly line: string;
  readonly state: CellState;
  /** The pull request of the backport, when it is known. */
  readonly number: number | null;
}

export interface FixRow {
  readonly sha: string;
  readonly subject: string;
  readonly pull: number | null;
  /** The bugs that it closes, in this repository. */
  readonly issues: readonly number[];
  readonly security: boolean;
  /** Whole days since the commit. */
  readonly days: number;
  /** Lines that had it from their beginning are left out. */
  readonly cells: readonly Cell[];
}

const DAY = 86_400_000;
const BACKPORT_OF = /\(backport of #(\d+) to /;
const FIXES: readonly string[] = ["fix", "security"];

/** Every fix of the line that is not in each maintenance line by itself. Security first, then the oldest. */
export async function fixMatrix(question: Question, now: number): Promise<readonly FixRow[]> {
  const { reads, config } = question;
  const place = await findLine(reads, config, question.line);
  const rows = new Map<string, FixRow & { cells: Cell[] }>();
  for (const { branch, kind } of place.lines) {
    if (kind === "main" || branch === place.line.branch) continue;
    const line = await findLine(reads, config, branch);
    const has = await contentsOf(question, line, place);
    const commits = await readCommits({ reads, place, read: config }, [line.tip], "none");
    const at = new Map(commits.map((commit) => [commit.sha, commit.at]));
    for (const change of settledChanges(commits).changes) {
      const security = change.type === "security" || change.scope === "security" || change.advisories.length > 0;
      if (!FIXES.includes(change.type) && !security) continue;
      const issues = change.references.filter(({ closes, repository }) => closes && repository === null);
      const row = rows.get(change.sha) ?? {
        sha: change.sha,
        subject: change.subject,
        pull: change.pull,
        issues: [...new Set(issues.map(({ number }) => number))],
        security,
        days: Math.max(0, Math.floor((now - (at.get(change.sha) ?? now)) / DAY)),
        cells: [],
      };
      row.cells.push({ line: branch, state: has(change.sha, change.pull), number: null });
      rows.set(change.sha, row);
    }
  }
  return [...rows.values()].sort((a, b) => Number(b.security) - Number(a.security) || b.days - a.days);
}

/** What a line has of its own: picked with `-x`, or brought by a pull request that says what it is a backport of. */
async function contentsOf(
  { reads, config, tagTemplate: template }: Question,
  line: Place,
  main: Place,
): Promise<(sha: string, pull: number | null) => "released" | "merged" | "missing"> {
  const own = await readCommits({ reads, place: line, read: config }, [main.tip], "none");
  const tag = tagTemplate(template ?? config.tag, { name: "", path: "" });
  const { commits } = await gatherRelease({ reads, place: line, template: tag, read: config, believeNoTags: true });
  const unreleased = new Set(commits.map(({ sha }) => sha));
  const picked = new Map<string, ParsedCommit>();
  const brought = new Map<number, ParsedCommit>();
  for (const commit of own) {
    for (const origin of commit.pickedFrom) picked.set(origin, commit);
    const of = BACKPORT_OF.exec(commit.header)?.[1];
    if (of !== undefined) brought.set(Number(of), commit);
  }
  return (sha, pull) => {
    const there = picked.get(sha) ?? (pull === null ? undefined : brought.get(pull));
    if (there === undefined) return "missing";
    return unreleased.has(there.sha) ? "merged" : "released";
  };
}

export interface UnderWay {
  readonly state: Exclude<CellState, "released" | "merged" | "missing">;
  readonly number: number | null;
}

/** The rows with what GitHub knows of the cells that are missing. */
export function withUnderWay(
  rows: readonly FixRow[],
  known: (pull: number, line: string) => UnderWay | undefined,
): readonly FixRow[] {
  return rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell) => {
      const found = row.pull === null || cell.state !== "missing" ? undefined : known(row.pull, cell.line);
      return found === undefined ? cell : { ...cell, ...found };
    }),
  }));
}

/** Nothing is owed for a fix that every line has, or need not have. */
export function isOwed({ cells }: FixRow): boolean {
  return cells.some(({ state }) => state !== "released" && state !== "not-needed");
}
