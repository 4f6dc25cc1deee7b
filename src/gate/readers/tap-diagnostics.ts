// The block of YAML below a test point of TAP. It is read as lines, because tools write what only looks like YAML.
import { failureOf, lineOf } from "../reader.ts";
import type { TestCase } from "../tests.ts";

/** Takes message, place and time from a block: node and ava have them flat, vitest below `error:`, tap's place below `at:`. */
export function withDiagnostics(test: TestCase, block: readonly string[]): TestCase {
  const lines = dedented(block);
  const milliseconds = Number(valueOf(lines, "duration_ms"));
  const seconds = milliseconds > 0 && Number.isFinite(milliseconds) ? milliseconds / 1000 : test.seconds;
  if (test.outcome !== "failed") return { ...test, seconds };
  const failure = failureOf(messageOf(lines), lines.join("\n"));
  const at = below(lines, "at");
  const fileName = valueOf(at, "fileName");
  if (fileName !== "") return { ...test, seconds, file: fileName, line: lineOf(valueOf(at, "lineNumber")), failure };
  const said = (valueOf(lines, "location") || valueOf(lines, "at")).replace(/^.*\(|\)$/g, "");
  const place = /^(.*?):(\d+)(?::\d+)?$/.exec(said);
  return { ...test, seconds, file: place?.[1], line: lineOf(place?.[2]), failure };
}

function messageOf(lines: readonly string[]): string | undefined {
  const message = valueOf(lines, "error") || valueOf(below(lines, "error"), "message") || valueOf(lines, "message");
  if (message !== "") return message;
  const [expected, actual] = [valueOf(lines, "expected"), valueOf(lines, "actual")];
  return expected === "" || actual === "" ? undefined : `expected ${expected}, but it is ${actual}`;
}

/** As far as the first line is indented, all are. */
function dedented(block: readonly string[]): string[] {
  const indent = /^ */.exec(block.find((line) => line.trim() !== "") ?? "")?.[0].length ?? 0;
  return block.map((line) => (line.slice(0, indent).trim() === "" ? line.slice(indent) : line));
}

/** What stands after a key, or as text below it; empty when there is none. */
function valueOf(lines: readonly string[], key: string): string {
  const first =
    lines
      .find((line) => line.startsWith(`${key}:`))
      ?.slice(key.length + 1)
      .trim() ?? "";
  if (!/^[|>][-+]?$/.test(first)) return first.replace(/^(['"])(.*)\1$/, "$2");
  return below(lines, key)
    .map((line) => line.trim())
    .join(first.startsWith(">") ? " " : "\n")
    .trim();
}

/** The lines that are indented below a key. */
function below(lines: readonly string[], key: string): string[] {
  const at = lines.findIndex((line) => line.startsWith(`${key}:`));
  const rest = at < 0 ? [] : lines.slice(at + 1);
  const end = rest.findIndex((line) => !/^\s|^$/.test(line));
  return dedented(rest.slice(0, end < 0 ? undefined : end));
}
