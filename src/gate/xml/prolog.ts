// What may stand in an XML file beside elements and text: comments, processing instructions, the XML declaration, DOCTYPE.
import { nextByte } from "./bytes.ts";
import type { Fail } from "./entities.ts";

const GT = 0x3e;
const BRACKET = 0x5b;
const COMMENT_OPEN = Buffer.from("<!--");
const CDATA_OPEN = Buffer.from("<![CDATA[");
const DOCTYPE = Buffer.from("<!DOCTYPE");
const DASHES = Buffer.from("--");
const INSTRUCTION_CLOSE = Buffer.from("?>");

/** Something that begins at `start`; `end` is -1 when it does not end in these bytes. */
interface Found {
  readonly end: number;
}

/** What a `<!` at `start` begins. `unknown` may still become one of them with more bytes. Throws when it cannot. */
export function declarationAt(
  bytes: Buffer,
  start: number,
  fail: Fail,
): { readonly is: "comment" | "cdata" | "doctype" | "unknown"; readonly inside: number } {
  const head = bytes.subarray(start, start + DOCTYPE.length);
  const begins = (sign: Buffer): boolean => head.subarray(0, sign.length).equals(sign);
  if (begins(CDATA_OPEN)) return { is: "cdata", inside: start + CDATA_OPEN.length };
  if (begins(COMMENT_OPEN)) return { is: "comment", inside: start + COMMENT_OPEN.length };
  if (begins(DOCTYPE)) return { is: "doctype", inside: start + DOCTYPE.length };
  const mayBecome = [COMMENT_OPEN, CDATA_OPEN, DOCTYPE].some((one) => one.subarray(0, head.length).equals(head));
  if (mayBecome) return { is: "unknown", inside: start };
  throw fail("malformed", start, "There is a <! that begins neither a comment nor CDATA.");
}

/** The end of the comment that `start` lies in; else where its end may still begin. */
export function commentEnd(bytes: Buffer, start: number, fail: Fail): Found & { readonly from: number } {
  const dashes = bytes.indexOf(DASHES, start);
  if (dashes < 0) return { end: -1, from: Math.max(start, bytes.length - 1) };
  if (dashes + 2 >= bytes.length) return { end: -1, from: dashes };
  if (bytes[dashes + 2] !== GT) throw fail("malformed", dashes, "There is a -- inside a comment.");
  return { end: dashes + 3, from: dashes };
}

/** A DOCTYPE that defines nothing of its own. Throws on any other. */
export function doctypeAt(bytes: Buffer, start: number, fail: Fail): Found {
  const end = nextByte(bytes, GT, start);
  const subset = nextByte(bytes, BRACKET, start);
  if (subset < end) throw fail("doctype", subset, "The DOCTYPE defines something of its own.");
  return { end: end < bytes.length ? end + 1 : -1 };
}

/** A processing instruction; `encoding` is what the XML declaration says, or null when it is another. */
export function instructionAt(bytes: Buffer, start: number, fail: Fail): Found & { readonly encoding: string | null } {
  const end = bytes.indexOf(INSTRUCTION_CLOSE, start + 2);
  if (end < 0) return { end, encoding: null };
  const text = bytes.toString("latin1", start + 2, Math.min(end, start + 202));
  if (/^xml(\s|$)/i.test(text)) {
    return { end: end + 2, encoding: /\sencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1] ?? "utf-8" };
  }
  if (!/^[A-Za-z_:\x80-\xff][\w:.\x80-\xff-]*(\s|$)/.test(text)) {
    throw fail("malformed", start, "A processing instruction has no name.");
  }
  return { end: end + 2, encoding: null };
}
