// JUnit XML. There is no standard: this is what surefire, gradle, pytest, jest, vitest, mocha, go-junit-report, gtest, ctest,
// phpunit, bazel, scalatest and others write. An element that none of them writes is damage: `<fbilure>` is no pass.
import { Damage } from "../damage.ts";
import { failureOf, lineOf, secondsOf, type Reader, type Sink } from "../reader.ts";
import { LONGEST_DETAILS, type Failure, type Outcome } from "../tests.ts";
import { XmlScanner } from "../xml/scan.ts";
import type { StartTag } from "../xml/tag.ts";

const OUTPUT = ["system-out", "system-err", "properties", "property", "attachments"];
const FAILING = ["failure", "error", "warning"];
/** Attempts that failed before the test passed, or before it failed for good. */
const ATTEMPTS = ["flakyFailure", "flakyError", "rerunFailure", "rerunError"];
const IDLE = ["skipped", "ignored"];

/** Which elements may stand in which. What is not listed may hold text only. */
const CHILDREN: Readonly<Record<string, ReadonlySet<string>>> = {
  testsuites: new Set(["testsuite", "testcase", ...OUTPUT]),
  testsuite: new Set(["testsuite", "testcase", "failure", "error", ...OUTPUT]),
  testcase: new Set([...FAILING, ...ATTEMPTS, ...IDLE, ...OUTPUT]),
  properties: new Set(["property"]),
  attachments: new Set(["attachment"]),
  ...Object.fromEntries(ATTEMPTS.map((name) => [name, new Set(["stackTrace", "system-out", "system-err"])])),
};

const FAILED_STATUS = /^(fail(ed|ure|ing)?|errore?d?|broken|time[d-]*out|crash(ed)?|unstable)$/i;
const SKIPPED_STATUS = /^(skip(ped)?|ignored?|disabled|not_?run|pending|suppressed)$/i;

interface Suite {
  readonly name: string;
  readonly path: string;
  readonly file: string | undefined;
  readonly declared: { tests: number; failing: number; skipped: number } | null;
  readonly offset: number;
  tests: number;
  failing: number;
}

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly seconds: number;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly status: string;
  failing: number;
  attempts: "none" | "flaky" | "rerun";
  skipped: "yes" | "no";
  message: string | undefined;
  details: string;
}

export class JUnitReader implements Reader {
  readonly #sink: Sink;
  readonly #scanner: XmlScanner;
  readonly #elements: string[] = [];
  readonly #suites: Suite[] = [];
  #case: Case | null = null;
  /** Inside an element that we do not know: nothing in it counts. */
  #strange = 0;
  #reported = 0;
  #text = "";
  #collects: "details" | "nothing" = "nothing";

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#scanner = new XmlScanner(
      {
        open: (name, tag) => this.#open(name, tag),
        close: (name) => this.#close(name),
        text: (text) => this.#take(text),
      },
      { doctype: "refuse" },
    );
  }

  push(chunk: Buffer): void {
    this.#scanner.push(chunk);
  }

  end(): void {
    this.#scanner.end();
  }

  #open(name: string, tag: StartTag): void {
    const parent = this.#elements.at(-1);
    this.#elements.push(name);
    if (this.#strange > 0) {
      this.#strange += 1;
      return;
    }
    const known = parent === undefined ? name === "testsuites" || name === "testsuite" : CHILDREN[parent]?.has(name);
    if (known !== true) {
      this.#strange = 1;
      this.#wrong(
        new Damage(
          "unknown-element",
          tag.offset,
          `There is <${shorten(name)}> in <${parent ?? "the file"}>, which no dialect of JUnit XML has.`,
        ),
      );
      return;
    }
    if (name === "testcase") this.#case = caseOf(tag, this.#suites.at(-1));
    else if (name === "testsuite" || name === "testsuites") this.#suites.push(this.#suiteOf(name, tag));
    else if (parent === "testcase" && this.#case !== null) this.#inCase(name, tag, this.#case);
    else if (parent === "testsuite" && (name === "failure" || name === "error")) {
      this.#case = {
        ...caseOf(tag, this.#suites.at(-1)),
        name: "(suite)",
        failing: 1,
        message: tag.get("message") ?? tag.get("type"),
      };
      this.#collect();
    }
  }

  #inCase(name: string, tag: StartTag, test: Case): void {
    if (FAILING.includes(name)) {
      test.failing += 1;
      if (test.failing === 1) {
        test.message = tag.get("message") ?? tag.get("type");
        this.#collect();
      }
    } else if (ATTEMPTS.includes(name)) {
      if (test.attempts === "none" && test.failing === 0) {
        test.message = tag.get("message") ?? tag.get("type");
        this.#collect();
      }
      if (test.attempts !== "rerun") test.attempts = name.startsWith("flaky") ? "flaky" : "rerun";
    } else if (IDLE.includes(name)) test.skipped = "yes";
  }

  #collect(): void {
    this.#text = "";
    this.#collects = "details";
    this.#scanner.want = LONGEST_DETAILS * 2;
  }

  #take(text: string): void {
    if (this.#collects === "details") this.#text += text;
  }

  #close(name: string): void {
    this.#elements.pop();
    if (this.#strange > 0) {
      this.#strange -= 1;
      return;
    }
    const parent = this.#elements.at(-1);
    if (this.#collects === "details" && (FAILING.includes(name) || ATTEMPTS.includes(name))) {
      this.#collects = "nothing";
      this.#scanner.want = 0;
      if (this.#case !== null) this.#case.details = this.#text;
      this.#text = "";
      if (parent === "testsuite") this.#endCase();
    } else if (name === "testcase") this.#endCase();
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
    // Catch2 and others declare failed assertions, of which a test may have several.
    counted.failing += outcome === "failed" ? Math.max(1, test.failing) : 0;
  }

  #suiteOf(element: string, tag: StartTag): Suite {
    const parent = this.#suites.at(-1);
    const name = element === "testsuites" ? "" : (tag.get("name") ?? "");
    const path =
      parent === undefined || parent.path === "" ? name : name === "" ? parent.path : `${parent.path} > ${name}`;
    const file = tag.get("file") ?? tag.get("filepath") ?? parent?.file;
    return { name, path, file, declared: this.#declared(tag), offset: tag.offset, tests: 0, failing: 0 };
  }

  #declared(tag: StartTag): Suite["declared"] {
    const read = (...names: string[]): number => {
      const given = names.map((name) => tag.get(name)).find((value) => value !== undefined);
      if (given === undefined || given.trim() === "") return 0;
      if (/^\s*\d{1,12}(\.0*)?\s*$/.test(given)) return Number(given);
      this.#wrong(
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
      this.#wrong(
        new Damage(
          "counts",
          suite.offset,
          `The suite ${shorten(suite.path)} declares ${failing} failures and holds ${held}.`,
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

  /** The first few are told; a file of a million strange elements is wrong once. */
  #wrong(damage: Damage): void {
    this.#reported += 1;
    if (this.#reported <= 5) this.#sink.wrong(damage);
  }
}

function caseOf(tag: StartTag, suite: Suite | undefined): Case {
  const className = tag.get("classname") ?? tag.get("class");
  return {
    suite: className === undefined || className === "" ? (suite?.path ?? "") : className,
    name: tag.get("name") ?? "",
    seconds: secondsOf(tag.get("time")),
    file: tag.get("file") ?? suite?.file,
    line: lineOf(tag.get("line") ?? tag.get("lineno")),
    status: tag.get("status") ?? tag.get("result") ?? "",
    failing: 0,
    attempts: "none",
    skipped: "no",
    message: undefined,
    details: "",
  };
}

function outcomeOf(test: Case): Outcome {
  if (test.failing > 0 || test.attempts === "rerun" || FAILED_STATUS.test(test.status)) return "failed";
  if (test.attempts === "flaky") return "flaky";
  if (test.skipped === "yes" || SKIPPED_STATUS.test(test.status)) return "skipped";
  return "passed";
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
