// Leaves the results in files: the digest for the next run, the verdict, CTRF and the badge.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { GateConfig } from "../../src/gate/config.ts";
import type { Judgement } from "../../src/gate/decide.ts";
import { DIGEST_FILE } from "../../src/core/gate-word.ts";
import { HISTORY, printDigest, type RunHead } from "../../src/gate/digest.ts";
import type { GateFacts } from "../../src/gate/facts.ts";
import { badge, printCtrf, verdictJson } from "../../src/gate/results.ts";

export interface Written {
  readonly report: string;
  readonly ctrf: string;
  readonly badge: string;
}

export function writeResults(args: {
  facts: GateFacts;
  judgement: Judgement;
  config: GateConfig;
  folder: string;
}): Written {
  const { facts, judgement, config, folder } = args;
  mkdirSync(folder, { recursive: true });
  const written = {
    report: join(folder, DIGEST_FILE),
    ctrf: join(folder, "ctrf.json"),
    badge: join(folder, "badge.svg"),
  };
  const base = facts.base.is === "known" ? facts.base.value : null;
  writeParts(written.report, printDigest(headOf({ facts, judgement, config }), facts.tests, base));
  writeParts(written.ctrf, printCtrf(facts, judgement));
  writeFileSync(written.badge, badge(judgement));
  writeFileSync(join(folder, "verdict.json"), verdictJson(facts, judgement));
  return written;
}

function headOf(args: { facts: GateFacts; judgement: Judgement; config: GateConfig }): Omit<RunHead, "tests"> {
  const { facts, judgement, config } = args;
  const { verdict, failing, comparison } = judgement;
  const newly = comparison && new Set(comparison.newlyFailing);
  const before = new Map(
    facts.base.is === "known" ? facts.base.value.head.benchmarks.map((one) => [one.name, one.values]) : [],
  );
  const total = facts.coverage?.total ?? null;
  return {
    job: config.job,
    sha: facts.sha,
    run: facts.run,
    verdict: {
      state: verdict.state === "allow" ? "allow" : "block",
      code: verdict.code,
      failed: failing.length,
      new: newly && failing.filter((id) => newly.has(id)).length,
    },
    problems: facts.problems.slice(0, 20).map(({ path, line, message }) => `${path}:${line}: ${message}`),
    coverage: total,
    benchmarks: facts.benchmarks.map(({ name, unit, value }) => ({
      name,
      unit,
      values: [...(before.get(name) ?? []), value].slice(-HISTORY),
    })),
  };
}

/** Writes in pieces of 64 kB: a hundred thousand tests are never one string. */
function writeParts(path: string, parts: Iterable<string>): void {
  const file = openSync(path, "w");
  try {
    let waiting = "";
    for (const part of parts) {
      waiting += part;
      if (waiting.length < 65_536) continue;
      writeSync(file, waiting);
      waiting = "";
    }
    if (waiting !== "") writeSync(file, waiting);
  } finally {
    closeSync(file);
  }
}
