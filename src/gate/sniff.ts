// Which format a file is, from its beginning. Names and extensions say nothing: everybody calls his report `results.xml`.
import { isDartStart, DartReader } from "./readers/dart.ts";
import { NUNIT2, NUNIT3, TRX, XUNIT } from "./readers/dotnet.ts";
import { GoTestReader } from "./readers/go.ts";
import { CTRF, JEST, MOCHA, RSPEC } from "./readers/json-dialects.ts";
import { JsonReportReader, type JsonDialect } from "./readers/json-report.ts";
import { beginsAsJUnit, JUNIT } from "./readers/junit.ts";
import { NodeSpecReader } from "./readers/node-spec.ts";
import { ResultXmlReader, type Dialect } from "./readers/result-xml.ts";
import { TapReader } from "./readers/tap.ts";
import type { Format } from "./reader.ts";

const TAP: Format = { name: "TAP", read: (sink) => new TapReader(sink) };
const GO: Format = { name: "go test JSON", read: (sink) => new GoTestReader(sink) };
const DART: Format = { name: "Dart JSON", read: (sink) => new DartReader(sink) };
const NODE: Format = { name: "node:test spec", read: (sink) => new NodeSpecReader(sink) };

const inXml = (dialect: Dialect): Format => ({
  name: dialect.shape.format,
  read: (sink) => new ResultXmlReader(dialect, sink),
});
const inJson = (dialect: JsonDialect): Format => ({
  name: dialect.format,
  read: (sink) => new JsonReportReader(dialect, sink),
});

const BY_ROOT: Readonly<Record<string, Format>> = {
  testsuites: JUNIT,
  testsuite: JUNIT,
  TestRun: inXml(TRX),
  "test-run": inXml(NUNIT3),
  "test-results": inXml(NUNIT2),
  assemblies: inXml(XUNIT),
  assembly: inXml(XUNIT),
};

/** What stands before the outermost element. */
const PROLOGUE = /^(?:<\?[^>]*\?>|<!--[^]*?-->|<!DOCTYPE[^[>]*>|\s)*<([A-Za-z_][\w:.-]*)/;

/** The format of a file that begins so; null when we know none. The first 64 kB are enough. */
export function sniff(beginning: Buffer): Format | null {
  if (beginsAsJUnit(beginning)) return JUNIT;
  const text = beginning
    .toString("utf8", 0, 65_536)
    .replace(/^\ufeff/, "")
    .trimStart();
  if (text.startsWith("<")) return xmlFormat(text);
  if (text.startsWith("{")) return jsonFormat(text);
  if (/^(?:TAP version \d+|1\.\.\d+(?:\s*#.*)?\s*$|(?:not )?ok(?: \d+\b| - |$)|# Subtest)/m.test(text.slice(0, 4096)))
    return TAP;
  if (/^ *[▶✔✖﹣] /mu.test(text)) return NODE;
  // `go test -json` may begin with words of the compiler.
  return /^\{.*"Action":"/m.test(text) ? GO : null;
}

function xmlFormat(text: string): Format | null {
  const root = PROLOGUE.exec(text)?.[1];
  // A DOCTYPE with a subset hides what comes after it; the reader refuses it with its place.
  if (root === undefined) return text.includes("<!DOCTYPE") ? JUNIT : null;
  return BY_ROOT[root] ?? null;
}

function jsonFormat(text: string): Format | null {
  const line = text.slice(0, text.indexOf("\n") < 0 ? undefined : text.indexOf("\n"));
  if (/"Action"\s*:\s*"/.test(line) && /"(Package|ImportPath)"\s*:/.test(line)) return GO;
  if (isDartStart(line)) return DART;
  const has = (key: string): boolean => text.includes(`"${key}"`);
  if (has("results") && (has("tests") || has("summary")) && has("tool")) return inJson(CTRF);
  if (has("numTotalTests") || has("numFailedTests") || has("testResults")) return inJson(JEST);
  if (has("stats") && has("tests")) return inJson(MOCHA);
  return has("examples") ? inJson(RSPEC) : null;
}
