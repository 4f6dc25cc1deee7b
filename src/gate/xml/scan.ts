// A push scanner for XML over bytes: nesting, attributes and entities are checked as XML asks, long text is passed over
// by memchr, and nothing is decoded that nobody asked for. Proved against saxes (test/gate/xml). Milder than XML in one
// thing: control characters and `]]>` in text are accepted, because test logs hold them. Stricter in one: DOCTYPE is
// refused, or, for coverage tools that always print one, allowed as long as it defines nothing.
import { isNamePart, isSpace, nextByte } from "./bytes.ts";
import { Damage, type DamageCode } from "../damage.ts";
import { decoderFor, wholeCharacters, type Decoder } from "./encoding.ts";
import { decoded, entityEnd, type Fail } from "./entities.ts";
import { StartTag } from "./tag.ts";

export const MAX_DEPTH = 256;
export const MAX_TAG_BYTES = 4 * 1024 * 1024;

export interface XmlHandler {
  /** The tag may be asked during this call only. */
  open(name: string, tag: StartTag): void;
  close(name: string): void;
  /** Decoded text of the innermost element, in pieces, as long as {@link XmlScanner.want} is above 0. */
  text(text: string): void;
}

const LT = 0x3c;
const GT = 0x3e;
const AMP = 0x26;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const BRACKET = 0x5b;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const CDATA_OPEN = Buffer.from("<![CDATA[");
const CDATA_CLOSE = Buffer.from("]]>");
const COMMENT_OPEN = Buffer.from("<!--");
const DASHES = Buffer.from("--");
const INSTRUCTION_CLOSE = Buffer.from("?>");
const DOCTYPE = Buffer.from("<!DOCTYPE");
const EMPTY = Buffer.alloc(0);

// The private methods below take a position and return the next one, or `more(position)` when they need more bytes from there.
const more = (position: number): number => -1 - position;

export class XmlScanner {
  /** How many characters of text the handler still takes; set by the handler, counted down here. */
  want = 0;
  readonly #handler: XmlHandler;
  readonly #doctype: "refuse" | "without-subset";
  readonly #stack: string[] = [];
  readonly #tag: StartTag;
  readonly #fail: Fail = (code, position, message) => this.#damage(code, position, message);
  #mode: "text" | "cdata" | "comment" = "text";
  #decoder: Decoder | null = null;
  #bytes: Buffer = EMPTY;
  #carry: Buffer = EMPTY;
  /** Not before that many bytes are there: a long tag is not scanned anew for each piece of it. */
  #needed = BYTE_ORDER_MARK.length;
  #base = 0;
  #rootSeen = false;
  /** Where the next `&` stands in the present bytes. */
  #ampersand = -1;

  constructor(handler: XmlHandler, options: { readonly doctype: "refuse" | "without-subset" }) {
    this.#handler = handler;
    this.#doctype = options.doctype;
    this.#tag = new StartTag(this.#fail);
  }

  /** Takes the next bytes; they may be overwritten afterwards. Throws {@link Damage}. */
  push(chunk: Buffer): void {
    const bytes = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk]);
    if (bytes.length < this.#needed) {
      this.#carry = bytes === chunk ? Buffer.from(chunk) : bytes;
      return;
    }
    this.#needed = 0;
    const used = this.#consume(bytes);
    this.#carry = used === bytes.length ? EMPTY : Buffer.from(bytes.subarray(used));
    this.#base += used;
  }

  /** No more bytes will come. Throws {@link Damage} when something is open. */
  end(): void {
    const used = this.#consume(this.#carry);
    const open = this.#stack.at(-1);
    if (used < this.#carry.length || open !== undefined || this.#mode !== "text") {
      const where = open === undefined ? "in the middle of a tag" : `inside <${open}>`;
      throw this.#damage("truncated", this.#carry.length, `The file ends ${where}.`);
    }
    if (!this.#rootSeen) throw this.#damage("empty", 0, "The file holds no element.");
  }

  #damage(code: DamageCode, position: number, message: string): Damage {
    return new Damage(code, this.#base + position, message);
  }

  /** Returns how many bytes are done with. */
  #consume(bytes: Buffer): number {
    this.#bytes = bytes;
    this.#ampersand = -1;
    const { length } = bytes;
    let position = this.#base === 0 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
    while (position < length) {
      let next: number;
      if (this.#mode === "cdata") next = this.#cdata(position);
      else if (this.#mode === "comment") next = this.#comment(position);
      else if (bytes[position] === LT) next = this.#markup(position);
      else next = this.#run(position);
      if (next < 0) return -1 - next;
      position = next;
    }
    return position;
  }

  /** Text up to the next tag. */
  #run(start: number): number {
    const bytes = this.#bytes;
    const { length } = bytes;
    // Between tags there is mostly a line break and some spaces: a call of memchr would cost more than it saves.
    const near = Math.min(length, start + 24);
    let end = start;
    while (end < near && bytes[end] !== LT) end += 1;
    if (end === near) end = Math.min(length, nextByte(bytes, LT, end));
    if (this.#stack.length === 0) return this.#outside(start, end);
    const checked = this.#checkEntities(start, end);
    if (this.want > 0) return this.#emit({ start, end: checked, stop: end, kind: "text" });
    return checked === end ? end : more(checked);
  }

  #outside(start: number, end: number): number {
    for (let index = start; index < end; index += 1) {
      if (!isSpace(this.#bytes[index])) {
        throw this.#damage("malformed", index, "There is text outside the outermost element.");
      }
    }
    return end;
  }

  /** Checks the entities in a stretch of text; returns its end, or the place of an entity that is not whole yet. */
  #checkEntities(start: number, end: number): number {
    let at = this.#ampersand < start ? nextByte(this.#bytes, AMP, start) : this.#ampersand;
    while (at < end) {
      const stop = entityEnd(this.#bytes, at, this.#fail);
      if (stop < 0) {
        this.#ampersand = at;
        return at;
      }
      at = nextByte(this.#bytes, AMP, stop);
    }
    this.#ampersand = at;
    return end;
  }

  /** Hands text on, no more than is wanted, cut between characters. */
  #emit(stretch: { start: number; end: number; stop: number; kind: "text" | "cdata" | "open-cdata" }): number {
    const { start, end, stop, kind } = stretch;
    // Where no markup follows, the cut may fall into a character.
    const isCut = kind === "open-cdata" || end === this.#bytes.length;
    const whole = isCut ? start + wholeCharacters(this.#bytes, start, end) : end;
    if (whole > start) {
      const cut = Math.min(whole, start + this.want);
      const raw = this.#decode(start, cut);
      this.want -= cut - start;
      this.#handler.text(kind === "text" ? decoded(raw) : raw);
    }
    return whole === stop ? stop : more(whole);
  }

  #cdata(start: number): number {
    const close = this.#bytes.indexOf(CDATA_CLOSE, start);
    const end = close < 0 ? Math.max(start, this.#bytes.length - 2) : close;
    if (this.want > 0 && end > start) {
      const next = this.#emit({ start, end, stop: end, kind: close < 0 ? "open-cdata" : "cdata" });
      if (next < 0) return next;
    }
    if (close < 0) return more(end);
    this.#mode = "text";
    return close + 3;
  }

  #comment(start: number): number {
    const { length } = this.#bytes;
    const dashes = this.#bytes.indexOf(DASHES, start);
    if (dashes < 0) return more(Math.max(start, length - 1));
    if (dashes + 2 >= length) return more(dashes);
    if (this.#bytes[dashes + 2] !== GT) throw this.#damage("malformed", dashes, "There is a -- inside a comment.");
    this.#mode = "text";
    return dashes + 3;
  }

  #markup(start: number): number {
    if (start + 1 >= this.#bytes.length) return more(start);
    const sign = this.#bytes[start + 1];
    if (sign === SLASH) return this.#endTag(start);
    if (sign === BANG) return this.#declaration(start);
    if (sign === QUESTION) return this.#instruction(start);
    return this.#startTag(start);
  }

  /** Something that does not end in these bytes: wait for twice as many, up to the limit. */
  #incomplete(start: number): number {
    const have = this.#bytes.length - start;
    if (have > MAX_TAG_BYTES) throw this.#damage("too-large", start, `A tag is longer than ${MAX_TAG_BYTES} bytes.`);
    if (have > 4096) this.#needed = have * 2;
    return more(start);
  }

  #startTag(start: number): number {
    const tag = this.#tag;
    const next = tag.read(this.#bytes, start);
    if (next < 0) return this.#incomplete(start);
    if (this.#stack.length === 0) {
      if (this.#rootSeen) throw this.#damage("malformed", start, "There is a second outermost element.");
      this.#rootSeen = true;
    }
    if (this.#stack.length >= MAX_DEPTH) {
      throw this.#damage("too-deep", start, `Elements are nested more than ${MAX_DEPTH} deep.`);
    }
    tag.offset = this.#base + start;
    const { name, selfClosing } = tag;
    this.#stack.push(name);
    this.#handler.open(name, tag);
    if (selfClosing) {
      this.#stack.pop();
      this.#handler.close(name);
    }
    return next;
  }

  #endTag(start: number): number {
    const bytes = this.#bytes;
    const { length } = bytes;
    const open = this.#stack.at(-1);
    let index = start + 2;
    while (index < length && isNamePart(bytes[index])) index += 1;
    const nameEnd = index;
    while (index < length && isSpace(bytes[index])) index += 1;
    if (index >= length) return this.#incomplete(start);
    if (bytes[index] !== GT) throw this.#damage("malformed", index, "A closing tag holds more than a name.");
    if (open === undefined || !isAt(open, bytes, { start: start + 2, end: nameEnd })) {
      const found = this.#decode(start + 2, Math.min(nameEnd, start + 62));
      const what = open === undefined ? "nothing" : `<${open}>`;
      throw this.#damage("malformed", start, `</${found}> closes ${what}.`);
    }
    this.#stack.pop();
    this.#handler.close(open);
    return index + 1;
  }

  #declaration(start: number): number {
    const head = this.#bytes.subarray(start, start + DOCTYPE.length);
    const begins = (sign: Buffer): boolean => head.subarray(0, sign.length).equals(sign);
    if (begins(COMMENT_OPEN)) {
      this.#mode = "comment";
      return start + COMMENT_OPEN.length;
    }
    if (begins(CDATA_OPEN)) {
      if (this.#stack.length === 0) {
        throw this.#damage("malformed", start, "There is text outside the outermost element.");
      }
      this.#mode = "cdata";
      return start + CDATA_OPEN.length;
    }
    if (begins(DOCTYPE)) return this.#documentType(start);
    const mayBecome = [COMMENT_OPEN, CDATA_OPEN, DOCTYPE].some((one) => one.subarray(0, head.length).equals(head));
    if (mayBecome) return more(start);
    throw this.#damage("malformed", start, "There is a <! that begins neither a comment nor CDATA.");
  }

  #documentType(start: number): number {
    if (this.#doctype === "refuse") {
      throw this.#damage(
        "doctype",
        start,
        "The file has a DOCTYPE, which can define entities; test reports need none.",
      );
    }
    if (this.#rootSeen) throw this.#damage("malformed", start, "A DOCTYPE stands after the first element.");
    const end = nextByte(this.#bytes, GT, start);
    const subset = nextByte(this.#bytes, BRACKET, start);
    if (subset < end) throw this.#damage("doctype", subset, "The DOCTYPE defines something of its own.");
    return end < this.#bytes.length ? end + 1 : this.#incomplete(start);
  }

  #instruction(start: number): number {
    const end = this.#bytes.indexOf(INSTRUCTION_CLOSE, start + 2);
    if (end < 0) return this.#incomplete(start);
    const text = this.#bytes.toString("latin1", start + 2, Math.min(end, start + 202));
    if (/^xml(\s|$)/i.test(text)) {
      if (this.#base + start > 3) throw this.#damage("malformed", start, "An XML declaration stands inside the file.");
      const label = /\sencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1] ?? "utf-8";
      this.#decoder = decoderFor(label, () =>
        this.#damage("malformed", start, "The XML declaration names an encoding that nobody knows."),
      );
      this.#tag.decoder = this.#decoder;
    } else if (!/^[A-Za-z_:\x80-\xff][\w:.\x80-\xff-]*(\s|$)/.test(text)) {
      throw this.#damage("malformed", start, "A processing instruction has no name.");
    }
    return end + 2;
  }

  #decode(start: number, end: number): string {
    return this.#decoder === null
      ? this.#bytes.toString("utf8", start, end)
      : this.#decoder.decode(this.#bytes.subarray(start, end));
  }
}

function isAt(name: string, bytes: Buffer, place: { start: number; end: number }): boolean {
  const { start, end } = place;
  if (end - start === name.length) {
    let index = 0;
    while (index < name.length && name.charCodeAt(index) === bytes[start + index]) index += 1;
    if (index === name.length) return true;
  }
  return bytes.toString("utf8", start, end) === name;
}
