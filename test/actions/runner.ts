// Runs the shipped bundle of an Action as the runner does: a process, INPUT_ variables, files for outputs and summary.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { newFolder } from "../folder.ts";

export interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** RUNNER_TEMP, as it was left. */
  readonly temp: string;
}

export async function runAction(
  name: string,
  job: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly inputs: Readonly<Record<string, string>>;
  },
): Promise<Ran> {
  const folder = newFolder("runner");
  const [output, summary] = [join(folder, "output"), join(folder, "summary")];
  for (const file of [output, summary]) writeFileSync(file, "");
  const inputs = Object.entries(job.inputs).map(([key, value]): [string, string] => [
    `INPUT_${key.replaceAll(" ", "_").toUpperCase()}`,
    value,
  ]);
  const bundle = mainOf(resolve(import.meta.dirname, "../../actions", name));
  const child = spawn(process.execPath, [bundle], {
    cwd: job.cwd,
    env: {
      ...job.env,
      ...Object.fromEntries<string>(inputs),
      GITHUB_WORKSPACE: job.cwd,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: folder,
    },
  });
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  const exit = await new Promise<number | null>((done) => child.on("close", done));
  return {
    exit,
    stdout,
    outputs: readOutputs(readFileSync(output, "utf8")),
    summary: readFileSync(summary, "utf8"),
    temp: folder,
  };
}

function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = "", delimiter = "", value = ""] of text.matchAll(/^(.+?)<<(\S+)\n([\s\S]*?)\n?\2$/gm)) {
    if (delimiter !== "") outputs[name] = value;
  }
  return outputs;
}

/** What GitHub starts. */
function mainOf(action: string): string {
  const { runs } = parse(readFileSync(join(action, "action.yml"), "utf8")) as {
    readonly runs: { readonly main: string };
  };
  return join(action, runs.main);
}
