// Names and texts against what a policy says: globs (glob.ts) and regular expressions in RE2's syntax. Both are linear in
// the text; both are checked when the policy is read, so that a bad one is a configuration error and never a surprise.
import { RE2JS } from "re2js";
import { type Glob, matchesGlob, parseGlob } from "./glob.ts";
import { bad, checked, good, type Parsed } from "./parsed.ts";

export interface Pattern {
  readonly source: string;
  readonly program: RE2JS;
}

const LONGEST_PATTERN = 512;
/** Instructions of the compiled pattern: matching costs at most so many steps for each character. RE2 itself refuses more than 1,000 repetitions, nested ones multiplied. */
const LARGEST_PROGRAM = 1000;
/** A regular expression in RE2 syntax (`(?i)` at its beginning: case does not count), or what is wrong with it. */
export function parsePattern(source: string): Parsed<Pattern> {
  const shown = JSON.stringify(source.length > 60 ? `${source.slice(0, 60)}…` : source);
  if (source === "") return bad("A pattern cannot be empty.");
  if (source.length > LONGEST_PATTERN) return bad(`A pattern has at most ${LONGEST_PATTERN} characters.`);
  let program: RE2JS;
  try {
    program = RE2JS.compile(source);
  } catch (error) {
    return bad(`The pattern ${shown} is not in RE2 syntax: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (program.programSize() > LARGEST_PROGRAM) return bad(`The pattern ${shown} is too large; write a simpler one.`);
  return good({ source, program });
}

/** Whether the pattern occurs anywhere in the text. Cost is linear in the text. */
export function occursIn(pattern: Pattern, text: string): boolean {
  return pattern.program.matcher(text).find();
}

/** A question for names, made of globs that the policy's schema has checked. Throws on a bad one. */
export function anyGlob(sources: readonly string[]): (name: string) => boolean {
  const globs: readonly Glob[] = sources.map((source) => checked(parseGlob(source)));
  return (name) => globs.some((glob) => matchesGlob(glob, name));
}

/** A question for texts, made of a pattern that the policy's schema has checked. Throws on a bad one. */
export function anyPattern(sources: readonly string[]): (text: string) => boolean {
  const patterns = sources.map((source) => checked(parsePattern(source)));
  return (text) => patterns.some((pattern) => occursIn(pattern, text));
}
