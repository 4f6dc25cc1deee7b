// Characters that nobody sees. Apart from lookalike.ts, whose tables only few need.

/** Whether a text holds a character that nobody sees. */
export function hasInvisible(text: string): boolean {
  return withoutInvisible(text) !== text;
}

/**
 * The text without characters that leave no ink: zero-width, joiners, soft hyphen, bidi controls and isolates, variation
 * selectors, tags. The pattern stands in the function: a start that meets none of them does not read it.
 */
export function withoutInvisible(text: string): string {
  return text.replace(
    /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu,
    "",
  );
}
