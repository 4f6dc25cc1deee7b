// The verdict: pure, from facts and inputs. Only what was looked at and found good is allowed; nothing at all never is.
import type { Verdict } from "../core/verdict.ts";
import { compare, type Comparison } from "./compare.ts";
import type { Drop, GateConfig } from "./config.ts";
import type { GateFacts } from "./facts.ts";
import { outOfLeg } from "./leg-name.ts";
import { judgeProof } from "./proof.ts";
import { applyEntries, type Entry } from "./quarantine.ts";
import { judgeBenchmarks, judgeCoverage, judgeDuration, measure, type Measured } from "./thresholds.ts";
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

const allow = (code: string, title: string): Verdict => ({ state: "allow", code, title, because: [] });
const block = (code: string, title: string, cure: string): Verdict => ({
  state: "block",
  code,
  title,
  cure,
  because: [],
});
const many = (count: number, one: string, several = `${one}s`): string => `${count} ${count === 1 ? one : several}`;

/** Judges a run. Every reason is in the tree; the first blocking one names the whole. */
export function decide(facts: GateFacts, config: GateConfig): Judgement {
  const { tests } = facts;
  const { counts } = tests;
  const comparison = facts.base.is === "known" ? compare(tests, facts.base.value, facts.sha) : null;
  const newlyFailing = new Set(comparison?.newlyFailing);
  const failed = tests.told.filter((one) => one.outcome === "failed").map((one) => one.id);
  const { quarantined, idle } = quarantineOf(facts, config);
  const excused = tests.told.filter((one) => one.outcome === "flaky" && quarantined.has(one.id));
  const counting = failed.filter((id) => !quarantined.has(id));
  const failing = [...counting.filter((id) => newlyFailing.has(id)), ...counting.filter((id) => !newlyFailing.has(id))];
  const seconds = tests.seconds.reduce((sum, one) => sum + one, 0);
  const before = facts.base.is === "known" ? facts.base.value.head : null;
  const measured = measure(facts.benchmarks, before);

  const because = [
    ...judgeFiles(facts),
    ...judgeLegs(facts, config),
    ...judgeNumbers({ counts, comparison, config, facts }),
    ...judgeFailures({ failing, newlyFailing, comparison, config, facts }),
    ...judgeFlaky({ flaky: counts.flaky, excused: excused.length, config }),
    ...judgeQuarantine({ facts, config, idle, quarantined: failed.length - counting.length }),
    ...judgeCoverage(facts, config),
    ...judgeDuration(seconds, config.maxDuration),
    ...judgeBenchmarks(measured, facts, config),
    ...judgeProof(facts, config),
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
    return { state: "allow", code: "passed", title: `${many(counts.passed + counts.flaky, "test")} passed.`, because };
  }
  const more = blocking.length > 1 ? ` And ${many(blocking.length - 1, "more reason")}.` : "";
  return { ...first, title: `${first.title}${more}`, because };
}

function quarantineOf(facts: GateFacts, config: GateConfig): { quarantined: Map<string, Entry>; idle: Entry[] } {
  const { tests, quarantine } = facts;
  if (quarantine.entries.length === 0) return { quarantined: new Map(), idle: [] };
  const merged = config.mode === "merge";
  const rows = tests.ids.map((id) => {
    return merged ? { id, ...outOfLeg(id, facts.legs) } : { id, leg: config.job, name: id };
  });
  return applyEntries({ entries: quarantine.entries, tests: rows });
}

function judgeFiles({ files, problems }: GateFacts): Verdict[] {
  if (files.length === 0 && problems.length === 0) {
    return [
      block("no-reports", "No report was found.", "See that the tests ran and wrote one, and that reports: names it."),
    ];
  }
  return problems.map(({ path, line, code, message }) =>
    block(
      `report-${code}`,
      `${path}${line > 0 ? `:${line}` : ""}: ${message}`,
      "See why the report was not written whole; the rest of it was counted.",
    ),
  );
}

function judgeLegs(facts: GateFacts, config: GateConfig): Verdict[] {
  if (config.mode !== "merge") return [];
  const missing = config.legs.filter((leg) => !facts.legs.includes(leg));
  const surplus = facts.legs.filter((leg) => !config.legs.includes(leg));
  return [
    ...missing.map((leg) =>
      block("leg-missing", `The leg ${leg} left no digest.`, "See whether its job ran, and uploaded its report."),
    ),
    ...surplus.map((leg) =>
      block(
        "leg-unknown",
        `The leg ${leg || "(without a name)"} is not expected.`,
        "Name it under legs:, or give the job its name.",
      ),
    ),
    ...facts.legProblems.map((problem) => block("leg-problem", problem, "Look at that leg's own summary.")),
    ...(missing.length === 0 ? [allow("legs", `Every leg that is expected is here: ${config.legs.length}.`)] : []),
  ];
}

/** Tests that ran: a run of which everything was skipped tested nothing. */
const ran = (counts: Counts): number => counts.tests - counts.skipped;

function judgeNumbers(args: {
  counts: Counts;
  comparison: Comparison | null;
  config: GateConfig;
  facts: GateFacts;
}): Verdict[] {
  const { counts, comparison, config, facts } = args;
  const here = ran(counts);
  const judged: Verdict[] = [];
  if (here === 0 && facts.files.length > 0) {
    const skipped = counts.skipped > 0 ? ` All ${counts.skipped} were skipped.` : "";
    judged.push(
      block("no-tests", `No test ran.${skipped}`, "A gate is not green for nothing: see what the test run found."),
    );
  } else if (here < config.minTests && facts.files.length > 0) {
    judged.push(
      block(
        "min-tests",
        `${many(here, "test")} ran; ${config.minTests} are asked.`,
        "See which were not found, or lower min-tests.",
      ),
    );
  }
  if (comparison !== null) {
    const before = comparison.ranBefore;
    if (before - here > allowedDrop(config.maxDrop, before)) {
      const names = comparison.removed.slice(0, 3).join("; ");
      judged.push(
        block(
          "max-drop",
          `${here} tests ran; on the base ${before} did. ${names}`.trim(),
          "If they went on purpose, raise max-drop for this change.",
        ),
      );
    }
  }
  return judged;
}

const allowedDrop = (drop: Drop, before: number): number =>
  "tests" in drop ? drop.tests : (before * drop.percent) / 100;

function judgeFailures(args: {
  failing: readonly string[];
  newlyFailing: ReadonlySet<string>;
  comparison: Comparison | null;
  config: GateConfig;
  facts: GateFacts;
}): Verdict[] {
  const { failing, newlyFailing, comparison, config, facts } = args;
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

function judgeQuarantine(args: {
  facts: GateFacts;
  config: GateConfig;
  idle: readonly Entry[];
  quarantined: number;
}): Verdict[] {
  const { facts, config, idle, quarantined } = args;
  const judged = facts.quarantine.problems.map(({ code, line, message, cure }) =>
    block(`quarantine-${code}`, `${config.quarantine}:${line}: ${message}`, cure),
  );
  // Only who sees all legs, or the leg that an entry names, can say that it never matches.
  for (const entry of idle) {
    if (config.mode !== "merge" && (entry.job === "" || entry.job !== config.job)) continue;
    const title = `${config.quarantine}:${entry.line}: no test is called ${entry.test}.`;
    judged.push(block("quarantine-idle", title, "Take the entry out, or mend its name."));
  }
  if (quarantined > 0) judged.push(allow("quarantined", `${many(quarantined, "failure")} in quarantine.`));
  return judged;
}

function notesOf(facts: GateFacts, idle: readonly Entry[]): string[] {
  const { quarantine, base, idleGlobs } = facts;
  return [
    ...idleGlobs.map((glob) => `${glob} found no file.`),
    ...facts.legNotes,
    ...(base.is === "unknown" ? [`Not compared with a base: ${base.why}`] : []),
    ...(quarantine.why === "" ? [] : [quarantine.why]),
    ...quarantine.later.map((entry) => `The quarantine of ${entry.test} counts after the merge.`),
    ...(idle.length > 0
      ? [`${many(idle.length, "quarantine entry", "quarantine entries")} matched nothing in this run.`]
      : []),
  ];
}
