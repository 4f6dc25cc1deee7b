// What was tested: one row a test, in columns, so that a hundred thousand of them stay small (200 bytes each).
import { withoutColours } from "./colours.ts";
import { Column } from "./column.ts";
import { TestNames } from "./test-names.ts";

/** `flaky` failed and passed in one run; an error of a test is a failure. */
export type Outcome = "passed" | "failed" | "skipped" | "flaky";

/** By the number that stands for them in a column. */
export const OUTCOMES: readonly Outcome[] = ["passed", "failed", "skipped", "flaky"];

/** Why a test failed, cut to what a person reads. Foreign text. */
export interface Failure {
  readonly message: string;
  /** The stack or output that the report keeps with it. */
  readonly details: string;
}

/** One test as a report tells it. */
export interface TestCase {
  /** Class, file or nested suites; what makes the name unique. */
  readonly suite: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** Never below 0. */
  readonly seconds: number;
  /** As the report names it: absolute, relative, or something else. */
  readonly file?: string | undefined;
  /** 1-based. */
  readonly line?: number | undefined;
  readonly failure?: Failure | undefined;
}

/** A failed or flaky test with what is known about it. */
export interface Told {
  readonly id: string;
  /** Its place among all tests. */
  readonly row: number;
  readonly outcome: "failed" | "flaky";
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly failure?: Failure | undefined;
}

export interface Counts {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly flaky: number;
}

/** Messages and stacks are kept for this many failures; names are kept for all. */
export const DETAILED = 500;
/** Characters of a test's name. */
export const LONGEST_ID = 1_000;
/** Thirty years: what a report says beyond that is no time, and must not become an Infinity that no JSON can hold. */
const LONGEST_SECONDS = 1e9;
export const LONGEST_MESSAGE = 2_000;
export const LONGEST_DETAILS = 8_000;

/** The tests of one run. Rows are in the order in which reports were read: files by name, tests as they stand there. */
export class Tests {
  readonly names = new TestNames();
  readonly #outcomes = new Column((rows) => new Uint8Array(rows));
  readonly #seconds = new Column((rows) => new Float64Array(rows));
  /** Failed and flaky tests. */
  readonly told: Told[] = [];
  /** Row -> how often its name came; most reports have none that comes again. */
  readonly #times = new Map<number, number>();
  #ids: string[] = [];

  add(test: TestCase): void {
    const added = this.names.join(test.suite, test.name);
    if (added === "known") this.#addAgain();
    else if (added === "odd") this.#addOdd(idOf(test));
    this.#outcomes.push(OUTCOMES.indexOf(test.outcome));
    this.#seconds.push(test.seconds < LONGEST_SECONDS ? test.seconds : LONGEST_SECONDS);
    if (test.outcome !== "failed" && test.outcome !== "flaky") return;
    const { outcome, file, line } = test;
    const failure = this.told.length < DETAILED ? test.failure : undefined;
    const row = this.size - 1;
    this.told.push({ id: this.names.at(row), row, outcome, file, line, failure });
  }

  get size(): number {
    return this.names.size;
  }

  /** The names as strings. They are made when somebody asks: a green run without a base needs none. */
  get ids(): readonly string[] {
    if (this.#ids.length !== this.size) this.#ids = Array.from({ length: this.size }, (_, row) => this.names.at(row));
    return this.#ids;
  }

  outcomeAt(row: number): Outcome {
    return OUTCOMES[this.#outcomes.at(row)] ?? "failed";
  }

  secondsAt(row: number): number {
    return this.#seconds.at(row);
  }

  get counts(): Counts {
    const counts = { tests: this.size, passed: 0, failed: 0, skipped: 0, flaky: 0 };
    for (let row = 0; row < this.size; row += 1) counts[this.outcomeAt(row)] += 1;
    return counts;
  }

  /** Seconds of all tests together. */
  get totalSeconds(): number {
    let sum = 0;
    for (let row = 0; row < this.size; row += 1) sum += this.secondsAt(row);
    return sum;
  }

  #addOdd(id: string): void {
    if (this.names.add(id) === "known") this.#addAgain();
  }

  /** Two tests of one name are two tests: whether the second is a retry of the first, only a report can say. */
  #addAgain(): void {
    const { known } = this.names;
    const times = (this.#times.get(known) ?? 1) + 1;
    this.#times.set(known, times);
    const id = `${this.names.at(known)} #${times}`;
    const added = this.names.join("", id);
    if (added === "known") this.#addAgain();
    else if (added === "odd") this.#addOdd(id);
  }
}

/** `suite > name`, on one line, at most 1,000 characters: what quarantine entries and digests call a test. */
export function idOf(test: { readonly suite: string; readonly name: string }): string {
  const { suite, name } = test;
  const id = suite === "" || suite === name ? name : `${suite} > ${name}`;
  const line = /[\x00-\x1f\x7f\u2028\u2029]/.test(id)
    ? withoutColours(id).replace(/[\x00-\x1f\x7f\u2028\u2029]+/g, " ")
    : id;
  const trimmed = line.trim();
  return (trimmed.length > LONGEST_ID ? `${trimmed.slice(0, LONGEST_ID - 1)}…` : trimmed) || "(no name)";
}
