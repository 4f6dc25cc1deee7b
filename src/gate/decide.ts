// The verdict: pure, from facts and inputs. Only what was looked at and found good is allowed; nothing at all never is.
import type { Verdict } from "../core/verdict.ts";
import type { Comparison } from "./compare.ts";
import type { GateConfig } from "./config.ts";
import type { GateFacts } from "./facts.ts";
import { allow, block, many } from "./judged.ts";
import { notesOf } from "./notes.ts";
import type { Entry } from "./quarantine.ts";
import type { Measured } from "./thresholds.ts";
import type { Counts } from "./tests.ts";

/** The verdict with everything that summary, annotations and outputs print. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly counts: Counts;
  /** Seconds of all tests together. */
  readonly seconds: number;
  /** Null without a base. */
  readonly comparison: Comparison | null;
  /** Failures that count, the new ones first. */
  readonly failing: readonly string[];
  readonly quarantined: ReadonlyMap<string, Entry>;
  readonly idleEntries: readonly Entry[];
  readonly measured: readonly Measured[];
  /** Things to know that do not fail. */
  readonly notes: readonly string[];
}

/**
 * What only some runs are judged by: a base, legs, a quarantine, limits, the proof of a bug fix (`further.ts`). A plain run
 * has none of it, and is judged without loading it.
 */
export interface Further {
  compare(facts: GateFacts): Comparison | null;
  measure(facts: GateFacts): readonly Measured[];
  quarantineOf(facts: GateFacts, config: GateConfig): Quarantined;
  judgeLegs(facts: GateFacts, config: GateConfig): Verdict[];
  /** Whether tests went away. */
  judgeDrop(judged: Judged): Verdict[];
  /** Everything that is judged after the failures. */
  judgeRest(judged: Judged): Verdict[];
}

/** Which failures are forgiven by which entry, and entries that forgive none. */
export interface Quarantined {
  readonly quarantined: ReadonlyMap<string, Entry>;
  readonly idle: readonly Entry[];
}

/** What is known of a run when it is judged. */
export interface Judged extends Pick<Judgement, "counts" | "seconds" | "comparison" | "failing" | "measured"> {
  readonly facts: GateFacts;
  readonly config: GateConfig;
  readonly newlyFailing: ReadonlySet<string>;
  readonly idle: readonly Entry[];
  /** How many failures are in quarantine. */
  readonly forgiven: number;
}

/** Whether nothing is asked or known of a run but its tests: then nobody needs {@link Further}. */
export function isPlain(facts: GateFacts, config: GateConfig): boolean {
  const { base, quarantine, benchmarks, pull } = facts;
  const limits = [config.maxDuration, config.benchmarkWarn, config.benchmarkFail];
  const covers = [config.coverageMin, config.coverageDrop, config.patchCoverageMin];
  return (
    config.mode === "single" &&
    base.is === "unknown" &&
    quarantine.entries.length === 0 &&
    quarantine.problems.length === 0 &&
    benchmarks.length === 0 &&
    [...limits, ...covers].every((limit) => limit === null) &&
    (config.bugLabels.length === 0 || !pull)
  );
}

const NOT_QUARANTINED: Quarantined = { quarantined: new Map(), idle: [] };

/**
 * Judges a run. Every reason is in the tree; the first blocking one names the whole. `further` may be null for a plain run
 * alone: any other is not judged without it, and throws.
 */
export function decide(facts: GateFacts, config: GateConfig, further: Further | null): Judgement {
  if (further === null && !isPlain(facts, config)) throw new Error("a run that is not plain cannot be judged as one");
  const { tests } = facts;
  const { counts } = tests;
  const comparison = further?.compare(facts) ?? null;
  const newlyFailing = new Set(comparison?.newlyFailing);
  const failed = tests.told.filter((one) => one.outcome === "failed").map((one) => one.id);
  const { quarantined, idle } = further?.quarantineOf(facts, config) ?? NOT_QUARANTINED;
  const excused = tests.told.filter((one) => one.outcome === "flaky" && quarantined.has(one.id));
  const counting = failed.filter((id) => !quarantined.has(id));
  const failing = [...counting.filter((id) => newlyFailing.has(id)), ...counting.filter((id) => !newlyFailing.has(id))];
  const seconds = tests.totalSeconds;
  const measured = further?.measure(facts) ?? [];
  const forgiven = failed.length - counting.length;
  const judged = { facts, config, counts, seconds, comparison, newlyFailing, failing, idle, forgiven, measured };

  const because = [
    ...judgeFiles(facts, config),
    ...(further?.judgeLegs(facts, config) ?? []),
    ...judgeNumber(judged),
    ...(further?.judgeDrop(judged) ?? []),
    ...judgeFailures(judged),
    ...judgeFlaky({ flaky: counts.flaky, excused: excused.length, config }),
    ...(further?.judgeRest(judged) ?? []),
  ];
  return {
    verdict: summed(because, counts),
    counts,
    seconds,
    comparison,
    failing,
    quarantined: new Map(failed.flatMap((id) => entryFor(quarantined, id))),
    idleEntries: idle,
    measured,
    notes: notesOf(facts, idle),
  };
}

function entryFor(quarantined: ReadonlyMap<string, Entry>, id: string): [string, Entry][] {
  const entry = quarantined.get(id);
  return entry === undefined ? [] : [[id, entry]];
}

function summed(because: readonly Verdict[], counts: Counts): Verdict {
  const blocking = because.filter((one) => one.state !== "allow");
  const [first] = blocking;
  if (first === undefined) {
    // Failures in quarantine, of the base, or that fail-on: none lets pass are failures all the same.
    const { failed } = counts;
    const forgiven = failed === 0 ? "" : `; ${failed} failed and ${failed === 1 ? "does" : "do"} not count`;
    const title = `${many(counts.passed + counts.flaky, "test")} passed${forgiven}.`;
    return { state: "allow", code: "passed", title, because };
  }
  const more = blocking.length > 1 ? ` And ${many(blocking.length - 1, "more reason")}.` : "";
  return { ...first, title: `${first.title}${more}`, because };
}

const CURES: Readonly<Record<string, string>> = {
  "unknown-format": "Let the glob name nothing but reports.",
  empty: "See why the run wrote nothing into it.",
  stale: "Run the tests in this job, or take fresh out.",
  outside: "Copy it into the workspace.",
  missing: "See why it was not written. A glob may find nothing; a file that is named must be there.",
  "other-run": "Download only what this run's legs uploaded.",
  "leg-twice": "Give each leg a job: of its own.",
  "other-version": "Let all jobs of this workflow use one and the same release of this Action.",
};

function judgeFiles({ files, problems }: GateFacts, { mode }: GateConfig): Verdict[] {
  if (files.length === 0 && problems.length === 0) {
    return [
      block("no-reports", "No report was found.", "See that the tests ran and wrote one, and that reports: names it."),
    ];
  }
  return problems.map(({ path, line, code, message }) =>
    block(
      `report-${code}`,
      `${path}${line > 0 ? `:${line}` : ""}: ${message}`,
      CURES[code] ??
        (mode === "merge"
          ? "See that it is whole, as it was uploaded: a leg is counted whole or not at all."
          : "See why the report was not written whole; the rest of it was counted."),
    ),
  );
}

/** Tests that ran: a run of which everything was skipped tested nothing. */
export const ran = (counts: Counts): number => counts.tests - counts.skipped;

function judgeNumber({ counts, config, facts }: Judged): Verdict[] {
  if (facts.files.length === 0) return [];
  const here = ran(counts);
  if (here === 0) {
    const skipped = counts.skipped > 0 ? ` All ${counts.skipped} were skipped.` : "";
    const cure = "A gate is not green for nothing: see what the test run found.";
    return [block("no-tests", `No test ran.${skipped}`, cure)];
  }
  if (here >= config.minTests) return [];
  const title = `${many(here, "test")} ran; ${config.minTests} are asked.`;
  return [block("min-tests", title, "See which were not found, or lower min-tests.")];
}

function judgeFailures({ failing, newlyFailing, comparison, config, facts }: Judged): Verdict[] {
  if (config.failOn === "none")
    return [allow("failures-told", `${many(failing.length, "failure")} told; fail-on is none.`)];
  const [first, ...others] =
    config.failOn === "any-failure" || comparison === null ? failing : failing.filter((id) => newlyFailing.has(id));
  if (first === undefined) {
    const old = failing.length > 0 ? `, ${failing.length} failed on the base already` : "";
    return [allow("no-failures", `No test fails that should not${old}.`)];
  }
  const fresh = comparison === null ? "" : `, ${failing.filter((id) => newlyFailing.has(id)).length} of them new`;
  const without =
    config.failOn === "new-failures" && facts.base.is === "unknown" ? ` Every failure counts: ${facts.base.why}` : "";
  return [
    block(
      "failures",
      `${many(1 + others.length, "test")} failed${fresh}.${without}`,
      `Mend ${first}${others.length > 0 ? " and the others" : ""}.`,
    ),
  ];
}

function judgeFlaky(args: { flaky: number; excused: number; config: GateConfig }): Verdict[] {
  const { flaky, excused, config } = args;
  if (flaky === 0) return [];
  const title = `${many(flaky, "test")} failed and passed in this run${excused > 0 ? `, ${excused} in quarantine` : ""}.`;
  const fails = config.failOnFlaky && flaky > excused;
  return [fails ? block("flaky", title, "Mend or quarantine them.") : allow("flaky-told", title)];
}
