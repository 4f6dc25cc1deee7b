// Reports that are one JSON value. Each dialect (json-dialects.ts) is a table of where its lists are, and how one element of
// them is a test. A list that should be there and is not, or a state that the tool does not have, is damage.
import { Damage } from "../damage.ts";
import { JsonSlicer } from "../json/slice.ts";
import type { Reader, Sink } from "../reader.ts";
import type { TestCase } from "../tests.ts";

export interface JsonDialect {
  readonly format: string;
  readonly enter: ReadonlySet<string>;
  /** Path of a list -> the tests of one of its elements; undefined when the element is none. */
  readonly lists: Readonly<Record<string, (element: unknown) => readonly TestCase[] | undefined>>;
  /** Lists without which the report is not whole. */
  readonly needed: readonly string[];
  /** The value that declares how many failed, and how to read it; undefined when it does not say. */
  readonly declared: { readonly path: string; readonly read: (value: unknown) => number | undefined };
  /** The values by which the tool says that it failed: without a failure, or because it was not let to its end. */
  readonly unhappy?: { readonly failed: JsonFlag; readonly cut: JsonFlag };
}

interface JsonFlag {
  readonly path: string;
  readonly when: boolean;
}

export class JsonReportReader implements Reader {
  readonly #dialect: JsonDialect;
  readonly #sink: Sink;
  readonly #slicer: JsonSlicer;
  readonly #seen = new Set<string>();
  readonly #flags = new Map<string, boolean>();
  #failed = 0;
  #declared: number | undefined = undefined;

  constructor(dialect: JsonDialect, sink: Sink) {
    this.#dialect = dialect;
    this.#sink = sink;
    this.#slicer = new JsonSlicer({
      enter: new Set(["", ...dialect.enter]),
      lists: new Set(Object.keys(dialect.lists)),
      element: (path, value, offset) => this.#element(path, value, offset),
      value: (path, value) => {
        if (path === dialect.declared.path) this.#declared = dialect.declared.read(value);
        if (typeof value === "boolean") this.#flags.set(path, value);
      },
      open: (path) => void this.#seen.add(path),
    });
  }

  push(chunk: Buffer): void {
    this.#slicer.push(chunk);
  }

  end(): void {
    this.#slicer.end();
    const missing = this.#dialect.needed.filter((path) => !this.#seen.has(path));
    if (missing.length > 0) {
      this.#sink.wrong(
        new Damage("truncated", 0, `The report lacks ${missing.join(", ")}, which ${this.#dialect.format} has.`),
      );
    }
    if (this.#declared === undefined) {
      const where = this.#dialect.declared.path;
      this.#sink.wrong(new Damage("counts", 0, `The report does not say under ${where} how many tests failed.`));
    } else if (this.#declared > this.#failed) {
      this.#sink.wrong(
        new Damage("counts", 0, `The report declares ${this.#declared} failures and holds ${this.#failed}.`),
      );
    }
    this.#checkFlags();
  }

  #checkFlags(): void {
    const { unhappy } = this.#dialect;
    if (unhappy === undefined) return;
    const says = ({ path, when }: JsonFlag): boolean => this.#flags.get(path) === when;
    if (says(unhappy.cut))
      this.#sink.wrong(new Damage("truncated", 0, "The report says that the run was interrupted."));
    else if (says(unhappy.failed) && this.#failed === 0)
      this.#sink.wrong(new Damage("counts", 0, "The report says that the run failed, and names no failure."));
  }

  #element(path: string, value: unknown, offset: number): void {
    const tests = this.#dialect.lists[path]?.(value);
    if (tests === undefined) {
      const message = `An element of ${path} is no test of ${this.#dialect.format}.`;
      throw new Damage("unknown-value", offset, message);
    }
    for (const test of tests) {
      if (test.outcome === "failed") this.#failed += 1;
      this.#sink.test(test);
    }
  }
}
