// `lamplighter commands`: what Lamplighter would hear in a comment.
import { ROOMS } from "../capabilities.ts";
import { parseCommands } from "../core/command.ts";
import type { CommandSpec } from "../core/command.ts";
import { EXIT } from "./command-line.ts";
import type { CliCommand } from "./command-line.ts";
import { readText } from "./read-text.ts";

/** Every command of every room, as the README lists them: two rooms may share a name on different kinds of subject. */
export function everyOffer(): readonly CommandSpec[] {
  return ROOMS.flatMap(({ commands }) => commands);
}

/** Every command once, in the order of the rooms: a room may share one, such as /explain, with another kind of subject. */
export function everyCommand(): readonly CommandSpec[] {
  return [...new Map(ROOMS.flatMap(({ commands }) => commands).map((spec) => [spec.name, spec])).values()];
}

export const commands: CliCommand = {
  name: "commands",
  usage: "commands [FILE|-]",
  does: "Parses a comment and prints, as JSON, the commands that it holds and what was nearly one.",
  teaches: "Who may give a command, and whether it works on an issue or a pull request, is decided where it is given.",
  options: {},
  examples: ["echo '/approve-change because it is right' | lamplighter commands", "lamplighter commands comment.md"],
  positionals: [0, 1],
  async run({ positionals }, io) {
    const [name = "-"] = positionals;
    const mend = "Name the file that holds the comment, or give - and the comment on standard input.";
    const body = name === "-" ? await io.input() : readText({ name, io, mend });
    const { commands: found, problems } = parseCommands({ body, specs: everyCommand() });
    io.out(JSON.stringify({ commands: found, problems }));
    return EXIT.ok;
  },
};
