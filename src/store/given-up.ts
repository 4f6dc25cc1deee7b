// Why something was given up: a word that a machine can match, and sentences for a person.

export interface Why {
  /** As in `body-lost`. */
  readonly code: string;
  /** What is so, and what to do. */
  readonly reason: string;
}

/** The code of what a person replays, until its turn ends: the clock looks at what was given up, too. */
export const REPLAYED = "replayed";

/** With these codes the sentences of older rows begin, and those that a replica of an older version writes. */
const BEFORE = /^(body-lost|not-json|malformed|unreadable): (.*)$/s;

/** As it stands in a row. A turn that failed before codes were kept has none: `unknown`. */
export function whyOf(row: { readonly code: string | null; readonly reason: string | null }): Why {
  const reason = row.reason ?? "Nobody kept why.";
  if (row.code !== null) return { code: row.code, reason };
  const [, code, rest] = BEFORE.exec(reason) ?? [];
  return code === undefined || rest === undefined ? { code: "unknown", reason } : { code, reason: rest };
}
