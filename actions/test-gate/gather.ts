// The facts: what the files say, and with a token what GitHub knows of the base.
import { existsSync } from "node:fs";
import { INPUTS, type GateConfig } from "../../src/gate/config.ts";
import type { GateFacts } from "../../src/gate/facts.ts";
import { Tests } from "../../src/gate/tests.ts";
import { Refusal } from "../action.ts";
import { NO_TOKEN, NOT_ASKED, type Asking, type FactsAsked } from "./asking.ts";
import { findFiles } from "./files.ts";
import type { GitHub } from "./github.ts";
import type { Legs } from "./legs.ts";
import type { RunPlace } from "./place.ts";
import { readReports } from "./reports.ts";
import { within } from "./within.ts";

export async function gather(args: {
  config: GateConfig;
  place: RunPlace;
  token: string;
  now: number;
}): Promise<GateFacts> {
  const { config, place, token, now } = args;
  const github = token === "" || place.repository === "" ? null : await connect(place, token);
  const asking = { config, place, github, readReports };
  const notBefore = config.fresh ? beganOf(place) : null;
  const found = findFiles(config.reports, place.workspace);
  const tests = new Tests();
  const read = await readTests({ ...asking, paths: found.paths, tests, notBefore });
  const { problems } = read;
  const coverage = findFiles(config.coverage, place.workspace);
  const benchmarks = findFiles(config.benchmarks, place.workspace);
  const all = [found, coverage, benchmarks];
  for (const path of new Set(all.flatMap(({ outside }) => outside))) {
    const message = "It is a symlink that leads out of the workspace; it was not read.";
    problems.push({ path, line: 0, code: "outside", message });
  }
  // Where nothing was found at all, that is the reason.
  if (found.paths.length > 0) {
    for (const path of found.missing)
      problems.push({ path, line: 0, code: "missing", message: "There is no such file." });
  }
  const idle = found.paths.length > 0 ? found.idle : [...found.idle, ...found.missing];
  const measures = coverage.paths.length + benchmarks.paths.length > 0 ? await import("./beyond.ts") : null;
  const measured = { workspace: place.workspace, problems, notBefore };
  return {
    ...read,
    now,
    sha: place.sha,
    run: place.run,
    pull: place.pull !== null,
    idleGlobs: [...idle, ...coverage.idle, ...benchmarks.idle, ...coverage.missing, ...benchmarks.missing],
    missing: { coverage: coverage.missing, benchmarks: benchmarks.missing },
    closedFolders: [...new Set(all.flatMap(({ closed }) => closed))],
    tests,
    ...(await askedOf(asking, now)),
    coverage: measures?.readCoverage({ ...measured, paths: coverage.paths, legs: read.coverage }) ?? read.coverage,
    benchmarks: [...read.benchmarks, ...(measures?.readAllBenchmarks({ ...measured, paths: benchmarks.paths }) ?? [])],
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
  return {
    ...reports,
    legs: [],
    legProblems: [],
    legsWithout: { coverage: [], benchmarks: [] },
    legNotes: [],
    coverage: null,
    benchmarks: [],
  };
}

/** Without a token, a digest and a quarantine there is nobody to ask: most first runs are so. */
async function askedOf(asking: Asking, now: number): Promise<FactsAsked> {
  const { config, place, github } = asking;
  const { quarantine: path } = config;
  const isNamed = path !== INPUTS.quarantine.default || existsSync(within(place.workspace, path));
  if (github !== null || config.base !== "auto" || isNamed || place.pull !== null) {
    const { gatherAsked } = await import("./beyond.ts");
    return gatherAsked(asking, now);
  }
  const quarantine = { entries: [], problems: [], later: [], why: "" };
  return { base: NO_TOKEN, quarantine, changedLines: NOT_ASKED, proof: NOT_ASKED };
}
