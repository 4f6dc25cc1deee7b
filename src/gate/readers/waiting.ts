// Tests that cannot be told yet, in columns: a report of .NET names their classes behind all of them, and go test may run a
// test once more at its very end.
import { Column } from "../column.ts";
import { TestNames } from "../test-names.ts";
import { LONGEST_ID, OUTCOMES, type Outcome } from "../tests.ts";

export interface WaitingTest {
  readonly name: string;
  readonly outcome: Outcome;
  readonly seconds: number;
}

export class Waiting {
  readonly #names = new TestNames();
  readonly #nameRows = new Column((rows) => new Int32Array(rows));
  readonly #outcomes = new Column((rows) => new Uint8Array(rows));
  readonly #seconds = new Column((rows) => new Float64Array(rows));

  get size(): number {
    return this.#nameRows.size;
  }

  /** Its row, from 0. Of a very long name the beginning is kept, as of every test's. */
  push({ name, outcome, seconds }: WaitingTest): number {
    const known = this.#names.add(name.slice(0, LONGEST_ID + 1)) === "known";
    this.#nameRows.push(known ? this.#names.known : this.#names.size - 1);
    this.#outcomes.push(OUTCOMES.indexOf(outcome));
    this.#seconds.push(seconds);
    return this.size - 1;
  }

  at(row: number): WaitingTest {
    return {
      name: this.#names.at(this.#nameRows.at(row)),
      outcome: OUTCOMES[this.#outcomes.at(row)] ?? "failed",
      seconds: this.#seconds.at(row),
    };
  }
}
