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

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: "string", default: "4010" }, seed: { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const pretend = await startPretendGitHub({ port: Number(values.port), seed: readSeed(values.seed) });
  console.log(`GitHub's stand-in listens on ${pretend.url}`);
  for (const app of pretend.world.apps.values()) {
    if (app.privateKey !== null)
      console.log(`App ${app.slug}: id ${app.id}, key and secret at ${pretend.url}/_pretend/apps/${app.slug}`);
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void pretend.stop());
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ZodError)) throw error;
  console.error(`The seed is not right:\n${prettifyError(error)}`);
  process.exitCode = 78;
}
