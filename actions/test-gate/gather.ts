// The facts: what the files say, and with a token what GitHub knows of the base.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { GateConfig } from "../../src/gate/config.ts";
import { Damage } from "../../src/gate/damage.ts";
import { parseDigest, type Digest } from "../../src/gate/digest.ts";
import type { Asked, GateFacts, QuarantineFacts } from "../../src/gate/facts.ts";
import { readEntries } from "../../src/gate/quarantine.ts";
import { Tests } from "../../src/gate/tests.ts";
import { findFiles } from "./files.ts";
import type { RunPlace } from "./place.ts";
import { readReports } from "./reports.ts";

const NOT_ASKED = { is: "unknown", why: "It was not asked for." } as const;

export async function gather(args: {
  config: GateConfig;
  place: RunPlace;
  token: string;
  now: number;
}): Promise<GateFacts> {
  const { config, place, now } = args;
  const found = findFiles(config.reports, place.workspace);
  const tests = new Tests();
  const { files, problems } = readReports({
    paths: found.paths,
    workspace: place.workspace,
    tests,
    notBefore: config.fresh ? place.began : null,
  });
  for (const path of found.outside) {
    problems.push({
      path,
      line: 0,
      code: "outside",
      message: "It is a symlink that leads out of the workspace; it was not read.",
    });
  }
  return {
    now,
    sha: place.sha,
    run: place.run,
    pull: place.pull !== null,
    files,
    problems,
    idleGlobs: found.idle,
    tests,
    legs: [],
    legProblems: [],
    base: baseFrom(config, place),
    quarantine: await quarantineFrom(config, place, now),
    coverage: null,
    changedLines: NOT_ASKED,
    benchmarks: [],
    proof: NOT_ASKED,
  };
}

function baseFrom(config: GateConfig, place: RunPlace): Asked<Digest> {
  if (config.base === "none") return { is: "unknown", why: "base is none." };
  if (config.base === "auto") return { is: "unknown", why: "There is no token." };
  return digestAt(join(place.workspace, config.base), config.base);
}

function digestAt(path: string, name: string): Asked<Digest> {
  if (!existsSync(path)) return { is: "unknown", why: `There is no digest at ${name}.` };
  try {
    return { is: "known", value: parseDigest(readFileSync(path, "utf8")) };
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    return { is: "unknown", why: `${name}: ${error.message}` };
  }
}

async function quarantineFrom(config: GateConfig, place: RunPlace, now: number): Promise<QuarantineFacts> {
  const path = join(place.workspace, config.quarantine);
  if (config.quarantine === "" || !existsSync(path)) return { entries: [], problems: [], later: [], why: "" };
  const { parseQuarantine } = await import("./quarantine-file.ts");
  const { items, problems } = parseQuarantine(readFileSync(path, "utf8"));
  const read = readEntries(items, now);
  const all = [...problems, ...read.problems];
  if (place.pull === null) return { entries: read.entries, problems: all, later: [], why: "" };
  return {
    entries: [],
    problems: all,
    later: read.entries,
    why: "The quarantine of the base could not be read without a token, so no entry counts.",
  };
}
