// What stands between tags: text and CDATA. Most of a report is the output of its tests, of which nobody wants a word but
// every `&` has to be an entity: it is skimmed, and decoded where somebody wants it.
import { decoderFor, wholeCharacters, type Decoder } from "./encoding.ts";
import { decoded, entityEnd, type Fail } from "./entities.ts";
import { SKIMMED_AT_ONCE, skimmer, type Skimmer } from "./skim.ts";

const LT = 0x3c;
const AMP = 0x26;
const CDATA_CLOSE = Buffer.from("]]>");

/** A process that reads less than this is done before the skimmer is worth making. */
const WORTH_SKIMMING = 1024 * 1024;
let seen = 0;

/** What a method returns that needs more bytes from there; any other number is the place where it ended. */
export const more = (position: number): number => -1 - position;

export class XmlText {
  /** How many characters the handler still takes; set by the handler, counted down here. */
  want = 0;
  /** Null is UTF-8. */
  decoder: Decoder | null = null;
  readonly #take: (text: string) => void;
  readonly #fail: Fail;
  #bytes: Buffer = Buffer.alloc(0);
  /** Over a copy of the bytes; null as long as few were read, and for a tag that is longer than its memory. */
  #skimmer: Skimmer | null = null;
  /** Tags alone need no copy. */
  #isCopied = false;

  constructor(take: (text: string) => void, fail: Fail) {
    this.#take = take;
    this.#fail = fail;
  }

  /** The bytes that all places below are places in. */
  over(bytes: Buffer): void {
    this.#bytes = bytes;
    seen += bytes.length;
    this.#skimmer = seen > WORTH_SKIMMING && bytes.length <= SKIMMED_AT_ONCE ? skimmer() : null;
    this.#isCopied = false;
  }

  /** Throws what `unknown` makes when nobody knows such an encoding. */
  readAs(label: string, unknown: Parameters<typeof decoderFor>[1]): void {
    this.decoder = decoderFor(label, unknown);
  }

  /** Text up to the next tag, or to the end of the bytes. Throws when an `&` begins no entity. */
  run(start: number): number {
    const bytes = this.#bytes;
    let end = start;
    for (;;) {
      end = this.#nextSign(end);
      if (end >= bytes.length || bytes[end] === LT) break;
      const stop = entityEnd(bytes, end, this.#fail);
      // An entity that is not whole yet: what stands before it can be handed on.
      if (stop < 0) return this.want > 0 ? more(this.#emit(start, end)) : more(end);
      end = stop;
    }
    if (this.want <= 0) return end;
    const whole = this.#emit(start, end);
    return whole === end ? end : more(whole);
  }

  /** CDATA up to its end; the place after it, or where it goes on. */
  cdata(start: number): number {
    const bytes = this.#bytes;
    const close = bytes.indexOf(CDATA_CLOSE, start);
    const end = close < 0 ? Math.max(start, bytes.length - 2) : close;
    if (this.want > 0 && end > start) {
      const whole = close < 0 ? start + wholeCharacters(bytes, start, end) : end;
      if (whole > start) this.#hand(start, whole);
      if (whole < end) return more(whole);
    }
    return close < 0 ? more(end) : close + CDATA_CLOSE.length;
  }

  decode(start: number, end: number): string {
    return this.decoder === null
      ? this.#bytes.toString("utf8", start, end)
      : this.decoder.decode(this.#bytes.subarray(start, end));
  }

  /** Where the next `<` stands, or an `&` that may begin no entity; the end of the bytes when there is none. */
  #nextSign(start: number): number {
    const bytes = this.#bytes;
    const { length } = bytes;
    // Between two tags there is mostly a line break and some spaces.
    const near = this.#skimmer === null ? length : Math.min(length, start + 12);
    for (let at = start; at < near; at += 1) if (bytes[at] === LT || bytes[at] === AMP) return at;
    if (this.#skimmer === null || near === length) return length;
    if (!this.#isCopied) {
      this.#skimmer.memory.set(bytes);
      this.#isCopied = true;
    }
    for (let at = this.#skimmer.skim(near, length); at < length; at += 1) {
      if (bytes[at] === LT || bytes[at] === AMP) return at;
    }
    return length;
  }

  /** Hands text on whose entities were checked; returns its end, or where a character begins that is not whole. */
  #emit(start: number, end: number): number {
    const bytes = this.#bytes;
    const whole = end === bytes.length ? start + wholeCharacters(bytes, start, end) : end;
    if (whole > start) this.#hand(start, whole, decoded);
    return whole;
  }

  /** No more than is wanted. */
  #hand(start: number, end: number, become: (text: string) => string = (text) => text): void {
    const cut = Math.min(end, start + this.want);
    this.want -= cut - start;
    this.#take(become(this.decode(start, cut)));
  }
}
