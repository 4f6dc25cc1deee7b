// The pull request of a backport, and what is said about it. Pure.
import { bullets, code, codeBlock, join, md, paragraphs, text } from "../../core/markdown.ts";
import type { Markdown } from "../../core/markdown.ts";

export interface Original {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly author: string | null;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly reviewers: readonly string[];
}

export interface Backport {
  readonly line: string;
  readonly branch: string;
  readonly commits: readonly { readonly sha: string; readonly merge: boolean }[];
  /** Paths in conflict; empty when all went well. */
  readonly conflicts: readonly string[];
  /** Older lines that wait for this one. */
  readonly next: readonly string[];
}

const NOTE = /```release-note\s*\n([\s\S]*?)\n```/;
const NEXT = /<!-- lamplighter:backport-next=([^\s<>]*) -->/;
const BACKPORT_OF = /\(backport of #(\d+) to /;
const OF = /<!-- lamplighter:backport=(\d+) -->/;

export function backportBranch(line: string, number: number): string {
  return `backport/${line}/pr-${number}`;
}

/** Stays a conventional title, so that the line's next version counts it for what it is. */
export function backportTitle(original: Pick<Original, "number" | "title">, line: string): string {
  return `${original.title.slice(0, 180)} (backport of #${original.number} to ${line})`;
}

/** The pull request that a commit with such a title brings. */
export function backportedFrom(title: string): number | null {
  const number = BACKPORT_OF.exec(title)?.[1];
  return number === undefined ? null : Number(number);
}

export function backportBody(original: Original, backport: Backport): Markdown {
  const note = NOTE.exec(original.body.replace(/\r\n/g, "\n"))?.[1];
  return paragraphs([
    md`Backport of #${original.number} to ${code(backport.line)}.`,
    conflictPart(original.number, backport),
    note === undefined ? md`` : md`${md`Release note:`}\n\n${codeBlock(note)}`,
    backport.next.length === 0
      ? md``
      : md`When this is merged, ${listed(backport.next)} ${backport.next.length === 1 ? md`follows` : md`follow`}.`,
    md`<!-- lamplighter:backport=${original.number} -->`,
    backport.next.length === 0 ? md`` : md`<!-- lamplighter:backport-next=${text(encodeLines(backport.next))} -->`,
  ]);
}

function conflictPart(number: number, backport: Backport): Markdown {
  if (backport.conflicts.length === 0) return md``;
  return paragraphs([
    md`**It does not apply as it is.** The conflict is committed with its markers, so that it is not forgotten; this stays a draft until somebody has settled it in these files:`,
    bullets(backport.conflicts.slice(0, 100).map((path) => code(path))),
    md`To settle it here:`,
    codeBlock(
      `git fetch origin ${shell(backport.branch)}\ngit switch ${shell(backport.branch)}\n# mend the files, then\ngit commit --all --amend --no-edit\ngit push --force-with-lease`,
    ),
    md`Or from the beginning:`,
    codeBlock(localCommands(number, backport)),
  ]);
}

/** What a person types to do it by hand. Names are quoted for a shell: a branch may be called anything. */
export function localCommands(number: number, backport: Pick<Backport, "line" | "branch" | "commits">): string {
  const picks = backport.commits.map(({ sha, merge }) => `git cherry-pick -x ${merge ? "--mainline 1 " : ""}${sha}`);
  return [
    `git fetch origin ${shell(backport.line)} refs/pull/${number}/head`,
    `git switch --create ${shell(backport.branch)} ${shell(`origin/${backport.line}`)}`,
    ...picks,
    `git push --set-upstream origin ${shell(backport.branch)}`,
  ].join("\n");
}

function shell(name: string): string {
  return /^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

function listed(lines: readonly string[]): Markdown {
  return join(lines.map(code), md`, `);
}

/** Lines in a mark: their names in hexadecimal, so that no name ends the comment or is neutralised in it. */
function encodeLines(lines: readonly string[]): string {
  return lines.map((line) => Buffer.from(line).toString("hex")).join(".");
}

/** The lines that wait for this backport's merge; empty when it is none. */
export function nextLines(body: string): readonly string[] {
  const marked = NEXT.exec(body)?.[1] ?? "";
  return marked
    .split(".")
    .filter(Boolean)
    .map((name) => Buffer.from(name, "hex").toString("utf8"));
}

/** The pull request that this one is a backport of. */
export function originalOf(body: string): number | null {
  const number = OF.exec(body)?.[1];
  return number === undefined ? null : Number(number);
}

/** The lines that labels ask for, by the policy's pattern: `backport {line}`. */
export function linesByLabels(labels: readonly string[], pattern: string): readonly string[] {
  const [before = "", after = ""] = pattern.split("{line}");
  return labels
    .filter((label) => label.startsWith(before) && label.endsWith(after) && label.length > before.length + after.length)
    .map((label) => label.slice(before.length, label.length - after.length));
}

/** What a backport takes over: labels but those that ask for backports, and people. */
export function copiedFrom(original: Original, pattern: string): Pick<Original, "labels" | "assignees" | "reviewers"> {
  const asking = linesByLabels(original.labels, pattern).map((line) => pattern.replace("{line}", line));
  return {
    labels: original.labels.filter((label) => !asking.includes(label)),
    assignees: original.assignees.length > 0 || original.author === null ? original.assignees : [original.author],
    reviewers: original.reviewers,
  };
}
