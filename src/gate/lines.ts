// Bytes in, lines out: for reports that are lists of lines. A line has an end, or it is cut there.

/** Bytes of a line, where nobody says more. */
const LONGEST_LINE = 4 * 1024 * 1024;
const NEWLINE = 0x0a;

export interface Line {
  readonly text: string;
  /** Of its first byte in the file. */
  readonly offset: number;
}

export class Lines {
  readonly #take: (line: Line) => void;
  readonly #pieces: Buffer[] = [];
  #held = 0;
  #offset = 0;
  readonly #longest: number;

  constructor(take: (line: Line) => void, longest = LONGEST_LINE) {
    this.#take = take;
    this.#longest = longest;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#line(chunk.subarray(start, end), 1);
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    if (rest.length === 0) return;
    // Beyond the limit the line goes on, and nothing of it is kept.
    if (this.#held + rest.length <= this.#longest) this.#pieces.push(Buffer.from(rest));
    else if (this.#held < this.#longest) this.#pieces.push(Buffer.from(rest.subarray(0, this.#longest - this.#held)));
    this.#held += rest.length;
  }

  /** The last line, when no line break ends it. */
  end(): void {
    if (this.#held > 0) this.#line(Buffer.alloc(0), 0);
  }

  #line(end: Buffer, breakLength: number): void {
    const bytes = this.#pieces.length === 0 ? end : Buffer.concat([...this.#pieces, end]);
    const length = this.#held + end.length;
    this.#pieces.length = 0;
    this.#held = 0;
    const text = bytes.toString("utf8", 0, Math.min(bytes.length, this.#longest));
    this.#take({ text: this.#offset === 0 ? text.replace(/^\ufeff/, "") : text, offset: this.#offset });
    this.#offset += length + breakLength;
  }
}
