// What .NET's runners say beside their tests: a test host that crashed, a tear-down that failed, an assembly that does not load.
import { describe, expect, it } from "vitest";
import { sniff } from "../../../src/gate/sniff.ts";
import { read, short, type Read } from "../read.ts";

function readXml(xml: string): Read {
  const format = sniff(Buffer.from(xml));
  if (format === null) throw new Error("no format");
  return read(format.read, xml);
}

const trx = (outcome: string, infos: readonly string[] = [], test = `outcome="Passed"`): string =>
  `<TestRun id="1" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results><UnitTestResult testId="a" testName="Adds" ${test}/></Results>` +
  `<ResultSummary outcome="${outcome}"><Counters total="1" failed="0"/><RunInfos>${infos.join("")}</RunInfos></ResultSummary></TestRun>`;
const info = (outcome: string, text: string): string =>
  `<RunInfo computerName="c" outcome="${outcome}" timestamp="t"><Text>${text}</Text></RunInfo>`;
const CRASH = "The active test run was aborted. Reason: Test host process crashed";

const nunit3 = (suite: string, inside: string): string =>
  `<test-run result="Failed" failed="0"><test-suite type="Assembly" result="Failed" site="Child"><failure><message>One or more child tests had errors</message></failure>` +
  `<test-suite type="TestFixture" fullname="App.SumTest" ${suite}>${inside}</test-suite></test-suite></test-run>`;
const passes = `<test-case name="Adds" classname="App.SumTest" result="Passed"/>`;

const nunit2 = (success: string): string =>
  `<test-results failures="0" errors="0"><test-suite name="App" result="Failure" success="${success}"><results><test-case name="App.SumTest.Adds" executed="True" result="Success" success="True"/></results></test-suite></test-results>`;

const xunit1 = (inside: string): string =>
  `<assembly name="App.dll" failed="0"><class name="App.SumTest">${inside}<test name="App.SumTest.Adds" type="App.SumTest" result="Pass"/></class></assembly>`;

const TABLE: [name: string, xml: string, tests: string[], wrong: string[]][] = [
  ["TRX of a good run", trx("Completed", [info("Warning", "No test is available in x.dll")]), ["P  > Adds"], []],
  [
    "TRX of a test host that crashed",
    trx("Failed", [info("Error", CRASH)]),
    ["P  > Adds", "F  > (outside of tests)"],
    [],
  ],
  [
    "TRX of one that crashed after a test had failed",
    trx("Failed", [info("Error", CRASH)], `outcome="Failed"`),
    ["F  > Adds", "F  > (outside of tests)"],
    [],
  ],
  ["TRX of a run that failed without a reason", trx("Failed"), ["P  > Adds"], ["counts"]],
  ["TRX of a run that was aborted", trx("Aborted"), ["P  > Adds"], ["counts"]],
  [
    "TRX in which xUnit.net says a failure once more",
    trx("Failed", [info("Error", "[xUnit.net 00:00:00.50]     App.SumTest.Adds [FAIL]")], `outcome="Failed"`),
    ["F  > Adds"],
    [],
  ],
  [
    "TRX in which xUnit.net says what is no test's",
    trx(
      "Failed",
      [info("Error", "[xUnit.net 00:00:00.73]     [Test Class Cleanup Failure (App.SumTest)] X")],
      `outcome="Failed"`,
    ),
    ["F  > Adds", "F  > (outside of tests)"],
    [],
  ],
  [
    "NUnit 3 of a tear-down that failed",
    nunit3(`result="Failed" site="TearDown"`, `<failure><message>TearDown: no</message></failure>${passes}`),
    ["F App.SumTest > (outside of tests)", "P App.SumTest > Adds"],
    [],
  ],
  [
    "NUnit 3 of an assembly that does not load",
    nunit3(`result="Failed" label="Invalid"`, `<reason><message>Could not load</message></reason>`),
    ["F App.SumTest > (outside of tests)"],
    [],
  ],
  [
    "NUnit 3 of a run that failed without a reason",
    nunit3(`result="Passed"`, passes),
    ["P App.SumTest > Adds"],
    ["counts"],
  ],
  ["NUnit 2 of a suite that failed without a test", nunit2("False"), ["P App.SumTest > Adds"], ["counts"]],
  ["NUnit 2 of a good suite", nunit2("True"), ["P App.SumTest > Adds"], []],
  [
    "xUnit.net 1 of a class that does not set up",
    xunit1(`<failure exception-type="X"><message>no fixture</message><stack-trace>at x</stack-trace></failure>`),
    ["F  > (outside of tests)", "P App.SumTest > Adds"],
    [],
  ],
];

describe("what a .NET runner says beside its tests", () => {
  it.each(TABLE)("%s", (_, xml, tests, wrong) => {
    const found = readXml(xml);
    expect([short(found).sort(), found.wrong]).toEqual([tests.sort(), wrong]);
  });

  it("is told with its words", () => {
    const [, crash] = readXml(trx("Failed", [info("Error", CRASH)])).cases;
    expect(crash?.failure?.message).toBe(CRASH);
    const [torn] = readXml(
      nunit3(`result="Failed" site="TearDown"`, `<failure><message>TearDown: no</message></failure>${passes}`),
    ).cases;
    expect(torn?.failure?.message).toBe("TearDown: no");
  });
});
