// Commands in comments: one grammar for every room (spec: commands).
import { splitLines, standings } from "./comment-structure.ts";
import { type Misspelling, misspelling } from "./near-miss.ts";

/** One command as it was written. */
export interface Command {
  /** Lower case; `/remove-x` and `/x cancel` both arrive as name `x` with args `cancel`, unless `remove-x` is declared itself. */
  readonly name: string;
  /** What stands between the name and `because`, trimmed; empty when nothing does. */
  readonly args: string;
  /** The text after `because`, to the end of the line; empty when there is none. */
  readonly because: string;
  /** 1-based line of the comment. */
  readonly line: number;
}

/**
 * - `near-miss`      not a command of ours, but close to one
 * - `too-many`       more than {@link MOST_COMMANDS}: none of them is done
 * - `bad-arguments`  the command is ours and its arguments fit no usage
 * - `tangled`        in a paragraph with more inline marks than we read: the command needs a paragraph of its own
 * - `too-long`       the comment is longer than {@link LONGEST_COMMENT}: nothing in it is read
 */
export type CommandProblemCode = "near-miss" | "too-many" | "bad-arguments" | "tangled" | "too-long";

/** Something that looked like a command and was not done. */
export interface CommandProblem {
  readonly code: CommandProblemCode;
  /** The word as written, no longer than a near miss can be. Foreign text. */
  readonly word: string;
  readonly line: number;
  /** One sentence for what is so and one for what to do. */
  readonly message: string;
  /** The declared command that was probably meant. */
  readonly meant: string | null;
}

/** A command as data: `/help`, the answers on who may, the README's table and the docs are printed from this. */
export interface CommandSpec {
  readonly name: string;
  /** `/approve-change [sha] [because ...]` */
  readonly usage: string;
  /** One sentence. */
  readonly does: string;
  /** For people: "anyone with a role that the rule asks for". The decision itself is the room's. */
  readonly who: string;
  readonly examples: readonly string[];
  /** Where it works. */
  readonly on: readonly ("issue" | "pull")[];
  /** The setting of the room's section without which it can do nothing: `kinds`, `types.emergency`. */
  readonly needs?: string;
  /** Whether `/name cancel` and `/remove-name` undo it. */
  readonly cancellable: boolean;
  /** Undefined when the arguments fit; else one sentence for what is wrong. Pure and linear. */
  readonly problemWith?: (args: string, because: string) => string | undefined;
}

/** Of one comment; more are none (spec: commands). */
export const MOST_COMMANDS = 10;

/** Near misses of one comment that are told; a list of misspellings helps nobody. */
const MOST_PROBLEMS = 10;

/** Characters (code points) that GitHub takes in a comment. */
export const LONGEST_COMMENT = 65_536;

/** What a comment asks for, in order, and what in it only looked like a request. */
export interface ParsedCommands {
  readonly commands: readonly Command[];
  readonly problems: readonly CommandProblem[];
}

/**
 * The commands that a comment holds. Pure; cost is linear in the comment's length. A comment is parsed as
 * GitHub-flavoured Markdown, and a command stands alone on a line of a top-level paragraph, its slash in the first column.
 */
export function parseCommands(args: { readonly body: string; readonly specs: readonly CommandSpec[] }): ParsedCommands {
  if (isTooLong(args.body)) return { commands: [], problems: [tooLong()] };
  const lines = splitLines(args.body);
  const found = candidates(lines, vocabularyOf(args.specs));
  const standing = standings(
    lines,
    found.map(({ index }) => index),
  );
  const commands: Command[] = [];
  const problems: CommandProblem[] = [];
  const known: Candidate[] = [];
  for (const candidate of found) {
    const where = standing.get(candidate.index);
    if (where === undefined) continue;
    if ("spec" in candidate.means) known.push(candidate);
    const understood = understand(candidate, where);
    if ("code" in understood) problems.push(understood);
    else commands.push(understood);
  }
  const [first] = known;
  if (first && known.length > MOST_COMMANDS) return { commands: [], problems: [tooMany(first, known.length)] };
  return { commands, problems: problems.slice(0, MOST_PROBLEMS) };
}

interface Entry {
  readonly spec: CommandSpec;
  /** `/remove-x` for `/x cancel`. */
  readonly cancels: boolean;
}

/** Every word that may stand after the slash, in lower case. */
type Vocabulary = ReadonlyMap<string, Entry>;

function vocabularyOf(specs: readonly CommandSpec[]): Vocabulary {
  const words = new Map<string, Entry>();
  for (const spec of specs) if (spec.cancellable) words.set(`remove-${spec.name}`, { spec, cancels: true });
  for (const spec of specs) words.set(spec.name, { spec, cancels: false });
  return words;
}

interface Candidate {
  /** 0-based line of the comment. */
  readonly index: number;
  /** The first word of the line, slash included. */
  readonly word: string;
  /** What follows the word, trimmed. */
  readonly rest: string;
  readonly means: Entry | Misspelling;
}

// Only lines that name a command, or nearly do, cost a look at the Markdown around them.
function candidates(lines: readonly string[], vocabulary: Vocabulary): readonly Candidate[] {
  const words = [...vocabulary.keys()];
  return lines.flatMap((line, index) => {
    const [word, rest] = firstWord(line);
    const entry = /^\/[A-Za-z0-9-]+$/.test(word) ? vocabulary.get(word.slice(1).toLowerCase()) : undefined;
    const means = entry ?? misspelling(word, words);
    return means === undefined ? [] : [{ index, word, rest, means }];
  });
}

const BLANKS: ReadonlySet<string> = new Set([" ", "\t", "\u00a0"]);

function firstWord(line: string): readonly [word: string, rest: string] {
  // A loop, because `/[ \t]+$/` takes quadratic time on a long run of spaces in the middle.
  let end = line.length;
  while (BLANKS.has(line.charAt(end - 1))) end--;
  const gap = line.search(/[ \t]/);
  const wordEnd = gap === -1 ? end : Math.min(gap, end);
  return [line.slice(0, wordEnd), line.slice(wordEnd, end).trim()];
}

/** A command or its problem; the structure of the comment has been looked at already. */
function understand(candidate: Candidate, standing: "prose" | "tangled"): Command | CommandProblem {
  const { word, rest, means } = candidate;
  const line = candidate.index + 1;
  const problem = (code: CommandProblemCode, meant: string, message: string): CommandProblem => ({
    code,
    word,
    line,
    message,
    meant,
  });
  if ("meant" in means) return problem("near-miss", means.meant, means.message);
  const { spec } = means;
  if (standing === "tangled") {
    const mend = "Put the command into a comment of its own.";
    return problem("tangled", spec.name, `The Markdown around it is too tangled to be read. ${mend}`);
  }
  const { before, because } = splitReason(rest);
  const isCancel = means.cancels || (spec.cancellable && before.toLowerCase() === "cancel");
  if (isCancel && means.cancels && before !== "") {
    return problem("bad-arguments", spec.name, `/remove-${spec.name} takes no arguments. Write: /remove-${spec.name}`);
  }
  const wrong = isCancel ? undefined : spec.problemWith?.(before, because);
  if (wrong !== undefined) return problem("bad-arguments", spec.name, `${wrong} Write: ${spec.usage}`);
  return { name: spec.name, args: isCancel ? "cancel" : before, because, line };
}

/** `<args> because <reason>`: the first `because` that stands as a word of its own divides them. */
function splitReason(rest: string): { readonly before: string; readonly because: string } {
  const divider = /(?:^|[ \t])because(?:[ \t]|$)/i.exec(rest);
  if (!divider) return { before: rest, because: "" };
  const after = divider.index + divider[0].length;
  return { before: rest.slice(0, divider.index).trim(), because: rest.slice(after).trim() };
}

function tooMany(first: Candidate, count: number): CommandProblem {
  const message = `The comment holds ${count} commands, and at most ${MOST_COMMANDS} are taken; none was done. Split it into several comments.`;
  return { code: "too-many", word: first.word, line: first.index + 1, message, meant: null };
}

function tooLong(): CommandProblem {
  const message = `The comment is longer than ${LONGEST_COMMENT} characters, so no command in it was read. Write a shorter one.`;
  return { code: "too-long", word: "", line: 0, message, meant: null };
}

/** Counts code points, and only where the count of UTF-16 units leaves it open. */
function isTooLong(body: string): boolean {
  if (body.length <= LONGEST_COMMENT) return false;
  if (body.length > 2 * LONGEST_COMMENT) return true;
  return Array.from(body).length > LONGEST_COMMENT;
}
