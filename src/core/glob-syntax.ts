// The syntax of globs, as a tree. What it means is in glob.ts.
import { bad, good, type Parsed } from "./parsed.ts";

export type Takes = (character: string) => boolean;

export type GlobNode =
  /** One character. */
  | { readonly kind: "one"; readonly takes: Takes }
  /** Any number of characters. */
  | { readonly kind: "many"; readonly takes: Takes }
  /** Nothing, or anything that ends with a slash. */
  | { readonly kind: "folders" }
  | { readonly kind: "either"; readonly branches: readonly (readonly GlobNode[])[] };

const DEEPEST_BRACES = 8;

const notSlash: Takes = (character) => character !== "/";
const anything: Takes = () => true;

interface Cursor {
  readonly characters: readonly string[];
  at: number;
  depth: number;
}

/** Reads a whole glob; the reason says what is wrong, in words for the author of the policy. */
export function readGlob(source: string): Parsed<readonly GlobNode[]> {
  return readSequence({ characters: Array.from(source), at: 0, depth: 0 });
}

// Ends at the end, or inside braces at their comma or end; outside of them both are plain characters.
function readSequence(cursor: Cursor): Parsed<readonly GlobNode[]> {
  const nodes: GlobNode[] = [];
  for (;;) {
    const character = cursor.characters[cursor.at];
    if (character === undefined) return good(nodes);
    if (cursor.depth > 0 && (character === "}" || character === ",")) return good(nodes);
    const node = readNode(cursor, character);
    if (!node.ok) return node;
    nodes.push(node.value);
  }
}

function readNode(cursor: Cursor, character: string): Parsed<GlobNode> {
  cursor.at++;
  switch (character) {
    case "*":
      return good(readStars(cursor));
    case "?":
      return good({ kind: "one", takes: notSlash });
    case "[":
      return readClass(cursor);
    case "{":
      return readBraces(cursor);
    case "\\": {
      const escaped = cursor.characters[cursor.at++];
      return escaped === undefined ? bad("it ends with a backslash that escapes nothing") : good(exactly(escaped));
    }
    default:
      return good(exactly(character));
  }
}

function exactly(character: string): GlobNode {
  return { kind: "one", takes: (other) => other === character };
}

function readStars(cursor: Cursor): GlobNode {
  const before = cursor.characters[cursor.at - 2];
  if (cursor.characters[cursor.at] !== "*") return { kind: "many", takes: notSlash };
  while (cursor.characters[cursor.at] === "*") cursor.at++;
  const isFirstOfBranch = cursor.depth > 0 && (before === "{" || before === ",");
  const isWholeSegment = before === undefined || before === "/" || isFirstOfBranch;
  if (isWholeSegment && cursor.characters[cursor.at] === "/") {
    cursor.at++;
    return { kind: "folders" };
  }
  return { kind: "many", takes: anything };
}

function readClass(cursor: Cursor): Parsed<GlobNode> {
  const { characters } = cursor;
  const negated = characters[cursor.at] === "!" || characters[cursor.at] === "^";
  if (negated) cursor.at++;
  const ranges: (readonly [from: string, to: string])[] = [];
  for (;;) {
    let from = characters[cursor.at++];
    if (from === "]" && ranges.length > 0) break;
    if (from === "]") return bad('"[]" holds no character');
    if (from === "\\") from = characters[cursor.at++];
    if (from === "/") return bad('a "/" cannot stand in "[...]"');
    let to: string | undefined = from;
    if (characters[cursor.at] === "-" && characters[cursor.at + 1] !== "]") {
      to = characters[cursor.at + 1];
      cursor.at += 2;
    }
    if (from === undefined || to === undefined) return bad('a "[" is not closed');
    if (to < from) return bad(`the range ${from}-${to} runs backwards`);
    ranges.push([from, to]);
  }
  const isIn: Takes = (other) => ranges.some(([from, to]) => from <= other && other <= to);
  return good({ kind: "one", takes: (other) => other !== "/" && isIn(other) !== negated });
}

function readBraces(cursor: Cursor): Parsed<GlobNode> {
  cursor.depth++;
  if (cursor.depth > DEEPEST_BRACES) return bad(`braces are nested more than ${DEEPEST_BRACES} deep`);
  const branches: (readonly GlobNode[])[] = [];
  for (;;) {
    const branch = readSequence(cursor);
    if (!branch.ok) return branch;
    branches.push(branch.value);
    const end = cursor.characters[cursor.at++];
    if (end === undefined) return bad('a "{" is not closed');
    if (end === "}") break;
  }
  cursor.depth--;
  return good({ kind: "either", branches });
}
