// A push scanner for XML over bytes: nesting, attributes and entities are checked as XML asks, and nothing is decoded that
// nobody asked for. Proved against saxes (test/gate/xml). Milder than XML in one thing: control characters and `]]>` in
// text are accepted, because test logs hold them. Stricter in one: DOCTYPE is refused, or, for coverage tools that always
// print one, allowed as long as it defines nothing.
import { isNamePart, isSpace, startsAt } from "./bytes.ts";
import { Damage, type DamageCode } from "../damage.ts";
import type { Fail } from "./entities.ts";
import { commentEnd, declarationAt, doctypeAt, instructionAt } from "./prolog.ts";
import { StartTag } from "./tag.ts";
import { more, XmlText } from "./text.ts";

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
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const EMPTY = Buffer.alloc(0);

// The private methods below take a position and return the next one, or `more(position)` when they need more bytes from there.
export class XmlScanner {
  readonly #handler: XmlHandler;
  readonly #doctype: "refuse" | "without-subset";
  readonly #stack: string[] = [];
  readonly #fail: Fail = (code, position, message) => this.#damage(code, position, message);
  readonly #tag = new StartTag(this.#fail);
  readonly #text: XmlText;
  #mode: "text" | "cdata" | "comment" = "text";
  #bytes: Buffer = EMPTY;
  #carry: Buffer = EMPTY;
  /** Not before that many bytes are there: a long tag is not scanned anew for each piece of it. */
  #needed = BYTE_ORDER_MARK.length;
  #base = 0;
  #rootSeen = false;

  constructor(handler: XmlHandler, options: { readonly doctype: "refuse" | "without-subset" }) {
    this.#handler = handler;
    this.#doctype = options.doctype;
    this.#text = new XmlText((text) => handler.text(text), this.#fail);
  }

  /** How many characters of text the handler still takes; set by the handler, counted down here. */
  get want(): number {
    return this.#text.want;
  }

  set want(characters: number) {
    this.#text.want = characters;
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
    this.#text.over(bytes);
    const { length } = bytes;
    let position = this.#base === 0 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
    while (position < length) {
      let next: number;
      if (this.#mode !== "text") next = this.#insideOf(position);
      else if (bytes[position] === LT) next = this.#markup(position);
      else if (this.#stack.length === 0) next = this.#outside(position);
      else next = this.#text.run(position);
      if (next < 0) return -1 - next;
      position = next;
    }
    return position;
  }

  /** White space before, between or after what stands outside the outermost element. */
  #outside(start: number): number {
    const bytes = this.#bytes;
    let index = start;
    while (index < bytes.length && bytes[index] !== LT) {
      if (!isSpace(bytes[index])) {
        throw this.#damage("malformed", index, "There is text outside the outermost element.");
      }
      index += 1;
    }
    return index;
  }

  #insideOf(position: number): number {
    if (this.#mode === "cdata") {
      const next = this.#text.cdata(position);
      if (next >= 0) this.#mode = "text";
      return next;
    }
    const { end, from } = commentEnd(this.#bytes, position, this.#fail);
    if (end < 0) return more(from);
    this.#mode = "text";
    return end;
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
    const depth = this.#stack.length;
    if (depth >= MAX_DEPTH) {
      throw this.#damage("too-deep", start, `Elements are nested more than ${MAX_DEPTH} deep.`);
    }
    const next = tag.read(this.#bytes, start, depth);
    if (next < 0) return this.#incomplete(start);
    if (depth === 0) {
      if (this.#rootSeen) throw this.#damage("malformed", start, "There is a second outermost element.");
      this.#rootSeen = true;
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
    const open = this.#stack[this.#stack.length - 1];
    if (open === undefined || !startsAt(open, this.#bytes, start + 2)) return this.#oddEndTag(start, open);
    const end = start + 2 + open.length;
    if (this.#bytes[end] !== GT) return this.#oddEndTag(start, open);
    this.#stack.pop();
    this.#handler.close(open);
    return end + 1;
  }

  /** An end tag with spaces in it, of a name beyond ASCII, of another element, or of which not all is there. */
  #oddEndTag(start: number, open: string | undefined): number {
    const bytes = this.#bytes;
    const { length } = bytes;
    let index = start + 2;
    while (index < length && isNamePart(bytes[index])) index += 1;
    const nameEnd = index;
    while (index < length && isSpace(bytes[index])) index += 1;
    if (index >= length) return this.#incomplete(start);
    if (bytes[index] !== GT) throw this.#damage("malformed", index, "A closing tag holds more than a name.");
    if (open === undefined || bytes.toString("utf8", start + 2, nameEnd) !== open) {
      const found = this.#text.decode(start + 2, Math.min(nameEnd, start + 62));
      const what = open === undefined ? "nothing" : `<${open}>`;
      throw this.#damage("malformed", start, `</${found}> closes ${what}.`);
    }
    this.#stack.pop();
    this.#handler.close(open);
    return index + 1;
  }

  #declaration(start: number): number {
    const { is, inside } = declarationAt(this.#bytes, start, this.#fail);
    if (is === "unknown") return more(start);
    if (is === "doctype") return this.#documentType(start);
    if (is === "cdata" && this.#stack.length === 0) {
      throw this.#damage("malformed", start, "There is text outside the outermost element.");
    }
    this.#mode = is;
    return inside;
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
    const { end } = doctypeAt(this.#bytes, start, this.#fail);
    return end < 0 ? this.#incomplete(start) : end;
  }

  #instruction(start: number): number {
    const { end, encoding } = instructionAt(this.#bytes, start, this.#fail);
    if (end < 0) return this.#incomplete(start);
    if (encoding !== null) {
      if (this.#base + start > 3) throw this.#damage("malformed", start, "An XML declaration stands inside the file.");
      this.#text.readAs(encoding, () =>
        this.#damage("malformed", start, "The XML declaration names an encoding that nobody knows."),
      );
      this.#tag.decoder = this.#text.decoder;
    }
    return end;
  }
}
