// Every reason of a verdict, word for word: people act on these sentences, and machines on the codes.
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/core/verdict.ts";
import type { InputName } from "../../src/gate/config.ts";
import type { GateFacts } from "../../src/gate/facts.ts";
import { configured, factsWith, judgementOf } from "./judge.ts";
import { base, cases, coverage, entry, quarantined } from "./run.ts";

interface Row {
  here: string;
  inputs?: Partial<Record<InputName, string>>;
  facts?: Partial<GateFacts>;
  /** The whole, then each reason, as `state code: title -> cure`. */
  says: readonly [string, ...string[]];
}

const printed = ({ state, code, title, cure }: Verdict): string =>
  `${state} ${code}: ${title}${cure === undefined ? "" : ` -> ${cure}`}`;

const judge = ({ here, inputs, facts }: Omit<Row, "says">) =>
  judgementOf(factsWith({ cases: cases(here), ...facts }), configured(inputs));

const GOOD = "allow no-failures: No test fails that should not.";
const cut = { path: "b.xml", line: 3, code: "truncated", message: "The file ends." };
const CUT =
  "block report-truncated: b.xml:3: The file ends. -> See why the report was not written whole; the rest of it was counted.";
const MERGE = { mode: "merge", legs: "linux, windows" } as const;
const ALL_LEGS = "allow legs: Every leg that is expected is here: 2.";
const report = (path: string, tests: number) => ({ path, format: "JUnit XML", tests });
const both = { legs: ["linux", "windows"] };

const TABLE: Record<string, Row> = {
  "all passed": { here: "P a, P b", says: ["allow passed: 2 tests passed.", GOOD] },
  "one passed, and one was skipped": { here: "P a, S b", says: ["allow passed: 1 test passed.", GOOD] },
  "a flaky test passed in the end": {
    here: "P a, K b",
    says: ["allow passed: 2 tests passed.", GOOD, "allow flaky-told: 1 test failed and passed in this run."],
  },
  "flaky tests that may not be": {
    here: "K a, K b",
    inputs: { "fail-on-flaky": "true" },
    says: [
      "block flaky: 2 tests failed and passed in this run. -> Mend or quarantine them.",
      GOOD,
      "block flaky: 2 tests failed and passed in this run. -> Mend or quarantine them.",
    ],
  },
  "flaky tests of which one is in quarantine": {
    here: "K a, K b",
    inputs: { "fail-on-flaky": "true" },
    facts: { quarantine: quarantined(entry("b")) },
    says: [
      "block flaky: 2 tests failed and passed in this run, 1 in quarantine. -> Mend or quarantine them.",
      GOOD,
      "block flaky: 2 tests failed and passed in this run, 1 in quarantine. -> Mend or quarantine them.",
    ],
  },

  "no report": {
    here: "",
    facts: { files: [] },
    says: [
      "block no-reports: No report was found. -> See that the tests ran and wrote one, and that reports: names it.",
      "block no-reports: No report was found. -> See that the tests ran and wrote one, and that reports: names it.",
      GOOD,
    ],
  },
  "no report that could be read": {
    here: "",
    facts: { files: [], problems: [{ ...cut, line: 0 }] },
    says: [
      "block report-truncated: b.xml: The file ends. -> See why the report was not written whole; the rest of it was counted.",
      "block report-truncated: b.xml: The file ends. -> See why the report was not written whole; the rest of it was counted.",
      GOOD,
    ],
  },
  "one damaged report": { here: "P a", facts: { problems: [cut] }, says: [CUT, CUT, GOOD] },
  "two damaged reports": {
    here: "P a",
    facts: { problems: [cut, cut] },
    says: [CUT.replace(" ->", " And 1 more reason. ->"), CUT, CUT, GOOD],
  },
  "three damaged reports": {
    here: "P a",
    facts: { problems: [cut, cut, cut] },
    says: [CUT.replace(" ->", " And 2 more reasons. ->"), CUT, CUT, CUT, GOOD],
  },

  "nothing in the report": {
    here: "",
    says: [
      "block no-tests: No test ran. -> A gate is not green for nothing: see what the test run found.",
      "block no-tests: No test ran. -> A gate is not green for nothing: see what the test run found.",
      GOOD,
    ],
  },
  "everything skipped": {
    here: "S a, S b",
    says: [
      "block no-tests: No test ran. All 2 were skipped. -> A gate is not green for nothing: see what the test run found.",
      "block no-tests: No test ran. All 2 were skipped. -> A gate is not green for nothing: see what the test run found.",
      GOOD,
    ],
  },
  "too few tests": {
    here: "P a, S b",
    inputs: { "min-tests": "2" },
    says: [
      "block min-tests: 1 test ran; 2 are asked. -> See which were not found, or lower min-tests.",
      "block min-tests: 1 test ran; 2 are asked. -> See which were not found, or lower min-tests.",
      GOOD,
    ],
  },
  "just as many tests as are asked": {
    here: "P a, P b",
    inputs: { "min-tests": "2" },
    says: ["allow passed: 2 tests passed.", GOOD],
  },
  "tests that went": {
    here: "P a*8",
    facts: { base: base("P a*10") },
    says: [
      "block max-drop: 8 tests ran; on the base 10 did. Gone: a8; a9. -> If they went on purpose, raise max-drop for this change.",
      "block max-drop: 8 tests ran; on the base 10 did. Gone: a8; a9. -> If they went on purpose, raise max-drop for this change.",
      GOOD,
    ],
  },
  "more tests that went than are named": {
    here: "P a*5",
    facts: { base: base("P a*9") },
    says: [
      "block max-drop: 5 tests ran; on the base 9 did. Gone: a5; a6; a7 and 1 more. -> If they went on purpose, raise max-drop for this change.",
      "block max-drop: 5 tests ran; on the base 9 did. Gone: a5; a6; a7 and 1 more. -> If they went on purpose, raise max-drop for this change.",
      GOOD,
    ],
  },
  "tests that are skipped now": {
    here: "P a*8, S b*2",
    facts: { base: base("P a*8, P b*2") },
    says: [
      "block max-drop: 8 tests ran; on the base 10 did. -> If they went on purpose, raise max-drop for this change.",
      "block max-drop: 8 tests ran; on the base 10 did. -> If they went on purpose, raise max-drop for this change.",
      GOOD,
    ],
  },
  "skipped tests that went": {
    here: "P a*8",
    facts: { base: base("P a*8, S b*2") },
    says: ["allow passed: 8 tests passed.", GOOD],
  },
  "one test more gone than max-drop says": {
    here: "P a*8",
    inputs: { "max-drop": "1" },
    facts: { base: base("P a*8, P b*2") },
    says: [
      "block max-drop: 8 tests ran; on the base 10 did. Gone: b0; b1. -> If they went on purpose, raise max-drop for this change.",
      "block max-drop: 8 tests ran; on the base 10 did. Gone: b0; b1. -> If they went on purpose, raise max-drop for this change.",
      GOOD,
    ],
  },

  "one failure": {
    here: "P a, F b",
    says: ["block failures: 1 test failed. -> Mend b.", "block failures: 1 test failed. -> Mend b."],
  },
  "failures, of which one is new": {
    here: "F a, F b",
    facts: { base: base("F a, P b") },
    says: [
      "block failures: 2 tests failed, 1 of them new. -> Mend b and the others.",
      "block failures: 2 tests failed, 1 of them new. -> Mend b and the others.",
    ],
  },
  "a new failure, where only those count": {
    here: "F a, F b",
    inputs: { "fail-on": "new-failures" },
    facts: { base: base("F a, P b") },
    says: [
      "block failures: 1 test failed, 1 of them new. -> Mend b.",
      "block failures: 1 test failed, 1 of them new. -> Mend b.",
    ],
  },
  "an old failure, where only new ones count": {
    here: "F a, P b",
    inputs: { "fail-on": "new-failures" },
    facts: { base: base("F a, P b") },
    says: [
      "allow passed: 1 test passed; 1 failed and does not count.",
      "allow no-failures: No test fails that should not, 1 failed on the base already.",
    ],
  },
  "a failure, where only new ones count and no base is known": {
    here: "F a",
    inputs: { "fail-on": "new-failures" },
    says: [
      "block failures: 1 test failed. Every failure counts: there is no token. -> Mend a.",
      "block failures: 1 test failed. Every failure counts: there is no token. -> Mend a.",
    ],
  },
  "failures that are only told": {
    here: "P a, F b, F c",
    inputs: { "fail-on": "none" },
    says: [
      "allow passed: 1 test passed; 2 failed and do not count.",
      "allow failures-told: 2 failures told; fail-on is none.",
    ],
  },

  "all legs": { here: "P a", inputs: MERGE, facts: both, says: ["allow passed: 1 test passed.", ALL_LEGS, GOOD] },
  "legs where none are merged": { here: "P a", facts: both, says: ["allow passed: 1 test passed.", GOOD] },
  "a missing leg": {
    here: "P a",
    inputs: MERGE,
    facts: { legs: ["linux"] },
    says: [
      "block leg-missing: The leg windows left no digest. -> See whether its job ran, and uploaded its report.",
      "block leg-missing: The leg windows left no digest. -> See whether its job ran, and uploaded its report.",
      GOOD,
    ],
  },
  "a leg that nobody expects, one without a name, and one with a problem": {
    here: "P a",
    inputs: MERGE,
    facts: { legs: ["linux", "windows", "mac", ""], legProblems: ["Leg linux: a.xml:3: cut"] },
    says: [
      "block leg-unknown: The leg mac is not expected. And 2 more reasons. -> Name it under legs:, or give the job its name.",
      "block leg-unknown: The leg mac is not expected. -> Name it under legs:, or give the job its name.",
      "block leg-unknown: The leg (without a name) is not expected. -> Name it under legs:, or give the job its name.",
      "block leg-problem: Leg linux: a.xml:3: cut -> Look at that leg's own summary.",
      ALL_LEGS,
      GOOD,
    ],
  },
  "a coverage report that is not there beside one that is, where a limit is set": {
    here: "P a",
    inputs: { "coverage-min": "50" },
    facts: { missing: { coverage: ["b.info", "c.info"], benchmarks: [] }, coverage: coverage(1, 0) },
    says: [
      "block coverage-missing: Only a part of the coverage is here: there is no b.info, no c.info. -> See why it was not written. A glob may find nothing; a file that is named must be there.",
      GOOD,
      "block coverage-missing: Only a part of the coverage is here: there is no b.info, no c.info. -> See why it was not written. A glob may find nothing; a file that is named must be there.",
      "allow coverage: 100% of all lines are covered; 50% are asked.",
    ],
  },
  "the only coverage report is not there": {
    here: "P a",
    inputs: { "coverage-min": "50" },
    facts: { missing: { coverage: ["b.info"], benchmarks: [] } },
    says: [
      "block no-coverage: No coverage report was found, so no coverage limit could be judged. -> Let the tests write one, and name it under coverage:.",
      GOOD,
      "block no-coverage: No coverage report was found, so no coverage limit could be judged. -> Let the tests write one, and name it under coverage:.",
    ],
  },
  "a coverage report that counts nothing": {
    here: "P a",
    inputs: { "coverage-min": "50" },
    facts: { coverage: coverage(0, 0) },
    says: [
      "block no-coverage: No coverage report counts a line, so no coverage limit could be judged. -> Let the tests write one, and name it under coverage:.",
      GOOD,
      "block no-coverage: No coverage report counts a line, so no coverage limit could be judged. -> Let the tests write one, and name it under coverage:.",
    ],
  },
  "benchmarks of which some are not there": {
    here: "P a",
    inputs: { "benchmark-warn": "2" },
    facts: {
      missing: { coverage: [], benchmarks: ["b.json"] },
      benchmarks: [{ name: "x", value: 1, unit: "ms" }],
      base: base("P a", {
        benchmarks: [
          { name: "x", unit: "ms", values: [1] },
          { name: "gone", unit: "ms", values: [1] },
          { name: "x", unit: "s", values: [1] },
        ],
      }),
    },
    says: [
      "block benchmarks-missing: Only a part of the benchmarks is here: there is no b.json. -> See why it was not written. A glob may find nothing; a file that is named must be there.",
      GOOD,
      "block benchmarks-missing: Only a part of the benchmarks is here: there is no b.json. -> See why it was not written. A glob may find nothing; a file that is named must be there.",
      "allow benchmarks-gone: 2 benchmarks of the base are not here: gone, x.",
    ],
  },
  "a leg's digest that is cut": {
    here: "P a",
    inputs: MERGE,
    facts: { ...both, problems: [{ ...cut, path: "b.ndjson" }] },
    says: [
      "block report-truncated: b.ndjson:3: The file ends. -> See that it is whole, as it was uploaded: a leg is counted whole or not at all.",
      "block report-truncated: b.ndjson:3: The file ends. -> See that it is whole, as it was uploaded: a leg is counted whole or not at all.",
      ALL_LEGS,
      GOOD,
    ],
  },
  "a leg that lost its coverage, where a limit is set": {
    here: "P a",
    inputs: { ...MERGE, "coverage-min": "50" },
    facts: { ...both, legsWithout: { coverage: ["windows"], benchmarks: [] }, coverage: coverage(1, 0) },
    says: [
      "block leg-coverage: The leg windows was told to read coverage and did not find all of it. -> See why it was not written there, or take coverage: out of that leg.",
      ALL_LEGS,
      GOOD,
      "block leg-coverage: The leg windows was told to read coverage and did not find all of it. -> See why it was not written there, or take coverage: out of that leg.",
      "allow coverage: 100% of all lines are covered; 50% are asked.",
    ],
  },
  "legs that lost their coverage, of which no other has any": {
    here: "P a",
    inputs: { ...MERGE, "coverage-drop": "50" },
    facts: { ...both, legsWithout: { coverage: ["linux", "windows"], benchmarks: [] } },
    says: [
      "block leg-coverage: The legs linux, windows were told to read coverage and did not find all of it. And 1 more reason. -> See why it was not written there, or take coverage: out of those legs.",
      ALL_LEGS,
      GOOD,
      "block leg-coverage: The legs linux, windows were told to read coverage and did not find all of it. -> See why it was not written there, or take coverage: out of those legs.",
      "block no-coverage: No coverage report was found, so no coverage limit could be judged. -> Let the tests write one, and name it under coverage:.",
    ],
  },
  "a leg that lost its coverage, where no limit is set": {
    here: "P a",
    inputs: MERGE,
    facts: { ...both, legsWithout: { coverage: ["windows"], benchmarks: ["windows"] } },
    says: ["allow passed: 1 test passed.", ALL_LEGS, GOOD],
  },
  "a leg that lost its benchmarks, where a limit is set": {
    here: "P a",
    inputs: { ...MERGE, "benchmark-fail": "2" },
    facts: {
      ...both,
      legsWithout: { coverage: [], benchmarks: ["windows"] },
      benchmarks: [{ name: "x", value: 1, unit: "ms" }],
      base: base("P a", { benchmarks: [{ name: "x", unit: "ms", values: [1] }] }),
    },
    says: [
      "block leg-benchmarks: The leg windows was told to read benchmarks and did not find all of it. -> See why it was not written there, or take benchmarks: out of that leg.",
      ALL_LEGS,
      GOOD,
      "block leg-benchmarks: The leg windows was told to read benchmarks and did not find all of it. -> See why it was not written there, or take benchmarks: out of that leg.",
    ],
  },

  "failures in quarantine": {
    here: "P a, F b, F c",
    facts: { quarantine: quarantined(entry("b"), entry("c")) },
    says: [
      "allow passed: 1 test passed; 2 failed and do not count.",
      GOOD,
      "allow quarantined: 2 failures in quarantine.",
    ],
  },
  "a test in quarantine that passes": {
    here: "P a, P b",
    facts: { quarantine: quarantined(entry("b")) },
    says: ["allow passed: 2 tests passed.", GOOD],
  },
  "an entry that does not hold": {
    here: "P a",
    facts: {
      quarantine: {
        ...quarantined(),
        problems: [{ code: "expired", line: 3, message: "It ended.", cure: "Mend it." }],
      },
    },
    says: [
      "block quarantine-expired: .github/test-quarantine.yml:3: It ended. -> Mend it.",
      GOOD,
      "block quarantine-expired: .github/test-quarantine.yml:3: It ended. -> Mend it.",
    ],
  },
  "an entry of this leg that matches nothing": {
    here: "P a",
    inputs: { job: "linux" },
    facts: { quarantine: quarantined(entry("gone", { job: "linux" })) },
    says: [
      "block quarantine-idle: .github/test-quarantine.yml:3: no test is called gone. -> Take the entry out, or mend its name.",
      GOOD,
      "block quarantine-idle: .github/test-quarantine.yml:3: no test is called gone. -> Take the entry out, or mend its name.",
    ],
  },
  "an entry of another leg that matches nothing": {
    here: "P a",
    inputs: { job: "linux" },
    facts: { quarantine: quarantined(entry("gone", { job: "windows" })) },
    says: ["allow passed: 1 test passed.", GOOD],
  },
  "an entry of one leg excuses that leg alone": {
    here: "P a, F b [linux], F b [windows]",
    inputs: MERGE,
    facts: { ...both, quarantine: quarantined(entry("b", { job: "linux" })) },
    says: [
      "block failures: 1 test failed. -> Mend b [windows].",
      ALL_LEGS,
      "block failures: 1 test failed. -> Mend b [windows].",
      "allow quarantined: 1 failure in quarantine.",
    ],
  },
  "a leg is the last word in brackets, and no other": {
    here: "P a, F b [x] [linux], F c, F d [linux] x, F e [[linux], F f [], F g[linux]",
    inputs: MERGE,
    facts: {
      ...both,
      quarantine: quarantined(
        entry("b [x]", { job: "linux" }),
        entry("c"),
        entry("d [linux] x"),
        entry("e [[linux]"),
        entry("f []"),
        entry("g[linux]"),
      ),
    },
    says: [
      "allow passed: 1 test passed; 6 failed and do not count.",
      ALL_LEGS,
      GOOD,
      "allow quarantined: 6 failures in quarantine.",
    ],
  },
  "a run of one leg has no legs in its names": {
    here: "P a, F b [linux]",
    inputs: { job: "linux" },
    facts: { quarantine: quarantined(entry("b [linux]", { job: "linux" })) },
    says: [
      "allow passed: 1 test passed; 1 failed and does not count.",
      GOOD,
      "allow quarantined: 1 failure in quarantine.",
    ],
  },

  "every limit is judged": {
    here: "P a",
    inputs: {
      "coverage-min": "1",
      "max-duration": "2s",
      "benchmark-fail": "2",
      "require-regression-test": "bug",
    },
    facts: { pull: true },
    says: [
      "block no-coverage: No coverage report was found, so no coverage limit could be judged. And 2 more reasons. -> Let the tests write one, and name it under coverage:.",
      GOOD,
      "block no-coverage: No coverage report was found, so no coverage limit could be judged. -> Let the tests write one, and name it under coverage:.",
      "allow duration: The tests took 1.0 s together; 2 s are allowed.",
      "block no-benchmarks: No benchmark result was found, so none could be judged. -> Name the results under benchmarks:.",
      "block proof-unjudged: Whether this pull request closes a bug is not known: It was not asked for. -> Mend that, or take require-regression-test out.",
    ],
  },
};

describe("what to do about a file", () => {
  it.each([
    ["unknown-format", "Let the glob name nothing but reports."],
    ["empty", "See why the run wrote nothing into it."],
    ["stale", "Run the tests in this job, or take fresh out."],
    ["outside", "Copy it into the workspace."],
    ["missing", "See why it was not written. A glob may find nothing; a file that is named must be there."],
    ["other-run", "Download only what this run's legs uploaded."],
    ["leg-twice", "Give each leg a job: of its own."],
    ["other-version", "Let all jobs of this workflow use one and the same release of this Action."],
    ["counts", "See why the report was not written whole; the rest of it was counted."],
  ])("that is refused as %s", (code, cure) => {
    const { verdict } = judge({ here: "P a", facts: { problems: [{ ...cut, code }] } });
    expect(verdict).toMatchObject({ state: "block", code: `report-${code}`, cure });
  });
});

describe("the reasons of a verdict", () => {
  it.each(Object.entries(TABLE))("%s", (_, { says, ...row }) => {
    const { verdict } = judge(row);
    expect([verdict, ...verdict.because].map(printed)).toEqual(says);
    expect(verdict.because.flatMap(({ because }) => because)).toEqual([]);
  });
});

describe("what goes with the verdict", () => {
  it("without a base or a quarantine", () => {
    expect(judge({ here: "P a, F b*2, F c" })).toMatchObject({
      counts: { tests: 4, passed: 1, failed: 3, skipped: 0, flaky: 0 },
      seconds: 4,
      comparison: null,
      failing: ["b0", "b1", "c"],
      quarantined: new Map(),
      idleEntries: [],
      measured: [],
    });
  });

  it("the failures that an entry excuses, and the entries that excuse none", () => {
    const [b, gone] = [entry("b"), entry("gone")];
    const judged = judge({ here: "F a, F b", facts: { quarantine: quarantined(b, gone) } });
    expect(judged).toMatchObject({ failing: ["a"], idleEntries: [gone] });
    expect(judged.quarantined).toEqual(new Map([["b", b]]));
  });

  it("benchmarks, beside the base where there is one", () => {
    const benchmarks = [{ name: "speed", value: 200, unit: "ms" }];
    const before = base("P a", { benchmarks: [{ name: "speed", unit: "ms", values: [100] }] });
    expect(judge({ here: "P a", facts: { benchmarks } }).measured).toMatchObject([{ median: null, ratio: null }]);
    expect(judge({ here: "P a", facts: { benchmarks, base: before } }).measured).toMatchObject([
      { name: "speed", median: 100, ratio: 2 },
    ]);
  });

  it.each<[string, Partial<GateFacts>, string[]]>([
    ["nothing, when all is known", { base: base("P a") }, []],
    ["why there is no base", {}, ["Not compared with a base: there is no token."]],
    ["a glob that found nothing", { base: base("P a"), idleGlobs: ["x/*.xml"] }, ["x/*.xml found no file."]],
    [
      "a folder that nobody may open",
      { base: base("P a"), closedFolders: ["db/data"] },
      ["The folder db/data may not be opened: what it holds was not looked at."],
    ],
    [
      "a report that holds nothing beside one that does",
      { base: base("P a"), files: [report("a.xml", 1), report("b.xml", 0)] },
      ["1 report holds no test: b.xml."],
    ],
    [
      "very many of them, and none that is damaged",
      {
        base: base("P a"),
        files: [report("a.xml", 1), ...["b", "c", "d", "e", "f", "g", "h"].map((name) => report(name, 0))],
        problems: [{ ...cut, path: "h" }],
      },
      ["6 reports hold no test: b, c, d, e, f and 1 more."],
    ],
    ["no such note where all of them hold nothing", { base: base("P a"), files: [report("a.xml", 0)] }, []],
    [
      "why the quarantine does not count, and what counts later",
      { base: base("P a"), quarantine: { ...quarantined(), why: "It could not be read.", later: [entry("b")] } },
      ["It could not be read.", "The quarantine of b counts after the merge."],
    ],
    [
      "an entry that matches nothing",
      { base: base("P a"), quarantine: quarantined(entry("x")) },
      ["1 quarantine entry matched nothing in this run."],
    ],
    [
      "entries that match nothing",
      { base: base("P a"), quarantine: quarantined(entry("x"), entry("y")) },
      ["2 quarantine entries matched nothing in this run."],
    ],
  ])("notes tell %s", (_, facts, notes) => {
    expect(judge({ here: "P a", facts }).notes).toEqual(notes);
  });
});
