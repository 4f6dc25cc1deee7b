// One file out of an artifact's archive, in memory: nothing is ever written under a name that an archive chose (ACT-09).
import { crc32, inflateRawSync } from "node:zlib";
import { Unanswered } from "./github.ts";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const MOST_ENTRIES = 100;

/** The content of the entry of that exact name; null when there is none. Throws {@link Unanswered} when the archive is not sound. */
export function fileInZip(archive: Buffer, name: string, limit: number): Buffer | null {
  const unsound = (why: string): Unanswered => new Unanswered(`The artifact's archive is not sound: ${why}.`);
  let end = archive.length - 22;
  while (end >= 0 && end > archive.length - 22 - 65_535 && archive.readUInt32LE(end) !== END) end -= 1;
  if (end < 0 || archive.readUInt32LE(end) !== END) throw unsound("it has no directory");
  const count = archive.readUInt16LE(end + 10);
  if (count > MOST_ENTRIES) throw unsound("it holds too many files");
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== ENTRY) throw unsound("its directory is cut");
    const nameLength = archive.readUInt16LE(at + 28);
    const entry = archive.toString("utf8", at + 46, at + 46 + nameLength);
    if (entry === name) return contentOf(archive, at, { limit, unsound });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return null;
}

function contentOf(archive: Buffer, at: number, args: { limit: number; unsound: (why: string) => Unanswered }): Buffer {
  const { limit, unsound } = args;
  const method = archive.readUInt16LE(at + 10);
  const crc = archive.readUInt32LE(at + 16);
  const packed = archive.readUInt32LE(at + 20);
  const size = archive.readUInt32LE(at + 24);
  const local = archive.readUInt32LE(at + 42);
  if (size > limit) throw unsound(`its file is larger than ${limit} bytes`);
  if (local + 30 > archive.length || archive.readUInt32LE(local) !== LOCAL) throw unsound("its file is not there");
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const bytes = archive.subarray(start, start + packed);
  let content: Buffer;
  try {
    // The declared size is not believed: inflating stops at it.
    content = method === 0 ? Buffer.from(bytes) : inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    throw unsound(error instanceof Error ? error.message : "it does not inflate");
  }
  if ((method !== 0 && method !== 8) || content.length !== size || crc32(content) !== crc)
    throw unsound("its file is damaged");
  return content;
}
