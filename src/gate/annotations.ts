// GitHub shows ten errors, ten warnings and ten notices of a step: the most important ones go first, the rest is counted.
import type { Judgement } from "./decide.ts";
import type { FileProblem, GateFacts } from "./facts.ts";
import type { Here } from "./detail-words.ts";
import { endsSoon } from "./expiry.ts";

export interface Note {
  readonly level: "error" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

const SHOWN = 10;

export function annotationsOf(facts: GateFacts, judgement: Judgement, here: Here): Note[] {
  const { verdict, failing } = judgement;
  const green = verdict.state === "allow";
  const fresh = new Set(judgement.comparison?.newlyFailing);
  // The sentences that name no test come before the tests: what fails the gate must be seen.
  const sentences = [
    ...facts.problems.map(problem),
    ...verdict.because
      .filter((one) => one.state !== "allow" && one.code !== "failures" && !one.code.startsWith("report-"))
      .map(
        ({ code, title, cure }): Note => ({
          level: "error",
          title: `Test gate: ${code}`,
          message: `${title} ${cure ?? ""}`.trim(),
        }),
      ),
  ];
  const tests = failing.slice(0, SHOWN + 1).map((id) => failure({ id, here, fresh: fresh.has(id) ? " (new)" : "" }));
  const level = green ? "warning" : "error";
  const main = [...sentences, ...tests].map((one): Note => ({ ...one, level }));
  const total = sentences.length + failing.length;
  const told = warnings(facts, judgement);
  return [
    ...firstTen(green ? [...main, ...told] : main, green ? total + told.length : total),
    ...(green ? [] : firstTen(told, told.length)),
    ...firstTen(
      judgement.notes.map((note): Note => ({ level: "notice", title: "Test gate", message: note })),
      judgement.notes.length,
    ),
  ];
}

function problem({ path, line, code, message }: FileProblem): Note {
  return { level: "error", title: `Test gate: ${code}`, message, file: path, ...(line > 0 ? { line } : {}) };
}

function failure({ id, here, fresh }: { id: string; here: Here; fresh: string }): Note {
  const place = here.places.get(id);
  const where = place === undefined ? {} : { file: place.path, ...(place.line > 0 ? { line: place.line } : {}) };
  const message = here.failures.get(id)?.message ?? "This test failed.";
  return { level: "error", title: `${id.slice(0, 200)}${fresh}`, message, ...where };
}

function warnings(facts: GateFacts, { verdict }: Judgement): Note[] {
  // Also where the test passed today: after its last day the entry fails the gate, whatever the test does.
  const ending = facts.quarantine.entries.filter((entry) => endsSoon(entry, facts.now));
  return [
    ...ending.map(
      (entry): Note => ({
        level: "warning",
        title: "Test gate: quarantine ends soon",
        message: `The quarantine of ${entry.test} ends on ${entry.expires}; ${entry.owner} owns it.`,
      }),
    ),
    ...facts.tests.told
      .filter((one) => one.outcome === "flaky")
      .map(
        (one): Note => ({
          level: "warning",
          title: "Test gate: flaky",
          message: `${one.id} failed and passed in this run.`,
        }),
      ),
    ...verdict.because
      .filter((one) => one.code === "benchmark-warn")
      .map((one): Note => ({ level: "warning", title: "Test gate: benchmark", message: one.title })),
  ];
}

/** Ten, of which the last says how many are not shown. */
function firstTen(notes: readonly Note[], total: number): Note[] {
  const last = notes[SHOWN - 1];
  if (total <= SHOWN || last === undefined) return [...notes];
  const left = total - SHOWN + 1;
  const message = `And ${left} more: see the job summary.`;
  return [...notes.slice(0, SHOWN - 1), { level: last.level, title: "Test gate", message }];
}
