// A release -> its notes: sections in the policy's order, and in each the changes by scope. test/release/differential.test.ts
// holds the grouping against conventional-changelog-writer.
import type { CommitAuthor } from "../../core/history.ts";
import type { Change, Reference } from "../commits/change.ts";
import { inert } from "./inert.ts";

export interface NotesContext {
  /** `https://github.com/octo/app`, without a slash at the end; null when it is not known: then nothing is linked. */
  readonly repository: string | null;
  readonly version: string;
  readonly tag: string;
  readonly previousTag: string | null;
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  /** Commit type -> heading, `hidden` or absent: not shown. In the order in which they are shown. */
  readonly sections: Readonly<Record<string, string>>;
  /** Login of a pull request's author, by its number, when GitHub was asked. */
  readonly people: ReadonlyMap<number, Contribution>;
}

export interface Contribution {
  readonly login: string;
  readonly bot: boolean;
  /** Nothing of theirs was in an earlier release. */
  readonly first: boolean;
}

const BREAKING = "⚠ Breaking changes";
const SECURITY = "Security";

interface Entry {
  /** Empty: shown for what it breaks alone. */
  readonly section: string;
  readonly scope: string;
  readonly line: string;
  readonly breaks: readonly string[];
}

/** The notes of one release, with their heading, ending with a line break. */
export function writeNotes(changes: readonly Change[], context: NotesContext): string {
  const entries = changes.flatMap((change) => entryOf(change, context) ?? []);
  const breaking = entries.flatMap(({ breaks }) => breaks);
  const sections = new Map<string, Entry[]>();
  for (const title of [SECURITY, ...Object.values(context.sections)]) if (title !== "") sections.set(title, []);
  for (const entry of entries) sections.get(entry.section)?.push(entry);
  const parts = [heading(context), ...(breaking.length === 0 ? [] : [section(BREAKING, breaking)])];
  for (const [title, own] of sections) {
    const lines = own.sort((a, b) => byText(a.scope, b.scope)).map(({ line }) => line);
    if (lines.length > 0) parts.push(section(title, lines));
  }
  return `${[...parts, ...thanks(changes, context)].join("\n\n").trim()}\n`;
}

/** A change that breaks something is shown as such even when its type is hidden. */
function entryOf(change: Change, context: NotesContext): Entry | undefined {
  const named = Object.hasOwn(context.sections, change.type) ? (context.sections[change.type] ?? "hidden") : "hidden";
  const secures = change.advisories.length > 0 || change.type === "security" || change.scope === "security";
  const section = secures ? SECURITY : named === "hidden" ? "" : named;
  if (section === "" && change.breaking.length === 0) return undefined;
  const scope = change.scope === null ? "" : `**${inert(change.scope, 60)}:** `;
  const from = [...sources(change, context), ...advisories(change)].join(", ");
  const shown = (text: string): string => `- ${scope}${text}${from === "" ? "" : ` (${from})`}`;
  return {
    section,
    scope: change.scope ?? "",
    line: shown(inert(change.subject)),
    breaks: change.breaking.map((text) => shown(inert(text, 2000))),
  };
}

/** By code points: a locale's order costs 5 ms to set up, and would differ between machines. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function section(title: string, lines: readonly string[]): string {
  return `### ${title}\n\n${lines.join("\n")}`;
}

function heading({ repository, version, tag, previousTag, date }: NotesContext): string {
  const compare = previousTag === null ? `releases/tag/${path(tag)}` : `compare/${path(previousTag)}...${path(tag)}`;
  return `## ${repository === null ? version : `[${version}](${repository}/${compare})`} (${date})`;
}

function path(name: string): string {
  return encodeURIComponent(name);
}

/** Where a change comes from: its pull request or its commit, and the issues that it is for. No closing keyword. */
function sources(change: Change, { repository }: NotesContext): string[] {
  const short = change.sha.slice(0, 7);
  const origin =
    change.pull !== null
      ? link(`#${change.pull}`, repository, `pull/${change.pull}`)
      : link(short, repository, `commit/${change.sha}`);
  const issues = change.references
    .filter((reference) => reference.closes && reference.number !== change.pull)
    .slice(0, 10)
    .map((reference) => linkIssue(reference, repository));
  return [origin, ...(issues.length === 0 ? [] : [`for ${issues.join(" ")}`])];
}

function linkIssue(reference: Reference, repository: string | null): string {
  const { owner, repository: name, number } = reference;
  if (name === null) return link(`#${number}`, repository, `issues/${number}`);
  const full = owner === null ? name : `${owner}/${name}`;
  if (repository === null || owner === null) return inert(`${full}#${number}`);
  const host = repository.split("/").slice(0, 3).join("/");
  return `[${inert(`${full}#${number}`)}](${host}/${path(owner)}/${path(name)}/issues/${number})`;
}

function link(text: string, repository: string | null, target: string): string {
  return repository === null ? inert(text) : `[${text}](${repository}/${target})`;
}

function advisories(change: Change): string[] {
  return change.advisories.map((id) =>
    id.startsWith("GHSA")
      ? `[${id}](https://github.com/advisories/${id})`
      : `[${id}](https://www.cve.org/CVERecord?id=${id})`,
  );
}

/** Everyone who wrote a part of it, by name, without calling them. */
function thanks(changes: readonly Change[], context: NotesContext): string[] {
  const names = new Map<string, string>();
  const seen = new Set<CommitAuthor>();
  const first: string[] = [];
  for (const change of changes) {
    const person = change.pull === null ? undefined : context.people.get(change.pull);
    if (person !== undefined) {
      if (person.bot || names.has(`@${person.login}`)) continue;
      names.set(`@${person.login}`, profile(person.login, context.repository));
      if (person.first)
        first.push(`- ${profile(person.login, context.repository)} with ${sources(change, context)[0] ?? ""}`);
      continue;
    }
    for (const author of change.authors) {
      // The reader of a history hands out one object for each person.
      if (seen.has(author)) continue;
      seen.add(author);
      const { name } = author;
      if (name !== "" && !name.endsWith("[bot]") && !names.has(name)) names.set(name, inert(name, 60));
    }
  }
  return [
    ...(first.length === 0 ? [] : [`### First contributions\n\n${first.join("\n")}`]),
    ...(names.size === 0 ? [] : [`Thanks to ${[...names.values()].sort().join(", ")}.`]),
  ];
}

function profile(login: string, repository: string | null): string {
  const host = repository?.split("/").slice(0, 3).join("/") ?? null;
  return host === null ? inert(login) : `[${inert(login)}](${host}/${path(login)})`;
}
