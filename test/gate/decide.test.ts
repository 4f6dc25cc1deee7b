import { describe, expect, it } from "vitest";
import { isFlaky } from "../../src/gate/compare.ts";
import type { InputName } from "../../src/gate/config.ts";
import type { Benchmark, Digest } from "../../src/gate/digest.ts";
import { decide, isPlain } from "../../src/gate/decide.ts";
import type { Asked, GateFacts, ProofFacts } from "../../src/gate/facts.ts";
import { readEntries } from "../../src/gate/quarantine.ts";
import { Tests } from "../../src/gate/tests.ts";
import { NOW, configured, factsWith, judgementOf } from "./judge.ts";
import { digestOf, readDigest, rowOf } from "./printed.ts";
import { base, cases, coverage, digest, entry, quarantined } from "./run.ts";

interface Row {
  here: string;
  inputs?: Partial<Record<InputName, string>>;
  facts?: Partial<GateFacts>;
  /** `allow` or the code that it is blocked with. */
  verdict: string;
}

const speed = (value: number): Benchmark => ({ name: "speed", value, unit: "ms" });
const known = { name: "speed", unit: "ms", values: [90, 100, 400] };
const bugs = (more: Partial<ProofFacts> = {}): Asked<ProofFacts> => ({
  is: "known",
  value: { bugs: [{ number: 7, title: "It breaks" }], changed: ["src/a.ts"], onBase: null, ...more },
});
const onBase = (text: string): Tests => {
  const tests = new Tests();
  for (const one of cases(text)) tests.add(one);
  return tests;
};
const missed = { is: "known", value: new Map([["a.ts", [1, 10]]]) } as const;

const TABLE: Record<string, Row> = {
  "a run in which all passed is allowed": { here: "P a, P b", verdict: "allow" },
  "one failure blocks": { here: "P a, F b", verdict: "failures" },
  "ACT-12 no report blocks": { here: "", facts: { files: [] }, verdict: "no-reports" },
  "ACT-12 a report without tests blocks": { here: "", verdict: "no-tests" },
  "ACT-12 a run in which all were skipped blocks": { here: "S a, S b", verdict: "no-tests" },
  "fewer tests than min-tests block": { here: "P a, S b", inputs: { "min-tests": "2" }, verdict: "min-tests" },
  "a damaged report blocks, whatever else passed": {
    here: "P a",
    facts: { problems: [{ path: "b.xml", line: 3, code: "truncated", message: "The file ends." }] },
    verdict: "report-truncated",
  },
  "a damaged report blocks even when fail-on is none": {
    here: "P a",
    inputs: { "fail-on": "none" },
    facts: { problems: [{ path: "b.xml", line: 3, code: "truncated", message: "The file ends." }] },
    verdict: "report-truncated",
  },
  "fail-on none tells failures and lets them pass": {
    here: "P a, F b",
    inputs: { "fail-on": "none" },
    verdict: "allow",
  },
  "fail-on none is not green for nothing": { here: "S a", inputs: { "fail-on": "none" }, verdict: "no-tests" },
  "a failure that the base has too passes under new-failures": {
    here: "P a, F b",
    inputs: { "fail-on": "new-failures" },
    facts: { base: base("P a, F b") },
    verdict: "allow",
  },
  "a new failure blocks under new-failures": {
    here: "F a, F b",
    inputs: { "fail-on": "new-failures" },
    facts: { base: base("P a, F b") },
    verdict: "failures",
  },
  "a new test that fails is a new failure": {
    here: "P a, F c",
    inputs: { "fail-on": "new-failures" },
    facts: { base: base("P a") },
    verdict: "failures",
  },
  "a skipped test that now fails is a new failure": {
    here: "P a, F b",
    inputs: { "fail-on": "new-failures" },
    facts: { base: base("P a, S b") },
    verdict: "failures",
  },
  "without a base new-failures is any-failure": {
    here: "F b",
    inputs: { "fail-on": "new-failures" },
    verdict: "failures",
  },
  "a failure that the base has too blocks under any-failure": {
    here: "P a, F b",
    facts: { base: base("P a, F b") },
    verdict: "failures",
  },
  "a tenth of the tests may go": { here: "P a*9", facts: { base: base("P a*10") }, verdict: "allow" },
  "more than a tenth may not": { here: "P a*8", facts: { base: base("P a*10") }, verdict: "max-drop" },
  "tests that are skipped now are gone too": {
    here: "P a*8, S b*2",
    facts: { base: base("P a*8, P b*2") },
    verdict: "max-drop",
  },
  "max-drop may be a number": {
    here: "P a*8",
    inputs: { "max-drop": "2" },
    facts: { base: base("P a*10") },
    verdict: "allow",
  },
  "a flaky test is told": { here: "P a, K b", verdict: "allow" },
  "a flaky test blocks when fail-on-flaky says so": {
    here: "P a, K b",
    inputs: { "fail-on-flaky": "true" },
    verdict: "flaky",
  },
  "a flaky test in quarantine does not block": {
    here: "P a, K b",
    inputs: { "fail-on-flaky": "true" },
    facts: { quarantine: quarantined(entry("b")) },
    verdict: "allow",
  },
  "a flaky test beside one in quarantine blocks": {
    here: "K a, K b",
    inputs: { "fail-on-flaky": "true" },
    facts: { quarantine: quarantined(entry("b")) },
    verdict: "flaky",
  },
  "a failure in quarantine excuses no flaky test": {
    here: "P a, F b, K c",
    inputs: { "fail-on-flaky": "true" },
    facts: { quarantine: quarantined(entry("b")) },
    verdict: "flaky",
  },
  "a quarantined failure does not block": {
    here: "P a, F b",
    facts: { quarantine: quarantined(entry("b")) },
    verdict: "allow",
  },
  "a pattern quarantines what it matches": {
    here: "P a, F login-1",
    facts: { quarantine: quarantined(entry("login*")) },
    verdict: "allow",
  },
  "a quarantine does not excuse another test": {
    here: "F a, F b",
    facts: { quarantine: quarantined(entry("b")) },
    verdict: "failures",
  },
  "an entry of another leg does not excuse": {
    here: "P a, F b",
    inputs: { job: "linux" },
    facts: { quarantine: quarantined(entry("b", { job: "windows" })) },
    verdict: "failures",
  },
  "an entry that matches nothing is told when there may be other legs": {
    here: "P a",
    facts: { quarantine: quarantined(entry("gone")) },
    verdict: "allow",
  },
  "an entry of this leg that matches nothing blocks": {
    here: "P a",
    inputs: { job: "linux" },
    facts: { quarantine: quarantined(entry("gone", { job: "linux" })) },
    verdict: "quarantine-idle",
  },
  "an entry that matches nothing blocks the merged verdict": {
    here: "P a",
    inputs: { mode: "merge", legs: "linux" },
    facts: { legs: ["linux"], quarantine: quarantined(entry("gone")) },
    verdict: "quarantine-idle",
  },
  "an expired entry blocks": {
    here: "P a",
    facts: {
      quarantine: {
        ...quarantined(),
        problems: [{ code: "expired", line: 3, message: "It ended.", cure: "Mend it." }],
      },
    },
    verdict: "quarantine-expired",
  },
  "a missing leg blocks": {
    here: "P a",
    inputs: { mode: "merge", legs: "linux, windows" },
    facts: { legs: ["linux"] },
    verdict: "leg-missing",
  },
  "a leg that nobody expects blocks": {
    here: "P a",
    inputs: { mode: "merge", legs: "linux" },
    facts: { legs: ["linux", "mac"] },
    verdict: "leg-unknown",
  },
  "a leg with a damaged report blocks": {
    here: "P a",
    inputs: { mode: "merge", legs: "linux" },
    facts: { legs: ["linux"], legProblems: ["Leg linux: a.xml:3: cut"] },
    verdict: "leg-problem",
  },
  "all legs are one verdict": {
    here: "P a",
    inputs: { mode: "merge", legs: "linux" },
    facts: { legs: ["linux"] },
    verdict: "allow",
  },
  "coverage under its limit blocks": {
    here: "P a",
    inputs: { "coverage-min": "80" },
    facts: { coverage: coverage(7, 3) },
    verdict: "coverage-min",
  },
  "coverage at its limit passes": {
    here: "P a",
    inputs: { "coverage-min": "70%" },
    facts: { coverage: coverage(7, 3) },
    verdict: "allow",
  },
  "a limit without a coverage report blocks": { here: "P a", inputs: { "coverage-min": "1" }, verdict: "no-coverage" },
  "coverage that falls too far blocks": {
    here: "P a",
    inputs: { "coverage-drop": "5" },
    facts: { coverage: coverage(7, 3), base: base("P a", { coverage: { covered: 8, lines: 10 } }) },
    verdict: "coverage-drop",
  },
  "coverage that falls a little passes": {
    here: "P a",
    inputs: { "coverage-drop": "10" },
    facts: { coverage: coverage(7, 3), base: base("P a", { coverage: { covered: 8, lines: 10 } }) },
    verdict: "allow",
  },
  "a fall that cannot be judged blocks": {
    here: "P a",
    inputs: { "coverage-drop": "10" },
    facts: { coverage: coverage(7, 3) },
    verdict: "coverage-unjudged",
  },
  "a base without coverage cannot judge a fall": {
    here: "P a",
    inputs: { "coverage-drop": "10" },
    facts: { coverage: coverage(7, 3), base: base("P a") },
    verdict: "coverage-unjudged",
  },
  "changed lines that no test runs block": {
    here: "P a",
    inputs: { "patch-coverage-min": "60" },
    facts: { pull: true, coverage: coverage(7, 3), changedLines: missed },
    verdict: "patch-coverage-min",
  },
  "changed lines of which enough ran pass": {
    here: "P a",
    inputs: { "patch-coverage-min": "50" },
    facts: { pull: true, coverage: coverage(7, 3), changedLines: missed },
    verdict: "allow",
  },
  "changed lines that are not known block": {
    here: "P a",
    inputs: { "patch-coverage-min": "50" },
    facts: { pull: true, coverage: coverage(7, 3) },
    verdict: "patch-coverage-unjudged",
  },
  "on a push there are no changed lines": {
    here: "P a",
    inputs: { "patch-coverage-min": "50" },
    facts: { coverage: coverage(7, 3) },
    verdict: "allow",
  },
  "tests that take too long block": { here: "P a, P b", inputs: { "max-duration": "1.5s" }, verdict: "max-duration" },
  "tests that take their time pass": { here: "P a, P b", inputs: { "max-duration": "2s" }, verdict: "allow" },
  "a benchmark beyond its ratio to the median blocks": {
    here: "P a",
    inputs: { "benchmark-fail": "1.5" },
    facts: { benchmarks: [speed(150)], base: base("P a", { benchmarks: [known] }) },
    verdict: "benchmark-fail",
  },
  "a benchmark between warn and fail warns": {
    here: "P a",
    inputs: { "benchmark-warn": "1.1", "benchmark-fail": "1.5" },
    facts: { benchmarks: [speed(149)], base: base("P a", { benchmarks: [known] }) },
    verdict: "allow",
  },
  "operations a second grow when things get better": {
    here: "P a",
    inputs: { "benchmark-fail": "1.5" },
    facts: {
      benchmarks: [{ name: "speed", value: 50, unit: "ops/s" }],
      base: base("P a", { benchmarks: [{ ...known, unit: "ops/s" }] }),
    },
    verdict: "benchmark-fail",
  },
  "benchmarks without a base cannot be judged": {
    here: "P a",
    inputs: { "benchmark-fail": "1.5" },
    facts: { benchmarks: [speed(1)] },
    verdict: "benchmarks-unjudged",
  },
  "benchmarks that the base has none of cannot be judged": {
    here: "P a",
    inputs: { "benchmark-fail": "1.5" },
    facts: { benchmarks: [speed(1)], base: base("P a") },
    verdict: "benchmarks-unjudged",
  },
  "a warning that cannot be judged does not block": {
    here: "P a",
    inputs: { "benchmark-warn": "1.5" },
    facts: { benchmarks: [speed(1)] },
    verdict: "allow",
  },
  "a benchmark that is new beside one that is known passes": {
    here: "P a",
    inputs: { "benchmark-fail": "1.5" },
    facts: {
      benchmarks: [speed(100), { name: "new", value: 9, unit: "ms" }],
      base: base("P a", { benchmarks: [known] }),
    },
    verdict: "allow",
  },
  "something where the base had nothing is worse than any ratio": {
    here: "P a",
    inputs: { "benchmark-fail": "1000" },
    facts: {
      benchmarks: [{ name: "speed", value: 1, unit: "allocs" }],
      base: base("P a", { benchmarks: [{ name: "speed", unit: "allocs", values: [0] }] }),
    },
    verdict: "benchmark-fail",
  },
  "nothing where the base had nothing is as good": {
    here: "P a",
    inputs: { "benchmark-fail": "1.5" },
    facts: {
      benchmarks: [{ name: "speed", value: 0, unit: "allocs" }],
      base: base("P a", { benchmarks: [{ name: "speed", unit: "allocs", values: [0] }] }),
    },
    verdict: "allow",
  },
  "no operation a second is worse than any ratio": {
    here: "P a",
    inputs: { "benchmark-fail": "1000" },
    facts: {
      benchmarks: [{ name: "speed", value: 0, unit: "ops/s" }],
      base: base("P a", { benchmarks: [{ ...known, unit: "ops/s" }] }),
    },
    verdict: "benchmark-fail",
  },
  "a benchmark in another unit is another benchmark": {
    here: "P a",
    inputs: { "benchmark-fail": "1.5" },
    facts: {
      benchmarks: [{ name: "speed", value: 0.15, unit: "s" }],
      base: base("P a", { benchmarks: [known] }),
    },
    verdict: "benchmarks-unjudged",
  },
  "a limit without benchmarks blocks": {
    here: "P a",
    inputs: { "benchmark-fail": "1.5" },
    facts: { base: base("P a") },
    verdict: "no-benchmarks",
  },
  "a bug fix without a test blocks": {
    here: "P a",
    inputs: { "require-regression-test": "bug" },
    facts: { pull: true, proof: bugs() },
    verdict: "no-regression-test",
  },
  "a bug fix with a test passes": {
    here: "P a",
    inputs: { "require-regression-test": "bug" },
    facts: { pull: true, proof: bugs({ changed: ["src/a.ts", "src/a.test.ts"] }) },
    verdict: "allow",
  },
  "a change that closes no bug needs no test": {
    here: "P a",
    inputs: { "require-regression-test": "bug" },
    facts: { pull: true, proof: bugs({ bugs: [] }) },
    verdict: "allow",
  },
  "with base-results a changed test is no proof": {
    here: "P a, P b",
    inputs: { "require-regression-test": "bug" },
    facts: { pull: true, proof: bugs({ changed: ["a.test.ts"], onBase: onBase("P a, P b") }) },
    verdict: "no-regression-test",
  },
  "with base-results a test that failed on the base is proof": {
    here: "P a, P b",
    inputs: { "require-regression-test": "bug" },
    facts: { pull: true, proof: bugs({ onBase: onBase("P a, F b") }) },
    verdict: "allow",
  },
  "a proof that cannot be looked for blocks": {
    here: "P a",
    inputs: { "require-regression-test": "bug" },
    facts: { pull: true },
    verdict: "proof-unjudged",
  },
};

describe("the verdict", () => {
  it.each(Object.entries(TABLE))("%s", (_, { here, inputs, facts, verdict }) => {
    const judged = judgementOf(factsWith({ cases: cases(here), ...facts }), configured(inputs)).verdict;
    expect(judged.state === "allow" ? "allow" : judged.code).toBe(verdict);
    // Every refusal says what is so and what to do.
    if (judged.state !== "allow") {
      expect(judged.state).toBe("block");
      expect(judged.title).not.toBe("");
      expect(judged.cure ?? "").not.toBe("");
    }
  });

  it("is worse with one more reason, never better", () => {
    const problems = [{ path: "b.xml", line: 3, code: "truncated", message: "The file ends." }];
    for (const { here, inputs, facts } of Object.values(TABLE)) {
      const judged = judgementOf(factsWith({ cases: cases(here), ...facts, problems }), configured(inputs));
      expect(judged.verdict.state).toBe("block");
    }
  });
});

describe("the comparison", () => {
  const compared = (here: string, before: Asked<Digest>) =>
    judgementOf(factsWith({ cases: cases(here), base: before }), configured()).comparison!;

  it("tells new, still failing, fixed, added, removed and newly skipped tests by name", () => {
    const found = compared("F a, F b, P c, P d, S e, F f", base("P a, F b, F c, P g, P e"));
    expect(found).toMatchObject({
      newlyFailing: ["a", "f"],
      stillFailing: ["b"],
      fixed: ["c"],
      added: ["d", "f"],
      removed: ["g"],
      newlySkipped: ["e"],
    });
  });

  it("new failures come first among those that count", () => {
    const judged = judgementOf(factsWith({ cases: cases("F old, F new"), base: base("F old, P new") }), configured());
    expect(judged.failing).toEqual(["new", "old"]);
  });

  it("a test that took twice as long and half a second more is slower", () => {
    const before = base("P a");
    const slow = judgementOf(
      factsWith({ cases: [{ suite: "", name: "a", outcome: "passed", seconds: 2 }], base: before }),
      configured(),
    );
    expect(slow.comparison?.slower).toEqual([{ id: "a", before: 1, now: 2 }]);
    expect(compared("P a", before).slower).toEqual([]);
  });

  it.each<[string, boolean]>([
    ["PPFPPFP", true],
    ["PPFPPPP", false],
    ["PFFFFFP", false],
    ["KPPK", true],
    ["FFFF", false],
    ["PFPFPF", true],
  ])("the outcomes %s are flaky across runs: %s", (history, flaky) => {
    expect(isFlaky(history)).toBe(flaky);
  });

  it("what fails and passes on one commit is flaky", () => {
    const found = compared("F a, P b", base("P a, P b", { sha: "a".repeat(40) }));
    expect([...found.flakyBefore.keys()]).toEqual(["a"]);
  });

  it("a history travels from digest to digest, at most twenty long, and not at all for what always passed", () => {
    let before: Digest | null = null;
    for (let run = 0; run < 30; run += 1) {
      const tests = new Tests();
      for (const one of cases(run % 3 === 0 ? "F a, P b" : "P a, P b")) tests.add(one);
      const head = { job: "", sha: "c", run: "", problems: [], coverage: null, benchmarks: [] };
      before = readDigest(digestOf(head, tests, before));
    }
    expect(before && rowOf(before, "a")?.history).toBe("PFPPFPPFPPFPPFPPFPPFPP".slice(-20));
    expect(before && rowOf(before, "b")?.history).toBe("");
  });
});

describe("the digest", () => {
  const text = digestOf(digest("P a").head, new Tests());

  it.each([
    ["nothing", ""],
    ["a line that is cut", text.slice(0, -1)],
    ["another kind of file", `{"a":1}\n`],
    ["a test that is no test", `${text.replace(`"tests":0`, `"tests":1`)}["X","a",1]\n`],
    ["one test twice", `${text.replace(`"tests":0`, `"tests":2`)}["P","a",1]\n["P","a",1]\n`],
    ["more tests than it says", `${text}["P","a",1]\n`],
    ["fewer tests than it says", text.replace(`"tests":0`, `"tests":2`)],
    ["a run that lost what there is not", text.replace(`"coverage":null`, `"coverage":null,"lost":["more"]`)],
    ["a history of other signs", `${text.replace(`"tests":0`, `"tests":1`)}["P","a",1,"<script>"]\n`],
  ])("ACT-08 %s is refused", (_, broken) => {
    expect(() => readDigest(broken)).toThrow();
  });

  it.each([
    ["a file of another kind", "{}", "Line 1 of the digest is not one of ours: it is damaged, or no digest."],
    ["a report", "<testsuite/>\n", "Line 1 of the digest is not one of ours: it is damaged, or no digest."],
    ["nothing", "", "The digest is empty."],
    ["a first line without its end", text.slice(0, -1), "The digest ends in the middle of a line."],
    ["half a line", `${text}["P","a`, "The digest ends in the middle of a line."],
  ])("%s is named as that", (_, broken, message) => {
    expect(() => readDigest(broken)).toThrow(message);
  });

  it.each([0, 2, 17])("of another release (%i) is refused as that, whatever else is in it", (version) => {
    const other = text.replace(`"version":1`, `"version":${version}`);
    const code = expect.objectContaining({ code: "other-version" }) as unknown;
    const message = `Another release of this Action left this digest: it is of version ${version}, and this release reads 1.`;
    for (const digest of [other, `${other}["Q",1,2]\n`, other.replace(`"problems":[]`, `"problems":{}`)]) {
      expect(() => readDigest(digest)).toThrow(message);
      expect(() => readDigest(digest)).toThrow(code);
    }
  });
});

describe("the quarantine", () => {
  const item = (value: unknown) => ({ value, line: 2 });
  const whole = { test: "a > b", owner: "@ada", issue: "#1", reason: "races", expires: "2026-11-23" };
  const codes = (value: unknown, now = NOW): string[] =>
    readEntries([item(value)], now).problems.map((one) => one.code);

  it.each<[string, unknown, string[]]>([
    ["a whole entry holds", whole, []],
    ["an entry without an owner does not", { ...whole, owner: " " }, ["ownerless"]],
    ["an entry without a reason does not", { ...whole, reason: "" }, ["malformed"]],
    ["an entry with an unknown key does not", { ...whole, until: "x" }, ["malformed"]],
    ["a date that there is not does not", { ...whole, expires: "2026-02-30" }, ["malformed"]],
    ["a star takes in everything, and is refused", { ...whole, test: "*" }, ["too-broad"]],
    ["what is no entry is refused", ["a"], ["malformed"]],
  ])("%s", (_, value, expected) => {
    expect(codes(value)).toEqual(expected);
  });

  it("an entry holds to 24:00 UTC of its day", () => {
    const end = Date.UTC(2026, 10, 24);
    expect(codes(whole, end - 1)).toEqual([]);
    expect(codes(whole, end)).toEqual(["expired"]);
  });
});

describe("a plain run", () => {
  it.each<[string, Parameters<typeof factsWith>[0], Parameters<typeof configured>[0]]>([
    ["a base is known", { base: base("P a") }, {}],
    ["something is in quarantine", { quarantine: quarantined(entry("a")) }, {}],
    [
      "the quarantine has a problem",
      { quarantine: { ...quarantined(), problems: [{ code: "ownerless", line: 1, message: "m", cure: "c" }] } },
      {},
    ],
    ["there are benchmarks", { benchmarks: [{ name: "b", value: 1, unit: "s" }] }, {}],
    ["legs are merged", {}, { mode: "merge", legs: "a" }],
    ["time is limited", {}, { "max-duration": "1s" }],
    ["coverage is limited", {}, { "coverage-min": "80" }],
    ["the loss of coverage is limited", {}, { "coverage-drop": "1" }],
    ["the coverage of a change is limited", {}, { "patch-coverage-min": "80" }],
    ["benchmarks warn", {}, { "benchmark-warn": "1.1" }],
    ["benchmarks fail", {}, { "benchmark-fail": "1.5" }],
    ["a bug fix asks for proof", { pull: true }, { "require-regression-test": "bug" }],
  ])("is no plain one when %s, and is not judged as one", (_, facts, inputs) => {
    const [whole, config] = [factsWith({ cases: cases("P a"), ...facts }), configured(inputs)];
    expect(isPlain(whole, config)).toBe(false);
    expect(() => decide(whole, config, null)).toThrow("not plain");
  });

  it("is judged without what others are judged by", () => {
    const [whole, config] = [
      factsWith({ cases: cases("P a, F b, S c") }),
      configured({ "require-regression-test": "bug" }),
    ];
    expect(isPlain(whole, config)).toBe(true);
    expect(decide(whole, config, null).verdict.code).toBe("failures");
  });
});
