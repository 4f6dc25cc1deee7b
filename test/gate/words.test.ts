import { describe, expect, it } from "vitest";
import { annotationsOf } from "../../src/gate/annotations.ts";
import type { Judgement } from "../../src/gate/decide.ts";
import type { GateFacts } from "../../src/gate/facts.ts";
import { placeOf, relativePath } from "../../src/gate/places.ts";
import { printDetails, trimStack, type Here } from "../../src/gate/detail-words.ts";
import { duration, hasDetails, printSummary } from "../../src/gate/words.ts";
import type { Failure, TestCase } from "../../src/gate/tests.ts";
import { configured, factsWith, judgementOf } from "./judge.ts";
import { base, cases, entry, quarantined } from "./run.ts";

function failing(count: number, failure: Failure): TestCase[] {
  return Array.from({ length: count }, (_, index) => ({
    suite: "s",
    name: `test ${index}`,
    outcome: "failed",
    seconds: 0,
    failure,
  }));
}

const here = (cases: readonly TestCase[]): Here => {
  const failures = new Map(
    cases.flatMap((one) => (one.failure === undefined ? [] : [[`s > ${one.name}`, one.failure] as const])),
  );
  return { repository: "https://github.com/octo/app", places: new Map(), failures };
};

const summaryOf = (facts: GateFacts, judgement: Judgement, surroundings: Here): string =>
  printSummary({ facts, judgement, job: "", details: printDetails(facts, judgement, surroundings) });

describe("a summary of very many failures", () => {
  const many = failing(20_000, { message: "why ".repeat(500), details: "at somewhere 💥\n".repeat(500) });
  const facts = factsWith({ cases: many });

  it("stays within GitHub's 1 MiB, tells the first hundred, and counts the others", () => {
    const summary = summaryOf(facts, judgementOf(facts, configured()), here(many));
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
    expect(summary).toContain("… and 19900 more.");
  });

  it("shows ten errors at most, of which the last counts the others", () => {
    const errors = annotationsOf(facts, judgementOf(facts, configured()), here(many)).filter(
      (note) => note.level === "error",
    );
    expect(errors).toHaveLength(10);
    expect(errors[9]?.message).toBe("And 19991 more: see the job summary.");
  });
});

describe("the legs of a matrix", () => {
  it("each has a row with what it brought", () => {
    const facts = factsWith({
      cases: cases("P a [linux], F b [linux], S a [mac | 1], K b [mac | 1]"),
      legs: ["linux", "mac | 1"],
    });
    const config = configured({ mode: "merge", legs: "linux, mac | 1" });
    const summary = summaryOf(facts, judgementOf(facts, config), here([]));
    expect(summary).toContain("### Legs");
    expect(summary).toMatch(/\| `linux` \| 1 \| 1 \| 0 \| 0 \| 2\\?\.00 s \|/);
    expect(summary).toMatch(/\| `mac . 1` \| 0 \| 0 \| 1 \| 1 \| 2\\?\.00 s \|/);
  });

  it("of which there are none outside of mode merge", () => {
    const facts = factsWith({ cases: cases("P a, F b") });
    expect(summaryOf(facts, judgementOf(facts, configured()), here([]))).not.toContain("Legs");
  });
});

describe("the issue of a quarantine", () => {
  const issue = (text: string, repository = "https://github.com/octo/app"): string => {
    const facts = factsWith({ cases: cases("F b"), quarantine: quarantined(entry("b", { issue: text })) });
    const { others } = printDetails(facts, judgementOf(facts, configured()), { ...here([]), repository });
    return others.join("\n");
  };

  it.each([
    ["#812", "(https://github.com/octo/app/issues/812)"],
    ["812", "(https://github.com/octo/app/issues/812)"],
    ["https://tracker.example/T-1", "(https://tracker.example/T-1)"],
  ])("%s is a link", (text, to) => {
    expect(issue(text)).toContain(to);
  });

  it.each([["T-812"], ["javascript:alert(1)"], ["http://tracker.example"], ["#812 @octo"]])("%s is text", (text) => {
    expect(issue(text)).not.toContain("](");
  });

  it("outside GitHub a number leads nowhere", () => {
    expect(issue("#812", "")).not.toContain("](");
  });
});

describe("annotations", () => {
  it.each([
    ["2026-11-22", "warns"],
    ["2026-11-28", "warns"],
    ["2026-11-29", "does not warn"],
  ])("a quarantine that ends on %s %s a week before, whatever its test does", (expires, warns) => {
    const quarantine = quarantined(entry("a*", { expires }), entry("later", { expires: "2027-06-01" }));
    const facts = factsWith({ cases: cases("P a1, F a2, F a3"), quarantine });
    const warnings = annotationsOf(facts, judgementOf(facts, configured()), here([])).filter(
      (note) => note.title === "Test gate: quarantine ends soon",
    );
    const message = `The quarantine of a* ends on ${expires}; @ada owns it.`;
    expect(warnings.map((note) => note.message)).toEqual(warns === "warns" ? [message] : []);
  });

  it("a damaged file comes before the failures", () => {
    const problems = [{ path: "a.xml", line: 3, code: "truncated", message: "The file ends." }];
    const facts = factsWith({ cases: failing(30, { message: "no", details: "" }), problems });
    const [first] = annotationsOf(facts, judgementOf(facts, configured()), here([]));
    expect(first).toEqual({
      level: "error",
      title: "Test gate: truncated",
      message: "The file ends.",
      file: "a.xml",
      line: 3,
    });
  });

  it("a green gate with failures that do not count shows no error", () => {
    const facts = factsWith({
      cases: [...failing(1, { message: "no", details: "" }), { suite: "s", name: "b", outcome: "passed", seconds: 0 }],
    });
    const notes = annotationsOf(facts, judgementOf(facts, configured({ "fail-on": "none" })), here([]));
    expect(notes.map((note) => note.level)).toEqual(["warning", "notice"]);
  });
});

describe("the place of a failure", () => {
  const isFile = (path: string): boolean => ["src/a.ts", "lib/b.py", "T.cs", "t.cpp"].includes(path);
  const place = (details: string, file?: string, line?: number) =>
    placeOf({ file, line, details, workspace: "/w", isFile });

  it.each<[string, string, unknown]>([
    ["JavaScript", "Error: x\n    at f (/w/src/a.ts:3:5)", { path: "src/a.ts", line: 3 }],
    ["JavaScript, as an address", "    at file:///w/src/a.ts:3:5", { path: "src/a.ts", line: 3 }],
    ["Python", `  File "/w/lib/b.py", line 7, in f`, { path: "lib/b.py", line: 7 }],
    ["C#", "at X() in /w/T.cs:line 9", { path: "T.cs", line: 9 }],
    ["C++", "/w/t.cpp(4): error", { path: "t.cpp", line: 4 }],
    [
      "the first that is ours",
      "at /w/node_modules/x/i.js:1:1\nat /etc/passwd.ts:1\nat src/a.ts:8:1",
      { path: "src/a.ts", line: 8 },
    ],
    ["none", "at /elsewhere/src/a.ts:3:5", null],
  ])("%s", (_, details, expected) => {
    expect(place(details)).toEqual(expected);
  });

  it("the report's own file goes first; the stack names its line, else the report does", () => {
    expect(place("at src/a.ts:8:1", "src/a.ts", 2)).toEqual({ path: "src/a.ts", line: 8 });
    expect(place("at lib/b.py:8:1", "src/a.ts", 2)).toEqual({ path: "src/a.ts", line: 2 });
    expect(place("at lib/b.py:1\nat src/a.ts:8:1", "/w/src/a.ts")).toEqual({ path: "src/a.ts", line: 8 });
    expect(place("", "src/a.ts")).toEqual({ path: "src/a.ts", line: 0 });
  });

  it.each(["../a.ts", "/etc/passwd", "a/../../b", "C:\\x"])("ACT-18 %s is no place in the workspace", (name) => {
    expect(relativePath(name, "/w")).toBeNull();
  });
});

describe("words", () => {
  it("a stack keeps the lines that are theirs, and says how many it leaves out", () => {
    expect(trimStack("Error: x\n at src/a.ts:1\n at node_modules/x:1\n at node:internal/y")).toBe(
      "Error: x\n at src/a.ts:1",
    );
    expect(trimStack("line\n".repeat(40))).toContain("more lines");
  });

  it.each([
    [0.5, "0.50 s"],
    [61.25, "61.3 s"],
    [3_661, "61 min 1 s"],
  ])("%d seconds are %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe("the parts that only some runs have", () => {
  const hasParts = (given: Parameters<typeof factsWith>[0]): boolean => {
    const facts = factsWith(given);
    return hasDetails(facts, judgementOf(facts, configured({ base: "none" })));
  };
  const passing = cases("P a, S b");
  it.each([
    ["a green run without a base has none", { cases: passing }, "none"],
    ["a failure has", { cases: cases("P a, F b") }, "some"],
    ["a flaky test has", { cases: cases("K a") }, "some"],
    ["a base has", { cases: passing, base: base("P a") }, "some"],
    ["a leg has", { cases: passing, legs: ["linux"] }, "some"],
    ["a benchmark has", { cases: passing, benchmarks: [{ name: "a", value: 1, unit: "ms" }] }, "some"],
  ] as const)("%s", (_, given, expected) => {
    expect(hasParts(given) ? "some" : "none").toBe(expected);
  });

  it("and where there are none, nothing is printed of them", () => {
    const facts = factsWith({ cases: passing });
    const { failures, others } = printDetails(facts, judgementOf(facts, configured()), here([]));
    expect([...failures, ...others].join("")).toBe("");
  });
});
