// What a command of the command line is: data that parses, teaches and runs. `src/cli.ts` is the list of them.
import { parseArgs } from "node:util";

/** Exit codes, the same for every command (docs/command-line.md). */
export const EXIT = {
  /** Done, or computed: also "nothing to do". */
  ok: 0,
  /** Looked, and the answer is no: invalid policy, tampered ledger, refused release. The reason is printed. */
  refused: 1,
  /** The command was not understood, or its input cannot be used. */
  usage: 2,
  /** It could not be found out: GitHub or the database did not answer. */
  unavailable: 69,
  /** A bug of ours. */
  internal: 70,
  /** The environment is not right. */
  config: 78,
} as const;

/** The streams and surroundings of one run; tests hand in their own. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Standard input, to its end. */
  readonly input: () => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export interface Option {
  readonly type: "string" | "boolean";
  /** What stands for the value in `--help`: `FILE`, `OWNER/REPO`. */
  readonly value?: string;
  readonly does: string;
  readonly multiple?: boolean;
}

export interface Arguments {
  readonly positionals: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** The last value of an option, if it was given. */
  readonly value: (name: string) => string | undefined;
}

export interface CliCommand {
  /** One or two words: `plan`, `config check`. */
  readonly name: string;
  readonly usage: string;
  /** One line. */
  readonly does: string;
  /** What a newcomer wants to know before using it; a few sentences. */
  readonly teaches?: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly examples: readonly string[];
  /** Least and most positional arguments. */
  readonly positionals: readonly [least: number, most: number];
  run(args: Arguments, io: Io): Promise<number>;
}

/** Said to the person at the terminal, with the exit code that goes with it; never a stack trace. */
export class CommandRefused extends Error {
  override readonly name = "CommandRefused";
  readonly code: string;
  readonly exit: number;
  readonly mend: string;

  constructor(args: { code: string; exit: number; message: string; mend: string; cause?: unknown }) {
    super(args.message, { cause: args.cause });
    this.code = args.code;
    this.exit = args.exit;
    this.mend = args.mend;
  }
}

/** Parses strictly: an unknown option or a surplus word is refused with the usage. */
export function parseArguments(command: CliCommand, words: readonly string[]): Arguments {
  const options = Object.fromEntries(
    Object.entries({ ...command.options, json: JSON_OPTION }).map(([name, { type, multiple }]) => [
      name,
      { type, multiple: type === "string" && multiple === true },
    ]),
  );
  let parsed;
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw misused(
      command,
      error instanceof Error ? firstSentence(error.message) : "The arguments were not understood.",
    );
  }
  const [least, most] = command.positionals;
  if (parsed.positionals.length < least) throw misused(command, "An argument is missing.");
  if (parsed.positionals.length > most)
    throw misused(command, `"${parsed.positionals[most] ?? ""}" is one argument too many.`);
  const values: Record<string, string[]> = {};
  const flags = new Set<string>();
  for (const [name, value] of Object.entries(parsed.values)) {
    if (typeof value === "boolean") flags.add(name);
    else if (value !== undefined) values[name] = [value].flat().map(String);
  }
  return { positionals: parsed.positionals, flags, values, value: (name) => values[name]?.at(-1) };
}

export const JSON_OPTION: Option = { type: "boolean", does: "print JSON, for programs" };

function misused(command: CliCommand, message: string): CommandRefused {
  const mend = `Usage: lamplighter ${command.usage}\nMore: lamplighter ${command.name} --help`;
  return new CommandRefused({ code: "usage", exit: EXIT.usage, message, mend });
}

function firstSentence(text: string): string {
  return `${text.split(/\.\s/, 1)[0]?.replace(/\.$/, "") ?? text}.`;
}

/** The whole help of one command: what it does, options, examples. */
export function printHelp(command: CliCommand): string {
  const options = Object.entries({ ...command.options, json: JSON_OPTION }).map(([name, option]) => {
    const shown = option.type === "string" ? `--${name} ${option.value ?? "VALUE"}` : `--${name}`;
    return `  ${shown.padEnd(26)} ${option.does}`;
  });
  return [
    `lamplighter ${command.usage}`,
    "",
    command.does,
    ...(command.teaches === undefined ? [] : ["", command.teaches]),
    "",
    "Options:",
    ...options,
    ...(command.examples.length === 0 ? [] : ["", "Examples:", ...command.examples.map((one) => `  ${one}`)]),
  ].join("\n");
}
