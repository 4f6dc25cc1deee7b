// Tests of which all is known unless they run once more, in columns.
import { Column } from "../column.ts";
import { TestNames } from "../test-names.ts";
import { OUTCOMES, type Outcome, type TestCase } from "../tests.ts";

/** Between a suite and a name, of which neither holds it. */
const BETWEEN = "\n";
/** Characters that a name is found again by. A test with more is not settled. */
const LONGEST = 2_000;
const TAKEN = OUTCOMES.length;

export class Settled {
  readonly #names = new TestNames();
  readonly #outcomes = new Column((rows) => new Uint8Array(rows));
  readonly #seconds = new Column((rows) => new Float64Array(rows));

  /** False, with nothing kept, when the name is too long, or was settled before. */
  add({ suite, name, outcome, seconds }: TestCase): boolean {
    const whole = `${suite}${BETWEEN}${name}`;
    if (whole.length > LONGEST || suite.includes(BETWEEN) || this.#names.add(whole) === "known") return false;
    this.#outcomes.push(OUTCOMES.indexOf(outcome));
    this.#seconds.push(seconds);
    return true;
  }

  /** What was settled of a test, which is not settled any more; null when it was not. */
  take(suite: string, name: string): { outcome: Outcome; seconds: number } | null {
    if (suite.length + name.length >= LONGEST) return null;
    const row = this.#names.rowOf(`${suite}${BETWEEN}${name}`);
    const outcome = row < 0 ? undefined : OUTCOMES[this.#outcomes.at(row)];
    if (outcome === undefined) return null;
    this.#outcomes.set(row, TAKEN);
    return { outcome, seconds: this.#seconds.at(row) };
  }

  /** All that are settled, in the order in which they were. */
  *tests(): Generator<TestCase> {
    for (const [row, whole] of this.#names.entries()) {
      const outcome = OUTCOMES[this.#outcomes.at(row)];
      const at = whole.indexOf(BETWEEN);
      if (outcome === undefined) continue;
      yield { suite: whole.slice(0, at), name: whole.slice(at + 1), outcome, seconds: this.#seconds.at(row) };
    }
  }
}
