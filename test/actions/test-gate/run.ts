// Runs the shipped bundle of the test gate as the runner does: a child process with its environment and files.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { newFolder } from "../../folder.ts";

const BUNDLE = resolve(import.meta.dirname, "../../../actions/test-gate/dist/main.cjs");

export interface Ran {
  exit: number;
  log: string;
  outputs: Record<string, string>;
  summary: string;
  folder: string;
}

export interface Asked {
  /** Path in the workspace -> content. */
  files?: Record<string, string | Buffer>;
  inputs?: Record<string, string>;
  env?: Record<string, string>;
  event?: unknown;
  /** A workspace that is there already. */
  folder?: string;
  /** Another bundle than the shipped one. */
  bundle?: string;
}

export function workspaceWith(files: Record<string, string | Buffer>): string {
  const folder = newFolder("gate");
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

export async function runGate({
  files = {},
  inputs = {},
  env = {},
  event,
  folder,
  bundle = BUNDLE,
}: Asked): Promise<Ran> {
  const workspace = folder ?? workspaceWith(files);
  const temp = newFolder("temp");
  const output = join(temp, "output");
  const summary = join(temp, "summary");
  const eventPath = join(temp, "event.json");
  if (event !== undefined) writeFileSync(eventPath, JSON.stringify(event));
  const given = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  const environment = {
    PATH: process.env["PATH"] ?? "",
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temp,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    ...(event === undefined ? {} : { GITHUB_EVENT_PATH: eventPath }),
    ...env,
    ...given,
  };
  const ended = await new Promise<{ exit: number; log: string }>((done) => {
    const options = { env: environment, cwd: workspace, maxBuffer: 1 << 26 };
    const child = execFile(process.execPath, [bundle], options, (_, stdout, stderr) => {
      done({ exit: child.exitCode ?? -1, log: stdout + stderr });
    });
  });
  const text = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");
  const blocks = text(output).matchAll(/^([\w-]+)<<(ghadelimiter_\w+)\n([\s\S]*?)\n\2$/gm);
  const outputs = Object.fromEntries([...blocks].map(([, name = "", , value = ""]) => [name, value]));
  return { ...ended, outputs, summary: text(summary), folder: workspace };
}

/** Log lines that the runner would obey: those outside of `stop-commands`. */
export function heard(log: string): string[] {
  const commands: string[] = [];
  let token: string | null = null;
  for (const line of log.split("\n")) {
    if (token !== null) {
      if (line === `::${token}::`) token = null;
    } else {
      token = /^::stop-commands::(\S+)$/.exec(line)?.[1] ?? null;
      if (token === null && /^\s*(::|##\[)/.test(line)) commands.push(line);
    }
  }
  return commands;
}
