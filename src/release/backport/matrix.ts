// Which fix is in which line: read from the histories, then completed with what GitHub knows of backports under way.
import type { ParsedCommit } from "../commits/change.ts";
import { settledChanges } from "../compute.ts";
import { culpritsIn } from "../affected/affected.ts";
import { parseCommit } from "../commits/parse.ts";
import { findLine } from "../history-facts.ts";
import type { Place } from "../history-facts.ts";
import { findMain } from "../main-line.ts";
import { contentsOf, neverHad, originsIn } from "./contents.ts";
import type { Question } from "../prepare.ts";

/** `requested`, `open` and `conflict` are GitHub's to tell, and so is a label that says `not-needed`; else it is `missing`. */
export type CellState = "released" | "merged" | "open" | "conflict" | "requested" | "not-needed" | "missing";

export interface Cell {
  readonly line: string;
  readonly state: CellState;
  /** The pull request of the backport, when it is known. */
  readonly number: number | null;
  /** Why it is not needed; empty otherwise. */
  readonly because: string;
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
const FIXES: readonly string[] = ["fix", "security"];

/** Every fix of the main line that is not in each maintenance line by itself. Security first, then the oldest. */
export async function fixMatrix(question: Question, now: number): Promise<readonly FixRow[]> {
  const { reads, config } = question;
  const place = await findMain(reads, config, question.line);
  const origins = originsIn(question);
  const rows = new Map<string, FixRow & { cells: Cell[] }>();
  for (const { branch, kind } of place.lines) {
    if (kind === "main" || branch === place.line.branch) continue;
    const line = await findLine(reads, config, branch);
    const { commits, culprits } = await fixesSince(question, place, line);
    const contents = await contentsOf(question, line, place);
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
      const state = contents.has(change.sha, change.pull);
      const because =
        state === "missing" ? await neverHad(line, contents, culprits.get(change.sha) ?? [], origins) : "";
      row.cells.push({ line: branch, state: because === "" ? state : "not-needed", number: null, because });
      rows.set(change.sha, row);
    }
  }
  return [...rows.values()].sort((a, b) => Number(b.security) - Number(a.security) || b.days - a.days);
}

/** What the main line has and this one has not, and the commits that each of its messages names as what brought the bug. */
async function fixesSince(
  { reads, config }: Question,
  main: Place,
  line: Place,
): Promise<{ readonly commits: readonly ParsedCommit[]; readonly culprits: ReadonlyMap<string, readonly string[]> }> {
  const commits: ParsedCommit[] = [];
  const culprits = new Map<string, readonly string[]>();
  const follow = config.commits === "titles" ? "first-parent" : "all";
  for await (const batch of reads.log({ to: main.tip, without: [line.tip], follow, paths: "none" }))
    for (const raw of batch) {
      const commit = parseCommit(raw, config);
      commits.push(commit);
      const named = [...culpritsIn(raw.message), ...(commit.revert?.shas ?? [])];
      if (named.length > 0) culprits.set(commit.sha, named);
    }
  return { commits, culprits };
}

export interface UnderWay {
  readonly state: Exclude<CellState, "released" | "merged" | "missing">;
  readonly number: number | null;
  readonly because: string;
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
