// Reports in which a test says its result in an attribute, and why in child elements: TRX, NUnit 2 and 3, xUnit.net.
import { Damage } from "../damage.ts";
import { failureOf, type Reader, type Sink } from "../reader.ts";
import { LONGEST_DETAILS, type Outcome, type TestCase } from "../tests.ts";
import { XmlReport, type XmlShape } from "../xml/report.ts";
import type { StartTag } from "../xml/tag.ts";
import { LateClasses, type Learnt } from "./late-classes.ts";

/** What differs between them. */
export interface Dialect {
  readonly shape: XmlShape;
  /** Elements that are one test each. */
  readonly test: ReadonlySet<string>;
  /** Elements that hold tests, with their part of the name; empty for none. */
  readonly suite: (element: string, tag: StartTag) => string | null;
  /** The test of a tag; its result as the report spells it. */
  readonly read: (
    tag: StartTag,
    path: string,
  ) => { suite: string; name: string; result: string; seconds: number; key?: string | undefined };
  readonly outcomes: Readonly<Record<string, Outcome>>;
  /** How many failed, as an element declares it; null for elements that declare nothing. */
  readonly declared: (element: string, tag: StartTag) => string | null;
  /** Elements that are an error outside of any test: a class's set-up, a run that broke off. */
  readonly errors: ReadonlySet<string>;
  /** Which of them are, by their tags; all where this is not said. */
  readonly isError?: (tag: StartTag) => boolean;
  /** Messages of such errors by which a runner repeats what its tests say. */
  readonly echo?: RegExp;
  /** The name of a suite that failed by itself, not by a test in it; why stands in its first child. */
  readonly failedItself?: (element: string, tag: StartTag) => string | null;
  /** Whether an element says that the run as a whole failed: with no test that did, something else happened. */
  readonly saysFailed: (element: string, tag: StartTag) => boolean;
  readonly message: ReadonlySet<string>;
  readonly stack: ReadonlySet<string>;
  /** TRX names the class of a test only after all results: key and class. */
  readonly className?: (element: string, tag: StartTag) => Learnt | null;
}

interface Open {
  readonly test: TestCase;
  readonly key: string | undefined;
  message: string;
  stack: string;
  failures: number;
}

const OUTSIDE = "(outside of tests)";
const EXPLAINING: ReadonlySet<string> = new Set(["failure", "reason"]);

export class ResultXmlReader implements Reader {
  readonly #dialect: Dialect;
  readonly #sink: Sink;
  readonly #report: XmlReport;
  readonly #path: string[] = [];
  readonly #suites = new Set<number>();
  #depth = 0;
  #current: Open | null = null;
  #failed = 0;
  #declared = 0;
  #declaredAt = 0;
  /** Where the run says that it failed as a whole. */
  #failedAt: number | null = null;
  /** Suites that failed by themselves, by their depth. */
  readonly #failedSuites = new Map<number, string>();
  readonly #classes: LateClasses;

  constructor(dialect: Dialect, sink: Sink) {
    this.#dialect = dialect;
    this.#sink = sink;
    this.#classes = new LateClasses(sink);
    this.#report = new XmlReport(dialect.shape, {
      open: (name, tag) => this.#open(name, tag),
      close: (name, _, text) => this.#close(name, text),
      wrong: (damage) => sink.wrong(damage),
    });
  }

  push(chunk: Buffer): void {
    this.#report.push(chunk);
  }

  end(): void {
    try {
      this.#report.end();
    } finally {
      this.#classes.end();
    }
    if (this.#declared > this.#failed) {
      const message = `The report declares ${this.#declared} failures and holds ${this.#failed}.`;
      this.#sink.wrong(new Damage("counts", this.#declaredAt, message));
    } else if (this.#failedAt !== null && this.#failed === 0) {
      const message = "The report says that the run failed, and names no failure: see whether it broke off.";
      this.#sink.wrong(new Damage("counts", this.#failedAt, message));
    }
  }

  #open(name: string, tag: StartTag): void {
    this.#depth += 1;
    const dialect = this.#dialect;
    const part = dialect.suite(name, tag);
    if (part !== null) {
      this.#suites.add(this.#depth);
      this.#path.push(part);
    }
    this.#count(dialect.declared(name, tag), tag);
    this.#classes.learn(dialect.className?.(name, tag) ?? null);
    if (dialect.saysFailed(name, tag)) this.#failedAt ??= tag.offset;
    const itself = dialect.failedItself?.(name, tag) ?? null;
    if (itself !== null) this.#failedSuites.set(this.#depth, itself);
    const failedSuite = EXPLAINING.has(name) ? this.#failedSuites.get(this.#depth - 1) : undefined;
    const isError = dialect.errors.has(name) && dialect.isError?.(tag) !== false;
    if (dialect.test.has(name)) this.#begin(tag);
    else if (this.#current === null && (isError || failedSuite !== undefined)) {
      const suite = failedSuite ?? this.#path.filter((one) => one !== "").join(" > ");
      const test: TestCase = { suite, name: OUTSIDE, outcome: "failed", seconds: 0 };
      this.#current = { test, key: undefined, message: "", stack: "", failures: 1 };
    } else if (name.toLowerCase() === "failure" && this.#current !== null) this.#current.failures += 1;
    if (this.#current !== null && (dialect.message.has(name) || dialect.stack.has(name))) {
      this.#report.collect(LONGEST_DETAILS);
    }
  }

  #begin(tag: StartTag): void {
    const path = this.#path.filter((one) => one !== "").join(" > ");
    const { suite, name, result, seconds, key } = this.#dialect.read(tag, path);
    const outcome = this.#dialect.outcomes[result];
    if (outcome === undefined) {
      const message = `A test has the result "${result.slice(0, 60)}", which ${this.#dialect.shape.format} does not have.`;
      this.#report.wrong(new Damage("unknown-value", tag.offset, message));
    }
    // What we do not understand did not pass.
    const test: TestCase = { suite, name, outcome: outcome ?? "failed", seconds };
    this.#current = { test, key, message: "", stack: "", failures: 0 };
  }

  #count(declared: string | null, tag: StartTag): void {
    if (declared === null || declared === "") return;
    if (/^\d{1,12}$/.test(declared)) {
      if (Number(declared) > this.#declared) this.#declaredAt = tag.offset;
      this.#declared = Math.max(this.#declared, Number(declared));
    } else this.#report.wrong(new Damage("counts", tag.offset, `"${declared.slice(0, 60)}" is no count.`));
  }

  #close(name: string, text: string): void {
    const dialect = this.#dialect;
    const open = this.#current;
    if (open !== null && dialect.message.has(name) && open.message === "") open.message = text.trim();
    if (open !== null && dialect.stack.has(name) && open.stack === "") open.stack = text.trim();
    const isOutside = open?.test.name === OUTSIDE && (dialect.errors.has(name) || EXPLAINING.has(name));
    if (open !== null && (dialect.test.has(name) || isOutside)) this.#finish(open);
    this.#failedSuites.delete(this.#depth);
    if (this.#suites.delete(this.#depth)) this.#path.pop();
    this.#depth -= 1;
  }

  #finish(open: Open): void {
    this.#current = null;
    if (open.test.name === OUTSIDE && this.#dialect.echo?.test(open.message) === true) return;
    const outcome = open.failures > 0 ? "failed" : open.test.outcome;
    const details = [open.message, open.stack].filter((part) => part !== "").join("\n");
    const failure = outcome === "failed" ? failureOf(open.message, details) : undefined;
    const test: TestCase = { ...open.test, outcome, failure };
    if (outcome === "failed") this.#failed += 1;
    if (this.#dialect.className === undefined) this.#sink.test(test);
    else this.#classes.test(test, open.key);
  }
}
