// The release commands alone, for the bundle that is measured: no TypeScript to strip, and nothing of the app.
import { parseArguments } from "../../src/commands/command-line.ts";
import type { Io } from "../../src/commands/command-line.ts";
import { releaseCommands } from "../../src/commands/release.ts";

const [name = "", ...words] = process.argv.slice(2);
const command = releaseCommands.find((one) => one.name === name);
if (command === undefined) throw new Error(`no command ${name}`);
const io: Io = {
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
  input: () => Promise.resolve(""),
  env: process.env,
  cwd: process.cwd(),
};
process.exitCode = await command.run(parseArguments(command, words), io);
