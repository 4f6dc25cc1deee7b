// Which versions have a bug. It is in what contains the commit that brought it and none that mends it; where that commit is not
// known, in what contains the version it was seen in. What nobody can tell is said to be unknown, never to be well. Pure.
import type { Tagged } from "../lines/next.ts";

export interface BugFacts {
  /** All releases, newest version first; `of`: the package's name in a repository with packages. */
  readonly tags: readonly (Tagged & { readonly of?: string })[];
  /** Branches that are released from, with the refs that hold them. */
  readonly lines: readonly { readonly branch: string; readonly ref: string }[];
  /** Full names of refs that contain the commit that brought it; null where that is not known. */
  readonly brought: ReadonlySet<string> | null;
  /** The same of the release in which it was seen; null where the report does not say. */
  readonly seen: ReadonlySet<string> | null;
  /** The same of each commit that mends it, picks included. */
  readonly mended: ReadonlyMap<string, ReadonlySet<string>>;
}

export type LineState = "affected" | "mended" | "never" | "unknown";

export interface Affected {
  /** `seen`: older releases than the one it was seen in may have it too, and are `unknown`. */
  readonly since: "brought" | "seen";
  /** Tags, newest first. */
  readonly affected: readonly string[];
  readonly unknown: readonly string[];
  /** The first release with each mending commit. */
  readonly mendedIn: readonly string[];
  readonly lines: readonly { readonly line: string; readonly state: LineState }[];
}

/** Null when neither is known where it began nor where it was seen. */
export function affectedBy(facts: BugFacts): Affected | null {
  const { tags, lines, brought, seen, mended } = facts;
  if (brought === null && seen === null) return null;
  const stateOf = (ref: string): LineState => {
    const has = brought === null ? (seen?.has(ref) === true ? "yes" : "unknown") : brought.has(ref) ? "yes" : "no";
    const isMended = [...mended.values()].some((refs) => refs.has(ref));
    if (has === "no") return "never";
    if (isMended) return "mended";
    return has === "yes" ? "affected" : "unknown";
  };
  const states = tags.map(({ tag }) => ({ tag, state: stateOf(`refs/tags/${tag}`) }));
  const named = (wanted: LineState): string[] => states.filter(({ state }) => state === wanted).map(({ tag }) => tag);
  const packages = [...new Set(tags.map(({ of }) => of))];
  // Newest first, so that the last one of a package is its first release with it.
  const firsts = [...mended.values()].flatMap((refs) =>
    packages.map((one) => tags.findLast(({ tag, of }) => of === one && refs.has(`refs/tags/${tag}`))?.tag),
  );
  return {
    since: brought === null ? "seen" : "brought",
    affected: named("affected"),
    unknown: named("unknown"),
    mendedIn: tags.map(({ tag }) => tag).filter((tag) => firsts.includes(tag)),
    lines: lines.map(({ branch, ref }) => ({ line: branch, state: stateOf(ref) })),
  };
}

// Read line by line: in one expression over a report that outsiders write, blanks could be parted in too many ways.
const HEADING = /^#{1,6}[ \t]/;
const VERSION_WORD = /\bversions?\b/i;
const VERSION = /^[ \t]*(?:(@?[A-Za-z][\w./-]{0,99}@)|v?)(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)\b/;
const BROUGHT_BY = /^(?:Fixes|Introduced-by|Caused-by|Regression-of):?[ \t]+([0-9a-f]{7,64})\b/gim;

/** What a report says: the version of its form (`### Version`), and a line `Introduced-by: SHA`. */
export function toldIn(report: string): { readonly seen: string | null; readonly broughtBy: readonly string[] } {
  const text = report.replace(/\r\n?/g, "\n");
  return { seen: versionIn(text), broughtBy: culpritsIn(text) };
}

/** The version that stands first below a heading about versions, perhaps of a package: `core@1.2.3`. */
function versionIn(text: string): string | null {
  let isAsked = false;
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const [, name = "", version] = (isAsked ? VERSION.exec(line) : null) ?? [];
    if (version !== undefined) return `${name}${version}`;
    isAsked = HEADING.test(line) && VERSION_WORD.test(line);
  }
  return null;
}

/** The commits that a message or report names as what brought a bug: `Fixes: 1a2b3c4d ("...")`, `Introduced-by: 1a2b3c4d`. */
export function culpritsIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(BROUGHT_BY)].map(([, sha = ""]) => sha.toLowerCase()))];
}

/** For a terminal. */
export function printAffected(issue: number, found: Affected): string {
  const list = (tags: readonly string[]): string =>
    tags.length === 0
      ? "none"
      : `${tags.slice(0, SHOWN).join(", ")}${tags.length > SHOWN ? ` and ${tags.length - SHOWN} more` : ""}`;
  return [
    `#${issue}: in ${list(found.affected)}`,
    `mended in ${list(found.mendedIn)}`,
    ...(found.unknown.length === 0
      ? []
      : [`not known: ${list(found.unknown)}; name the commit that brought it with --introduced-by SHA`]),
    ...found.lines.map(({ line, state }) => `  ${line}: ${SAID[state]}`),
  ].join("\n");
}

const SHOWN = 20;
const SAID: Readonly<Record<LineState, string>> = {
  affected: "has it",
  mended: "has the fix",
  never: "never had it",
  unknown: "not known",
};
