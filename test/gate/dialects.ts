// JUnit XML as tools write it that are not at hand here, after their documentation and sources; and what its dialects
// differ in. Each with what it holds.
import type { HardCase } from "./hard-cases.ts";

const GRADLE = `<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="app.SumTest" tests="4" skipped="1" failures="1" errors="0" timestamp="2026-01-01T00:00:00.000Z" hostname="ci" time="0.05">
  <properties/>
  <testcase name="adds()" classname="app.SumTest" time="0.01"/>
  <testcase name="fails()" classname="app.SumTest" time="0.02"><failure message="org.opentest4j.AssertionFailedError: expected: &lt;4&gt; but was: &lt;3&gt;" type="org.opentest4j.AssertionFailedError">at app.SumTest.fails(SumTest.java:9)</failure></testcase>
  <testcase name="off()" classname="app.SumTest" time="0.0"><skipped/></testcase>
  <testcase name="flaky()" classname="app.SumTest" time="0.01"><flakyFailure message="once" type="java.lang.AssertionError"><stackTrace>at app.SumTest.flaky(SumTest.java:14)</stackTrace><system-out><![CDATA[first]]></system-out></flakyFailure></testcase>
  <system-out><![CDATA[hello]]></system-out>
  <system-err><![CDATA[]]></system-err>
</testsuite>`;

const BAZEL = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="app/sum_test" tests="1" failures="0" errors="1">
    <testcase name="app/sum_test" status="run" duration="1" time="1"><error message="exited with error code 1"></error></testcase>
    <system-out>
Generated test.log (if the file is not UTF-8, then this may be unreadable):
<![CDATA[exec \${PAGER} <x> & ]]]]><![CDATA[> done]]>
    </system-out>
  </testsuite>
</testsuites>`;

const SCALATEST = `<?xml version="1.0" encoding="UTF-8" ?>
<testsuite errors="0" failures="1" hostname="ci" name="SumSpec" tests="3" time="0.1" timestamp="2026-01-01T00:00:00">
  <properties><property name="java.version" value="21"></property></properties>
  <testcase name="sum should add" classname="SumSpec" time="0.01"></testcase>
  <testcase name="sum should fail" classname="SumSpec" time="0.02"><failure message="3 did not equal 4" type="class org.scalatest.exceptions.TestFailedException">at SumSpec.scala:9</failure></testcase>
  <testcase name="sum should wait" classname="SumSpec" time="0"><skipped></skipped></testcase>
  <system-out><![CDATA[]]></system-out><system-err><![CDATA[]]></system-err>
</testsuite>`;

const GO_JUNIT_REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1" skipped="1">
	<testsuite name="example.com/app/sum" tests="3" failures="1" errors="0" id="0" hostname="ci" skipped="1" time="0.004" timestamp="2026-01-01T00:00:00Z">
		<properties><property name="go.version" value="go1.26 linux/amd64"></property></properties>
		<testcase name="TestAdds" classname="example.com/app/sum" time="0.000"></testcase>
		<testcase name="TestFails/deep" classname="example.com/app/sum" time="0.001"><failure message="Failed"><![CDATA[    sum_test.go:9: is three]]></failure></testcase>
		<testcase name="TestOff" classname="example.com/app/sum" time="0.000"><skipped message="Skipped"><![CDATA[    sum_test.go:12: why]]></skipped></testcase>
	</testsuite>
</testsuites>`;

const NUNIT = `<?xml version="1.0" encoding="utf-8"?>
<testsuites tests="4" failures="1" disabled="1" time="0.6">
  <testsuite name="App.dll" tests="4" errors="0" failures="1" skipped="1" time="0.6" timestamp="2026-01-01T00:00:00Z">
    <testcase name="Adds" assertions="1" status="Passed" classname="App.SumTest" time="0.5"/>
    <testcase name="Fails" assertions="1" status="Failed" classname="App.SumTest" time="0.1"><failure message="Expected: 4 But was: 3">at App.SumTest.Fails() in SumTest.cs:line 7</failure></testcase>
    <testcase name="Off" assertions="0" status="Skipped" classname="App.SumTest" time="0"><skipped message="why"/></testcase>
    <testcase name="Data(1)" assertions="1" status="Passed" classname="App.SumTest" time="0"/>
  </testsuite>
</testsuites>`;

const NESTED = `<testsuites name="all" tests="4" failures="1">
  <testsuite name="outer" file="src/outer.ts">
    <testsuite name="inner"><testcase name="a"/><testcase name="a"/></testsuite>
    <testsuite name="inner"><testcase name="b"><error type="Error">at src/outer.ts:3</error></testcase></testsuite>
    <testcase name="a"/>
  </testsuite>
</testsuites>`;

const RETRIES = `<testsuite name="s" tests="3" failures="1" errors="0">
  <testcase name="comes around"><flakyFailure message="first"/><flakyError message="second"/></testcase>
  <testcase name="stays broken"><failure message="first"/><rerunFailure message="again"/></testcase>
  <testcase name="only says reruns"><rerunError message="again"/></testcase>
</testsuite>`;

const ATTACHED = `<testsuite name="s" tests="1">
  <properties><property name="a" value="b">text</property></properties>
  <testcase name="a">
    <properties><property name="attachment" value="shot.png"/></properties>
    <attachments><attachment path="shot.png"/></attachments>
    <system-out>[[ATTACHMENT|shot.png]] ok 1 &lt;failure/&gt;</system-out><system-err><![CDATA[<failure/>]]></system-err>
  </testcase>
</testsuite>`;

const junit = (name: string, text: string, tests: string[], wrong: string[] = []): HardCase => ({
  name,
  bytes: Buffer.from(text),
  format: "JUnit XML",
  tests,
  wrong,
});

export const DIALECTS: HardCase[] = [
  junit("Gradle, with its retries merged", GRADLE, [
    "P app.SumTest > adds()",
    "F app.SumTest > fails()",
    "S app.SumTest > off()",
    "K app.SumTest > flaky()",
  ]),
  junit("Bazel, whose log says what it likes", BAZEL, ["F app/sum_test > app/sum_test"]),
  junit("ScalaTest", SCALATEST, [
    "P SumSpec > sum should add",
    "F SumSpec > sum should fail",
    "S SumSpec > sum should wait",
  ]),
  junit("go-junit-report", GO_JUNIT_REPORT, [
    "P example.com/app/sum > TestAdds",
    "F example.com/app/sum > TestFails/deep",
    "S example.com/app/sum > TestOff",
  ]),
  junit("NUnit as JUnit", NUNIT, [
    "P App.SumTest > Adds",
    "F App.SumTest > Fails",
    "S App.SumTest > Off",
    "P App.SumTest > Data(1)",
  ]),
  junit("nested suites, and tests of one name in them", NESTED, [
    "P outer > inner > a",
    "P outer > inner > a",
    "F outer > inner > b",
    "P outer > a",
  ]),
  junit("retries, one of which came around", RETRIES, [
    "K s > comes around",
    "F s > stays broken",
    "F s > only says reruns",
  ]),
  junit("a suite that counts and names nothing", `<testsuite name="s" tests="3" failures="1" skipped="1"/>`, [
    "F s > (not named)",
    "S s > (not named)",
    "P s > (not named)",
  ]),
  junit("properties, attachments and output that looks like a failure", ATTACHED, ["P s > a"]),
];
