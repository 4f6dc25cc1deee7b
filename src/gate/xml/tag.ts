// One start tag: its name and where its attributes lie. Values are decoded only when a reader asks.
import { CLASS, isNamePart, isNameStart, isSpace } from "./bytes.ts";
import type { Decoder } from "./encoding.ts";
import { decoded, entityEnd, type Fail } from "./entities.ts";
import { Names } from "./names.ts";

export const MAX_ATTRIBUTES = 256;

/** What a value holds that decoding has to mind. */
const HAS_ENTITY = 1;
const HAS_WIDE = 2;
const HAS_BREAK = 4;

/** Of a byte in a value: 0 for what stands for itself; the others are looked at one by one. */
const IN_VALUE = new Uint8Array(256).fill(1, 0, 0x20).fill(1, 0x80);
for (const sign of "\"'&<") IN_VALUE[sign.charCodeAt(0)] = 1;
/** Of all tags of all files: a thousand reports have the same names. */
const names = new Names();

const GT = 0x3e;
const LT = 0x3c;
const AMP = 0x26;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** One object for all tags of a file; what it says holds until the next is read. */
export class StartTag {
  name = "";
  /** Where it begins, in bytes from the beginning of the file. */
  offset = 0;
  selfClosing = false;
  /** Null is UTF-8. */
  decoder: Decoder | null = null;
  readonly #fail: Fail;
  readonly #attributeNames: string[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #flags: number[] = [];
  #attributes = 0;
  #bytes: Buffer = Buffer.alloc(0);
  /** The name that was read last, by {@link #word}. */
  #wordEnd = 0;

  constructor(fail: Fail) {
    this.#fail = fail;
  }

  /** Reads the tag at `start`; returns the place after it, or -1 when it does not end in these bytes. Throws Damage. */
  read(bytes: Buffer, start: number): number {
    this.#bytes = bytes;
    this.#attributes = 0;
    const { length } = bytes;
    if (!isNameStart(bytes[start + 1])) throw this.#fail("malformed", start, "There is a < that begins no tag.");
    this.name = this.#word(start + 1);
    let index = this.#wordEnd;
    for (;;) {
      const spaceFrom = index;
      while (index < length && CLASS[bytes[index] ?? 0] === 4) index += 1;
      if (index >= length) return -1;
      const byte = bytes[index];
      if (byte === GT) {
        this.selfClosing = false;
        return index + 1;
      }
      if (byte === SLASH) {
        if (index + 1 >= length) return -1;
        if (bytes[index + 1] !== GT) throw this.#fail("malformed", index, `There is a / inside <${this.name}>.`);
        this.selfClosing = true;
        return index + 2;
      }
      if (index === spaceFrom) {
        throw this.#fail("malformed", index, `There is no space before an attribute of <${this.name}>.`);
      }
      index = this.#attribute(index);
      if (index < 0) return -1;
    }
  }

  /** How many attributes it has. */
  get size(): number {
    return this.#attributes;
  }

  /** The name of the attribute at that place, from 0. */
  nameAt(index: number): string {
    return this.#attributeNames[index] ?? "";
  }

  /** The value of the attribute at that place, decoded. */
  valueAt(index: number): string {
    return this.#value(index);
  }

  /** The attribute's value, decoded; undefined when absent. */
  get(name: string): string | undefined {
    for (let index = 0; index < this.#attributes; index += 1) {
      if (this.#attributeNames[index] === name) return this.#value(index);
    }
    return undefined;
  }

  /**
   * The value of the attribute at that place as a plain decimal number (`12`, `0.25`); NaN when it is written in another way.
   * Digits and the power of ten under them are exact up to 15 digits, and so is what their division rounds to.
   */
  decimalAt(at: number): number {
    const start = this.#starts[at] ?? 0;
    const end = this.#ends[at] ?? 0;
    if (end === start || end - start > 16) return Number.NaN;
    let digits = 0;
    let power = 0;
    for (let index = start; index < end; index += 1) {
      const byte = this.#bytes[index] ?? 0;
      if (byte === DOT && power === 0 && index > start && index + 1 < end) power = 1;
      else if (byte >= ZERO && byte <= NINE) {
        digits = digits * 10 + byte - ZERO;
        power *= 10;
      } else return Number.NaN;
    }
    return end - start > 15 && power === 0 ? Number.NaN : power === 0 ? digits : digits / power;
  }

  /** All attributes, for a reader that has to look at each. */
  entries(): [string, string][] {
    return Array.from({ length: this.#attributes }, (_, index) => [
      this.#attributeNames[index] ?? "",
      this.#value(index),
    ]);
  }

  #value(index: number): string {
    const flags = this.#flags[index] ?? 0;
    const start = this.#starts[index] ?? 0;
    const end = this.#ends[index] ?? 0;
    if (flags === 0) return this.#bytes.toString("latin1", start, end);
    const raw =
      this.decoder === null
        ? this.#bytes.toString("utf8", start, end)
        : this.decoder.decode(this.#bytes.subarray(start, end));
    // XML reads a bare line break or tab in a value as a space; a written-out one (`&#10;`) stays.
    const spaced = flags & HAS_BREAK ? raw.replace(/\r\n|[\r\n\t]/g, " ") : raw;
    return flags & HAS_ENTITY ? decoded(spaced) : spaced;
  }

  #word(start: number): string {
    const bytes = this.#bytes;
    const { length } = bytes;
    let index = start;
    let hash = 0;
    let wide = 0;
    for (; index < length; index += 1) {
      const byte = bytes[index] ?? 0;
      if (!isNamePart(byte)) break;
      hash = (hash * 31 + byte) | 0;
      wide |= byte;
    }
    this.#wordEnd = index;
    return names.at({ bytes, start, end: index, hash, ascii: wide < 0x80 });
  }

  /** The name that the attribute at this place of a tag had last time, when it has it again: mostly it has. */
  #asBefore(start: number): string | undefined {
    const before = this.#attributeNames[this.#attributes];
    if (before === undefined) return undefined;
    const bytes = this.#bytes;
    const end = start + before.length;
    for (let at = 0; at < before.length; at += 1) {
      const byte = bytes[start + at] ?? 0;
      if (byte !== before.charCodeAt(at) || byte >= 0x80) return undefined;
    }
    if (bytes[end] !== EQUALS) return undefined;
    this.#wordEnd = end;
    return before;
  }

  /** Notes one attribute; returns the place after it, or -1 when it does not end in these bytes. */
  #attribute(start: number): number {
    const bytes = this.#bytes;
    const { length } = bytes;
    if (!isNameStart(bytes[start])) {
      throw this.#fail("malformed", start, `<${this.name}> holds something that is no attribute.`);
    }
    const name = this.#asBefore(start) ?? this.#word(start);
    let index = bytes[this.#wordEnd] === EQUALS ? this.#wordEnd : skipSpace(bytes, this.#wordEnd);
    if (index >= length) return -1;
    if (bytes[index] !== EQUALS) {
      throw this.#fail("malformed", index, `An attribute of <${this.name}> has no value.`);
    }
    index += 1;
    if (bytes[index] !== QUOTE) index = skipSpace(bytes, index);
    if (index >= length) return -1;
    const quote = bytes[index];
    if (quote !== QUOTE && quote !== APOSTROPHE) {
      throw this.#fail("malformed", index, `A value in <${this.name}> has no quotes.`);
    }
    const valueStart = index + 1;
    let flags = 0;
    for (index = valueStart; ; ) {
      while (index < length && IN_VALUE[bytes[index] ?? 0] === 0) index += 1;
      if (index >= length) return -1;
      const byte = bytes[index] ?? 0;
      if (byte === quote) break;
      if (byte === AMP) {
        index = entityEnd(bytes, index, this.#fail);
        if (index < 0) return -1;
        flags |= HAS_ENTITY;
        continue;
      }
      if (byte === LT) throw this.#fail("malformed", index, `There is a < inside a value of <${this.name}>.`);
      if (byte >= 0x80) flags |= HAS_WIDE;
      else if (byte < 0x20) flags |= HAS_BREAK;
      index += 1;
    }
    this.#note(name, { start: valueStart, end: index, flags });
    return index + 1;
  }

  #note(name: string, value: { start: number; end: number; flags: number }): void {
    const at = this.#attributes;
    if (at >= MAX_ATTRIBUTES) {
      throw this.#fail("too-large", value.start, `A tag has more than ${MAX_ATTRIBUTES} attributes.`);
    }
    for (let index = 0; index < at; index += 1) {
      if (this.#attributeNames[index] === name) {
        throw this.#fail("malformed", value.start, `The attribute ${name} is there twice.`);
      }
    }
    this.#attributeNames[at] = name;
    this.#starts[at] = value.start;
    this.#ends[at] = value.end;
    this.#flags[at] = value.flags;
    this.#attributes = at + 1;
  }
}

function skipSpace(bytes: Buffer, start: number): number {
  let index = start;
  while (index < bytes.length && isSpace(bytes[index])) index += 1;
  return index;
}
