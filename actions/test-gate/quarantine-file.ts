// The quarantine file as items with their lines. YAML core schema, no aliases, one document, at most 256 kB.
import { isMap, isSeq, LineCounter, parseDocument } from "yaml";
import type { Item, QuarantineProblem } from "../../src/gate/quarantine.ts";

const LARGEST = 256 * 1024;

/** `tests:` is a list of entries. Everything else is a problem with its line. */
export function parseQuarantine(text: string): { items: Item[]; problems: QuarantineProblem[] } {
  const cure = "The file is: tests: and a list of entries with test, owner, issue, reason and expires.";
  const wrong = (line: number, message: string): { items: Item[]; problems: QuarantineProblem[] } => ({
    items: [],
    problems: [{ code: "malformed", line, message, cure }],
  });
  if (text.length > LARGEST) return wrong(1, `The quarantine is larger than ${LARGEST} bytes.`);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: "core",
    lineCounter: lines,
    version: "1.2",
    uniqueKeys: true,
    logLevel: "error",
  });
  const [error] = document.errors;
  if (error !== undefined)
    return wrong(lines.linePos(error.pos[0]).line, error.message.split("\n")[0] ?? "This is no YAML.");
  if (document.contents === null) return { items: [], problems: [] };
  const { contents } = document;
  if (!isMap(contents) || contents.items.length !== 1) return wrong(1, "The quarantine has one key, tests.");
  const list = contents.get("tests", true);
  if (list === undefined || !isSeq(list)) return wrong(1, "Under tests there must be a list.");
  const items = list.items.map((item): Item => {
    const range = typeof item === "object" && item !== null && "range" in item ? (item.range as [number] | null) : null;
    return { value: valueOf(item), line: range === null ? 0 : lines.linePos(range[0]).line };
  });
  return { items, problems: [] };
}

/** A mapping of scalars as a plain value; anything else (an alias, a nested list) as null, which no entry is. */
function valueOf(item: unknown): unknown {
  if (!isMap(item)) return null;
  const value: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const { key, value: field } of item.items) {
    const name = scalar(key);
    if (typeof name === "string") value[name] = scalar(field);
  }
  return value;
}

function scalar(node: unknown): unknown {
  if (typeof node !== "object" || node === null || !("value" in node)) return null;
  return node.value;
}
