// One file out of a ZIP archive, in memory: nothing is ever written under a name that an archive chose (ACT-09). Neither
// are its sizes believed: inflating stops at the limit, whatever the archive says of itself.
import { crc32, inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const MOST_ENTRIES = 100;

export type Unzipped =
  | { readonly is: "file"; readonly content: Buffer }
  | { readonly is: "none" }
  /** The archive is damaged, or lies; `why` ends a sentence. */
  | { readonly is: "unsound"; readonly why: string };

const unsound = (why: string): Unzipped => ({ is: "unsound", why });

/** The content of the one entry of exactly that name, at most `limit` bytes. */
export function fileInZip(args: { readonly archive: Buffer; readonly name: string; readonly limit: number }): Unzipped {
  const { archive, name, limit } = args;
  let end = archive.length - 22;
  while (end >= 0 && end > archive.length - 22 - 65_535 && archive.readUInt32LE(end) !== END) end -= 1;
  if (end < 0 || archive.readUInt32LE(end) !== END) return unsound("it has no directory");
  const count = archive.readUInt16LE(end + 10);
  if (count > MOST_ENTRIES) return unsound("it holds too many files");
  let at = archive.readUInt32LE(end + 16);
  let found: number | null = null;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== ENTRY) return unsound("its directory is cut");
    const nameLength = archive.readUInt16LE(at + 28);
    const isIt = archive.toString("utf8", at + 46, at + 46 + nameLength) === name;
    // Which of two a reader takes is its own choice, and another's may be different.
    if (isIt && found !== null) return unsound("it holds two files of one name");
    if (isIt) found = at;
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return found === null ? { is: "none" } : contentOf(archive, found, limit);
}

function contentOf(archive: Buffer, at: number, limit: number): Unzipped {
  const method = archive.readUInt16LE(at + 10);
  const crc = archive.readUInt32LE(at + 16);
  const packed = archive.readUInt32LE(at + 20);
  const size = archive.readUInt32LE(at + 24);
  const local = archive.readUInt32LE(at + 42);
  if (size > limit) return unsound(`its file is larger than ${limit} bytes`);
  if (local + 30 > archive.length || archive.readUInt32LE(local) !== LOCAL) return unsound("its file is not there");
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const bytes = archive.subarray(start, start + packed);
  let content: Buffer;
  try {
    content = method === 0 ? Buffer.from(bytes) : inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    return unsound(error instanceof Error ? error.message : "it does not inflate");
  }
  const isWhole = (method === 0 || method === 8) && content.length === size && crc32(content) === crc;
  return isWhole ? { is: "file", content } : unsound("its file is damaged");
}
