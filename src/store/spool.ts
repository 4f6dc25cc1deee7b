// Where SQLite's deliveries have their bodies: files beside the database that only grow. A body is written once, while a
// database with a write-ahead log writes it twice; and one `fdatasync` of it is all that an answer waits for.
import {
  closeSync,
  fdatasync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync,
  writevSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { bodyHash, framesOf, headsOf, printHead, readAt } from "./frames.ts";
import type { Frame, Raw } from "./frames.ts";

/** Where a body begins: which file, and how many bytes into it. */
export interface Place {
  readonly segment: number;
  readonly place: number;
}

/** A body as its row names it. */
export interface Spooled extends Place {
  readonly size: number;
  readonly hash: string;
}

export interface Spool {
  /** On disk when it resolves. One after the other. After a failure nothing of the batch may be named by a row. */
  append(batch: readonly { readonly raw: Raw; readonly hash: string }[]): Promise<readonly Place[]>;
  /** Null when it is not there any more, or not what was stored. */
  read(body: Spooled): Uint8Array | null;
  /** Writes zeros over bodies, so that they are gone now and not when their file goes. */
  erase(bodies: readonly Spooled[]): void;
  /** The files, oldest first. Numbers grow and are not used again. */
  segments(): readonly number[];
  frames(segment: number): Iterable<Frame>;
  /** Wherever a body with one of these hashes was written: one that came again was written again, and no row says where. */
  places(hashes: ReadonlySet<string>): readonly Spooled[];
  /** Those of them that nothing is appended to any more. */
  closed(): readonly number[];
  remove(segment: number): void;
  close(): void;
}

// A file goes when nothing in it is needed any more: small enough to go soon, large enough to be few.
const SEGMENT_BYTES = 64 * 1024 * 1024;
const NAME = /^(\d{1,15})\.spool$/;

interface Segment {
  readonly number: number;
  readonly file: number;
  end: number;
}

const sync = promisify(fdatasync);

/** The spool in this folder, which is made when the first delivery comes. Only one process may append. */
export function openSpool(folder: string, segmentBytes = SEGMENT_BYTES): Spool {
  let current: Segment | undefined;
  const pathOf = (segment: number): string => join(folder, `${segment}.spool`);

  const segments = (): readonly number[] =>
    listed(folder)
      .map((name) => Number(NAME.exec(name)?.[1]))
      .filter((number) => !Number.isNaN(number))
      .sort((a, b) => a - b);

  /** A new file in each life: what a life before left at the end of its last one is never written behind. */
  const begin = (): Segment => {
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) syncFolder(dirname(folder));
    const number = Math.max(Date.now(), (segments().at(-1) ?? 0) + 1);
    const file = openSync(pathOf(number), "ax+", 0o600);
    syncFolder(folder);
    return { number, file, end: 0 };
  };

  const leave = (): void => {
    if (current) closeSync(current.file);
    current = undefined;
  };

  return {
    append: async (batch) => {
      if (current && current.end >= segmentBytes) leave();
      const segment = (current ??= begin());
      const parts: Uint8Array[] = [];
      const places: Place[] = [];
      let { end } = segment;
      for (const { raw, hash } of batch) {
        const { id, event, receivedAt: at, body } = raw;
        const head = printHead({ id, event, at, size: body.length, hash });
        parts.push(head, body);
        places.push({ segment: segment.number, place: end + head.length });
        end += head.length + body.length;
      }
      try {
        const written = writevSync(segment.file, parts);
        if (written < end - segment.end) throw new Error(`the disk took ${written} of ${end - segment.end} bytes`);
        await sync(segment.file);
      } catch (error) {
        // What a failed write or sync left there is unknown, and a second sync may claim success for it: begin a new file.
        leave();
        // On a full disk each attempt comes here.
        if (segment.end === 0) rmSync(pathOf(segment.number), { force: true });
        throw error;
      }
      segment.end = end;
      return places;
    },
    read: (body) => readBody(pathOf(body.segment), body),
    erase: (bodies) => {
      for (const [segment, own] of Map.groupBy(bodies, (body) => body.segment)) {
        const path = pathOf(segment);
        // A place that holds something else by now is not ours to write to.
        const here = own.filter((body) => readBody(path, body) !== null);
        if (here.length === 0) continue;
        const file = openSync(path, "r+");
        for (const { size, place } of here) writeSync(file, Buffer.alloc(size), 0, size, place);
        fsyncSync(file);
        closeSync(file);
      }
    },
    segments,
    frames: (segment) => framesOf(pathOf(segment)),
    places: (hashes) =>
      segments().flatMap((segment) =>
        [...headsOf(pathOf(segment))]
          .filter((head) => hashes.has(head.hash))
          .map(({ place, size, hash }) => ({ segment, place, size, hash })),
      ),
    closed: () => segments().filter((number) => number !== current?.number),
    remove: (segment) => rmSync(pathOf(segment), { force: true }),
    close: leave,
  };
}

function readBody(path: string, { place, size, hash }: Spooled): Uint8Array | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  try {
    const body = readAt(file, place, size);
    return bodyHash(body) === hash ? body : null;
  } finally {
    closeSync(file);
  }
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** A new file's name is on disk only when its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}
