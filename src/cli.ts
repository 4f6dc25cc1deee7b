// The command line: finds the command, runs it, and turns every failure into a sentence and an exit code.
import { readFileSync } from "node:fs";
import { releaseCommands } from "./commands/release.ts";
import { CommandRefused, EXIT, parseArguments, printHelp } from "./commands/command-line.ts";
import type { CliCommand, Io } from "./commands/command-line.ts";
import { withoutSecrets } from "./core/secrets.ts";

/** Runs one command line and answers its exit code. Nothing thrown leaves here. */
export async function main(
  words: readonly string[],
  io: Io = terminal(),
  given?: readonly CliCommand[],
): Promise<number> {
  const [first = "--help"] = words;
  if (first === "--version" || first === "-v") {
    io.out(version());
    return EXIT.ok;
  }
  const commands = given ?? (await commandsFor(words));
  if (first === "--help" || first === "-h" || first === "help") {
    io.out(helpOn(words.slice(1).join(" "), commands) ?? printOverview(commands));
    return EXIT.ok;
  }
  const command = findCommand(words, commands);
  // `config --help`: one word of several commands.
  if (command === undefined && words.slice(1).some(isHelp)) {
    const help = helpOn(first, commands);
    if (help !== undefined) {
      io.out(help);
      return EXIT.ok;
    }
  }
  if (command === undefined) {
    const message = `There is no command "${first.slice(0, 60)}".${suggestion(first, commands)}`;
    const error = new CommandRefused({ code: "usage", exit: EXIT.usage, message, mend: "See lamplighter --help." });
    return printFailure({ error, json: words.includes("--json"), io });
  }
  const rest = words.slice(command.name.split(" ").length);
  if (rest.some(isHelp)) {
    io.out(printHelp(command));
    return EXIT.ok;
  }
  const json = rest.includes("--json");
  try {
    return await command.run(parseArguments(command, rest), io);
  } catch (error) {
    return printFailure({ error, json, io });
  }
}

/** The release commands start in every workflow run, and need nothing of the app: they are found without loading it. */
async function commandsFor(words: readonly string[]): Promise<readonly CliCommand[]> {
  if (findCommand(words, releaseCommands) !== undefined) return releaseCommands;
  return (await import("./commands/all.ts")).COMMANDS;
}

function printFailure({ error, json, io }: { error: unknown; json: boolean; io: Io }): number {
  const known =
    error instanceof CommandRefused
      ? { code: error.code, message: error.message, mend: error.mend, exit: error.exit }
      : {
          code: "internal",
          message: error instanceof Error ? error.message : String(error),
          mend: "This is a fault of the program, or of something that it rests on; please report it with this line.",
          exit: EXIT.internal,
        };
  const message = withoutSecrets(known.message);
  if (json) io.out(JSON.stringify({ error: { code: known.code, message, mend: known.mend } }));
  else io.err(`lamplighter: ${message}\n${known.mend}`);
  return known.exit;
}

function findCommand(words: readonly string[], commands: readonly CliCommand[]): CliCommand | undefined {
  return (
    commands.find(({ name }) => name === words.slice(0, 2).join(" ")) ?? commands.find(({ name }) => name === words[0])
  );
}

const isHelp = (word: string): boolean => word === "--help" || word === "-h";

/** The help of the command of this name, or of all that begin with this word; undefined where there is none. */
function helpOn(about: string, commands: readonly CliCommand[]): string | undefined {
  const found = commands.filter(({ name }) => name === about || name.startsWith(`${about} `));
  return found.length === 0 ? undefined : found.map(printHelp).join("\n\n");
}

function suggestion(word: string, commands: readonly CliCommand[]): string {
  const near = commands.filter(({ name }) => name.startsWith(word.slice(0, 3)) || name.startsWith(`${word} `));
  return near.length === 0 ? "" : ` Did you mean ${near.map(({ name }) => name).join(", ")}?`;
}

function printOverview(commands: readonly CliCommand[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length), 8);
  return [
    "lamplighter keeps the lights on for software that is live.",
    "",
    "Usage: lamplighter COMMAND [ARGUMENTS] [--json]",
    "",
    "Commands:",
    ...commands.map(({ name, does }) => `  ${name.padEnd(width)}  ${does}`),
    "",
    "lamplighter COMMAND --help says more, with examples.",
    "Exit codes: 0 done, 1 the answer is no, 2 not understood, 69 GitHub or the database did not answer, 70 a fault of ours, 78 the environment is not right.",
  ].join("\n");
}

function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

function terminal(): Io {
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    input: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString("utf8");
    },
    env: process.env,
    cwd: process.cwd(),
  };
}
