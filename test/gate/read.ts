// Reads a report as the gate does, for tables: what it holds, and what is wrong with it.
import { Damage } from "../../src/gate/damage.ts";
import type { Reader, Sink } from "../../src/gate/reader.ts";
import type { TestCase } from "../../src/gate/tests.ts";

export interface Read {
  cases: TestCase[];
  wrong: string[];
}

export function read(make: (sink: Sink) => Reader, bytes: Buffer | string, size = Number.MAX_SAFE_INTEGER): Read {
  const found: Read = { cases: [], wrong: [] };
  const sink: Sink = {
    test: (test) => void found.cases.push(test),
    wrong: (damage) => void found.wrong.push(damage.code),
  };
  const whole = Buffer.from(bytes);
  const reader = make(sink);
  try {
    for (let at = 0; at < whole.length; at += size) reader.push(whole.subarray(at, at + size));
    reader.end();
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    found.wrong.push(error.code);
  }
  return found;
}

/** `P suite > name` for each test: short enough for a table. */
export function short(found: Read): string[] {
  const sign = { passed: "P", failed: "F", skipped: "S", flaky: "K" } as const;
  return found.cases.map(({ outcome, suite, name }) => `${sign[outcome]} ${suite} > ${name}`);
}
