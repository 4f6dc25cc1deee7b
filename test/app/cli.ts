// The command line as its user has it: a process of its own, with nothing in its environment but what is said.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const LAUNCHER = fileURLToPath(new URL("../../bin/lamplighter.js", import.meta.url));

export interface Typed {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
  /** Standard output as one JSON value; throws when it is none. */
  readonly json: () => unknown;
  /** Standard output as JSON Lines. */
  readonly lines: () => readonly unknown[];
}

export interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
}

export interface Running {
  /** Resolves with what standard output holds as soon as it matches. */
  readonly said: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly stop: () => void;
  readonly ended: Promise<Typed>;
}

/** Starts it, for commands that wait for something. */
export function begin(words: readonly string[], { cwd, env = {}, input = "" }: Surroundings): Running {
  const child = spawn(process.execPath, [LAUNCHER, ...words], {
    cwd,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  const listeners = new Set<() => void>();
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    for (const listener of listeners) listener();
  });
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  // A command that does not read its input may be gone before all of it is written.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const ended = new Promise<Typed>((resolve) => {
    child.on("close", (exit) => {
      const json = (): unknown => JSON.parse(out);
      const lines = (): readonly unknown[] =>
        out.split("\n").flatMap((line): unknown[] => (line === "" ? [] : [JSON.parse(line)]));
      resolve({ exit, out, err, json, lines });
    });
  });
  const said = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(out);
        if (!found) return;
        listeners.delete(look);
        resolve(found);
      };
      listeners.add(look);
      look();
      void ended.then(({ exit }) => reject(new Error(`ended with ${String(exit)} before it said so: ${out}${err}`)));
    });
  return { said, stop: () => void child.kill("SIGTERM"), ended };
}

/** Runs one command line to its end. */
export function lamplighter(words: readonly string[], surroundings: Surroundings): Promise<Typed> {
  return begin(words, surroundings).ended;
}
