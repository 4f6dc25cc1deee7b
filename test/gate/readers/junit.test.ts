import { describe, expect, it } from "vitest";
import { JUnitReader } from "../../../src/gate/readers/junit.ts";
import { read, short } from "../read.ts";

const readJUnit = (xml: string, size?: number): ReturnType<typeof read> =>
  read((sink) => new JUnitReader(sink), xml, size);

const suite = (inside: string, attributes = ""): string => `<testsuite name="s" ${attributes}>${inside}</testsuite>`;

const TABLE: [name: string, xml: string, tests: string[], wrong: string[]][] = [
  ["a passing test", suite(`<testcase classname="a" name="b"/>`), ["P a > b"], []],
  ["a failing test", suite(`<testcase classname="a" name="b"><failure/></testcase>`), ["F a > b"], []],
  ["an error is a failure", suite(`<testcase name="b"><error>x</error></testcase>`), ["F s > b"], []],
  ["phpunit's warning is a failure", suite(`<testcase name="b"><warning>x</warning></testcase>`), ["F s > b"], []],
  ["a skipped test", suite(`<testcase name="b"><skipped/></testcase>`), ["S s > b"], []],
  ["skipped and failed is failed", suite(`<testcase name="b"><skipped/><failure/></testcase>`), ["F s > b"], []],
  ["a status alone fails", suite(`<testcase name="b" status="failed"/>`), ["F s > b"], []],
  ["gtest's status notrun is skipped", suite(`<testcase name="b" status="notrun"/>`), ["S s > b"], []],
  [
    "surefire: failed twice, then passed, is flaky",
    suite(
      `<testcase name="b"><flakyFailure message="m"><stackTrace>at x</stackTrace><system-out>o</system-out></flakyFailure></testcase>`,
    ),
    ["K s > b"],
    [],
  ],
  [
    "surefire: failed and failed again is failed",
    suite(
      `<testcase name="b"><failure/><rerunFailure message="m"><stackTrace>at x</stackTrace></rerunFailure></testcase>`,
    ),
    ["F s > b"],
    [],
  ],
  [
    "nested suites are a path",
    `<testsuites><testsuite name="o">${suite(`<testcase name="b"/>`)}</testsuite></testsuites>`,
    ["P o > s > b"],
    [],
  ],
  [
    "two tests of one name are two tests",
    suite(`<testcase name="b"/><testcase name="b"><failure/></testcase>`),
    ["P s > b", "F s > b"],
    [],
  ],
  ["negative times are no time", suite(`<testcase name="b" time="-1"/>`), ["P s > b"], []],
  [
    "a suite that failed as a whole",
    suite(`<testcase name="b"/><error message="no"/>`),
    ["P s > b", "F s > (suite)"],
    [],
  ],
  [
    "counts without names",
    suite("", `tests="3" failures="1" skipped="1"`),
    ["F s > (not named)", "S s > (not named)", "P s > (not named)"],
    [],
  ],
  [
    "counts that are worse than what is held",
    suite(`<testcase name="b"/>`, `tests="1" failures="1"`),
    ["P s > b"],
    ["counts"],
  ],
  ["a count that is no number", suite(`<testcase name="b"/>`, `tests="1" failures="q"`), ["P s > b"], ["counts"]],
  [
    "Catch2 counts assertions: several failures in a test",
    suite(`<testcase name="b"><failure/><failure/></testcase>`, `tests="9" failures="2"`),
    ["F s > b"],
    [],
  ],
  ["an unknown element in a test", suite(`<testcase name="b"><fbilure/></testcase>`), ["P s > b"], ["unknown-element"]],
  [
    "a failure hidden in the output",
    suite(`<testcase name="b"><system-out><failure/></system-out></testcase>`),
    ["P s > b"],
    ["unknown-element"],
  ],
  [
    "a test hidden in a test",
    suite(`<testcase name="b"><testcase name="c"><failure/></testcase></testcase>`),
    ["P s > b"],
    ["unknown-element"],
  ],
  ["a file of another kind", `<html><testcase/></html>`, [], ["unknown-element"]],
  ["a truncated file", `<testsuite><testcase name="b"/><testcase name="c">`, ["P  > b"], ["truncated"]],
  [
    "ACT-10 a billion laughs",
    `<!DOCTYPE l [<!ENTITY l "ha"><!ENTITY m "&l;&l;">]><testsuite name="&m;"/>`,
    [],
    ["doctype"],
  ],
  ["ACT-10 an external entity", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><testsuite/>`, [], ["doctype"]],
  [
    "ACT-10 an entity that nobody defined",
    suite(`<testcase name="b"><system-out>&xxe;</system-out></testcase>`),
    [],
    ["entity"],
  ],
];

describe("JUnit XML", () => {
  it.each(TABLE)("%s", (_, xml, tests, wrong) => {
    const found = readJUnit(xml);
    expect({ tests: short(found), wrong: found.wrong }).toEqual({ tests, wrong });
    expect(readJUnit(xml, 3)).toEqual(found);
  });

  it("a failure keeps its message, its details and its place", () => {
    const { cases } = readJUnit(
      suite(
        `<testcase name="b" file="a.ts" line="7" time="1,234.5"><failure message="m &lt; n"><![CDATA[at a]]]]><![CDATA[>b]]></failure></testcase>`,
      ),
    );
    expect(cases[0]).toMatchObject({
      file: "a.ts",
      line: 7,
      seconds: 1234.5,
      failure: { message: "m < n", details: "at a]]>b" },
    });
  });

  it("without a message the first line of the details is it", () => {
    const { cases } = readJUnit(suite(`<testcase name="b"><failure>\n  first\nsecond</failure></testcase>`));
    expect(cases[0]?.failure).toEqual({ message: "first", details: "first\nsecond" });
  });

  it("what is kept of a failure has an end", () => {
    const { cases } = readJUnit(suite(`<testcase name="b"><failure>${"x".repeat(100_000)}</failure></testcase>`), 4096);
    expect(cases[0]?.failure?.details.length).toBe(8_000);
    expect(cases[0]?.failure?.message.length).toBe(2_000);
  });

  it("output of a test does not become its message", () => {
    const { cases } = readJUnit(
      suite(`<testcase name="b"><failure>why</failure><system-out>noise</system-out></testcase>`),
    );
    expect(cases[0]?.failure?.details).toBe("why");
  });
});
