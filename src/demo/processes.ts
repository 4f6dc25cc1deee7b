// The two processes of the demo: started, watched until they say that they listen, killed and started again.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

export interface Running {
  readonly name: string;
  /** The address from its "listening" line. */
  readonly url: string;
  /** SIGKILL: no goodbye, as when the power fails. */
  kill(): Promise<void>;
  /** SIGTERM, and a wait for its end; SIGKILL after ten seconds. */
  stop(): Promise<void>;
  /** The last lines that it printed, for when something goes wrong. */
  tail(): string;
}

const KEPT_LINES = 40;

/** Starts a Node program and waits for a line with `http://...` after the word "listening". Throws with its last lines if it ends before. */
export async function startProcess(args: {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}): Promise<Running> {
  const env = { PATH: process.env["PATH"] ?? "", ...args.env };
  const child = spawn(process.execPath, [...args.argv], { env, cwd: args.cwd, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  const listening = Promise.withResolvers<string>();
  const keep = (chunk: Buffer): void => {
    lines.push(
      ...chunk
        .toString("utf8")
        .split("\n")
        .filter((line) => line !== ""),
    );
    lines.splice(0, lines.length - KEPT_LINES);
    const said = lines.find((line) => /listen/i.test(line));
    const url = /http:\/\/[\w.:[\]]+/.exec(said ?? "")?.[0];
    if (url !== undefined) listening.resolve(url);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  child.once("exit", (code) => {
    listening.reject(new Error(`${args.name} ended with ${String(code)} before it listened:\n${lines.join("\n")}`));
  });
  const impatience = setTimeout(() => {
    listening.reject(new Error(`${args.name} did not listen within 30 s:\n${lines.join("\n")}`));
    child.kill("SIGKILL");
  }, 30_000);
  const url = await listening.promise.finally(() => clearTimeout(impatience));
  return {
    name: args.name,
    url,
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
    tail: () => lines.join("\n"),
  };
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
    child.once("exit", () => {
      clearTimeout(late);
      resolve();
    });
    child.kill(signal);
  });
}
