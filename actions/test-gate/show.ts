// Tells people: summary, annotations, log and outputs.
import { annotationsOf } from "../../src/gate/annotations.ts";
import type { GateConfig, InputName, OutputName } from "../../src/gate/config.ts";
import { percentOf } from "../../src/gate/percent.ts";
import type { Judgement } from "../../src/gate/decide.ts";
import type { Here } from "../../src/gate/detail-words.ts";
import type { GateFacts } from "../../src/gate/facts.ts";
import { hasDetails, printLog, printSummary, type Details } from "../../src/gate/words.ts";
import type { Runner } from "../action.ts";
import type { RunPlace } from "./place.ts";
import type { Written } from "./write-results.ts";

const NO_DETAILS: { here: Here; details: Details } = {
  here: { repository: "", places: new Map(), failures: new Map() },
  details: { failures: [], others: [] },
};

export async function show(args: {
  runner: Runner<InputName, OutputName>;
  facts: GateFacts;
  judgement: Judgement;
  config: GateConfig;
  place: RunPlace;
  written: Written;
}): Promise<void> {
  const { runner, facts, judgement, config, written } = args;
  const { here, details } = hasDetails(facts, judgement) ? await detailsOf(args) : NO_DETAILS;
  runner.say(printLog(judgement));
  for (const note of annotationsOf(facts, judgement, here)) runner.annotate(note);
  runner.summary(printSummary({ facts, judgement, job: config.job, details }));
  const { verdict, counts, comparison } = judgement;
  const total = facts.coverage?.total;
  const outputs: Record<OutputName, string> = {
    verdict: verdict.state,
    code: verdict.code,
    tests: String(counts.tests),
    passed: String(counts.passed),
    failed: String(counts.failed),
    skipped: String(counts.skipped),
    flaky: String(counts.flaky),
    "new-failures": comparison === null ? "" : String(comparison.newlyFailing.length),
    fixed: comparison === null ? "" : String(comparison.fixed.length),
    coverage: total === undefined || total.lines === 0 ? "" : String(percentOf(total.covered, total.lines)),
    ...written,
  };
  runner.outputs(Object.entries(outputs) as [OutputName, string][]);
}

async function detailsOf(args: {
  facts: GateFacts;
  judgement: Judgement;
  place: RunPlace;
}): Promise<{ here: Here; details: Details }> {
  const { facts, judgement, place } = args;
  const { hereOf, printDetails } = await import("./beyond.ts");
  const here = hereOf(facts, judgement, place);
  return { here, details: printDetails(facts, judgement, here) };
}
