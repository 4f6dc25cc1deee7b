// One large JSON value in pieces: the lists that hold tests are handed on element by element, so that a report of any
// size needs the memory of one test. The outer structure is checked here, each element by JSON.parse.
import { Damage } from "../damage.ts";
import { parsedJson } from "./shape.ts";

const LARGEST_VALUE = 16 * 1024 * 1024;
const MAX_DEPTH = 8;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

export interface SliceVisitor {
  /** Objects that are entered, by dotted path; the outermost is "". Their other values go to {@link value} whole. */
  readonly enter: ReadonlySet<string>;
  /** Lists whose elements are handed on one by one. */
  readonly lists: ReadonlySet<string>;
  element(path: string, value: unknown, offset: number): void;
  value(path: string, value: unknown, offset: number): void;
  /** An object or list of the above begins. */
  open(path: string): void;
}

type Expect = "value" | "key" | "colon" | "comma" | "first-key" | "first-element" | "nothing";

interface Frame {
  readonly kind: "object" | "list";
  readonly path: string;
  readonly keys: Set<string>;
  key: string;
  expect: Expect;
}

export class JsonSlicer {
  readonly #visitor: SliceVisitor;
  readonly #frames: Frame[] = [];
  #state: "before" | "inside" | "after" = "before";
  #carry: Buffer = Buffer.alloc(0);
  #needed = 0;
  #base = 0;

  constructor(visitor: SliceVisitor) {
    this.#visitor = visitor;
  }

  push(chunk: Buffer): void {
    const bytes = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk]);
    if (bytes.length < this.#needed) {
      this.#carry = bytes === chunk ? Buffer.from(chunk) : bytes;
      return;
    }
    this.#needed = 0;
    const used = this.#consume(bytes);
    this.#carry = Buffer.from(bytes.subarray(used));
    this.#base += used;
  }

  end(): void {
    const used = this.#consume(this.#carry);
    if (used < this.#carry.length || this.#state !== "after")
      throw this.#damage("truncated", used, "The file ends inside of its JSON.");
  }

  #damage(code: "malformed" | "truncated" | "too-large" | "too-deep", at: number, message: string): Damage {
    return new Damage(code, this.#base + at, message);
  }

  /** Returns how many bytes are done with; stops before a value that is not whole. */
  #consume(bytes: Buffer): number {
    let at = this.#base === 0 && bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
    for (;;) {
      while (at < bytes.length && isSpace(bytes[at])) at += 1;
      if (at >= bytes.length) return at;
      const next = this.#step(bytes, at);
      if (next < 0) {
        if (bytes.length - at > LARGEST_VALUE)
          throw this.#damage("too-large", at, `A value is larger than ${LARGEST_VALUE} bytes.`);
        this.#needed = (bytes.length - at) * 2;
        return at;
      }
      at = next;
    }
  }

  #step(bytes: Buffer, at: number): number {
    const frame = this.#frames.at(-1);
    const byte = bytes[at];
    if (frame === undefined) {
      if (this.#state === "after") throw this.#damage("malformed", at, "Something follows the end of the JSON.");
      if (byte !== OPEN_OBJECT) throw this.#damage("malformed", at, "The JSON is no object.");
      this.#state = "inside";
      this.#open({ kind: "object", path: "" }, at);
      return at + 1;
    }
    if (frame.kind === "object") {
      if (byte === CLOSE_OBJECT && (frame.expect === "first-key" || frame.expect === "comma")) return this.#close(at);
      if (frame.expect === "first-key" || frame.expect === "key") return this.#key(frame, bytes, at);
      if (frame.expect === "colon") return this.#sign({ frame, byte, sign: COLON, expect: "value", at });
      if (frame.expect === "comma") return this.#sign({ frame, byte, sign: COMMA, expect: "key", at });
    } else {
      if (byte === CLOSE_LIST && (frame.expect === "first-element" || frame.expect === "comma")) return this.#close(at);
      if (frame.expect === "comma") return this.#sign({ frame, byte, sign: COMMA, expect: "value", at });
    }
    return this.#value(frame, bytes, at);
  }

  #open(opened: { kind: Frame["kind"]; path: string }, at: number): void {
    if (this.#frames.length >= MAX_DEPTH) throw this.#damage("too-deep", at, "The JSON is nested too deep.");
    this.#visitor.open(opened.path);
    const expect = opened.kind === "object" ? "first-key" : "first-element";
    this.#frames.push({ ...opened, keys: new Set(), key: "", expect });
  }

  #close(at: number): number {
    this.#frames.pop();
    if (this.#frames.length === 0) this.#state = "after";
    return at + 1;
  }

  #sign(args: { frame: Frame; byte: number | undefined; sign: number; expect: Expect; at: number }): number {
    const { frame, byte, sign, expect, at } = args;
    if (byte !== sign)
      throw this.#damage("malformed", at, `There is no ${String.fromCharCode(sign)} where JSON has one.`);
    frame.expect = expect;
    return at + 1;
  }

  #key(frame: Frame, bytes: Buffer, at: number): number {
    if (bytes[at] !== QUOTE) throw this.#damage("malformed", at, "There is no key where JSON has one.");
    const end = stringEnd(bytes, at);
    if (end < 0) return -1;
    const key = this.#parse(bytes, at, end);
    frame.key = typeof key === "string" ? key : "";
    if (frame.keys.has(frame.key))
      throw this.#damage("malformed", at, `The key ${frame.key.slice(0, 60)} is there twice.`);
    frame.keys.add(frame.key);
    frame.expect = "colon";
    return end;
  }

  #value(frame: Frame, bytes: Buffer, at: number): number {
    const path = frame.kind === "list" ? frame.path : frame.path === "" ? frame.key : `${frame.path}.${frame.key}`;
    const byte = bytes[at];
    if (frame.kind === "object") {
      const kind = byte === OPEN_OBJECT && this.#visitor.enter.has(path) ? "object" : "list";
      if (kind === "object" || (byte === OPEN_LIST && this.#visitor.lists.has(path))) {
        frame.expect = "comma";
        this.#open({ kind, path }, at);
        return at + 1;
      }
    }
    const end = valueEnd(bytes, at);
    if (end < 0) return -1;
    const value = this.#parse(bytes, at, end);
    frame.expect = "comma";
    if (frame.kind === "list") this.#visitor.element(path, value, this.#base + at);
    else this.#visitor.value(path, value, this.#base + at);
    return end;
  }

  #parse(bytes: Buffer, start: number, end: number): unknown {
    const parsed = parsedJson(bytes.toString("utf8", start, end));
    if (parsed === undefined) throw this.#damage("malformed", start, "This is no JSON.");
    return parsed.value;
  }
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** The place after a string; -1 when it does not end here. */
function stringEnd(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at += 1) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === QUOTE) return at + 1;
  }
  return -1;
}

/** The place after a value; -1 when it does not end here. Brackets are counted; JSON.parse sees whether they pair. */
function valueEnd(bytes: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      const end = stringEnd(bytes, at);
      if (end < 0) return -1;
      if (depth === 0) return end;
      at = end - 1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (byte === COMMA || isSpace(byte))) return at;
  }
  return -1;
}
