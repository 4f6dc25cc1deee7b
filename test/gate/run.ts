// Runs in a word: for tables in front of the verdict.
import { Coverage } from "../../src/gate/coverage.ts";
import type { Digest } from "../../src/gate/digest.ts";
import type { Asked, GateFacts } from "../../src/gate/facts.ts";
import type { Entry } from "../../src/gate/quarantine.ts";
import { Tests, type Outcome, type TestCase } from "../../src/gate/tests.ts";
import { digestOf, readDigest } from "./printed.ts";

const SIGNS: Readonly<Record<string, Outcome>> = { P: "passed", F: "failed", S: "skipped", K: "flaky" };

/** `"P a, F b"` as tests of a second each; `*3` repeats; the empty text is no test. */
export function cases(text: string): TestCase[] {
  if (text === "") return [];
  return text.split(/,\s*/).flatMap((one) => {
    const [, sign = "", name = "", times = "1"] = /^([PFSK]) (.+?)(?:\*(\d+))?$/.exec(one) ?? [];
    return Array.from({ length: Number(times) }, (_, index) => ({
      suite: "",
      name: times === "1" ? name : `${name}${index}`,
      outcome: SIGNS[sign]!,
      seconds: 1,
    }));
  });
}

/** The digest that a run with these tests leaves. */
export function digest(text: string, head: Partial<Digest["head"]> = {}): Digest {
  const tests = new Tests();
  for (const one of cases(text)) tests.add(one);
  const whole = { job: "", sha: "b".repeat(40), run: "0", problems: [], coverage: null, benchmarks: [], ...head };
  return readDigest(digestOf(whole, tests));
}

export const base = (text: string, head: Partial<Digest["head"]> = {}): Asked<Digest> => ({
  is: "known",
  value: digest(text, head),
});

export const entry = (test: string, more: Partial<Entry> = {}): Entry => ({
  test,
  owner: "@ada",
  issue: "#1",
  reason: "races",
  expires: "2027-01-01",
  job: "",
  line: 3,
  ...more,
});

export const quarantined = (...entries: Entry[]): GateFacts["quarantine"] => ({
  entries,
  problems: [],
  later: [],
  why: "",
});

/** Of one file: so many lines that ran, then so many that did not. */
export const coverage = (hit: number, missed: number): Coverage => {
  const made = new Coverage();
  for (let line = 1; line <= hit + missed; line += 1) made.add("a.ts", line, line <= hit ? 1 : 0);
  return made;
};
