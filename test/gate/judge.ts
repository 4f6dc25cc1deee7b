// Judges one report as the Action would with nothing else set: for tables and mutants.
import { expect } from "vitest";
import { asUtf8 } from "../../actions/test-gate/utf16.ts";
import { configOf, INPUTS, type GateConfig, type InputName } from "../../src/gate/config.ts";
import { Damage } from "../../src/gate/damage.ts";
import { decide, isPlain, type Judgement } from "../../src/gate/decide.ts";
import type { FileProblem, GateFacts } from "../../src/gate/facts.ts";
import { further } from "../../src/gate/further.ts";
import { sniff } from "../../src/gate/sniff.ts";
import { Tests, type TestCase } from "../../src/gate/tests.ts";

export const NOW = Date.UTC(2026, 10, 22);

/** The inputs with their defaults, but for what is given. */
export function configured(inputs: Partial<Record<InputName, string>> = {}): GateConfig {
  const { config, problems } = configOf((name) => inputs[name] ?? (name === "token" ? "" : INPUTS[name].default));
  if (problems.length > 0) throw new Error(problems.map((one) => `${one.message} ${one.expected}`).join("\n"));
  return config;
}

/** Facts of one good run, but for what is given. */
export function factsWith(given: Partial<GateFacts> & { cases?: readonly TestCase[] } = {}): GateFacts {
  const { cases, ...rest } = given;
  const tests = new Tests();
  for (const one of cases ?? []) tests.add(one);
  return {
    now: NOW,
    sha: "a".repeat(40),
    run: "1",
    pull: false,
    files: [{ path: "junit.xml", format: "JUnit XML", tests: tests.ids.length }],
    problems: [],
    idleGlobs: [],
    missing: { coverage: [], benchmarks: [] },
    closedFolders: [],
    tests,
    legs: [],
    legProblems: [],
    legsWithout: { coverage: [], benchmarks: [] },
    legNotes: [],
    base: { is: "unknown", why: "there is no token." },
    quarantine: { entries: [], problems: [], later: [], why: "" },
    coverage: null,
    changedLines: { is: "unknown", why: "It was not asked for." },
    benchmarks: [],
    proof: { is: "unknown", why: "It was not asked for." },
    ...rest,
  };
}

/** The whole judgement; of a plain run also without what others are judged by, which must say the same. */
export function judgementOf(facts: GateFacts, config: GateConfig): Judgement {
  const whole = decide(facts, config, further);
  if (isPlain(facts, config)) expect(decide(facts, config, null)).toEqual(whole);
  return whole;
}

/** One report from its bytes to the verdict. */
export function judgeBytes(bytes: Buffer): Judgement {
  const tests = new Tests();
  const damages: Damage[] = [];
  const utf8 = asUtf8(bytes)(bytes);
  const format = sniff(utf8);
  try {
    if (format === null) throw new Damage("unknown-format", 0, "This is no report that we know.");
    const reader = format.read({ test: (test) => tests.add(test), wrong: (damage) => void damages.push(damage) });
    reader.push(utf8);
    reader.end();
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    damages.push(error);
  }
  const problems = damages.map(({ code, message }): FileProblem => ({ path: "report", line: 0, code, message }));
  const files = [{ path: "report", format: format?.name ?? "", tests: tests.ids.length }];
  return judgementOf(factsWith({ tests, files, problems }), configured());
}
