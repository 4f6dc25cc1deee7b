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

const GT = 0x3e;
const LT = 0x3c;
const AMP = 0x26;
const SLASH = 0x2f;
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
  readonly #names = new Names();
  readonly #attributeNames: string[] = [];
  readonly #starts = new Int32Array(MAX_ATTRIBUTES);
  readonly #ends = new Int32Array(MAX_ATTRIBUTES);
  readonly #flags = new Uint8Array(MAX_ATTRIBUTES);
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

  /** The attribute's value, decoded; undefined when absent. */
  get(name: string): string | undefined {
    for (let index = 0; index < this.#attributes; index += 1) {
      if (this.#attributeNames[index] === name) return this.#value(index);
    }
    return undefined;
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
    return this.#names.at({ bytes, start, end: index, hash, ascii: wide < 0x80 });
  }

  /** Notes one attribute; returns the place after it, or -1 when it does not end in these bytes. */
  #attribute(start: number): number {
    const bytes = this.#bytes;
    const { length } = bytes;
    if (!isNameStart(bytes[start])) {
      throw this.#fail("malformed", start, `<${this.name}> holds something that is no attribute.`);
    }
    const name = this.#word(start);
    let index = skipSpace(bytes, this.#wordEnd);
    if (index >= length) return -1;
    if (bytes[index] !== EQUALS) {
      throw this.#fail("malformed", index, `An attribute of <${this.name}> has no value.`);
    }
    index = skipSpace(bytes, index + 1);
    if (index >= length) return -1;
    const quote = bytes[index];
    if (quote !== QUOTE && quote !== APOSTROPHE) {
      throw this.#fail("malformed", index, `A value in <${this.name}> has no quotes.`);
    }
    const valueStart = index + 1;
    let flags = 0;
    for (index = valueStart; ; ) {
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
