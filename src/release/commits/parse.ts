// Commit -> changes, by the rules of Conventional Commits 1.0.0, and what the specification leaves open.
import type { CommitAuthor, RawCommit } from "../../core/history.ts";
import type { Change, Doubt, ParsedCommit, Reference } from "./change.ts";
import { readMessage } from "./message.ts";
import { readRevert } from "./revert-forms.ts";
import { splitSquash } from "./squash.ts";
import { trailingPull, withoutPull } from "./trailing-pull.ts";
import { doubtsOf, lineStarts, MAY, readReleaseAs } from "./doubts.ts";

export interface ReadOptions {
  /** `titles`: merge commits carry the title of their pull request, and bodies are not split. */
  readonly commits: "all" | "titles";
  /** Whether the bullets of a squashed pull request are changes of their own. */
  readonly squash: "title" | "bullets";
}

// Longer messages are cut before parsing: GitHub keeps at most 65,536 characters of a body, and a 132 kB squash body
// has broken other tools. The header and the first footers are what counts.
const MESSAGE_LIMIT = 131_072;

const COLON = 58;
// `gitmoji` prefixes: a picture or `:name:` before the type is decoration.
const PREFIX = /^(?:(?:\p{Extended_Pictographic}[\u{FE0F}\u{200D}\p{Extended_Pictographic}]*|:[a-z0-9_+-]+:)\s*)+/u;
const MERGED_PULL = /^Merge pull request #(\d+) from \S+/;
const ADVISORY = /\b(?:CVE-\d{4}-\d{4,}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3})\b/gi;
const CO_AUTHOR = /^co-authored-by:[ \t]*(.*?)[ \t]*<([^<>]+)>[ \t]*$/gim;
const PICKED_MARK = "(cherry picked from commit ";
const PICKED = /^\(cherry picked from commit ([0-9a-f]{40,64})\)$/gm;

/** Reads one commit. Never throws, whatever the message holds. */
export function parseCommit(raw: RawCommit, options: ReadOptions): ParsedCommit {
  const message = titleOfMerge(raw, options) ?? plain(raw.message);
  const header = firstLine(message);
  const merge = raw.parents.length > 1;
  const silent = merge && options.commits === "all";
  const revert = silent ? null : readRevert(message);
  const pull = pullOf(raw.message, header);
  const starts = lineStarts(message);
  const authors = silent ? NONE : (starts & MAY.coAuthor) === 0 ? [raw.author] : authorsOf(raw, message);
  const changes = silent || revert !== null ? NONE : changesIn(raw, message, { options, authors, pull });
  const doubts: Doubt[] = [];
  const releaseAs = (starts & MAY.releaseAs) === 0 ? null : readReleaseAs(raw, message, doubts);
  if (!silent && (starts & MAY.doubt) !== 0) doubts.push(...doubtsOf(raw, message, { starts, options, changes }));
  return {
    sha: raw.sha,
    parents: raw.parents,
    at: raw.at,
    header,
    changes,
    revert,
    releaseAs,
    unparsed: !merge && revert === null && changes.length === 0,
    pull,
    pickedFrom: message.includes(PICKED_MARK) ? [...message.matchAll(PICKED)].map(([, sha = ""]) => sha) : NONE,
    doubts: doubts.length === 0 ? NONE : doubts,
    authors: merge ? NONE : authors,
    paths: raw.paths ?? NONE,
  };
}

const NONE: readonly never[] = [];

function changesIn(
  raw: RawCommit,
  message: string,
  around: {
    readonly options: ReadOptions;
    readonly authors: readonly CommitAuthor[];
    readonly pull: number | null;
  },
): readonly Change[] {
  const { options, authors, pull } = around;
  if (options.squash === "bullets")
    return splitSquash(message).flatMap((text) => readChange(raw, text, { authors: authorsOf(raw, text), pull }) ?? []);
  const change = readChange(raw, message, { authors, pull });
  return change === undefined ? NONE : [change];
}

/**
 * The change that one message describes; undefined when its header does not follow the convention. `pull`: whose it is when
 * its title does not say.
 */
export function readChange(
  raw: RawCommit,
  message: string,
  known: { readonly authors: readonly CommitAuthor[]; readonly pull: number | null },
): Change | undefined {
  const text = withoutPicture(message.trim());
  const read = readMessage(text);
  if (read === null) return undefined;
  const { type, scope, bang, description, notes } = read;
  const subject = withoutPull(description).trim();
  if (subject === "") return undefined;
  const pull = trailingPull(description);
  return {
    sha: raw.sha,
    type: type.toLowerCase(),
    scope: scope === null || scope.trim() === "" ? null : scope.trim(),
    subject,
    breaking: breakingOf(notes, bang, subject),
    pull: pull ?? known.pull,
    references: read.references.length === 0 ? NONE : referencesOf(read.references, pull),
    advisories: advisoriesIn(text),
    authors: known.authors,
  };
}

/** `!` alone is breaking, and the description is the note (rule 13); so it is for a note that says nothing. */
function breakingOf(notes: readonly string[], bang: boolean, subject: string): readonly string[] {
  if (notes.length === 0) return bang ? [subject] : NONE;
  const said = notes.filter((note) => note !== "");
  return said.length > 0 ? said : [subject];
}

function withoutPicture(text: string): string {
  const first = text.charCodeAt(0);
  return first < 128 && first !== COLON ? text : text.replace(PREFIX, "");
}

function advisoriesIn(text: string): readonly string[] {
  const found = text.match(ADVISORY);
  return found === null ? NONE : [...new Set(found.map((id) => id.toUpperCase().replace(/^GHSA.*/, lowerTail)))];
}

function lowerTail(id: string): string {
  return `GHSA${id.slice(4).toLowerCase()}`;
}

/** Each once; without the pull request's own number, unless it is said to be closed. */
function referencesOf(found: readonly Reference[], pull: number | null): readonly Reference[] {
  const [only] = found;
  // The usual one: the pull request's own number.
  if (found.length === 1 && only?.number === pull && only.owner === null && !only.closes) return NONE;
  const seen = new Map<string, Reference>();
  for (const one of found) {
    const { owner, repository, number } = one;
    if (!Number.isSafeInteger(number) || number <= 0) continue;
    if (number === pull && owner === null && !one.closes) continue;
    const key = `${owner ?? ""}/${repository ?? ""}#${number}`;
    const closes = one.closes || (seen.get(key)?.closes ?? false);
    seen.set(key, { owner, repository, number, closes });
  }
  return [...seen.values()];
}

/** The author and the co-authors that trailers of the text name. */
export function authorsOf(raw: Pick<RawCommit, "author">, text: string): readonly CommitAuthor[] {
  const authors = [raw.author];
  if (!text.includes("\n") || !/co-authored-by/i.test(text)) return authors;
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
