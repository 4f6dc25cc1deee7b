// What waits to be released and to be brought to older lines, as one issue that is kept up to date. Pure.
import { code, md, paragraphs, table, text } from "../core/markdown.ts";
import type { Markdown } from "../core/markdown.ts";
import { isOwed } from "./backport/matrix.ts";
import type { Cell, FixRow } from "./backport/matrix.ts";
import { plain } from "./report.ts";
import type { LineState, Waiting } from "./status.ts";

export const READINESS_MARK = "<!-- lamplighter:release-readiness -->";
export const READINESS_TITLE = "Release readiness";
const SHOWN = 40;

/** The issue's body. A title is foreign text: it is shown, and calls and closes nothing. */
export function readinessBody(states: readonly LineState[], fixes: readonly FixRow[]): Markdown {
  return paragraphs([...states.map(linePart), fixPart(fixes), md`<!-- lamplighter:release-readiness -->`]);
}

/** Whether anything waits: an issue is not opened to say that nothing does. */
export function isAnythingWaiting(states: readonly LineState[], fixes: readonly FixRow[]): boolean {
  return states.some(({ waiting }) => waiting.length > 0) || fixes.some(isOwed);
}

function linePart({ line, package: name, previous, waiting }: LineState): Markdown {
  const title = name === "" ? code(line) : md`${code(line)}, ${code(name)}`;
  const since = previous === "" ? md`before a first release` : md`since ${code(previous)}`;
  if (waiting.length === 0) return md`### ${title}\n\nNothing waits ${since}.`;
  const rows = waiting
    .slice(0, SHOWN)
    .map((one) => [severity(one), md`${one.days} d`, text(one.subject), sha(one.sha)]);
  return paragraphs([
    md`### ${title}\n\n${waiting.length} unreleased ${since}. ${code(`/release patch ${line}`)} starts a release.`,
    table({ head: [md`level`, md`age`, md`change`, md`commit`], rows }),
    more(waiting.length),
  ]);
}

function severity({ security, level }: Waiting): Markdown {
  return security ? md`**security**` : text(level);
}

function fixPart(fixes: readonly FixRow[]): Markdown {
  const owed = fixes.filter(isOwed);
  if (owed.length === 0) return md``;
  const rows = owed
    .slice(0, SHOWN)
    .map((fix) => [
      md`${fix.security ? md`**security** ` : md``}${text(fix.subject)}`,
      fix.pull === null ? sha(fix.sha) : md`#${fix.pull}`,
      text(fix.issues.map((number) => `bug ${number}`).join(", ")),
      ...linesOf(owed).map((line) => cellText(fix.cells.find((cell) => cell.line === line))),
    ]);
  const head = [md`fix`, md`from`, md`mends`, ...linesOf(owed).map((line) => code(line))];
  return paragraphs([
    md`### Fixes that older lines lack`,
    table({ head, rows }),
    more(owed.length),
    md`Ask for what is missing with ${code("/backport")} on the pull request; a label ${code("no backport LINE")} says that a line needs none.`,
  ]);
}

function linesOf(fixes: readonly FixRow[]): readonly string[] {
  return [...new Set(fixes.flatMap(({ cells }) => cells.map(({ line }) => line)))];
}

function cellText(cell: Cell | undefined): Markdown {
  if (cell === undefined) return md`released`;
  const number = cell.number === null ? md`` : md` #${cell.number}`;
  const because = cell.state === "not-needed" ? md`: ${text(cell.because)}` : md``;
  return md`${cell.state === "missing" ? md`**missing**` : text(cell.state)}${number}${because}`;
}

function sha(full: string): Markdown {
  return code(full.slice(0, 9));
}

function more(count: number): Markdown {
  return count > SHOWN ? md`And ${count - SHOWN} more.` : md``;
}

/** The matrix for a terminal. */
export function printFixes(fixes: readonly FixRow[]): string {
  const owed = fixes.filter(isOwed);
  if (owed.length === 0) return "Every fix is in every line.";
  const lines = owed.slice(0, SHOWN).map(({ sha: full, pull, subject, cells, security }) => {
    const name = pull === null ? full.slice(0, 9) : `#${pull}`;
    const where = cells.map(({ line, state, number }) => `${line} ${state}${number === null ? "" : ` #${number}`}`);
    return `  ${name} ${security ? "security, " : ""}${where.join(", ")}: ${plain(subject)}`;
  });
  return [
    "Fixes that older lines lack:",
    ...lines,
    ...(owed.length > SHOWN ? [`  and ${owed.length - SHOWN} more`] : []),
  ].join("\n");
}
