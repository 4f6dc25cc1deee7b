// JUnit XML. There is no standard: this is what surefire, gradle, pytest, jest, vitest, mocha, go-junit-report, gtest, ctest,
// phpunit, bazel, scalatest and others write. An element that none of them writes is damage: `<fbilure>` is no pass.
import { Damage } from "../damage.ts";
import { failureOf, type Format, type Reader, type Sink } from "../reader.ts";
import { LONGEST_DETAILS, type Failure, type Outcome } from "../tests.ts";
import { setOf, XmlReport, type XmlShape } from "../xml/report.ts";
import type { StartTag } from "../xml/tag.ts";
import { caseOf, messageOf, outcomeOf, type Case } from "./junit-case.ts";

const FAILING = setOf("failure error warning");

/** Attempts that failed before the test passed, or before it failed for good. */
const ATTEMPTS = setOf("flakyFailure flakyError rerunFailure rerunError");
const IDLE = setOf("skipped ignored");
const OUTPUT = "system-out system-err properties property attachments";
const ATTEMPT = setOf("stackTrace system-out system-err");

const SHAPE: XmlShape = {
  format: "JUnit XML",
  roots: setOf("testsuites testsuite"),
  children: {
    testsuites: setOf(`testsuite testcase ${OUTPUT}`),
    testsuite: setOf(`testsuite testcase failure error ${OUTPUT}`),
    testcase: new Set([...FAILING, ...ATTEMPTS, ...IDLE, ...OUTPUT.split(" ")]),
    properties: setOf("property"),
    attachments: setOf("attachment"),
    flakyFailure: ATTEMPT,
    flakyError: ATTEMPT,
    rerunFailure: ATTEMPT,
    rerunError: ATTEMPT,
  },
  doctype: "refuse",
};

interface Suite {
  readonly name: string;
  readonly path: string;
  readonly file: string | undefined;
  readonly declared: { tests: number; failing: number; skipped: number } | null;
  /** Whether it says how many failed, be it none. */
  readonly tells: "yes" | "no";
  readonly offset: number;
  tests: number;
  failing: number;
}

export class JUnitReader implements Reader {
  readonly #sink: Sink;
  readonly #report: XmlReport;
  readonly #suites: Suite[] = [];
  #case: Case | null = null;

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#report = new XmlReport(SHAPE, {
      open: (name, tag, parent) => this.#open(name, tag, parent),
      close: (name, parent, text) => this.#close(name, parent, text),
      wrong: (damage) => sink.wrong(damage),
    });
  }

  push(chunk: Buffer): void {
    this.#report.push(chunk);
  }

  end(): void {
    this.#report.end();
  }

  #open(name: string, tag: StartTag, parent: string): void {
    if (name === "testcase") this.#case = caseOf(tag, this.#suites.at(-1));
    else if (name === "testsuite" || name === "testsuites") this.#suites.push(this.#suiteOf(name, tag));
    else if (parent === "testcase" && this.#case !== null) this.#inCase(name, tag, this.#case);
    else if (parent === "testsuite" && FAILING.has(name)) {
      this.#case = { ...caseOf(tag, this.#suites.at(-1)), name: "(suite)", failing: 1, message: messageOf(tag) };
      this.#report.collect(LONGEST_DETAILS * 2);
    }
  }

  #inCase(name: string, tag: StartTag, test: Case): void {
    if (IDLE.has(name)) test.skipped = "yes";
    else if (name === "system-out" && test.failing > 0 && test.details === "" && !test.message) {
      // ctest says nothing in the failure itself, and everything in the output after it.
      this.#report.collect(LONGEST_DETAILS * 2);
    } else if (FAILING.has(name)) {
      test.failing += 1;
      if (test.failing === 1) this.#explain(test, tag);
    } else if (ATTEMPTS.has(name)) {
      if (test.attempts === "none" && test.failing === 0) this.#explain(test, tag);
      test.tries += 1;
      if (test.attempts !== "rerun") test.attempts = name.startsWith("flaky") ? "flaky" : "rerun";
    }
  }

  #explain(test: Case, tag: StartTag): void {
    test.message = messageOf(tag);
    this.#report.collect(LONGEST_DETAILS * 2);
  }

  #close(name: string, parent: string, text: string): void {
    if (text !== "" && this.#case !== null) this.#case.details = text;
    if (name === "testcase" || (parent === "testsuite" && FAILING.has(name))) this.#endCase();
    else if (name === "testsuite" || name === "testsuites") this.#endSuite();
  }

  #endCase(): void {
    const test = this.#case;
    this.#case = null;
    if (test === null) return;
    const { suite, name, seconds, file, line } = test;
    const outcome = outcomeOf(test);
    const failure: Failure | undefined =
      outcome === "failed" || outcome === "flaky" ? failureOf(test.message, test.details) : undefined;
    this.#sink.test({ suite, name, outcome, seconds, file, line, failure });
    const counted = this.#suites.at(-1);
    if (counted === undefined) return;
    counted.tests += 1;
    // Catch2 declares failed assertions, of which a test may have several; surefire counts each failed attempt.
    counted.failing += Math.max(outcome === "failed" ? 1 : 0, test.failing + test.tries);
  }

  #suiteOf(element: string, tag: StartTag): Suite {
    const parent = this.#suites.at(-1);
    const name = element === "testsuites" ? "" : (tag.get("name") ?? "");
    const path =
      parent === undefined || parent.path === "" ? name : name === "" ? parent.path : `${parent.path} > ${name}`;
    const file = tag.get("file") ?? tag.get("filepath") ?? parent?.file;
    const tells = tag.get("failures") === undefined && tag.get("errors") === undefined ? "no" : "yes";
    return { name, path, file, declared: this.#declared(tag), tells, offset: tag.offset, tests: 0, failing: 0 };
  }

  #declared(tag: StartTag): Suite["declared"] {
    const read = (...names: string[]): number => {
      const given = names.map((name) => tag.get(name)).find((value) => value !== undefined);
      if (given === undefined || given.trim() === "") return 0;
      if (/^\s*\d{1,12}(\.0*)?\s*$/.test(given)) return Number(given);
      this.#report.wrong(
        new Damage("counts", tag.offset, `A suite declares ${names[0] ?? ""}="${shorten(given)}", which is no count.`),
      );
      return 0;
    };
    const failing = read("failures") + read("errors");
    const tests = read("tests");
    const skipped = read("skipped", "skip", "skips", "ignored") + read("disabled");
    return { tests, failing, skipped };
  }

  #endSuite(): void {
    const suite = this.#suites.pop();
    if (suite?.declared == null) return;
    const { tests, failing, skipped } = suite.declared;
    if (suite.tests === 0 && tests > 0) this.#countOnly(suite, { tests, failing, skipped });
    else if (failing > suite.failing) {
      const held = suite.failing === 0 ? "none" : String(suite.failing);
      this.#report.wrong(
        new Damage(
          "counts",
          suite.offset,
          `${suite.path === "" ? "The report" : `The suite ${shorten(suite.path)}`} declares ${failing} failures and holds ${held}.`,
        ),
      );
      suite.failing = failing;
    }
    const parent = this.#suites.at(-1);
    if (parent === undefined) return;
    parent.tests += suite.tests;
    parent.failing += suite.failing;
  }

  /** A suite that tells numbers and no names: each number is a test without one. */
  #countOnly(suite: Suite, declared: { tests: number; failing: number; skipped: number }): void {
    // A hostile number must not become that many rows.
    if (declared.tests > 1_000_000)
      throw new Damage("too-large", suite.offset, "A suite declares more than a million tests and holds none.");
    if (suite.tells === "no") {
      const message = `The suite ${shorten(suite.path)} names no test, and does not say how many failed.`;
      this.#report.wrong(new Damage("counts", suite.offset, message));
    }
    const failed = Math.min(declared.failing, Math.max(declared.tests, declared.failing));
    const total = Math.max(declared.tests, failed);
    for (let index = 0; index < total; index += 1) {
      const outcome: Outcome = index < failed ? "failed" : index < failed + declared.skipped ? "skipped" : "passed";
      const failure =
        outcome === "failed" ? failureOf("The report counts this failure and does not name it.", "") : undefined;
      this.#sink.test({ suite: suite.path, name: "(not named)", outcome, seconds: 0, file: suite.file, failure });
    }
    suite.tests = total;
    suite.failing = failed;
  }
}

/** As most reports begin. One that begins otherwise may still be JUnit XML: that is for the sniffer to say. */
export function beginsAsJUnit(beginning: Buffer): boolean {
  let text = beginning.toString("utf8", 0, 1_024).trimStart();
  if (text.startsWith("<?xml ")) {
    const end = text.indexOf(">");
    if (text[end - 1] !== "?") return false;
    text = text.slice(end + 1).trimStart();
  }
  return ["<testsuites", "<testsuite"].some((tag) => text.startsWith(tag) && ENDS.includes(text[tag.length] ?? "none"));
}

const ENDS = [" ", ">", "/", "\n", "\r", "\t"];

export const JUNIT: Format = { name: "JUnit XML", read: (sink) => new JUnitReader(sink) };

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
