// Reports made by hand: formats whose tools are not at hand here, and files that mean harm or had an accident. Each with
// what it holds.
import type { Expected } from "./real-corpus.ts";

export interface HardCase extends Omit<Expected, "file"> {
  name: string;
  bytes: Buffer;
}

const TRX = `<?xml version="1.0" encoding="utf-8"?>
<TestRun id="1" name="run" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
  <Times creation="2026-01-01T00:00:00" />
  <TestSettings name="default" id="2"><Deployment runDeploymentRoot="x" /></TestSettings>
  <Results>
    <UnitTestResult testId="a" testName="Adds" outcome="Passed" duration="00:00:01.5000000" />
    <UnitTestResult testId="b" testName="Fails" outcome="Failed" duration="00:00:00.0100000">
      <Output><StdOut>hello</StdOut><ErrorInfo><Message>Expected 4 &lt;i&gt;</Message><StackTrace>at App.SumTest.Fails() in /src/SumTest.cs:line 7</StackTrace></ErrorInfo></Output>
    </UnitTestResult>
    <UnitTestResult testId="c" testName="Skipped" outcome="NotExecuted" />
  </Results>
  <TestDefinitions>
    <UnitTest id="a" name="Adds"><Execution id="x" /><TestMethod className="App.SumTest" name="Adds" /></UnitTest>
    <UnitTest id="b" name="Fails"><TestMethod className="App.SumTest, App, Version=1.0" name="Fails" /></UnitTest>
    <UnitTest id="c" name="Skipped"><TestMethod className="App.SumTest" name="Skipped" /></UnitTest>
  </TestDefinitions>
  <ResultSummary outcome="Failed"><Counters total="3" executed="2" passed="1" failed="1" error="0" timeout="0" aborted="0" /></ResultSummary>
</TestRun>`;

const NUNIT3 = `<?xml version="1.0" encoding="utf-8"?>
<test-run id="2" testcasecount="3" result="Failed" total="3" passed="1" failed="1" inconclusive="0" skipped="1" asserts="2">
  <command-line><![CDATA[nunit3-console App.dll]]></command-line>
  <test-suite type="Assembly" name="App.dll" result="Failed">
    <environment framework-version="3.13" />
    <test-suite type="TestFixture" name="SumTest" fullname="App.SumTest" classname="App.SumTest" result="Failed">
      <test-case id="1" name="Adds" fullname="App.SumTest.Adds" classname="App.SumTest" result="Passed" duration="0.5"/>
      <test-case id="2" name="Fails" fullname="App.SumTest.Fails" classname="App.SumTest" result="Failed" duration="0.1">
        <properties><property name="Category" value="x"/></properties>
        <failure><message><![CDATA[Expected: 4 But was: 3]]></message><stack-trace><![CDATA[at App.SumTest.Fails() in SumTest.cs:line 7]]></stack-trace></failure>
      </test-case>
      <test-case id="3" name="Skipped" fullname="App.SumTest.Skipped" classname="App.SumTest" result="Skipped" label="Ignored"><reason><message>why</message></reason></test-case>
    </test-suite>
  </test-suite>
</test-run>`;

const XUNIT2 = `<assemblies timestamp="x"><assembly name="App.dll" total="3" passed="1" failed="1" skipped="1" errors="0" time="0.3"><errors />
  <collection name="c" total="3" passed="1" failed="1" skipped="1" time="0.2">
    <test name="App.SumTest.Adds" type="App.SumTest" method="Adds" time="0.1" result="Pass"><traits><trait name="a" value="b"/></traits></test>
    <test name="App.SumTest.Fails(x: 1)" type="App.SumTest" method="Fails" time="0.1" result="Fail"><failure exception-type="Xunit.EqualException"><message>Expected: 4</message><stack-trace>at App.SumTest.Fails</stack-trace></failure></test>
    <test name="App.SumTest.Skipped" type="App.SumTest" method="Skipped" time="0" result="Skip"><reason>why</reason></test>
  </collection></assembly></assemblies>`;

const XUNIT1 = `<assembly name="App.dll" total="2" passed="1" failed="1" skipped="0" time="0.3">
  <class name="App.SumTest" total="2" passed="1" failed="1" skipped="0" time="0.2">
    <test name="App.SumTest.Adds" type="App.SumTest" method="Adds" result="Pass" time="0.1" />
    <test name="App.SumTest.Fails" type="App.SumTest" method="Fails" result="Fail" time="0.1"><failure exception-type="X"><message>no</message><stack-trace>at x</stack-trace></failure></test>
  </class></assembly>`;

const DART = [
  `{"protocolVersion":"0.1.1","runnerVersion":"1.24.0","pid":1,"type":"start","time":0}`,
  `{"suite":{"id":0,"platform":"vm","path":"test/sum_test.dart"},"type":"suite","time":0}`,
  `{"test":{"id":1,"name":"loading test/sum_test.dart","suiteID":0,"groupIDs":[]},"type":"testStart","time":1}`,
  `{"testID":1,"result":"success","skipped":false,"hidden":true,"type":"testDone","time":9}`,
  `{"test":{"id":2,"name":"adds","suiteID":0,"groupIDs":[],"line":4},"type":"testStart","time":10}`,
  `{"testID":2,"result":"success","skipped":false,"hidden":false,"type":"testDone","time":20}`,
  `{"test":{"id":3,"name":"fails","suiteID":0,"groupIDs":[],"line":7},"type":"testStart","time":20}`,
  `{"testID":3,"error":"Expected: <4>","stackTrace":"test/sum_test.dart 8:5 main","isFailure":true,"type":"error","time":25}`,
  `{"testID":3,"result":"failure","skipped":false,"hidden":false,"type":"testDone","time":30}`,
  `{"test":{"id":4,"name":"is skipped","suiteID":0,"groupIDs":[],"line":9},"type":"testStart","time":30}`,
  `{"testID":4,"result":"success","skipped":true,"hidden":false,"type":"testDone","time":31}`,
  `{"success":false,"type":"done","time":40}`,
  "",
].join("\n");

const CTRF = JSON.stringify({
  reportFormat: "CTRF",
  results: {
    tool: { name: "jest" },
    summary: { tests: 4, passed: 2, failed: 1, pending: 0, skipped: 1, other: 0, start: 1, stop: 2 },
    tests: [
      { name: "adds", status: "passed", duration: 3, suite: ["sum"] },
      {
        name: "fails",
        status: "failed",
        duration: 3,
        suite: "sum",
        message: "expected 4",
        trace: "at sum.ts:3",
        filePath: "sum.ts",
        line: 3,
      },
      { name: "is skipped", status: "skipped", duration: 0, suite: "sum" },
      { name: "is flaky", status: "passed", duration: 9, suite: "sum", flaky: true, retries: 1 },
    ],
  },
});

const JEST = JSON.stringify({
  numFailedTests: 0,
  numTotalTests: 1,
  success: true,
  testResults: [
    {
      name: "/w/a.test.js",
      status: "passed",
      assertionResults: [{ ancestorTitles: ["sum"], title: "adds", status: "passed" }],
    },
  ],
  wasInterrupted: false,
});

/** as jest writes it with `--json --coverage`, behind the tests. */
const COVERAGE_MAP = Array.from(
  { length: 1_700 },
  (_, file) => `"/w/src/${file}.js":{"s":{"0":"${"1".repeat(10_000)}"}}`,
).join(",");

const suite = (inside: string, attributes = ""): string => `<testsuite name="s"${attributes}>${inside}</testsuite>`;
const failing = `<testcase classname="a" name="fails"><failure message="no">at x</failure></testcase>`;

const made = (name: string, text: string | Buffer, rest: Omit<HardCase, "name" | "bytes">): HardCase => ({
  name,
  bytes: Buffer.from(text),
  ...rest,
});
const junit = (name: string, text: string | Buffer, tests: string[], wrong: string[] = []): HardCase =>
  made(name, text, { format: "JUnit XML", tests, wrong });

const THREE = ["P App.SumTest > Adds", "F App.SumTest > Fails", "S App.SumTest > Skipped"];

export const HARD: HardCase[] = [
  made("TRX", TRX, { format: "TRX", tests: THREE, wrong: [] }),
  made("TRX in UTF-8 that says UTF-16", TRX.replace("utf-8", "utf-16"), { format: "TRX", tests: THREE, wrong: [] }),
  made("TRX with an outcome that there is not", TRX.replace(`"Passed"`, `"Pbssed"`), {
    format: "TRX",
    tests: ["F App.SumTest > Adds", ...THREE.slice(1)],
    wrong: ["unknown-value"],
  }),
  made("NUnit 3", NUNIT3, { format: "NUnit 3 XML", tests: THREE, wrong: [] }),
  made("NUnit 3 that declares more failures", NUNIT3.replace(`failed="1"`, `failed="2"`), {
    format: "NUnit 3 XML",
    tests: THREE,
    wrong: ["counts"],
  }),
  made("xUnit.net 2", XUNIT2, {
    format: "xUnit.net XML",
    tests: ["P App.SumTest > Adds", "F App.SumTest > Fails(x: 1)", "S App.SumTest > Skipped"],
    wrong: [],
  }),
  made("xUnit.net 1", XUNIT1, { format: "xUnit.net XML", tests: THREE.slice(0, 2), wrong: [] }),
  made("Dart", DART, {
    format: "Dart JSON",
    tests: ["P test/sum_test.dart > adds", "F test/sum_test.dart > fails", "S test/sum_test.dart > is skipped"],
    wrong: [],
  }),
  made("Dart that broke off", DART.split("\n").slice(0, 8).join("\n"), {
    format: "Dart JSON",
    tests: ["P test/sum_test.dart > adds", "F test/sum_test.dart > fails"],
    wrong: ["truncated"],
  }),
  made("CTRF", CTRF, {
    format: "CTRF",
    tests: ["P sum > adds", "F sum > fails", "S sum > is skipped", "K sum > is flaky"],
    wrong: [],
  }),
  made("CTRF that is cut", CTRF.slice(0, 320), { format: "CTRF", tests: ["P sum > adds"], wrong: ["truncated"] }),
  made("Jest whose run failed for more than its tests", JEST.replace('"success":true', '"success":false'), {
    format: "Jest JSON",
    tests: ["P /w/a.test.js > sum > adds"],
    wrong: ["counts"],
  }),
  made("Jest that was interrupted", JEST.replace('"wasInterrupted":false', '"wasInterrupted":true'), {
    format: "Jest JSON",
    tests: ["P /w/a.test.js > sum > adds"],
    wrong: ["truncated"],
  }),
  made("Jest with 17 MB of coverage", `${JEST.slice(0, -1)},"coverageMap":{${COVERAGE_MAP}}}`, {
    format: "Jest JSON",
    tests: ["P /w/a.test.js > sum > adds"],
    wrong: [],
  }),
  made("Jest that went well", JEST, { format: "Jest JSON", tests: ["P /w/a.test.js > sum > adds"], wrong: [] }),
  made("JUnit XML that counts tests, names none, and tells of no failures", `<testsuite name="s" tests="2"/>`, {
    format: "JUnit XML",
    tests: ["P s > (not named)", "P s > (not named)"],
    wrong: ["counts"],
  }),
  made("TAP with a plan at the end", "ok 1 - a\nnot ok 2 - b\n1..2\n", {
    format: "TAP",
    tests: ["P  > a", "F  > b"],
    wrong: [],
  }),
  made("TAP that skips all, as prove's tools write it", "1..0 # SKIP not on this machine\n", {
    format: "TAP",
    tests: [],
    wrong: [],
  }),
  made("TAP without a plan", "ok 1 - a\nok 2 - b\n", { format: "TAP", tests: ["P  > a", "P  > b"], wrong: ["plan"] }),
  made("TAP whose failure was bitten", "1..2\nok 1 - a\nnou ok 2 - b\n", {
    format: "TAP",
    tests: ["P  > a"],
    wrong: ["malformed", "plan"],
  }),
  made("TAP that was given up", "1..3\nok 1 - a\nBail out! no disk\n", {
    format: "TAP",
    tests: ["P  > a"],
    wrong: ["truncated"],
  }),
  made("TAP in which a subtest's hook failed", "1..1\n    ok 1 - inner\n    1..1\nnot ok 1 - outer\n", {
    format: "TAP",
    tests: ["P  > inner", "F  > outer"],
    wrong: [],
  }),
  made("TAP whose subtest in braces was cut", "1..1\nok 1 - outer {\n    1..1\n    ok 1 - inner\n", {
    format: "TAP",
    tests: ["P outer > inner"],
    wrong: ["truncated"],
  }),
  made(
    "TAP whose subtest in braces holds less than it plans",
    "1..1\nok 1 - outer {\n    1..2\n    ok 1 - inner\n}\n",
    {
      format: "TAP",
      tests: ["P outer > inner"],
      wrong: ["plan"],
    },
  ),
  made(
    "TAP in which a subtest in braces failed and nothing in it did",
    "1..2\nnot ok 1 - outer {\n    ok 1 - inner\n    1..1\n}\nok 2 - other\n",
    { format: "TAP", tests: ["P outer > inner", "F  > outer", "P  > other"], wrong: [] },
  ),
  made(
    "TAP whose brace stands below the block of its point, as tap up to 16 writes a failed subtest",
    "1..2\nnot ok 1 - outer # time=5ms\n  ---\n  at: x\n  ...\n{\n    1..1\n    not ok 1 - inner\n}\nnot ok 2 - other\n",
    { format: "TAP", tests: ["F outer > inner", "F  > other"], wrong: [] },
  ),
  made(
    "TAP whose brace stands below a block, and opens nothing",
    "1..2\nnot ok 1 - a\n  ---\n  at: x\n  ...\n{\n}\nok 2 - b\n",
    { format: "TAP", tests: ["F  > a", "P  > b"], wrong: [] },
  ),
  made("TAP that was given up at a failure", "1..3\nok 1 - a\nnot ok 2 - b\n  ---\n  at: x\n  ...\nBail out! b\n", {
    format: "TAP",
    tests: ["P  > a", "F  > b"],
    wrong: ["truncated"],
  }),
  made("TAP whose name is mostly spaces", `1..1\nok 1 - a${" ".repeat(400_000)}b # time=2ms {\n`, {
    format: "TAP",
    tests: [`P  > a${" ".repeat(400_000)}b {`],
    wrong: [],
  }),
  made("TAP whose name holds a line break of Unicode", "1..2\nok 1 - a\u2028b\nnot ok 2 - c\u2028\n", {
    format: "TAP",
    tests: ["P  > a\u2028b", "F  > c"],
    wrong: [],
  }),
  made("TAP with braces in names, and stray ones", "1..3\nok 1 - reads {\nnot ok 2 - reads {\n}\nok 3 - reads }\n", {
    format: "TAP",
    tests: ["P  > reads {", "F  > reads {", "P  > reads }"],
    wrong: [],
  }),
  made(
    "go test in which a test never ended",
    `{"Action":"run","Package":"p","Test":"TestA"}\n{"Action":"fail","Package":"p"}\n`,
    {
      format: "go test JSON",
      tests: ["F p > TestA"],
      wrong: [],
    },
  ),
  made(
    "go test that was cut",
    `{"Action":"run","Package":"p","Test":"TestA"}\n{"Action":"pass","Package":"p","Test":"TestA"}\n`,
    {
      format: "go test JSON",
      tests: ["P p > TestA"],
      wrong: ["truncated"],
    },
  ),
  junit("JUnit with a byte order mark", `\ufeff${suite(failing)}`, ["F a > fails"]),
  junit(
    "JUnit in UTF-16, little end first",
    Buffer.from(`\ufeff<?xml version="1.0" encoding="utf-16"?>${suite(failing)}`, "utf16le"),
    ["F a > fails"],
  ),
  junit(
    "JUnit in UTF-16, big end first",
    Buffer.from(`\ufeff${suite(`<testcase classname="ä" name="💥"/>`)}`, "utf16le").swap16(),
    ["P ä > 💥"],
  ),
  junit(
    "JUnit in Latin 1, as it says",
    Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${suite(`<testcase name="é"/>`)}`, "latin1"),
    ["P s > é"],
  ),
  junit(
    "JUnit in Latin 1 that says UTF-8",
    Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${suite(`<testcase name="é"/>`)}`, "latin1"),
    ["P s > \ufffd"],
  ),
  junit(
    "JUnit in an encoding that nobody knows",
    `<?xml version="1.0" encoding="EBCDIC-7"?>${suite(failing)}`,
    [],
    ["malformed"],
  ),
  junit(
    "escape characters in the output",
    suite(`<testcase name="a"><system-out>\u001b[31mred\u001b[0m\u0000</system-out></testcase>`),
    ["P s > a"],
  ),
  junit(
    "a CDATA that ends in the middle",
    suite(`<testcase name="a"><failure><![CDATA[a]]]]><![CDATA[>b]]></failure></testcase>`),
    ["F s > a"],
  ),
  junit("an emoji that is written out", suite(`<testcase name="&#x1F4A5;&#128165;"/>`), ["P s > 💥💥"]),
  junit(
    "10 MB of output",
    suite(
      `<testcase name="a"><system-out>${"x < y & z ".replace("<", "&lt;").replace("& ", "&amp; ").repeat(600_000)}</system-out></testcase>${failing}`,
    ),
    ["P s > a", "F a > fails"],
  ),
  junit(
    "negative and foolish times",
    suite(`<testcase name="a" time="-3"/><testcase name="b" time="NaN"/><testcase name="c" time="1e999"/>`),
    ["P s > a", "P s > b", "P s > c"],
  ),
  junit("a truncated file", suite(failing).slice(0, 60), [], ["truncated"]),
  junit("a file cut after a test", suite(`<testcase name="a"/>${failing}`).slice(0, 45), ["P s > a"], ["truncated"]),
  junit("two documents in one file", `${suite(failing)}${suite(failing)}`, ["F a > fails"], ["malformed"]),
  junit(
    "ACT-10 a billion laughs",
    `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>${suite(`<testcase name="&b;"/>`)}`,
    [],
    ["doctype"],
  ),
  junit(
    "ACT-10 a DOCTYPE that names a file",
    `<!DOCTYPE testsuite SYSTEM "file:///etc/passwd">${suite(failing)}`,
    [],
    ["doctype"],
  ),
  junit("257 suites in each other", `${"<testsuite>".repeat(300)}${"</testsuite>".repeat(300)}`, [], ["too-deep"]),
  junit(
    "a million attributes",
    suite(`<testcase ${Array.from({ length: 400 }, (_, i) => `a${i}="1"`).join(" ")}/>`),
    [],
    ["too-large"],
  ),
];
