// `dart test --reporter json` (also `flutter test --machine`): one event a line, and a last one that says whether it went well.
import { Damage } from "../damage.ts";
import { isRecord, numberIn, parsedJson, recordIn, textIn } from "../json/shape.ts";
import { Lines, type Line } from "../lines.ts";
import { failureOf, type Reader, type Sink } from "../reader.ts";
import { LONGEST_DETAILS, type Outcome } from "../tests.ts";

const KNOWN = new Set([
  "start",
  "allSuites",
  "suite",
  "debug",
  "group",
  "testStart",
  "print",
  "error",
  "testDone",
  "done",
]);
const RESULTS: Readonly<Record<string, Outcome>> = { success: "passed", failure: "failed", error: "failed" };

interface Running {
  readonly name: string;
  readonly suite: string;
  readonly line: number | undefined;
  readonly began: number;
  message: string;
  details: string;
}

export class DartReader implements Reader {
  readonly #sink: Sink;
  readonly #lines = new Lines((line) => this.#line(line));
  readonly #suites = new Map<number, string>();
  readonly #running = new Map<number, Running>();
  #failed = 0;
  #done: boolean | null = null;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  end(): void {
    this.#lines.end();
    for (const { suite, name } of this.#running.values()) {
      this.#sink.test({
        suite,
        name,
        outcome: "failed",
        seconds: 0,
        failure: failureOf("The test began and did not end.", ""),
      });
    }
    if (this.#done === null) throw new Damage("truncated", 0, "The report has no last event.");
    if (!this.#done && this.#failed === 0)
      this.#sink.wrong(new Damage("counts", 0, "The run failed, and no test in the report did."));
  }

  #line({ text, offset }: Line): void {
    if (text.trim() === "") return;
    const event = parsedJson(text)?.value;
    // `flutter test --machine` mixes lists of its own daemon in.
    if (Array.isArray(event)) return;
    const type = textIn(event, "type");
    if (type === undefined || !KNOWN.has(type))
      throw new Damage("malformed", offset, "This line is no event of dart test.");
    const test = recordIn(event, "test");
    if (type === "suite")
      this.#suites.set(numberIn(recordIn(event, "suite"), "id") ?? -1, textIn(recordIn(event, "suite"), "path") ?? "");
    else if (type === "testStart" && test !== undefined) this.#start(test, numberIn(event, "time") ?? 0);
    else if (type === "error") this.#error(event);
    else if (type === "testDone") this.#end(event, offset);
    else if (type === "done") this.#done = isRecord(event) && event["success"] === true;
  }

  #start(test: unknown, began: number): void {
    const suite = this.#suites.get(numberIn(test, "suiteID") ?? -1) ?? "";
    const line = numberIn(test, "root_line") ?? numberIn(test, "line");
    const running = { name: textIn(test, "name") ?? "", suite, line, began, message: "", details: "" };
    this.#running.set(numberIn(test, "id") ?? -1, running);
  }

  #error(event: unknown): void {
    const running = this.#running.get(numberIn(event, "testID") ?? -1);
    if (running === undefined) return;
    if (running.message === "") running.message = textIn(event, "error") ?? "";
    running.details = `${running.details}${textIn(event, "error") ?? ""}\n${textIn(event, "stackTrace") ?? ""}`.slice(
      0,
      LONGEST_DETAILS,
    );
  }

  #end(event: unknown, offset: number): void {
    const id = numberIn(event, "testID") ?? -1;
    const running = this.#running.get(id);
    const result = RESULTS[textIn(event, "result") ?? ""];
    if (running === undefined || result === undefined)
      throw new Damage(
        "unknown-value",
        offset,
        "A test ends that did not begin, or with a result that dart test does not have.",
      );
    this.#running.delete(id);
    const hidden = isRecord(event) && event["hidden"] === true;
    const skipped = isRecord(event) && event["skipped"] === true;
    const failed = result === "failed" || running.message !== "";
    // Loading a suite is a hidden test: it counts only when it fails.
    if (hidden && !failed) return;
    if (failed) this.#failed += 1;
    const outcome: Outcome = failed ? "failed" : skipped ? "skipped" : "passed";
    const seconds = Math.max(0, (numberIn(event, "time") ?? 0) - running.began) / 1000;
    const failure = failed ? failureOf(running.message, running.details) : undefined;
    const { suite, name, line } = running;
    this.#sink.test({ suite, name, outcome, seconds, file: suite, line, failure });
  }
}

/** Whether a first line is one of these reports. */
export function isDartStart(line: string): boolean {
  const event = parsedJson(line)?.value;
  return textIn(event, "type") === "start" && textIn(event, "protocolVersion") !== undefined;
}
