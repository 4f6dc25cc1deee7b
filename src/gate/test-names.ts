// The names of tests as bytes, each once: pages of text and a table of hashes. A string a test, and a set of them, would
// cost more than reading the whole report.
import { Column } from "./column.ts";

const PAGE = 1 << 20;
/** Before each name: its length, and whether JSON prints it as it stands. */
const HEAD = 2;
const PLAIN = 1;
const LONGEST_PLAIN = 1_000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const JOINT = " > ";
/** Drawn anew for each process, so that nobody can prepare names that all fall into one slot. */
const MULTIPLIER = Math.floor(Math.random() * 0x7fffffff) | 0x01000193;

/** `odd`: neither added nor looked up, because it is not printable ASCII as it stands. */
export type Added = "new" | "known" | "odd";

export class TestNames {
  readonly #pages: Buffer[] = [];
  #page: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Row -> where its name lies: page x PAGE + offset. */
  readonly #places = new Column((rows) => new Float64Array(rows));
  /** The row of the name that was found to be known, last. */
  known = 0;
  readonly #hashes = new Column((rows) => new Int32Array(rows));
  /** Row + 1 of the name with that hash, or the next free slot after it; at most half of them are taken. */
  #slots = new Int32Array(1024);

  get size(): number {
    return this.#places.size;
  }

  /** Adds `suite > name`, without making that string. */
  join(suite: string, name: string): Added {
    const alone = suite === "" || suite === name;
    const length = alone ? name.length : suite.length + JOINT.length + name.length;
    if (length === 0 || length > LONGEST_PLAIN) return "odd";
    const start = this.#room(length);
    let at = start;
    if (!alone) {
      at = copyPlain(JOINT, this.#page, copyPlain(suite, this.#page, at));
      if (at < 0) return "odd";
    }
    at = copyPlain(name, this.#page, at);
    if (at < 0 || this.#page[start] === 0x20 || this.#page[at - 1] === 0x20) return "odd";
    return this.#enter(start, length, PLAIN);
  }

  /** Adds any name of at most 8,000 characters. */
  add(name: string): "new" | "known" {
    const length = Buffer.byteLength(name);
    const start = this.#room(length);
    this.#page.write(name, start);
    return this.#enter(start, length, 0);
  }

  at(row: number): string {
    const { page, start, end } = this.#find(row);
    return page.toString("utf8", start, end);
  }

  /** Each row and its name, of which none is kept. */
  *entries(): Generator<[row: number, name: string]> {
    for (let row = 0; row < this.size; row += 1) yield [row, this.at(row)];
  }

  /** The row of a name that stands in that row of others; -1 when it is not here. */
  find(others: TestNames, row: number): number {
    return Math.max(-1, this.#probe(others.#hashes.at(row), others.#find(row)));
  }

  /** The row of a name; -1 when it is not here. */
  rowOf(name: string): number {
    const length = Buffer.byteLength(name);
    const start = this.#room(length);
    this.#page.write(name, start);
    const place = { page: this.#page, start, end: start + length };
    return Math.max(-1, this.#probe(hashOf(place), place));
  }

  /** Copies a name that needs no escape in JSON; returns the place after it, or -1 when it needs one. */
  copy(row: number, target: Buffer, from: number): number {
    const { page, start, end, plain } = this.#find(row);
    if (plain === 0) return -1;
    let to = from;
    for (let at = start; at < end; at += 1) target[to++] = page[at] ?? 0;
    return to;
  }

  #find(row: number): Place & { readonly plain: number } {
    const place = this.#places.at(row);
    const offset = place % PAGE;
    const page = this.#pages[(place - offset) / PAGE] ?? this.#page;
    const head = page.readUInt16LE(offset);
    const start = offset + HEAD;
    return { page, start, end: start + (head >> 1), plain: head & PLAIN };
  }

  /** Where a name of that many bytes may be written. It stays only if {@link #enter} is called. */
  #room(length: number): number {
    if (this.#at + HEAD + length > this.#page.length) {
      this.#page = Buffer.allocUnsafeSlow(PAGE);
      this.#pages.push(this.#page);
      this.#at = 0;
    }
    return this.#at + HEAD;
  }

  #enter(start: number, length: number, plain: number): "new" | "known" {
    const place = { page: this.#page, start, end: start + length };
    const hash = hashOf(place);
    const row = this.#probe(hash, place);
    if (row >= 0) {
      this.known = row;
      return "known";
    }
    this.#places.push((this.#pages.length - 1) * PAGE + this.#at);
    this.#hashes.push(hash);
    this.#page.writeUInt16LE((length << 1) | plain, this.#at);
    this.#at = start + length;
    this.#slots[-1 - row] = this.size;
    if (this.size === this.#slots.length / 2) this.#grow();
    return "new";
  }

  /** The row of the name that stands there, or -1 less the slot that is free for it. */
  #probe(hash: number, place: Place): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let found = this.#slots[slot] ?? 0; found !== 0; found = this.#slots[slot] ?? 0) {
      if (this.#hashes.at(found - 1) === hash && isSame(this.#find(found - 1), place)) return found - 1;
      slot = (slot + 1) & mask;
    }
    return -1 - slot;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let row = 0; row < this.size; row += 1) {
      let slot = this.#hashes.at(row) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.#slots = slots;
  }
}

/** Where the bytes of a name lie. */
interface Place {
  readonly page: Buffer;
  readonly start: number;
  readonly end: number;
}

function hashOf({ page, start, end }: Place): number {
  let hash = end - start;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (page[at] ?? 0), MULTIPLIER);
  return hash ^ (hash >>> 15);
}

const isSame = (one: Place, other: Place): boolean =>
  one.end - one.start === other.end - other.start &&
  one.page.compare(other.page, other.start, other.end, one.start, one.end) === 0;

/** Copies printable ASCII without quotes and backslashes; returns the place after it, or -1 when the text holds something else. */
function copyPlain(text: string, page: Buffer, from: number): number {
  if (from < 0) return from;
  let to = from;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign < 0x20 || sign > 0x7e || sign === QUOTE || sign === BACKSLASH) return -1;
    page[to++] = sign;
  }
  return to;
}
