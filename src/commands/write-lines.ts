// A file that a command writes: new, whole, and for its owner alone.
import { open, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { CommandRefused, EXIT } from "./command-line.ts";

// Lines are gathered to pieces of about so many characters: one write each.
const PIECE = 64 * 1024;

/** Writes lines into a file that is not there yet (mode 600), and answers how many. After a failure there is no file. */
export async function writeLines(args: {
  readonly file: string;
  readonly cwd: string;
  readonly lines: AsyncIterable<string>;
}): Promise<number> {
  const path = resolve(args.cwd, args.file);
  const handle = await open(path, "wx", 0o600).catch((error: unknown) => {
    throw unwritable(args.file, error);
  });
  let count = 0;
  let piece = "";
  try {
    for await (const line of args.lines) {
      piece += `${line}\n`;
      count += 1;
      if (piece.length < PIECE) continue;
      await handle.appendFile(piece);
      piece = "";
    }
    await handle.appendFile(piece);
    await handle.sync();
    await handle.close();
    return count;
  } catch (error) {
    await handle.close();
    await rm(path, { force: true });
    throw error;
  }
}

/** Why a file of the person's choice was not written. */
export function unwritable(file: string, cause: unknown): CommandRefused {
  const exists = cause instanceof Error && "code" in cause && cause.code === "EEXIST";
  const message = exists ? `${file} exists, and is not overwritten.` : `${file} could not be written.`;
  const mend = exists ? "Name another file, or move it away." : "Name a file in a folder that is there and yours.";
  return new CommandRefused({ code: "no-file", exit: EXIT.usage, message, mend, cause });
}
