// What the Action is asked to do: its inputs with their defaults (nowhere else), and their meaning.
// Inputs are strings and few: no schema library is loaded for them, because it would cost the start.

export interface GateInput {
  readonly default: string;
  readonly required?: true;
  /** Said by a run that misses it. */
  readonly description?: string;
}

export const INPUTS = {
  reports: {
    description:
      "Globs of test reports, one a line, inside the workspace. In mode merge: the digests that the legs left.",
    default: "",
    required: true,
  },
  coverage: { default: "" },
  benchmarks: { default: "" },
  base: { default: "auto" },
  "base-results": { default: "" },
  "fail-on": { default: "any-failure" },
  "fail-on-flaky": { default: "false" },
  "min-tests": { default: "1" },
  "max-drop": { default: "10%" },
  "max-duration": { default: "" },
  "benchmark-warn": { default: "" },
  "benchmark-fail": { default: "" },
  quarantine: { default: ".github/test-quarantine.yml" },
  "coverage-min": { default: "" },
  "coverage-drop": { default: "" },
  "patch-coverage-min": { default: "" },
  job: { default: "" },
  legs: { default: "" },
  mode: { default: "single" },
  "require-regression-test": { default: "" },
  fresh: { default: "false" },
  token: { default: "${{ github.token }}" },
} as const satisfies Record<string, GateInput>;

/** What action.yml says of each; no run needs it, and it is not in the bundle. */
export const DESCRIPTIONS: Readonly<Record<Exclude<InputName, "reports">, string>> = {
  coverage: "Globs of coverage reports: lcov, Cobertura, JaCoCo, Clover, Go cover profiles.",
  benchmarks: "Globs of benchmark results: JSON with name, value and unit, Go, pytest-benchmark, hyperfine.",
  base: "What to compare with: auto (asks GitHub, needs actions: read), none, or the path of a digest.",
  "base-results": "Globs of reports of this change's tests run on the base: the proof of a bug fix.",
  "fail-on": "any-failure, new-failures (against the base) or none.",
  "fail-on-flaky": "true: a test that failed and passed in this run fails the gate.",
  "min-tests": "Fewer tests than this fail the gate.",
  "max-drop": "How many tests may be missing against the base: 10%, or a number.",
  "max-duration": "Time that all tests may take together: 90s, 10m, 1h. Empty: any.",
  "benchmark-warn": "Warn when a benchmark is this many times worse than the base's median: 1.1.",
  "benchmark-fail": "Fail when a benchmark is this many times worse than the base's median: 1.5.",
  quarantine: "Path of the list of tests that are known to fail.",
  "coverage-min": "Least coverage of all lines in percent: 80.",
  "coverage-drop": "How many percentage points coverage may lose against the base: 0.5.",
  "patch-coverage-min": "Least coverage of the changed lines in percent (needs the token).",
  job: "Name of this leg of a matrix.",
  legs: "Names of the legs that mode merge expects, by comma or line.",
  mode: "single, or merge: one verdict of many legs.",
  "require-regression-test":
    "A label such as bug: a pull request that closes an issue with it must add or change a test.",
  fresh: "true: files that are older than this job are refused.",
  token: "Reads the base, the quarantine at the base, and the changed lines. Empty: none of these.",
};

export const OUTPUTS = {
  verdict: "allow or block",
  code: "The reason, for machines: passed, failures, no-tests ...",
  tests: "How many tests ran.",
  passed: "How many passed.",
  failed: "How many failed.",
  skipped: "How many were skipped.",
  flaky: "How many failed and passed.",
  "new-failures": "How many fail that did not on the base.",
  fixed: "How many failed on the base and pass here.",
  coverage: "Coverage of all lines in percent; empty without coverage.",
  report: "Path of the digest: keep it with actions/upload-artifact for the next run to compare with.",
  ctrf: "Path of the results in the Common Test Report Format.",
  badge: "Path of a badge (SVG).",
} as const;

export type InputName = keyof typeof INPUTS;
export type OutputName = keyof typeof OUTPUTS;

/** A number of tests, or a share of the base's. */
export type Drop = { readonly tests: number } | { readonly percent: number };

export interface GateConfig {
  readonly reports: readonly string[];
  readonly coverage: readonly string[];
  readonly benchmarks: readonly string[];
  /** `auto`, `none` or a path. */
  readonly base: string;
  readonly baseResults: readonly string[];
  readonly failOn: "any-failure" | "new-failures" | "none";
  readonly failOnFlaky: boolean;
  readonly minTests: number;
  readonly maxDrop: Drop;
  /** Seconds. */
  readonly maxDuration: number | null;
  readonly benchmarkWarn: number | null;
  readonly benchmarkFail: number | null;
  readonly quarantine: string;
  /** Percent. */
  readonly coverageMin: number | null;
  /** Percentage points. */
  readonly coverageDrop: number | null;
  readonly patchCoverageMin: number | null;
  readonly job: string;
  readonly legs: readonly string[];
  readonly mode: "single" | "merge";
  /** Labels that mark a bug; empty: no proof is asked. */
  readonly bugLabels: readonly string[];
  readonly fresh: boolean;
}

export interface ConfigProblem {
  readonly input: InputName;
  readonly message: string;
  readonly expected: string;
}

/** Reads the inputs. Everything that is wrong is told at once. */
export function configOf(input: (name: InputName) => string): { config: GateConfig; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const wrong = (name: InputName, expected: string): void => {
    problems.push({
      input: name,
      message: `The input ${name} is "${input(name).slice(0, 60)}".`,
      expected: `It must be ${expected}.`,
    });
  };
  const one = <const Choice extends string>(name: InputName, choices: readonly Choice[], other: Choice): Choice => {
    const found = choices.find((choice) => choice === input(name));
    if (found === undefined) wrong(name, choices.join(", "));
    return found ?? other;
  };
  const number = (name: InputName, range: { from: number; to: number }, expected: string): number | null => {
    const given = input(name);
    if (given === "") return null;
    const text = given.endsWith("%") ? given.slice(0, -1).trimEnd() : given;
    const value = isDecimal(text) ? Number(text) : Number.NaN;
    if (value >= range.from && value <= range.to) return value;
    wrong(name, expected);
    return null;
  };
  const percent = (name: InputName): number | null =>
    number(name, { from: 0, to: 100 }, "a number of percent, 0 to 100");
  const ratio = (name: InputName): number | null => number(name, { from: 1, to: 1_000 }, "a ratio from 1, such as 1.5");
  const wholeNumber = (name: InputName): number | null => {
    const value = number(name, { from: 0, to: 1e9 }, "a whole number");
    if (value === null || Number.isInteger(value)) return value;
    wrong(name, "a whole number");
    return null;
  };
  const drop = (): Drop => {
    if (input("max-drop").endsWith("%")) return { percent: percent("max-drop") ?? 0 };
    return { tests: wholeNumber("max-drop") ?? 0 };
  };
  const duration = (): number | null => {
    const text = input("max-duration");
    if (text === "") return null;
    const match = /^(\d+(?:\.\d+)?)\s*(s|m|h)$/.exec(text);
    if (match) return Number(match[1]) * { s: 1, m: 60, h: 3600 }[(match[2] ?? "s") as "s" | "m" | "h"];
    wrong("max-duration", "a duration such as 90s, 10m or 1h");
    return null;
  };

  const config: GateConfig = {
    reports: lines(input("reports")),
    coverage: lines(input("coverage")),
    benchmarks: lines(input("benchmarks")),
    base: input("base"),
    baseResults: lines(input("base-results")),
    failOn: one("fail-on", ["any-failure", "new-failures", "none"], "any-failure"),
    failOnFlaky: one("fail-on-flaky", ["false", "true"], "true") === "true",
    minTests: wholeNumber("min-tests") ?? 1,
    maxDrop: drop(),
    maxDuration: duration(),
    benchmarkWarn: ratio("benchmark-warn"),
    benchmarkFail: ratio("benchmark-fail"),
    quarantine: input("quarantine"),
    coverageMin: percent("coverage-min"),
    coverageDrop: percent("coverage-drop"),
    patchCoverageMin: percent("patch-coverage-min"),
    job: input("job"),
    legs: [...new Set(lines(input("legs").replaceAll(",", "\n")))],
    mode: one("mode", ["single", "merge"], "single"),
    bugLabels: lines(input("require-regression-test").replaceAll(",", "\n")),
    fresh: one("fresh", ["false", "true"], "true") === "true",
  };
  // A comma parts the names under legs.
  if (config.job.length > 100 || /[\n,]/.test(config.job))
    wrong("job", "one line of at most 100 characters, without a comma");
  // What would mean nothing here is a mistake: somebody believes that it is judged.
  const isMerge = config.mode === "merge";
  if (isMerge !== config.legs.length > 0) wrong("legs", isMerge ? "the names of the legs" : "empty but in mode merge");
  if (config.baseResults.length > 0 && config.bugLabels.length === 0)
    wrong("base-results", "empty without require-regression-test");
  return { config, problems };
}

/** Digits, with digits after one point or without; of several points Number makes no number. */
const isDecimal = (text: string): boolean =>
  text !== "" &&
  Array.from(text).every((sign) => sign === "." || (sign >= "0" && sign <= "9")) &&
  !text.startsWith(".") &&
  !text.endsWith(".");

function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
