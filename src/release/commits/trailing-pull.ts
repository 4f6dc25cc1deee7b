// The ` (#12)` that GitHub puts after the title of a squashed pull request. Read from the end, without a pattern: titles are
// many, and a pattern that begins with spaces would try each of them.

const CLOSE = 41;
const [DIGIT_0, DIGIT_9] = [48, 57];

/** Where the trailing ` (#12)` begins at the latest; -1 when there is none. Cheap: most titles are only looked at. */
export function pullStart(title: string): number {
  let end = title.length - 1;
  const last = title.charCodeAt(end);
  if (last <= 32 || last > 126) end = title.trimEnd().length - 1;
  if (title.charCodeAt(end) !== CLOSE) return -1;
  let at = end - 1;
  while (at >= 0 && title.charCodeAt(at) >= DIGIT_0 && title.charCodeAt(at) <= DIGIT_9) at -= 1;
  const digits = end - 1 - at;
  return digits >= 1 && digits <= 15 && title[at] === "#" && title[at - 1] === "(" ? at - 1 : -1;
}

export function trailingPull(title: string): number | null {
  const at = pullStart(title);
  return at === -1 ? null : Number.parseInt(title.slice(at + 2), 10);
}

export function withoutPull(title: string): string {
  const at = pullStart(title);
  return at === -1 ? title : title.slice(0, at).trimEnd();
}
