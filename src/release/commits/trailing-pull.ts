// The ` (#12)` that GitHub puts after the title of a squashed pull request. Read from the end, without a pattern: titles are
// many, and a pattern that begins with spaces would try each of them.

/** Where the trailing number begins, and the number; null when there is none. */
function find(title: string): { readonly at: number; readonly number: number } | null {
  const text = title.trimEnd();
  if (!text.endsWith(")")) return null;
  const at = text.lastIndexOf("(#");
  const digits = at === -1 ? "" : text.slice(at + 2, -1);
  return /^\d{1,15}$/.test(digits) ? { at, number: Number(digits) } : null;
}

export function trailingPull(title: string): number | null {
  return find(title)?.number ?? null;
}

export function withoutPull(title: string): string {
  const found = find(title);
  return found === null ? title : title.slice(0, found.at).trimEnd();
}
