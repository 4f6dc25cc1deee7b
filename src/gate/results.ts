// What other tools take: the verdict as JSON, the tests in the Common Test Report Format, and a badge.
import type { Judgement } from "./decide.ts";
import type { GateFacts } from "./facts.ts";
import type { Page } from "./page.ts";
import type { Outcome } from "./tests.ts";

/** Names of each kind; more are counted by the outputs and told by CTRF and the digest. */
const MOST_NAMES = 1_000;

/**
 * The verdict with its tree and numbers, and the names of what differs from the base: `against` is null without one, else
 * it has `newFailures`, `stillFailing`, `fixed`, `added`, `removed`, `newlySkipped`, `slower` and `flakyBefore`.
 */
export function verdictJson(facts: GateFacts, judgement: Judgement): string {
  const { verdict, counts, comparison, seconds, quarantined } = judgement;
  const value = {
    schema: "lamplighter/test-gate-verdict",
    version: 1,
    sha: facts.sha,
    run: facts.run,
    verdict,
    counts,
    seconds: Math.round(seconds * 1000) / 1000,
    failing: judgement.failing.slice(0, MOST_NAMES),
    quarantined: [...quarantined.keys()],
    against: comparison && {
      newFailures: comparison.newlyFailing.slice(0, MOST_NAMES),
      stillFailing: comparison.stillFailing.slice(0, MOST_NAMES),
      fixed: comparison.fixed.slice(0, MOST_NAMES),
      added: comparison.added.slice(0, MOST_NAMES),
      removed: comparison.removed.slice(0, MOST_NAMES),
      newlySkipped: comparison.newlySkipped.slice(0, MOST_NAMES),
      slower: comparison.slower.slice(0, MOST_NAMES),
      flakyBefore: [...comparison.flakyBefore.keys()].slice(0, MOST_NAMES),
    },
    coverage: facts.coverage?.total ?? null,
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

const STATUS: Readonly<Record<Outcome, string>> = {
  passed: "passed",
  flaky: "passed",
  failed: "failed",
  skipped: "skipped",
};

/** What follows a name. Failed and flaky tests have more to tell, and do not come this way. */
const AFTER: Readonly<Record<Outcome, string>> = {
  passed: '","status":"passed","duration":',
  flaky: '","status":"passed","duration":',
  failed: '","status":"failed","duration":',
  skipped: '","status":"skipped","duration":',
};

/** CTRF, printed test by test. Times are milliseconds. */
export function printCtrf(page: Page, facts: GateFacts, { counts, seconds }: Judgement): void {
  const { tests, now } = facts;
  const stop = now;
  const start = Math.max(0, Math.round(now - seconds * 1000));
  const summary = {
    tests: counts.tests,
    passed: counts.passed + counts.flaky,
    failed: counts.failed,
    pending: 0,
    skipped: counts.skipped,
    other: 0,
    flaky: counts.flaky,
    start,
    stop,
  };
  const head = { reportFormat: "CTRF", specVersion: "0.0.0", generatedBy: "lamplighter/test-gate" };
  page.text(
    `${JSON.stringify(head).slice(0, -1)},"results":{"tool":{"name":"lamplighter"},"summary":${JSON.stringify(summary)},"tests":[`,
  );
  const told = new Map(tests.told.map((one) => [one.row, one]));
  for (let row = 0; row < tests.size; row += 1) {
    const outcome = tests.outcomeAt(row);
    const number = Math.round(tests.secondsAt(row) * 1000);
    const one = told.get(row);
    const before = row > 0 ? ',\n{"name":"' : '\n{"name":"';
    if (one === undefined && page.row({ before, names: tests.names, row, after: AFTER[outcome], number, end: "}" }))
      continue;
    const test = {
      name: tests.names.at(row),
      status: STATUS[outcome],
      duration: number,
      ...(outcome === "flaky" ? { flaky: true } : {}),
      ...(one?.failure === undefined ? {} : { message: one.failure.message, trace: one.failure.details }),
      ...(one?.file === undefined ? {} : { filePath: one.file }),
      ...(one?.line === undefined ? {} : { line: one.line }),
    };
    page.text(`${row > 0 ? "," : ""}\n${JSON.stringify(test)}`);
  }
  page.text("\n]}}\n");
}

const GREEN = "#2da44e";
const RED = "#cf222e";

/** A badge of two fields; every text in it is ours or a number. */
export function badge({ verdict, counts }: Judgement): string {
  const green = verdict.state === "allow";
  const value = green
    ? `${counts.passed + counts.flaky} passed`
    : counts.failed > 0
      ? `${counts.failed} failed`
      : "failed";
  const left = 38;
  const right = value.length * 7 + 12;
  const width = left + right;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="tests: ${value}">`,
    `<rect width="${left}" height="20" rx="3" fill="#555"/><rect x="${left - 3}" width="${right + 3}" height="20" rx="3" fill="${green ? GREEN : RED}"/>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">`,
    `<text x="${left / 2}" y="14">tests</text><text x="${left + right / 2}" y="14">${value}</text></g></svg>`,
    "",
  ].join("\n");
}
