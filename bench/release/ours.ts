// The release commands alone, for the bundle that is measured: no TypeScript to strip, and nothing of the app. What is
// printed goes straight to the file, as it does in the Actions.
import { writeFileSync } from "node:fs";
import { parseArguments } from "../../src/commands/command-line.ts";
import type { Io } from "../../src/commands/command-line.ts";
import { releaseCommands } from "../../src/commands/release.ts";

const [name = "", ...words] = process.argv.slice(2);
const command = releaseCommands.find((one) => one.name === name);
if (command === undefined) throw new Error(`no command ${name}`);
const io: Io = {
  out: (text) => writeFileSync(1, `${text}\n`),
  err: (text) => writeFileSync(2, `${text}\n`),
  input: () => Promise.resolve(""),
  env: process.env,
  cwd: process.cwd(),
};
// All is written: to take the heap down in order is no work of a release. The Actions end so, too.
process.exit(await command.run(parseArguments(command, words), io));
