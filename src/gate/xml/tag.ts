// One start tag: its name and where its attributes lie. Values are decoded only when a reader asks.
import { CLASS, isNamePart, isNameStart, isSpace, startsAt } from "./bytes.ts";
import type { Decoder } from "./encoding.ts";
import { entityEnd, type Fail } from "./entities.ts";
import { Names } from "./names.ts";
import { decimalIn, decodedValue, HAS_BREAK, HAS_ENTITY, HAS_WIDE, IN_VALUE } from "./value.ts";

export const MAX_ATTRIBUTES = 256;

/** Of all tags of all files: a thousand reports have the same names. */
const names = new Names();

/** Depth -> the tag that was there last, of all files: the next is likely to have the same names in the same order. */
const shapes: { name: string; attributes: string[] }[] = [];
/** Longer names are not kept for the next tag. */
const LONGEST_KNOWN = 64;

const GT = 0x3e;
const LT = 0x3c;
const AMP = 0x26;
const SLASH = 0x2f;
const SPACE = 0x20;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;

/** One object for all tags of a file; what it says holds until the next is read. */
export class StartTag {
  name = "";
  /** Where it begins, in bytes from the beginning of the file. */
  offset = 0;
  selfClosing = false;
  /** Null is UTF-8. */
  decoder: Decoder | null = null;
  readonly #fail: Fail;
  #attributeNames: string[] = [];
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

  /**
   * Reads the tag at `start`; returns the place after it, or -1 when it does not end in these bytes. Throws Damage.
   * `depth` is how many elements it is in.
   */
  read(bytes: Buffer, start: number, depth: number): number {
    this.#bytes = bytes;
    this.#attributes = 0;
    const before = (shapes[depth] ??= { name: "", attributes: [] });
    this.#attributeNames = before.attributes;
    const { length } = bytes;
    if (!isNameStart(bytes[start + 1])) throw this.#fail("malformed", start, "There is a < that begins no tag.");
    let index = start + 1 + before.name.length;
    if (startsAt(before.name, bytes, start + 1) && !isNamePart(bytes[index])) this.name = before.name;
    else {
      this.name = this.#word(start + 1);
      index = this.#wordEnd;
      before.name = this.name.length > LONGEST_KNOWN ? "" : this.name;
    }
    for (;;) {
      if (bytes[index] === SPACE) {
        const plain = this.#plainAttribute(index + 1);
        if (plain > 0) {
          index = plain;
          continue;
        }
      }
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
    const flags = this.#flags[index] ?? 0;
    const start = this.#starts[index] ?? 0;
    const end = this.#ends[index] ?? 0;
    if (flags === 0) return this.#bytes.toString("latin1", start, end);
    return decodedValue({ bytes: this.#bytes.subarray(start, end), flags, decoder: this.decoder });
  }

  /** The attribute's value, decoded; undefined when absent. */
  get(name: string): string | undefined {
    for (let index = 0; index < this.#attributes; index += 1) {
      if (this.#attributeNames[index] === name) return this.valueAt(index);
    }
    return undefined;
  }

  /**
   * The value of the attribute at that place as a plain decimal number (`12`, `0.25`); NaN when it is written in another way.
   */
  decimalAt(at: number): number {
    return decimalIn(this.#bytes, this.#starts[at] ?? 0, this.#ends[at] ?? 0);
  }

  /** All attributes, for a reader that has to look at each. */
  entries(): [string, string][] {
    return Array.from({ length: this.#attributes }, (_, index) => [
      this.#attributeNames[index] ?? "",
      this.valueAt(index),
    ]);
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

  /**
   * Notes an attribute that stood at this place of the last tag that had as many, and whose value needs no second look: nearly
   * all of a report are such. None is there twice, as none was then. Returns the place after it; 0 for any other, of which nothing is noted.
   */
  #plainAttribute(start: number): number {
    const at = this.#attributes;
    if (at >= this.#attributeNames.length) return 0;
    const name = this.#attributeNames[at] ?? "";
    const bytes = this.#bytes;
    const { length } = bytes;
    if (!startsAt(name, bytes, start)) return 0;
    let index = start + name.length;
    if (index + 1 >= length || bytes[index] !== EQUALS || bytes[index + 1] !== QUOTE) return 0;
    index += 2;
    this.#starts[at] = index;
    while (index < length && IN_VALUE[bytes[index] ?? 0] === 0) index += 1;
    if (index >= length || bytes[index] !== QUOTE) return 0;
    this.#ends[at] = index;
    this.#flags[at] = 0;
    this.#attributes = at + 1;
    return index + 1;
  }

  /** Notes one attribute; returns the place after it, or -1 when it does not end in these bytes. */
  #attribute(start: number): number {
    const bytes = this.#bytes;
    const { length } = bytes;
    if (!isNameStart(bytes[start])) {
      throw this.#fail("malformed", start, `<${this.name}> holds something that is no attribute.`);
    }
    const name = this.#word(start);
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
    if (this.#attributeNames[at] !== name) {
      // What stood behind it last may be the very same name.
      this.#attributeNames.length = at;
      if (name.length > LONGEST_KNOWN) this.#attributeNames = [...this.#attributeNames];
      this.#attributeNames.push(name);
    }
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
