import { describe, expect, it } from "vitest";
import { GoTestReader } from "../../../src/gate/readers/go.ts";
import { read, short, type Read } from "../read.ts";

/** `"run a, pass a 2, pass"`: events of one package in a word; a number is seconds, an event without a test is the package's. */
function events(text: string): Read {
  const lines = text.split(", ").map((one) => {
    const [Action, Test, seconds] = one.split(" ");
    return JSON.stringify({
      Action,
      Package: "app",
      Test,
      ...(seconds === undefined ? {} : { Elapsed: Number(seconds) }),
    });
  });
  return read((sink) => new GoTestReader(sink), `${lines.join("\n")}\n`);
}

const TABLE: [name: string, text: string, tests: string[], wrong: string[]][] = [
  ["a test that passed", "run a, pass a, pass", ["P app > a"], []],
  ["one that passed twice is one", "run a, pass a, run a, pass a, pass", ["P app > a"], []],
  ["one that passed, and then failed, is failed", "run a, pass a, run a, fail a, fail", ["F app > a"], []],
  ["one that failed, and then passed, is flaky", "run a, fail a, run a, pass a, fail, pass", ["K app > a"], []],
  [
    "one that passed, failed and passed, is flaky",
    "run a, pass a, run a, fail a, run a, pass a, pass",
    ["K app > a"],
    [],
  ],
  [
    "one that failed and passed in one run of its package, is flaky",
    "run a, fail a, run a, pass a, fail",
    ["K app > a"],
    [],
  ],
  ["a package that failed without a test of its", "run a, pass a, fail", ["F app > (package)", "P app > a"], []],
  ["one that was skipped, and then passed, is passed", "run a, skip a, run a, pass a, pass", ["P app > a"], []],
  ["one that passed, and began again without an end, is failed", "run a, pass a, run a, fail", ["F app > a"], []],
  ["words of a test that has ended are no run of it", "run a, pass a, output a, pass", ["P app > a"], []],
  [
    "a parent sums up its subtests, whichever of them ends first",
    "run a, run a/b, run a/c, pass a/b, pass a/c, pass a, pass",
    ["P app > a/b", "P app > a/c"],
    [],
  ],
  [
    "a parent that runs once more with its subtests",
    "run a, run a/b, pass a/b, pass a, run a, run a/b, fail a/b, fail a, fail",
    ["F app > a/b"],
    [],
  ],
  ["a package without a result is cut", "run a, pass a", ["P app > a"], ["truncated"]],
];

describe("go test's events", () => {
  it.each(TABLE)("%s", (_, text, tests, wrong) => {
    const found = events(text);
    expect([short(found).sort(), found.wrong]).toEqual([tests, wrong]);
  });

  it("the times of all runs of a test count", () => {
    expect(events("run a, pass a 2, run a, pass a 3, pass").cases[0]?.seconds).toBe(5);
  });

  it("tests of one name in two packages are two, and names of any length are told", () => {
    const long = "x".repeat(3_000);
    const lines = ["one", "two"].flatMap((name) =>
      ["run", "pass"].flatMap((Action) => ["a", long].map((Test) => JSON.stringify({ Action, Package: name, Test }))),
    );
    const ends = ["one", "two"].map((name) => JSON.stringify({ Action: "pass", Package: name }));
    const found = read((sink) => new GoTestReader(sink), [...lines, ...ends].join("\n"));
    expect(short(found).sort()).toEqual([`P one > a`, `P one > ${long}`, `P two > a`, `P two > ${long}`]);
    expect(found.wrong).toEqual([]);
  });
});
