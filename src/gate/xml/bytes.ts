// What a byte may be in XML: 1 begins a name, 2 goes on in one, 4 is white space. From 0x80 on it is a letter of some script.

export const CLASS = new Uint8Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  const sign = String.fromCharCode(byte);
  if (byte >= 0x80 || /[A-Za-z_:]/.test(sign)) CLASS[byte] = 3;
  else if (/[0-9.-]/.test(sign)) CLASS[byte] = 2;
  else if (/[ \t\r\n]/.test(sign)) CLASS[byte] = 4;
}

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
