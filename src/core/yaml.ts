// YAML as a policy may use it: the core schema of version 1.2, one document, no anchors, aliases, tags or directives,
// plain decimal numbers, each key once. What it says becomes plain JSON, and each value knows its line and column.
//
// The composer of the library recurses, and a few thousand open brackets kill the whole process there (V8 runs out of
// stack inside a regular expression, which nothing can catch). Its lexer does not: depth is bounded on its tokens.
import { Composer, type CST, LineCounter, Parser } from "yaml";
import { type Fault, readTree, type YamlTree } from "./yaml-tree.ts";

export interface Place {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export interface YamlProblem extends Place {
  readonly code: string;
  readonly message: string;
  readonly expected: string;
}

export interface YamlDocument extends YamlTree {
  place(offset: number): Place;
}

export type ParsedYaml =
  | { readonly ok: true; readonly document: YamlDocument }
  | { readonly ok: false; readonly problems: readonly YamlProblem[] };

/** UTF-16 units. */
const LONGEST = 262_144;
const DEEPEST = 40;
const MOST_NODES = 20_000;
const MOST_PROBLEMS = 20;

export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refuse = (faults: readonly Fault[]): ParsedYaml => ({
    ok: false,
    problems: faults.slice(0, MOST_PROBLEMS).map(({ offset, ...fault }) => ({ ...place(offset), ...fault })),
  });
  if (text.length > LONGEST) {
    const message = `The file is larger than ${LONGEST} characters.`;
    return refuse([{ offset: 0, code: "too-large", message, expected: "a smaller file" }]);
  }
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const refused = refusedToken(tokens);
  if (refused) return refuse([refused]);
  const composer = new Composer({ version: "1.2", uniqueKeys: false, merge: false });
  const [first, second] = [...composer.compose(tokens)];
  if (second) {
    const message = "The file holds more than one document.";
    return refuse([{ offset: second.range[0], code: "documents", message, expected: "one document, without `---`" }]);
  }
  const errors = first?.errors ?? [];
  if (errors.length > 0) {
    return refuse(
      errors.map(({ pos, message }) => ({
        offset: pos[0],
        code: "yaml",
        message: `${message}.`,
        expected: "valid YAML 1.2",
      })),
    );
  }
  const tree = readTree(first?.contents ?? null);
  return tree.ok ? { ok: true, document: { ...tree.tree, place } } : refuse(tree.faults);
}

const REFUSED: Readonly<Record<string, Omit<Fault, "offset">>> = {
  anchor: { code: "anchor", message: "Anchors are not allowed.", expected: "the value itself, without &" },
  alias: { code: "alias", message: "Aliases are not allowed.", expected: "the value itself, without *" },
  tag: { code: "tag", message: "Tags are not allowed.", expected: "the value itself, without !" },
  directive: {
    code: "directive",
    message: "Directives are not allowed.",
    expected: "a file without lines that begin with %",
  },
};

const TOO_DEEP: Omit<Fault, "offset"> = {
  code: "too-deep",
  message: `This is nested more than ${DEEPEST} deep.`,
  expected: "a simpler file",
};
const TOO_MANY: Omit<Fault, "offset"> = {
  code: "too-many",
  message: "The file holds too many values.",
  expected: "a simpler file",
};

/** The first token that a policy cannot have. Does not recurse, and ends at the bounds. */
function refusedToken(tokens: readonly CST.Token[]): Fault | undefined {
  const waiting = tokens.map((token): [CST.Token | CST.SourceToken, number] => [token, 0]).reverse();
  let nodes = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [token, depth] = next;
    const refused = REFUSED[token.type];
    if (refused) return { offset: token.offset, ...refused };
    nodes++;
    if (depth > DEEPEST) return { offset: token.offset, ...TOO_DEEP };
    if (nodes > MOST_NODES * 4) return { offset: token.offset, ...TOO_MANY };
    for (const child of children(token).toReversed()) waiting.push([child, depth + 1]);
  }
  return undefined;
}

function children(token: CST.Token | CST.SourceToken): readonly (CST.Token | CST.SourceToken)[] {
  if (token.type === "document") return [...token.start, ...(token.value ? [token.value] : [])];
  if (!("items" in token)) return [];
  return token.items.flatMap((item) => [
    ...item.start,
    ...(item.key ? [item.key] : []),
    ...(item.sep ?? []),
    ...(item.value ? [item.value] : []),
  ]);
}
