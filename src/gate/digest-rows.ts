// The tests of a digest, in columns as the tests of this run are: a base is as large as the run that is compared with it.
import { Column } from "./column.ts";
import { TestNames } from "./test-names.ts";
import { OUTCOMES, type Outcome } from "./tests.ts";

export interface Row {
  readonly outcome: Outcome;
  readonly seconds: number;
  /** Earlier outcomes on the base branch as signs, oldest first, this one last; empty when it always passed. */
  readonly history: string;
  readonly told: {
    readonly message: string;
    readonly file?: string | undefined;
    readonly line?: number | undefined;
    /** The lines of the stack that are theirs; of a leg's failures alone. */
    readonly stack?: string | undefined;
  } | null;
}

export class DigestRows {
  readonly names = new TestNames();
  readonly #outcomes = new Column((rows) => new Uint8Array(rows));
  readonly #seconds = new Column((rows) => new Float64Array(rows));
  /** By row; a test that has always passed has none. */
  readonly #histories = new Map<number, string>();
  readonly #told = new Map<number, NonNullable<Row["told"]>>();

  get size(): number {
    return this.names.size;
  }

  /** `known`, with nothing added, where the name is there already. */
  add(name: string, { outcome, seconds, history, told }: Row): "new" | "known" {
    if (this.names.add(name) === "known") return "known";
    const row = this.size - 1;
    this.#outcomes.push(OUTCOMES.indexOf(outcome));
    this.#seconds.push(seconds);
    if (history !== "") this.#histories.set(row, history);
    if (told !== null) this.#told.set(row, told);
    return "new";
  }

  /** Rows are counted from 0. */
  at(row: number): Row {
    return {
      outcome: OUTCOMES[this.#outcomes.at(row)] ?? "failed",
      seconds: this.#seconds.at(row),
      history: this.#histories.get(row) ?? "",
      told: this.#told.get(row) ?? null,
    };
  }

  /** The test that is called as the one in that row of other names; undefined when there is none. */
  get(names: TestNames, row: number): Row | undefined {
    const found = this.names.find(names, row);
    return found < 0 ? undefined : this.at(found);
  }
}
