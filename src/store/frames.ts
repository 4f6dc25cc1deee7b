// One file of the spool: delivery after delivery, each a line of JSON behind its checksum, then its bytes as they came.
import { hash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import * as z from "zod";
import type { Instant } from "../core/refs.ts";

/** One webhook as it came. `id` and `event` are headers, which nobody signed: they are kept, and nothing rests on them. */
export interface Raw {
  /** `X-GitHub-Delivery`. A redelivery keeps it. */
  readonly id: string;
  readonly event: string;
  readonly body: Uint8Array;
  readonly receivedAt: Instant;
}

// Not `strictObject`: a later version may add a key, and an older one must still read the rest.
const Head = z.object({
  id: z.string(),
  event: z.string(),
  at: z.int(),
  size: z.int().nonnegative(),
  hash: z.string(),
});

/** What stands before a body. `at` is when it arrived (ms, UTC), `size` its bytes, `hash` its {@link bodyHash}. */
export type Head = z.infer<typeof Head>;

/** A delivery in a file; `place` is where its body begins. */
export interface Frame extends Head {
  readonly place: number;
}

// The id and the event have at most 100 signs each.
const MOST_HEAD_BYTES = 512;
const CHECKSUM_SIGNS = 8;

/** What a body is known by. */
export function bodyHash(body: Uint8Array): string {
  return hash("sha256", body, "base64url");
}

/** The line feed in front ends the body before. */
export function printHead(head: Head): Buffer {
  return Buffer.from(printLine(JSON.stringify(head)));
}

function printLine(json: string): string {
  return `\n${crc32(json).toString(16).padStart(CHECKSUM_SIGNS, "0")} ${json}\n`;
}

/**
 * The whole deliveries of a file, in order. A body that is not what was stored is passed over: it was erased, or its write
 * was cut short.
 */
export function framesOf(path: string): Generator<Frame> {
  return read(path, (file, { place, size, hash }) => bodyHash(readAt(file, place, size)) === hash);
}

/** The same without a look at the bodies: also those that are not there any more. */
export function headsOf(path: string): Generator<Frame> {
  return read(path, () => true);
}

/** A head that is not what was written ends the list: nothing after it was ever acknowledged. */
function* read(path: string, isWanted: (file: number, frame: Frame) => boolean): Generator<Frame> {
  const file = openSync(path, "r");
  try {
    for (let at = 0; ; ) {
      const found = readHead(readAt(file, at, MOST_HEAD_BYTES));
      if (found === undefined) return;
      const frame = { ...found.head, place: at + found.length };
      if (isWanted(file, frame)) yield frame;
      at = frame.place + frame.size;
    }
  } finally {
    closeSync(file);
  }
}

function readHead(bytes: Buffer): { readonly head: Head; readonly length: number } | undefined {
  const end = bytes.indexOf("\n", 1);
  const json = bytes.toString("utf8", 1 + CHECKSUM_SIGNS + 1, end);
  if (end < 0 || bytes.toString("utf8", 0, end + 1) !== printLine(json)) return undefined;
  const { data } = Head.safeParse(JSON.parse(json));
  return data && { head: data, length: end + 1 };
}

/** As many bytes as there are, at most `size`. */
export function readAt(file: number, at: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let read = 0;
  while (read < size) {
    const more = readSync(file, bytes, read, size - read, at + read);
    if (more === 0) break;
    read += more;
  }
  return bytes.subarray(0, read);
}
