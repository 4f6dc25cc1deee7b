import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Coverage } from "../../src/gate/coverage.ts";
import { percentOf } from "../../src/gate/percent.ts";
import { readBenchmarks } from "../../src/gate/readers/benchmark-results.ts";
import { sniffCoverage } from "../../src/gate/readers/coverage-reports.ts";
import { sniff } from "../../src/gate/sniff.ts";
import { asUtf8 } from "../../actions/test-gate/utf16.ts";
import { DIALECTS } from "./dialects.ts";
import { HARD } from "./hard-cases.ts";
import { REAL } from "./real-corpus.ts";
import { read, short, type Read } from "./read.ts";
import { comparable, ours, theirs } from "./xml/saxes.ts";

const FOLDER = join(import.meta.dirname, "fixtures/real");
const NOT_REPORTS = /README|cover|clover|lcov|cobertura|-cov\.xml|bench/;

function readAny(bytes: Buffer, size?: number): Read & { format: string } {
  const utf8 = asUtf8(bytes)(bytes);
  const format = sniff(utf8);
  if (format === null) return { format: "", cases: [], wrong: ["unknown-format"] };
  return { format: format.name, ...read(format.read, utf8, size) };
}

describe("reports of real tools", () => {
  it("every file of the corpus has its expected digest", () => {
    const files = readdirSync(FOLDER).filter((file) => !NOT_REPORTS.test(file));
    expect(REAL.map((one) => one.file).sort()).toEqual(files.sort());
  });

  it.each(REAL.map((one) => [one.file, one] as const))("%s", (file, { format, tests, wrong }) => {
    const bytes = readFileSync(join(FOLDER, file));
    const found = readAny(bytes);
    expect({ format: found.format, tests: short(found), wrong: found.wrong }).toEqual({ format, tests, wrong });
    expect(readAny(bytes, 7)).toEqual(found);
  });

  it("every failure of a real tool says why", () => {
    for (const { file } of REAL) {
      const { cases } = readAny(readFileSync(join(FOLDER, file)));
      for (const test of cases.filter((one) => one.outcome === "failed")) {
        // Test::More tells failures on standard error.
        if (file !== "perl.tap") expect(test.failure?.message, `${file}: ${test.name}`).toBeTruthy();
      }
    }
  });

  it.each(REAL.filter((one) => one.file.endsWith(".xml")).map((one) => one.file))(
    "%s reads as saxes reads it",
    (file) => {
      const text = readFileSync(join(FOLDER, file), "utf8");
      const reading = ours([Buffer.from(text)]);
      const judge = theirs(text);
      expect([reading.refused, judge.refused]).toEqual([null, null]);
      expect(comparable(reading.events)).toEqual(comparable(judge.events));
    },
  );
});

describe("hard cases", () => {
  it.each([...HARD, ...DIALECTS].map((one) => [one.name, one] as const))("%s", (_, { bytes, format, tests, wrong }) => {
    const found = readAny(bytes);
    expect({ format: found.format, tests: short(found), wrong: found.wrong }).toEqual({ format, tests, wrong });
    if (bytes.length < 10_000) expect(readAny(bytes, 5)).toEqual(found);
  });
});

const COVERAGE: [file: string, format: string, covered: number, lines: number][] = [
  ["jest.lcov", "lcov", 2, 4],
  ["jest-clover.xml", "Clover", 2, 4],
  ["jest-cobertura.xml", "Cobertura", 2, 4],
  ["pytest-cov.xml", "Cobertura", 27, 29],
  ["pytest.lcov", "lcov", 27, 29],
  ["go.cover", "Go cover profile", 3, 5],
  ["phpunit-clover.xml", "Clover", 0, 0],
];

const JACOCO = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd">
<report name="app"><package name="app"><class name="app/Sum" sourcefilename="Sum.java"><method name="add" line="2"/></class>
<sourcefile name="Sum.java"><line nr="2" mi="0" ci="3" mb="0" cb="0"/><line nr="3" mi="2" ci="0" mb="0" cb="0"/></sourcefile></package></report>`;

function cover(bytes: Buffer): { format: string; coverage: Coverage } {
  const format = sniffCoverage(bytes);
  const coverage = new Coverage();
  const reader = format?.read(coverage);
  reader?.push(bytes);
  reader?.end();
  return { format: format?.name ?? "", coverage };
}

describe("coverage of real tools", () => {
  it.each(COVERAGE)("%s", (file, format, covered, lines) => {
    const found = cover(readFileSync(join(FOLDER, file)));
    expect({ format: found.format, ...found.coverage.total }).toEqual({ format, covered, lines });
  });

  it("JaCoCo, with the DOCTYPE that it always prints", () => {
    const { format, coverage } = cover(Buffer.from(JACOCO));
    expect({ format, ...coverage.total }).toEqual({ format: "JaCoCo", covered: 1, lines: 2 });
    expect([...coverage.files.keys()]).toEqual(["app/Sum.java"]);
    expect(coverage.ofChange(new Map([["src/main/java/app/Sum.java", [1, 2, 3]]]))).toEqual({
      covered: 1,
      lines: 2,
      missed: [{ path: "src/main/java/app/Sum.java", line: 3 }],
    });
  });

  it("ACT-10 a DOCTYPE that defines something is refused in coverage too", () => {
    expect(() => cover(Buffer.from(`<!DOCTYPE report [<!ENTITY a "b">]><report/>`))).toThrow("DOCTYPE");
  });

  it("percent are not rounded up", () => {
    expect(percentOf(9_999_999, 10_000_000)).toBe(99.99);
  });
});

describe("benchmarks of real tools", () => {
  const names = (file: string): string[] =>
    readBenchmarks(readFileSync(join(FOLDER, file), "utf8")).map(({ name, unit }) => `${name} in ${unit}`);

  it("go test -bench: the median of three runs", () => {
    expect(names("go-bench.txt")).toEqual(["example.com/app/sum.BenchmarkAdd in ns/op"]);
  });

  it("pytest-benchmark", () => {
    expect(names("pytest-benchmark.json")).toEqual(["test_bench.py::test_speed in s"]);
  });

  it("a JSON list of name, value and unit", () => {
    expect(readBenchmarks(`[{"name":"a","value":"12.5","unit":"ms"},{"name":"b","value":3,"unit":"ops/s"}]`)).toEqual([
      { name: "a", value: 12.5, unit: "ms" },
      { name: "b", value: 3, unit: "ops/s" },
    ]);
  });

  it("hyperfine", () => {
    expect(readBenchmarks(`{"results":[{"command":"sleep 0","mean":0.2,"median":0.1}]}`)).toEqual([
      { name: "sleep 0", value: 0.1, unit: "s" },
    ]);
  });

  it.each([
    [
      "a benchmark that failed",
      "BenchmarkA-8 100 5 ns/op\n--- FAIL: BenchmarkB\nFAIL\n",
      "failed: --- FAIL: BenchmarkB",
    ],
    ["a package that failed", "BenchmarkA-8 100 5 ns/op\nFAIL\tapp/sum 1.2s\n", "failed: FAIL\tapp/sum 1.2s"],
    ["a time that is no number", "BenchmarkA-8 100 5 ns/op\nBenchmarkB-8 0 NaN ns/op\n", "BenchmarkB has no value"],
    ["Python's NaN", `[{"name":"a","value":NaN,"unit":"ms"}]`, "is cut, or holds what JSON has not"],
    ["a list that is cut", `[{"name":"a","value":1,"unit":"ms"},{"na`, "is cut, or holds what JSON has not"],
  ])("%s is refused, not passed over", (_, text, why) => {
    expect(() => readBenchmarks(text)).toThrow(why);
  });

  it("lines of very many are read to the last", () => {
    const text = `${"some output\n".repeat(150_000)}BenchmarkLast-8 100 5 ns/op\n`;
    expect(readBenchmarks(text)).toEqual([{ name: "BenchmarkLast", value: 5, unit: "ns/op" }]);
  });

  it("a benchmark without a value is refused", () => {
    expect(() => readBenchmarks(`[{"name":"a","value":"fast","unit":"ms"}]`)).toThrow("no value");
    expect(() => readBenchmarks(`[{"name":"a","value":" ","unit":"ms"}]`)).toThrow("no value");
    expect(() => readBenchmarks(`[]`)).toThrow("no benchmark");
  });
});
