// Rows on their way to a file: written as bytes into one page that is used again and again, and handed on when it is full.
import type { TestNames } from "./test-names.ts";

const SIZE = 65_536;
/** The longest row that is written name and all: a name of 1,000 characters and what stands around it. */
const LONGEST_ROW = 2_048;
/** A sign of UTF-16 takes at most three bytes. */
const LONGEST_PIECE = Math.floor(SIZE / 3) - 1;
const ZERO = 0x30;

/** Where the bytes go. They are overwritten as soon as it returns. */
export type Take = (bytes: Buffer) => void;

export class Page {
  readonly #bytes = Buffer.allocUnsafeSlow(SIZE);
  readonly #take: Take;
  #at = 0;

  constructor(take: Take) {
    this.#take = take;
  }

  /** Any text. */
  text(text: string): void {
    if (text.length > LONGEST_PIECE) this.#longText(text);
    else {
      if (this.#at + text.length * 3 > SIZE) this.end();
      this.#at += this.#bytes.write(text, this.#at);
    }
  }

  /**
   * Writes a name between ASCII of ours, as long as it is short and the name needs no escape in JSON. False, with nothing
   * written, when it does. `number` is a whole one from 0.
   */
  row(args: { before: string; names: TestNames; row: number; after: string; number: number; end: string }): boolean {
    const { before, names, row, after, number, end } = args;
    if (this.#at > SIZE - LONGEST_ROW) this.end();
    const at = names.copy(row, this.#bytes, this.#ascii(before, this.#at));
    if (at < 0) return false;
    this.#at = this.#ascii(end, this.#number(number, this.#ascii(after, at)));
    return true;
  }

  /** Hands on what was written since; the page is empty again. */
  end(): void {
    if (this.#at > 0) this.#take(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
  }

  #longText(text: string): void {
    this.end();
    this.#take(Buffer.from(text));
  }

  /** Without a string for each: there are hundreds of thousands. */
  #number(number: number, from: number): number {
    if (!(number < 1e9)) return this.#ascii(String(number), from);
    let digits = 1;
    for (let more = number; more >= 10; more = Math.floor(more / 10)) digits += 1;
    let rest = number;
    for (let at = from + digits - 1; at >= from; at -= 1) {
      const next = Math.floor(rest / 10);
      this.#bytes[at] = ZERO + rest - next * 10;
      rest = next;
    }
    return from + digits;
  }

  #ascii(text: string, from: number): number {
    for (let at = 0; at < text.length; at += 1) this.#bytes[from + at] = text.charCodeAt(at);
    return from + text.length;
  }
}
