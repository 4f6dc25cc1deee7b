// `npm run pretend-github -- --port 4010 --seed file.yml`
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { ZodError, prettifyError } from "zod";
import { seedSchema } from "./seed.ts";
import type { Seed } from "./seed.ts";
import { startPretendGitHub } from "./start.ts";

const USAGE = `usage: npm run pretend-github -- [--port 4010] [--seed file.yml]
A stand-in for GitHub on loopback. What a seed may hold, and how to act as a user: test/pretend-github/README.md`;

function readSeed(path: string | undefined): Seed {
  return path === undefined ? {} : seedSchema.parse(parse(readFileSync(path, "utf8")));
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new RangeError(`--port ${text} is not a port: write a number below 65536, or 0 for any free one.`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: "string", default: "4010" }, seed: { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const pretend = await startPretendGitHub({ port: readPort(values.port), seed: readSeed(values.seed) });
  console.log(`GitHub's stand-in listens on ${pretend.url}`);
  for (const app of pretend.world.apps.values()) {
    if (app.privateKey !== null)
      console.log(`App ${app.slug}: id ${app.id}, key and secret at ${pretend.url}/_pretend/apps/${app.slug}`);
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void pretend.stop());
}

/** What a person can mend: an option, a file, a port. Anything else is thrown on, with its stack. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  const code = "code" in error ? String(error.code) : "";
  if (error instanceof RangeError || /^(E[A-Z]+$|ERR_PARSE_ARGS)/.test(code)) return error.message;
  throw error;
}

try {
  await main();
} catch (error) {
  const what = error instanceof ZodError ? `The seed is not right:\n${prettifyError(error)}` : messageOf(error);
  console.error(`${what}\n${USAGE}`);
  process.exitCode = 78;
}
