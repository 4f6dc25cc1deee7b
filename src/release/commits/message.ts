// One message -> header and footers. Messages without a BREAKING CHANGE, nearly all of a history, are read by hand; the
// others by conventional-commits-parser, whose rules for notes are long. test/release/differential.test.ts holds the two
// against each other.
import { CommitParser } from "conventional-commits-parser";
import type { Commit } from "conventional-commits-parser";
import type { Reference } from "./change.ts";
import { readReferences } from "./references.ts";

export interface Message {
  /** As it is written; types are case-insensitive (rule 15). */
  readonly type: string;
  readonly scope: string | null;
  readonly bang: boolean;
  /** What follows the colon, with the ` (#12)` of a pull request. Foreign text. */
  readonly description: string;
  /** The texts of its BREAKING CHANGE footers, perhaps empty ones. */
  readonly notes: readonly string[];
  /** In the order in which they are named; doubles are left in. A number may be none that GitHub knows. */
  readonly references: readonly Reference[];
}

const HEADER = /^(\w[\w-]*)(?:\(([^()\r\n]*)\))?(!)?:[ \t]+(\S.*)$/;
// What the quick reading does not do: notes, lines that a signature left, line ends that are not `\n`.
const NOTE = "BREAKING";
const LONG = ["gpg:", "\r", "\u2028", "\u2029"];
const NO_NOTES: readonly string[] = [];

/** Null when the header does not follow the convention. The text has no white space around it. */
export function readMessage(text: string): Message | null {
  if (text === "") return null;
  return text.includes(NOTE) || LONG.some((mark) => text.includes(mark)) ? readLong(text) : readQuickly(text);
}

function readQuickly(text: string): Message | null {
  const end = text.indexOf("\n");
  const matched = HEADER.exec(end === -1 ? text : text.slice(0, end));
  if (matched === null) return null;
  const references = readReferences(text);
  return {
    type: matched[1] ?? "",
    scope: matched[2] || null,
    bang: matched[3] === "!",
    description: matched[4] ?? "",
    notes: NO_NOTES,
    references,
  };
}

let parser: CommitParser | undefined;

/** By conventional-commits-parser, for any message. */
export function readLong(text: string): Message | null {
  parser ??= new CommitParser({
    headerPattern: HEADER,
    headerCorrespondence: ["type", "scope", "bang", "description"],
    // Upper case only (rule 15), at the start of a line, `: ` or ` #` (rule 8); a lone `:` before a line break is meant too.
    notesPattern: () => /^(BREAKING CHANGE|BREAKING-CHANGE)(?::\s*| #)(.*)/,
    // `-field-` blocks are another convention's.
    fieldPattern: /(?!)/,
  });
  const commit: Commit & Partial<Record<"type" | "scope" | "bang" | "description", string | null>> = parser.parse(text);
  if (commit.type == null || commit.description == null) return null;
  return {
    type: commit.type,
    scope: commit.scope ?? null,
    bang: commit.bang === "!",
    description: commit.description,
    notes: commit.notes.map((note) => note.text.trim()),
    references: commit.references.map(({ owner, repository, issue, action }) => ({
      owner,
      repository,
      number: Number(issue),
      closes: action !== null,
    })),
  };
}
