// Rows on their way to a file: written as bytes into one page that is used again and again, and handed on when it is full.
import type { TestNames } from "./test-names.ts";

const SIZE = 65_536;
/** The longest row that is written here: a name of 1,000 characters and what stands around it. */
const LONGEST_ROW = 2_048;

export class Page {
  readonly #bytes = Buffer.allocUnsafeSlow(SIZE);
  #at = 0;

  get isFull(): boolean {
    return this.#at > SIZE - LONGEST_ROW;
  }

  /**
   * Writes a name between ASCII of ours, as long as it is short and the name needs no escape in JSON. False, with nothing
   * written, when it does.
   */
  row(args: { before: string; names: TestNames; row: number; after: string; number: number; end: string }): boolean {
    const { before, names, row, after, number, end } = args;
    const at = names.copy(row, this.#bytes, this.#ascii(before, this.#at));
    if (at < 0) return false;
    this.#at = this.#ascii(end, this.#ascii(String(number), this.#ascii(after, at)));
    return true;
  }

  /** What was written since; the page is empty again. */
  take(): string {
    const text = this.#bytes.toString("latin1", 0, this.#at);
    this.#at = 0;
    return text;
  }

  #ascii(text: string, from: number): number {
    for (let at = 0; at < text.length; at += 1) this.#bytes[from + at] = text.charCodeAt(at);
    return from + text.length;
  }
}
