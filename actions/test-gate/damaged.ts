// What is wrong with a file, and on which of its lines.
import { Damage } from "../../src/gate/damage.ts";
import { piecesOf } from "./files.ts";
import { asUtf8, type Decoded } from "./utf16.ts";

/** A file that cannot be opened or read is damaged too; everything else is a bug of ours and goes on flying. */
export function asDamage(error: unknown): Damage {
  if (error instanceof Damage) return error;
  if (error instanceof Error && "syscall" in error)
    return new Damage("unreadable", 0, `It cannot be read: ${error.message}.`);
  throw error;
}

/** The line that a byte of the file stands on, 1-based. Only damaged files are read a second time for it. */
export function lineAt(path: string, offset: number): number {
  let line = 1;
  let seen = 0;
  let decode: Decoded | null = null;
  try {
    for (const bytes of piecesOf(path)) {
      decode ??= asUtf8(bytes);
      const text = decode(bytes);
      const end = Math.min(text.length, offset - seen);
      for (let at = text.indexOf(0x0a); at >= 0 && at < end; at = text.indexOf(0x0a, at + 1)) line += 1;
      seen += text.length;
      if (seen >= offset) break;
    }
  } catch (error) {
    asDamage(error);
    return 0;
  }
  return line;
}
