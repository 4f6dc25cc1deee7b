// TRX names the class of a test only behind all results. Until then the tests wait in columns: of a large run they are many.
import type { Sink } from "../reader.ts";
import { Column } from "../column.ts";
import { TestNames } from "../test-names.ts";
import type { Failure, TestCase } from "../tests.ts";
import { Waiting } from "./waiting.ts";

/** What an element says of a class: a key that tests have, or the class of the key before. */
export interface Learnt {
  readonly key?: string | undefined;
  readonly className?: string | undefined;
}

const NO_KEY = -1;

export class LateClasses {
  readonly #sink: Sink;
  readonly #waiting = new Waiting();
  readonly #keys = new TestNames();
  /** Row of a test -> row of its key. */
  readonly #keyOf = new Column((rows) => new Int32Array(rows));
  readonly #failures = new Map<number, Failure>();
  /** Row of a key -> its class, of which each is one string. */
  readonly #classes = new Map<number, string>();
  readonly #shared = new Map<string, string>();
  #key = NO_KEY;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  test(test: TestCase, key: string | undefined): void {
    const row = this.#waiting.push(test);
    this.#keyOf.push(key === undefined ? NO_KEY : this.#rowOf(key));
    if (test.failure !== undefined) this.#failures.set(row, test.failure);
  }

  learn(learnt: Learnt | null): void {
    if (learnt?.key !== undefined) this.#key = this.#rowOf(learnt.key);
    if (learnt?.className === undefined || this.#key === NO_KEY) return;
    const shared = this.#shared.get(learnt.className) ?? learnt.className;
    this.#shared.set(shared, shared);
    this.#classes.set(this.#key, shared);
  }

  /** Tells all tests that waited. */
  end(): void {
    for (let row = 0; row < this.#waiting.size; row += 1) {
      const test = this.#waiting.at(row);
      const className = this.#classes.get(this.#keyOf.at(row));
      const suite = className !== undefined && !test.name.startsWith(className) ? className : "";
      this.#sink.test({ ...test, suite, failure: this.#failures.get(row) });
    }
  }

  /** Of a very long key the beginning counts. */
  #rowOf(key: string): number {
    return this.#keys.add(key.slice(0, 1_000)) === "known" ? this.#keys.known : this.#keys.size - 1;
  }
}
