// A number a row, in pieces outside of V8's heap: an array that grows is copied again and again, and every copy waits to be
// collected among what is read.

const ROWS = 1024;
const BITS = 10;

type Piece = Uint8Array | Int32Array | Float64Array;

export class Column {
  readonly #make: (rows: number) => Piece;
  readonly #pieces: Piece[] = [];
  #piece: Piece;
  #size = 0;

  /** `make` decides which numbers fit. */
  constructor(make: (rows: number) => Piece) {
    this.#make = make;
    this.#piece = this.#next();
  }

  get size(): number {
    return this.#size;
  }

  push(value: number): void {
    const at = this.#size & (ROWS - 1);
    if (at === 0 && this.#size > 0) this.#piece = this.#next();
    this.#piece[at] = value;
    this.#size += 1;
  }

  /** Of a row that there is. */
  set(row: number, value: number): void {
    const piece = this.#pieces[row >>> BITS];
    if (piece !== undefined) piece[row & (ROWS - 1)] = value;
  }

  /** 0 for a row that there is not. */
  at(row: number): number {
    return this.#pieces[row >>> BITS]?.[row & (ROWS - 1)] ?? 0;
  }

  #next(): Piece {
    const piece = this.#make(ROWS);
    this.#pieces.push(piece);
    return piece;
  }
}
