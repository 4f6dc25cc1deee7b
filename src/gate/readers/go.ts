// `go test -json`: one event a line. Every package must end, every test that began must end, and a package that failed
// without a failing test (it did not build, it panicked) is a failure of its own.
import { Damage } from "../damage.ts";
import { parsedJson, numberIn, textIn } from "../json/shape.ts";
import { Lines, type Line } from "../lines.ts";
import { failureOf, type Reader, type Sink } from "../reader.ts";
import { LONGEST_DETAILS, type Outcome } from "../tests.ts";
import { Settled } from "./settled.ts";

const KNOWN = new Set([
  "start",
  "run",
  "pause",
  "cont",
  "pass",
  "bench",
  "fail",
  "output",
  "skip",
  "build-output",
  "build-fail",
  "attr",
  "artifacts",
]);

interface Running {
  output: string;
  /** Whether it has subtests, and whether one of them failed: then it only sums them up. */
  below: "none" | "passed" | "failed";
  state: "running" | "done";
  /** Outcomes of earlier runs of the same test (-count, reruns). */
  attempts: Outcome[];
  seconds: number;
}

interface Package {
  readonly tests: Map<string, Running>;
  state: "running" | "done";
  failed: number;
  output: string;
  result: string;
}

export class GoTestReader implements Reader {
  readonly #sink: Sink;
  readonly #lines = new Lines((line) => this.#line(line));
  readonly #packages = new Map<string, Package>();
  /** Tests that ended well: nearly all, of which only few run once more (-count, reruns). */
  readonly #settled = new Settled();
  #building = "";

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  end(): void {
    this.#lines.end();
    for (const [name, one] of this.#packages) this.#endPackage(name, one);
    for (const test of this.#settled.tests()) this.#sink.test(test);
  }

  #line({ text, offset }: Line): void {
    const line = text.trim();
    if (line === "") return;
    const event = parsedJson(line)?.value;
    const action = textIn(event, "Action");
    if (action === undefined) {
      // Before Go 1.24 a package that does not build is told in plain text.
      const broken = /^FAIL\s+(\S+)/.exec(line)?.[1];
      if (broken !== undefined) this.#package(broken).result = "fail";
      else if (line.includes('"Package"') || line.startsWith("{")) {
        throw new Damage("malformed", offset, "This line is no event of go test.");
      } else this.#building = `${this.#building}${line}\n`.slice(-LONGEST_DETAILS);
      return;
    }
    if (!KNOWN.has(action)) {
      this.#sink.wrong(new Damage("unknown-value", offset, `go test has no action "${action.slice(0, 40)}".`));
      return;
    }
    if (action === "build-output")
      this.#building = `${this.#building}${textIn(event, "Output") ?? ""}`.slice(-LONGEST_DETAILS);
    const name = textIn(event, "Package");
    if (name === undefined) {
      if (action.startsWith("build-")) return;
      throw new Damage("malformed", offset, "This event names no package.");
    }
    const seconds = numberIn(event, "Elapsed") ?? 0;
    const test = textIn(event, "Test");
    const one = this.#package(name);
    if (test === undefined) packageEvent(one, { action, output: textIn(event, "Output") ?? "" });
    else this.#testEvent(name, one, { test, action, seconds, output: textIn(event, "Output") ?? "" });
  }

  #testEvent(suite: string, one: Package, event: TestEvent): void {
    const { test } = event;
    if (!one.tests.has(test)) {
      const before = this.#settled.take(suite, test);
      if (before !== null) one.tests.set(test, settledBefore(before));
    }
    testEvent(one, event);
    const running = one.tests.get(test);
    if (running === undefined || running.below !== "none" || running.state === "running") return;
    const [outcome, ...others] = running.attempts;
    if (outcome === undefined || outcome === "failed" || others.length > 0) return;
    if (this.#settled.add({ suite, name: test, outcome, seconds: running.seconds })) one.tests.delete(test);
  }

  #package(name: string): Package {
    let found = this.#packages.get(name);
    if (found === undefined) {
      found = { tests: new Map(), state: "running", failed: 0, output: "", result: "" };
      this.#packages.set(name, found);
    }
    return found;
  }

  #endPackage(name: string, one: Package): void {
    // A test that failed and then passed explains why its package failed: whether that is accepted is not for us to say.
    let explained = false;
    for (const [test, running] of one.tests) {
      const outcome = outcomeOf(running);
      if (outcome === "failed" || outcome === "flaky") explained = true;
      if (running.below !== "none" && !(outcome === "failed" && running.below === "passed")) continue;
      const failure =
        outcome === "failed" || outcome === "flaky" ? failureOf(messageOf(running), running.output) : undefined;
      this.#sink.test({ suite: name, name: test, outcome, seconds: running.seconds, failure });
    }
    if (one.result === "") {
      this.#sink.wrong(new Damage("truncated", 0, `The package ${name.slice(0, 200)} has no result.`));
    } else if (one.result === "fail" && !explained) {
      const details = `${one.output}${this.#building}`.slice(-LONGEST_DETAILS);
      const failure = failureOf("The package failed outside of its tests.", details);
      this.#sink.test({ suite: name, name: "(package)", outcome: "failed", seconds: 0, failure });
    }
  }
}

function packageEvent(one: Package, event: { action: string; output: string }): void {
  const { action, output } = event;
  if (action === "output") one.output = `${one.output}${output}`.slice(-LONGEST_DETAILS);
  else if (action === "pass" || action === "skip") one.result ||= action;
  else if (action === "fail") one.result = "fail";
}

interface TestEvent {
  readonly test: string;
  readonly action: string;
  readonly seconds: number;
  readonly output: string;
}

const settledBefore = ({ outcome, seconds }: { outcome: Outcome; seconds: number }): Running => ({
  output: "",
  below: "none",
  state: "done",
  attempts: [outcome],
  seconds,
});

function testEvent(one: Package, event: TestEvent): void {
  const { test, action, seconds, output } = event;
  let running = one.tests.get(test);
  if (running === undefined) {
    running = { output: "", below: "none", state: "running", attempts: [], seconds: 0 };
    one.tests.set(test, running);
    const parent = one.tests.get(test.slice(0, Math.max(0, test.lastIndexOf("/"))));
    if (parent?.below === "none") parent.below = "passed";
  }
  if (action === "run") running.state = "running";
  else if (action === "output") {
    if (running.output.length < LONGEST_DETAILS && !/^\s*(?:=== |--- )/.test(output)) running.output += output;
  } else if (action === "pass" || action === "bench" || action === "fail" || action === "skip") {
    running.state = "done";
    running.seconds += Math.max(0, seconds);
    const outcome: Outcome = action === "fail" ? "failed" : action === "skip" ? "skipped" : "passed";
    running.attempts.push(outcome);
    if (outcome !== "failed") {
      // What a passing test printed is of no interest, and there may be much of it.
      if (!running.attempts.includes("failed")) running.output = "";
    } else markParents(one, test);
  }
}

function markParents(one: Package, test: string): void {
  for (let at = test.lastIndexOf("/"); at > 0; at = test.lastIndexOf("/", at - 1)) {
    const parent = one.tests.get(test.slice(0, at));
    if (parent !== undefined) parent.below = "failed";
  }
}

/** In go test a name is one test: what failed and passed under it in one run is flaky. */
function outcomeOf({ attempts, state }: Running): Outcome {
  if (state === "running" || attempts.length === 0) return "failed";
  if (!attempts.includes("failed")) return attempts.includes("passed") ? "passed" : "skipped";
  return attempts.at(-1) === "passed" ? "flaky" : "failed";
}

function messageOf(running: Running): string | undefined {
  return running.state === "running" ? "The test began and did not end." : undefined;
}
