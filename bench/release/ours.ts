// What computes a release, for the bundle that is measured: as in the patch release Action, all that it takes is in the first
// file, and nothing of the app. What is printed goes straight to the file, as it does in the Actions.
import { writeFileSync } from "node:fs";
import { parseArguments } from "../../src/commands/command-line.ts";
import type { CliCommand, Io } from "../../src/commands/command-line.ts";
import { nextVersion, notes } from "../../src/commands/release-answers.ts";

/** The commands as `src/commands/release.ts` has them, with the options that are measured. */
const command = (name: string, run: CliCommand["run"]): CliCommand => ({
  name,
  usage: name,
  does: "",
  options: {
    "first-version": { type: "string", does: "" },
    all: { type: "boolean", does: "" },
    prereleases: { type: "boolean", does: "" },
  },
  examples: [],
  positionals: [0, 0],
  run,
});

const [name = "", ...words] = process.argv.slice(2);
const asked = [command("next-version", nextVersion), command("notes", notes)].find((one) => one.name === name);
if (asked === undefined) throw new Error(`no command ${name}`);
const io: Io = {
  out: (text) => writeFileSync(1, `${text}\n`),
  err: (text) => writeFileSync(2, `${text}\n`),
  input: () => Promise.resolve(""),
  env: process.env,
  cwd: process.cwd(),
};
// All is written: to take the heap down in order is no work of a release. The Actions end so, too.
void asked.run(parseArguments(asked, words), io).then((code) => process.exit(code));
