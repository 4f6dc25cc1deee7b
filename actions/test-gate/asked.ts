// The facts that are asked of others: of GitHub, of a digest, of the quarantine.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { INPUTS, type GateConfig } from "../../src/gate/config.ts";
import type { Digest } from "../../src/gate/digest.ts";
import type { Asked, GateFacts } from "../../src/gate/facts.ts";
import { parseDigest } from "../../src/gate/read-digest.ts";
import { Tests } from "../../src/gate/tests.ts";
import { NO_TOKEN, NOT_ASKED, type Asking, type FactsAsked } from "./asking.ts";
import { asDamage } from "./damaged.ts";
import { findFiles, piecesOf } from "./files.ts";
import { findBase } from "./find-base.ts";
import { asked, changedLinesOf, proofOf } from "./pull.ts";
import { quarantineFacts } from "./quarantine-facts.ts";

export async function gatherAsked(asking: Asking, now: number): Promise<FactsAsked> {
  return {
    base: await askBase(asking),
    quarantine: await askQuarantine(asking, now),
    changedLines: await askChangedLines(asking),
    proof: await askProof(asking),
  };
}

async function askBase({ config, place, github }: Asking): Promise<Asked<Digest>> {
  if (config.base === "none") return { is: "unknown", why: "base is none." };
  if (config.base !== "auto") return ofJob(digestAt(resolve(place.workspace, config.base), config.base), config);
  return github === null ? NO_TOKEN : findBase(github, place, config.job);
}

/** What fails in another leg is no old failure of this one. */
function ofJob(base: Asked<Digest>, config: GateConfig): Asked<Digest> {
  if (base.is === "unknown" || base.value.head.job === config.job) return base;
  const named = (job: string): string => (job === "" ? "a run without a job" : `the job ${job}`);
  return {
    is: "unknown",
    why: `${config.base} is of ${named(base.value.head.job)}, and this is ${named(config.job)}.`,
  };
}

function digestAt(path: string, name: string): Asked<Digest> {
  if (!existsSync(path)) return { is: "unknown", why: `there is no digest at ${name}.` };
  try {
    return { is: "known", value: parseDigest(piecesOf(path)) };
  } catch (error) {
    return { is: "unknown", why: `${name}: ${asDamage(error).message}` };
  }
}

async function askQuarantine({ config, place, github }: Asking, now: number): Promise<GateFacts["quarantine"]> {
  const { quarantine: path } = config;
  const isHere = path !== "" && existsSync(join(place.workspace, path));
  // Who names a file means one that is there; most have none under the name that it has by itself.
  const why = isHere || path === INPUTS.quarantine.default ? "" : `There is no quarantine at ${path}.`;
  if (!isHere && (github === null || place.pull === null)) return { entries: [], problems: [], later: [], why };
  const facts = await quarantineFacts({ path, place, github, now });
  return facts.why === "" && facts.entries.length + facts.problems.length === 0 ? { ...facts, why } : facts;
}

async function askChangedLines({ config, place, github }: Asking): Promise<GateFacts["changedLines"]> {
  if (config.patchCoverageMin === null || place.pull === null) return NOT_ASKED;
  return github === null ? NO_TOKEN : asked(changedLinesOf(github, place));
}

async function askProof({ config, place, github, readReports }: Asking): Promise<GateFacts["proof"]> {
  if (config.bugLabels.length === 0 || place.pull === null) return NOT_ASKED;
  if (github === null) return NO_TOKEN;
  const closes = await asked(proofOf(github, place, config.bugLabels));
  if (closes.is === "unknown") return closes;
  // Where no bug is closed nothing has to be proved, and nobody looks for the proof.
  if (config.baseResults.length === 0 || closes.value.bugs.length === 0)
    return { is: "known", value: { ...closes.value, onBase: null } };
  const onBase = new Tests();
  const found = findFiles(config.baseResults, place.workspace);
  const [unread] = [...found.missing, ...found.outside, ...(found.paths.length === 0 ? found.idle : [])];
  if (unread !== undefined) return { is: "unknown", why: `base-results: ${unread} is no report that could be read.` };
  const { workspace } = place;
  const { problems } = await readReports({ paths: found.paths, workspace, tests: onBase, notBefore: null });
  const [problem] = problems;
  // A report of the base that is damaged proves nothing, and says so.
  if (problem !== undefined) return { is: "unknown", why: `${problem.path}: ${problem.message}` };
  return { is: "known", value: { ...closes.value, onBase } };
}
