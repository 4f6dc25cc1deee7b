// How a message says that it takes something back. The specification leaves it open; these are the forms that git, GitHub
// and people write.
import type { Revert } from "./change.ts";

const QUOTED = /^Revert\s+"(.*)"(?:\s*\(#\d+\))?$/;
const REAPPLY = /^Reapply\s+"(.*)"(?:\s*\(#\d+\))?$/;
const TYPED = /^revert(?:\([^()]*\))?!?:[ \t]+(.+)$/i;
const REVERTED_COMMIT = /\bThis reverts commit ([0-9a-f]{7,64})\b/gi;
const REVERTED_PULL = /^Reverts (?:[\w.-]+\/[\w.-]+)?#(\d+)\s*$/im;
const REFS = /^Refs(?::[ \t]*| #)([0-9a-f]{7,64}(?:\s*,\s*[0-9a-f]{7,64})*)\s*$/gim;
const [LETTER_A, LETTER_R, LETTER_V] = [97, 114, 118];

/** What this message takes back; null when it takes nothing back. */
export function readRevert(message: string): Revert | null {
  if (!mayRevert(message)) return null;
  const text = message.trim();
  const end = text.indexOf("\n");
  const first = (end === -1 ? text : text.slice(0, end)).trim();
  const quoted = QUOTED.exec(first)?.[1];
  const again = REAPPLY.exec(first)?.[1];
  const typed = TYPED.exec(first)?.[1];
  if (quoted === undefined && again === undefined && typed === undefined) return null;
  const shas = [...text.matchAll(REVERTED_COMMIT)].map((match) => (match[1] ?? "").toLowerCase());
  if (typed !== undefined)
    for (const [, list = ""] of text.matchAll(REFS))
      shas.push(...list.split(",").map((sha) => sha.trim().toLowerCase()));
  const pull = REVERTED_PULL.exec(text)?.[1];
  const header =
    quoted ??
    (again === undefined ? (typed ?? "").replace(/\s*\(#\d+\)$/, "").replace(/^"(.*)"$/, "$1") : `Revert "${again}"`);
  return { shas, header, pull: pull === undefined ? null : Number(pull) };
}

/**
 * Every form begins with `rev` or `rea`, perhaps after white space: nearly all messages are told by their first sign, and
 * `refactor` by its third. Three patterns that never match would cost a start as much as reading ten messages.
 */
function mayRevert(message: string): boolean {
  const first = message.charCodeAt(0);
  if (!(first > 32 && first < 127)) return true;
  const third = message.charCodeAt(2) | 32;
  return (first | 32) === LETTER_R && (third === LETTER_V || third === LETTER_A);
}

/**
 * The header that is in force again when a revert is itself taken back: `Reapply "feat: x"` and
 * `Revert "Revert "feat: x""` are `feat: x` again. Null for a plain revert.
 */
export function reapplied(revert: Revert): string | null {
  let header = revert.header ?? "";
  let depth = 1;
  for (let inner = QUOTED.exec(header)?.[1]; inner !== undefined; inner = QUOTED.exec(header)?.[1]) {
    header = inner;
    depth += 1;
  }
  return depth % 2 === 0 ? header : null;
}
