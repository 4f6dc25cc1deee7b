// What every Action of ours shares: a registry of inputs and outputs that `action.yml` is held against, the few
// primitives of the runner (equal to @actions/core's, by test/actions/action.test.ts), and one way to run and to fail.
// The toolkit itself would cost 60 ms at each start: it brings an HTTP client.
import { HostError } from "../src/core/release-host.ts";
import { drawToken, type ExitCode, ofThisProcess, type Surroundings } from "./this-process.ts";

export interface InputSpec {
  /** What action.yml says of it. A run says it of an input that is missing. */
  readonly description?: string;
  /** What an absent or empty input means. An expression (`${{ github.token }}`) is filled in by GitHub alone. */
  readonly default: string;
  readonly required?: true;
}

/** What a run needs of an Action's face. */
export interface Running<Input extends string> {
  readonly name: string;
  readonly inputs: Readonly<Record<Input, InputSpec>>;
  /** What the token needs, for when GitHub refuses. One sentence. */
  readonly rights?: string;
}

/** An Action's face. `action.yml` says the same (a test compares), because GitHub reads only that. */
export interface ActionSpec<Input extends string, Output extends string> extends Running<Input> {
  readonly description: string;
  readonly outputs: Readonly<Record<Output, string>>;
}

/** A refusal: a code for machines, a sentence for what is so, a sentence for what to do. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: string;
  readonly cure: string;
  constructor(args: { code: string; message: string; cure: string }) {
    super(args.message);
    this.code = args.code;
    this.cure = args.cure;
  }
}

/** GitHub shows at most 10 errors, 10 warnings and 10 notices of a step; lines and columns are 1-based. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

/** The summary of one step; beyond this GitHub shows nothing at all. */
export const SUMMARY_LIMIT = 1024 * 1024;

const oneLine = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => oneLine(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** A workflow command as the runner reads it: `::error file=a.ts,line=3::message`. Properties without a value are left out. */
export function printCommand(args: {
  readonly name: string;
  readonly properties?: Readonly<Record<string, string | number | undefined>>;
  readonly message: string;
}): string {
  const given = Object.entries(args.properties ?? {}).filter(([, value]) => value !== undefined && value !== "");
  const list = given.map(([key, value]) => `${key}=${property(String(value))}`).join(",");
  return `::${args.name}${list === "" ? "" : ` ${list}`}::${oneLine(args.message)}\n`;
}

/**
 * A block for GITHUB_OUTPUT. The delimiter is random, and a name or value that holds it is refused (CVE-2022-35954).
 * Throws {@link Refusal} `delimiter-in-value`.
 */
export function printOutput(args: { readonly name: string; readonly value: string; readonly token: string }): string {
  const delimiter = `ghadelimiter_${args.token}`;
  if (args.name.includes(delimiter) || args.value.includes(delimiter)) {
    throw new Refusal({
      code: "delimiter-in-value",
      message: `The output ${args.name} holds the delimiter that was drawn for it.`,
      cure: "Run the job again; if it happens twice, somebody guesses random numbers.",
    });
  }
  return `${args.name}<<${delimiter}\n${args.value}\n${delimiter}\n`;
}

const environmentName = (input: string): string => `INPUT_${input.replaceAll(" ", "_").toUpperCase()}`;
const isExpression = (text: string): boolean => text.includes("${{");

/** The runner, as one Action may use it. */
export class Runner<Input extends string, Output extends string> {
  readonly env: Surroundings["env"];
  readonly #spec: Running<Input>;
  readonly #around: Surroundings;

  constructor(spec: Running<Input>, around: Surroundings) {
    this.#spec = spec;
    this.#around = around;
    this.env = around.env;
  }

  /** An input, trimmed; its default when absent or empty. Throws {@link Refusal} when a required one is missing. */
  input(name: Input): string {
    const given = (this.env[environmentName(name)] ?? "").trim();
    if (given !== "") return given;
    const spec = this.#spec.inputs[name];
    if (spec.required) {
      throw new Refusal({
        code: "input-missing",
        message: `The input ${name} is missing.`,
        cure: `Give it under with: in the workflow. ${spec.description ?? ""}`.trimEnd(),
      });
    }
    return isExpression(spec.default) ? "" : spec.default;
  }

  /** The lines of an input, trimmed, without empty ones. */
  lines(name: Input): string[] {
    return this.input(name)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  }

  output(name: Output, value: string): void {
    this.outputs([[name, value]]);
  }

  /** Several outputs at once. Outside GitHub they are printed. */
  outputs(values: readonly (readonly [Output, string])[]): void {
    const file = this.env["GITHUB_OUTPUT"];
    const blocks = values.map(([name, value]) => printOutput({ name, value, token: drawToken() }));
    if (file) this.#around.append(file, blocks.join(""));
    else this.say(values.map(([name, value]) => `${name}: ${value}`).join("\n"));
  }

  /** Adds Markdown to the job's summary. It must be under {@link SUMMARY_LIMIT} bytes: who writes it cuts it by meaning. */
  summary(markdown: string): void {
    const file = this.env["GITHUB_STEP_SUMMARY"];
    if (file) this.#around.append(file, markdown.endsWith("\n") ? markdown : `${markdown}\n`);
  }

  annotate(annotation: Annotation): void {
    const { level, message, title, file, line, endLine, column, endColumn } = annotation;
    const properties = { title, file, line, endLine, col: column, endColumn };
    this.#around.write(printCommand({ name: level, properties, message }));
  }

  /** From now on the runner prints `***` for it. Each line is masked by itself: logs are read line by line. */
  mask(secret: string): void {
    for (const line of secret.split(/\r?\n/)) {
      if (line.trim() !== "") this.#around.write(printCommand({ name: "add-mask", message: line }));
    }
  }

  /** Prints text that may hold anything: the runner is told to hear no commands in it, under a random token (CVE-2020-15228). */
  say(text: string): void {
    const token = drawToken();
    this.#around.write(`::stop-commands::${token}\n${text.endsWith("\n") ? text : `${text}\n`}::${token}::\n`);
  }

  /** Inputs that this Action does not have, as the runner passes them on: a misspelt threshold must not be "off". */
  unknownInputs(): string[] {
    const known = new Set(Object.keys(this.#spec.inputs).map((name) => environmentName(name)));
    return Object.keys(this.env)
      .filter((key) => key.startsWith("INPUT_") && !known.has(key))
      .map((key) => key.slice("INPUT_".length).toLowerCase());
  }
}

/** Every error with a code and a cure is a refusal, wherever it comes from; so is what GitHub said no to. */
function refusalIn(error: unknown, rights: string): Pick<Refusal, "code" | "message" | "cure"> | null {
  if (!(error instanceof Error)) return null;
  const { message } = error;
  if (error instanceof HostError)
    return error.kind === "refused"
      ? { code: "github-refused", message, cure: rights }
      : { code: "github-silent", message, cure: "Run the job again: it looks at what is there first." };
  if (!("code" in error && typeof error.code === "string" && "cure" in error && typeof error.cure === "string"))
    return null;
  return { code: error.code, message, cure: error.cure };
}

/** Runs an Action to its exit code. A {@link Refusal} becomes an annotation and exit code 2; so does a bug of ours, with its stack. */
export async function run<Input extends string, Output extends string>(
  spec: Running<Input>,
  body: (runner: Runner<Input, Output>) => Promise<ExitCode> | ExitCode,
  around: Surroundings = ofThisProcess,
): Promise<void> {
  const runner = new Runner(spec, around);
  try {
    const unknown = runner.unknownInputs();
    if (unknown.length > 0) {
      throw new Refusal({
        code: "input-unknown",
        message: `${spec.name} has no input ${unknown.join(", ")}.`,
        cure: `It has: ${Object.keys(spec.inputs).join(", ")}.`,
      });
    }
    around.exit(await body(runner));
  } catch (error) {
    const refusal = refusalIn(error, spec.rights ?? "See which permission the token lacks.");
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    runner.annotate({
      level: "error",
      title: `${spec.name}: ${refusal?.code ?? "internal"}`,
      message: refusal === null ? `A bug of ours. ${told}` : `${refusal.message} ${refusal.cure}`,
    });
    around.exit(2);
  }
}
