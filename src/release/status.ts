// Per line: what is merged and not released, worst and oldest first.
import type { ParsedCommit } from "./commits/change.ts";
import { settledChanges } from "./compute.ts";
import { standingsOf } from "./each-package.ts";
import type { Standing } from "./each-package.ts";
import { exceeds, levelOf } from "./levels.ts";
import { findLine } from "./history-facts.ts";
import type { Line } from "./lines/line.ts";
import { findMain } from "./main-line.ts";
import type { Question } from "./prepare.ts";
import { plain } from "./report.ts";

export interface Waiting {
  readonly sha: string;
  readonly type: string;
  readonly subject: string;
  readonly level: string;
  readonly security: boolean;
  /** Whole days since the commit. */
  readonly days: number;
}

export interface LineState {
  readonly line: string;
  /** The package's name; empty in a repository without packages. */
  readonly package: string;
  /** The tag of the newest release that the line contains; empty before the first. */
  readonly previous: string;
  /** Security first, then the oldest first; only what releases something. */
  readonly waiting: readonly Waiting[];
}

const DAY = 86_400_000;

/** The state of the main line and of every maintenance line that the clone knows, package by package. */
export async function lineStates(question: Question, now: number): Promise<readonly LineState[]> {
  const first = await findMain(question.reads, question.config, question.line);
  const lines: readonly Line[] = [first.line, ...first.lines.filter(({ branch }) => branch !== first.line.branch)];
  const states: LineState[] = [];
  for (const { branch } of lines) {
    const place = await findLine(question.reads, question.config, branch);
    for (const standing of await standingsOf(question, place)) states.push(stateOf(question, standing, now));
  }
  return states;
}

function stateOf({ config }: Question, { package: one, facts }: Standing, now: number): LineState {
  const levels = { types: config.levels, breaking: config.breaking, breakingBelowOne: config.breaking_below_one };
  const major = facts.previous === null ? null : Number(facts.previous.version.split(".")[0]);
  const bySha = new Map<string, ParsedCommit>(facts.commits.map((commit) => [commit.sha, commit]));
  const waiting = settledChanges(facts.commits)
    .changes.map((change) => ({ change, level: levelOf(change, levels, major) }))
    .filter(({ level }) => exceeds(level, "none"))
    .map(({ change, level }) => ({
      sha: change.sha,
      type: change.type,
      subject: change.subject,
      level,
      security: change.type === "security" || change.scope === "security" || change.advisories.length > 0,
      days: Math.max(0, Math.floor((now - (bySha.get(change.sha)?.at ?? now)) / DAY)),
    }));
  return {
    line: facts.line.branch,
    package: one?.name ?? "",
    previous: facts.previous?.tag ?? "",
    waiting: waiting.sort((a, b) => Number(b.security) - Number(a.security) || b.days - a.days),
  };
}

const SHOWN = 20;

export function printStates(states: readonly LineState[]): string {
  return states
    .map(({ line, package: name, previous, waiting }) => {
      const since = previous === "" ? "before a first release" : `since ${previous}`;
      const place = name === "" ? line : `${line}, ${name}`;
      const head = `${place}: ${waiting.length === 0 ? "nothing waits" : `${waiting.length} unreleased`} ${since}`;
      const shown = waiting
        .slice(0, SHOWN)
        .map(
          (one) =>
            `  ${one.sha.slice(0, 9)} ${one.security ? "security, " : ""}${one.level}, ${one.days} d: ${plain(one.subject)}`,
        );
      return [head, ...shown, ...(waiting.length > SHOWN ? [`  and ${waiting.length - SHOWN} more`] : [])].join("\n");
    })
    .join("\n");
}
