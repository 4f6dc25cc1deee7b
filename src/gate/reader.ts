// What a reader of a report is: bytes in, tests out, and a word about everything that is not as it should be.
import { withoutColours } from "./colours.ts";
import type { Damage } from "./damage.ts";
import { LONGEST_DETAILS, LONGEST_MESSAGE, type Failure, type TestCase } from "./tests.ts";

/** Where a reader puts what it reads. */
export interface Sink {
  test(test: TestCase): void;
  /** Something is wrong, and reading goes on. It fails the gate. */
  wrong(damage: Damage): void;
}

/** Takes a report in pieces. `push` and `end` throw {@link Damage} when nothing more can be read. */
export interface Reader {
  push(chunk: Buffer): void;
  end(): void;
}

/** A format of reports, with what reads it. */
export interface Format {
  /** As a person calls it. */
  readonly name: string;
  readonly read: (sink: Sink) => Reader;
}

/** A message and details, cut; undefined when there is neither. */
export function failureOf(message: string | undefined, details: string): Failure | undefined {
  const text = withoutColours(details).trim();
  const first = withoutColours(message ?? "").trim() || (/\S.*/.exec(text)?.[0] ?? "");
  if (first === "" && text === "") return undefined;
  return { message: cut(first, LONGEST_MESSAGE), details: cut(text, LONGEST_DETAILS) };
}

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/**
 * Seconds as reports write them: `0.012`, `1,234.5`, `0,5`, `1e-3`; 0 when absent, negative or no number.
 * A time never decides whether a test passed, so nonsense here is not damage.
 */
export function secondsOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const decimal = text.includes(",") ? Number.NaN : Number(text);
  if (decimal >= 0 && decimal < Number.POSITIVE_INFINITY) return Math.max(0, decimal);
  const plain = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(",", "") : text.replace(",", ".");
  const seconds = Number(plain);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}

/** A line number, 1-based; undefined when there is none. */
export function lineOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const line = Number(text);
  return Number.isInteger(line) && line > 0 ? line : undefined;
}
