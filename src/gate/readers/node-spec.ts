// What node:test prints for people (its `spec` reporter): indented signs, then the numbers. Failures are told a second
// time below; only the numbers say whether all was read, so without them the report is not whole.
import { Damage } from "../damage.ts";
import { Lines, type Line } from "../lines.ts";
import { failureOf, type Reader, type Sink } from "../reader.ts";
import { LONGEST_DETAILS, type Outcome, type TestCase } from "../tests.ts";

const RESULT = /^( *)([✔✖﹣]) (.*?)(?: \(([\d.]+)ms\))?(?: # (SKIP|TODO)\b.*)?$/u;
const SUITE = /^( *)▶ (.*?)(?: \(([\d.]+)ms\))?$/u;
const NUMBER = /^ℹ (tests|pass|fail|cancelled|skipped|todo) (\d+)$/u;

export class NodeSpecReader implements Reader {
  readonly #sink: Sink;
  readonly #lines = new Lines((line) => this.#line(line));
  /** Open suites by depth. */
  readonly #suites: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #tests: TestCase[] = [];
  /** Details of the failures that are told at the end, by name. */
  readonly #details = new Map<string, string>();
  #telling = "";
  #part: "tests" | "failures" = "tests";

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  end(): void {
    this.#lines.end();
    for (const test of this.#tests) {
      const failure = test.outcome === "failed" ? failureOf(undefined, this.#details.get(test.name) ?? "") : undefined;
      this.#sink.test({ ...test, failure });
    }
    const said = this.#numbers.get("tests");
    if (said === undefined) throw new Damage("truncated", 0, "The report ends before its numbers.");
    const failed = this.#tests.filter((test) => test.outcome === "failed").length;
    const declared = (this.#numbers.get("fail") ?? 0) + (this.#numbers.get("cancelled") ?? 0);
    if (declared > failed || said > this.#tests.length) {
      const message = `The report says ${said} tests and ${declared} failures, and holds ${this.#tests.length} and ${failed}.`;
      this.#sink.wrong(new Damage("counts", 0, message));
    }
  }

  #line({ text: raw }: Line): void {
    const text = raw.replace(/\r$/, "").replace(/\u001b\[[\d;]*m/g, "");
    const number = NUMBER.exec(text);
    if (number) this.#numbers.set(number[1] ?? "", Number(number[2]));
    else if (text.startsWith("✖ failing tests:")) this.#part = "failures";
    else if (this.#part === "failures") this.#detail(text);
    else this.#result(text);
  }

  #result(text: string): void {
    const suite = SUITE.exec(text);
    if (suite) {
      const depth = (suite[1] ?? "").length >> 1;
      this.#suites.length = Math.min(this.#suites.length, depth);
      this.#suites.push(suite[2] ?? "");
      return;
    }
    const result = RESULT.exec(text);
    if (!result) return;
    const [, indent = "", sign, name = "", milliseconds = "0", directive] = result;
    const depth = indent.length >> 1;
    // The sign of a suite closes it; it is no test of its own.
    const sumsUp = this.#suites.length > depth && this.#suites[depth] === name;
    this.#suites.length = Math.min(this.#suites.length, depth);
    if (sumsUp) return;
    const outcome: Outcome = sign === "﹣" || directive !== undefined ? "skipped" : sign === "✔" ? "passed" : "failed";
    this.#tests.push({ suite: this.#suites.join(" > "), name, outcome, seconds: Number(milliseconds) / 1000 });
  }

  #detail(text: string): void {
    const name = RESULT.exec(text);
    if (name && !text.startsWith(" ")) this.#telling = name[3] ?? "";
    else if (this.#telling !== "") {
      const before = this.#details.get(this.#telling) ?? "";
      if (before.length < LONGEST_DETAILS) this.#details.set(this.#telling, `${before}${text.trim()}\n`);
    }
  }
}
