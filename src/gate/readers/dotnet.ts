// The four XML formats of .NET's test runners, as tables. Element and result names as their tools write them.
import { secondsOf } from "../reader.ts";
import type { Outcome } from "../tests.ts";
import { setOf } from "../xml/report.ts";
import type { Dialect } from "./result-xml.ts";

const results = (passed: string, failed: string, skipped: string): Readonly<Record<string, Outcome>> => ({
  ...Object.fromEntries(passed.split(" ").map((name) => [name, "passed"])),
  ...Object.fromEntries(failed.split(" ").map((name) => [name, "failed"])),
  ...Object.fromEntries(skipped.split(" ").map((name) => [name, "skipped"])),
});

const withoutTest = (full: string, name: string): string =>
  full.endsWith(`.${name}`) ? full.slice(0, -name.length - 1) : full === name ? "" : full;

/** Visual Studio's: `dotnet test --logger trx`. */
export const TRX: Dialect = {
  shape: {
    format: "TRX",
    roots: setOf("TestRun"),
    children: {
      TestRun: setOf(
        "Times TestSettings TestRunConfiguration Results TestDefinitions TestEntries TestLists ResultSummary Build",
      ),
      Results: setOf("UnitTestResult TestResult GenericTestResult WebTestResult TestResultAggregation"),
      UnitTestResult: setOf("Output InnerResults ResultFiles CollectorDataEntries Properties"),
      InnerResults: "any",
      ResultFiles: "any",
      CollectorDataEntries: "any",
      Properties: "any",
      Output: setOf("StdOut StdErr DebugTrace TraceInfo ErrorInfo TextMessages"),
      TextMessages: "any",
      TraceInfo: "any",
      ErrorInfo: setOf("Message StackTrace Exception"),
      Exception: "any",
      Times: "any",
      TestSettings: "any",
      TestRunConfiguration: "any",
      Build: "any",
      TestDefinitions: setOf("UnitTest GenericTest WebTest OrderedTest LoadTest"),
      UnitTest: setOf(
        "TestMethod Execution TestCategory Css Description Owners Properties WorkItems DeploymentItems AgnosticTestDetails Workitems",
      ),
      Execution: "any",
      TestCategory: "any",
      Owners: "any",
      TestMethod: "any",
      TestEntries: "any",
      TestLists: "any",
      ResultSummary: setOf("Counters RunInfos Output ResultFiles CollectorDataEntries"),
      RunInfos: setOf("RunInfo"),
      RunInfo: setOf("Text Exception"),
    },
    doctype: "refuse",
  },
  test: setOf("UnitTestResult TestResult GenericTestResult WebTestResult"),
  suite: () => null,
  read: (tag) => ({
    suite: "",
    name: tag.get("testName") ?? "",
    result: tag.get("outcome") ?? "Passed",
    seconds: clock(tag.get("duration")),
    key: tag.get("testId"),
  }),
  outcomes: results(
    "Passed Completed Warning PassedButRunAborted",
    "Failed Error Timeout Aborted Disconnected InProgress",
    "NotExecuted Inconclusive NotRunnable Pending",
  ),
  declared: (element, tag) => {
    if (element !== "Counters") return null;
    const count = (name: string): number => Number(tag.get(name) ?? 0);
    return String(count("failed") + count("error") + count("timeout") + count("aborted"));
  },
  // What the runner tells as an error: that the test host crashed, that a tear-down failed.
  errors: setOf("RunInfo"),
  isError: (tag) => tag.get("outcome") === "Error",
  // xUnit.net's adapter says each failed test once more. A class that does not clean up and a catastrophic failure it says once.
  echo: /^\[xUnit\.net [^\]]*\][^]* \[FAIL\]$/,
  saysFailed: (element, tag) =>
    element === "ResultSummary" && /^(Failed|Error|Timeout|Aborted|Disconnected)$/.test(tag.get("outcome") ?? ""),
  message: setOf("Message Text"),
  stack: setOf("StackTrace"),
  className: (element, tag) => {
    if (element === "UnitTest") return { key: tag.get("id") };
    return element === "TestMethod" ? { className: tag.get("className")?.split(",")[0] } : null;
  },
};

/** `00:01:02.345` */
function clock(text: string | undefined): number {
  const [, hours = 0, minutes = 0, seconds = 0] = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text ?? "") ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

export const NUNIT3: Dialect = {
  shape: {
    format: "NUnit 3 XML",
    roots: setOf("test-run"),
    children: {
      "test-run": setOf("command-line filter test-suite settings environment"),
      filter: "any",
      environment: "any",
      settings: "any",
      "test-suite": setOf(
        "environment settings properties reason failure output assertions attachments test-suite test-case",
      ),
      "test-case": setOf("properties reason failure output assertions attachments"),
      failure: setOf("message stack-trace"),
      reason: setOf("message"),
      properties: setOf("property"),
      assertions: setOf("assertion"),
      assertion: setOf("message stack-trace"),
      attachments: "any",
    },
    doctype: "refuse",
  },
  test: setOf("test-case"),
  suite: (element) => (element === "test-suite" ? "" : null),
  read: (tag) => {
    const name = tag.get("name") ?? "";
    const suite = tag.get("classname") ?? withoutTest(tag.get("fullname") ?? "", name);
    return { suite, name, result: tag.get("result") ?? "", seconds: secondsOf(tag.get("duration")) };
  },
  outcomes: results("Passed Warning", "Failed", "Skipped Inconclusive"),
  declared: (element, tag) => (element === "test-run" ? (tag.get("failed") ?? null) : null),
  errors: setOf("none"),
  failedItself: (element, tag) => {
    if (element !== "test-suite" || tag.get("result") !== "Failed") return null;
    // Without a site it is the suite's own: an assembly that does not load. Set-ups fail with all their tests.
    return ["TearDown", undefined].includes(tag.get("site")) ? (tag.get("fullname") ?? tag.get("name") ?? "") : null;
  },
  saysFailed: (element, tag) => element === "test-run" && tag.get("result") === "Failed",
  message: setOf("message"),
  stack: setOf("stack-trace"),
};

export const NUNIT2: Dialect = {
  shape: {
    format: "NUnit 2 XML",
    roots: setOf("test-results"),
    children: {
      "test-results": setOf("environment culture-info test-suite"),
      "test-suite": setOf("categories properties failure reason results"),
      results: setOf("test-suite test-case"),
      "test-case": setOf("categories properties failure reason"),
      failure: setOf("message stack-trace"),
      reason: setOf("message stack-trace"),
      properties: setOf("property"),
      categories: setOf("category"),
    },
    doctype: "refuse",
  },
  test: setOf("test-case"),
  suite: (element) => (element === "test-suite" ? "" : null),
  read: (tag) => {
    const full = tag.get("name") ?? "";
    const [, suite = "", name = full] = /^([\w.+`]+)\.([^.()]+(?:\(.*)?)$/s.exec(full) ?? [];
    const result =
      tag.get("result") ??
      (tag.get("executed") === "False" ? "Ignored" : tag.get("success") === "False" ? "Failure" : "Success");
    return { suite, name, result, seconds: secondsOf(tag.get("time")) };
  },
  outcomes: results("Success", "Failure Error NotRunnable Cancelled", "Ignored Skipped Inconclusive"),
  declared: (element, tag) => {
    if (element !== "test-results") return null;
    const [errors, failures] = [tag.get("errors") ?? "0", tag.get("failures") ?? "0"];
    return /^\d+$/.test(errors) && /^\d+$/.test(failures)
      ? String(Number(errors) + Number(failures))
      : `${errors}, ${failures}`;
  },
  errors: setOf("none"),
  saysFailed: (element, tag) => element === "test-suite" && tag.get("success") === "False",
  message: setOf("message"),
  stack: setOf("stack-trace"),
};

/** Versions 1 and 2: in the first a class holds the tests, in the second a collection. */
export const XUNIT: Dialect = {
  shape: {
    format: "xUnit.net XML",
    roots: setOf("assemblies assembly"),
    children: {
      assemblies: setOf("assembly"),
      assembly: setOf("errors collection class"),
      errors: setOf("error"),
      error: setOf("failure"),
      collection: setOf("test"),
      class: setOf("test failure"),
      test: setOf("failure traits reason output warnings attachments"),
      failure: setOf("message stack-trace"),
      reason: setOf("message"),
      traits: setOf("trait"),
      warnings: setOf("warning"),
      attachments: setOf("attachment"),
    },
    doctype: "refuse",
  },
  test: setOf("test"),
  suite: () => null,
  read: (tag) => {
    const display = tag.get("name") ?? "";
    const type = tag.get("type") ?? "";
    const name = type !== "" && display.startsWith(`${type}.`) ? display.slice(type.length + 1) : display;
    return { suite: type, name, result: tag.get("result") ?? "", seconds: secondsOf(tag.get("time")) };
  },
  outcomes: results("Pass", "Fail", "Skip NotRun"),
  declared: (element, tag) => (element === "assembly" ? (tag.get("failed") ?? null) : null),
  // In the first a class that does not set up holds a failure of its own.
  errors: setOf("error failure"),
  saysFailed: () => false,
  message: setOf("message"),
  stack: setOf("stack-trace"),
};
