// What a byte may be in XML: 1 begins a name, 2 goes on in one, 4 is white space. From 0x80 on it is a letter of some script.

export const CLASS = new Uint8Array(256).fill(3, 0x80);
const mark = (signs: string, kind: number): void => {
  for (let at = 0; at < signs.length; at += 1) CLASS[signs.charCodeAt(at)] = kind;
};
mark("ABCDEFGHIJKLMNOPQRSTUVWXYZ_:abcdefghijklmnopqrstuvwxyz", 3);
mark("0123456789.-", 2);
mark(" \t\r\n", 4);

export const isNameStart = (byte: number | undefined): boolean => ((CLASS[byte ?? 0] ?? 0) & 1) !== 0;
export const isNamePart = (byte: number | undefined): boolean => ((CLASS[byte ?? 0] ?? 0) & 3) !== 0;
export const isSpace = (byte: number | undefined): boolean => CLASS[byte ?? 0] === 4;

/** Where the byte next stands; beyond every file when it does not. */
export function nextByte(bytes: Buffer, byte: number, from: number): number {
  // Near ones are found faster by looking than by a call.
  const near = Math.min(bytes.length, from + 32);
  for (let at = from; at < near; at += 1) if (bytes[at] === byte) return at;
  const found = bytes.indexOf(byte, near);
  return found < 0 ? Number.MAX_SAFE_INTEGER : found;
}

/** Whether an ASCII text stands at that place. */
export function startsAt(text: string, bytes: Buffer, start: number): boolean {
  if (start + text.length > bytes.length) return false;
  for (let at = 0; at < text.length; at += 1) {
    const byte = bytes[start + at] ?? 0;
    if (byte !== text.charCodeAt(at) || byte >= 0x80) return false;
  }
  return true;
}
