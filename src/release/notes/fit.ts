// GitHub refuses a release or pull request body over 125,000 characters with a 422 that looks like any other (REL-11).

/** GitHub's limit for the body of a release. A pull request's body is limited to 65,536. */
export const RELEASE_LIMIT = 125_000;
export const PULL_LIMIT = 65_536;

/** The notes, cut at the end of a line when they are too long, with a link to the whole. */
export function fit(notes: string, limit: number, whole: string | null): string {
  if (notes.length <= limit) return notes;
  const end = whole === null ? "\n…and more.\n" : `\n…and more: [see all of it](${whole}).\n`;
  const cut = notes.lastIndexOf("\n", limit - end.length);
  return notes.slice(0, Math.max(0, cut)) + end;
}
