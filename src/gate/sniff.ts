// Which format a file is, from its beginning. Names and extensions say nothing: everybody calls his report `results.xml`.
import type { Reader, Sink } from "./reader.ts";
import { JUnitReader } from "./readers/junit.ts";

export interface Format {
  /** As a person calls it. */
  readonly name: string;
  readonly read: (sink: Sink) => Reader;
}

const JUNIT: Format = { name: "JUnit XML", read: (sink) => new JUnitReader(sink) };

/** What stands before the outermost element. */
const PROLOGUE = /^(?:<\?[^>]*\?>|<!--[^]*?-->|<!DOCTYPE[^[>]*>|\s)*<([A-Za-z_][\w:.-]*)([^>]*)/;

/** The format of a file that begins so; null when we know none. 4 kB are enough. */
export function sniff(beginning: Buffer): Format | null {
  const text = beginning
    .toString("utf8", 0, 4096)
    .replace(/^\ufeff/, "")
    .trimStart();
  if (text.startsWith("<")) return xmlFormat(text);
  return null;
}

function xmlFormat(text: string): Format | null {
  const root = PROLOGUE.exec(text)?.[1];
  // A DOCTYPE with a subset hides what comes after it; the reader refuses it with its place.
  if (root === undefined && text.includes("<!DOCTYPE")) return JUNIT;
  return root === "testsuites" || root === "testsuite" ? JUNIT : null;
}
