// Sections of a description: an ATX heading and the words under it. Linear in the text's length.

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+|$)/;

/** Whether there is a heading of these words (any level, any case) with something written under it. */
export function hasSection(markdown: string, name: string): boolean {
  const wanted = name.trim().toLowerCase();
  let fence = "";
  let isInside = false;
  for (const line of withoutComments(markdown).split(/\r\n|\n|\r/)) {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined && (fence === "" || (mark.startsWith(fence) && line.trim() === mark))) {
      fence = fence === "" ? mark : "";
    }
    const heading = fence === "" && mark === undefined ? HEADING.exec(line) : null;
    if (heading) isInside = titleOf(line.slice(heading[0].length)) === wanted;
    else if (isInside && line.trim() !== "" && line.trim() !== "_No response_") return true;
  }
  return false;
}

/** Without the closing `#`s that a heading may have. */
function titleOf(rest: string): string {
  const words = rest.trim().split(/[ \t]+/);
  if (/^#+$/.test(words.at(-1) ?? "")) words.pop();
  return words.join(" ").toLowerCase();
}

/** A template's hints stand in HTML comments: they are nobody's words. An unclosed one runs to the end. */
function withoutComments(markdown: string): string {
  let kept = "";
  let from = 0;
  for (;;) {
    const start = markdown.indexOf("<!--", from);
    if (start === -1) return kept + markdown.slice(from);
    kept += markdown.slice(from, start);
    const end = markdown.indexOf("-->", start + 4);
    if (end === -1) return kept;
    from = end + 3;
  }
}
