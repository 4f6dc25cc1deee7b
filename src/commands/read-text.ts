// A file that a person names, read whole.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CommandRefused, EXIT } from "./command-line.ts";
import type { Io } from "./command-line.ts";

/** Its text; where there is none to be read, a refusal with the mend that belongs to what the file was for. */
export function readText(args: { readonly name: string; readonly io: Io; readonly mend: string }): string {
  const { name, io, mend } = args;
  try {
    return readFileSync(resolve(io.cwd, name), "utf8");
  } catch (error) {
    const message = `There is no readable file ${name}.`;
    throw new CommandRefused({ code: "no-file", exit: EXIT.usage, message, mend, cause: error });
  }
}
