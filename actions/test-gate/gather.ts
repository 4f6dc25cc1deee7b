// The facts: what the files say, and with a token what GitHub knows of the base.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { GateConfig } from "../../src/gate/config.ts";
import type { Digest } from "../../src/gate/digest.ts";
import type { Asked, GateFacts } from "../../src/gate/facts.ts";
import { Tests } from "../../src/gate/tests.ts";
import { Refusal } from "../action.ts";
import { findFiles } from "./files.ts";
import type { GitHub } from "./github.ts";
import type { Legs } from "./legs.ts";
import type { RunPlace } from "./place.ts";
import { asDamage } from "./damaged.ts";
import { readReports } from "./reports.ts";

interface Asking {
  readonly config: GateConfig;
  readonly place: RunPlace;
  readonly github: GitHub | null;
}

const NOT_ASKED = { is: "unknown", why: "It was not asked for." } as const;
const NO_TOKEN = { is: "unknown", why: "there is no token." } as const;

export async function gather(args: {
  config: GateConfig;
  place: RunPlace;
  token: string;
  now: number;
}): Promise<GateFacts> {
  const { config, place, token, now } = args;
  const github = token === "" || place.repository === "" ? null : await connect(place, token);
  const asking = { config, place, github };
  const notBefore = config.fresh ? beganOf(place) : null;
  const found = findFiles(config.reports, place.workspace);
  const tests = new Tests();
  const read = await readTests({ ...asking, paths: found.paths, tests, notBefore });
  const { problems } = read;
  for (const path of found.outside) {
    problems.push({
      path,
      line: 0,
      code: "outside",
      message: "It is a symlink that leads out of the workspace; it was not read.",
    });
  }
  const coverage = findFiles(config.coverage, place.workspace);
  const benchmarks = findFiles(config.benchmarks, place.workspace);
  const measures = coverage.paths.length + benchmarks.paths.length > 0 ? await import("./beyond.ts") : null;
  const measured = { workspace: place.workspace, problems, notBefore };
  return {
    ...read,
    now,
    sha: place.sha,
    run: place.run,
    pull: place.pull !== null,
    idleGlobs: [...found.idle, ...coverage.idle, ...benchmarks.idle],
    tests,
    base: await baseOf(asking),
    quarantine: await quarantineOf(asking, now),
    coverage: measures?.readCoverage({ ...measured, paths: coverage.paths, legs: read.coverage }) ?? read.coverage,
    changedLines: await changedLinesOf(asking),
    benchmarks: [...read.benchmarks, ...(measures?.readAllBenchmarks({ ...measured, paths: benchmarks.paths }) ?? [])],
    proof: await proofOf(asking),
  };
}

/** A question that cannot be answered must not be answered with yes. */
function beganOf({ began }: RunPlace): number {
  if (began !== null) return began;
  throw new Refusal({
    code: "fresh-unjudged",
    message: "When this job began is not known: there is no GITHUB_EVENT_PATH.",
    cure: "Run this in a job of GitHub Actions, or without fresh.",
  });
}

async function connect(place: RunPlace, token: string): Promise<GitHub> {
  const { GitHub } = await import("./beyond.ts");
  return new GitHub({ token, api: place.api, graphql: place.graphql });
}

async function readTests(
  args: Asking & { paths: readonly string[]; tests: Tests; notBefore: number | null },
): Promise<Legs> {
  const { config, place, paths, tests, notBefore } = args;
  if (config.mode === "merge") {
    const { readLegs } = await import("./beyond.ts");
    return readLegs({ paths, place, tests });
  }
  const reports = await readReports({ paths, workspace: place.workspace, tests, notBefore });
  return { ...reports, legs: [], legProblems: [], legNotes: [], coverage: null, benchmarks: [] };
}

async function baseOf({ config, place, github }: Asking): Promise<Asked<Digest>> {
  if (config.base === "none") return { is: "unknown", why: "base is none." };
  if (config.base !== "auto") return await digestAt(resolve(place.workspace, config.base), config.base);
  if (github === null) return NO_TOKEN;
  const { findBase } = await import("./beyond.ts");
  return findBase(github, place, config.job);
}

async function digestAt(path: string, name: string): Promise<Asked<Digest>> {
  if (!existsSync(path)) return { is: "unknown", why: `there is no digest at ${name}.` };
  const { parseDigest } = await import("./beyond.ts");
  try {
    return { is: "known", value: parseDigest(readFileSync(path, "utf8")) };
  } catch (error) {
    return { is: "unknown", why: `${name}: ${asDamage(error).message}` };
  }
}

async function quarantineOf({ config, place, github }: Asking, now: number): Promise<GateFacts["quarantine"]> {
  const isHere = config.quarantine !== "" && existsSync(join(place.workspace, config.quarantine));
  if (!isHere && (github === null || place.pull === null)) return { entries: [], problems: [], later: [], why: "" };
  const { quarantineFacts } = await import("./beyond.ts");
  return quarantineFacts({ path: config.quarantine, place, github, now });
}

async function changedLinesOf({ config, place, github }: Asking): Promise<GateFacts["changedLines"]> {
  if (config.patchCoverageMin === null || place.pull === null) return NOT_ASKED;
  if (github === null) return NO_TOKEN;
  const pull = await import("./beyond.ts");
  return pull.asked(pull.changedLinesOf(github, place));
}

async function proofOf({ config, place, github }: Asking): Promise<GateFacts["proof"]> {
  if (config.bugLabels.length === 0 || place.pull === null) return NOT_ASKED;
  if (github === null) return NO_TOKEN;
  const pull = await import("./beyond.ts");
  const closes = await pull.asked(pull.proofOf(github, place, config.bugLabels));
  if (closes.is === "unknown") return closes;
  if (config.baseResults.length === 0) return { is: "known", value: { ...closes.value, onBase: null } };
  const onBase = new Tests();
  const found = findFiles(config.baseResults, place.workspace);
  const { workspace } = place;
  const { problems } = await readReports({ paths: found.paths, workspace, tests: onBase, notBefore: null });
  const [problem] = problems;
  // A report of the base that is damaged proves nothing, and says so.
  if (problem !== undefined) return { is: "unknown", why: `${problem.path}: ${problem.message}` };
  return { is: "known", value: { ...closes.value, onBase } };
}
