// How a sentence names people, commits, numbers and reasons.
import { clip } from "../core/neutral.ts";
import type { Person, Sha } from "../core/refs.ts";

export function short(sha: Sha): string {
  return sha.slice(0, 12);
}

/** How a person is named without being called: printers break the mention. */
export function at(person: Pick<Person, "login"> | null): string {
  return person ? `@${person.login}` : "somebody who has left GitHub";
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[], joint: "and" | "or" = "and"): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${joint} ${last}`;
}

/** Characters; the ledger has it all. */
const MOST_OF_A_REASON = 300;

/** A reason that a person gave, as one code span: it cannot end the span that it stands in (CMD-20). */
export const because = (reason: string): string =>
  reason === "" ? "" : `, because \`${clip(reason.replaceAll("`", "'"), MOST_OF_A_REASON)}\``;

export const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** A reason from elsewhere may be a whole sentence already, or more than one. */
export const ended = (text: string): string => (text.endsWith(".") ? text : `${text}.`);
