// What only some runs are judged by: the base, the legs of a matrix, the quarantine, limits, the proof of a bug fix.
import type { Verdict } from "../core/verdict.ts";
import { compare } from "./compare.ts";
import type { Drop, GateConfig } from "./config.ts";
import { ran, type Further, type Judged, type Quarantined } from "./decide.ts";
import type { GateFacts } from "./facts.ts";
import { allow, block, many } from "./judged.ts";
import { outOfLeg } from "./leg-name.ts";
import { judgeProof } from "./proof.ts";
import { applyEntries, type Named } from "./quarantine.ts";
import { judgeBenchmarks, judgeCoverage, judgeDuration, measure } from "./thresholds.ts";

/** What a run is judged by that is not plain. */
export const further: Further = {
  compare: ({ tests, base, sha }) => (base.is === "known" ? compare(tests, base.value, sha) : null),
  measure: ({ benchmarks, base }) => measure(benchmarks, base.is === "known" ? base.value.head : null),
  quarantineOf,
  judgeLegs,
  judgeDrop,
  judgeRest: (judged) => {
    const { facts, config, measured, seconds } = judged;
    return [
      ...judgeQuarantine(judged),
      ...judgeCoverage(facts, config),
      ...judgeDuration(seconds, config.maxDuration),
      ...judgeBenchmarks(measured, facts, config),
      ...judgeProof(facts, config),
    ];
  },
};

function quarantineOf(facts: GateFacts, config: GateConfig): Quarantined {
  const { tests, quarantine } = facts;
  if (quarantine.entries.length === 0) return { quarantined: new Map(), idle: [] };
  const merged = config.mode === "merge";
  // One by one: a quarantine of three tests must not cost the names of all as strings.
  const named = function* (): Generator<Named> {
    for (const [, id] of tests.names.entries())
      yield merged ? { id, ...outOfLeg(id, facts.legs) } : { id, leg: config.job, name: id };
  };
  return applyEntries({ entries: quarantine.entries, tests: named() });
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

const MOST_GONE = 3;

function judgeDrop({ comparison, counts, config }: Judged): Verdict[] {
  if (comparison === null) return [];
  const here = ran(counts);
  const before = comparison.ranBefore;
  if (before - here <= allowedDrop(config.maxDrop, before)) return [];
  const { removed } = comparison;
  const more = removed.length > MOST_GONE ? ` and ${removed.length - MOST_GONE} more` : "";
  const names = `${removed.slice(0, MOST_GONE).join("; ")}${more}`;
  const title = `${many(here, "test")} ran; on the base ${before} did.${names === "" ? "" : ` Gone: ${names}.`}`;
  return [block("max-drop", title, "If they went on purpose, raise max-drop for this change.")];
}

const allowedDrop = (drop: Drop, before: number): number =>
  "tests" in drop ? drop.tests : (before * drop.percent) / 100;

function judgeQuarantine({ facts, config, idle, forgiven }: Judged): Verdict[] {
  const judged = facts.quarantine.problems.map(({ code, line, message, cure }) =>
    block(`quarantine-${code}`, `${config.quarantine}:${line}: ${message}`, cure),
  );
  // Only who sees all legs, or the leg that an entry names, can say that it never matches.
  for (const entry of idle) {
    if (config.mode !== "merge" && (entry.job === "" || entry.job !== config.job)) continue;
    const title = `${config.quarantine}:${entry.line}: no test is called ${entry.test}.`;
    judged.push(block("quarantine-idle", title, "Take the entry out, or mend its name."));
  }
  if (forgiven > 0) judged.push(allow("quarantined", `${many(forgiven, "failure")} in quarantine.`));
  return judged;
}
