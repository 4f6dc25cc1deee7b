// The value of an attribute: what may stand in it, and what it says.
import type { Decoder } from "./encoding.ts";
import { decoded } from "./entities.ts";

/** What a value holds that decoding has to mind. */
export const HAS_ENTITY = 1;
export const HAS_WIDE = 2;
export const HAS_BREAK = 4;

/** Of a byte in a value: 0 for what stands for itself; the others are looked at one by one. */
export const IN_VALUE = new Uint8Array(256).fill(1, 0, 0x20).fill(1, 0x80);
for (const sign of "\"'&<") IN_VALUE[sign.charCodeAt(0)] = 1;

const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * A plain decimal number (`12`, `0.25`); NaN for anything else. Digits and the power of ten under them are exact up to 15
 * digits, and so is what their division rounds to.
 */
export function decimalIn(bytes: Buffer, start: number, end: number): number {
  if (end === start || end - start > 16) return Number.NaN;
  let digits = 0;
  let power = 0;
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === DOT && power === 0 && index > start && index + 1 < end) power = 1;
    else if (byte >= ZERO && byte <= NINE) {
      digits = digits * 10 + byte - ZERO;
      power *= 10;
    } else return Number.NaN;
  }
  return end - start > 15 && power === 0 ? Number.NaN : power === 0 ? digits : digits / power;
}

/** A value with entities, line breaks or signs beyond ASCII, as text. A decoder of null is UTF-8. */
export function decodedValue(args: { bytes: Buffer; flags: number; decoder: Decoder | null }): string {
  const { bytes, flags, decoder } = args;
  const raw = decoder === null ? bytes.toString("utf8") : decoder.decode(bytes);
  // XML reads a bare line break or tab in a value as a space; a written-out one (`&#10;`) stays.
  const spaced = flags & HAS_BREAK ? raw.replace(/\r\n|[\r\n\t]/g, " ") : raw;
  return flags & HAS_ENTITY ? decoded(spaced) : spaced;
}
