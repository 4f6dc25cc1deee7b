// From bytes to text: cut between characters, in the encoding that the file declares.
import type { Damage } from "../damage.ts";

// The global one: importing node:util costs 2 ms at each start.
export type Decoder = InstanceType<typeof TextDecoder>;

/** How many bytes of the stretch are whole UTF-8 characters: at most three at its end are not. */
export function wholeCharacters(bytes: Buffer, start: number, end: number): number {
  for (let back = 1; back <= Math.min(3, end - start); back += 1) {
    const byte = bytes[end - back] ?? 0;
    if (byte < 0x80) return end - start;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? end - start - back : end - start;
    }
  }
  return end - start;
}

/** Null is UTF-8. A file that says UTF-16 and is read byte by byte is UTF-8 in truth: .NET writes such. */
export function decoderFor(label: string, unknown: () => Damage): Decoder | null {
  if (/^(utf-?8|us-ascii|ascii|utf-?16(le|be)?)$/i.test(label)) return null;
  try {
    return new TextDecoder(label);
  } catch {
    throw unknown();
  }
}
