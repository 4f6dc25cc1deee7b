// Coverage reports, by content: lcov, Cobertura, JaCoCo, Clover, Go cover profiles. Each ends as lines and whether they ran.
import { MOST_LINES, type Coverage } from "../coverage.ts";
import { Damage } from "../damage.ts";
import { Lines, type Line } from "../lines.ts";
import type { Reader } from "../reader.ts";
import { XmlScanner } from "../xml/scan.ts";
import type { StartTag } from "../xml/tag.ts";

export interface CoverageFormat {
  readonly name: string;
  readonly read: (coverage: Coverage) => Reader;
}

/** The format of a file that begins so; null when we know none. */
export function sniffCoverage(beginning: Buffer): CoverageFormat | null {
  const text = beginning
    .toString("utf8", 0, 65_536)
    .replace(/^\ufeff/, "")
    .trimStart();
  if (/^mode: (set|count|atomic)\s/.test(text)) return { name: "Go cover profile", read: goProfile };
  if (/^(TN:|SF:)/m.test(text.slice(0, 4096)) && !text.startsWith("<")) return { name: "lcov", read: lcov };
  const root = /<(coverage|report)(?=[\s/>])([^>]*)/.exec(text);
  if (root === null) return null;
  if (root[1] === "report") return { name: "JaCoCo", read: jacoco };
  const clover = /\bclover=|\bgenerated=/.test(root[2] ?? "") || !/\bline-rate=/.test(root[2] ?? "");
  return clover ? { name: "Clover", read: cloverLines } : { name: "Cobertura", read: cobertura };
}

/** A line and how often it ran. Throws Damage for what is no count: half a report must not raise or lower a percentage. */
function add(
  coverage: Coverage,
  at: { file: string; line: string | undefined; hits: string | undefined; offset: number },
): void {
  const { file, line, hits, offset } = at;
  const [number, count] = [Number(line), Number(hits)];
  if (
    line === undefined ||
    hits === undefined ||
    !Number.isInteger(number) ||
    number < 0 ||
    number > MOST_LINES ||
    Number.isNaN(count)
  ) {
    throw new Damage("unknown-value", offset, "A line of the coverage report has no number or no count.");
  }
  coverage.add(file, number, count);
}

function lcov(coverage: Coverage): Reader {
  let file: string | null = null;
  const lines = new Lines(({ text, offset }: Line) => {
    const line = text.trim();
    if (line.startsWith("SF:")) file = line.slice(3);
    else if (line === "end_of_record") file = null;
    else if (line.startsWith("DA:")) {
      if (file === null) throw new Damage("malformed", offset, "There are counts for no file.");
      const [number, hits] = line.slice(3).split(",");
      add(coverage, { file, line: number, hits, offset });
    } else if (!/^([A-Z]{2,4}:.*|#.*)?$/.test(line))
      throw new Damage("malformed", offset, "This line is none of lcov's.");
  });
  return {
    push: (chunk) => lines.push(chunk),
    end: () => {
      lines.end();
      if (file !== null) throw new Damage("truncated", 0, "The last record of the file has no end.");
    },
  };
}

function goProfile(coverage: Coverage): Reader {
  const lines = new Lines(({ text, offset }: Line) => {
    if (text.startsWith("mode:") || text.trim() === "") return;
    const match = /^(.+):(\d+)\.\d+,(\d+)\.\d+ (\d+) (\d+)\s*$/.exec(text);
    if (!match) throw new Damage("malformed", offset, "This line is none of a Go cover profile.");
    const [, file = "", first, last, , hits] = match;
    if (Number(last) - Number(first) > MOST_LINES) throw new Damage("too-large", offset, "A block is too long.");
    for (let line = Number(first); line <= Number(last); line += 1)
      add(coverage, { file, line: String(line), hits, offset });
  });
  return { push: (chunk) => lines.push(chunk), end: () => lines.end() };
}

/** XML whose tags are looked at one by one. Those tools always print a DOCTYPE, which must define nothing. */
function tags(open: (name: string, tag: StartTag) => void): Reader {
  const scanner = new XmlScanner(
    { open, close: () => undefined, text: () => undefined },
    { doctype: "without-subset" },
  );
  return { push: (chunk) => scanner.push(chunk), end: () => scanner.end() };
}

function cobertura(coverage: Coverage): Reader {
  let file = "";
  return tags((name, tag) => {
    if (name === "class") file = tag.get("filename") ?? "";
    // Lines of methods are told again below their class: they are the same lines.
    else if (name === "line")
      add(coverage, { file, line: tag.get("number"), hits: tag.get("hits"), offset: tag.offset });
  });
}

function cloverLines(coverage: Coverage): Reader {
  let file = "";
  return tags((name, tag) => {
    if (name === "file") file = tag.get("path") ?? tag.get("name") ?? "";
    else if (name === "line" && tag.get("type") !== "method") {
      add(coverage, { file, line: tag.get("num"), hits: tag.get("count"), offset: tag.offset });
    }
  });
}

function jacoco(coverage: Coverage): Reader {
  let folder = "";
  let file = "";
  return tags((name, tag) => {
    if (name === "package") folder = tag.get("name") ?? "";
    else if (name === "sourcefile") file = `${folder === "" ? "" : `${folder}/`}${tag.get("name") ?? ""}`;
    else if (name === "line") add(coverage, { file, line: tag.get("nr"), hits: tag.get("ci"), offset: tag.offset });
  });
}
