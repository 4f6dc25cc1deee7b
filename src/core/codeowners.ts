// CODEOWNERS as GitHub reads it: a subset of gitignore's syntax; the last line that matches a path decides.
// https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
import { type Glob, matchesGlob, parseGlob } from "./glob.ts";
import { bad, good, type Parsed } from "./parsed.ts";
import type { Owner } from "./people.ts";

export interface CodeownersRule {
  /** 1-based. */
  readonly line: number;
  readonly pattern: string;
  /** Empty: the paths have no owner, and earlier rules do not count for them. */
  readonly owners: readonly Owner[];
  readonly glob: Glob;
}

export interface CodeownersProblem {
  readonly line: number;
  /** One sentence. Foreign text. */
  readonly reason: string;
}

export interface Codeowners {
  readonly rules: readonly CodeownersRule[];
  /** Lines that GitHub skips. */
  readonly problems: readonly CodeownersProblem[];
}

/** Where GitHub looks, in this order; the first that is there counts. */
export const CODEOWNERS_PATHS: readonly string[] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/** Reads a whole file. A line with a mistake is skipped, as GitHub does, and told. */
export function parseCodeowners(text: string): Codeowners {
  const rules: CodeownersRule[] = [];
  const problems: CodeownersProblem[] = [];
  for (const [index, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const [pattern, ...names] = words(whole);
    if (pattern === undefined) continue;
    const line = index + 1;
    const rule = parseRule(pattern, names);
    if (rule.ok) rules.push({ line, pattern, ...rule.value });
    else problems.push({ line, reason: rule.reason });
  }
  return { rules, problems };
}

/** The rule that decides about a path; undefined when none matches. Its owners may be empty. */
export function ruleFor(codeowners: Codeowners, path: string): CodeownersRule | undefined {
  return codeowners.rules.findLast((rule) => matchesGlob(rule.glob, path));
}

/** The words of a line, up to a comment. A backslash keeps a space in a pattern. */
function words(line: string): readonly string[] {
  const found: string[] = [];
  for (const [word] of line.matchAll(/(?:\\.|[^\s\\]|\\)+/g)) {
    if (word.startsWith("#")) break;
    found.push(word);
  }
  return found;
}

function parseRule(pattern: string, names: readonly string[]): Parsed<Pick<CodeownersRule, "owners" | "glob">> {
  const glob = parseOwnedPaths(pattern);
  if (!glob.ok) return glob;
  const owners: Owner[] = [];
  for (const name of names) {
    const owner = parseOwner(name);
    if (owner === undefined) return bad(`${name} is no owner: write @user, @organisation/team or an e-mail address.`);
    owners.push(owner);
  }
  return good({ owners, glob: glob.value });
}

function parseOwner(name: string): Owner | undefined {
  const team = /^@([A-Za-z0-9_-]+\/[A-Za-z0-9_.-]+)$/.exec(name)?.[1];
  if (team !== undefined) return { kind: "team", team };
  const login = /^@([A-Za-z0-9_-]+)$/.exec(name)?.[1];
  if (login !== undefined) return { kind: "person", login };
  return /^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(name) ? { kind: "unnamed", text: name } : undefined;
}

/** A pattern as a glob of ours: anchored or at any depth, and with what lies below it. */
function parseOwnedPaths(pattern: string): Parsed<Glob> {
  if (pattern.startsWith("!")) return bad(`${pattern} begins with "!": CODEOWNERS has no negation.`);
  if (/[[\]]/.test(pattern)) return bad(`${pattern} has brackets: CODEOWNERS has no character ranges.`);
  if (pattern.startsWith("\\#")) return bad(`${pattern} begins with an escaped "#", which CODEOWNERS does not have.`);
  if (/^\/+$/.test(pattern)) return parseGlob("**");
  const isAnchored = pattern.slice(0, -1).includes("/");
  const bare = pattern.replace(/^\//, "").replace(/\/$/, "").replace(/[{},]/g, "\\$&");
  const here = isAnchored ? bare : `**/${bare}`;
  if (pattern.endsWith("/")) return parseGlob(`${here}/**`);
  // `docs/*` owns the files in docs and nothing deeper; `docs` and `docs/**` own everything below.
  if (isAnchored && pattern.endsWith("/*")) return parseGlob(here);
  return parseGlob(`{${here},${here}/**}`);
}
