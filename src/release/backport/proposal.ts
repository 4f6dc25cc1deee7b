// The pull request of a backport, and what is said about it. Pure.
import { bullets, code, codeBlock, join, link, md, paragraphs, text } from "../../core/markdown.ts";
import type { Markdown } from "../../core/markdown.ts";

export interface Original {
  readonly number: number;
  /** Its repository (`octo/app`) and its page, when the lines are in another one; null when they are in its own. */
  readonly from: { readonly repository: string; readonly url: string } | null;
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
  /** Where git finds the line; null for the remote that the clone came from. */
  readonly remote: string | null;
}

const NOTE = /```release-note\s*\n([\s\S]*?)\n```/;
const NEXT = /<!-- lamplighter:backport-next=([^\s<>]*) -->/;
const BACKPORT_OF = /\(backport of #(\d+) to /;
const OF = /<!-- lamplighter:backport=(\d+) -->/;

export function backportBranch(line: string, number: number): string {
  return `backport/${line}/pr-${number}`;
}

/** Stays a conventional title, so that the line's next version counts it for what it is. */
export function backportTitle(original: Pick<Original, "number" | "from" | "title">, line: string): string {
  const of = `${original.from?.repository ?? ""}#${original.number}`;
  return `${original.title.slice(0, 180)} (backport of ${of} to ${line})`;
}

/** The pull request that a commit with such a title brings. */
export function backportedFrom(title: string): number | null {
  const number = BACKPORT_OF.exec(title)?.[1];
  return number === undefined ? null : Number(number);
}

/** `token`: what the job's own opens starts no workflows. */
export function backportBody(original: Original, backport: Backport, token: "app" | "job"): Markdown {
  const note = NOTE.exec(original.body.replace(/\r\n/g, "\n"))?.[1];
  const { from, number } = original;
  const name = from === null ? md`#${number}` : link({ label: code(`${from.repository}#${number}`), to: from.url });
  return paragraphs([
    md`Backport of ${name} to ${code(backport.line)}.`,
    token === "job" ? APPROVE : md``,
    conflictPart(number, backport),
    note === undefined ? md`` : md`${md`Release note:`}\n\n${codeBlock(note)}`,
    backport.next.length === 0
      ? md``
      : md`When this is merged, ${listed(backport.next)} ${backport.next.length === 1 ? md`follows` : md`follow`}.`,
    // Numbers of another repository mean nothing in this one.
    from === null ? md`<!-- lamplighter:backport=${number} -->` : md``,
    backport.next.length === 0 ? md`` : md`<!-- lamplighter:backport-next=${text(encodeLines(backport.next))} -->`,
  ]);
}

/** What GitHub makes of a pull request that the job's own token opened. */
const APPROVE = md`This was opened with the job's own token: GitHub starts its workflows only after a person has approved them. With an App's token they start by themselves.`;

function conflictPart(number: number, backport: Backport): Markdown {
  if (backport.conflicts.length === 0) return md``;
  return paragraphs([
    md`**It does not apply as it is.** The conflict is committed with its markers, so that it is not forgotten; this stays a draft until somebody has settled it in these files:`,
    bullets(backport.conflicts.slice(0, 100).map((path) => code(path))),
    md`To settle it here:`,
    codeBlock(settleCommands(backport)),
    md`Or from the beginning:`,
    codeBlock(localCommands(number, backport)),
  ]);
}

function settleCommands({ branch, remote }: Backport): string {
  const name = shell(branch);
  const from = shell(remote ?? "origin");
  // Of an address git keeps no branches to compare a forced push with; what was fetched is what it is to replace.
  const push =
    remote === null ? "--force-with-lease" : `${shell(`--force-with-lease=${branch}:FETCH_HEAD`)} ${from} ${name}`;
  return [
    `git fetch ${from} ${name}`,
    `git switch ${remote === null ? name : `--create ${name} FETCH_HEAD`}`,
    "# mend the files, then",
    "git commit --all --amend --no-edit",
    `git push ${push}`,
  ].join("\n");
}

/** What a person types to do it by hand. Names are quoted for a shell: a branch may be called anything. */
export function localCommands(
  number: number,
  { line, branch, commits, remote }: Pick<Backport, "line" | "branch" | "commits" | "remote">,
): string {
  const picks = picksOf(commits);
  const begin =
    remote === null
      ? [
          `git fetch origin ${shell(line)} refs/pull/${number}/head`,
          `git switch --create ${shell(branch)} ${shell(`origin/${line}`)}`,
        ]
      : [
          `git fetch origin refs/pull/${number}/head`,
          `git fetch ${shell(remote)} ${shell(line)}`,
          `git switch --create ${shell(branch)} FETCH_HEAD`,
        ];
  const push = remote === null ? `--set-upstream origin ${shell(branch)}` : `${shell(remote)} ${shell(branch)}`;
  return [...begin, ...picks, `git push ${push}`].join("\n");
}

/** So many commits are named one by one; more are a range, which they are where no merge is among them. */
const MOST_NAMED = 50;

function picksOf(commits: Backport["commits"]): readonly string[] {
  const [first, last] = [commits[0], commits.at(-1)];
  if (commits.length > MOST_NAMED && first !== undefined && last !== undefined)
    return [`git cherry-pick -x ${first.sha}~1..${last.sha}`];
  return commits.map(({ sha, merge }) => `git cherry-pick -x ${merge ? "--mainline 1 " : ""}${sha}`);
}

function shell(name: string): string {
  return /^[\w./:=-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
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
