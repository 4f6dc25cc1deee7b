// GitHub takes 65,536 characters in a comment and 65,535 in a check's summary; we stay at the smaller for both (CHK-13).

export const MOST_TEXT = 65_535;

const NOTE = "\n\n*This text was longer than GitHub takes, and was cut here. `lamplighter plan` prints all of it.*";

/**
 * The text, cut at a line's end with a note when it is too long; `tail` is kept whole in any case. What counts for
 * GitHub is characters; UTF-16 units, which are counted here, are never fewer.
 */
export function cut(text: string, tail = ""): string {
  if (text.length + tail.length <= MOST_TEXT) return text + tail;
  const room = MOST_TEXT - NOTE.length - tail.length - "\n```".length;
  const line = text.lastIndexOf("\n", room);
  let kept = text.slice(0, line > room / 2 ? line : room);
  // Half a character would be a replacement character on GitHub, and the text would never be equal to itself again.
  if (/[\uD800-\uDBFF]$/.test(kept)) kept = kept.slice(0, -1);
  const fences = kept.match(/^(```|~~~)/gm) ?? [];
  return kept + (fences.length % 2 === 1 ? `\n${fences.at(-1) ?? ""}` : "") + NOTE + tail;
}
