// The five entities of XML and numeric ones; nothing else, so nothing to expand (ACT-10).

import type { Damage, DamageCode } from "../damage.ts";

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
/** `&#x10FFFF;` is the longest; leading zeros are allowed a little. */
export const LONGEST_ENTITY = 16;

/** The character that `&name;` stands for; undefined when XML knows no such entity. Control characters are accepted: logs hold them. */
export function entity(name: string): string | undefined {
  if (!name.startsWith("#")) return NAMED[name];
  const digits = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name);
  if (!digits) return undefined;
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return String.fromCodePoint(code);
}

/** Text with its entities replaced. The scanner has checked them before; what is unknown stays as it is. */
export function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&([#0-9A-Za-z]{1,16});/g, (whole, name: string) => entity(name) ?? whole);
}

/** Who throws, with a position in the bytes at hand. */
export type Fail = (code: DamageCode, position: number, message: string) => Damage;

/** The place after the `;` of the entity at `at`, or -1 when its end is not there yet. Throws when XML knows no such entity. */
export function entityEnd(bytes: Buffer, at: number, fail: Fail): number {
  const known = commonEnd(bytes, at);
  if (known > 0) return known;
  const last = Math.min(bytes.length, at + LONGEST_ENTITY);
  for (let index = at + 1; index < last; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === 0x3b) {
      if (entity(bytes.toString("latin1", at + 1, index)) !== undefined) return index + 1;
      break;
    }
    if (byte === 0x3c || byte <= 0x20) break;
    if (index === bytes.length - 1) return -1;
  }
  if (at + 1 >= bytes.length) return -1;
  throw fail("entity", at, "There is an & that begins none of the five entities of XML and no numeric one.");
}

/** `&lt;`, `&gt;` and `&amp;` without making a string of them: escaped logs hold millions. 0 when it is none of these. */
function commonEnd(bytes: Buffer, at: number): number {
  const first = bytes[at + 1];
  if ((first === 0x6c || first === 0x67) && bytes[at + 2] === 0x74 && bytes[at + 3] === 0x3b) return at + 4;
  const isAmp = first === 0x61 && bytes[at + 2] === 0x6d && bytes[at + 3] === 0x70 && bytes[at + 4] === 0x3b;
  return isAmp ? at + 5 : 0;
}
