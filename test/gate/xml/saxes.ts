// Two readings of one file as lists of events: ours, and saxes' as the judge.
import { SaxesParser } from "saxes";
import { Damage } from "../../../src/gate/damage.ts";
import { XmlScanner } from "../../../src/gate/xml/scan.ts";

export type Event = ["open", string, Record<string, string>] | ["close", string] | ["text", string];
export interface Reading {
  events: Event[];
  /** Why it was refused; null when it was accepted. */
  refused: string | null;
}

function addText(events: Event[], text: string): void {
  const last = events.at(-1);
  if (last?.[0] === "text") last[1] += text;
  else if (text !== "") events.push(["text", text]);
}

/** Reads with our scanner, in the given pieces. */
export function ours(pieces: Iterable<Buffer>): Reading {
  const events: Event[] = [];
  const scanner: XmlScanner = new XmlScanner(
    {
      open(name, tag) {
        events.push(["open", name, Object.fromEntries(tag.entries())]);
        scanner.want = Number.MAX_SAFE_INTEGER;
      },
      close: (name) => void events.push(["close", name]),
      text: (text) => addText(events, text),
    },
    { doctype: "refuse" },
  );
  try {
    for (const piece of pieces) scanner.push(piece);
    scanner.end();
    return { events, refused: null };
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    return { events, refused: `${error.code}: ${error.message}` };
  }
}

/** What saxes calls an error and we do not: characters of logs, and the rule against `]]>` in text. */
const MILDER = /disallowed character\.$|the string "\]\]>" is disallowed/i;

export function theirs(text: string): Reading {
  const events: Event[] = [];
  let refused: string | null = null;
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    // It has the same words for a < in a value, which we refuse as well.
    if (!MILDER.test(error.message) || text[parser.position - 1] === "<") refused ??= error.message;
  });
  parser.on("doctype", () => (refused ??= "doctype"));
  parser.on(
    "opentag",
    (tag) => void events.push(["open", tag.name, { ...(tag.attributes as Record<string, string>) }]),
  );
  parser.on("closetag", (tag) => void events.push(["close", tag.name]));
  parser.on("text", (piece) => addText(events, piece));
  parser.on("cdata", (piece) => addText(events, piece));
  parser.write(text);
  parser.close();
  return { events, refused };
}

/** saxes tells text outside the outermost element too, where only white space may stand. */
export function comparable(events: readonly Event[]): Event[] {
  let depth = 0;
  const inside = events.filter((event) => {
    if (event[0] === "open") depth += 1;
    if (event[0] === "close") depth -= 1;
    return event[0] !== "text" || depth > 0;
  });
  // XML reads every line end as \n; we leave that to who prints the text.
  return inside.map((event) => (event[0] === "text" ? ["text", event[1].replace(/\r\n?/g, "\n")] : event));
}
