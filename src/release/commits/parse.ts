// Commit -> changes, by the rules of Conventional Commits 1.0.0. The parsing itself is conventional-commits-parser's;
// here stand the rules where it is laxer than the specification, and what the specification leaves open.
import { CommitParser } from "conventional-commits-parser";
import type { Commit } from "conventional-commits-parser";
import type { CommitAuthor, RawCommit } from "../../core/history.ts";
import type { Change, Doubt, ParsedCommit, Reference } from "./change.ts";
import { readRevert } from "./revert.ts";
import { splitSquash } from "./squash.ts";
import { trailingPull, withoutPull } from "./trailing-pull.ts";

export interface ReadOptions {
  /** `titles`: merge commits carry the title of their pull request, and bodies are not split. */
  readonly commits: "all" | "titles";
  /** Whether the bullets of a squashed pull request are changes of their own. */
  readonly squash: "title" | "bullets";
}

// Longer messages are cut before parsing: GitHub keeps at most 65,536 characters of a body, and a 132 kB squash body
// has broken other tools. The header and the first footers are what counts.
const MESSAGE_LIMIT = 131_072;

// `gitmoji` prefixes: a picture or `:name:` before the type is decoration.
const PREFIX = /^(?:(?:\p{Extended_Pictographic}[\u{FE0F}\u{200D}\p{Extended_Pictographic}]*|:[a-z0-9_+-]+:)\s*)+/u;
const HEADER = /^(\w[\w-]*)(?:\(([^()\r\n]*)\))?(!)?:[ \t]+(\S.*)$/;
const MERGED_PULL = /^Merge pull request #(\d+) from \S+/;
const RELEASE_AS = /^release-as(?::[ \t]*| #)(.*)$/gim;
const ADVISORY = /\b(?:CVE-\d{4}-\d{4,}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3})\b/gi;
const CO_AUTHOR = /^co-authored-by:[ \t]*(.*?)[ \t]*<([^<>]+)>[ \t]*$/gim;
const PICKED = /^\(cherry picked from commit ([0-9a-f]{40,64})\)$/gm;
const VERSION = /^v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/;

const parser = new CommitParser({
  headerPattern: HEADER,
  headerCorrespondence: ["type", "scope", "bang", "subject"],
  // Upper case only (rule 15), at the start of a line, `: ` or ` #` (rule 8); a lone `:` before a line break is meant too.
  notesPattern: () => /^(BREAKING CHANGE|BREAKING-CHANGE)(?::\s*| #)(.*)/,
  // `-field-` blocks are another convention's.
  fieldPattern: /(?!)/,
});

/** Reads one commit. Never throws, whatever the message holds. */
export function parseCommit(raw: RawCommit, options: ReadOptions): ParsedCommit {
  const message = titleOfMerge(raw, options) ?? plain(raw.message);
  const header = firstLine(message);
  const merge = raw.parents.length > 1;
  const silent = merge && options.commits === "all";
  const revert = silent ? null : readRevert(message);
  const doubts: Doubt[] = [];
  const segments = options.squash === "bullets" ? splitSquash(message) : [message];
  const changes = silent || revert !== null ? [] : segments.flatMap((text) => readChange(raw, text) ?? []);
  const pull = pullOf(raw.message, header);
  const releaseAs = readReleaseAs(raw, message, doubts);
  if (!silent) doubts.push(...doubtsOf(raw, message, options, changes));
  return {
    sha: raw.sha,
    parents: raw.parents,
    at: raw.at,
    header,
    changes: pull === null ? changes : changes.map((change) => ({ ...change, pull: change.pull ?? pull })),
    revert,
    releaseAs,
    unparsed: !merge && revert === null && changes.length === 0,
    pull,
    pickedFrom: [...message.matchAll(PICKED)].map(([, sha = ""]) => sha),
    doubts,
    authors: merge ? [] : authorsOf(raw, message),
    paths: raw.paths ?? [],
  };
}

/** The change that one message describes; undefined when its header does not follow the convention. */
export function readChange(raw: RawCommit, message: string): Change | undefined {
  const text = message.trim().replace(PREFIX, "");
  if (text === "") return undefined;
  const commit: Commit & {
    type?: string | null;
    scope?: string | null;
    bang?: string | null;
    subject?: string | null;
  } = parser.parse(text);
  if (commit.type == null || commit.subject == null) return undefined;
  const notes = commit.notes.map((note) => note.text.trim()).filter((note) => note !== "");
  const subject = withoutPull(commit.subject).trim();
  if (subject === "") return undefined;
  const pull = trailingPull(commit.subject);
  return {
    sha: raw.sha,
    type: commit.type.toLowerCase(),
    scope: commit.scope == null || commit.scope.trim() === "" ? null : commit.scope.trim(),
    subject,
    // `!` alone is breaking, and the description is the note (rule 13).
    breaking: notes.length > 0 ? notes : commit.bang === "!" || commit.notes.length > 0 ? [subject] : [],
    pull,
    references: referencesOf(commit, pull),
    advisories: [...new Set((text.match(ADVISORY) ?? []).map((id) => id.toUpperCase().replace(/^GHSA.*/, lowerTail)))],
    authors: authorsOf(raw, text),
  };
}

function lowerTail(id: string): string {
  return `GHSA${id.slice(4).toLowerCase()}`;
}

function referencesOf(commit: Commit, pull: number | null): Reference[] {
  const seen = new Map<string, Reference>();
  for (const found of commit.references) {
    const number = Number(found.issue);
    if (!Number.isSafeInteger(number) || number <= 0) continue;
    if (number === pull && found.owner === null && found.action === null) continue;
    const key = `${found.owner ?? ""}/${found.repository ?? ""}#${found.issue}`;
    const closes = found.action !== null || (seen.get(key)?.closes ?? false);
    seen.set(key, { owner: found.owner, repository: found.repository, number, closes });
  }
  return [...seen.values()];
}

function authorsOf(raw: RawCommit, text: string): CommitAuthor[] {
  const authors = [raw.author];
  if (!/co-authored-by/i.test(text)) return authors;
  for (const [, name = "", email = ""] of text.matchAll(CO_AUTHOR)) {
    if (!authors.some((author) => author.email.toLowerCase() === email.toLowerCase())) authors.push({ name, email });
  }
  return authors;
}

function plain(message: string): string {
  const cut = message.length > MESSAGE_LIMIT ? message.slice(0, MESSAGE_LIMIT) : message;
  return cut.includes("\r") ? cut.replace(/\r\n?/g, "\n") : cut;
}

function firstLine(message: string): string {
  const text = message.trimStart();
  const end = text.indexOf("\n");
  return (end === -1 ? text : text.slice(0, end)).trim();
}

/** With `commits: titles`, GitHub's merge commit speaks with its pull request's title, which stands in its body. */
function titleOfMerge(raw: RawCommit, options: ReadOptions): string | null {
  if (raw.parents.length < 2 || options.commits !== "titles") return null;
  const message = plain(raw.message);
  if (!MERGED_PULL.test(message)) return message;
  return message.slice(message.indexOf("\n") + 1).trim();
}

function pullOf(message: string, header: string): number | null {
  const merged = message.startsWith("Merge ") ? MERGED_PULL.exec(message)?.[1] : undefined;
  return merged === undefined ? trailingPull(header) : Number(merged);
}

function readReleaseAs(raw: RawCommit, message: string, doubts: Doubt[]): string | null {
  let asked: string | null = null;
  for (const [, value = ""] of message.matchAll(RELEASE_AS)) {
    const version = VERSION.exec(value.trim())?.[1];
    if (version !== undefined) asked = version;
    else
      doubts.push({
        sha: raw.sha,
        code: "bad-release-as",
        message: `\`Release-As: ${value.trim().slice(0, 60)}\` is not a version; write it as \`Release-As: 1.4.0\`.`,
      });
  }
  return asked;
}

function doubtsOf(raw: RawCommit, message: string, options: ReadOptions, changes: readonly Change[]): Doubt[] {
  if (changes.some((change) => change.breaking.length > 0)) return [];
  const doubts: Doubt[] = [];
  if (/^breaking[ -]changes?:/im.test(message))
    doubts.push({
      sha: raw.sha,
      code: "lower-case-breaking",
      message: "A footer reads like a breaking change, but only `BREAKING CHANGE: ` in upper case is one.",
    });
  if (options.squash === "title" && /^[ \t]*[*-][ \t]+\w[\w-]*(?:\([^()\n]*\))?!:[ \t]/m.test(message))
    doubts.push({
      sha: raw.sha,
      code: "breaking-in-squash-body",
      message:
        "A line of the squashed body is marked `!`, but bodies are not read; set `squash: bullets` to read them.",
    });
  return doubts;
}
