// Where a TOML file holds one text. Only places are looked for: every other byte of the file stays.
import type { Span } from "./json.ts";

interface Table {
  readonly name: string;
  readonly entries: Map<string, Span & { readonly value: string }>;
}

/**
 * `package.version` is a key in its table, `version` one before the first table, and `package[name=app].version` one in
 * that table of a list, as the locks of Cargo and uv have them.
 */
export function findInToml(text: string, path: string): Span | undefined {
  const [, at = "", key = ""] = /^(?:(.*)\.)?([^.[\]]+)$/.exec(path) ?? [];
  const [, name = "", asked] = /^([^[\]]*)(?:\[([^\]]*)\])?$/.exec(at) ?? [];
  const [askedKey, value] = asked?.split(/=(.*)/s) ?? [];
  const table = tablesOf(text).find(
    (one) => one.name === name && (askedKey === undefined || one.entries.get(askedKey)?.value === value),
  );
  return table?.entries.get(key);
}

const HEADER = /^\s*\[\[?([\w.\-"' \t]+)\]\]?\s*(?:#.*)?\r?$/;
const ENTRY = /^(\s*["']?([\w-]+)["']?\s*=\s*(["']))(.*?)\3/;
const LONG = /=\s*("""|''')(.*)$/;

/** The three quotes that begin a text on this line and do not end it there. */
function quoteLeftOpen(line: string): string | null {
  const [, quote = "", rest = ""] = LONG.exec(line) ?? [];
  return rest.includes(quote) ? null : quote;
}

function tablesOf(text: string): readonly Table[] {
  let here: Table = { name: "", entries: new Map() };
  const tables = [here];
  let at = 0;
  let until: string | null = null;
  for (const line of text.split("\n")) {
    if (until !== null) {
      if (line.includes(until)) until = null;
    } else if (LONG.test(line)) {
      until = quoteLeftOpen(line);
    } else {
      const header = HEADER.exec(line)?.[1];
      const [, lead = "", key, , value = ""] = ENTRY.exec(line) ?? [];
      if (header !== undefined) tables.push((here = { name: header.replace(/["' \t]/g, ""), entries: new Map() }));
      else if (key !== undefined && !here.entries.has(key))
        here.entries.set(key, { value, start: at + lead.length, end: at + lead.length + value.length });
    }
    at += line.length + 1;
  }
  return tables;
}
