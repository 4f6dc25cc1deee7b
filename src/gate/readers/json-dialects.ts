// How each tool that writes one JSON value lists its tests: Mocha, RSpec, Jest and Vitest, CTRF.
import { isRecord, listIn, numberIn, recordIn, textIn } from "../json/shape.ts";
import { failureOf } from "../reader.ts";
import type { Outcome, TestCase } from "../tests.ts";
import type { JsonDialect } from "./json-report.ts";

const secondsFrom = (milliseconds: number | undefined): number => Math.max(0, milliseconds ?? 0) / 1000;

const anyText = (value: unknown, ...keys: string[]): string =>
  keys.map((key) => textIn(value, key)).find((text) => text !== undefined && text !== "") ?? "";

function mochaTest(outcome: Outcome): (element: unknown) => TestCase[] | undefined {
  return (element) => {
    const title = textIn(element, "title");
    const full = textIn(element, "fullTitle");
    if (title === undefined || full === undefined) return undefined;
    const suite = full.endsWith(title) ? full.slice(0, full.length - title.length).trim() : "";
    const error = recordIn(element, "err");
    const retried = outcome === "passed" && (numberIn(element, "currentRetry") ?? 0) > 0;
    return [
      {
        suite,
        name: title,
        outcome: retried ? "flaky" : outcome,
        seconds: secondsFrom(numberIn(element, "duration")),
        file: textIn(element, "file"),
        failure: outcome === "failed" ? failureOf(textIn(error, "message"), textIn(error, "stack") ?? "") : undefined,
      },
    ];
  };
}

export const MOCHA: JsonDialect = {
  format: "Mocha JSON",
  enter: new Set(),
  // `tests` holds every test once more, without its outcome.
  lists: { tests: () => [], passes: mochaTest("passed"), failures: mochaTest("failed"), pending: mochaTest("skipped") },
  needed: ["tests", "passes", "failures", "pending"],
  declared: { path: "stats", read: (value) => numberIn(value, "failures") },
};

const RSPEC_OUTCOMES: Readonly<Record<string, Outcome>> = { passed: "passed", failed: "failed", pending: "skipped" };

export const RSPEC: JsonDialect = {
  format: "RSpec JSON",
  enter: new Set(),
  lists: {
    examples: (element) => {
      const outcome = RSPEC_OUTCOMES[textIn(element, "status") ?? ""];
      if (outcome === undefined) return undefined;
      const full = textIn(element, "full_description") ?? "";
      const name = textIn(element, "description") ?? full;
      const exception = recordIn(element, "exception");
      const trace = listIn(exception, "backtrace").filter((line) => typeof line === "string");
      const message = textIn(exception, "message");
      return [
        {
          suite: name !== "" && full.endsWith(name) ? full.slice(0, full.length - name.length).trim() : full,
          name,
          outcome,
          seconds: Math.max(0, numberIn(element, "run_time") ?? 0),
          file: textIn(element, "file_path"),
          line: numberIn(element, "line_number"),
          failure: outcome === "failed" ? failureOf(message, [message ?? "", ...trace].join("\n")) : undefined,
        },
      ];
    },
  },
  needed: ["examples"],
  declared: {
    path: "summary",
    read: (value) => {
      const failures = numberIn(value, "failure_count");
      return failures === undefined ? undefined : failures + (numberIn(value, "errors_outside_of_examples_count") ?? 0);
    },
  },
};

const JEST_OUTCOMES: Readonly<Record<string, Outcome>> = {
  passed: "passed",
  failed: "failed",
  pending: "skipped",
  skipped: "skipped",
  todo: "skipped",
  disabled: "skipped",
};

/** Jest's `--json` and Vitest's json reporter: one element a file. */
export const JEST: JsonDialect = {
  format: "Jest JSON",
  // `--coverage` puts in what is larger than all the tests; it is passed by file by file.
  enter: new Set(["coverageMap"]),
  lists: {
    testResults: (file) => {
      const path = textIn(file, "name");
      const status = textIn(file, "status");
      if (
        path === undefined ||
        status === undefined ||
        !["passed", "failed", "pending", "skipped", "focused"].includes(status)
      )
        return undefined;
      const tests: TestCase[] = [];
      for (const one of listIn(file, "assertionResults")) {
        const outcome = JEST_OUTCOMES[textIn(one, "status") ?? ""];
        if (outcome === undefined) return undefined;
        const ancestors = listIn(one, "ancestorTitles").filter((title) => typeof title === "string" && title !== "");
        const messages = listIn(one, "failureMessages").filter((message) => typeof message === "string");
        const retried = outcome === "passed" && (numberIn(one, "invocations") ?? 1) > 1;
        tests.push({
          // Two files may call a test the same.
          suite: [path, ...ancestors].join(" > "),
          name: textIn(one, "title") ?? "",
          outcome: retried ? "flaky" : outcome,
          seconds: secondsFrom(numberIn(one, "duration")),
          file: path,
          line: numberIn(recordIn(one, "location"), "line"),
          failure: outcome === "failed" ? failureOf(undefined, messages.join("\n\n")) : undefined,
        });
      }
      if (status === "failed" && !tests.some((test) => test.outcome === "failed")) {
        const failure = failureOf("The file failed outside of its tests.", textIn(file, "message") ?? "");
        tests.push({ suite: path, name: "(file)", outcome: "failed", seconds: 0, file: path, failure });
      }
      return tests;
    },
  },
  needed: ["testResults"],
  declared: { path: "numFailedTests", read: (value) => (typeof value === "number" ? value : undefined) },
  // A threshold of coverage, an obsolete snapshot: jest ends with an error for more than its tests.
  unhappy: { failed: { path: "success", when: false }, cut: { path: "wasInterrupted", when: true } },
};

const CTRF_OUTCOMES: Readonly<Record<string, Outcome>> = {
  passed: "passed",
  failed: "failed",
  skipped: "skipped",
  pending: "skipped",
  // A state that the tool could not name is no pass.
  other: "failed",
};

export const CTRF: JsonDialect = {
  format: "CTRF",
  enter: new Set(["results"]),
  lists: {
    "results.tests": (element) => {
      const outcome = CTRF_OUTCOMES[textIn(element, "status") ?? ""];
      const name = textIn(element, "name");
      if (outcome === undefined || name === undefined) return undefined;
      const list = listIn(element, "suite").filter((part) => typeof part === "string");
      const flaky = outcome === "passed" && isRecord(element) && element["flaky"] === true;
      return [
        {
          suite: list.length > 0 ? list.join(" > ") : anyText(element, "suite"),
          name,
          outcome: flaky ? "flaky" : outcome,
          seconds: secondsFrom(numberIn(element, "duration")),
          file: textIn(element, "filePath"),
          line: numberIn(element, "line"),
          failure:
            outcome === "failed" || flaky
              ? failureOf(textIn(element, "message"), textIn(element, "trace") ?? "")
              : undefined,
        },
      ];
    },
  },
  needed: ["results.tests"],
  declared: { path: "results.summary", read: (value) => numberIn(value, "failed") },
};
