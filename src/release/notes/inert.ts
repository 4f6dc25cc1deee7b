// Foreign text for release notes: it may name people and issues, but it must not call or close them (REL-01, REL-03).
import { code, join, text } from "../../core/markdown.ts";
import type { Markdown } from "../../core/markdown.ts";
import { clip } from "../../core/neutral.ts";

const SPAN = /(?<!`)(`+)(?!`)((?:[^`]|(?!\1(?!`))`+)*?)\1(?!`)/;

/**
 * One line of Markdown that shows the text and does nothing else: no mention, reference, closing keyword, link, image or
 * HTML. Code spans stay code. At most `limit` characters of the text are kept.
 */
export function inert(foreign: string, limit = 400): Markdown {
  let rest = clip(foreign.trim(), limit);
  if (!rest.includes("`")) return text(rest);
  const parts: Markdown[] = [];
  for (let span = SPAN.exec(rest); span !== null; span = SPAN.exec(rest)) {
    parts.push(text(rest.slice(0, span.index)), code(span[2] ?? ""));
    rest = rest.slice(span.index + span[0].length);
  }
  return join([...parts, text(rest)]);
}
