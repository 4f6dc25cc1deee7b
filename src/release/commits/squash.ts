// GitHub's default squash body lists the commits of the pull request as bullets. The specification knows no such thing:
// they count only when the policy says `squash: bullets`.

const START = /^(?:[ \t]*[*-][ \t]+)?\w[\w-]*(?:\([^()\n]*\))?!?:[ \t]+\S/;
const BULLET = /^[ \t]*[*-][ \t]+/;
const TRAILER = /^[A-Za-z][\w-]*(?:: | #)/;

/**
 * The messages within a message: the title with its own footers first, then each bullet or paragraph that starts like a
 * conventional header. A part that repeats the title is left out, so that nothing counts double.
 */
export function splitSquash(message: string): readonly string[] {
  const lines = message.split("\n");
  const parts: string[][] = [[]];
  let paragraphStart = false;
  for (const [index, line] of lines.entries()) {
    const bullet = BULLET.test(line);
    const starts = index > 0 && START.test(line) && (bullet || (paragraphStart && !isTrailer(line)));
    if (starts) parts.push([line.replace(BULLET, "")]);
    else parts.at(-1)?.push(line);
    paragraphStart = line.trim() === "";
  }
  const texts = parts.map((part) => part.join("\n").trim());
  const title = titleOf(texts[0] ?? "");
  return texts.filter((text, index) => text !== "" && (index === 0 || titleOf(text) !== title));
}

/** `Signed-off-by: x` begins a paragraph like a header does; a token with a capital or a hyphen is a footer. */
function isTrailer(line: string): boolean {
  return TRAILER.test(line) && /^(?:[A-Z]|\w+-)/.test(line);
}

function titleOf(text: string): string {
  const end = text.indexOf("\n");
  return (end === -1 ? text : text.slice(0, end))
    .replace(/\s*\(#\d+\)\s*$/, "")
    .trim()
    .toLowerCase();
}
