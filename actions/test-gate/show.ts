// Tells people: summary, annotations, log and outputs.
import { statSync } from "node:fs";
import { join } from "node:path";
import { annotationsOf } from "../../src/gate/annotations.ts";
import type { GateConfig, InputName, OutputName } from "../../src/gate/config.ts";
import { percentOf } from "../../src/gate/coverage.ts";
import type { Judgement } from "../../src/gate/decide.ts";
import type { GateFacts } from "../../src/gate/facts.ts";
import { placeOf, type Place } from "../../src/gate/places.ts";
import type { Failure } from "../../src/gate/tests.ts";
import { printLog, printSummary, type Here } from "../../src/gate/words.ts";
import type { Runner } from "../action.ts";
import type { RunPlace } from "./place.ts";
import type { Written } from "./write-results.ts";

export function show(args: {
  runner: Runner<InputName, OutputName>;
  facts: GateFacts;
  judgement: Judgement;
  config: GateConfig;
  place: RunPlace;
  written: Written;
}): void {
  const { runner, facts, judgement, config, place, written } = args;
  const here = hereOf(facts, config, place);
  runner.say(printLog(judgement));
  for (const note of annotationsOf(facts, judgement, here)) runner.annotate(note);
  runner.summary(printSummary(facts, judgement, here));
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

function hereOf(facts: GateFacts, config: GateConfig, place: RunPlace): Here {
  const places = new Map<string, Place>();
  const failures = new Map<string, Failure>();
  const isFile = (path: string): boolean =>
    statSync(join(place.workspace, path), { throwIfNoEntry: false })?.isFile() === true;
  for (const { id, file, line, failure } of facts.tests.told) {
    if (failure !== undefined) failures.set(id, failure);
    const found =
      places.size < 200
        ? placeOf({ file, line, details: failure?.details ?? "", workspace: place.workspace, isFile })
        : null;
    if (found !== null) places.set(id, found);
  }
  const repository = place.repository === "" ? "" : `${place.server}/${place.repository}`;
  return { repository, job: config.job, places, failures };
}
