// UTF-16 files (Windows tools write them) become UTF-8 on the way in; all others pass as they are.

export type Decoded = (bytes: Buffer) => Buffer;

/** How to read a file that begins with these bytes. Without a byte order mark a `<` with a zero beside it tells. */
export function asUtf8(beginning: Buffer): Decoded {
  const [first, second] = beginning;
  const little = (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0);
  const big = (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c);
  if (!little && !big) return (bytes) => bytes;
  const decoder = new TextDecoder(little ? "utf-16le" : "utf-16be");
  return (bytes) => Buffer.from(decoder.decode(bytes, { stream: true }));
}
