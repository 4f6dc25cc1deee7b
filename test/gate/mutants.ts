// Judges two thousand mutants of failing reports, and prints what became of them as JSON. Run by itself, so that its
// memory is its own: node test/gate/mutants.ts [count] [seed]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DIALECTS } from "./dialects.ts";
import { HARD } from "./hard-cases.ts";
import { judgeBytes } from "./judge.ts";
import { below, mutant, randomFrom } from "./mutate.ts";
import { REAL } from "./real-corpus.ts";

const [count = 2000, seed = 20261122] = process.argv.slice(2).map(Number);
/** What fails by a number alone is left out: with one bit of it turned it is a report of another run, and a good one. */
const fails = (tests: readonly string[]): boolean =>
  tests.some((test) => test.startsWith("F ") && !test.endsWith("(not named)"));
const real = REAL.filter((one) => fails(one.tests)).map((one) => ({
  name: one.file,
  bytes: readFileSync(join(import.meta.dirname, "fixtures/real", one.file)),
}));
const hard = [...HARD, ...DIALECTS].filter((one) => fails(one.tests) && one.bytes.length < 100_000);
const samples = [...real, ...hard];

for (const { bytes } of samples) judgeBytes(bytes);
global.gc?.();
const baseline = process.memoryUsage().rss;
const random = randomFrom(seed);
const green: { name: string; how: string; text: string }[] = [];
const crashes: string[] = [];
let peak = baseline;
for (let index = 0; index < count; index += 1) {
  const sample = samples[index % samples.length];
  if (sample === undefined) break;
  let { how, bytes } = mutant(sample.bytes, random);
  for (let more = below(random, 3); more > 0; more -= 1) {
    const next = mutant(bytes, random);
    [how, bytes] = [`${how}, ${next.how}`, next.bytes];
  }
  try {
    const { verdict } = judgeBytes(bytes);
    if (verdict.state === "allow") green.push({ name: sample.name, how, text: bytes.toString("utf8") });
  } catch (error) {
    crashes.push(`${sample.name}, ${how}: ${error instanceof Error ? (error.stack ?? error.message) : "?"}`);
  }
  peak = Math.max(peak, process.memoryUsage().rss);
}
console.log(
  JSON.stringify({ samples: samples.length, count, green, crashes, grownMiB: (peak - baseline) / 1024 / 1024 }),
);
