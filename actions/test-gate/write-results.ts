// Leaves the results in files: the digest for the next run, the verdict, CTRF and the badge.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import type { GateConfig } from "../../src/gate/config.ts";
import type { Judgement } from "../../src/gate/decide.ts";
import { DIGEST_FILE } from "../../src/core/gate-word.ts";
import type { CoveredLines } from "../../src/gate/covered-lines.ts";
import { benchmarkKey, BRINGS, HISTORY, printDigest, type OfFailures, type RunHead } from "../../src/gate/digest.ts";
import type { GateFacts } from "../../src/gate/facts.ts";
import { Page } from "../../src/gate/page.ts";
import { badge, printCtrf, verdictJson } from "../../src/gate/results.ts";
import type { RunPlace } from "./place.ts";
import { within } from "./within.ts";

/** Reasons that a digest carries, and characters of each. */
const MOST_PROBLEMS = 20;
const LONGEST_PROBLEM = 500;
/** Values of all benchmarks together: of a thousand ten each. */
const MOST_VALUES = 10_000;

export interface Written {
  readonly report: string;
  readonly ctrf: string;
  readonly badge: string;
}

export async function writeResults(args: {
  facts: GateFacts;
  judgement: Judgement;
  config: GateConfig;
  place: RunPlace;
}): Promise<Written> {
  const { facts, judgement, config, place } = args;
  const folder = place.results;
  mkdirSync(folder, { recursive: true });
  const written = {
    report: within(folder, DIGEST_FILE),
    ctrf: within(folder, "ctrf.json"),
    badge: within(folder, "badge.svg"),
  };
  const base = facts.base.is === "known" ? facts.base.value : null;
  const { covered, failures } = await forMerge(args);
  const head = headOf({ facts, judgement, config, covered });
  writeInPages(written.report, (page) => {
    printDigest(page, { head, tests: facts.tests, base, failures });
    if (covered.is === "told") for (const row of covered.rows()) page.text(row);
  });
  writeInPages(written.ctrf, (page) => printCtrf(page, facts, judgement));
  writeFileSync(written.badge, badge(judgement));
  writeFileSync(within(folder, "verdict.json"), verdictJson(facts, judgement));
  return written;
}

/** What a leg leaves for who merges the legs and nobody else: its covered lines, and what there is to see of its failures. */
interface ForMerge {
  readonly covered: CoveredLines;
  readonly failures?: OfFailures;
}

const NOTHING: CoveredLines = { is: "told", files: 0, rows: () => [] };

async function forMerge(args: {
  facts: GateFacts;
  judgement: Judgement;
  config: GateConfig;
  place: RunPlace;
}): Promise<ForMerge> {
  const { facts, judgement, config, place } = args;
  if (config.job === "" || config.mode === "merge") return { covered: NOTHING };
  if (facts.coverage === null && judgement.failing.length === 0) return { covered: NOTHING };
  const { failuresOf, printCovered } = await import("./beyond.ts");
  const covered = facts.coverage === null ? NOTHING : printCovered(facts.coverage);
  return { covered, failures: failuresOf(facts, judgement, place) };
}

function headOf(args: {
  facts: GateFacts;
  judgement: Judgement;
  config: GateConfig;
  covered: CoveredLines;
}): Omit<RunHead, "tests"> {
  const { facts, judgement, config, covered } = args;
  const { verdict, failing, comparison } = judgement;
  const newly = comparison && new Set(comparison.newlyFailing);
  const before = new Map(
    facts.base.is === "known" ? facts.base.value.head.benchmarks.map((one) => [benchmarkKey(one), one.values]) : [],
  );
  const total = facts.coverage?.total ?? null;
  const found = { coverage: total?.lines ?? 0, benchmarks: facts.benchmarks.length };
  // They stand in the digest's first line, of which others read no more than 256 kB.
  const kept = Math.max(1, Math.min(HISTORY, Math.floor(MOST_VALUES / (facts.benchmarks.length || 1))));
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
    // What this run is refused for. Failures alone are judged again by who merges the legs, and by his own rule.
    problems: [
      ...(covered.is === "too-large" ? [covered.why] : []),
      ...verdict.because.filter((one) => one.state !== "allow" && one.code !== "failures").map((one) => one.title),
    ]
      .slice(0, MOST_PROBLEMS)
      .map((problem) => problem.slice(0, LONGEST_PROBLEM)),
    coverage: total,
    lost: BRINGS.filter((what) => config[what].length > 0 && (found[what] === 0 || facts.missing[what].length > 0)),
    ...(covered.is === "told" && covered.files > 0 && { files: covered.files }),
    benchmarks: facts.benchmarks.map(({ name, unit, value }) => ({
      name,
      unit,
      values: [...(before.get(benchmarkKey({ name, unit })) ?? []), value].slice(-kept),
    })),
  };
}

/** Writes in pieces of 64 kB, as bytes: a hundred thousand tests are never one string, nor as many strings as pages. */
function writeInPages(path: string, print: (page: Page) => void): void {
  const file = openSync(path, "w");
  try {
    const page = new Page((bytes) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    });
    print(page);
    page.end();
  } finally {
    closeSync(file);
  }
}
