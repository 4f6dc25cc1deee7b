// The process that an Action runs in: its log, its random numbers, its exit code. Nothing is loaded that costs time.
import { appendFileSync, closeSync, existsSync, openSync, readSync, writeSync } from "node:fs";

/** What an Action has around it. Tests hand in their own. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  write(text: string): void;
  append(path: string, text: string): void;
  exit(code: ExitCode): void;
}

/** 0: it is so. 1: the policy says no. 2: it could not be judged (wrong input, a bug). A job fails on both. */
export type ExitCode = 0 | 1 | 2;

const RANDOM = "/dev/urandom";

let pool = Buffer.alloc(0);

/** 128 random bits as hex. The kernel's device is asked where there is one: loading node:crypto costs 4 ms at each start. */
export function drawToken(): string {
  if (pool.length < 16)
    pool = existsSync(RANDOM) ? readRandom(512) : process.getBuiltinModule("node:crypto").randomBytes(512);
  const token = pool.subarray(0, 16).toString("hex");
  pool = pool.subarray(16);
  return token;
}

function readRandom(size: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(size);
  const device = openSync(RANDOM, "r");
  try {
    if (readSync(device, bytes) !== size) throw new Error(`${RANDOM} gave too few bytes`);
  } finally {
    closeSync(device);
  }
  return bytes;
}

/** Writes to the log at once. `process.stdout` would load streams and sockets, and lose what is not written at exit. */
function writeLog(text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      // A pipe that is full and does not block: its reader has to catch up.
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** The process that the runner started for an Action. */
export const ofThisProcess: Surroundings = {
  env: process.env,
  write: writeLog,
  append: (path, text) => appendFileSync(path, text),
  // At once: all is written, and to take the heap down in order costs 2 ms.
  exit: (code) => process.exit(code),
};
