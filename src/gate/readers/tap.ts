// TAP 13 and 14, with nested subtests before their point or in braces after it, as node:test, tap, vitest, tape, ava, bats,
// prove and pytest write it. Lines that are no TAP
// mean nothing, as TAP says; so it is the plan that a broken `not ok` is found by: a plan that does not fit is damage.
import { Damage } from "../damage.ts";
import { Lines, type Line } from "../lines.ts";
import { failureOf, type Reader, type Sink } from "../reader.ts";
import { LONGEST_DETAILS, type TestCase } from "../tests.ts";
import { withDiagnostics } from "./tap-diagnostics.ts";
import { levelOf, readDescription, type Level } from "./tap-parts.ts";

const POINT = /^(not )?ok\b(?:\s+(\d+))?\s*(?:- ?)?(.*)$/s;
const PLAN = /^1\.\.(\d+)(?:\s*#\s*(.*))?$/;
const MAX_DEPTH = 64;

interface Pending {
  readonly test: TestCase;
  readonly indent: number;
  block: string[] | null;
  readonly remarks: string[];
  size: number;
  /** Whether its block is over: only a brace may follow. */
  told: "yes" | "no";
  /**
   * Whether its line ends in a brace: tests of its own may follow, or it is only called so. Below its block a brace stands
   * alone (tap up to 16).
   */
  brace: "yes" | "below" | "no";
}

export class TapReader implements Reader {
  readonly #sink: Sink;
  readonly #lines = new Lines((line) => this.#line(line));
  readonly #levels: Level[] = [levelOf("", null)];
  /** Names of subtests to come, by the depth that the comment stands at. */
  readonly #announced = new Map<number, string>();
  /** The point whose diagnostics may still come. */
  #pending: Pending | null = null;
  #declared = 0;
  #failed = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  end(): void {
    this.#lines.end();
    this.#flush();
    while (this.#levels.length > 1) this.#leave(0);
    this.#checkPlan(0);
    if (this.#declared > this.#failed) {
      this.#sink.wrong(
        new Damage("counts", 0, `The report says ${this.#declared} failures and holds ${this.#failed}.`),
      );
    }
  }

  #line({ text: raw, offset }: Line): void {
    const text = raw.replace(/\r$/, "");
    const indent = /^ */.exec(text)?.[0].length ?? 0;
    const content = text.slice(indent);
    if (this.#diagnostic(content, indent)) return;
    if (content === "}" && this.#levels[indent / 4 + 1]?.opener) {
      this.#close(indent / 4, offset);
      return;
    }
    const subtest = /^# Subtest:?\s*(.*)$/.exec(content);
    if (subtest) this.#announced.set(indent / 4, subtest[1] ?? "");
    else if (indent === 0) this.#summary(content);
    if (/^Bail out!/i.test(content)) {
      this.#flush();
      throw new Damage("truncated", offset, `The run was given up: ${content.slice(9, 209).trim() || "no reason"}`);
    }
    const plan = PLAN.exec(content);
    const point = plan === null ? POINT.exec(content) : null;
    if (plan === null && point === null && /^\W*not\s*$|\bok \d+ - /.test(content) && !content.startsWith("#")) {
      this.#wrong("malformed", offset, "There is half of a test point.");
    }
    if ((plan === null && point === null) || indent % 4 !== 0 || indent / 4 > MAX_DEPTH) return;
    const pending = this.#pending;
    if (pending !== null && pending.brace !== "no" && indent === pending.indent + 4) this.#open(pending);
    else this.#flush();
    this.#goTo(indent / 4, offset);
    if (plan !== null) this.#plan(Number(plan[1]), offset);
    else if (point !== null) this.#point(point, { indent, offset });
  }

  /** `# fail 2`, as node, tape and tap close with. */
  #summary(content: string): void {
    const count = /^# (?:fail|failed)\s+(\d+)(?:\s+of\s+\d+.*)?$/.exec(content)?.[1];
    if (count !== undefined) this.#declared = Math.max(this.#declared, Math.min(1, Number(count)));
  }

  #diagnostic(content: string, indent: number): boolean {
    const pending = this.#pending;
    if (pending === null) return false;
    if (pending.block === null) {
      if (content !== "---" || indent <= pending.indent) {
        this.#remark(content, indent);
        return false;
      }
      pending.block = [];
      return true;
    }
    if (pending.told === "yes") {
      if (content === "{" && indent === pending.indent) pending.brace = "below";
      return false;
    }
    if (content === "...") pending.told = "yes";
    else if (pending.size < LONGEST_DETAILS) {
      pending.block.push(`${" ".repeat(Math.max(0, indent - pending.indent - 2))}${content}`);
      pending.size += content.length + indent;
    }
    return true;
  }

  /** mocha tells a failure in indented lines below it, bats and Test::More in comments. */
  #remark(content: string, indent: number): void {
    const pending = this.#pending;
    if (pending === null || pending.test.outcome !== "failed" || pending.size > LONGEST_DETAILS) return;
    const comment = /^# (?!Subtest|tests\b|pass\b|fail\b)(.*)$/.exec(content)?.[1];
    const remark = comment ?? (indent > pending.indent && !POINT.test(content) && !PLAN.test(content) ? content : "");
    if (remark === "") return;
    pending.remarks.push(remark.trimEnd());
    pending.size += remark.length + 1;
  }

  /** The pending point was the head of a block. */
  #open({ test, block }: Pending): void {
    const opener = block === null ? test : withDiagnostics(test, block);
    this.#pending = null;
    this.#levels.push(levelOf(opener.name, opener));
  }

  #close(depth: number, offset: number): void {
    this.#flush();
    this.#goTo(depth + 1, offset);
    const level = this.#levels.at(-1);
    if (level !== undefined) level.ended = "yes";
    this.#leave(offset);
  }

  #goTo(depth: number, offset: number): void {
    while (this.#levels.length - 1 > depth) this.#leave(offset);
    while (this.#levels.length - 1 < depth) {
      const parent = this.#levels.at(-1);
      if (parent !== undefined) parent.below = "yes";
      // node and tap announce a subtest beside its parent, Test::More inside of it.
      const here = this.#levels.length;
      this.#levels.push(levelOf(this.#announced.get(here - 1) ?? this.#announced.get(here) ?? "", null));
      this.#announced.delete(here - 1);
    }
  }

  #leave(offset: number): void {
    this.#checkPlan(offset);
    const level = this.#levels.pop();
    const parent = this.#levels.at(-1);
    if (level === undefined || parent === undefined) return;
    if (level.opener === null) parent.failedBelow += level.failed;
    else {
      if (level.ended === "no") this.#wrong("truncated", offset, `The subtest ${level.name.slice(0, 60)} has no end.`);
      // As with a point that sums up: it is a test of its own only when it failed and nothing in it did.
      if (level.opener.outcome === "failed" && level.failed === 0) this.#sink.test(level.opener);
    }
  }

  #checkPlan(offset: number): void {
    const level = this.#levels.at(-1);
    if (level === undefined) return;
    const what = level.name === "" ? "The report" : `The subtest ${level.name.slice(0, 60)}`;
    if (level.plan === null)
      this.#wrong("plan", offset, `${what} has no plan (1..n), so nobody knows whether it is whole.`);
    else if (level.plan !== level.points) {
      this.#wrong("plan", offset, `${what} plans ${level.plan} tests and holds ${level.points}.`);
    }
  }

  #wrong(code: "plan" | "malformed" | "truncated", offset: number, message: string): void {
    this.#sink.wrong(new Damage(code, offset, message));
  }

  #plan(count: number, offset: number): void {
    const level = this.#levels.at(-1);
    if (level === undefined) return;
    if (level.plan !== null) this.#wrong("plan", offset, "There are two plans for one list of tests.");
    level.plan = count;
  }

  #point(match: RegExpExecArray, place: { indent: number; offset: number }): void {
    const [, not, number, rest = ""] = match;
    const whole = rest.trimEnd();
    const isOpen = whole.endsWith("{");
    const described = isOpen ? whole.slice(0, -1).trimEnd() : whole;
    const level = this.#levels.at(-1);
    if (level === undefined) return;
    level.points += 1;
    level.numbered ??= number === undefined ? "no" : "yes";
    if (number === undefined && level.numbered === "yes") {
      this.#wrong("plan", place.offset, `Test ${level.points} has no number, and those before it have.`);
    } else if (number !== undefined && Number(number) !== level.points) {
      this.#wrong("plan", place.offset, `Test ${number} stands where test ${level.points} should.`);
    }
    const { name, outcome, seconds } = readDescription(described, not === undefined ? "passed" : "failed");
    const sumsUp = level.below === "yes";
    const explained = level.failedBelow > 0;
    level.below = "no";
    level.failedBelow = 0;
    for (const depth of this.#announced.keys()) if (depth >= this.#levels.length - 1) this.#announced.delete(depth);
    if (outcome === "failed") level.failed += 1;
    // A point after a subtest sums it up: it is a test of its own only when it failed and nothing in it did.
    if (sumsUp && (outcome !== "failed" || explained)) return;
    if (outcome === "failed") this.#failed += 1;
    const suite = this.#levels
      .map((one) => one.name)
      .filter((one) => one !== "")
      .join(" > ");
    const test = { suite, name, outcome, seconds };
    this.#pending = {
      test,
      indent: place.indent,
      block: null,
      remarks: [],
      size: 0,
      told: "no",
      brace: isOpen ? "yes" : "no",
    };
  }

  #flush(): void {
    const pending = this.#pending;
    this.#pending = null;
    if (pending === null) return;
    const { block, remarks, brace } = pending;
    // It opened nothing, so the brace belongs to its name.
    const test = brace === "yes" ? { ...pending.test, name: `${pending.test.name} {` } : pending.test;
    if (block !== null) this.#sink.test(withDiagnostics(test, block));
    else if (remarks.length > 0) this.#sink.test({ ...test, failure: failureOf(undefined, remarks.join("\n")) });
    else this.#sink.test(test);
  }
}
